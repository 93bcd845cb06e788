#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a child may cost: memory, and work that gets nowhere; who meets a bound is told which, and of which file."""
import pathlib
import shutil
import tempfile
import unittest

from command import ENVIRONMENT, SOURCE, sipfix

MOVED = SOURCE / "captures/handmade/301-basic.pcapng"
# Answers what it is asked about itself; handed a capture, it does what is written below.
STAND_IN = """#!/bin/sh
case "$1" in --version | -G) exec {tshark} "$@" ;; esac
{then}
"""


class Bounds(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="sipfix-bounds-")))
        self.folder.chmod(0o755)

    def with_stand_in(self, then, *words):
        program = self.folder / "tshark"
        program.write_text(STAND_IN.format(tshark=shutil.which("tshark"), then=then), encoding="ascii")
        program.chmod(0o755)
        return sipfix(*words, env={**ENVIRONMENT, "PATH": f"{self.folder}:{ENVIRONMENT['PATH']}"})

    def test_work_that_gets_nowhere(self):
        done = self.with_stand_in("while :; do :; done", "analyze", "--patience", "1", MOVED)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr, f"sipfix analyze: nothing could be read: {MOVED}: tshark worked for 1 s without reading "
                                      "or writing anything, and was ended\n"
                                      "  --patience SECONDS gives it longer.\n")

    def test_nothing_is_done_at_all(self):
        done = self.with_stand_in("exec sleep 3600", "analyze", "--patience", "1", MOVED)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("tshark did nothing for 10 s, and was ended\n  --patience SECONDS gives it longer.\n", done.stderr)

    def test_work_that_gets_on_is_waited_for(self):
        reads_slowly = "(for i in 1 2 3 4; do j=0; while [ $j -lt 8000 ]; do j=$((j+1)); done; echo; done) >&2\n" \
                       f"exec {shutil.which('tshark')} \"$@\""
        done = self.with_stand_in(reads_slowly, "analyze", "--patience", "1", MOVED)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_memory(self):
        done = sipfix("analyze", "--memory", "256M", MOVED)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn(f"{MOVED}: tshark needed more memory than the 256.0 MiB that it may have\n  --memory SIZE gives it more.\n", done.stderr)
        done = sipfix("analyze", "--memory", "8g", MOVED)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_what_is_no_size(self):
        for size in ("", "x", "4", "255M", "4X", "4GB", "-4G", "99999999999999999999G", "1e9"):
            done = sipfix("analyze", f"--memory={size}", MOVED)
            self.assertEqual((done.returncode, done.stdout), (2, ""), size)
            self.assertIn("Give 256M at least", done.stderr, size)
        self.assertEqual(sipfix("analyze", "--patience=-1", MOVED).returncode, 2)


if __name__ == "__main__":
    unittest.main()
