#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames looked at in any order, as in Wireshark's window: sharkd.py."""

import unittest

import tshark
from sharkd import ask, frame, load, sip_fix
from test_passes import mixed


class Clicking(tshark.Case):
    @classmethod
    def setUpClass(cls):
        cls.path = tshark.stage(mixed())
        cls.frames = range(1, len(mixed().records) + 1)
        cls.forward = [sip_fix(result) for result in ask(load(cls.path), *map(frame, cls.frames))[1:]]

    def test_there_is_something_to_see(self):
        self.assertGreaterEqual(sum(1 for tree in self.forward if tree), 10)

    def test_backwards(self):
        results = ask(load(self.path), *map(frame, reversed(self.frames)))[1:]
        self.assertEqual([sip_fix(result) for result in reversed(results)], self.forward)

    def test_after_everything_else(self):
        """Statistics, filters, the same frame twice, the file once more."""
        others = [("tap", {"tap0": "expert"}), ("frames", {"filter": "sipfix.why"}), ("frames", {"filter": "sip"})]
        requests = [load(self.path)]
        for number in self.frames:
            requests += [others[number % 3], frame(number), frame(number)]
        requests += [load(self.path), *map(frame, self.frames)]
        results = ask(*requests)
        seen = [sip_fix(result) for request, result in zip(requests, results) if request[0] == "frame"]
        twice = [tree for tree in self.forward for _ in range(2)]
        self.assertEqual(seen, twice + self.forward)

    def test_the_same_as_two_passes_of_tshark(self):
        labels = [[item.get("showname") or item.get("show") for proto in packet.iter("proto") if proto.get("name") == "sipfix"
                   for item in proto.iter() if item.get("hide") != "yes"]
                  for packet in tshark.pdml(self.path, "-2")]
        self.assertEqual([[label for label, _, _ in tree] for tree in self.forward], labels)

    def test_expert_information_has_what_the_trees_have(self):
        details = ask(load(self.path), ("tap", {"tap0": "expert"}))[1]["taps"][0]["details"]
        found = sorted((detail["f"], detail["m"]) for detail in details if detail["p"] == "SIP Fix")
        shown = sorted((number, label.split("): ", 1)[1]) for number, tree in zip(self.frames, self.forward)
                       for label, _, _ in tree if label.startswith("Expert Info ("))
        self.assertEqual(found, shown)


if __name__ == "__main__":
    unittest.main()
