#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The window, tshark and the events tell one tale: all of the project's captures, one behind the other with silence
between, by two passes, by events, by clicks in random order; and one pass says less, but nothing else."""

import concurrent.futures
import json
import random
import subprocess
import unittest

import tshark
from test_clicking import ask, frame, load

SILENCE = 100  # seconds after each capture: every window closes
CELL, ITEM = "\x1e", "\x1f"

# A field, and what it must be: from an event, one list.
SHARED = {
    "sipfix.status": lambda event: [event["status"]],
    "sipfix.method": lambda event: [event[key] for key in ("method",) if key in event],
    "sipfix.request_in": lambda event: [event["request"]["frame"]] if "request" in event else [],
    "sipfix.followup_in": lambda event: sorted(entry["frame"] for entry in event["followups"]),
    "sipfix.followup_status": lambda event: [entry["status"] for entry in sorted(event["followups"], key=str)
                                             if "status" in entry],
    "sipfix.outcome": lambda event: [event["outcome"]["is"]],
    "sipfix.check": lambda event: [finding["check"] for finding in event["findings"]],
    "sipfix.why": lambda event: [text for finding in event["findings"] for text in
                                 [*([finding["why"]] if "why" in finding else []),
                                  *(known["text"] for known in finding.get("known", []))]],
    "sipfix.case": lambda event: [event[key] for key in ("case",) if key in event],
    "sipfix.story": lambda event: [event["story"]],
    "sipfix.moved.from": lambda event: [event["moved"]["from"]] if "from" in event.get("moved", {}) else [],
    "sipfix.moved.target": lambda event: [target["uri"] for target in event.get("moved", {}).get("targets", [])],
    "sipfix.moved.hops": lambda event: [event["moved"]["hops"]] if event.get("moved", {}).get("hops", 0) > 1 else [],
    "sipfix.moved.final": lambda event: [event["moved"]["final"]] if event.get("moved", {}).get("hops", 0) > 1 and
                                        "final" in event["moved"] else [],
    "sipfix.extension.required": lambda event: event.get("extension", {}).get("required", []),
    "sipfix.extension.offered": lambda event: event.get("extension", {}).get("offered", []),
    "sipfix.extension.missing": lambda event: event.get("extension", {}).get("missing", []),
}
IN_ANY_ORDER = ("sipfix.followup_in", "sipfix.followup_status", "sipfix.why", "sipfix.request_in", "sipfix.story")
# What one pass tells too, but in words that grow with what comes: how often, with what end.
GROWS = ("sipfix.why",)


# The hop behind the proxy stands before the one that led to it, by a clock that is wrong: what one pass says of the
# first, the second takes back.
BACKWARDS = ("k16-two-capture-points-with-clocks-apart.pcap",)


def one_behind_the_other():
    """All captures as one; each begins when all windows of the one before it have closed."""
    def shifted(numbered):
        number, (path, start) = numbered
        name = tshark.STAGE / "captures" / f"tale-{number}.pcapng"
        done = subprocess.run(["editcap", "-t", str(1_800_000_000 + number * 10 * SILENCE - start), path, name],
                              capture_output=True, check=False)
        return name if done.returncode == 0 else None  # editcap cannot write all that it reads
    captures = [(path, start) for path, start in tshark.whole_captures().items() if start is not None and path.name not in BACKWARDS]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        names = [name for name in pool.map(shifted, enumerate(captures)) if name]
    path = tshark.joined(names)
    for name in names:
        name.unlink()
    return path


def checks():
    """The filter names of all expert infos."""
    lines = tshark.run("-G", "fields").stdout.splitlines()
    return sorted(line.split("\t")[2] for line in lines if line.split("\t")[2:3] and
                  line.split("\t")[2].startswith("sipfix.check."))


def look(path, *options):
    """For each frame, its fields: name to values; and the events."""
    names = [*SHARED, *checks()]
    arguments = ["-T", "fields", "-E", f"separator={CELL}", "-E", f"aggregator={ITEM}"]
    for name in names:
        arguments += ["-e", name]
    lines = tshark.run("-r", path, *options, *arguments, "-z", "sipfix,events").stdout.split("\n")
    events = [json.loads(line) for line in lines if line.startswith('{"schema":')][:-1]
    rows = [line for line in lines if line.count(CELL) == len(names) - 1]
    return [{name: cell.split(ITEM) if cell else [] for name, cell in zip(names, row.split(CELL))} for row in rows], events


def told(values, name):
    """From 4.2 on tshark writes a backslash in a field twice."""
    values = [str(value).replace("\\\\", "\\") for value in values]
    return sorted(values) if name in IN_ANY_ORDER else values


class OneTale(tshark.Case):
    @classmethod
    def setUpClass(cls):
        cls.path = one_behind_the_other()
        cls.two, cls.events = look(cls.path, "-2")
        cls.one, cls.events_of_one = look(cls.path)

    def test_there_is_much_to_compare(self):
        self.assertGreater(len(self.events), 300)
        self.assertEqual(len(self.one), len(self.two))

    def test_two_passes_say_what_the_events_say(self):
        by_frame = {}
        for event in self.events:
            by_frame.setdefault(event["frame"], []).append(event)
        for number, events in by_frame.items():
            row = self.two[number - 1]
            for name, values_of in SHARED.items():
                want = [value for event in events for value in values_of(event)]
                found = row[name]
                if name == "sipfix.story":  # said once a message
                    want, found = sorted(set(want)), sorted(set(map(int, found)))
                with self.subTest(frame=number, call=events[0].get("call_id"), field=name):
                    self.assertEqual(told(found, name), told(want, name))

    def test_one_pass_says_nothing_that_two_passes_do_not(self):
        for number, (once, twice) in enumerate(zip(self.one, self.two), 1):
            for name, values in once.items():
                with self.subTest(frame=number, field=name):
                    if name in GROWS:
                        self.assertLessEqual(len(values), len(twice[name]))
                    elif name.startswith("sipfix.check."):
                        self.assertLessEqual(bool(values), bool(twice[name]))
                    else:
                        self.assertLessEqual(set(values), set(twice[name]))

    def test_one_pass_says_most_of_it(self):
        """So that the test above cannot pass by silence. Two passes show what a later packet proves on the answer, too."""
        said = {name: [sum(bool(row[name]) for row in rows) for rows in (self.one, self.two)]
                for name in ("sipfix.check", "sipfix.check.moved.followed", "sipfix.check.moved.loop",
                             "sipfix.check.answer.retransmitted", "sipfix.check.moved.order")}
        for name, (once, twice) in said.items():
            with self.subTest(name):
                self.assertGreater(once, twice * 0.45)

    def test_events_of_one_pass_are_those_of_two(self):
        self.assertEqual(self.events_of_one, self.events)

    def test_clicks_in_any_order(self):
        """What stands in a frame does not depend on what was looked at before."""
        numbers = [number for number, row in enumerate(self.two, 1) if any(row.values())]
        trees = {}
        for seed in (1, 2):
            order = numbers[:]
            random.Random(seed).shuffle(order)
            results = ask(load(self.path), *map(frame, order))[1:]
            trees[seed] = {number: json.dumps(result["tree"]) for number, result in zip(order, results)}
        self.assertEqual([number for number in numbers if trees[1][number] != trees[2][number]], [])
        for number in numbers:
            outcomes = [f'Outcome: {value}' for value in self.two[number - 1]["sipfix.outcome"]]
            with self.subTest(frame=number):
                for outcome in outcomes:
                    self.assertIn(outcome, trees[1][number])


class Order(tshark.Case):
    """Nothing depends on where things lie in memory."""

    def test_the_same_bytes_each_time(self):
        path = tshark.samples(3)
        def print_all(perturb):
            return tshark.run("-r", path, "-T", "pdml", "-Y", "sipfix", "-z", "sipfix,events",
                              MALLOC_PERTURB_=str(perturb), G_SLICE="always-malloc").stdout.replace("\r", "")
        outputs = {text[text.index("<packet>"):] for text in map(print_all, (1, 85, 170))}
        self.assertEqual(len(outputs), 1)


if __name__ == "__main__":
    unittest.main()
