#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""SIGTERM and its like, while events are handed on and while a report is made: they end it, and leave nothing behind."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

from command import COMMAND, ENVIRONMENT, SOURCE, sipfix

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "reading"))
import captures  # pylint: disable=wrong-import-position

LOOP = SOURCE / "captures/301-loop.pcapng"
EVENTS = 40_000


class Signals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        """A stand-in for tshark that tells the same event very often."""
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-signals-")))
        cls.folder.chmod(0o755)
        for name in ("tmp", "bin", "out"):
            (cls.folder / name).mkdir()
            (cls.folder / name).chmod(0o755)
        event = json.loads(sipfix("analyze", "--format", "ndjson", LOOP).stdout.splitlines()[0])
        event["frame"] = 1
        run = {"schema": event["schema"].replace("event", "run"), "frames": 3, "sip": 1, "calls": 1, "complete": True,
               "coverage": {}}
        (cls.folder / "bin" / "event").write_text(json.dumps(event), encoding="utf-8")
        tshark = cls.folder / "bin" / "tshark"
        tshark.write_text(f"""#!/bin/sh
[ "$1" = -n ] || exec {shutil.which('tshark')} "$@"
cat >/dev/null
yes "$(cat {cls.folder}/bin/event)" | head -n {EVENTS}
echo '{json.dumps(run)}'
""", encoding="utf-8")
        tshark.chmod(0o755)
        cls.capture = cls.folder / "a.pcap"
        cls.capture.write_bytes(captures.pcap(captures.frames(3)))
        cls.environment = {**ENVIRONMENT, "PATH": f"{cls.folder}/bin:{ENVIRONMENT['PATH']}", "TMPDIR": str(cls.folder / "tmp")}

    def start(self, *arguments):
        return subprocess.Popen([COMMAND, "analyze", *map(str, arguments)], env=self.environment, stdout=subprocess.PIPE, bufsize=0,
                                stderr=subprocess.PIPE)

    def want_nothing_left(self, *files):
        self.assertEqual(list((self.folder / "tmp").iterdir()), [])
        self.assertEqual(sorted(path.name for path in (self.folder / "out").iterdir()), sorted(files))

    def test_one_ends_the_handing_on(self):
        child = self.start("--format", "ndjson", self.capture)
        first = child.stdout.readline()
        child.send_signal(signal.SIGTERM)
        rest, errors = child.communicate()
        lines = [first, *rest.splitlines()]
        self.assertEqual(child.returncode, 3, errors)
        self.assertLess(len(lines), EVENTS / 10)
        for line in lines[:5] + lines[-5:]:
            json.loads(line)
        self.want_nothing_left()

    def test_what_is_written_by_then_is_whole(self):
        out = self.folder / "out" / "a.ndjson"
        child = self.start("--format", "ndjson", "--output", out, self.capture)
        while not list(out.parent.iterdir()) and child.poll() is None:
            os.sched_yield()
        child.send_signal(signal.SIGINT)
        errors = child.communicate()[1]
        self.assertEqual(child.returncode, 3, errors)
        self.want_nothing_left("a.ndjson")
        for line in out.read_text(encoding="utf-8").splitlines()[-3:]:
            json.loads(line)
        out.unlink()

    def test_three_end_it_and_leave_no_half_file(self):
        out = self.folder / "out" / "a.ndjson"
        child = self.start("--format", "ndjson", "--output", out, self.capture)
        while not list(out.parent.iterdir()) and child.poll() is None:
            os.sched_yield()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            child.send_signal(number)
        child.communicate()
        self.assertIn(child.returncode, (-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP, 3))
        self.assertEqual(len(list(out.parent.iterdir())), child.returncode == 3)
        for left in [*out.parent.iterdir(), *(self.folder / "tmp").iterdir()]:
            shutil.rmtree(left) if left.is_dir() else left.unlink()

    def test_one_ends_the_making_of_the_report(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            child = subprocess.Popen([COMMAND, "analyze", "--format", "html", LOOP, *sorted(
                (SOURCE / "captures/handmade").glob("301-*.pcapng"))[:20]], env={**self.environment, "PATH": ENVIRONMENT["PATH"]},
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            child.stdout.read(1)  # the page is larger than a pipe: it waits in the writing
            child.send_signal(number)
            self.assertEqual(child.wait(), -number)
            child.communicate()
            self.want_nothing_left()


if __name__ == "__main__":
    unittest.main()
