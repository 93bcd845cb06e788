# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes capture files. Scapy's own pcapng writer knows one interface, and says that a section is 0 bytes long."""

import struct

# Link types (https://www.tcpdump.org/linktypes.html)
ETHERNET = 1
RAW_IP = 101
COOKED = 113
COOKED_2 = 276

_COMMENT = 1
_INTERFACE_NAME = 2


def _padded(data):
    return data + bytes(-len(data) % 4)


def _option(code, text):
    data = text.encode()
    return struct.pack("<HH", code, len(data)) + _padded(data)


def _block(kind, body, options=b""):
    if options:
        options += struct.pack("<HH", 0, 0)
    length = 12 + len(body) + len(options)
    return struct.pack("<II", kind, length) + body + options + struct.pack("<I", length)


def pcapng(lesson, records):
    """The bytes of a pcapng file. A record has link, interface, time (microseconds), data, length (on the wire)."""
    unknown_length = -1
    header = struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, unknown_length)
    out = [_block(0x0A0D0D0A, header, _option(_COMMENT, lesson))]
    interfaces = {}
    for record in records:
        key = (record.link, record.interface)
        if key not in interfaces:
            interfaces[key] = len(interfaces)
            body = struct.pack("<HHI", record.link, 0, 262144)
            out.append(_block(1, body, _option(_INTERFACE_NAME, record.interface)))
        body = struct.pack("<IIIII", interfaces[key], record.time >> 32, record.time & 0xFFFFFFFF,
                           len(record.data), record.length) + _padded(record.data)
        out.append(_block(6, body))
    return b"".join(out)


def pcap(records):
    """The bytes of a classic pcap file; its one link type is the first record's."""
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, records[0].link)]
    for record in records:
        out.append(struct.pack("<IIII", record.time // 1000000, record.time % 1000000,
                               len(record.data), record.length) + record.data)
    return b"".join(out)
