#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames looked at in any order, as in Wireshark's window. sharkd does what the window does, without one: it reads
the file once, then makes the tree of whatever frame is asked for, retaps for statistics, filters, loads anew."""

import json
import subprocess
import unittest

import tshark
from test_passes import mixed


def ask(*requests):
    """The results of requests (method, parameters) to one sharkd."""
    lines = [json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters})
             for number, (method, parameters) in enumerate(requests, 1)]
    done = subprocess.run(tshark.command("-", program="sharkd"), env=tshark.environment(), cwd=tshark.STAGE, timeout=3000,
                          input="\n".join(lines).encode() + b"\n", capture_output=True, check=False)
    answers = [json.loads(line) for line in done.stdout.decode().splitlines() if line.startswith('{"jsonrpc"')]
    by_number = {answer["id"]: answer["result"] for answer in answers}
    return [by_number[number] for number in range(1, len(requests) + 1)]


def load(path):
    return "load", {"file": str(path)}


def frame(number):
    return "frame", {"frame": number, "proto": True}


def parts(items):
    """Label, whether worked out by us, and bytes lit up, of items and all below them."""
    for item in items:
        yield item["l"], item.get("g", False), item.get("h")
        yield from parts(item.get("n", []))


def sip_fix(result):
    """What stands under SIP Fix in a frame's tree."""
    return list(parts(item for item in result["tree"] if item["l"].startswith("SIP Fix")))


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
