#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes a capture of any size for the benchmarks: calls that end well, a share of them redirected or
refused, and RTP. The same arguments give the same bytes."""

import argparse
import random
import socket
import struct

EPOCH = 1772439300  # 2026-03-02 08:15:00 UTC
CALLERS = 200
SERVERS = 8
CALL_SECONDS = 20


def checksum(data):
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Capture:
    """A pcap file, microseconds, Ethernet; frames are sorted by time before they are written. @over: of SIP."""

    def __init__(self, over="UDP"):
        self.over = over
        self.frames = []

    def sip(self, time, source, destination, payload):
        (self.udp if self.over == "UDP" else self.tcp)(time, source, destination, payload)

    def udp(self, time, source, destination, payload):
        self.ip(time, 17, source, destination, struct.pack("!HHHH", source[1], destination[1], 8 + len(payload), 0) + payload)

    def tcp(self, time, source, destination, payload):
        """A segment of a connection that was there before; its numbers follow when the order is known."""
        self.ip(time, 6, source, destination,
                struct.pack("!HHIIBBHHH", source[1], destination[1], 0, 0, 0x50, 0x18, 65535, 0, 0) + payload)

    def ip(self, time, protocol, source, destination, payload):
        head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0,
                           socket.inet_aton(source[0]), socket.inet_aton(destination[0]))
        head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
        ethernet = b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x08\0"
        self.frames.append((time, len(self.frames), ethernet + head + payload))

    def numbered(self, frame, sent):
        """The segment with its numbers; @sent: bytes until now, by source and destination."""
        source, destination = frame[26:30] + frame[34:36], frame[30:34] + frame[36:38]
        before = sent.get((source, destination), 1)
        sent[source, destination] = (before + len(frame) - 54) % 2**32
        return frame[:38] + struct.pack("!II", before, sent.get((destination, source), 1)) + frame[46:]

    def write(self, path):
        self.frames.sort()
        sent = {}
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
            for time, _, frame in self.frames:
                frame = self.numbered(frame, sent) if frame[23] == 6 else frame
                seconds = int(time)
                micros = int((time - seconds) * 1000000)
                file.write(struct.pack("<IIII", seconds, micros, len(frame), len(frame)))
                file.write(frame)


def caller(number):
    return ("203.0.113.%d" % (number % CALLERS + 1), 5060)


def server(number):
    return ("198.51.100.%d" % (number % SERVERS + 10), 5060)


class Call:
    def __init__(self, capture, number, start):
        self.capture, self.number, self.time = capture, number, start
        self.caller, self.server = caller(number), server(number)
        self.call_id = "%08x-bench@%s" % (number * 2654435761 % 2**32, self.caller[0])
        self.to_tag = "t%x" % number
        self.cseq = 0
        self.uri = "sip:%d@%s" % (4930555000 + number % 1000, self.server[0])

    def head(self, cseq, method, to_tag, branch):
        return ("Via: SIP/2.0/%s %s:5060;branch=z9hG4bK%s;rport\r\n"
                "From: \"Caller %d\" <sip:%d@example.com>;tag=f%x\r\n"
                "To: <%s>%s\r\nCall-ID: %s\r\nCSeq: %d %s\r\n"
                % (self.capture.over, self.caller[0], branch, self.number, self.number % CALLERS, self.number,
                   self.uri, ";tag=" + self.to_tag if to_tag else "", self.call_id, cseq, method))

    def branch(self, cseq):
        return "%x.%d" % (self.number, cseq)

    def request(self, method, to_tag=False, extra="", body="", cseq=None, server_too=None):
        cseq = self.cseq if cseq is None else cseq
        text = ("%s %s SIP/2.0\r\n%sMax-Forwards: 70\r\nContact: <sip:caller@%s>\r\n"
                "User-Agent: Asterisk PBX 22.1.0\r\nAllow: INVITE, ACK, CANCEL, OPTIONS, BYE\r\n%s"
                "Content-Length: %d\r\n\r\n%s"
                % (method, self.uri, self.head(cseq, method, to_tag, self.branch(cseq)),
                   self.caller[0], extra, len(body), body))
        self.capture.sip(self.time, self.caller, server_too or self.server, text.encode())
        self.time += 0.002

    def answer(self, status, method="INVITE", extra="", body=""):
        text = ("SIP/2.0 %s\r\n%sServer: kamailio (5.8.4 (x86_64/linux))\r\n%s"
                "Content-Length: %d\r\n\r\n%s"
                % (status, self.head(self.cseq, method, True, self.branch(self.cseq)), extra,
                   len(body), body))
        self.capture.sip(self.time, self.server, self.caller, text.encode())
        self.time += 0.03

    def sdp(self, address):
        return ("v=0\r\no=- %d 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
                "m=audio %d RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=sendrecv\r\n"
                % (self.number, address, address, 20000 + self.number % 10000 * 2))

    def invite(self, extra="Supported: replaces, timer\r\n"):
        self.cseq += 1
        self.request("INVITE", extra=extra + "Content-Type: application/sdp\r\n",
                     body=self.sdp(self.caller[0]))

    def talk(self):
        self.answer("100 Trying")
        self.answer("180 Ringing")
        self.answer("200 OK", extra="Contact: <%s>\r\nContent-Type: application/sdp\r\n" % self.uri,
                    body=self.sdp(self.server[0]))
        self.request("ACK", to_tag=True)
        self.time += CALL_SECONDS
        self.cseq += 1
        self.request("BYE", to_tag=True)
        self.answer("200 OK", method="BYE")

    def be_moved(self):
        self.invite()
        self.answer("301 Moved Permanently",
                    extra="Contact: <sip:%d@198.51.100.99>;q=0.9\r\n" % self.number)
        self.request("ACK", to_tag=True)
        self.uri = "sip:%d@198.51.100.99" % self.number
        self.server = ("198.51.100.99", 5060)
        self.to_tag += "x"

    def be_refused(self):
        self.invite()
        self.answer("421 Extension Required", extra="Require: 100rel\r\n")
        self.request("ACK", to_tag=True)


def rtp(capture, call, packets, start):
    payload = bytes(160)
    port = 20000 + call.number % 10000 * 2
    for i in range(packets):
        ends = ((call.caller[0], port), (call.server[0], port))
        if i % 2:
            ends = ends[::-1]
        head = struct.pack("!BBHII", 0x80, 8, i & 0xFFFF, i * 160 & 0xFFFFFFFF, call.number)
        capture.udp(start + i * 0.01, ends[0], ends[1], head + payload)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=50, help="calls a second")
    parser.add_argument("--redirected", type=float, default=0.01, help="share of the calls")
    parser.add_argument("--refused", type=float, default=0.01, help="share of the calls")
    parser.add_argument("--rtp", type=int, default=0, help="RTP packets a call")
    parser.add_argument("--over", choices=("UDP", "TCP"), default="UDP", help="what carries SIP")
    parsed = parser.parse_args()
    chance = random.Random(1)
    capture = Capture(parsed.over)
    for number in range(parsed.calls):
        call = Call(capture, number, EPOCH + number / parsed.rate)
        roll = chance.random()
        if roll < parsed.refused:
            call.be_refused()
            continue
        if roll < parsed.refused + parsed.redirected:
            call.be_moved()
        call.invite()
        talking = call.time
        call.talk()
        rtp(capture, call, parsed.rtp, talking + 0.1)
    capture.write(parsed.file)
    print("%s: %d frames, %d calls" % (parsed.file, len(capture.frames), parsed.calls))


if __name__ == "__main__":
    main()
