#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A click on a line lights up the bytes that it is about; what we worked out is marked as such, and has none."""

import unittest

import tshark
import wire

LIT = {"sipfix.moved.target", "sipfix.extension.required"}


def bytes_of(item, data):
    """The bytes that an item of a PDML tree lights up, where these are the frame's own."""
    start, size = int(item.get("pos")), int(item.get("size"))
    return data[start:start + size]


class Places(tshark.Case):
    def lit(self, capture, frame, name):
        """For each item of that name: its value, and the bytes it lights up."""
        items = tshark.tree(tshark.stage(capture), frame)
        data = capture.records[frame - 1][1]
        return [(item.get("show"), bytes_of(item, data)) for item in items if item.get("name") == name]

    def test_entries_of_contact(self):
        capture = wire.Capture()
        asked = wire.request()
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, wire.moved(asked, "<sip:a@x.example>;q=0.1 ,\r\n\t\"B, b\" <sip:b@x.example>;q=0.9",
                                                     "<sip:c@x.example>;q=0.5"))
        self.assertEqual(self.lit(capture, 2, "sipfix.moved.target"),
                         [("sip:b@x.example", b'"B, b" <sip:b@x.example>;q=0.9'),
                          ("sip:c@x.example", b"<sip:c@x.example>;q=0.5"),
                          ("sip:a@x.example", b"<sip:a@x.example>;q=0.1")])

    def test_option_tags(self):
        capture = wire.Capture()
        asked = wire.request()
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, wire.needs(asked, "100rel\r\n , precondition", "path"))
        self.assertEqual(self.lit(capture, 2, "sipfix.extension.required"),
                         [("100rel", b"100rel"), ("precondition", b"precondition"), ("path", b"path")])

    def test_bytes_that_are_no_utf8_do_not_shift_the_places(self):
        capture = wire.Capture()
        asked = wire.request()
        capture.udp(wire.PHONE, wire.PBX, asked)
        capture.udp(wire.PBX, wire.PHONE, wire.moved(asked, '"\udcff\udcfe" <sip:a@x.example>, <sip:b@x.example>'))
        places = dict(self.lit(capture, 2, "sipfix.moved.target"))
        self.assertEqual(places["sip:b@x.example"], b"<sip:b@x.example>")

    def test_every_message_of_a_frame_its_own_bytes(self):
        capture = wire.Capture()
        stream = wire.Stream(capture, wire.PHONE, wire.PBX)
        asked = [wire.request(call=str(n), via="TCP") for n in range(2)]
        stream.send(wire.PHONE, b"".join(asked))
        frame, = stream.send(wire.PBX, b"".join(wire.moved(one, f"<sip:new{n}@x.example>") for n, one in enumerate(asked)))
        self.assertEqual(self.lit(capture, frame, "sipfix.moved.target"),
                         [(f"sip:new{n}@x.example", b"<sip:new%d@x.example>" % n) for n in range(2)])

    def test_reassembled_bytes(self):
        """They lie in another data source than the frame; the place is one in there."""
        capture = wire.Capture()
        stream = wire.Stream(capture, wire.PHONE, wire.PBX)
        asked = wire.request(via="TCP")
        stream.send(wire.PHONE, asked)
        told = wire.moved(asked, "<sip:bob@pbx2.example.net>")
        frame = stream.send(wire.PBX, told, cuts=(40, 150))[-1]
        items = tshark.tree(tshark.stage(capture), frame)
        target, = (item for item in items if item.get("name") == "sipfix.moved.target")
        self.assertEqual(bytes_of(target, told), b"<sip:bob@pbx2.example.net>")


class Generated(tshark.Case):
    """In text output, what is not in the packet stands in brackets."""

    def lines(self, capture, frame):
        out = tshark.run("-r", tshark.stage(capture), "-O", "sipfix", "-Y", f"frame.number == {frame}").stdout
        return out[out.index("SIP Fix:"):].splitlines()

    def test_fields(self):
        capture = wire.Capture()
        wire.call_301(capture, "<sip:bob@pbx2.example.net>;q=0.5;expires=60")
        wire.call_421(capture, call="2")
        for frame in (2, 5):
            lines = [line.strip() for line in self.lines(capture, frame)]
            for item in tshark.tree(tshark.stage(capture), frame):
                name = item.get("name")
                if not name.startswith("sipfix.") or name.startswith("sipfix.check."):
                    continue
                with self.subTest(frame=frame, field=name):
                    found = [line for line in lines if line.strip("[]") == item.get("showname")]
                    self.assertTrue(found)  # two fixes may have one price
                    self.assertEqual({line.startswith("[") for line in found}, {name not in LIT})

    def test_what_we_worked_out_lights_nothing_up(self):
        capture = wire.Capture()
        wire.call_301(capture, "<sip:bob@pbx2.example.net>;q=0.5;expires=60")
        for item in tshark.tree(tshark.stage(capture), 2):
            if item.get("name", "").startswith("sipfix") and item.get("name") not in LIT:
                with self.subTest(field=item.get("name")):
                    self.assertEqual(item.get("size", "0"), "0")


if __name__ == "__main__":
    unittest.main()
