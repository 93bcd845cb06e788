# SPDX-License-Identifier: GPL-2.0-or-later
"""Small captures made and taken apart with struct alone: whole ones, odd ones and broken ones."""
import socket
import struct

ETHERNET, RAW_IP, LINUX_SLL = 1, 101, 113
SECOND = 1_000_000_000
START = 1_772_439_300 * SECOND  # 2026-03-02 08:15:00 UTC


def udp(payload, src="192.0.2.1", dst="192.0.2.2", sport=5060, dport=5060, link=ETHERNET):
    """One UDP packet as a frame of that link type."""
    datagram = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload
    packet = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(datagram), 0, 0, 64, 17, 0,
                         socket.inet_aton(src), socket.inet_aton(dst)) + datagram
    if link == RAW_IP:
        return packet
    if link == LINUX_SLL:
        return struct.pack("!HHH8sH", 0, 1, 6, bytes(8), 0x0800) + packet
    return bytes.fromhex("020000000002" "020000000001" "0800") + packet


def sip(number, status="301 Moved Permanently", **where):
    """A SIP answer that is told from others by its Call-ID."""
    text = (f"SIP/2.0 {status}\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{number}\r\n"
            f"From: <sip:a@example.net>;tag=1\r\nTo: <sip:b@example.net>;tag=2\r\n"
            f"Call-ID: {number}@example.net\r\nCSeq: 1 INVITE\r\n"
            "Contact: <sip:c@example.net>\r\nContent-Length: 0\r\n\r\n")
    return udp(text.encode(), **where)


def rtp(number, **where):
    """A packet that cannot carry SIP."""
    return udp(struct.pack("!BBHII", 0x80, 8, number, number * 160, 1) + bytes(20),
               **{"sport": 20000, "dport": 20002, **where})


def frames(count, start=START, step=SECOND // 10, first=1, **where):
    """count frames as (time in ns, bytes)."""
    return [(start + i * step, sip(first + i, **where)) for i in range(count)]


def pcap(packets, link=ETHERNET, nano=False, order="<", snaplen=262144):
    """A classic capture file."""
    magic = 0xA1B23C4D if nano else 0xA1B2C3D4
    out = [struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, snaplen, link)]
    for time, data in packets:
        fraction = time % SECOND if nano else time % SECOND // 1000
        out.append(struct.pack(order + "IIII", time // SECOND, fraction, len(data), len(data)) + data)
    return b"".join(out)


def block(kind, body):
    """One pcapng block."""
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, 12 + len(body)) + body + struct.pack("<I", 12 + len(body))


def option(code, value):
    """One option of a pcapng block."""
    return struct.pack("<HH", code, len(value)) + value + bytes(-len(value) % 4)


def section():
    """Section header."""
    return block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))


def interface(name, link=ETHERNET, resolution=6):
    """Interface description; resolution as a power of ten."""
    options = option(2, name.encode()) + option(9, bytes([resolution])) + option(0, b"")
    return block(1, struct.pack("<HHI", link, 0, 262144) + options)


def packet(number, time, data, resolution=6, comment=None, lost=0):
    """Enhanced packet of interface number; lost: packets that were lost before it."""
    ticks = time // 10 ** (9 - resolution)
    options = option(1, comment) if comment else b""
    options += option(4, struct.pack("<Q", lost)) if lost else b""
    options += option(0, b"") if options else b""
    head = struct.pack("<IIIII", number, ticks >> 32, ticks & 0xFFFFFFFF, len(data), len(data))
    return block(6, head + data + bytes(-len(data) % 4) + options)


def secrets(text):
    """TLS key log as a secrets block."""
    return block(10, struct.pack("<II", 0x544C534B, len(text)) + text)


def names(address, name):
    """A name resolution block with one IPv4 name."""
    record = socket.inet_aton(address) + name.encode() + b"\0"
    return block(4, struct.pack("<HH", 1, len(record)) + record + bytes(-len(record) % 4) + struct.pack("<HH", 0, 0))


def statistics(number, dropped):
    """Interface statistics: packets that the machine lost."""
    options = option(5, struct.pack("<Q", dropped)) + option(0, b"")
    return block(5, struct.pack("<III", number, 0, 0) + options)


def custom():
    """A block that Wireshark numbers as a frame, and that is no packet."""
    return block(0x0BAD, struct.pack("<I", 32473) + b"anything")


def pcapng(packets, name="eth0", link=ETHERNET, resolution=6):
    """A capture with one interface."""
    return section() + interface(name, link, resolution) + b"".join(
        packet(0, time, data, resolution) for time, data in packets)


class Pcapng:
    """What is in a pcapng, as little of it as the tests look at."""

    def __init__(self, data):
        self.interfaces = []  # (link type, name, resolution)
        self.packets = []  # (interface, time in ns, bytes)
        self.lost = {}  # of the packet with that index: how many are missing before it
        self.secrets = []
        self.kinds = []
        at = 0
        while at < len(data):
            kind, length = struct.unpack_from("<II", data, at)
            assert struct.unpack_from("<I", data, at + length - 4)[0] == length
            self.kinds.append(kind)
            self._take(kind, data[at + 8:at + length - 4])
            at += length

    def _take(self, kind, body):
        if kind == 1:
            found = dict(self._options(body[8:]))
            self.interfaces.append((struct.unpack_from("<H", body)[0], found.get(2, b"").decode(errors="replace"),
                                    found.get(9, b"\6")[0]))
        elif kind == 6:
            number, high, low, length, _ = struct.unpack_from("<IIIII", body)
            time = (high << 32 | low) * 10 ** (9 - self.interfaces[number][2])
            for code, value in self._options(body[20 + length + (-length % 4):]):
                if code == 4:
                    self.lost[len(self.packets)] = struct.unpack("<Q", value)[0]
            self.packets.append((number, time, body[20:20 + length]))
        elif kind == 10:
            length = struct.unpack_from("<I", body, 4)[0]
            self.secrets.append(body[8:8 + length])

    @staticmethod
    def _options(data):
        at = 0
        while at + 4 <= len(data):
            code, length = struct.unpack_from("<HH", data, at)
            if code == 0:
                return
            yield code, data[at + 4:at + 4 + length]
            at += 4 + length + (-length % 4)
