#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Who belongs to whom: requests, answers, copies, hops, calls."""

import unittest

import tshark
import wire


def summary(event):
    return event["call_id"], event["status"], event["frame"], event.get("request", {}).get("frame")


class Copies(tshark.Case):
    def test_retransmissions(self):
        capture = wire.Capture()
        asked = wire.request()
        told = wire.needs(asked, "100rel")
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, told)
        for pause in (0.5, 1):
            capture.wait(pause)
            capture.udp(wire.PBX, wire.PHONE, told)
        path = tshark.stage(capture)
        event, = tshark.events(path)[0]
        self.assertEqual((event["frame"], event["retransmissions"], event["duplicates"]), (2, 2, 0))
        for passes in (1, 2):
            rows = tshark.table(path, ["frame.number", "sipfix.retransmission_of", "sipfix.request_in", "sipfix.status"],
                                display="sipfix.retransmission_of", passes=passes)
            self.assertEqual(rows, [[["3"], ["2"], ["1"], ["421"]], [["4"], ["2"], ["1"], ["421"]]])
        self.assertEqual(tshark.frames(path, "sipfix.status && !sipfix.retransmission_of"), [2])

    def test_packets_captured_twice(self):
        """On another interface, with other addresses, a moment later: one packet."""
        capture = wire.Capture()
        asked = wire.request()
        told = wire.moved(asked, "<sip:bob@pbx2.example.net>")
        for _ in range(2):
            capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, told)
        capture.udp(("10.0.0.20", 5060), ("10.0.0.5", 5060), told)
        path = tshark.stage(capture)
        event, = tshark.events(path)[0]
        self.assertEqual((event["frame"], event["request"]["frame"], event["retransmissions"], event["duplicates"]),
                         (3, 1, 0, 1))
        self.assertEqual(tshark.values(path, 4, "sipfix.retransmission_of"), ["3"])
        self.assertEqual([tshark.values(path, frame, "sipfix.answered_in", passes=2) for frame in (1, 2)], [["3"], ["3"]])

    def test_copies_of_the_request_all_link_to_the_answer(self):
        capture = wire.Capture()
        asked = wire.request()
        for _ in range(3):
            capture.udp(wire.PHONE, wire.PBX, asked)
            capture.wait(0.5)
        capture.udp(wire.PBX, wire.PHONE, wire.needs(asked, "100rel"))
        path = tshark.stage(capture)
        self.assertEqual(tshark.frames(path, "sipfix.answered_in == 4", passes=2), [1, 2, 3])


class Joining(tshark.Case):
    def test_an_answer_captured_before_its_request(self):
        capture = wire.Capture()
        wire.call_421(capture, headers=["Supported: timer"])
        capture.swap(1, 2)
        path = tshark.stage(capture)
        event, = tshark.events(path)[0]
        self.assertEqual((event["frame"], event["request"]["frame"], event["extension"]["missing"]), (1, 2, ["100rel"]))
        self.assertEqual([finding["check"] for finding in event["findings"] if finding["check"] == "answer.no-request"], [])
        self.assertEqual(tshark.values(path, 1, "sipfix.request_in", passes=2), ["2"])
        self.assertEqual(tshark.values(path, 2, "sipfix.answered_in"), ["1"])

    def test_interleaved_calls(self):
        capture = wire.Capture()
        asked = {call: wire.request(call=call, headers=[f"Supported: x-{call}"]) for call in "abc"}
        for call in "abc":
            capture.udp(wire.PHONE, wire.PBX, asked[call])
        capture.udp(wire.PBX, wire.PHONE, wire.needs(asked["c"], "100rel"))
        capture.udp(wire.PBX, wire.PHONE, wire.moved(asked["a"], "<sip:a@x.example>"))
        capture.udp(wire.PBX, wire.PHONE, wire.answer(asked["b"], 200, "OK"))
        path = tshark.stage(capture)
        found = tshark.events(path)[0]
        self.assertEqual([summary(event) for event in found], [("call-c", 421, 4, 3), ("call-a", 301, 5, 1)])
        self.assertEqual(found[0]["extension"]["offered"], ["x-c"])

    def test_the_same_call_over_two_hops(self):
        """A proxy forwards the request with a Via of its own, and the 421 back without it."""
        capture = wire.Capture()
        upper = wire.request(headers=["Supported: timer"])
        lower = wire.request(headers=["Supported: timer"],
                             above=["Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK-proxy"])
        capture.udp(wire.PHONE, wire.PROXY, upper)
        capture.udp(wire.PROXY, wire.PBX, lower)
        capture.udp(wire.PBX, wire.PROXY, wire.needs(lower, "100rel"))
        capture.udp(wire.PROXY, wire.PHONE, wire.needs(upper, "100rel"))
        path = tshark.stage(capture)
        found = tshark.events(path)[0]
        self.assertEqual([(event["frame"], event["hop"], event["request"]["frame"]) for event in found], [(3, 2, 2), (4, 1, 1)])
        self.assertEqual([(event["retransmissions"], event["duplicates"]) for event in found], [(0, 0), (0, 0)])
        self.assertEqual(len({event["story"] for event in found}), 1)
        self.assertEqual(tshark.table(path, ["sipfix.request_in"], display="sipfix.status"), [[["2"]], [["1"]]])

    def test_other_codes_get_nothing(self):
        capture = wire.Capture()
        for n, status in enumerate((100, 180, 200, 300, 302, 305, 380, 400, 420, 422, 500, 603)):
            asked = wire.request(call=str(n))
            capture.udp(wire.PHONE, wire.PBX, asked)
            capture.udp(wire.PBX, wire.PHONE, wire.answer(asked, status, "X", ["Contact: <sip:b@x.example>", "Require: 100rel"]))
        path = tshark.stage(capture)
        self.assertEqual(tshark.frames(path, "sipfix"), [])
        self.assertEqual(tshark.run("-r", path, "-Y", "sipfix", "-2").stdout, "")
        found, run = tshark.events(path)
        self.assertEqual((found, run["sip"]), ([], 24))

    def test_same_call_id_again_later(self):
        """Another transaction is another answer, however alike."""
        capture = wire.Capture()
        wire.call_421(capture, cseq=1)
        capture.wait(5)
        wire.call_421(capture, cseq=2)
        found = tshark.events(tshark.stage(capture))[0]
        self.assertEqual([(event["cseq"], event["frame"], event["request"]["frame"]) for event in found], [(1, 2, 1), (2, 5, 4)])

    def test_what_follows_a_301_up(self):
        capture = wire.Capture()
        wire.call_301(capture, "<sip:bob@198.51.100.30>")
        again = wire.request(uri="sip:bob@198.51.100.30", cseq=2)
        frame = capture.udp(wire.PHONE, wire.PBX2, again)
        final = capture.udp(wire.PBX2, wire.PHONE, wire.answer(again, 200, "OK"))
        path = tshark.stage(capture)
        self.assertEqual(tshark.values(path, frame, "sipfix.followup_to"), ["2"])
        names = [f"sipfix.followup_{name}" for name in ("in", "status", "delay")]
        row = tshark.table(path, [*names, "sipfix.outcome"], display="sipfix.status", passes=2)[0]
        self.assertEqual(row, [[str(frame)], ["200"], ["0.000800000"], ["answered"]])
        event, = tshark.events(path)[0]
        self.assertEqual(event["followups"], [{"frame": frame, "uri": "sip:bob@198.51.100.30", "delay": 0.0008,
                                               "status": 200, "status_frame": final}])

    def test_every_packet_of_a_story_has_its_number(self):
        capture = wire.Capture()
        wire.call_421(capture, call="1")
        wire.call_421(capture, call="2", caller=wire.PHONE2, uri="sip:carol@pbx1.example.net")
        rows = tshark.table(tshark.stage(capture), ["frame.number", "sipfix.story"], display="sipfix", passes=2)
        self.assertEqual([(int(frame[0]), story) for frame, story in rows],
                         [(frame, [str(1 + frame // 4)]) for frame in range(1, 7)])


if __name__ == "__main__":
    unittest.main()
