#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A folder as there are many: captures in parts, compressed, cut off, and files that are none. 300 in all."""
import gzip
import json
import pathlib
import subprocess
import tempfile
import unittest

from command import SOURCE, sipfix

CAPTURES = SOURCE / "captures"
# One file a packet: over UDP, TCP and WebSocket.
ROTATED = ("301-gave-up-asterisk", "301-tcp", "301-loop", "301-through-proxy", "301-proxy-recurses", "301-websocket",
           "301-next-target-asterisk", "421-100rel-retried")
COMPRESSED = ("301-contact-malformed-asterisk", "301-ipv6", "301-no-contact", "301-register-asterisk",
              "421-100rel-asterisk-sipp", "421-outbound-kamailio", "421-stripped-by-proxy", "421-through-proxy",
              "421-timer-asterisk")
PACKERS = (("gz", None), ("zst", "zstd"), ("lz4", "lz4"))
CUT = 10
ALL = 300


def report(*arguments):
    """Exit status and JSON report."""
    done = sipfix("analyze", "--quiet", "--format", "json", *arguments, timeout=3000)
    return done.returncode, json.loads(done.stdout)


def packed(data, program):
    """Compressed, by a program that may not be here: then by gzip."""
    if program:
        try:
            return subprocess.run([program, "-c"], input=data, check=True, capture_output=True).stdout
        except FileNotFoundError:
            pass
    return gzip.compress(data)


def problems(told):
    """What is wrong, without which files show it."""
    return {one["case"]: (one["check"], one["calls"], one["outcomes"]) for one in told["problems"]}


class Folder(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        stage = tempfile.TemporaryDirectory(prefix="sipfix-folder-")
        cls.addClassCleanup(stage.cleanup)
        cls.folder = pathlib.Path(stage.name)
        cls.bad = {}
        for name in ROTATED:
            subprocess.run(["editcap", "-c", "1", CAPTURES / f"{name}.pcapng", cls.folder / f"{name}.pcapng"], check=True)
        cls.parts = len(list(cls.folder.iterdir()))
        for number, name in enumerate(COMPRESSED):
            suffix, program = PACKERS[number % len(PACKERS)]
            cls.put(f"{name}.pcapng.{suffix}", packed((CAPTURES / f"{name}.pcapng").read_bytes(), program))
        whole = (CAPTURES / "plain-call.pcapng").read_bytes()
        for number in range(CUT):
            cls.put(f"cut-{number}.pcapng", whole[:len(whole) - 1000 - 331 * number], "cut short after frame ")
        for number in range(20):
            cls.put(f"empty-{number}.pcap", b"", "no capture: the file is empty")
            cls.put(f"text-{number}.pcap", b"hello\n", "no capture")
        cls.notes = set()
        while len(list(cls.folder.iterdir())) < ALL:
            cls.notes.add(str(cls.put(f"notes-{len(cls.notes)}.txt", b"nothing to see here\n")))
        cls.status, cls.told = report(cls.folder)

    @classmethod
    def put(cls, name, data, reason=None):
        path = cls.folder / name
        path.write_bytes(data)
        if reason:
            cls.bad[str(path)] = reason
        return path

    def test_the_problems_are_those_of_the_captures(self):
        _, expected = report("--no-stitch", *(CAPTURES / f"{name}.pcapng" for name in ROTATED + COMPRESSED))
        self.assertGreater(len(problems(expected)), 5)
        self.assertEqual(problems(self.told), problems(expected))

    def test_the_exit_status_says_that_something_is_missing(self):
        self.assertEqual(self.status, 3)

    def test_the_bad_files_are_named_and_no_others(self):
        reasons = {one["path"]: one["reason"] for one in self.told["unreadable"]}
        self.assertEqual(reasons.keys(), self.bad.keys())
        for path, reason in self.bad.items():
            self.assertTrue(reasons[path].startswith(reason), (path, reasons[path]))
        self.assertEqual(set(self.told["not_captures"]), self.notes)

    def test_parts_are_read_as_the_captures_they_were(self):
        looked = self.told["looked"]
        self.assertEqual(looked["captures"], self.parts + len(COMPRESSED) + CUT)
        self.assertEqual(looked["runs"], len(ROTATED) + len(COMPRESSED) + CUT)


if __name__ == "__main__":
    unittest.main()
