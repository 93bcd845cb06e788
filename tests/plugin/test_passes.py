#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The same however often and in whatever way a frame is looked at; and nothing else changes."""

import itertools
import re
import unittest

import tshark
import wire


def mixed():
    """A capture of everything: several messages a frame, segments, copies, an early answer, a cut one."""
    capture = wire.Capture()
    wire.call_301(capture, "<sip:bob@pbx2.example.net>;q=0.5, <sip:bob@198.51.100.30>")
    wire.call_421(capture, call="2", caller=wire.PHONE2, uri="sip:carol@pbx1.example.net")
    stream = wire.Stream(capture, wire.PHONE, wire.PBX)
    asked = [wire.request(call=f"t{n}", via="TCP", uri=f"sip:u{n}@pbx1.example.net") for n in range(3)]
    stream.send(wire.PHONE, b"".join(asked), cuts=(300,))
    stream.send(wire.PBX, b"".join(wire.moved(one, "<sip:new@x.example>") for one in asked), cuts=(100, 500))
    late = wire.request(call="late", uri="sip:dave@pbx1.example.net")
    capture.udp(wire.PBX, wire.PHONE, wire.needs(late, "timer", "path"))
    capture.udp(wire.PHONE, wire.PBX, late)
    capture.udp(wire.PBX, wire.PHONE, wire.moved(wire.request(call="cut"), "<sip:x@x.example>"), cut=150)
    return capture


def without_weight(item):
    """Its label; how loud a refusal is, only its end tells (test_severity.py)."""
    label = item.get("showname")
    return label and re.sub(r"^(Expert Info \(|Severity level: )(Note|Warning)", r"\1", label)


def about_answers(packets):
    """For every frame, what SIP Fix says of the answers in it, but for what only a later look can tell."""
    later = ("sipfix.followup", "sipfix.outcome", "sipfix.detour", "sipfix.case", "sipfix.story", "sipfix.answered_in", "sipfix.request_in")
    found = {}
    for packet in packets:
        number = next(field.get("show") for field in packet.iter("field") if field.get("name") == "frame.number")
        protos = [proto for proto in packet.iter("proto") if proto.get("name") == "sipfix"]
        found[number] = [(item.get("name"), without_weight(item), item.get("pos"), item.get("size"))
                         for proto in protos if next(proto.iter("field")).get("name") == "sipfix.summary"
                         for item in proto.iter() if item.get("name") and item.get("name") != "sipfix" and not item.get("name").startswith(later)]
    return found


class Passes(tshark.Case):
    @classmethod
    def setUpClass(cls):
        cls.path = tshark.stage(mixed())
        cls.early = "15"  # the answer that was captured before its request

    def test_one_pass_says_of_an_answer_what_two_passes_say(self):
        once = about_answers(tshark.pdml(self.path))
        twice = about_answers(tshark.pdml(self.path, "-2"))
        self.assertEqual(once.keys(), twice.keys())
        self.assertGreaterEqual(sum(1 for items in once.values() if items), 5)
        for frame, items in once.items():
            if frame != self.early:
                with self.subTest(frame=frame):
                    self.assertEqual(items, twice[frame])

    def test_a_filter_changes_nothing(self):
        for passes in ((), ("-2",)):
            everything = about_answers(tshark.pdml(self.path, *passes))
            filtered = about_answers(tshark.pdml(self.path, "-Y", "sipfix.status", *passes))
            with self.subTest(passes=passes):
                self.assertEqual(filtered, {frame: items for frame, items in everything.items() if items})

    def test_fields_need_no_visible_tree(self):
        """-T fields makes no labels; what is found is the same as with them."""
        names = ["sipfix.moved.target", "sipfix.extension.missing", "sipfix.check"]
        by_tree = [[[item.get("show") for item in packet.iter("field") if item.get("name") == name] for name in names]
                   for packet in tshark.pdml(self.path)]
        self.assertEqual(tshark.table(self.path, names), by_tree)

    def test_expert_information(self):
        """A retap has no tree; all findings are there all the same, and each once."""
        trees = tshark.pdml(self.path, "-2")
        checks = sum(1 for packet in trees for item in packet.iter("field")
                     if item.get("name", "").startswith("sipfix.check."))
        out = tshark.run("-2", "-q", "-r", self.path, "-z", "expert,sipfix").stdout
        once = tshark.run("-q", "-r", self.path, "-z", "expert,sipfix").stdout
        counted = sum(int(line.split()[0]) for line in out.splitlines() if "SIP Fix" in line)
        self.assertEqual(counted, checks)
        self.assertGreaterEqual(checks, 6)
        self.assertIn("SIP Fix", once)

    def test_events_of_one_and_of_two_passes(self):
        self.assertEqual(tshark.events(self.path), tshark.events(self.path, "-2"))

    def test_a_pipe_gives_the_same(self):
        with open(self.path, "rb") as capture:
            piped = tshark.run("-q", "-r", "-", "-z", "sipfix,events", stdin=capture).stdout
        self.assertEqual(piped, tshark.run("-q", "-r", self.path, "-z", "sipfix,events").stdout)


class NothingElse(tshark.Case):
    def lines(self, path, *options, plugin):
        """Every line of the trees in PDML, but for SIP Fix's own."""
        ours = False
        lines = tshark.run("-r", path, "-T", "pdml", *options, plugin=plugin).stdout.splitlines()
        for line in lines[lines.index("<packet>"):]:
            ours = ours or line.startswith('  <proto name="sipfix"')
            if not ours:
                yield line
            ours = ours and line != "  </proto>"

    def test_no_other_field_of_any_packet_changes(self):
        for name, path in (("mixed", tshark.stage(mixed())), ("samples", tshark.samples())):
            for passes in ((), ("-2",)):
                with self.subTest(name, passes=passes):
                    pairs = itertools.zip_longest(self.lines(path, *passes, plugin=True),
                                                  self.lines(path, *passes, plugin=False))
                    self.assertEqual([pair for pair in pairs if pair[0] != pair[1]][:5], [])

    def test_columns_stay(self):
        path = tshark.stage(mixed())
        self.assertEqual(tshark.run("-r", path, "-o", "sipfix.info:FALSE").stdout,
                         tshark.run("-r", path, plugin=False).stdout)

    def test_disabled(self):
        path = tshark.stage(mixed())
        done = tshark.run("-r", path, "--disable-protocol", "sipfix", "-T", "pdml")
        self.assertEqual(done.stdout.count('name="sipfix'), 0)

    def test_without_the_sip_dissector(self):
        """Nothing is shown, and nothing fails. (What events then say: test_events.)"""
        path = tshark.stage(mixed())
        done = tshark.run("-2", "-r", path, "--disable-protocol", "sip", "-T", "pdml")
        self.assertEqual(done.stdout.count('name="sipfix'), 0)



if __name__ == "__main__":
    unittest.main()
