#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The same 301 over everything that SIP travels in."""

import base64
import ssl
import tempfile
import unittest

import tshark
import wire

CONTACT = "<sip:bob@pbx2.example.net>"
TLS_PHONE, TLS_PBX = (wire.PHONE[0], 40000), (wire.PBX[0], 5061)
WS_PHONE, WS_PBX = (wire.PHONE[0], 40001), (wire.PBX[0], 80)


class TlsPair:
    """A real TLS session in memory: what both sides write, and the secrets. Without certificates."""

    def __init__(self):
        self.ends = {}
        with tempfile.NamedTemporaryFile("r", prefix="sipfix-test-") as keylog:
            for server in (False, True):
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER if server else ssl.PROTOCOL_TLS_CLIENT)
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                context.maximum_version = ssl.TLSVersion.TLSv1_2
                context.set_ciphers("AECDH-AES128-SHA:@SECLEVEL=0")
                if not server:
                    context.keylog_filename = keylog.name
                arriving, leaving = ssl.MemoryBIO(), ssl.MemoryBIO()
                self.ends[server] = (context.wrap_bio(arriving, leaving, server_side=server), arriving, leaving)
            self.flights = list(self._handshake())
            self.secrets = keylog.read()

    def _flush(self, server):
        data = self.ends[server][2].read()
        if data:
            self.ends[not server][1].write(data)
        return data

    def _handshake(self):
        done = set()
        server = False
        while len(done) < 2:
            try:
                self.ends[server][0].do_handshake()
                done.add(server)
            except ssl.SSLWantReadError:
                pass
            data = self._flush(server)
            if data:
                yield server, data
            server = not server

    def write(self, server, data):
        self.ends[server][0].write(data)
        return self._flush(server)


def over_tls(capture, *conversation):
    """Sends (from the server?, message) pairs in a TLS session; returns the frames, and the secrets."""
    pair = TlsPair()
    stream = wire.Stream(capture, TLS_PHONE, TLS_PBX)
    hosts = {False: TLS_PHONE, True: TLS_PBX}
    for server, data in pair.flights:
        stream.send(hosts[server], data)
    return [stream.send(hosts[server], pair.write(server, data))[-1] for server, data in conversation], pair.secrets


def web_socket_frame(data, mask=b""):
    """RFC 6455 section 5.2: one text frame."""
    length = bytes([126 | (0x80 if mask else 0)]) + len(data).to_bytes(2, "big")
    if mask:
        data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
    return b"\x81" + length + mask + data


def over_web_socket(capture, *conversation):
    stream = wire.Stream(capture, WS_PHONE, WS_PBX)
    key = base64.b64encode(bytes(16)).decode()
    stream.send(WS_PHONE, (f"GET / HTTP/1.1\r\nHost: pbx1.example.net\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: sip\r\n"
                           "Sec-WebSocket-Version: 13\r\n\r\n").encode())
    stream.send(WS_PBX, b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        b"Sec-WebSocket-Accept: x\r\nSec-WebSocket-Protocol: sip\r\n\r\n")
    return [stream.send(*((WS_PBX, web_socket_frame(data)) if server
                          else (WS_PHONE, web_socket_frame(data, b"\1\2\3\4"))))[-1]
            for server, data in conversation]


class Transports(tshark.Case):
    def check(self, capture, asked_in, told_in, transport, *options):
        path = tshark.stage(capture)
        event, = tshark.events(path, *options)[0]
        self.assertEqual(event["transport"], transport)
        self.assertEqual((event["request"]["frame"], event["frame"]), (asked_in, told_in))
        self.assertEqual(tshark.values(path, told_in, "sipfix.moved.target", *options), ["sip:bob@pbx2.example.net"])
        return path, event

    def exchange(self, via):
        asked = wire.request(via=via)
        return asked, wire.moved(asked, CONTACT)

    def test_udp(self):
        capture = wire.Capture()
        asked, told = self.exchange("UDP")
        frames = capture.udp(wire.PHONE, wire.PBX, asked), capture.udp(wire.PBX, wire.PHONE, told)
        event = self.check(capture, *frames, "udp")[1]
        self.assertEqual((event["src"], event["dst"]), ("198.51.100.20:5060", "203.0.113.5:5060"))

    def test_ipv6(self):
        capture = wire.Capture()
        asked = wire.request(uri="sip:bob@[2001:db8:1::20]", caller=wire.PHONE6)
        frames = (capture.udp(wire.PHONE6, wire.PBX6, asked), capture.udp(wire.PBX6, wire.PHONE6, wire.moved(asked, CONTACT)))
        event = self.check(capture, *frames, "udp")[1]
        self.assertEqual((event["src"], event["dst"]), ("[2001:db8:1::20]:5060", "[2001:db8::5]:5060"))

    def test_tcp(self):
        capture = wire.Capture()
        stream = wire.Stream(capture, wire.PHONE, wire.PBX)
        asked, told = self.exchange("TCP")
        self.check(capture, stream.send(wire.PHONE, asked)[0], stream.send(wire.PBX, told)[0], "tcp")

    def test_sctp(self):
        capture = wire.Capture()
        asked, told = self.exchange("SCTP")
        self.check(capture, capture.sctp(wire.PHONE, wire.PBX, asked), capture.sctp(wire.PBX, wire.PHONE, told), "sctp")

    def test_tls_with_its_keys(self):
        capture = wire.Capture()
        asked, told = self.exchange("TLS")
        frames, secrets = over_tls(capture, (False, asked), (True, told))
        keylog = tshark.stage_text(secrets)
        path = self.check(capture, *frames, "tls", "-o", f"tls.keylog_file:{keylog}")[0]
        self.assertEqual(tshark.events(path, "-o", f"tls.keylog_file:{keylog}")[1]["coverage"]["encrypted"], 0)

    def test_tls_without_its_keys_is_said_to_be_unseen(self):
        capture = wire.Capture()
        over_tls(capture, *((n % 2 == 1, message) for n, message in enumerate(self.exchange("TLS"))))
        found, run = tshark.events(tshark.stage(capture))
        self.assertEqual((found, run["sip"], run["coverage"]["encrypted"]), ([], 0, 2))

    def test_web_socket(self):
        capture = wire.Capture()
        asked, told = self.exchange("WS")
        self.check(capture, *over_web_socket(capture, (False, asked), (True, told)), "ws")

    def test_sipdump_writes_everything_as_udp(self):
        for via, transport in (("TCP", "tcp"), ("tls", "tls"), ("WSS", "wss"), ("UDP", "udp"), ("X-OWN", "udp")):
            with self.subTest(via=via):
                capture = wire.Capture()
                asked, told = self.exchange(via)
                frames = capture.udp(wire.PHONE, wire.PBX, asked), capture.udp(wire.PBX, wire.PHONE, told)
                event, = tshark.events(tshark.stage(capture))[0]
                self.assertEqual((event["transport"], event["frame"]), (transport, frames[1]))

    def test_bytes_on_tcp_are_tcp_whatever_the_via_says(self):
        capture = wire.Capture()
        stream = wire.Stream(capture, wire.PHONE, wire.PBX)
        asked, told = self.exchange("UDP")
        self.check(capture, stream.send(wire.PHONE, asked)[0], stream.send(wire.PBX, told)[0], "tcp")


class Pieces(tshark.Case):
    """Messages and packets do not always come one in one."""

    def test_several_messages_in_one_segment(self):
        capture = wire.Capture()
        stream = wire.Stream(capture, wire.PHONE, wire.PBX)
        asked = [wire.request(call=str(n), via="TCP", uri=f"sip:u{n}@pbx1.example.net") for n in range(3)]
        ask, = stream.send(wire.PHONE, b"".join(asked))
        tell, = stream.send(wire.PBX, wire.moved(asked[2], "<sip:new2@x.example>") + wire.needs(asked[0], "100rel")
                            + wire.moved(asked[1], "<sip:new1@x.example>"))
        path = tshark.stage(capture)
        found, run = tshark.events(path)
        self.assertEqual([(event["frame"], event["call_id"], event["status"], event["request"]["uri"]) for event in found],
                         [(tell, f"call-{n}", status, f"sip:u{n}@pbx1.example.net")
                          for n, status in ((2, 301), (0, 421), (1, 301))])
        self.assertEqual(run["sip"], 6)
        self.assertEqual(tshark.values(path, tell, "sipfix.moved.target"), ["sip:new2@x.example", "sip:new1@x.example"])
        self.assertEqual(tshark.values(path, ask, "sipfix.answered_in", passes=2), [str(tell)] * 3)

    def test_what_proves_a_finding_is_the_message_and_not_its_neighbour(self):
        """The 420 that makes a deadlock of it comes behind a 100 in one segment."""
        capture = wire.Capture()
        stream = wire.Stream(capture, wire.PHONE, wire.PBX)
        asked = wire.request(via="TCP")
        stream.send(wire.PHONE, asked)
        stream.send(wire.PBX, wire.needs(asked, "100rel"))
        again = wire.request(via="TCP", cseq=2, headers=["Require: 100rel"])
        stream.send(wire.PHONE, again)
        tell, = stream.send(wire.PBX, wire.answer(again, 100, "Trying") + wire.answer(again, 420, "Bad Extension",
                                                                                    ["Unsupported: 100rel"]))
        packet, = tshark.pdml(tshark.stage(capture), "-2", "-Y", f"frame.number == {tell}")
        lines = [proto for proto in packet.iter("proto") if proto.get("name") == "sipfix"]
        shown = ["sipfix.check.extension.deadlock" in [item.get("name") for item in line.iter("field")] for line in lines]
        self.assertEqual(shown, [False, True])

    def test_one_message_over_several_segments(self):
        capture = wire.Capture()
        stream = wire.Stream(capture, wire.PHONE, wire.PBX)
        asked = wire.request(via="TCP")
        ask = stream.send(wire.PHONE, asked, cuts=(5, 100))[-1]
        tell = stream.send(wire.PBX, wire.moved(asked, CONTACT), cuts=(20, 21, 180))[-1]
        event, = tshark.events(tshark.stage(capture))[0]
        self.assertEqual((event["request"]["frame"], event["frame"]), (ask, tell))
        self.assertEqual(event["moved"]["targets"][0]["uri"], "sip:bob@pbx2.example.net")

    def test_ends_of_two_messages_in_one_segment(self):
        capture = wire.Capture()
        stream = wire.Stream(capture, wire.PHONE, wire.PBX)
        asked = [wire.request(call=str(n), via="TCP") for n in range(2)]
        stream.send(wire.PHONE, b"".join(asked), cuts=(60, len(asked[0]) + 30))
        told = b"".join(wire.moved(one, f"<sip:new{n}@x.example>") for n, one in enumerate(asked))
        stream.send(wire.PBX, told, cuts=(len(told) // 2 + 40,))
        found = tshark.events(tshark.stage(capture))[0]
        self.assertEqual([(event["call_id"], event["moved"]["targets"][0]["uri"], "request" in event) for event in found],
                         [(f"call-{n}", f"sip:new{n}@x.example", True) for n in range(2)])

    def test_where_a_message_ends_does_not_depend_on_who_looks(self):
        """Nothing ends the headers of the first one; it does not go on in the second for that, with or without a tree."""
        capture = wire.Capture()
        stream = wire.Stream(capture, wire.PHONE, wire.PBX)
        asked = [wire.request(call=str(n), via="TCP") for n in range(2)]
        stream.send(wire.PHONE, b"".join(asked))
        told = [wire.moved(one, f"<sip:new{n}@x.example>") for n, one in enumerate(asked)]
        tell, = stream.send(wire.PBX, told[0].replace(b"\r\n", b"\r") + told[1])
        path = tshark.stage(capture)
        found = tshark.events(path)[0]
        self.assertEqual([("request" in event, len(event["moved"]["targets"])) for event in found], [(False, 0), (True, 1)])
        targets = ["sip:new1@x.example"]
        self.assertEqual(tshark.values(path, tell, "sipfix.moved.target"), targets)
        self.assertEqual(tshark.values(path, tell, "sipfix.moved.target", "-V"), targets)
        self.assertEqual(tshark.values(path, tell, "sipfix.moved.target", passes=2), targets)

    def test_ip_fragments(self):
        capture = wire.Capture()
        asked = wire.request()
        capture.udp(wire.PHONE, wire.PBX, asked)
        datagram = wire.udp(wire.PBX, wire.PHONE, wire.moved(asked, CONTACT))
        place = 96
        capture.packet(wire.PBX, wire.PHONE, wire.UDP, datagram[:place], number=9, fragment=wire.MORE_FRAGMENTS)
        last = capture.packet(wire.PBX, wire.PHONE, wire.UDP, datagram[place:], number=9, fragment=place // 8)
        path = tshark.stage(capture)
        found, run = tshark.events(path)
        self.assertEqual([(event["frame"], event["moved"]["targets"][0]["uri"]) for event in found],
                         [(last, "sip:bob@pbx2.example.net")])
        self.assertEqual(run["coverage"]["fragments"], 0)

    def test_keep_alives_are_no_messages(self):
        capture = wire.Capture()
        stream = wire.Stream(capture, wire.PHONE, wire.PBX)
        stream.send(wire.PHONE, b"\r\n\r\n")
        stream.send(wire.PBX, b"\r\n")
        capture.udp(wire.PHONE, wire.PBX, b"\r\n\r\n")
        capture.udp(wire.PHONE, wire.PBX, b"\0\0\0\0")
        self.assertEqual(tshark.events(tshark.stage(capture))[1]["sip"], 0)


if __name__ == "__main__":
    unittest.main()
