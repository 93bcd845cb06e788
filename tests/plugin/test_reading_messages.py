#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Headers in all the ways in which the grammar lets them be written."""

import unittest

import tshark
import wire


def told_301(*contacts, headers=(), uri="sip:bob@pbx1.example.net"):
    """A capture with a 301 in frame 2."""
    capture = wire.Capture()
    asked = wire.request(uri=uri)
    capture.udp(wire.PHONE, wire.PBX, asked)
    capture.udp(wire.PBX, wire.PHONE, wire.moved(asked, *contacts, headers=headers))
    return tshark.stage(capture)


def targets(*contacts, **how):
    return tshark.values(told_301(*contacts, **how), 2, "sipfix.moved.target")


class Contacts(tshark.Case):
    def test_several_in_one_header_and_in_several(self):
        self.assertEqual(targets("<sip:a@x.example>, <sip:b@x.example>", "<sip:c@x.example>"),
                         ["sip:a@x.example", "sip:b@x.example", "sip:c@x.example"])

    def test_commas_and_brackets_in_quotes(self):
        self.assertEqual(targets('"Bob, <desk>; \\"q\\"" <sip:a@x.example>, "C, D" <sip:b@x.example>'),
                         ["sip:a@x.example", "sip:b@x.example"])

    def test_without_angle_brackets(self):
        self.assertEqual(targets("sip:a@x.example;q=0.5, sip:b@x.example"), ["sip:b@x.example", "sip:a@x.example"])

    def test_ipv6_hosts(self):
        path = told_301("<sip:a@[2001:db8::1]:5070>")
        self.assertEqual(tshark.table(path, ["sipfix.moved.target.host", "sipfix.moved.target.port"],
                                      display="sipfix.status")[0], [["2001:db8::1"], ["5070"]])

    def test_compact_name(self):
        self.assertEqual(targets(headers=["m: <sip:a@x.example>", "M:<sip:b@x.example>"]),
                         ["sip:a@x.example", "sip:b@x.example"])

    def test_folded(self):
        self.assertEqual(targets("<sip:a@x.example>\r\n\t;q=0.2\r\n , <sip:b@x.example>", headers=["Contact:\r\n <sip:c@x.example>;q=0.1"]),
                         ["sip:b@x.example", "sip:a@x.example", "sip:c@x.example"])

    def test_other_schemes(self):
        self.assertEqual(targets("<tel:+4930555010>, <mailto:bob@example.net>"),
                         ["tel:+4930555010", "mailto:bob@example.net"])

    def test_thousands(self):
        many = ", ".join(f"<sip:u{n}@x.example>" for n in range(2000))
        path = told_301(many)
        self.assertEqual(len(tshark.values(path, 2, "sipfix.moved.target")), 2000)


class Extensions(tshark.Case):
    def need(self, *require, supported=("Supported: replaces",), headers=()):
        capture = wire.Capture()
        asked = wire.request(headers=supported)
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, wire.needs(asked, *require, headers=headers))
        row = tshark.table(tshark.stage(capture), [f"sipfix.extension.{name}" for name in ("required", "offered", "missing")],
                           display="sipfix.status")[0]
        return row

    def test_several_headers_and_folds(self):
        self.assertEqual(self.need("100rel,\r\n timer", "path"), [["100rel", "timer", "path"], ["replaces"],
                                                                 ["100rel", "timer", "path"]])

    def test_compact_supported(self):
        self.assertEqual(self.need("timer", supported=["k: timer", "k: path"])[1:], [["timer", "path"], []])

    def test_case_does_not_count(self):
        self.assertEqual(self.need("100Rel", supported=["supported: 100REL"])[2], [])

    def test_require_of_the_request_is_an_offer(self):
        self.assertEqual(self.need("timer", supported=["Require: timer"])[1:], [["timer"], []])

    def test_proxy_require_counts_for_sec_agree_only(self):
        self.assertEqual(self.need("sec-agree, timer", supported=["Proxy-Require: sec-agree, timer"])[1:],
                         [["sec-agree"], ["timer"]])


class Requests(tshark.Case):
    def moved_from(self, asked):
        capture = wire.Capture()
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, wire.moved(asked, "<sip:b@x.example>"))
        return tshark.table(tshark.stage(capture), ["sipfix.moved.from", "sipfix.method"], display="sipfix.status")[0]

    def test_request_uri(self):
        for uri in ("sip:bob@x.example;transport=tcp?Subject=hi", "sips:x.example:5071", "tel:+4930555010;phone-context=x.example",
                    "sip:[2001:db8::1]", "urn:service:sos"):
            with self.subTest(uri=uri):
                self.assertEqual(self.moved_from(wire.request(uri=uri))[0], [uri])

    def test_any_method(self):
        for method in ("REGISTER", "MESSAGE", "OPTIONS", "FROBNICATE"):
            with self.subTest(method=method):
                self.assertEqual(self.moved_from(wire.request(method))[1], [method])

    def test_compact_headers_match(self):
        """The request in compact form, the answer in long form, and the folds in between."""
        asked = wire.request()
        short = asked
        for long, compact in ((b"Via", b"v"), (b"From", b"f"), (b"To", b"t"), (b"Call-ID", b"i")):
            short = short.replace(b"\r\n" + long + b": ", b"\r\n" + compact + b":\r\n ", 1)
        self.assertNotEqual(short, asked)
        capture = wire.Capture()
        capture.udp(wire.PHONE, wire.PBX, short)
        capture.udp(wire.PBX, wire.PHONE, wire.moved(asked, "<sip:b@x.example>"))
        self.assertEqual(tshark.values(tshark.stage(capture), 2, "sipfix.request_in"), ["1"])

    def test_in_dialog(self):
        """A To tag makes it a request inside a dialog, whatever the case of its name."""
        for tag, found in ((";tag=x", True), (";TAG=x", True), (";a=b;tag=x", True), (";xtag=x", False), ("", False)):
            with self.subTest(tag=tag):
                to = b"To: <sip:bob@pbx1.example.net>"
                asked = wire.request().replace(to, to + tag.encode())
                capture = wire.Capture()
                capture.udp(wire.PHONE, wire.PBX, asked)
                capture.udp(wire.PBX, wire.PHONE, wire.moved(asked, "<sip:b@x.example>"))
                self.assertEqual("moved.in-dialog" in tshark.values(tshark.stage(capture), 2, "sipfix.check"), found)

    def test_blank_before_the_colon(self):
        """Legal, but unknown to the SIP dissector: then nothing is said to be absent."""
        capture = wire.Capture()
        asked = wire.request(headers=["Supported : 100rel"])
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, wire.needs(asked, "100rel"))
        asked = wire.request(call="2")
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, wire.moved(asked, headers=["Contact\t: <sip:b@x.example>"]))
        path = tshark.stage(capture)
        self.assertEqual(tshark.values(path, 2, "sipfix.request_in"), ["1"])
        self.assertEqual(tshark.values(path, 2, "sipfix.extension.missing"), [])
        self.assertNotIn("moved.no-contact", tshark.values(path, 4, "sipfix.check"))


class Bodies(tshark.Case):
    def test_a_message_in_a_message_is_none(self):
        inner = wire.moved(wire.request(call="inner"), "<sip:b@x.example>")
        for kind, body in (("message/sip", inner),
                           ("multipart/mixed;boundary=b", b"--b\r\nContent-Type: message/sip\r\n\r\n" + inner + b"\r\n--b--\r\n")):
            with self.subTest(kind=kind):
                capture = wire.Capture()
                capture.udp(wire.PHONE, wire.PBX, wire.request("MESSAGE", headers=[f"Content-Type: {kind}"], body=body))
                path = tshark.stage(capture)
                self.assertEqual(tshark.frames(path, "sip.Status-Code == 301"), [1])
                self.assertEqual(tshark.frames(path, "sipfix"), [])
                self.assertEqual(tshark.events(path)[1]["sip"], 1)

    def test_the_outer_message_keeps_its_own_headers(self):
        inner = wire.moved(wire.request(call="inner"), "<sip:wrong@x.example>")
        asked = wire.request()
        outer = wire.message("SIP/2.0 301 Moved Permanently",
                             [line for line in wire.moved(asked, "<sip:right@x.example>").decode().split("\r\n")[1:-3]
                              if not line.startswith("Content-Length")] + ["Content-Type: message/sip"], inner)
        capture = wire.Capture()
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, outer)
        self.assertEqual(tshark.values(tshark.stage(capture), 2, "sipfix.moved.target"), ["sip:right@x.example"])

    def test_a_quotation_in_an_icmp_error_is_no_message(self):
        capture = wire.Capture()
        asked = wire.request()
        capture.udp(wire.PHONE, wire.PBX, asked)
        told = wire.moved(asked, "<sip:b@x.example>")
        capture.udp(wire.PBX, wire.PHONE, told)
        quoted = wire.ip(wire.PBX, wire.PHONE, wire.UDP, wire.udp(wire.PBX, wire.PHONE, told))
        capture.packet(wire.PHONE, wire.PBX, wire.ICMP, b"\x03\x03\0\0\0\0\0\0" + quoted)
        path = tshark.stage(capture)
        self.assertEqual(tshark.frames(path, "icmp && sip.Status-Code == 301"), [3])
        self.assertEqual(tshark.frames(path, "sipfix.status"), [2])
        found, run = tshark.events(path)
        self.assertEqual([event["retransmissions"] + event["duplicates"] for event in found], [0])
        self.assertEqual(run["sip"], 2)

    def test_a_quoted_request_says_that_the_new_address_is_dead(self):
        capture = wire.Capture()
        wire.call_301(capture, "<sip:bob@198.51.100.30>")
        again = wire.request(uri="sip:bob@198.51.100.30", cseq=2)
        capture.udp(wire.PHONE, wire.PBX2, again)
        quoted = wire.ip(wire.PHONE, wire.PBX2, wire.UDP, wire.udp(wire.PHONE, wire.PBX2, again))
        frame = capture.packet(wire.PBX2, wire.PHONE, wire.ICMP, b"\x03\x03\0\0\0\0\0\0" + quoted)
        event, = tshark.events(tshark.stage(capture))[0]
        self.assertEqual([(one["frame"], one["unreachable_frame"]) for one in event["followups"]], [(4, frame)])


if __name__ == "__main__":
    unittest.main()
