# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture taken apart into SIP messages and what else was sent, and put together again in another way."""

import ipaddress
import pathlib
import re
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "plugin"))
import wire  # noqa: E402  (found by the line above)

LARGEST = 60000  # bytes in a TCP segment
COMPACT = {"v": "Via", "f": "From", "t": "To", "i": "Call-ID", "m": "Contact", "k": "Supported", "l": "Content-Length",
           "c": "Content-Type", "s": "Subject", "o": "Event", "r": "Refer-To", "b": "Referred-By", "x": "Session-Expires",
           "e": "Content-Encoding", "u": "Allow-Events", "a": "Accept-Contact", "d": "Request-Disposition", "j": "Reject-Contact"}
START_LINE = re.compile(rb"SIP/2\.0 \d{3} |[A-Z]+ \S+ SIP/2\.0\r\n")


class Message:
    """A start line, headers as [name, value] in their order, a body."""

    def __init__(self, start, headers, body=b""):
        self.start, self.headers, self.body = start, [list(header) for header in headers], body

    @classmethod
    def read(cls, data):
        head, _, body = data.partition(b"\r\n\r\n")
        lines = re.sub(r"\r\n[ \t]+", " ", head.decode("utf-8", "surrogateescape")).split("\r\n")
        headers = [[part.strip() for part in line.split(":", 1)] for line in lines[1:] if ":" in line]
        for header in headers:
            header[0] = COMPACT.get(header[0].lower(), header[0])
        return cls(lines[0], [header for header in headers if header[0].lower() != "content-length"], body)

    def copy(self):
        return Message(self.start, self.headers, self.body)

    def values(self, name):
        return [value for other, value in self.headers if other.lower() == name.lower()]

    def value(self, name):
        return next(iter(self.values(name)), "")

    @property
    def status(self):
        return int(self.start.split(" ")[1]) if self.start.startswith("SIP/2.0 ") else 0

    @property
    def method(self):
        return self.value("CSeq").split(" ")[-1]

    def __bytes__(self):
        lines = [self.start, *(f"{name}: {value}" for name, value in self.headers), f"Content-Length: {len(self.body)}", "", ""]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + self.body


class Sent:
    """Something that was sent. @what: a Message, or the bytes of an IP packet's payload of @protocol."""

    def __init__(self, time, source, destination, protocol, what):
        self.time, self.source, self.destination, self.protocol, self.what = time, source, destination, protocol, what

    def copy(self, **other):
        what = self.what.copy() if isinstance(self.what, Message) else self.what
        return Sent(*{**dict(time=self.time, source=self.source, destination=self.destination, protocol=self.protocol, what=what),
                      **other}.values())

    @property
    def is_sip(self):
        return isinstance(self.what, Message)


def records(data):
    """(time in microseconds, bytes) of each record of a pcap or pcapng file of Ethernet frames."""
    if data.startswith(b"\n\r\r\n"):
        yield from blocks(data)
        return
    place = 24
    while place < len(data):
        seconds, fraction, length, _ = struct.unpack_from("<IIII", data, place)
        yield seconds * 1000000 + fraction, data[place + 16:place + 16 + length]
        place += 16 + length


def blocks(data):
    """The same, of pcapng."""
    place, units = 0, []  # how many units of each interface's clock are a second
    while place < len(data):
        kind, size = struct.unpack_from("<II", data, place)
        if kind == 1:
            units.append(units_of(data[place + 16:place + size - 4]))
        elif kind == 6:
            interface, high, low, length, _ = struct.unpack_from("<IIIII", data, place + 8)
            yield ((high << 32) + low) * 1000000 // units[interface], data[place + 28:place + 28 + length]
        place += size


def units_of(options):
    """if_tsresol among the options of an interface; microseconds where there is none."""
    place = 0
    while place + 4 <= len(options):
        code, length = struct.unpack_from("<HH", options, place)
        if code == 9:
            power = options[place + 4]
            return 2 ** (power & 127) if power & 128 else 10 ** power
        place += 4 + (length + 3) // 4 * 4
    return 1000000


def packet(frame):
    """(source, destination, protocol, payload) of an Ethernet frame."""
    kind, data = struct.unpack_from("!H", frame, 12)[0], frame[14:]
    if kind == 0x86DD:
        return str(ipaddress.ip_address(data[8:24])), str(ipaddress.ip_address(data[24:40])), data[6], data[40:]
    length, size = struct.unpack_from("!H", data, 2)[0], (data[0] & 15) * 4
    return str(ipaddress.ip_address(data[12:16])), str(ipaddress.ip_address(data[16:20])), data[9], data[size:length]


def whole_messages(data):
    """(messages, rest) of the bytes of a stream."""
    found = []
    while b"\r\n\r\n" in data:
        head = data.split(b"\r\n\r\n")[0]
        length = re.search(rb"(?im)^(?:content-length|l)\s*:\s*(\d+)", head)
        size = len(head) + 4 + (int(length[1]) if length else 0)
        if len(data) < size:
            break
        found.append(data[:size])
        data = data[size:].lstrip(b"\r\n")
    return found, data


def frames_of(data):
    """(payloads of WebSocket frames, rest): one SIP message each (RFC 7118)."""
    found = []
    while len(data) > 1:
        size, place = data[1] & 127, 2
        if size == 126:
            size, place = struct.unpack_from("!H", data, 2)[0], 4
        mask = data[place:place + 4] if data[1] & 128 else bytes(4)
        place += 4 if data[1] & 128 else 0
        if len(data) < place + size:
            break
        found.append(bytes(byte ^ mask[number % 4] for number, byte in enumerate(data[place:place + size])))
        data = data[place + size:]
    return found, data


class Recording:
    """All that a capture holds, in its order; @is_web: over WebSockets. @frames: as records() gives them."""

    def __init__(self, frames):
        self.sent, self.is_web = [], False
        self.streams = {}
        for time, frame in frames:
            source, destination, protocol, data = packet(frame)
            if protocol == wire.TCP:
                self.stream(time, source, destination, data)
            elif protocol == wire.UDP and START_LINE.match(data[8:]):
                here, there = struct.unpack_from("!HH", data)
                self.sent.append(Sent(time, (source, here), (destination, there), "UDP", Message.read(data[8:])))
            else:
                self.sent.append(Sent(time, (source, 0), (destination, 0), protocol, data))

    def stream(self, time, source, destination, data):
        here, there = struct.unpack_from("!HH", data)
        key = (source, here), (destination, there)
        text = self.streams.get(key, b"") + data[(data[12] >> 4) * 4:]
        if text.startswith((b"GET ", b"HTTP/")) and b"\r\n\r\n" in text:
            self.is_web = True
            text = text.split(b"\r\n\r\n", 1)[1]
        is_frames = self.is_web and text and not START_LINE.match(text)
        found, self.streams[key] = (frames_of if is_frames else whole_messages)(text)
        self.sent += [Sent(time, *key, "TCP", Message.read(message)) for message in found]


def capture(sent, written=bytes, together=False):
    """A capture of what was sent. @written: makes bytes of a message; @together: TCP in segments of 500 bytes."""
    made = wire.Capture()
    streams = {}
    for one in sent:
        if one.protocol == "UDP":
            made.packet(one.source, one.destination, wire.UDP, wire.udp(one.source, one.destination, written(one.what)), at=one.time)
        elif one.protocol == "TCP":
            segments(made, streams, one, written(one.what), 500 if together else LARGEST)
        else:
            made.packet(one.source, one.destination, one.protocol, one.what, at=one.time)
    return made


def segments(made, streams, one, data, size):
    key = frozenset((one.source, one.destination))
    first = len(made.records)
    if key not in streams:
        streams[key] = wire.Stream(made, one.source, one.destination)
    streams[key].send(one.source, data, range(size, len(data), size))
    made.records[first:] = [(one.time, *record[1:]) for record in made.records[first:]]
