#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A child that was taken over is refused all that it tries, whoever started sipfix; and `sipfix doctor` says what this
machine keeps it from. Needs the programs of this folder in SIPFIX_BREAKOUT and SIPFIX_CONFINE."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
sys.path.insert(0, str(SOURCE / "tests/analyzer"))
from command import COMMAND, ENVIRONMENT  # pylint: disable=wrong-import-position

NOBODY = {"user": 65534, "group": 65534, "extra_groups": []}
# What only Landlock keeps from: reading what the user may, and other programs in the place of itself.
BY_LANDLOCK = {"read-file", "read-folder", "read-home", "read-parent-words", "read-kernel", "start"}
BY_SECCOMP = {"socket-inet", "socket-inet6", "socket-unix", "socket-netlink", "fork", "vfork", "signal-parent", "signal-thread",
              "limit-parent", "handle-of-parent", "own-users", "keys", "shared-memory", "typing"}
# What everybody can do who is not confined: the tries are no empty ones.
COMMON = {"socket-inet", "socket-unix", "read-file", "read-folder", "read-kernel", "fork", "vfork", "write-file", "make-file",
          "make-folder", "truncate", "shared-memory"}


class Breakout(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-breakout-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.folder.chmod(0o777)
        self.program = shutil.copy(os.environ["SIPFIX_BREAKOUT"], self.folder / "breakout")
        self.confine = shutil.copy(os.environ["SIPFIX_CONFINE"], self.folder / "confine")
        self.command = shutil.copy(COMMAND, self.folder / "sipfix")
        self.inner = self.folder / "inner"
        self.inner.mkdir()
        self.inner.chmod(0o777)
        self.file = self.folder / "file"
        self.file.write_text("kept\n", encoding="ascii")
        self.file.chmod(0o666)

    def run_as(self, who, *words):
        done = subprocess.run([os.fspath(word) for word in words], env=ENVIRONMENT, capture_output=True, text=True,
                              check=False, stdin=subprocess.DEVNULL, cwd="/", **who)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        return dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)

    def want_all_refused(self, who):
        tried = self.run_as(who, self.confine, self.program, self.file, self.inner)
        means = tried.pop("means")
        self.assertGreater(len(tried), 45)
        allowed = (BY_LANDLOCK if "no Landlock" in means else set()) | (BY_SECCOMP if "no seccomp" in means else set())
        self.assertEqual({what for what, was in tried.items() if was == "possible"} - allowed, set(), means)
        self.assertEqual(self.file.read_text(encoding="ascii"), "kept\n")
        self.assertEqual(list(self.inner.iterdir()), [])

    def test_started_by_a_user(self):
        self.want_all_refused(NOBODY if os.getuid() == 0 else {})

    @unittest.skipUnless(os.getuid() == 0, "only root is root")
    def test_started_by_root(self):
        self.want_all_refused({})

    def test_the_tries_are_in_earnest(self):
        tried = self.run_as(NOBODY if os.getuid() == 0 else {}, self.program, self.file, self.inner)
        self.assertLessEqual(COMMON, {what for what, was in tried.items() if was == "possible"})
        self.assertNotIn("start", tried)  # another program has taken its place

    def test_the_doctor_says_so(self):
        means = self.run_as({}, self.confine, self.program, self.file, self.inner)["means"]
        done = subprocess.run([COMMAND, "doctor"], env={**ENVIRONMENT, "COLUMNS": "200"}, capture_output=True, text=True,
                              check=False)
        said = " ".join(done.stdout.split())
        self.assertIn(means, said)
        if "no " not in means:
            self.assertIn("kept from the network, other programs, other processes, writing files, reading what they do not "
                          f"need ({means}", said)
            self.assertNotIn("not from", said)


if __name__ == "__main__":
    unittest.main()
