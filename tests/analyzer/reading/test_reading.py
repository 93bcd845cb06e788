#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The reading room with a stand-in for tshark: which files, in which order, under which numbers and rights.

Needs the driver's path in READING_DRIVER and the intake's in SIPFIX_INTAKE.
"""
import gzip
import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import unittest

import captures
from captures import SECOND, START, frames, pcap, pcapng

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from processes import children  # noqa: E402

DRIVER = os.environ["READING_DRIVER"]
INTAKE = os.environ["SIPFIX_INTAKE"]
AS_ROOT = os.geteuid() == 0
NOBODY = 65534


def order(text, time=START):
    """A packet that tells the stand-in what to do."""
    return (time, captures.udp(b"FAKE " + text.encode()))


class Result:
    """What one call of the driver printed."""

    def __init__(self, done):
        self.status = done.returncode
        self.errors = done.stderr
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.reading = lines.pop() if lines else {}
        self.events = lines

    @property
    def order(self):
        """Where the events lie, in the order they came."""
        return [(pathlib.Path(e["capture"]).name, e["frame"]) for e in self.events]

    @property
    def runs(self):
        """The files of each run."""
        found = {}
        for event in self.events:
            found.setdefault(event["run"], set()).add(pathlib.Path(event["capture"]).name)
        return [sorted(found[run]) for run in sorted(found)]

    def reason(self, name):
        """Why a file was not wholly read, or None."""
        return {pathlib.Path(path).name: reason for path, reason in self.reading["unreadable"]}.get(name)


class ReadingTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.folder.chmod(0o755)
        self.tools = self.folder / "tools"
        self.data = self.folder / "data"
        self.temporary = self.folder / "tmp"
        for folder in (self.tools, self.data, self.temporary):
            folder.mkdir(mode=0o755)
        for name in ("fake_tshark.py", "captures.py"):
            shutil.copy(HERE / name, self.tools / name)
        self.tshark = self.tools / "fake_tshark.py"
        self.tshark.chmod(0o755)
        self.plugin = self.tools / "plugins" / "4.0" / "epan" / "sipfix.so"
        self.plugin.parent.mkdir(parents=True)
        self.plugin.write_bytes(b"not a plugin, but the stand-in does not load it")

    def tearDown(self):
        self.assertEqual(os.listdir(self.temporary), [], "something was left behind")

    def write(self, name, content):
        """Puts a file into the data folder."""
        path = self.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def command(self, *arguments):
        """The driver's command line. The stand-in knows nothing of the short way."""
        return [DRIVER, "--long-way", "--tshark", str(self.tshark), "--intake", INTAKE,
                "--plugins", str(self.tools / "plugins"), *map(str, arguments)]

    def environment(self, **more):
        """A small environment, with a temporary folder of our own."""
        return {"PATH": "/usr/bin:/bin", "HOME": str(self.folder), "TMPDIR": str(self.temporary), **more}

    def read(self, *arguments, environment=None, **options):
        """Runs the driver to its end."""
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True, check=False,
                              env=self.environment(**(environment or {})), **options)
        result = Result(done)
        self.assertNotIn("CRITICAL", done.stderr)
        self.assertIn(done.returncode, (0, 2), done.stderr)
        return result

    # ---------------------------------------------------------------- one file

    def test_one_file(self):
        path = self.write("a.pcap", pcap(frames(4)))
        result = self.read(path)
        self.assertEqual(result.order, [("a.pcap", n) for n in (1, 2, 3, 4)])
        first = result.events[0]
        self.assertEqual(list(first)[:4], ["schema", "capture", "run", "frame"])
        self.assertEqual(first["followups"], [{"frame": 2, "status": 200, "status_frame": 3}])
        reading = result.reading
        self.assertEqual((reading["captures"], reading["runs"], reading["interrupted"]), (1, 1, False))
        self.assertEqual((reading["unreadable"], reading["not_captures"]), ([], []))
        total = reading["total"]
        self.assertEqual((total["frames"], total["sip"], total["calls"], total["complete"]), (4, 4, 1, True))
        self.assertEqual(total["coverage"], {"dropped": 0, "skipped": 0, "cut": 1, "encrypted": 2})
        self.assertEqual((total["first"], total["last"]), ("2026-03-02T08:15:00.000000Z",
                                                           "2026-03-02T08:15:01.000000Z"))

    def test_cut_file_gives_what_it_has(self):
        path = self.write("a.pcap", pcap(frames(4))[:-3])
        result = self.read(path)
        self.assertEqual(len(result.events), 3)
        self.assertEqual(result.reason("a.pcap"), "cut short after frame 3")
        self.assertEqual(result.reading["captures"], 1)

    def test_frames_that_tshark_was_not_shown_count(self):
        strange = captures.interface("odd", 0xFFF0)
        content = (captures.section() + captures.interface("eth0") + strange +
                   captures.packet(1, START, b"?" * 20) + captures.packet(0, START, captures.sip(1)) +
                   captures.packet(1, START, b"?" * 20) + captures.packet(0, START, captures.sip(2)) +
                   captures.statistics(0, 5))
        result = self.read(self.write("a.pcapng", content))
        self.assertEqual(result.order, [("a.pcapng", 2), ("a.pcapng", 4)])
        self.assertEqual(result.events[1]["request"]["frame"], 2)
        total = result.reading["total"]
        self.assertEqual((total["frames"], total["coverage"]["skipped"], total["coverage"]["dropped"]), (4, 2, 5))

    def test_compressed(self):
        result = self.read(self.write("a.pcap.gz", gzip.compress(pcap(frames(3)))))
        self.assertEqual(len(result.events), 3)

    def test_no_captures_given_by_name(self):
        text = self.write("text.pcap", b"hello\n")
        empty = self.write("empty.pcap", b"")
        short = self.write("short.pcap", pcap([])[:10])
        good = self.write("good.pcap", pcap(frames(1)))
        result = self.read(text, empty, short, good)
        self.assertEqual(result.order, [("good.pcap", 1)])
        self.assertEqual(result.reason("text.pcap"),
                         "no capture of packets, and no log with SIP messages in it")
        self.assertEqual(result.reason("empty.pcap"), "no capture: the file is empty")
        self.assertEqual(result.reason("short.pcap"), "cut short inside its header")
        self.assertEqual(result.reading["captures"], 1)

    def test_capture_without_packets(self):
        result = self.read(self.write("a.pcap", pcap([])))
        self.assertEqual((result.events, result.reading["captures"], result.reading["unreadable"]), ([], 1, []))

    def test_paths_that_lead_nowhere(self):
        good = self.write("good.pcap", pcap(frames(1)))
        result = self.read(self.data / "missing.pcap", "/dev/null", good)
        self.assertEqual(len(result.events), 1)
        self.assertEqual(result.reason("missing.pcap"), "cannot be opened: No such file or directory")
        self.assertEqual(result.reason("null"), "no capture: neither a file nor a pipe")

    def test_nothing_readable_is_no_error_here(self):
        result = self.read(self.data / "missing.pcap")
        self.assertEqual((result.status, result.reading["captures"], result.reading["runs"]), (0, 0, 0))

    @unittest.skipIf(AS_ROOT, "root may read everything")
    def test_unreadable_file(self):
        path = self.write("a.pcap", pcap(frames(1)))
        path.chmod(0)
        self.assertEqual(self.read(path).reason("a.pcap"), "cannot be opened: Permission denied")

    @unittest.skipUnless(AS_ROOT, "needs root")
    def test_files_for_root_alone_are_read(self):
        path = self.write("secret/a.pcap", pcap(frames(2)))
        path.chmod(0o600)
        path.parent.chmod(0o700)
        self.assertEqual(len(self.read(path).events), 2)
        self.assertEqual(len(self.read("--stitch", path.parent).events), 2)

    def test_odd_names(self):
        # Bytes that are no UTF-8, and a line break.
        path = os.path.join(os.fsencode(self.data), b"caf\xe9\n.pcap")
        with open(path, "wb") as file:
            file.write(pcap(frames(1)))
        done = subprocess.run([*map(os.fsencode, self.command()), path], capture_output=True, check=False,
                              env=self.environment())
        event = json.loads(done.stdout.decode().splitlines()[0])
        self.assertTrue(event["capture"].endswith("caf\\xe9\n.pcap"))

    # ---------------------------------------------------------------- standard input, pipes

    def test_standard_input_from_a_pipe(self):
        done = subprocess.run(self.command("-"), input=pcap(frames(3)), capture_output=True, check=False,
                              env=self.environment())
        done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
        result = Result(done)
        self.assertEqual(result.order, [("-", 1), ("-", 2), ("-", 3)])
        self.assertEqual(result.reading["captures"], 1)

    def test_standard_input_from_a_file(self):
        path = self.write("a.pcap", pcap(frames(3)))
        with open(path, "rb") as file:
            result = self.read("-", stdin=file)
        self.assertEqual(result.order, [("-", 1), ("-", 2), ("-", 3)])

    def test_standard_input_that_is_none(self):
        self.assertEqual(self.read("-", stdin=subprocess.DEVNULL).reason("-"),
                         "standard input is neither a file nor a pipe")

    def test_standard_input_that_is_a_terminal(self):
        try:
            master, terminal = os.openpty()
        except OSError:
            self.skipTest("no terminals in here")
        self.assertRegex(self.read("-", stdin=terminal).reason("-"), "terminal")
        os.close(master)
        os.close(terminal)

    def test_standard_input_twice_is_read_once(self):
        done = subprocess.run(self.command("-", "-"), input=pcap(frames(2)), capture_output=True, check=False,
                              env=self.environment())
        self.assertEqual(len(done.stdout.splitlines()), 3)

    def test_fifo_whose_writer_comes_late(self):
        fifo = self.data / "fifo"
        os.mkfifo(fifo)
        other = self.write("b.pcap", pcap(frames(1, first=7)))
        child = subprocess.Popen(self.command("--jobs", "1", fifo, other), stdout=subprocess.PIPE, text=True,
                                 env=self.environment())
        # open() for writing returns when the driver has opened it for reading.
        with open(fifo, "wb") as pipe:
            pipe.write(pcap(frames(2)))
        output = child.communicate()[0]
        self.assertEqual([json.loads(line)["frame"] for line in output.splitlines()[:-1]], [1, 2, 1])

    def test_file_that_vanishes(self):
        fifo = self.data / "fifo"
        os.mkfifo(fifo)
        other = self.write("b.pcap", pcap(frames(1)))
        child = subprocess.Popen(self.command("--jobs", "1", fifo, other), stdout=subprocess.PIPE, text=True,
                                 env=self.environment())
        with open(fifo, "wb") as pipe:
            other.unlink()  # found already, not opened yet
            pipe.write(pcap(frames(2)))
        reading = json.loads(child.communicate()[0].splitlines()[-1])
        self.assertEqual(reading["captures"], 1)
        self.assertEqual(reading["unreadable"][0][1], "cannot be opened: No such file or directory")

    # ---------------------------------------------------------------- folders

    def test_folder(self):
        for name in ("b.pcap", "a.pcapng", "C.CAP", "ä.pcap", "sub/d.pcap", "z.pcap.gz", "trace.pcap12"):
            content = pcap(frames(1))
            self.write(name, gzip.compress(content) if name.endswith("gz") else content)
        self.write("notes.txt", b"hello\n")
        self.write("README", b"hello\n")
        self.write("server.log", b"hello\n")
        self.write("text.pcap", b"hello\n")
        os.mkfifo(self.data / "fifo.pcap")
        result = self.read(self.data)
        self.assertEqual([name for name, _ in result.order],
                         ["C.CAP", "a.pcapng", "b.pcap", "trace.pcap12", "z.pcap.gz", "ä.pcap"])
        self.assertEqual(sorted(pathlib.Path(entry[0]).name for entry in result.reading["not_captures"]),
                         ["README", "fifo.pcap", "notes.txt", "server.log"])
        self.assertEqual([pathlib.Path(entry[0]).name for entry in result.reading["unreadable"]], ["text.pcap"])
        self.assertTrue(result.events[0]["capture"].startswith(str(self.data) + "/"))

    def test_folder_and_what_is_below(self):
        for name in ("b/x.pcap", "b.pcap", "a/deep/er/y.pcap", ".hidden/z.pcap"):
            self.write(name, pcap(frames(1)))
        (self.data / "a" / "back").symlink_to(self.data)
        result = self.read("--recursive", self.data)
        self.assertEqual([e["capture"].removeprefix(str(self.data)) for e in result.events],
                         ["/a/deep/er/y.pcap", "/b.pcap", "/b/x.pcap"])

    def test_arguments_in_their_order_and_no_file_twice(self):
        first = self.write("folder/b.pcap", pcap(frames(1)))
        self.write("folder/a.pcap", pcap(frames(1)))
        (self.data / "folder" / "link.pcap").symlink_to(first)
        result = self.read(first, self.data / "folder", self.data / "folder" / "..", first)
        self.assertEqual([name for name, _ in result.order], ["b.pcap", "a.pcap"])

    def test_file_without_suffix_given_by_name(self):
        self.assertEqual(len(self.read(self.write("capture", pcap(frames(1)))).events), 1)

    # ---------------------------------------------------------------- runs

    def test_dumpcap_parts_are_one_run(self):
        for i in range(3):
            self.write(f"t_0000{i + 1}_2026030208150{i}.pcapng",
                       pcapng(frames(2, START + 60 * i * SECOND, first=10 * i)))
        result = self.read("--stitch", self.data)
        self.assertEqual(len(result.runs), 1)
        self.assertEqual([f for _, f in result.order], [1, 2] * 3)
        second = result.events[2]
        self.assertEqual(second["frame"], 1)
        self.assertEqual(second["request"]["frame"], 2)
        self.assertTrue(second["request"]["capture"].endswith("t_00001_20260302081500.pcapng"))
        self.assertEqual(len(self.read(self.data).runs), 3)

    def test_dumpcap_started_again_is_another_run(self):
        self.write("t_00001_20260302081500.pcapng", pcapng(frames(2)))
        self.write("t_00002_20260302081600.pcapng", pcapng(frames(2, START + 60 * SECOND)))
        self.write("t_00001_20260303081500.pcapng", pcapng(frames(2, START + 86400 * SECOND)))
        self.assertEqual(self.read("--stitch", self.data).runs,
                         [["t_00001_20260302081500.pcapng", "t_00002_20260302081600.pcapng"],
                          ["t_00001_20260303081500.pcapng"]])

    def test_tcpdump_parts_and_a_ring_that_came_round(self):
        # Part 2 is the oldest, then 3, then 0 and 1: the report keeps the order of the names.
        for i, name in enumerate(["r.pcap2", "r.pcap3", "r.pcap0", "r.pcap1"]):
            self.write(name, pcap(frames(2, START + 60 * i * SECOND, first=10 * i)))
        result = self.read("--stitch", self.data)
        self.assertEqual(len(result.runs), 1)
        self.assertEqual([name for name, _ in result.order],
                         ["r.pcap0"] * 2 + ["r.pcap1"] * 2 + ["r.pcap2"] * 2 + ["r.pcap3"] * 2)
        self.assertTrue(result.events[0]["request"]["capture"].endswith("r.pcap3"))
        self.assertNotIn("request", result.events[4])

    def test_parts_that_are_named_after_the_time(self):
        for names in (("t-20260302-0815.pcap", "t-20260302-0816.pcap", "t-20260302-0817.pcap"),
                      ("2026-03-02_08:15:00.pcap.gz", "2026-03-02_08:16:00.pcap.gz", "2026-03-02_08:17:00.pcap.gz"),
                      ("t.1772439300.cap", "t.1772439360.cap", "t.1772439420.cap"),
                      ("t_20260302081500_lan", "t_20260302081600_lan", "t_20260302081700_lan")):
            for name, start in zip(names, (0, 30, 90)):  # silent for half a minute, then for one
                self.write(name, pcap(frames(2, START + start * SECOND)))
            self.write("u" + names[1], pcap(frames(2, START + 20 * SECOND)))  # not one of them
            with self.subTest(names[0]):
                told = self.read("--stitch", *sorted(self.data.iterdir()))
                self.assertEqual(sorted(told.runs), sorted([[*names[:2]], [names[2]], ["u" + names[1]]]))
            for path in self.data.iterdir():
                path.unlink()

    def test_files_that_follow_at_once_are_one_run(self):
        self.write("x.pcap", pcap(frames(10)))
        self.write("y.pcap", pcap(frames(2, START + SECOND)))
        self.write("z.pcap", pcap(frames(2, START + 10 * SECOND)))
        self.write("other.pcap", pcap(frames(2, START + SECOND, link=captures.RAW_IP), captures.RAW_IP))
        self.write("sub/w.pcap", pcap(frames(2, START + SECOND)))
        self.assertEqual(self.read("--stitch", "--recursive", self.data).runs,
                         [["other.pcap"], ["w.pcap"], ["x.pcap", "y.pcap"], ["z.pcap"]])

    def test_overlapping_files_are_separate_runs(self):
        self.write("t_00001_20260302081500.pcapng", pcapng(frames(20)))
        self.write("t_00002_20260302081501.pcapng", pcapng(frames(20, START + SECOND)))
        self.write("x.pcap", pcap(frames(20)))
        self.write("y.pcap", pcap(frames(20, START + SECOND)))
        self.assertEqual(len(self.read("--stitch", self.data).runs), 4)

    def test_two_captures_file_by_file_in_one_folder(self):
        for i in range(3):
            for host in "ab":
                self.write(f"{i}-{host}.pcapng", pcapng(
                    frames(9, START + i * SECOND * 9 // 10 + (host == "b") * SECOND // 20), f"eth-{host}"))
        result = self.read("--stitch", self.data)
        self.assertEqual(result.runs, [[f"{i}-a.pcapng" for i in range(3)], [f"{i}-b.pcapng" for i in range(3)]])
        self.assertEqual([name for name, _ in result.order][::9],
                         ["0-a.pcapng", "0-b.pcapng", "1-a.pcapng", "1-b.pcapng", "2-a.pcapng", "2-b.pcapng"])
        self.assertEqual([frame for _, frame in result.order], list(range(1, 10)) * 6)

    def test_cut_part_in_the_middle(self):
        self.write("t_00001_20260302081500.pcap", pcap(frames(3)))
        self.write("t_00002_20260302081600.pcap", pcap(frames(3, START + 60 * SECOND))[:-1])
        self.write("t_00003_20260302081700.pcap", pcap(frames(3, START + 120 * SECOND)))
        result = self.read("--stitch", self.data)
        self.assertEqual(len(result.runs), 1)
        self.assertEqual([f for _, f in result.order], [1, 2, 3, 1, 2, 1, 2, 3])

    def test_quiet_part_in_the_middle(self):
        self.write("t_00001_20260302081500.pcap", pcap(frames(1)))
        self.write("t_00002_20260302081600.pcap", pcap([]))
        self.write("t_00003_20260302081700.pcap", pcap(frames(1, START + 120 * SECOND)))
        result = self.read("--stitch", self.data)
        self.assertEqual(len(result.runs), 1)
        self.assertEqual(result.reading["captures"], 3)

    def test_same_output_whatever_the_number_of_jobs(self):
        for i in range(12):
            self.write(f"{i:02}.pcap", pcap(frames(3 + 40 * (i % 4 == 0), START + i * 100 * SECOND, first=100 * i)))
        self.write("bad.pcap", b"hello\n")
        outputs = []
        for jobs in ("1", "2", "5", "0"):
            done = subprocess.run(self.command("--stitch", "--jobs", jobs, self.data), capture_output=True,
                                  check=True, env=self.environment())
            outputs.append(done.stdout)
        self.assertEqual(outputs.count(outputs[0]), 4)
        self.assertEqual(len(outputs[0].splitlines()), 12 * 3 + 3 * 40 + 1)

    def test_much_output_blocks_nobody(self):
        for i in range(3):
            self.write(f"{i}.pcap", pcap(frames(6000, START + 10000 * i * SECOND)))
        result = self.read("--jobs", "3", self.data)
        self.assertEqual(len(result.events), 18000)

    # ---------------------------------------------------------------- tshark and its faults

    def test_tshark_that_crashes_takes_its_own_run_along_only(self):
        bad = self.write("bad.pcap", pcap([*frames(2), order("crash")]))
        good = self.write("good.pcap", pcap(frames(2)))
        result = self.read(bad, good)
        self.assertEqual([name for name, _ in result.order], ["good.pcap"] * 2)
        self.assertRegex(result.reason("bad.pcap"), r"^tshark ended with signal 11 \(Segmentation fault\)")

    def test_tshark_that_ends_early_is_not_fed_for_ever(self):
        self.tshark.write_text("#!/bin/sh\nhead -c 8 >/dev/null\nexit 1\n", encoding="ascii")
        child, pipe = self.start_on_fifo()
        # Enough for the intake to write something, too little for it to find that nobody reads any more.
        pipe.write(pcap(frames(15)))
        # The FIFO stays open, and silent.
        output, errors = child.communicate()
        pipe.close()
        self.assertEqual((child.returncode, json.loads(output)), (2, {"error": 0}), errors)

    def test_intake_that_crashes_takes_its_own_run_along_only(self):
        other = self.write("b.pcap", pcap(frames(2)))
        child, pipe = self.start_on_fifo("--jobs", "1", other)
        pipe.write(pcap(frames(3)))
        self.wait_until_read(pipe)
        # By its name: of an intake that tshark's user cannot reach a copy is at work.
        (intake,) = [number for number, words in children(child.pid).items()
                     if pathlib.Path(words[0]).name == pathlib.Path(INTAKE).name]
        os.kill(intake, signal.SIGKILL)
        output, errors = child.communicate()
        pipe.close()
        lines = [json.loads(line) for line in output.splitlines()]
        self.assertEqual([pathlib.Path(line["capture"]).name for line in lines[:-1]], ["b.pcap"] * 2, errors)
        self.assertEqual(lines[-1]["captures"], 1)
        self.assertRegex(lines[-1]["unreadable"][0][1], r"sipfix-intake ended with signal 9 .* while reading it")

    def test_tshark_without_a_run_line(self):
        result = self.read(self.write("a.pcap", pcap([*frames(2), order("mute")])))
        self.assertEqual(result.reason("a.pcap"), "tshark ended with no result")

    def test_a_plugin_of_another_version(self):
        result = self.read(self.write("a.pcap", pcap([*frames(2), order("old")])))
        self.assertEqual(result.reason("a.pcap"), "the plugin is of another version of sipfix: it writes sipfix-run/1, "
                                                  "and sipfix-run/2 is needed. Install sipfix again.")

    def test_tshark_with_a_status(self):
        result = self.read(self.write("a.pcap", pcap([*frames(2), order("status")])))
        self.assertEqual(len(result.events), 2)
        self.assertEqual(result.reason("a.pcap"), "tshark ended with status 2: something went wrong")

    def test_tshark_that_miscounts(self):
        result = self.read(self.write("a.pcap", pcap([*frames(2), order("miscount")])))
        self.assertRegex(result.reason("a.pcap"), "counted 4 frames where 3")

    def test_tshark_that_does_not_take_what_comes_the_short_way(self):
        path = self.write("a.pcap", pcap(frames(4)))
        long = self.read(path)
        command = self.command(path)
        command.remove("--long-way")
        short = Result(subprocess.run(command, capture_output=True, text=True, check=False, env=self.environment()))
        self.assertEqual((short.events, short.reading), (long.events, long.reading))
        self.assertEqual(len(short.events), 4)

    def test_tshark_that_speaks_nonsense(self):
        result = self.read(self.write("a.pcap", pcap([*frames(2), order("deep")])))
        self.assertEqual(len(result.events), 2)
        self.assertRegex(result.reason("a.pcap"), "no events")
        result = self.read(self.write("b.pcap", pcap([*frames(2), order("lies")])))
        self.assertEqual(len(result.events), 2)
        self.assertRegex(result.reason("b.pcap"), "frames that it was not given")

    def test_incomplete_once_is_incomplete(self):
        self.write("a.pcap", pcap([*frames(1), order("incomplete")]))
        self.write("b.pcap", pcap(frames(1)))
        self.assertFalse(self.read(self.data).reading["total"]["complete"])

    def test_decode_as(self):
        path = self.write("a.pcap", pcap([*frames(1), order("environment")]))
        result = self.read("--decode-as", "udp.port==5080,sip", path)
        self.assertEqual(result.events[-1]["arguments"][-2:], ["-d", "udp.port==5080,sip"])
        result = self.read("--decode-as", "nonsense", path)
        self.assertEqual((result.status, result.reading), (2, {"error": 1}))
        self.assertIn("template", result.errors)

    # ---------------------------------------------------------------- tools that are not there

    def test_missing_tools(self):
        path = self.write("a.pcap", pcap(frames(1)))
        self.plugin.unlink()
        result = self.read(path)
        self.assertEqual((result.status, result.reading), (2, {"error": 0}))
        self.assertIn("plugin sipfix.so was not found", result.errors)
        self.assertIn(str(self.tools / "plugins"), result.errors)

    def test_intake_that_does_not_start(self):
        path = self.write("a.pcap", pcap(frames(1)))
        broken = self.tools / "intake"
        broken.write_text("#!/bin/sh\necho 'error while loading shared libraries: libwiretap.so.13' >&2\nexit 127\n",
                          encoding="ascii")
        broken.chmod(0o755)
        for paths in ([path], [self.data], ["--stitch", path, self.write("b.pcap", pcap(frames(1)))]):
            result = self.read("--intake", broken, *paths)
            self.assertEqual((result.status, result.reading), (2, {"error": 0}))
            self.assertIn("libwiretap.so.13", result.errors)
            self.assertIn("again", result.errors)

    def test_tshark_that_refuses_before_the_intake_speaks(self):
        """What tshark said is the reason, not the signal by which the intake is told to stop."""
        path = self.write("a.pcap", pcap(frames(1)))
        slow = self.tools / "intake"
        slow.write_text("#!/bin/sh\ncase $1 in feed*) exec tail -f /dev/null ;; esac\n"
                        f"exec '{shutil.copy(INTAKE, self.tools / 'real-intake')}' \"$@\"\n", encoding="ascii")
        refusing = self.tools / "refusing-tshark"
        refusing.write_text("#!/bin/sh\ncase $* in *sipfix,events*) echo 'unknown protocol nonsense' >&2; exit 1 ;; esac\n"
                            f"exec '{self.tshark}' \"$@\"\n", encoding="ascii")
        for program in (slow, refusing):
            program.chmod(0o755)
        result = self.read("--tshark", refusing, "--intake", slow, path)
        ((_, reason),) = result.reading["unreadable"]
        self.assertIn("unknown protocol nonsense", reason)
        self.assertNotIn("signal", reason)

    def tell_tools(self, *arguments):
        """What doctor would be told."""
        done = subprocess.run(self.command("--tools", *arguments), capture_output=True, text=True, check=True,
                              env=self.environment())
        self.assertEqual(done.stderr, "")
        return json.loads(done.stdout)

    def test_tools(self):
        tools = self.tell_tools()
        self.assertEqual((tools["fit"], tools["tshark_version"], tools["plugin_version"], tools["plugin_wireshark"]),
                         (True, "4.0.17", "0.1.0", "4.0"))
        self.assertNotIn("reason", tools)
        self.assertEqual(tools["plugin"], str(self.plugin))

    def test_tools_of_another_wireshark(self):
        self.plugin.parent.parent.rename(self.tools / "plugins" / "4.4")
        script = self.tshark.read_text(encoding="utf-8").replace('print(f"sipfix.so', 'print(f"other.so')
        self.tshark.write_text(script, encoding="utf-8")
        tools = self.tell_tools()
        self.assertFalse(tools["fit"])
        self.assertRegex(tools["reason"], "is for Wireshark 4.4, and tshark is 4.0.17")
        self.assertIn("./run install", tools["reason"])
        # And an analysis says the same.
        script = script.replace("    data = Pcapng", '    print("tshark: Invalid -z argument", file=sys.stderr)\n'
                                "    return 1\n    data = Pcapng")
        self.tshark.write_text(script, encoding="utf-8")
        result = self.read(self.write("a.pcap", pcap(frames(1))))
        self.assertEqual((result.status, result.reading), (2, {"error": 0}))
        self.assertIn("is for Wireshark 4.4, and tshark is 4.0.17", result.errors)

    def test_tools_without_tshark(self):
        tools = self.tell_tools("--tshark", self.folder / "nothing")
        self.assertFalse(tools["fit"])
        self.assertIn("does not start", tools["reason"])

    # ---------------------------------------------------------------- secrets, profile, surroundings

    def told(self, *arguments, **options):
        """What the stand-in says of its own surroundings."""
        path = self.write("env.pcap", pcap([*frames(1), order("environment")]))
        result = self.read(*arguments, path, **options)
        self.assertEqual(result.reading["unreadable"], [], result.errors)
        return [event for event in result.events if "environment" in event][0]

    def test_surroundings(self):
        told = self.told(environment={"LD_PRELOAD": "", "LANG": "de_DE.UTF-8", "WIRESHARK_PLUGIN_DIR": "/x"})
        environment = told["environment"]
        configuration = environment.pop("WIRESHARK_CONFIG_DIR")
        self.assertTrue(configuration.startswith(str(self.temporary)))
        environment.pop("LC_CTYPE", None)  # Python's own
        self.assertRegex(environment.pop("SIPFIX_SHORT_WAY"), "^[0-9a-f]{32}$")
        self.assertEqual(environment, {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent",
                                       "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=16777216",
                                       "LC_ALL": "C.UTF-8", "TZ": "UTC",
                                       "WIRESHARK_PLUGIN_DIR": str(self.tools / "plugins")})
        self.assertEqual(told["config"], [])
        self.assertTrue(told["group"])
        self.assertIn("NoNewPrivs:\t1", told["status"])
        self.assertEqual(told["arguments"], ["-n", "-q", "-r", "-", "-z", "sipfix,events",
                                             "--enable-protocol", "sip", "--enable-protocol", "sipfix",
                                             "--disable-protocol", "sdp", "-o", "tcp.reassemble_out_of_order:TRUE"])

    @unittest.skipUnless(AS_ROOT, "needs root")
    def test_root_is_given_up(self):
        told = self.told()
        self.assertEqual(told["ids"], [[NOBODY] * 3, [NOBODY] * 3, []])
        told = self.told(environment={"SUDO_UID": "4711", "SUDO_GID": "4712"})
        self.assertEqual(told["ids"], [[4711] * 3, [4712] * 3, []])
        told = self.told(environment={"SUDO_UID": "0", "SUDO_GID": "0"})
        self.assertEqual(told["ids"], [[NOBODY] * 3, [NOBODY] * 3, []])
        for word in ("CapEff:\t0000000000000000", "CapPrm:\t0000000000000000"):
            self.assertIn(word, told["status"])

    @unittest.skipUnless(AS_ROOT, "needs root")
    def test_another_user_stays_who_it_is(self):
        path = self.write("env.pcap", pcap([*frames(1), order("environment")]))
        self.temporary.chmod(0o777)
        # That user may have no way to where this was built.
        driver, intake = (shutil.copy(program, self.tools) for program in (DRIVER, INTAKE))
        command = [driver, *self.command("--intake", intake, path)[1:]]
        done = subprocess.run(command, capture_output=True, text=True, check=True,
                              env=self.environment(), user=4711, group=4712, extra_groups=[4713])
        told = json.loads(done.stdout.splitlines()[-2])
        self.assertEqual(told["ids"][:2], [[4711] * 3, [4712] * 3])
        # Where it has a space of users of its own, further groups have no name in there, and still count.
        self.assertIn(told["ids"][2], ([4713], [NOBODY]))

    @unittest.skipUnless(AS_ROOT, "needs root")
    def test_tools_that_only_root_can_reach_are_copied(self):
        hidden = self.folder / "hidden"
        hidden.mkdir(mode=0o700)
        shutil.copytree(self.tools / "plugins", hidden / "plugins")
        shutil.copy(INTAKE, hidden / "sipfix-intake")
        told = self.told("--plugins", hidden / "plugins", "--intake", hidden / "sipfix-intake")
        plugins = told["environment"]["WIRESHARK_PLUGIN_DIR"]
        self.assertTrue(plugins.startswith(str(self.temporary)), plugins)

    @unittest.skipUnless(AS_ROOT, "needs root")
    def test_a_temporary_folder_that_only_root_can_enter_is_not_used(self):
        self.temporary.chmod(0o700)
        told = self.told()
        self.assertFalse(told["environment"]["WIRESHARK_CONFIG_DIR"].startswith(str(self.temporary)))

    def test_keylog(self):
        keys = self.write("keys", b"CLIENT_RANDOM 00 11\n")
        keys.chmod(0o600)
        self.assertEqual(self.told("--keylog", keys)["secrets"], ["CLIENT_RANDOM 00 11\n"])

    def test_keylog_reaches_every_run(self):
        keys = self.write("keys", b"CLIENT_RANDOM 00 11\n")
        for i in range(4):
            self.write(f"{i}.pcap", pcap([*frames(1), order("environment")]))
        result = self.read("--keylog", keys, "--jobs", "3", self.data)
        self.assertEqual([e["secrets"] for e in result.events if "secrets" in e], [["CLIENT_RANDOM 00 11\n"]] * 4)

    def test_keylog_that_is_none(self):
        path = self.write("a.pcap", pcap(frames(1)))
        for keys in (self.data / "missing", self.data, "/dev/null"):
            result = self.read("--keylog", keys, path)
            self.assertEqual((result.status, result.reading), (2, {"error": 1}))
            self.assertIn("key log", result.errors)

    def test_profile(self):
        profile = self.folder / ".config" / "wireshark" / "profiles" / "Mine"
        profile.mkdir(parents=True)
        (profile / "preferences").write_text("sip.tcp.port: 5080\n", encoding="ascii")
        (profile / "init.lua").write_text("os.exit()\n", encoding="ascii")
        self.assertEqual(self.told("--profile", "Mine")["config"], ["preferences"])
        path = self.write("a.pcap", pcap(frames(1)))
        for name in ("Yours", "..", "", "a/b"):
            result = self.read("--profile", name, path)
            self.assertEqual((result.status, result.reading), (2, {"error": 1}))
            self.assertIn("profile", result.errors)

    @unittest.skipUnless(AS_ROOT, "needs root")
    def test_profile_behind_sudo_shows_nothing_of_roots(self):
        secret = self.folder / "secret"
        secret.write_text("for root alone", encoding="ascii")
        secret.chmod(0o600)
        # The caller's home is that of a real account.
        home = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        profile = home / ".config" / "wireshark" / "profiles" / "Mine"
        profile.mkdir(parents=True)
        (profile / "preferences").write_text("", encoding="ascii")
        os.link(secret, profile / "hard")
        (profile / "soft").symlink_to(secret)
        told = self.told("--profile", "Mine", environment={"HOME": str(home)})
        self.assertEqual(told["config"], ["hard", "preferences"])

    # ---------------------------------------------------------------- Ctrl-C

    def start_on_fifo(self, *arguments):
        """Starts the driver on a FIFO and waits until it has read what is in it."""
        fifo = self.data / "fifo"
        os.mkfifo(fifo)
        child = subprocess.Popen(self.command(*arguments, fifo), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 text=True, env=self.environment(), start_new_session=True)
        self.addCleanup(self.end, child)  # whatever becomes of the test
        return child, open(fifo, "wb", buffering=0)

    @staticmethod
    def end(child):
        if child.poll() is None:
            child.kill()
            child.communicate()

    def wait_until_read(self, pipe):
        """The intake has taken everything out of the pipe."""
        import array
        import fcntl
        import termios
        count = array.array("i", [1])
        while count[0] > 0:
            os.sched_yield()
            fcntl.ioctl(pipe, termios.FIONREAD, count)

    def test_interrupted_it_tells_what_it_knows(self):
        other = self.write("b.pcap", pcap(frames(1)))
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                child, pipe = self.start_on_fifo("--jobs", "1", other)
                pipe.write(pcap(frames(3)) + b"half a record")
                self.wait_until_read(pipe)
                os.kill(child.pid, number)
                output, errors = child.communicate()
                pipe.close()
                os.unlink(self.data / "fifo")
                lines = [json.loads(line) for line in output.splitlines()]
                self.assertEqual(child.returncode, 0, errors)
                self.assertTrue(lines[-1]["interrupted"])
                self.assertEqual(lines[-1]["unreadable"], [])
                self.assertEqual([line["frame"] for line in lines[:-1]], [1, 1, 2, 3])

    def test_interrupted_while_waiting_for_a_writer(self):
        fifo = self.data / "fifo"
        os.mkfifo(fifo)
        other = self.write("b.pcap", pcap(frames(2)))
        child = subprocess.Popen(self.command("--jobs", "1", other, fifo), stdout=subprocess.PIPE, text=True,
                                 env=self.environment())
        for frame in (1, 2):  # the first file is told, all of it: the second is being waited for
            self.assertEqual(json.loads(child.stdout.readline())["frame"], frame)
        child.send_signal(signal.SIGINT)
        output = child.communicate()[0].splitlines()
        self.assertTrue(json.loads(output[-1])["interrupted"])
        self.assertEqual(len(output), 1)

    def test_signals_that_were_ignored_stay_ignored(self):
        child, pipe = None, None
        old = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            child, pipe = self.start_on_fifo()
        finally:
            signal.signal(signal.SIGHUP, old)
        pipe.write(pcap(frames(2)))
        self.wait_until_read(pipe)
        os.kill(child.pid, signal.SIGHUP)
        pipe.write(pcap(frames(3))[24:])
        pipe.close()
        lines = [json.loads(line) for line in child.communicate()[0].splitlines()]
        self.assertFalse(lines[-1]["interrupted"])
        self.assertEqual(len(lines), 6)

    def test_children_end_with_it(self):
        child, pipe = self.start_on_fifo()
        pipe.write(pcap(frames(2)))
        self.wait_until_read(pipe)
        child.kill()
        child.communicate()
        # Nobody has the FIFO open for reading any more, once the intake is gone too.
        with self.assertRaises(BrokenPipeError):
            while True:
                pipe.write(b"x")
        pipe.close()
        for left in self.temporary.iterdir():  # it could not clean up
            shutil.rmtree(left)

    def test_progress(self):
        self.write("a.pcap", pcap(frames(3)))
        self.write("b.pcap", pcap(frames(5, START + 100 * SECOND)))
        result = self.read("--progress", self.data)
        size = sum(stat.S_ISREG(path.stat().st_mode) and path.stat().st_size for path in self.data.iterdir())
        self.assertEqual(result.errors.splitlines()[-1], f"progress {size} {size} 2")


if __name__ == "__main__":
    sys.exit(unittest.main())
