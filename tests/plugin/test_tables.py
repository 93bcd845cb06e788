#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tshark -z sipfix,problems|answers|moved: the numbers are those of `sipfix analyze`. Needs the command in SIPFIX_COMMAND."""
import json
import os
import re
import subprocess
import unittest

import tshark

CASE = r'sipfix\.case == "([0-9a-f]{8})"'


def table(capture, argument, **options):
    """The lines of a table below its titles, each as its cells: at least two blanks apart."""
    out = tshark.run("-n", "-q", "-r", capture, "-z", argument, **options).stdout
    title, titles, *lines = out.splitlines()
    starts = [found.start() for found in re.finditer(r"(?:(?<=  )|^)\S", titles)]
    return title, [[line[start:end].strip() for start, end in zip(starts, [*starts[1:], None])] for line in lines]


def report(capture, word, *options):
    done = subprocess.run([os.environ["SIPFIX_COMMAND"], word, "--no-progress", *options, capture], capture_output=True,
                          text=True, check=True, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
    return done.stdout


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.capture = tshark.samples(3)
        cls.report = json.loads(report(cls.capture, "analyze", "--format", "json"))

    def test_problems_are_those_of_the_report(self):
        title, lines = table(self.capture, "sipfix,problems")
        self.assertEqual(title, "SIP Fix: Problems")
        to_mend = [line for line in lines if line[0] != "FINE"]
        found = {re.search(CASE, line[-1])[1]: tuple(map(int, line[1:4])) for line in to_mend}
        expected = {}
        for problem in self.report["problems"]:
            outcomes = problem["outcomes"]
            if problem["fate"].upper() != "FINE":
                expected[problem["case"]] = (problem["calls"], outcomes.get("lost", 0) + outcomes.get("refused", 0),
                                             outcomes.get("answered", 0) + outcomes.get("rescued", 0))
        self.assertGreater(len(expected), 20)
        self.assertEqual(found, expected)

    def test_answers_are_the_events(self):
        lines = table(self.capture, "sipfix,answers")[1]
        events = [json.loads(line) for line in
                  tshark.run("-n", "-q", "-r", self.capture, "-z", "sipfix,events").stdout.splitlines()[:-1]]
        self.assertGreater(len(events), 50)
        self.assertEqual([(int(line[0]), int(line[2]), line[6]) for line in lines],
                         [(event["frame"], event["status"], event["outcome"]["is"]) for event in events])
        self.assertEqual([re.search(CASE, line[-1])[1] if line[-1] else None for line in lines],
                         [event.get("case") for event in events])

    def test_moved_addresses_are_the_routes(self):
        lines = table(self.capture, "sipfix,moved")[1]
        routes = json.loads(report(self.capture, "routes", "--format", "json"))
        expected = sorted((route["old"], route["count"], route["hops"])
                          for route in [*routes["routes"], *routes["refused"]])
        found = sorted((re.search(r'"(.*)"$', line[-1])[1].replace('\\"', '"').replace("\\\\", "\\"), int(line[2]),
                        int(line[3])) for line in lines)
        self.assertGreater(len(expected), 20)
        self.assertEqual(found, expected)

    def test_a_filter_chooses_rows_and_counts_whole_problems(self):
        everything = {line[-1]: line for line in table(self.capture, "sipfix,problems")[1]}
        lost = table(self.capture, "sipfix,problems,sip.Status-Code == 421")[1]
        self.assertTrue(lost)
        self.assertLess(len(lost), len(everything))
        for line in lost:
            self.assertEqual(line[1:4], everything[line[-1]][1:4])

    def test_the_filter_of_a_row_leads_to_its_packets(self):
        for line in table(self.capture, "sipfix,problems")[1][:5]:
            with self.subTest(line[-1]):
                self.assertTrue(tshark.frames(self.capture, line[-1], passes=2))

    def test_a_capture_without_sip_has_empty_tables(self):
        empty = tshark.STAGE / "captures" / "empty.pcap"
        empty.write_bytes(bytes.fromhex("d4c3b2a1020004000000000000000000ffff000001000000"))
        empty.chmod(0o644)
        for name in ("problems", "answers", "moved"):
            self.assertEqual(table(empty, f"sipfix,{name}")[1], [])

    def test_what_is_no_argument(self):
        for argument in ("sipfix,problems,", "sipfix,movedx", "sipfix,answers,no such field =="):
            with self.subTest(argument):
                done = tshark.run("-n", "-q", "-r", self.capture, "-z", argument, check=False)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("sipfix,", done.stderr)


if __name__ == "__main__":
    unittest.main()
