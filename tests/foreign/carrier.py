# SPDX-License-Identifier: GPL-2.0-or-later
"""From what elements sent to what a capture holds of it: datagrams, fragments, connections, VLANs, copies, noise, gaps."""

import struct

import wire

TOGETHER = 0.05      # seconds: what a sender sends to the same place within that may be one segment
MTU = 1480           # bytes of an IP payload that go in one packet


class Carrier:
    """How this place captures. All is decided by the world's seed."""

    def __init__(self, world):
        self.world, self.random = world, world.random
        self.capture = wire.Capture()
        self.streams = {}
        self.held = b""  # will share a segment with the message that comes next
        self.twice = world.pick((7, 0), (2, 0.05), (1, 1.0))
        self.vlan = world.pick((6, None), (2, 7), (1, "sometimes"))
        self.cut = world.pick((12, 0), (1, 0.03))
        self.lost = world.pick((8, 0), (1, 0.03))
        self.noise = world.pick((2, 0), (2, 0.3))
        self.number = 0

    def carry(self):
        sent = sorted(self.world.sent, key=lambda message: message[:2])
        for (time, _, *message), following in zip(sent, [*sent[1:], None]):
            source, destination, transport, payload = message
            self.joined = following is not None and list(following[2:5]) == message[:3] and following[0] - time < TOGETHER
            self.capture.now = max(self.capture.now, wire.START + round(time * 1000000))
            if not self.held and not self.joined and self.random.random() < self.lost:
                continue
            first = len(self.capture.records)
            {"UDP": self.datagram, "TCP": self.segments, "ICMP": self.error}[transport](source, destination, payload)
            self.again(first)
            if self.random.random() < self.noise:
                self.other(source, destination)
        return self.capture

    def again(self, first):
        """What is captured twice, behind a VLAN tag or without; what the capture cuts."""
        records = self.capture.records
        new = records[first:]
        del records[first:]
        for time, data, length in new:
            tagged = self.tagged(data)
            keep = 120 if self.random.random() < self.cut else None
            records.append((time, tagged[:keep], length + len(tagged) - len(data)))
            if self.random.random() < self.twice:
                self.capture.frame(self.tagged(data), at=time + 3)

    def tagged(self, frame):
        if self.vlan is None or self.vlan == "sometimes" and self.random.random() < 0.5:
            return frame
        return frame[:12] + struct.pack("!HH", 0x8100, 7) + frame[12:]

    def datagram(self, source, destination, payload):
        if isinstance(payload, str):
            payload = payload.encode()
        here, there = source.place, destination.place
        whole = wire.udp(here, there, payload[:65000])
        if len(whole) <= MTU or ":" in here[0]:
            self.capture.packet(here, there, wire.UDP, whole)
            return
        self.number += 1
        for start in range(0, len(whole), MTU):
            more = wire.MORE_FRAGMENTS if start + MTU < len(whole) else 0
            self.capture.packet(here, there, wire.UDP, whole[start:start + MTU], number=self.number, fragment=more | start // 8)

    def stream(self, source, destination):
        key = frozenset((source, destination))
        if key not in self.streams:
            here = (source.address, 40000 + len(self.streams))
            stream = wire.Stream(self.capture, here, destination.place)
            self.streams[key] = (stream, {source: here, destination: destination.place})
        return self.streams[key]

    def segments(self, source, destination, payload):
        """A message in one segment or three, or together with the next one."""
        stream, places = self.stream(source, destination)
        data = self.held + payload
        self.held = data if self.joined and self.random.random() < 0.5 else b""
        if self.held:
            return
        cuts = sorted(self.random.sample(range(1, len(data)), 2)) if self.random.random() < 0.25 and len(data) > 3 else ()
        frames = stream.send(places[source], data, cuts)
        if len(frames) > 2 and self.random.random() < 0.3:  # they overtake one another
            self.capture.swap(frames[0], frames[1])

    def error(self, source, destination, payload):
        """ICMP: port unreachable, with the beginning of the datagram."""
        if ":" in source.address:
            return
        inner = wire.ip(destination.place, source.place, wire.UDP, wire.udp(destination.place, source.place, payload))
        kept = inner[:self.random.choice([28, 128, 548])]
        self.capture.packet(source.place, destination.place, wire.ICMP, struct.pack("!BBHI", 3, 3, 0, 0) + kept)

    def other(self, source, destination):
        """RTP, DNS, STUN, an empty line that keeps a NAT open."""
        rtp = struct.pack("!BBHII", 0x80, 8, len(self.capture.records) & 0xFFFF, 160, 7) + bytes(160)
        port, payload = self.random.choice([
            (10000 + self.random.randrange(999) * 2, rtp), (53, struct.pack("!HHHHHH", 1, 256, 1, 0, 0, 0) + b"\3www\0\0\1\0\1"),
            (3478, struct.pack("!HHI", 1, 0, 0x2112A442) + bytes(12)), (destination.port, b"\r\n\r\n"), (destination.port, b"\0")])
        self.capture.udp((source.address, port), (destination.address, port), payload)
