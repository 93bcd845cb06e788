# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages as broken software or an attacker sends them: whole messages with a few faults that know where to hurt."""

from products import COMPACT

NASTY = [b"\0", b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80\xae", b"\x1b[31m\x1b]0;x\x07", b'"', b"'",
         b"<script>alert(1)</script>", b'=cmd|"/c calc"!A0', b"|[x](javascript:alert(1))|", b"`id`", b"$(id)", b"\r\n\r\n", b"\n", b"\t",
         b"%00", b"%0d%0a", b"%", b"%%%s%n%d", b"[::1]", b"[", b"<", b">", b"<>", b">>", b";", b",", b";;;=", b"@", b"@@", b"sip:",
         b"sips:", b"tel:+49", b"*", b"?a=b&c=d", b"4294967296", b"-1", b"99999999999999999999", b"0x7f", b"\\", b'\\"', b"{{x}}",
         b"{caller}", b"${x}", b"</title>", b"-->", b"%%end", b"\xe2\x80\xa8", b"\x85", b"\xc2\x85", b"\xe2\x81\xa6"]
HEADERS = ["Contact", "Require", "Supported", "Unsupported", "Proxy-Require", "Warning", "Server", "User-Agent", "Expires", "Retry-After",
           "History-Info", "Diversion", "Record-Route", "Route", "Reason", "Allow", "Content-Type", "Max-Forwards", "Session-Expires",
           "RAck", "Accept", "Min-SE", "Min-Expires", "Security-Server", "Security-Client", "Security-Verify"]
TAGS = ["100rel", "timer", "path", "outbound", "", "x" * 50, "100Rel", '"100rel"', "100rel,timer", "timer;x=1", ",", "a,,b", "sec-agree"]
URIS = ["sip:bob@new.example.com", "sips:bob@new.example.com:5061;transport=tls", "sip:bob@[2001:db8::1]:5080", "sip:bob@192.0.2.1:99999",
        "tel:+4930555", "mailto:a@b", "http://x/", "sip:%62ob@NEW.example.com;lr;maddr=1.2.3.4;ttl=1?Subject=x&y=z", "sip:@", "sip:",
        "*", "sip:a:b@c;method=REGISTER", "urn:service:sos", "sip:ü@ü.de", "sip:bob@" + "a." * 120 + "b", "sip:bob@xn--a", "sip:bob@1.2.3",
        "sip:bob@0", "sip:bob@.", "sip:bob@-a-", '"quoted" <sip:x@y>;q=0.5', "<sip:x@y>;q=1.5;expires=abc", "<sip:x@y", "sip:x@y>",
        '"unterminated <sip:x@y>', "<sip:x@y>;q", "<sip:x@y?Route=%3Csip:evil%3E>"]
NUMBERS = [b"-1", b"0", b"", b"4294967295", b"4294967296", b"99999999999999999999", b"abc", b" 0x10", b"1 1"]


class Mutation:
    """Faults, in an order that the seed decides."""

    def __init__(self, random):
        self.random = random

    def of(self, message):
        faults = [self.copied_line, self.missing_line, self.mixed_lines, self.nasty_bytes, self.one_byte, self.gap, self.compact,
                  self.folded, self.more_tags, self.more_contacts, self.length, self.cut, self.line_ends, self.doubled, self.number,
                  self.status, self.cookie, self.many_lines, self.long_line, self.other_value, self.nested, self.version, self.bits]
        for _ in range(self.random.choice([0, 1, 1, 1, 2, 3, 6])):
            if len(message) > 2:
                message = self.random.choice(faults)(message) or b"x"
        return message

    def line(self, lines):
        return self.random.randrange(1, len(lines)) if len(lines) > 1 else 0

    def with_lines(self, message, change):
        lines = message.split(b"\r\n")
        change(lines)
        return b"\r\n".join(lines)

    def copied_line(self, message):
        return self.with_lines(message, lambda lines: lines.insert(self.line(lines), self.random.choice(lines)))

    def missing_line(self, message):
        return self.with_lines(message, lambda lines: lines.pop(self.line(lines)))

    def mixed_lines(self, message):
        first, *rest = message.split(b"\r\n")
        self.random.shuffle(rest)
        return b"\r\n".join([first, *rest])

    def nasty_bytes(self, message):
        place = self.random.randrange(len(message))
        return message[:place] + self.random.choice(NASTY) + message[place:]

    def one_byte(self, message):
        place = self.random.randrange(len(message))
        return message[:place] + bytes([self.random.randrange(256)]) + message[place + 1:]

    def gap(self, message):
        place = self.random.randrange(len(message))
        return message[:place] + message[place + self.random.randrange(1, 60):]

    def compact(self, message):
        for name, short in COMPACT.items():
            if self.random.random() < 0.5:
                message = message.replace(f"\r\n{name}:".encode(), f"\r\n{short}:".encode())
        return message

    def folded(self, message):
        old, new = self.random.choice([(b" ", b"\r\n "), (b": ", b" :\r\n\t ")])
        return message.replace(old, new, self.random.randrange(1, 4))

    def more_tags(self, message):
        line = f"{self.random.choice(HEADERS)}: {self.random.choice(TAGS)}".encode()
        return self.with_lines(message, lambda lines: lines.insert(self.line(lines), line))

    def more_contacts(self, message):
        return self.with_lines(message, lambda lines: lines.insert(1, b"Contact: " + self.random.choice(URIS).encode()))

    def length(self, message):
        return message.replace(b"Content-Length: 0", b"Content-Length: " + self.random.choice(NUMBERS))

    def cut(self, message):
        return message[:self.random.randrange(len(message))]

    def line_ends(self, message):
        return message.replace(b"\r\n", self.random.choice([b"\n", b"\r", b"\r\r\n"]))

    def doubled(self, message):
        return message + message

    def number(self, message):
        return message.replace(b"CSeq: 1", b"CSeq: " + self.random.choice(NUMBERS))

    def status(self, message):
        old = self.random.choice([b" 301 ", b" 302 ", b" 421 ", b" 200 "])
        return message.replace(old, self.random.choice([b" 421 ", b" 300 ", b" 302 ", b" 399 ", b" 0301 ", b" 3010 ", b" -301 ",
                                                        b" 30l ", b" 999 ", b"  301", b" 420 ", b" 494 "]), 1)

    def cookie(self, message):
        return message.replace(b"z9hG4bK", self.random.choice([b"", b"Z9HG4BK", b"x", b";;"]), 1)

    def many_lines(self, message):
        kind = self.random.choice([b"Contact: <sip:a%d@b>", b"Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK%d", b"Require: t%d",
                                   b"Supported: t%d", b"Record-Route: <sip:r%d>", b"History-Info: <sip:h%d>"])
        many = [kind % number for number in range(self.random.choice([3, 30, 300]))]
        return self.with_lines(message, lambda lines: lines.__setitem__(slice(1, 1), many))

    def long_line(self, message):
        more = self.random.choice([b"a", b"(", b"<", b'"', b'\\"', b";a=", b",", b"%41", b".", b"[", b" ", b"\r\n ", b"\xff"])
        times = self.random.choice([50, 500, 5000])

        def longer(lines):
            lines[self.line(lines)] += more * times
        return self.with_lines(message, longer)

    def other_value(self, message):
        uri, nasty = self.random.choice(URIS).encode(), self.random.choice(NASTY)
        value = self.random.choice([b"", b" ", b" " + nasty, b" " + uri, b' "%b" <%b>;tag=%b' % (nasty, uri, nasty)])

        def other(lines):
            number = self.line(lines)
            lines[number] = lines[number].split(b":")[0] + b":" + value
        return self.with_lines(message, other)

    def nested(self, message):
        for _ in range(self.random.choice([1, 3, 30])):
            head = (b"MESSAGE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKn\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n"
                    b"Call-ID: n\r\nCSeq: 1 MESSAGE\r\nContent-Type: message/%b\r\nContent-Length: %d\r\n\r\n")
            message = head % (self.random.choice([b"sip", b"sipfrag"]), len(message)) + message
        return message

    def version(self, message):
        return message.replace(b"SIP/2.0", self.random.choice([b"SIP/2.0 ", b"sip/2.0", b"SIP/3.0", b"SIP/02.0", b"SIP/2.0\t"]), 1)

    def bits(self, message):
        changed = bytearray(message)
        for _ in range(self.random.randrange(1, 10)):
            changed[self.random.randrange(len(changed))] ^= 1 << self.random.randrange(8)
        return bytes(changed)


def mutate(world, share=0.5):
    """Spoils that share of what the world sent, and the order and time of a little of it."""
    mutation = Mutation(world.random)
    for number, (time, order, source, destination, transport, payload) in enumerate(world.sent):
        if transport != "ICMP" and world.chance(share):
            payload = mutation.of(payload)
        if world.chance(0.03):
            time = max(0, time + world.random.choice([-5, -0.01, 40]))
        world.sent[number] = (time, order, source, destination, transport, payload)
