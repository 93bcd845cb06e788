# SPDX-License-Identifier: GPL-2.0-or-later
"""SIP messages, as free as a stranger's: nothing here checks what a scene wants to say."""

import hashlib

SDP = ("v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n"
       "m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n")


def token(*words):
    """A short word that looks random and is the same every time."""
    return hashlib.sha256(" ".join(map(str, words)).encode()).hexdigest()[:10]


class Message:
    """A start line, headers in wire order as [name, value], a body. Values may hold folds and any byte."""

    def __init__(self, start, headers, body=""):
        self.start = start
        self.headers = [list(header) for header in headers]
        self.body = body

    def first(self, name):
        """The value of the first header of that name."""
        return next(value for key, value in self.headers if key.lower() == name.lower())

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def put(self, name, value):
        """Replaces the first header of that name, or adds one."""
        for header in self.headers:
            if header[0].lower() == name.lower():
                header[1] = value
                return
        self.headers.append([name, value])

    def drop(self, name):
        self.headers = [header for header in self.headers if header[0].lower() != name.lower()]

    def copy(self):
        return Message(self.start, self.headers, self.body)

    def __bytes__(self):
        body = self.body if isinstance(self.body, bytes) else self.body.encode("utf-8", "surrogateescape")
        lines = [self.start] + [f"{name}: {value}" for name, value in self.headers]
        if not any(name.lower() in ("content-length", "l") for name, _ in self.headers):
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape") + body

    @property
    def method(self):
        return self.first("CSeq").split()[1]

    @property
    def uri(self):
        return self.start.split(" ")[1]


def answer_to(request, status, reason, headers=(), to_tag=None, body=""):
    """An answer as RFC 3261 section 8.2.6.2 builds it: Via, From, To, Call-ID and CSeq are the request's."""
    to = request.first("To")
    if to_tag and ";tag=" not in to:
        to += f";tag={to_tag}"
    kept = [("Via", via) for via in request.all("Via")]
    kept += [("From", request.first("From")), ("To", to),
             ("Call-ID", request.first("Call-ID")), ("CSeq", request.first("CSeq"))]
    return Message(f"SIP/2.0 {status} {reason}", kept + list(headers), body)


def ack_for(request, answer):
    """The ACK for a final answer other than 2xx: top Via, Request-URI and CSeq number are the request's (section 17.1.1.3)."""
    return Message(f"ACK {request.uri} SIP/2.0", [
        ("Via", request.first("Via")), ("Max-Forwards", "70"), ("From", request.first("From")),
        ("To", answer.first("To")), ("Call-ID", request.first("Call-ID")),
        ("CSeq", f"{request.first('CSeq').split()[0]} ACK")])
