#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the run line says of what nobody could see. (Encrypted packets: test_transports.)"""

import unittest

import tshark
import wire


def coverage(capture):
    return tshark.events(tshark.stage(capture))[1]["coverage"]


class Fragments(tshark.Case):
    def test_those_without_the_rest_count(self):
        capture = wire.Capture()
        datagram = wire.udp(wire.PBX, wire.PHONE, wire.moved(wire.request(), "<sip:b@x.example>"))
        capture.packet(wire.PBX, wire.PHONE, wire.UDP, datagram[:96], number=9, fragment=wire.MORE_FRAGMENTS)
        capture.packet(wire.PBX, wire.PHONE, wire.UDP, datagram[:96], number=10, fragment=wire.MORE_FRAGMENTS)
        capture.packet(wire.PBX, wire.PHONE, wire.UDP, datagram[96:], number=10, fragment=12)
        capture.packet(wire.PBX, wire.PHONE, wire.UDP, datagram[96:], number=11, fragment=12)
        self.assertEqual(coverage(capture)["fragments"], 2)

    def test_ipv6(self):
        datagram = wire.udp(wire.PBX6, wire.PHONE6, wire.moved(wire.request(), "<sip:b@x.example>"))
        for name, pieces, count in (("lost", [(0, 1)], 1), ("whole", [(0, 1), (96, 0)], 0), ("atomic", [(0, 0)], 0)):
            with self.subTest(name):
                capture = wire.Capture()
                for offset, more in pieces:
                    part = datagram[offset:96] if more else datagram[offset:]
                    header = bytes([wire.UDP, 0]) + (offset | more).to_bytes(2, "big") + bytes(4)
                    capture.packet(wire.PBX6, wire.PHONE6, 44, header + part)
                self.assertEqual(coverage(capture)["fragments"], count)

    def test_other_data_is_no_fragment(self):
        capture = wire.Capture()
        capture.packet(wire.PBX, wire.PHONE, 253, b"an experiment")
        self.assertEqual(coverage(capture)["fragments"], 0)


class Requests(tshark.Case):
    def test_answers_without_one(self):
        capture = wire.Capture()
        for call in "12":
            capture.udp(wire.PBX, wire.PHONE, wire.needs(wire.request(call=call), "100rel"))
        self.assertEqual(coverage(capture)["no_request"], 2)

    def test_one_direction(self):
        capture = wire.Capture()
        capture.udp(wire.PBX, wire.PHONE, wire.needs(wire.request(), "100rel"))
        self.assertEqual(coverage(capture)["one_way"], 1)


if __name__ == "__main__":
    unittest.main()
