# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls as products write them: styles.ini tells how, calls.ini which (README.md tells the keys and steps)."""

import configparser
import pathlib
import random
import re
import sys
import uuid

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "plugin"))
import wire  # noqa: E402  (found by the line above)

NAMES = ("User-Agent", "Server", "USER-AGENT", "SERVER")
# One net a side, one host a call: what is said of an address in one call counts in no other.
SIDES = {"caller": "192.0.2", "answering": "198.51.100", "between": "203.0.113"}
LETTERS = {"hex": "0123456789abcdef", "HEX": "0123456789ABCDEF", "dec": "123456789", "abc": "abcdefghijklmnopqrstuvwxyz",
           "alnum": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"}


def read(path):
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str
    parser.read_string(path.read_text(encoding="utf-8"))
    return {name: dict(section) for name, section in parser.items() if name != parser.default_section}


def written(host):
    """As it stands in SIP."""
    return f"[{host}]" if ":" in host else host


def lines(value):
    return [line.strip() for line in (value or "").splitlines() if line.strip()]


STYLES = read(HERE / "styles.ini")


class Message:
    """A start line and headers as [name, value], in their order."""

    def __init__(self, start, headers):
        self.start, self.headers = start, [list(header) for header in headers]

    def values(self, name):
        return [value for other, value in self.headers if other.lower() == name.lower()]

    def put(self, header):
        """In the place of the header of that name, else behind the last."""
        name, value = (part.strip() for part in header.split(":", 1))
        for mine in self.headers:
            if mine[0].lower() == name.lower():
                mine[1] = value
                return
        self.headers.append([name, value])

    def drop_tag(self, tag):
        """Out of Supported; without 100rel there is no PRACK either (RFC 3262)."""
        for header in self.headers:
            if header[0].lower() == "supported":
                header[1] = ", ".join(one for one in re.split(r", ?", header[1]) if one != tag)
            if header[0].lower() == "allow" and tag == "100rel":
                header[1] = ", ".join(one for one in re.split(r", ?", header[1]) if one != "PRACK")
        self.headers = [header for header in self.headers if header[1] or header[0].lower() != "supported"]

    def add_tag(self, name, tag):
        values = self.values(name)
        self.put(f"{name}: {values[0] + ', ' if values else ''}{tag}")

    def __bytes__(self):
        body = b"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
        has_body = any(value == "application/sdp" for value in self.values("Content-Type"))
        return wire.message(self.start, [f"{name}: {value}" for name, value in self.headers], body if has_body else b"")


class Call:
    """One call of calls.ini. @number: of its addresses, and of what is made up in it. @nets: another than SIDES."""

    def __init__(self, words, number, nets=None):
        self.words, self.number = words, number
        self.random = random.Random(number)
        self.method = self.words.get("method", "INVITE")
        self.at = {side: f"{net}::{number:x}" if ":" in net else f"{net}.{number}" for side, net in (nets or SIDES).items()}
        self.places = {"at": "", "host": f"pbx{number}.example.net", "new": f"new{number}.example.net",
                       "third": f"third{number}.example.net", "user": "alice", "caller": written(self.at["caller"]),
                       "server": written(self.at["answering"]), "between": written(self.at["between"])}
        self.asked = None     # the last request of the caller, and where it stands
        self.passed = None
        self.answered = None

    # ---- in words ----

    def filled(self, text, **more):
        def fill(match):
            word, _, length = match[1].partition(":")
            if word == "uuid":
                return str(uuid.UUID(int=self.random.getrandbits(128), version=4))
            if length:
                return "".join(self.random.choice(LETTERS[word]) for _ in range(int(length)))
            return {**self.places, **more}[word]
        return re.sub(r"\{([A-Za-z]+(?::\d+)?)\}", fill, text)

    def style(self, side):
        return STYLES[self.words.get(side, "phone")]

    def is_named(self, side):
        return self.words.get(side) and self.words[side] != "phone"

    def renamed(self, side, header):
        """The name that the call gives the product; "none" for no name."""
        name = self.words.get("name")
        if name and self.is_named(side) and header[0] in NAMES:
            header[1] = name
        return header

    def headers(self, side, key, more, **values):
        """The style's headers with what the call brings at the place of *."""
        out = []
        for line in lines(self.style(side)[key]):
            only, _, rest = line.rpartition("| ")
            if only and only != values["method"]:
                continue
            if rest == "*":
                out += more
                continue
            name, _, value = rest.partition(":")
            header = self.renamed(side, [name, self.filled(value.strip(), at=written(self.at[side]), **values)])
            if header[1] != "none":
                out.append(header)
        return out

    # ---- steps ----

    def expanded(self):
        """The steps, short forms written out: "421 100rel", "422 90 600", "301 sip:bob@new"."""
        out = []
        for step in lines(self.words["steps"]):
            word, *rest = step.split()
            if word in ("421", "420") and rest:
                sign, header, phrase = {"421": ("-", "Require", "Extension Required"),
                                        "420": ("!", "Unsupported", "Bad Extension")}[word]
                out += [f"ask {sign}{rest[0]}", f"answer {word} {phrase} | {header}: {rest[0]}"]
            elif word == "422":
                out += [f"ask | Session-Expires: {rest[0]}", f"answer 422 Session Interval Too Small | Min-SE: {rest[1]}"]
            elif word == "423":
                out += [f"ask | Expires: {rest[0]}", f"answer 423 Interval Too Brief | Min-Expires: {rest[1]}"]
            elif word in ("301", "305"):
                contacts = [re.sub(r"^(.*?)(;q=.*)?$", r"<\1>\2", uri) for uri in rest]
                phrase = {"301": "Moved Permanently", "305": "Use Proxy"}[word]
                out += ["ask", f"answer {word} {phrase} | Contact: " + ", ".join(contacts)]
            else:
                out.append(step)
        return out

    def write(self, capture):
        self.capture = capture
        for step in self.expanded():
            what, *headers = (self.filled(part.strip()) for part in step.split(" | "))
            word, _, rest = what.partition(" ")
            getattr(self, f"step_{word}")(rest.split(), headers)

    def send(self, source, destination, message):
        self.capture.udp((source, 5060), (destination, 5060), bytes(message))

    def mend(self, message, mods, headers):
        for mod in mods:
            if mod[0] == "-":
                message.drop_tag(mod[1:])
            elif mod[0] in "+!":
                message.add_tag({"+": "Supported", "!": "Require"}[mod[0]], mod[1:])
        for header in headers:
            message.put(header)
        return message

    def introduce_to(self, capture):
        """The caller asks somebody else too: so the capture could show whom it tries. A proxy passes the names of others
        on; its own stands in such a request, which it makes itself."""
        self.capture = capture
        elsewhere = re.sub(r"[^.:]+$", "ffff" if ":" in self.at["between"] else "255", self.at["between"])
        uri = f"sip:{written(elsewhere)}"
        asked = Message(f"OPTIONS {uri} SIP/2.0", self.headers("caller", "ask", [], method="OPTIONS", uri=uri))
        self.send(self.at["caller"], elsewhere, asked)
        self.send(elsewhere, self.at["caller"], Message("SIP/2.0 200 OK", [
            header for header in asked.headers if header[0] in ("Via", "From", "To", "Call-ID", "CSeq")]))

    def step_ask(self, mods, headers):
        uri = self.filled("sip:{host}" if self.method == "REGISTER" else "sip:bob@{host}")
        to = self.filled("sip:{user}@{host}") if self.method == "REGISTER" else uri
        message = Message(f"{self.method} {uri} SIP/2.0", self.headers("caller", "ask", [], method=self.method, uri=to))
        if self.asked:  # the same client again
            for name in ("Call-ID", "From"):
                message.put(f"{name}: {self.asked.values(name)[0]}")
            number = int(self.asked.values("CSeq")[0].split()[0]) + 1
            message.put(f"CSeq: {number} {self.method}")
        self.asked = self.mend(message, mods, headers)
        self.way = [(self.at["caller"], self.at["between" if "between" in self.words else "answering"])]
        self.last = self.asked
        self.send(*self.way[-1], self.asked)

    def reply(self, side, request, status, headers, key="answer"):
        more = [[part.strip() for part in header.split(":", 1)] for header in headers]
        made = self.headers(side, key, more, method=self.method, uri="")
        out = []
        for name, value in made:
            copied = request.values(name)
            if name.lower() == "to":
                out.append([name, copied[0] + value])
            elif value == "" and copied:
                out += [[name, one] for one in copied]
            else:
                out.append([name, value])
        return Message(f"SIP/2.0 {status}", out)

    def step_trying(self, _mods, _headers):
        phrase = self.style("between").get("phrase", "100 Trying")
        source, destination = self.way[0]
        self.send(destination, source, self.reply("between", self.asked, phrase, []))

    def step_pass(self, mods, headers):
        message = Message(self.asked.start, self.asked.headers)
        via = next(i for i, header in enumerate(message.headers) if header[0].lower() == "via")
        message.headers.insert(via, ["Via", self.filled("SIP/2.0/UDP {between}:5060;branch=z9hG4bK{hex:16}")])
        self.last = self.mend(message, mods, headers)
        self.way.append((self.at["between"], self.at["answering"]))
        self.send(*self.way[-1], self.last)

    def step_leg(self, mods, headers):
        """On from `between` in a call of its own, as back-to-back agents do."""
        uri = self.asked.start.split(" ")[1]
        message = Message(self.asked.start, self.headers("between", "ask", [], method=self.method, uri=uri))
        self.last = self.mend(message, mods, headers)
        self.way.append((self.at["between"], self.at["answering"]))
        self.send(*self.way[-1], self.last)

    def step_answer(self, words, headers):
        source, destination = self.way[-1]
        side = "answering" if destination == self.at["answering"] else "between"
        self.answered = self.reply(side, self.last, " ".join(words), headers)
        self.send(destination, source, self.answered)
        self.acknowledge(source, destination, self.last, self.answered)

    def step_unheard(self, words, headers):
        """Inside a session: the answer again and again, and then the BYE, for which nobody is there either."""
        source, destination = self.way[-1]
        answer = self.reply("answering", self.last, " ".join(words), headers)
        to, asked = self.last.values("To")[0], self.last.values("From")[0]
        answer.put(f"To: {to}")
        bye = Message(f"BYE sip:{self.places['user']}@{written(source)} SIP/2.0", [
            ["Via", f"SIP/2.0/UDP {written(destination)}:5060;branch=z9hG4bK{self.filled('{hex:16}')}"], ["From", to], ["To", asked],
            ["Call-ID", self.last.values("Call-ID")[0]], ["CSeq", "7 BYE"], ["Max-Forwards", "70"]])
        for message in [answer] * 3 + [bye] * 3:
            self.send(destination, source, message)
            self.capture.wait(1)

    def step_late(self, words, headers):
        source, destination = self.way[-1]
        self.capture.wait(1)
        self.send(destination, source, self.reply("answering", self.last, " ".join(words), headers))

    def step_back(self, words, headers):
        if self.last.values("Call-ID") != self.asked.values("Call-ID"):
            self.hand_on(words, headers)
            return
        vias = self.answered.values("Via")[1:]
        kept = [header for header in self.answered.headers if header[0].lower() != "via"]
        message = Message(f"SIP/2.0 {' '.join(words)}" if words else self.answered.start, [["Via", via] for via in vias] + kept)
        if words:
            message.headers = [header for header in message.headers if header[0] not in ("Contact", "Require", "Unsupported")]
        source, destination = self.way[0]
        self.mend(message, [], headers)
        self.send(destination, source, message)
        self.acknowledge(source, destination, self.asked, message)

    def hand_on(self, words, headers):
        """The same on the caller's own leg."""
        status = " ".join(words) if words else self.answered.start.split(" ", 1)[1]
        kept = [] if words else [f"{name}: {value}" for name, value in self.answered.headers
                                 if name in ("Contact", "Require", "Unsupported")]
        message = self.mend(self.reply("between", self.asked, status, kept), [], headers)
        source, destination = self.way[0]
        self.send(destination, source, message)
        self.acknowledge(source, destination, self.asked, message)

    def step_call(self, words, _headers):
        """The caller tries a new address, which is at the element between, or asks the old place for it."""
        place = "answering" if words[1:] == ["there"] else "between"
        uri = words[0]
        message = Message(f"{self.method} {uri} SIP/2.0", self.asked.headers)
        message.put("Via: " + re.sub(r"branch=[^;]*", "branch=z9hG4bK" + self.filled("{hex:16}"), self.asked.values("Via")[0]))
        number = int(self.asked.values("CSeq")[0].split()[0]) + 1
        message.put(f"CSeq: {number} {self.method}")
        self.last = message
        self.way = [(self.at["caller"], self.at[place])]
        self.send(*self.way[-1], message)

    def acknowledge(self, source, destination, request, answer):
        if self.method != "INVITE":
            return
        kept = [header for header in request.headers if header[0].lower() in ("via", "from", "call-id", "max-forwards")][:]
        first = next(i for i, header in enumerate(kept) if header[0].lower() == "via")
        kept = [header for i, header in enumerate(kept) if header[0].lower() != "via" or i == first]
        number = request.values("CSeq")[0].split()[0]
        self.send(source, destination, Message(request.start.replace("INVITE", "ACK", 1), [
            *kept, ["To", answer.values("To")[0]], ["CSeq", f"{number} ACK"]]))
