#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""both_ways.py NUMBER [SEED]: so many captures, each read the short way (src/intake/packets/short_way.h) and the long way, in which
Wireshark dissects every frame. Events and run line are the same bytes, or that is a finding: it is printed with its seed, and
the exit status is 1."""

import os
import pathlib
import random
import struct
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "plugin"), str(HERE.parent / "analyzer" / "reading")]

import network  # noqa: E402
import test_intake  # noqa: E402
import tshark  # noqa: E402
import wire  # noqa: E402

WORD = "0123456789abcdef" * 2
VARIABLE = "SIPFIX_SHORT_WAY"
AS_THE_COMMAND = ("--disable-protocol", "sdp", "-o", "tcp.reassemble_out_of_order:TRUE")


def fed(contents, mode):
    """What the intake writes of the contents of these files, read as one capture."""
    os.environ[VARIABLE] = WORD
    result = test_intake.read(*contents, mode=mode)
    assert result.last == {"is": "end"}, result.last
    return result


def told(output, *options):
    """What tshark, started as by the command, tells of it."""
    path = tshark.stage_bytes(output)
    try:
        return tshark.run("-n", "-q", "-r", path, "-z", "sipfix,events", *AS_THE_COMMAND, *options, errors="replace", check=False,
                          **{VARIABLE: WORD})
    finally:
        path.unlink()


def differences(*contents, options=()):
    """Between both ways; none: an empty list. @contents: of the files of one run."""
    short, long = (fed(contents, mode) for mode in ("feed", "feed-long"))
    if short.ranges != long.ranges or short.files != long.files:
        return ["the intake tells of other frames"]
    done = [told(way.output, *options) for way in (short, long)]
    if any(one.returncode or one.stderr for one in done):
        return [f"tshark: {one.returncode} {one.stderr[:500]}" for one in done]
    lines = [one.stdout.splitlines() for one in done]
    if not lines[1] or '"sipfix-run/' not in lines[1][-1]:
        return ["tshark told of no run"]
    return [f"short: {here[:3000]}\n    long:  {there[:3000]}" for here, there in zip(*lines) if here != there] or \
        ([] if len(lines[0]) == len(lines[1]) else [f"{len(lines[0])} lines, {len(lines[1])} the long way"])


def batches(*contents):
    """How many records the short way takes, and how many packets are left to the long way."""
    packets = test_intake.Pcapng(fed(contents, "feed").output).packets
    taken = sum(data[4:16] == b"sipfix_batch" for _, _, data in packets)
    return taken, len(packets) - taken


# ---- captures in which little is as it should be ----------------------------------------------------------------------------

# Those that the usual port wins against, loses to, and that nobody claims; tunnels; what opens others.
PORTS = [5060, 5060, 5060, 5061, 5062, 5080, 15060, 40000, 65535, 1024, 1023, 53, 5000, 5004, 2000, 5353, 4500, 4789, 9060, 9999, 20000,
         30000, 3478, 56000, 0]
OPENING = [69, 554, 1720, 2427, 8554]
BODIES = [("message/sip", b"INVITE sip:x@y.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKbody\r\nCall-ID: body\r\n"
           b"CSeq: 1 INVITE\r\n\r\n"),
          ("multipart/mixed;boundary=b", b"--b\r\nContent-Type: message/sip\r\n\r\nSIP/2.0 301 Moved\r\nCall-ID: inner\r\nCSeq: 1 INVITE\r\n"
           b"Contact: <sip:a@b>\r\n\r\n--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--\r\n"),
          ("message/sipfrag", b"SIP/2.0 301 Moved\r\n"), ("text/plain", b"hello"), ("application/xml", b"<a><b/></a>"),
          ("application/json", b'{"a":1}'), ("application/isup", bytes(30)), ("application/sdp", b"v=0\r\nm=audio 4000 RTP/AVP 0\r\n")]
START_LINES = [(b" SIP/2.0\r\n", b" SIP/2.0 \r\n"), (b" SIP/2.0\r\n", b"  SIP/2.0\r\n"), (b" SIP/2.0\r\n", b" sip/2.0\r\n"),
               (b" SIP/2.0\r\n", b" SIP/2.0\n"), (b" SIP/2.0\r\n", b" SIP/2.0\r"), (b" SIP/2.0\r\n", b"\tSIP/2.0\r\n"), (b" sip:", b" x"),
               (b"SIP/2.0 ", b"SIP/2.0  "), (b"SIP/2.0 ", b"sip/2.0 "), (b"SIP/2.0 ", b"SIP/2.00 "), (b" sip:", b"  sip:"),
               (b" sip:", b" :"), (b"INVITE ", b"X-INVITE "), (b"INVITE ", b"invite "), (b"INVITE ", b"\r\nINVITE "), (b"INVITE ", b" INVITE ")]


class Envelope:
    """Frames as links, networks and bad luck make them; @random decides. One link type a file."""

    def __init__(self, generator):
        self.random = generator
        self.link = generator.choice([1, 1, 1, 113, 276, 101, 228, 0, 108, 9, 12])
        self.wild = generator.choice([0.02, 0.1, 0.5])
        self.ports = generator.choice([PORTS, PORTS[:7], [5060], PORTS + OPENING])

    def odd(self):
        return self.random.random() < self.wild

    def place(self, place):
        return place[0], self.random.choice(self.ports) if self.odd() else place[1]

    def text(self, payload):
        if self.odd() and self.odd():
            kind, body = self.random.choice(BODIES)
            head = payload.split(b"\r\n\r\n")[0].split(b"\r\nContent-")[0]
            payload = head + f"\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        if self.odd():
            payload = payload.replace(*self.random.choice(START_LINES), 1)
        if self.odd():
            place = self.random.randrange(len(payload) + 1)
            payload = payload[:place] + self.random.choice([b"\r", b"\n", b"\0", b"\r\n\r\n", b" ", b"\r\n ", b"\xff"]) + payload[place:]
        return payload[:60000]

    def udp(self, here, there, payload):
        length = 8 + len(payload)
        if self.odd():
            length = max(0, length + self.random.choice([-8, -1, 1, 40, -length, 8 - length]))
        return struct.pack("!HHHH", here[1], there[1], length & 0xFFFF, self.random.choice([0, 0x1234])) + payload

    def ip(self, here, there, payload):
        packet = wire.ip(here, there, wire.UDP, payload)
        if not self.odd():
            return packet
        changed = bytearray(packet)
        place, value = self.random.choice([(1, 0xFF), (6, 0x40), (6, 0x80), (6, 0x20), (7, 2), (2, 0), (3, 3), (8, 0), (9, 136), (0, 0x46),
                                           (0, 0x65), (4, 0), (5, 9), (10, 255)])
        changed[place] = value
        return bytes(changed) + (bytes(self.random.choice([0, 4, 30])))

    def frame(self, packet):
        kind = struct.pack("!H", 0x86DD if packet[0] >> 4 == 6 else 0x0800)
        if self.odd():
            kind = self.random.choice([b"\x08\0", b"\x86\xdd", b"\0\x2e", b"\x88\x64", b"\x88\x47"])
        tags = b"".join(self.random.choice([b"\x81\0", b"\x81\0", b"\x88\xa8", b"\x91\0"]) + b"\0\7"
                        for _ in range(self.random.choice([1, 2, 3, 5]))) if self.odd() else b""
        hardware = struct.pack("!H", self.random.choice([1, 772, 65534, 778, 824, 512]) if self.odd() else 1)
        mac = self.random.choice([b"\1\0\x0c\0\0\1", b"\xff" * 6, b"\2\0\0\0\0\2"]) if self.odd() else b"\2\0\0\0\0\2"
        family = 2 if kind == b"\x08\0" else self.random.choice([10, 24, 28, 30])
        return {1: mac + b"\2\0\0\0\0\1" + tags + kind, 113: b"\0\0" + hardware + b"\0\6\2\0\0\0\0\1\0\0" + tags + kind,
                276: kind + b"\0\0\0\0\0\1" + hardware + b"\0\6\2\0\0\0\0\1\0\0", 0: struct.pack("<I", family), 108: struct.pack(">I", family),
                9: b"\xff\3" + (b"\0\x21" if kind == b"\x08\0" else b"\0\x57")}.get(self.link, b"") + packet + \
            (bytes(self.random.choice([1, 4, 20])) if self.odd() and self.link == 1 else b"")


def spoilt(records, generator):
    """A pcap file of the messages of a world (network.played), in envelopes."""
    envelope = Envelope(generator)
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, envelope.link)]
    for time, here, there, payload in records:
        here, there = envelope.place(here), envelope.place(there)
        frame = envelope.frame(envelope.ip(here, there, envelope.udp(here, there, envelope.text(payload))))
        seconds, micros = 1772439300 + int(time), int(time * 1000000) % 1000000
        if envelope.odd() and envelope.odd():
            seconds, micros = generator.choice([(0, 0), (0xFFFFFFFF, 999999), (seconds, 1500000), (seconds, 0xFFFFFFFF), (0x80000000, 0)])
        kept = frame[:generator.randrange(len(frame))] if envelope.odd() and envelope.odd() else frame
        out.append(struct.pack("<IIII", seconds, micros, len(kept), len(frame)) + kept)
    return b"".join(out)


def foreign(seed, size=300):
    """The bytes of a capture: of networks, their messages whole or broken, or in spoilt envelopes."""
    generator = random.Random(f"both ways {seed}")
    kind = generator.choice(network.KINDS)
    if generator.random() < 0.4:
        return bytes(network.capture(seed, kind, size))
    sent = sorted(network.played(seed, kind, size).sent, key=lambda message: message[:2])
    return spoilt([(time, source.place, destination.place, bytes(payload)) for time, _, source, destination, transport, payload in sent
                   if transport != "ICMP"], generator)


def main(number, seed="1"):
    found = 0
    for nth in range(int(seed), int(seed) + int(number)):
        for text in differences(foreign(nth))[:2]:
            found += 1
            print(f"seed {nth}: {text}", flush=True)
    print(f"both ways: {number} captures, {found} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
