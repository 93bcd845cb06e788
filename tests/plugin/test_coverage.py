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
        self.assertEqual(coverage(capture).get("parts"), 1, "the first part of an answer, and the rest of another")

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

    def test_a_first_fragment_tells_that_its_call_was_answered(self):
        told = tshark.events(tshark.stage("handmade/ip-fragment-missing.pcapng"))[1]["coverage"]
        self.assertEqual((told["parts"], told["one_way"]), (1, 0))


class Missing(tshark.Case):
    def test_over_a_gap_nothing_is_said_to_be_absent(self):
        outcomes = {}
        for lost in (0, 3):
            capture = wire.Capture()
            wire.call_421(capture)
            capture.wait(10)
            wire.call_421(capture, call="another", caller=("203.0.113.77", 5060))
            capture.wait(40)
            last = capture.udp(wire.PBX, wire.PHONE, wire.needs(wire.request(call="late"), "100rel"))
            capture.lost = {4: lost} if lost else {last: 0}
            events = tshark.events(tshark.stage(capture))[0]
            outcomes[lost] = [event["outcome"]["is"] for event in events[:2]]
        self.assertEqual(outcomes, {0: ["lost", "lost"], 3: ["unknown", "lost"]})


if __name__ == "__main__":
    unittest.main()
