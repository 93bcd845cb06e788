#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that change while they are read, two runs on one cache, disks that are full, secrets that must not stay."""
import json
import os
import pathlib
import subprocess
import threading
import time
import unittest

from place import CAPTURES, SOURCE, Place, blamed

KEYLOG = SOURCE / "captures/301-tls-no-keys.keylog"


def large_capture(path, times):
    """A capture of many copies of another: pcapng sections follow each other."""
    path.write_bytes(CAPTURES[0].read_bytes() * times)


class Files(unittest.TestCase):
    def setUp(self):
        self.place = Place()
        self.addCleanup(self.place.close)

    def want_left_nothing(self):
        self.assertEqual(list(self.place.temporary.iterdir()), [])
        self.assertEqual(self.place.own_children(), [])

    # ---------------------------------------------------------------- files that change

    def is_being_read(self, process, capture):
        number = self.place.child_of(process, "sipfix-intake")
        try:
            return number and os.readlink(f"/proc/{number}/fd/0") == str(capture)
        except FileNotFoundError:
            return False

    def changed_while_read(self, change):
        """Changes a large capture when its intake has it; gives how it went, as JSON where there is any."""
        capture = self.place.folder / "large.pcapng"
        large_capture(capture, 2500)
        process = self.place.start("analyze", "--no-progress", "--all-frames", "--format", "json", capture)
        self.assertTrue(self.place.wait_for(lambda: self.is_being_read(process, capture)))
        change(capture)
        out, errors = process.communicate(timeout=300)
        self.assertIn(process.returncode, (0, 2, 3), errors)
        self.assertNotIn("signal", errors)
        self.want_left_nothing()
        if process.returncode != 2:
            report = json.loads(out)
            self.assertEqual(process.returncode == 3, len(report["unreadable"]) > 0)
        if process.returncode:
            self.assertEqual(blamed(errors), {"large.pcapng"})
        return process.returncode

    def test_a_file_that_shrinks(self):
        self.changed_while_read(lambda path: os.truncate(path, path.stat().st_size // 3))

    def test_a_file_that_is_emptied(self):
        self.changed_while_read(lambda path: os.truncate(path, 0))

    def test_a_file_that_grows(self):
        def grow(path):
            with open(path, "ab") as file:
                file.write(CAPTURES[0].read_bytes() * 100)
        self.assertEqual(self.changed_while_read(grow), 0)

    def test_a_file_that_grows_half_a_packet(self):
        def grow(path):
            with open(path, "ab") as file:
                file.write(CAPTURES[0].read_bytes()[:-7])
        self.assertIn(self.changed_while_read(grow), (0, 3))

    def test_a_file_that_vanishes(self):
        self.assertEqual(self.changed_while_read(os.unlink), 0)

    def test_a_file_that_becomes_another(self):
        def replace(path):
            path.with_suffix(".new").write_bytes(b"not a capture\n" * 100)
            os.replace(path.with_suffix(".new"), path)
        self.assertEqual(self.changed_while_read(replace), 0)

    # ---------------------------------------------------------------- more than one

    def test_several_runs_on_one_cache(self):
        words = ("analyze", "--no-progress", "--quiet", "--format", "json", "--cache", "cache", *CAPTURES)
        runs = [self.place.start(*words) for _ in range(2)]
        told = [run.communicate(timeout=300) for run in runs]
        self.assertEqual([run.returncode for run in runs], [0, 0], told)
        again = self.place.run(*words)
        self.assertEqual(({out for out, _ in told}, again.stderr), ({again.stdout}, ""))
        self.want_left_nothing()

    # ---------------------------------------------------------------- full disks

    def on_small_disk(self, kilobytes, script):
        """Runs a script of the shell where $small is a disk of that size."""
        small = self.place.folder / "small"
        small.mkdir()
        small.chmod(0o755)
        whole = f"set -e; mount -t tmpfs -o size={kilobytes}k,mode=755 none {small}; small={small}; {script}"
        return subprocess.run(["unshare", "-m", "sh", "-c", whole], env=self.place.environment, capture_output=True, check=False,
                              text=True, timeout=300)

    @unittest.skipUnless(os.getuid() == 0, "only root makes small disks")
    def test_no_room_for(self):
        capture = SOURCE / "captures/301-loop.pcapng"
        tries = {
            "the output": ("--format html --output $small/report", 2, "No space left on device"),
            "evidence": ("--format json --evidence $small/evidence", 3, "no evidence for problem"),
            "the cache": ("--format json --cache $small/cache", 0, ""),
        }
        for what, (words, status, why) in tries.items():
            with self.subTest(what):
                script = (f"head -c 1000000 /dev/zero >$small/full 2>/dev/null || :; mkdir -m 700 -p $small/cache; s=0; "
                          f"{os.environ['SIPFIX_COMMAND']} analyze -q --no-progress {words} {capture} >/dev/null || s=$?; "
                          "find $small -type f ! -name full; exit $s")
                done = self.on_small_disk(64, script)
                self.place.folder.joinpath("small").rmdir()
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertIn(why, done.stderr)
                self.assertEqual(done.stdout, "", "left behind")

    # ---------------------------------------------------------------- secrets

    def test_no_secret_stays(self):
        """While it runs and when it is killed: no file that has a name holds the secret, nor does what is reported."""
        lines = KEYLOG.read_text(encoding="ascii").splitlines()
        secret = next(line for line in lines if line and not line.startswith("#")).split()[2].lower()
        self.assertRegex(secret, "^[0-9a-f]{64,}$")
        places = [self.place.temporary, self.place.folder]
        seen, stop = [], threading.Event()

        def look():
            while not stop.is_set():
                for place in places:
                    for path in (pathlib.Path(folder, name) for folder, _, names in os.walk(place) for name in names):
                        try:
                            if path.is_file() and not path.is_symlink() and secret.encode() in path.read_bytes().lower():
                                seen.append(path)
                        except OSError:  # gone meanwhile
                            continue
                time.sleep(0.005)

        looker = threading.Thread(target=look)
        looker.start()
        try:
            words = ("analyze", "--no-progress", "--format", "json", "--verbose", "--cache", "cache", "--keylog", KEYLOG,
                     SOURCE / "captures/301-tls-no-keys.pcapng")
            done = self.place.run(*words)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn(secret, (done.stdout + done.stderr).lower())
            killed = self.place.start(*words, "--output", "report")
            self.place.wait_for(lambda: self.place.child_of(killed, "tshark"))
            killed.kill()
            killed.communicate()
        finally:
            stop.set()
            looker.join()
        self.assertEqual(seen, [])

    def test_no_core_file(self):
        """A child that crashes leaves none, wherever the kernel would put it, and gives its memory to no program."""
        process = self.place.start("analyze", "--no-progress", "--all-frames", "-", stdin=subprocess.PIPE)
        try:
            number = self.place.wait_for(lambda: self.place.child_of(process, "tshark"))
            limits = pathlib.Path(f"/proc/{number}/limits").read_text(encoding="ascii")
            self.assertRegex(limits, r"Max core file size +1 +1 ")
        finally:
            process.kill()
            process.communicate()


if __name__ == "__main__":
    unittest.main()
