#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages that the capture does not hold whole, and such that the SIP dissector stops in."""

import json
import unittest

import tshark
import wire

UDP_HEADERS = 14 + 20 + 8


def cut_in(message, text, behind=0):
    """How many bytes of a UDP frame to capture so that it ends in the message at @text."""
    return UDP_HEADERS + message.index(text.encode()) + behind


class CutAnswers(tshark.Case):
    def capture(self, told, cut, asked=None):
        capture = wire.Capture()
        capture.udp(wire.PHONE, wire.PBX, asked or wire.request())
        capture.udp(wire.PBX, wire.PHONE, told, cut=cut)
        return tshark.stage(capture)

    def test_a_421_cut_before_its_require_lacks_nothing(self):
        told = wire.needs(wire.request(), "100rel")
        for text, behind in (("Via", 0), ("Call-ID", 0), ("Require: 100rel", 0), ("Require: 100rel", 11)):
            with self.subTest(cut=text, behind=behind):
                path = self.capture(told, cut_in(told, text, behind))
                found, run = tshark.events(path)
                self.assertEqual(run["coverage"]["cut"], 1)
                self.assertEqual([event["status"] for event in found], [421])
                self.assertEqual(tshark.values(path, 2, "sipfix.status"), ["421"])
                self.assertEqual(tshark.values(path, 2, "sipfix.check.extension.no-require"), [])
                self.assertEqual(tshark.values(path, 2, "sipfix.extension.required"), [])

    def test_a_301_cut_in_its_contact_names_no_address(self):
        told = wire.moved(wire.request(), "<sip:bob@pbx2.example.net>")
        for text in ("Contact", "Contact: <sip:bob@pbx2", "Contact: <sip:bob@pbx2.example.net>"):
            with self.subTest(cut=text):
                path = self.capture(told, cut_in(told, text, len(text)))
                self.assertEqual(tshark.values(path, 2, "sipfix.status"), ["301"])
                self.assertEqual(tshark.values(path, 2, "sipfix.moved.target"), [])
                checks = set(tshark.values(path, 2, "sipfix.check"))
                self.assertFalse(checks & {"moved.no-contact", "moved.contact-malformed"}, checks)

    def test_a_cut_answer_joins_only_what_it_shows(self):
        told = wire.moved(wire.request(), "<sip:bob@pbx2.example.net>")
        path = self.capture(told, cut_in(told, "Contact", 3))
        self.assertEqual(tshark.values(path, 2, "sipfix.request_in"), ["1"])
        for text in "CSeq: 1 INV", "Call-ID", "From":  # the Via's branch is there
            path = self.capture(told, cut_in(told, text, 4))
            self.assertEqual(tshark.values(path, 2, "sipfix.request_in"), ["1"])
        path = self.capture(told, cut_in(told, "Via", 20))
        self.assertEqual(tshark.values(path, 2, "sipfix.request_in"), [])

    def test_a_body_that_is_cut_hides_no_header(self):
        asked = wire.request()
        told = wire.answer(asked, 421, "Extension Required", ["Require: 100rel", "Content-Type: text/plain"])
        told = told.replace(b"Content-Length: 0", b"Content-Length: 20") + b"twenty bytes of text"
        found, run = tshark.events(self.capture(told, cut_in(told, "twenty", 8), asked))
        self.assertEqual(run["coverage"]["cut"], 0)
        self.assertEqual([event["extension"] for event in found],
                         [{"required": ["100rel"], "offered": ["replaces", "timer"], "missing": ["100rel"]}])

    def test_whole_messages_are_not_cut(self):
        """Neither the one without its closing blank line, nor the one with padding behind that is cut."""
        asked = wire.request()
        told = wire.needs(asked, "100rel")
        for name, message, padding, cut in (("no blank line", told[:-2], b"", None), ("padding", told, bytes(30), UDP_HEADERS + len(told) + 8),
                                            ("padding away", told, bytes(30), UDP_HEADERS + len(told))):
            with self.subTest(name):
                capture = wire.Capture()
                capture.udp(wire.PHONE, wire.PBX, asked)
                packet = wire.ip(wire.PBX, wire.PHONE, wire.UDP, wire.udp(wire.PBX, wire.PHONE, message))
                capture.frame(wire.ethernet(packet) + padding, cut=cut)
                path = tshark.stage(capture)
                self.assertEqual(tshark.events(path)[1]["coverage"]["cut"], 0)
                self.assertEqual(tshark.values(path, 2, "sipfix.extension.missing"), ["100rel"])


class CutRequests(tshark.Case):
    def test_what_a_cut_request_did_not_show_may_have_been_offered(self):
        asked = wire.request(headers=["X-Padding: " + "x" * 50, "Supported: 100rel"])
        capture = wire.Capture()
        capture.udp(wire.PHONE, wire.PBX, asked, cut=cut_in(asked, "X-Padding", 30))
        capture.udp(wire.PBX, wire.PHONE, wire.needs(asked, "100rel"))
        path = tshark.stage(capture)
        self.assertEqual(tshark.values(path, 2, "sipfix.extension.required"), ["100rel"])
        self.assertEqual(tshark.values(path, 2, "sipfix.extension.missing"), [])
        event, = tshark.events(path)[0]
        self.assertEqual(event["extension"], {"required": ["100rel"]})
        self.assertNotIn("supported", event.get("request", {}))


    def test_a_request_of_which_only_the_beginning_is_there_is_not_said_to_be_missing(self):
        """Neither are its offer, or what it was followed by."""
        asked = wire.request()
        for name, told in (("421", wire.needs(asked, "100rel")), ("301", wire.moved(asked, "<sip:bob@pbx2.example.net>"))):
            for text in ("Via", "Call-ID", "CSeq"):
                with self.subTest(name, cut=text):
                    capture = wire.Capture()
                    capture.udp(wire.PHONE, wire.PBX, asked, cut=cut_in(asked, text))
                    capture.udp(wire.PBX, wire.PHONE, told)
                    path = tshark.stage(capture)
                    event, = tshark.events(path)[0]
                    said = json.dumps(event)
                    if text == "Via":
                        self.assertIn("cut", said)
                    else:  # its branch is there
                        self.assertEqual(event["request"]["frame"], 1)
                    for passes in ("-2",), ():
                        said += tshark.run("-V", *passes, "-r", path).stdout
                    self.assertNotIn("not in this capture", said)
                    self.assertNotIn("not in the capture", said)
                    self.assertNotIn("no frame before it", said)

    def test_what_may_be_cut_is_not_absent(self):
        """A 301, sent twice, that nobody seems to follow or to acknowledge, where something is cut afterwards."""
        for cut, absent in ((None, True), (100, False)):
            with self.subTest(cut=cut):
                capture = wire.Capture()
                asked = wire.request()
                capture.udp(wire.PHONE, wire.PBX, asked)
                told = wire.moved(asked, "<sip:bob@pbx2.example.net>")
                capture.udp(wire.PBX, wire.PHONE, told)
                capture.udp(wire.PHONE, wire.PBX2, wire.request(call="other", uri="sip:eve@pbx2.example.net"), cut=cut)
                capture.wait(0.5)
                capture.udp(wire.PBX, wire.PHONE, told)
                capture.wait(100)
                capture.udp(wire.PHONE, wire.PBX2, wire.request(method="OPTIONS", call="late"))
                found = tshark.events(tshark.stage(capture))[0]
                checks = {finding["check"] for finding in found[0]["findings"]}
                self.assertEqual("answer.not-acked" in checks, absent, checks)


class GivenUp(tshark.Case):
    """The dissector stops at a CSeq that it cannot read, and shows none of the headers behind it."""

    def test_headers_behind_it_are_read(self):
        for cseq in ("1 " + "X" * 40, "1", "INVITE"):
            with self.subTest(cseq=cseq):
                asked = wire.request()
                told = wire.needs(asked, "100rel").replace(b"CSeq: 1 INVITE", b"CSeq: " + cseq.encode())
                capture = wire.Capture()
                capture.udp(wire.PHONE, wire.PBX, asked)
                capture.udp(wire.PBX, wire.PHONE, told)
                path = tshark.stage(capture)
                self.assertEqual(tshark.values(path, 2, "sipfix.status"), ["421"])
                self.assertEqual(tshark.values(path, 2, "sipfix.extension.required"), ["100rel"])
                self.assertEqual(tshark.events(path)[1]["coverage"]["cut"], 0)

    def test_the_rest_of_a_tcp_segment(self):
        """What the dissector makes of the bytes behind is no message either."""
        capture = wire.Capture()
        stream = wire.Stream(capture, wire.PHONE, wire.PBX)
        asked = wire.request(via="TCP")
        stream.send(wire.PHONE, asked)
        stream.send(wire.PBX, wire.needs(asked, "100rel").replace(b"CSeq: 1 INVITE", b"CSeq: 1 " + b"X" * 40))
        found, run = tshark.events(tshark.stage(capture))
        self.assertEqual(([event["status"] for event in found], run["sip"]), ([421], 2))


if __name__ == "__main__":
    unittest.main()
