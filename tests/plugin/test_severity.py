#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How loud an expert info is: as the events say, and a note at most where the answer asks for no change; in one pass, in two, and
in whatever order frames are clicked."""

import random
import re
import unittest

import tshark
import wire
from sharkd import ask, frame, load, preference, sip_fix

ALL = ("-o", "sipfix.codes:all")
LOUD = {0x200000: "chat", 0x400000: "note", 0x600000: "warn", 0x800000: "error"}
ORDER = list(LOUD.values())
CALM = ("Nothing to change", "Nothing lost")


def experts(path, *options):
    """{frame: [(check, severity, text)]} of all trees."""
    found = {}
    for packet in tshark.pdml(path, "-Y", "sipfix", *ALL, *options):
        number = int(next(field.get("show") for field in packet.iter("field") if field.get("name") == "frame.number"))
        for item in packet.iter("field"):
            if item.get("name") == "_ws.expert":
                below = {field.get("name"): field.get("show") for field in item.iter("field")}
                check = [name[len("sipfix.check."):] for name in below if name.startswith("sipfix.check.")]
                if check:
                    found.setdefault(number, []).append((check[0], LOUD[int(below["_ws.expert.severity"])],
                                                         below["_ws.expert.message"]))
    return found


def loud(infos):
    return [info for info in infos if ORDER.index(info[1]) > ORDER.index("note")]


# What was heeded, or is one of the agreements that are made every day; then what was not, for comparison.
HEEDED = ["handmade/421-retried.pcapng", "handmade/two-hops-421.pcapng", "handmade/moved.chain.pcapng",
          "relatives/420-came-back.pcapng", "relatives/422-came-back.pcapng", "relatives/423-came-back-asterisk.pcapng",
          "relatives/494-mediasec-asterisk.pcapng", "cases/v13b-421-retry-407-nothing.pcap",
          "cases/q33-421-timer-then-422-then-200.pcap"]
OTHERS = ["handmade/extension.no-require.pcapng", "handmade/extension.not-retried.pcapng", "handmade/moved.loop.pcapng",
          "handmade/extension.deadlock.pcapng", "handmade/agreement.incomplete-not.pcapng"]


class Severity(tshark.Case):
    @classmethod
    def setUpClass(cls):
        cls.seen = {}
        for name in HEEDED + OTHERS:
            path = tshark.stage(name)
            cls.seen[name] = path, tshark.events(path, *ALL)[0], experts(path), experts(path, "-2")

    def each(self):
        for name, seen in self.seen.items():
            with self.subTest(capture=name):
                yield name, *seen

    def test_what_asks_for_no_change_is_a_note_at_most(self):
        for name in HEEDED:
            _, events, once, twice = self.seen[name]
            with self.subTest(capture=name):
                self.assertTrue(events and twice[events[0]["frame"]])
                for infos in (*once.values(), *twice.values()):
                    self.assertEqual(loud(infos), [])

    def test_others_are_louder(self):
        for name in OTHERS:
            with self.subTest(capture=name):
                self.assertTrue(any(map(loud, self.seen[name][3].values())))

    def test_as_the_events_say(self):
        for _, _, events, _, twice in self.each():
            for event in events:
                told = {(finding["check"], finding["severity"]) for finding in event["findings"]}
                self.assertEqual(told - {info[:2] for info in twice.get(event["frame"], [])}, set())

    def test_one_pass_is_never_louder(self):
        """What was said aloud cannot be taken back."""
        for _, _, _, once, twice in self.each():
            for number, infos in once.items():
                for check, severity, _ in infos:
                    later = [ORDER.index(other) for name, other, _ in twice[number] if name == check]
                    self.assertLessEqual(ORDER.index(severity), max(later), check)

    def test_in_any_order_of_clicks(self):
        order = random.Random(421)
        for name in HEEDED:
            numbers = list(self.seen[name][3])
            order.shuffle(numbers)
            results = ask(preference("sipfix.codes", "all"), load(self.seen[name][0]), *map(frame, numbers))[2:]
            labels = [label for result in results for label, _, _ in sip_fix(result)]
            with self.subTest(capture=name):
                self.assertEqual([label for label in labels if re.match(r"Expert Info \((Warning|Error)", label)], [])

    def test_a_text_that_says_nothing_to_change_is_calm(self):
        for _, _, _, once, twice in self.each():
            for infos in (*once.values(), *twice.values()):
                self.assertEqual([info for info in loud(infos) if info[2].startswith(CALM)], [])


class OneName(tshark.Case):
    """One filter finds a check, whatever it weighs."""

    def test_both_weights(self):
        capture = wire.Capture()
        lost = wire.call_421(capture, call="1", caller=wire.PHONE2)
        heeded = wire.call_421(capture, call="2")
        again = wire.request(call="2", cseq=2, branch="again", headers=["Supported: 100rel"])
        capture.udp(wire.PHONE, wire.PBX, again)
        capture.udp(wire.PBX, wire.PHONE, wire.answer(again, 200, "OK"))
        path = tshark.stage(capture)
        name = "sipfix.check.extension.required"
        self.assertEqual(tshark.frames(path, name, passes=2), [lost, heeded])
        found = {number: [severity for check, severity, _ in infos if name.endswith(check)]
                 for number, infos in experts(path, "-2").items()}
        self.assertEqual((found[lost], found[heeded]), (["warn"], ["note"]))


if __name__ == "__main__":
    unittest.main()
