# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets and SIP messages for tests that must know every byte. No checksums: Wireshark does not ask for them."""

import ipaddress
import struct

START = 1772439300_000000  # 2026-03-02T08:15:00Z, in microseconds

PHONE = ("203.0.113.5", 5060)
PHONE2 = ("203.0.113.9", 5060)
PROXY = ("192.0.2.10", 5060)
PBX = ("198.51.100.20", 5060)
PBX2 = ("198.51.100.30", 5060)
PHONE6 = ("2001:db8::5", 5060)
PBX6 = ("2001:db8:1::20", 5060)

UDP, TCP, SCTP, ICMP = 17, 6, 132, 1
MORE_FRAGMENTS = 0x2000


def udp(source, destination, payload):
    return struct.pack("!HHHH", source[1], destination[1], 8 + len(payload), 0) + payload


def ip(source, destination, protocol, payload, number=1, fragment=0):
    """An IPv4 or IPv6 packet. @fragment: flags and offset, IPv4 only."""
    here, there = (ipaddress.ip_address(host[0]).packed for host in (source, destination))
    if len(here) == 16:
        return struct.pack("!IHBB", 6 << 28, len(payload), protocol, 64) + here + there + payload
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), number, fragment, 64, protocol, 0) + here + there + payload


def ethernet(packet):
    kind = 0x86DD if packet[0] >> 4 == 6 else 0x0800
    return bytes.fromhex("020000000002020000000001") + struct.pack("!H", kind) + packet


class Capture:
    """Frames with their times; write() makes a pcap file of them. Adding returns the frame's number."""

    def __init__(self):
        self.now = START
        self.records = []
        self.lost = {}  # frame: packets that are missing before it

    def wait(self, seconds):
        self.now += round(seconds * 1000000)

    def frame(self, data, cut=None, at=None):
        """@cut: how many bytes of it were captured."""
        self.now += 400
        self.records.append((self.now if at is None else at, data[:cut], len(data)))
        return len(self.records)

    def packet(self, source, destination, protocol, payload, **how):
        number = {key: how.pop(key) for key in ("number", "fragment") if key in how}
        return self.frame(ethernet(ip(source, destination, protocol, payload, **number)), **how)

    def udp(self, source, destination, payload, **how):
        return self.packet(source, destination, UDP, udp(source, destination, payload), **how)

    def sctp(self, source, destination, payload):
        """One message in one DATA chunk, each with the next number; the tag is the direction's."""
        number = len(self.records) + 1
        tag = ipaddress.ip_address(destination[0]).packed[-4:]
        chunk = struct.pack("!BBHIHHI", 0, 3, 16 + len(payload), number, 1, number, 0) + payload
        header = struct.pack("!HH4sI", source[1], destination[1], tag, 0)
        return self.packet(source, destination, SCTP, header + chunk + bytes(-len(chunk) % 4))

    def swap(self, one, other):
        """The packets arrive the other way round."""
        data = [record[1:] for record in self.records]
        data[one - 1], data[other - 1] = data[other - 1], data[one - 1]
        self.records = [(record[0], *rest) for record, rest in zip(self.records, data)]

    def __bytes__(self):
        if self.lost:
            return self.as_pcapng()
        out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)]
        for time, data, length in self.records:
            out.append(struct.pack("<IIII", time // 1000000, time % 1000000, len(data), length) + data)
        return b"".join(out)

    def as_pcapng(self):
        """The same; only this format tells what is missing."""
        def block(kind, body):
            size = struct.pack("<I", 12 + len(body))
            return struct.pack("<I", kind) + size + body + size
        out = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)), block(1, struct.pack("<HHI", 1, 0, 262144))]
        for frame, (time, data, length) in enumerate(self.records, 1):
            body = struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(data), length) + data + bytes(-len(data) % 4)
            if frame in self.lost:
                body += struct.pack("<HHQHH", 4, 8, self.lost[frame], 0, 0)  # epb_dropcount
            out.append(block(6, body))
        return b"".join(out)

    def write(self, path):
        path.write_bytes(bytes(self))


class Stream:
    """A TCP connection between two hosts, from its handshake on."""

    SYN, ACK, PUSH = 2, 16, 24

    def __init__(self, capture, client, server):
        self.capture = capture
        self.next = {client: 1000, server: 5000}
        self.peer = {client: server, server: client}
        self._segment(client, b"", self.SYN)
        self._segment(server, b"", self.SYN | self.ACK)
        self._segment(client, b"", self.ACK)

    def _segment(self, source, data, flags):
        peer = self.peer[source]
        header = struct.pack("!HHIIBBHHH", source[1], peer[1], self.next[source], self.next[peer], 5 << 4, flags,
                             64240, 0, 0)
        self.next[source] += len(data) + (flags & self.SYN > 0)
        return self.capture.packet(source, peer, TCP, header + data)

    def send(self, source, data, cuts=()):
        """Sends bytes in segments that are cut at the given places; returns their frames."""
        places = [0, *cuts, len(data)]
        return [self._segment(source, data[start:end], self.PUSH) for start, end in zip(places, places[1:])]


# ---- SIP ------------------------------------------------------------------------------------------------------------


def message(start, headers, body=b""):
    """Headers are lines, as they stand on the wire."""
    return "\r\n".join([start, *headers, f"Content-Length: {len(body)}", "", ""]).encode("utf-8", "surrogateescape") + body


def request(method="INVITE", uri="sip:bob@pbx1.example.net", headers=("Supported: replaces, timer",), call="1", cseq=1,
            branch=None, via="UDP", to_tag="", caller=PHONE, body=b"", above=()):
    """A request of one call; @branch, where another than the call's and CSeq's own; @above: more Vias."""
    branch = branch or f"z9hG4bK-{call}-{cseq}"
    host = f"[{caller[0]}]" if ":" in caller[0] else caller[0]
    to_tag = f";tag={to_tag}" if to_tag else ""
    return message(f"{method} {uri} SIP/2.0", [
        *above, f"Via: SIP/2.0/{via} {host};branch={branch}", "Max-Forwards: 70",
        f"From: <sip:alice@{host}>;tag=from-{call}", f"To: <{uri}>{to_tag}", f"Call-ID: call-{call}",
        f"CSeq: {cseq} {method}", *headers], body)


def answer(asked, status, reason, headers=(), tag="to"):
    """The answer to a request, as RFC 3261 section 8.2.6.2 builds it."""
    head = asked.split(b"\r\n\r\n")[0].decode("utf-8", "surrogateescape")
    kept = [line for line in head.split("\r\n")[1:] if line.split(":")[0] in ("Via", "From", "To", "Call-ID", "CSeq")]
    kept = [line + f";tag={tag}" if line.startswith("To:") and ";tag=" not in line else line for line in kept]
    return message(f"SIP/2.0 {status} {reason}", [*kept, *headers])


def moved(asked, *contacts, headers=()):
    return answer(asked, 301, "Moved Permanently", [*(f"Contact: {contact}" for contact in contacts), *headers])


def needs(asked, *tags, headers=()):
    return answer(asked, 421, "Extension Required", [*(f"Require: {tag}" for tag in tags), *headers])


def call_421(capture, call="1", caller=PHONE, server=PBX, **how):
    """An INVITE, its 421 (frame 2 when it comes first) and the ACK, by UDP. Returns the 421's frame."""
    asked = request(call=call, caller=caller, **how)
    capture.udp(caller, server, asked)
    frame = capture.udp(server, caller, needs(asked, "100rel"))
    capture.udp(caller, server, request("ACK", call=call, caller=caller, **{**how, "headers": ()}))
    return frame


def call_301(capture, *contacts, call="1", caller=PHONE, server=PBX, **how):
    """The same with a 301."""
    asked = request(call=call, caller=caller, **how)
    capture.udp(caller, server, asked)
    frame = capture.udp(server, caller, moved(asked, *contacts or ["<sip:bob@pbx2.example.net>"]))
    capture.udp(caller, server, request("ACK", call=call, caller=caller, **{**how, "headers": ()}))
    return frame
