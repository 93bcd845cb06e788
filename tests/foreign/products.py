# SPDX-License-Identifier: GPL-2.0-or-later
"""How the messages of different makers look: the same grammar, written in as many ways as products have."""

COMPACT = {"Via": "v", "From": "f", "To": "t", "Call-ID": "i", "Contact": "m", "Supported": "k", "Content-Length": "l",
           "Content-Type": "c", "Subject": "s", "Event": "o", "Refer-To": "r", "Session-Expires": "x"}


class Message:
    """A start line, headers as [name, as written before the value, value], a body."""

    def __init__(self, start, headers, body=b""):
        self.start = start
        self.headers = [list(header) for header in headers]
        self.body = body

    def all(self, name):
        return [header for header in self.headers if header[0] == name]

    def value(self, name):
        return self.all(name)[0][2]

    def put(self, name, value):
        for header in self.all(name)[:1]:
            header[2] = value

    def copy(self):
        return Message(self.start, self.headers, self.body)

    def __bytes__(self):
        lines = [self.start, *(written + value for _, written, value in self.headers), "", ""]
        return "\r\n".join(lines).encode("utf-8") + self.body

    @property
    def method(self):
        return self.value("CSeq").split()[1]

    @property
    def uri(self):
        return self.start.split(" ")[1]


class Product:
    """What one maker's messages have of their own.

    @first: headers that it writes first, in this order; @case: what it does to the names; @gap: what stands behind
    them; @port: writes 5060 too; @calls: how its Call-IDs look; @display: the display name in From."""

    def __init__(self, name, first=("Via", "Max-Forwards", "From", "To", "Call-ID", "CSeq"), compact=False, case=str,
                 gap=": ", folds=False, port=True, rport=True, calls="{0}@{1}", display='"{}" ', supported="replaces, timer",
                 allow="INVITE, ACK, CANCEL, OPTIONS, BYE", cookie="z9hG4bK"):
        self.__dict__.update(locals())

    def written(self, name):
        short = COMPACT.get(name, name) if self.compact else name
        return self.case(short) + self.gap

    def dress(self, start, headers, body=b""):
        """A message of (name, value) in this product's clothes."""
        headers = [*headers, ("Content-Length", str(len(body)))]
        rank = {name: number for number, name in enumerate(self.first)}
        headers = sorted(headers, key=lambda header: rank.get(header[0], len(rank)))
        return Message(start, [[name, self.written(name), self.folded(name, value)] for name, value in headers], body)

    def folded(self, name, value):
        if self.folds and name in ("Supported", "Allow", "User-Agent", "Contact", "To"):
            return value.replace(", ", ",\r\n\t", 1).replace(" <", "\r\n  <", 1)
        return value


PHONES = [
    Product("example-phone/1.0", supported="replaces"),
    Product("Yealink SIP-T46S 66.86.0.15", calls="0_{0}@{1}", supported="", rport=False,
            allow="INVITE, INFO, PRACK, ACK, BYE, CANCEL, OPTIONS, NOTIFY, REGISTER, SUBSCRIBE, REFER, PUBLISH, UPDATE, MESSAGE"),
    Product("snomD785/10.1.175.16", first=("Via", "From", "To", "Call-ID", "CSeq", "Max-Forwards", "User-Agent", "Contact"),
            calls="{0}-{0}", supported="timer, 100rel, replaces, from-change", display='"{}" '),
    Product("Cisco-CP7960G/8.0", compact=True, gap=": ", display="", supported="", calls="{0}-{0}@{1}"),
    Product("PolycomVVX-VVX_410-UA/5.9.0", folds=True, supported="100rel,replaces", display='"{}"'),
    Product("Linphone/3.6.1 (eXosip2/4.1.0)", case=str.lower, port=False, display=""),
    Product("baresip v2.0.1 (x86_64/Linux)", gap=":", calls="{0}", supported="gruu,outbound,path,replaces", port=False),
    Product("", compact=True, case=str.upper, gap=" : ", display="", supported="", calls="{0}"),
    Product("MicroSIP/3.21.3", calls="{0}{0}", supported="replaces, 100rel, timer, norefersub", port=False),
    Product("Grandstream GXP2140 1.0.11.3", display='"A. \\"{}\\", Esq. <x>" ', folds=True, supported="replaces, path, timer"),
]
SERVERS = [
    Product("Asterisk PBX 22.1.0", calls="{0}-{0}-{0}", supported="100rel, timer, replaces, norefersub, histinfo"),
    Product("kamailio (5.8.4 (x86_64/linux))", supported=""),
    Product("OpenSIPS (3.4.2 (x86_64/linux))", supported="", gap=": "),
    Product("FreeSWITCH-mod_sofia/1.10.9", supported="timer, path, replaces", calls="{0}-{0}",
            first=("Via", "Max-Forwards", "From", "To", "Call-ID", "CSeq", "Contact", "User-Agent", "Allow", "Supported")),
    Product("", supported="timer", cookie="z9hG4bK+", calls="SD{0}01-{0}"),
    Product("Cisco-SIPGateway/IOS-15.4", gap=": ", case=str, supported="100rel,timer,resource-priority,replaces,sdp-anat",
            first=("Via", "Remote-Party-ID", "From", "To", "Date", "Call-ID", "Supported"), calls="{0}-{0}@{1}"),
    Product("example-pbx/1.0", folds=True, compact=True, supported="replaces"),
]
