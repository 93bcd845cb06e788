# SPDX-License-Identifier: GPL-2.0-or-later
"""Elements that speak SIP, and their transactions: what is sent, when, from where to where. The seed decides all."""

import random

from products import PHONES, SERVERS, Message

REASONS = {100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 202: "Accepted", 300: "Multiple Choices",
           301: "Moved Permanently", 302: "Moved Temporarily", 305: "Use Proxy", 380: "Alternative Service",
           401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 407: "Proxy Authentication Required", 408: "Request Timeout",
           420: "Bad Extension", 421: "Extension Required", 422: "Session Interval Too Small", 423: "Interval Too Brief",
           439: "First Hop Lacks Outbound Support", 480: "Temporarily Unavailable", 481: "Call Does Not Exist",
           486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here", 494: "Security Agreement Required",
           500: "Server Internal Error", 503: "Service Unavailable", 603: "Decline"}
SDP = ("v=0\r\no=- {0} {0} IN {1} {2}\r\ns=-\r\nc=IN {1} {2}\r\nt=0 0\r\nm=audio {3} RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\n"
       "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n{4}")
TIMER_1 = 0.5  # seconds to the first time that a request is sent again (RFC 3261 section 17.1.1.2)


class Element:
    """A telephone, proxy or server at one address."""

    def __init__(self, product, address, port=5060, transport="UDP", domain="example.com", user="alice"):
        self.__dict__.update(locals())

    @property
    def place(self):
        return self.address, self.port

    @property
    def host(self):
        return f"[{self.address}]" if ":" in self.address else self.address

    @property
    def hostport(self):
        return f"{self.host}:{self.port}" if self.product.port or self.port != 5060 else self.host

    def via(self, branch):
        return f"SIP/2.0/{self.transport} {self.hostport};branch={branch}" + (";rport" if self.product.rport else "")

    def sdp(self, number, more=""):
        kind = "IP6" if ":" in self.address else "IP4"
        return SDP.format(number, kind, self.address, 10000 + number % 20000 * 2, more).encode()


class World:
    """A network, and what is sent in it. Times are seconds from the beginning."""

    def __init__(self, seed, days=False):
        self.random = random.Random(seed)
        self.sent = []  # (time, order, source, destination, transport, payload); transport "ICMP": payload is (to, bytes)
        self.length = self.random.choice([90, 600, 7200]) if not days else 86400
        self.is_6 = self.random.random() < 0.15
        self.phones = [self.element(PHONES, number) for number in range(self.random.randint(4, 12))]
        self.servers = [self.element(SERVERS, 40 + number) for number in range(self.random.randint(3, 6))]
        self.proxies = [self.element(SERVERS, 80 + number) for number in range(2)]

    def element(self, products, number):
        network = {0: "203.0.113.{}", 40: "198.51.100.{}", 80: "192.0.2.{}"}[number // 40 * 40]
        address = f"2001:db8:{number // 40}::{number + 1:x}" if self.is_6 else network.format(number + 1)
        return Element(self.random.choice(products), address, transport="TCP" if self.chance(0.15) else "UDP",
                       port=self.random.choice([5060] * 6 + [5080, 15060]), user=self.user(),
                       domain=self.random.choice(["example.com", "example.net", "pbx.example.org", address if not self.is_6
                                                  else f"[{address}]"]))

    def chance(self, share):
        return self.random.random() < share

    def pick(self, *ways):
        """One of (weight, value)."""
        return self.random.choices([way[1] for way in ways], [way[0] for way in ways])[0]

    def token(self):
        return f"{self.random.getrandbits(44):x}"

    def user(self):
        return self.random.choice(["alice", "bob", "carol", "dave", "1001", "+493055512", "4930555", "anna%20m", "d.ü".encode(
            "ascii", "replace").decode().replace("?", "%FC"), "x-100-2"]) + str(self.random.randrange(100))

    def send(self, time, source, destination, payload, transport="UDP"):
        self.sent.append((time, len(self.sent), source, destination, transport, payload))


class Leg:
    """One client's transactions with a server, through proxies or not; @now moves on as they speak."""

    def __init__(self, world, client, server, now, user=None, path=()):
        self.world, self.client, self.server, self.now, self.path = world, client, server, now, tuple(path)
        self.user = user or server.user
        self.uri = f"sip:{self.user}@{server.domain}"
        self.to = f"<{self.uri}>"
        self.call_id = client.product.calls.format(world.token(), client.host)
        self.from_tag, self.to_tag = world.token(), ""
        self.cseq = world.random.choice([0, 1, 100, 31986, 2147483000])
        self.hops = []      # the last request, on each hop
        self.answers = {}   # the last final answer to it, by hop

    def nodes(self):
        return [self.client, *self.path, self.server]

    def pass_on(self, number, message, back=False, delay=None):
        """A message over hop @number, there or back."""
        source, destination = self.nodes()[number:number + 2][::-1 if back else 1]
        self.now += self.world.random.uniform(0.0005, 0.04) if delay is None else delay
        transport = "TCP" if "TCP" in (source.transport, destination.transport) else "UDP"
        self.world.send(self.now, source, destination, bytes(message), transport)

    def request(self, method, uri, headers, body, cseq, via=None):
        client = self.client
        product = client.product
        tag = f";tag={self.to_tag}" if self.to_tag else ""
        contact = f"<sip:{client.user}@{client.hostport}" + (";transport=tcp" if client.transport == "TCP" else "") + ">"
        lines = [("Via", via or client.via(product.cookie + self.world.token())), ("Max-Forwards", "70"),
                 ("From", f"{product.display.format(client.user)}<sip:{client.user}@{client.domain}>;tag={self.from_tag}"),
                 ("To", self.to + tag), ("Call-ID", self.call_id), ("CSeq", f"{cseq} {method}")]
        if method not in ("BYE", "CANCEL", "ACK"):
            lines.append(("Contact", contact))
            lines.append(("Allow", product.allow))
            if product.supported and not any(name == "Supported" for name, _ in headers):
                lines.append(("Supported", product.supported))
        if product.name:
            lines.append(("User-Agent", product.name))
        lines += [header for header in headers if header[1]]
        if body:
            lines.append(("Content-Type", "application/sdp"))
        return product.dress(f"{method} {uri} SIP/2.0", lines, body)

    def ask(self, method, uri=None, headers=(), body=b"", cseq=None, copies=1, via=None):
        """Sends a request on all hops; @copies: how often over the first, as nobody answers."""
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        self.hops = [self.request(method, uri or self.uri, headers, body, cseq, via)]
        self.answers = {}
        for number in range(len(self.path) + 1):
            self.pass_on(number, self.hops[number])
            if number < len(self.path):
                self.hops.append(self.forwarded(self.hops[number], self.path[number]))
        for copy in range(copies - 1):
            self.pass_on(0, self.hops[0], delay=min(TIMER_1 * 2 ** copy, 4))

    def forwarded(self, message, proxy, uri=None):
        """What a proxy makes of a request."""
        copy = message.copy()
        method, old, _ = copy.start.split(" ", 2)
        copy.start = f"{method} {uri or old} SIP/2.0"
        copy.put("Max-Forwards", str(int(copy.value("Max-Forwards")) - 1))
        copy.headers.insert(0, ["Via", proxy.product.written("Via"), proxy.via(proxy.product.cookie + self.world.token())])
        return copy

    def tell(self, status, headers=(), body=b"", at=None, reason=None, copies=1):
        """The answer of the server, or of proxy number @at, back over all hops."""
        last = len(self.hops) - 1 if at is None else at
        who = self.nodes()[last + 1]
        message = self.answer(who, self.hops[last], status, reason or REASONS[status], headers, body)
        for number in range(last, -1, -1):
            self.pass_on(number, message, back=True)
            self.answers[number] = message
            message = message.copy()
            message.headers.remove(message.all("Via")[0])
        for _ in range(copies - 1):
            self.pass_on(0, self.answers[0], back=True, delay=TIMER_1)

    def answer(self, who, asked, status, reason, headers, body):
        product = who.product
        kept = [(name, value) for name, _, value in asked.headers if name in ("Via", "From", "To", "Call-ID", "CSeq")]
        if status > 100 and ";tag=" not in asked.value("To"):
            self.tag = getattr(self, "tag", {})
            tag = self.tag.setdefault((who, asked.value("CSeq")), self.world.token())
            kept = [(name, f"{value};tag={tag}" if name == "To" else value) for name, value in kept]
        more = [("Server", product.name)] if product.name else []
        if body:
            more.append(("Content-Type", "application/sdp"))
        return product.dress(f"SIP/2.0 {status} {reason}", [*kept, *headers, *more], body)

    def enter(self):
        """The 2xx to an INVITE or SUBSCRIBE makes a dialog."""
        self.to_tag = self.answers[0].value("To").split(";tag=")[-1]

    def ack(self, other_branch=False):
        """The ACK for a final answer: of each hop for its own, or, for a 2xx, from one end to the other."""
        if self.answers[0].start.startswith("SIP/2.0 2"):
            asked = self.hops
            self.enter()
            self.ask("ACK", f"sip:{self.server.user}@{self.server.hostport}", cseq=int(asked[0].value("CSeq").split()[0]))
            return
        for number in sorted(self.answers):
            asked, answer = self.hops[number], self.answers[number]
            who = self.nodes()[number]
            via = who.via(who.product.cookie + self.world.token()) if other_branch else asked.value("Via")
            lines = [("Via", via), ("Max-Forwards", "70"), ("From", asked.value("From")), ("To", answer.value("To")),
                     ("Call-ID", self.call_id), ("CSeq", asked.value("CSeq").split()[0] + " ACK")]
            self.pass_on(number, who.product.dress(f"ACK {asked.uri} SIP/2.0", lines))

    def unreachable(self):
        """An ICMP error for the last request on the last hop."""
        source, destination = self.nodes()[-2:]
        self.now += 0.002
        self.world.send(self.now, destination, source, bytes(self.hops[-1]), "ICMP")

    def wait(self, least, most=None):
        self.now += self.world.random.uniform(least, most or least)


__all__ = ["Element", "Leg", "Message", "World"]
