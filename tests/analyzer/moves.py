# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures for tests: calls to old addresses, each answered with a 301 that names new ones."""
import ipaddress
import struct

START = 1772439300  # 2026-03-02T08:15:00Z
CALLER, SERVER = "203.0.113.5", "198.51.100.20"
A, B, C = "sip:a@pbx1.example.net", "sip:b@pbx2.example.net", "sip:c@pbx3.example.net"


def frame(source, destination, payload):
    here, there = (ipaddress.ip_address(host).packed for host in (source, destination))
    udp = struct.pack("!HHHH", 5060, 5060, 8 + len(payload), 0) + payload
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0) + here + there + udp
    return bytes(12) + b"\x08\x00" + ip


class Moves:
    """@moves: pairs of old address and Contact's address (or a list of them), a call each. @at: seconds after
    START."""

    def __init__(self, *moves, at=0):
        self.records = []
        self.now = (START + at) * 1000000
        for number, (old, new) in enumerate(moves):
            self.call(f"{at}.{number}", old, [new] if isinstance(new, str) else new)

    def add(self, source, destination, text):
        self.now += 400
        payload = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        self.records.append((self.now, frame(source, destination, payload)))

    def call(self, name, old, new):
        """Request, answer, ACK, and a second of silence."""
        common = (f"Via: SIP/2.0/UDP {CALLER};branch=z9hG4bK{name}\r\nFrom: <sip:alice@example.net>;tag=1\r\n"
                  f"To: <sip:b@example.net>%s\r\nCall-ID: {name}\r\nCSeq: 1 %s\r\n")
        contacts = "".join(f"Contact: <{one}>\r\n" for one in new)
        self.add(CALLER, SERVER, f"INVITE {old} SIP/2.0\r\n{common % ('', 'INVITE')}Max-Forwards: 70\r\n"
                                 f"Contact: <sip:alice@{CALLER}>\r\nContent-Length: 0\r\n\r\n")
        self.add(SERVER, CALLER, f"SIP/2.0 301 Moved Permanently\r\n{common % (';tag=2', 'INVITE')}{contacts}"
                                 "Content-Length: 0\r\n\r\n")
        self.add(CALLER, SERVER, f"ACK {old} SIP/2.0\r\n{common % (';tag=2', 'ACK')}Content-Length: 0\r\n\r\n")
        self.now += 1000000

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
            for time, data in self.records:
                file.write(struct.pack("<IIII", time // 1000000, time % 1000000, len(data), len(data)) + data)
