#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Many small captures, read run after run by few programs: what is told is what each tells alone.

Needs READING_DRIVER, SIPFIX_INTAKE, and in SIPFIX_PLUGINS the folder with VERSION/epan/sipfix.so.
"""
import pathlib
import shutil
import sys
import tempfile
import unittest

import captures
import test_reading_tshark
from test_reading_tshark import CAPTURES, read

# A packet that is left out, for captures that are large and soon read.
RTP = captures.packet(0, captures.START, captures.udp(bytes.fromhex("8008") + bytes(1010), sport=20000, dport=20002))

# Counts the starts, and then does what tshark does; "-G" and "--version" are questions, not runs.
COUNTING = """#!/bin/sh
case "$*" in *sipfix,events*) echo >> {log} ;; esac
{trouble}
exec tshark "$@"
"""
# Of the first one, only so much of the input arrives, and then it dies.
DYING = """
if [ "$(wc -l < {log})" = 1 ] && [ "$2" = -q ]; then
    head -c {bytes} | tshark "$@"
    kill -9 $$
fi
"""


class TrainTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self.data.mkdir()
        self.log = self.folder / "log"

    def fill(self, names):
        for number, name in enumerate(names):
            shutil.copy(CAPTURES / name, self.data / f"{number:03}-{pathlib.Path(name).name}")

    def tshark(self, trouble=""):
        """A program that is tshark, and writes down that it was started."""
        self.log.write_text("")
        self.log.chmod(0o666)
        program = self.folder / "tshark"
        program.write_text(COUNTING.format(log=self.log, trouble=trouble.format(log=self.log, bytes=3000)))
        program.chmod(0o755)
        return program

    def starts(self):
        return len(self.log.read_text().splitlines())

    def same(self, *how, trouble=""):
        """The starts that it took; all that is told is as if each file had been read by a tshark of its own."""
        alone, told_alone, _ = read("--long-way", self.data)
        events, told, errors = read("--tshark", self.tshark(trouble), *how, self.data)
        self.assertEqual(events, alone, errors)
        self.assertEqual(told, told_alone)
        self.assertTrue(events)
        return self.starts()

    def test_one_tshark_for_many(self):
        self.fill(["301-invite-udp.pcapng", "421-through-proxy.pcapng", "301-no-contact.pcapng"] * 5)
        self.assertEqual(self.same("--jobs", "1"), 1)

    def test_a_train_goes_on_behind_who_stopped_it(self):
        """The fourth of each six needs a dissector: the train ends there, and another one begins."""
        self.fill((["301-invite-udp.pcapng"] * 3 + ["301-tcp.pcapng", "421-through-proxy.pcapng", "301-no-contact.pcapng"]) * 2)
        self.assertEqual(self.same("--jobs", "1"), 3)

    def test_a_start_that_costs_more_than_it_brings_is_spared(self):
        self.fill(["301-invite-udp.pcapng", "421-through-proxy.pcapng"] * 8)
        self.assertEqual(self.same("--jobs", "2"), 1)

    def test_of_two_jobs_none_is_idle(self):
        """As soon as there is enough to do: each has 12 MB of RTP behind it."""
        self.fill(["301-invite-udp.pcapng", "421-through-proxy.pcapng"] * 2)
        for path in self.data.iterdir():
            with path.open("ab") as file:
                file.write(RTP * (12 * 1024 * 1024 // len(RTP)))
        self.assertEqual(self.same("--jobs", "2"), 2)

    def test_who_dissects_is_not_used_again(self):
        """Between plain captures those over TCP and TLS, and such as are of no use."""
        self.fill(["301-tcp.pcapng", "301-invite-udp.pcapng", "301-tcp-sipp.pcapng", "301-tls.pcapng", "301-tls-no-keys.pcapng",
                   "421-100rel-retried.pcapng", "301-loop.pcapng", "301-websocket.pcapng", "301-options.pcapng"])
        (self.data / "004-none.pcap").write_bytes(b"")
        (self.data / "005-alien.pcap").write_bytes(b"this is no capture")
        (self.data / "006-cut.pcap").write_bytes(captures.pcap(captures.frames(4))[:-5])
        (self.data / "007-without-packets.pcap").write_bytes(captures.pcap([]))
        self.same("--jobs", "1")
        self.same("--jobs", "2")

    def test_of_one_that_dies_the_others_are_read(self):
        self.fill(["301-invite-udp.pcapng", "421-through-proxy.pcapng"] * 5)
        self.assertGreater(self.same("--jobs", "1", trouble=DYING), 1)

    def test_what_was_carried_is_cached(self):
        self.fill(["301-invite-udp.pcapng", "421-through-proxy.pcapng"] * 5)
        cache = self.folder / "cache"
        cache.mkdir(mode=0o700)
        first = read("--cache", cache, "--tshark", self.tshark(), self.data)
        self.assertLess(self.starts(), 10)
        again = read("--cache", cache, "--tshark", self.tshark(), self.data)
        self.assertEqual(self.starts(), 0)
        self.assertEqual(again, first)
        self.assertEqual(len(list(cache.glob("*"))), 2 + 1 if (cache / "lock").exists() else 2)

    def test_all_captures_of_the_project(self):
        paths = [path for path in sorted(CAPTURES.rglob("*.pcap*")) if "broken" not in path.parts][::12]
        self.fill(path.relative_to(CAPTURES) for path in paths)
        self.assertGreater(len(paths), 20)
        self.assertLess(self.same("--jobs", "2"), len(paths))


if __name__ == "__main__":
    assert test_reading_tshark.PLUGINS
    sys.exit(unittest.main())
