#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures divided among machines (share/scale), and numbers for monitoring. A real cluster: tests/scale/trial_scale.py."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

from command import COMMAND, ENVIRONMENT, SOURCE, sipfix

CAPTURES = SOURCE / "captures"
SCALE = SOURCE / "share/scale"
SAMPLES = ("301-loop.pcapng", "421-100rel-retried.pcapng", "301-tcp.pcapng")


class Scale(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))
        self.captures = self.folder / "captures"
        self.captures.mkdir()
        for name in SAMPLES:
            shutil.copy(CAPTURES / name, self.captures)
        subprocess.run(["editcap", "-c", "2", CAPTURES / "301-next-target-asterisk.pcapng", self.captures / "long.pcapng"], check=True)
        self.rotated = sorted(map(str, self.captures.glob("long_*")))
        self.assertGreater(len(self.rotated), 2)

    def script(self, name, *words, status=0, command=COMMAND):
        done = subprocess.run([SCALE / name, *map(str, words)], env={**ENVIRONMENT, "SIPFIX": command}, capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def test_runs_are_listed(self):
        missing = self.folder / "nowhere.pcap"
        done = sipfix("analyze", "--list-runs", self.captures, missing)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        runs = [line.split("\t") for line in done.stdout.splitlines()]
        self.assertEqual(sorted(run[1:] for run in runs),
                         sorted([[str(self.captures / name)] for name in SAMPLES] + [self.rotated, [str(missing)]]))
        for size, *paths in runs:
            self.assertEqual(int(size), sum(os.stat(path).st_size for path in paths if os.path.exists(path)))
        apart = sipfix("analyze", "--list-runs", "--no-stitch", self.captures).stdout.splitlines()
        self.assertEqual(len(apart), len(SAMPLES) + len(self.rotated))
        (self.captures / "a\tb.pcapng").write_bytes((CAPTURES / SAMPLES[0]).read_bytes())
        done = sipfix("analyze", "--list-runs", self.captures)
        self.assertEqual((done.returncode, len(done.stdout.splitlines())), (3, len(SAMPLES) + 1))
        self.assertIn("cannot stand in a list", done.stderr)
        self.assertEqual(sipfix("analyze", "--list-runs", "-").returncode, 2)

    def test_parts_make_the_report_of_the_whole(self):
        work = self.folder / "work"
        self.script("sipfix-parts", work, 3, self.captures)
        parts = sorted((work / "parts").glob("*.list"))
        lists = [path.read_text(encoding="utf-8").splitlines() for path in parts]
        self.assertEqual(len(parts), 3)
        self.assertEqual(sorted(sum(lists, [])), sorted(map(str, self.captures.iterdir())))
        self.assertEqual(sum(set(self.rotated) <= set(part) for part in lists), 1)
        self.script("sipfix-part", work, "00000")
        self.assertIn("part 00001 is not done", self.script("sipfix-reports", work, status=1).stderr)
        self.script("sipfix-part", work, "00001", command="/bin/false", status=1)
        done = {path.name: path.stat().st_ino for path in (work / "events").iterdir()}
        for path in parts:
            self.script("sipfix-part", work, path.stem)
        self.assertEqual((work / "events/00000.ndjson").stat().st_ino, done["00000.ndjson"])
        self.script("sipfix-parts", work, 5, self.captures)  # what was begun is kept
        self.assertEqual(sorted((work / "parts").glob("*.list")), parts)
        self.script("sipfix-reports", work)
        for form in ("html", "json", "csv"):
            self.assertEqual((work / f"report.{form}").read_text(encoding="utf-8"),
                             sipfix("analyze", "--format", form, self.captures).stdout, form)

    def test_numbers_for_monitoring(self):
        captures = [CAPTURES, CAPTURES / "relatives"]
        done = sipfix("analyze", "--quiet", "--format", "openmetrics", *captures)
        report = json.loads(sipfix("analyze", "--quiet", "--format", "json", *captures).stdout)
        for parser in (openmetrics, prometheus):
            told = {}
            for family in parser(done.stdout):
                self.assertEqual(family.type, "gauge")
                for sample in family.samples:
                    told.setdefault(sample.name, []).append((sample.labels, sample.value))
            calls = {}
            for labels, value in told["sipfix_problem_calls"]:
                calls.setdefault(labels["case"], {})[labels["outcome"]] = value
            for problem in report["problems"]:
                self.assertEqual(calls[problem["case"]], problem["outcomes"])
            self.assertEqual(len(calls), len(report["problems"]) + len(report["well"]["cases"]))
            self.assertEqual({labels["code"]: value for labels, value in told["sipfix_answers"]},
                             {code: count for code, count in report["answers"].items() if count})
            for name, value in (("calls", report["calls"]["all"]), ("calls_met", report["calls"]["met"]),
                                ("calls_lost", report["calls"]["lost"]), ("captures", report["looked"]["captures"]),
                                ("frames", report["looked"]["frames"]), ("unreadable", len(report["unreadable"]))):
                self.assertEqual(told[f"sipfix_{name}"], [({}, value)], name)
        self.assertTrue(done.stdout.endswith("# EOF\n"))


if __name__ == "__main__":
    unittest.main()
