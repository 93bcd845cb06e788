#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix analyze` from captures to reports and exit statuses, with the real tshark and plugin."""
import contextlib
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import unicodedata
import unittest

from command import COMMAND, ENVIRONMENT, SOURCE, lines_of, sipfix
from processes import children

CAPTURES = SOURCE / "captures"
EXTENSION = CAPTURES / "handmade/421-basic.pcapng"
MOVED = CAPTURES / "handmade/301-basic.pcapng"
NO_SIP = struct.pack("<IHHiIIIIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1, 1772438400, 0, 14, 14) + bytes(14)
ODD_NAMES = ["it's a \x1b[31m$(true)\u202e.pcapng".encode(), b"caf\xe9.pcapng", b"caf\\xe9.pcapng", b"two\nlines !$x`y`.pcapng",
             "M\u00fcller \u260e.pcapng".encode(), b"\xff\xfe'\".pcapng"]
DEADLINE = 300  # seconds; only a test that fails waits so long


def harmful(text):
    """Characters that a terminal obeys or hides."""
    return sorted({char for char in text if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")})


def events(*arguments):
    done = sipfix("analyze", "--format", "ndjson", *arguments)
    return done, lines_of(done.stdout, "event")


class Folder(unittest.TestCase):
    """A test with a fresh folder in self.folder."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))

    def put(self, name, content):
        """A file in the folder: a copy of a capture, or bytes."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.read_bytes())
        return path


class Text(Folder):
    def test_the_verdict_counts_what_was_lost_by_its_own_name(self):
        """Calls of all calls, where registrations, tests and the like are none; and it tells the sure from the likely."""
        for names, told in (
                (["301-loop", "301-register-asterisk"], "2 problems. They likely cost 1 call. "),
                (["301-loop", "301-register-asterisk", "301-options"], "3 problems. They likely cost 1 call. "),
                (["301-loop", "301-register-asterisk", "plain-call"], "2 problems. They likely cost 1 of 2 calls. "),
                (["301-loop", "421-baresip-client"], "2 problems. They cost 2 calls, some of it likely. "),
                (["301-loop", "421-outbound-kamailio"], "2 problems. They likely cost 1 registration and 1 call. "),
                (["301-loop", "cases/s14-register-redirect-ignored.pcap"],
                 "2 problems. They cost 1 registration and 1 call, some of it likely. ")):
            with self.subTest(names):
                paths = [SOURCE / "captures" / (name if "." in name else f"{name}.pcapng") for name in names]
                verdict = json.loads(sipfix("analyze", "--format", "json", *paths).stdout)["verdict"]
                self.assertTrue(verdict.startswith(told), verdict)

    def test_where_a_file_could_not_be_read_nothing_is_said_of_it(self):
        with tempfile.TemporaryDirectory() as folder:
            cut = pathlib.Path(folder, "cut.pcapng")
            whole = (SOURCE / "captures/301-loop.pcapng").read_bytes()
            for size in (4, 20, 100):  # libwiretap calls some of these films
                cut.write_bytes(whole[:size])
                done = sipfix("analyze", cut)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("cut short inside its header", done.stderr)
            for name, told in (("421-100rel-retried", "Nothing to mend in what could be read. 1 call met a 421"),
                               ("plain-call", "No 301 and no 421 in ")):
                done = sipfix("analyze", cut, SOURCE / "captures" / f"{name}.pcapng")
                self.assertEqual(done.returncode, 3)
                self.assertTrue(done.stdout.startswith(told), done.stdout)
                self.assertRegex(done.stdout.split("\n\n")[0], "could\\s+be\\s+read")

    def test_one_call_that_came_back_well_does_not_speak_for_another(self):
        """Two of one problem: one was retried and answered, of the other the end is not known. That one asks for something."""
        with tempfile.TemporaryDirectory() as folder:
            cut = pathlib.Path(folder, "cut.pcapng")
            subprocess.run(["editcap", "-r", SOURCE / "captures/421-baresip-client.pcapng", cut, "1-4"], check=True)
            told = sipfix("analyze", SOURCE / "captures/421-100rel-retried.pcapng", cut).stdout
        self.assertRegex(told, r"(?m)^1 UNKNOWN  1 of 2 calls, end not known, ")
        self.assertRegex(told, r"(?m)^  1 call got through, by a detour that nobody notices \(\d ms\); how 1 ended is not\n  known\.$")
        self.assertNotRegex(told, "Nothing to change|quiet hour")
        self.assertRegex(told, r"(?m)^  CHANGE At 198\.51\.100\.10 ")

    def test_a_421_from_verdict_to_proof(self):
        done = sipfix("analyze", EXTENSION)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = done.stdout.splitlines()
        self.assertRegex(lines[0], r"^1 problem")
        self.assertRegex(lines[2], r"^1 (LOST|SLOWER|UNKNOWN) .*problem [0-9a-f]{4}$")
        for wanted in (r"answers 421 to INVITE and insists on 100rel\.", r"(?m)^    sent      ",
                       r"(?m)^    answered  421, Require: 100rel$", r"(?m)^  FIRST  Ask whoever runs ", r"(?m)^  PROOF  INVITE in frame \d+, 421 in frame \d+",
                       r"(?m)^Looked      1 capture, "):
            self.assertRegex(done.stdout, wanted)

    def test_a_301_from_old_to_new(self):
        done = sipfix("analyze", MOVED)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"(?m)^    old       sip:.+\n    new       sip:.+$")

    def test_a_new_address_is_tried_unless_it_was_seen_to_answer(self):
        asked = sipfix("analyze", CAPTURES / "handmade/moved.permanently.pcapng").stdout
        self.assertRegex(asked, r"for\s+good\?\s+And\s+try\s+one\s+call\s+to\s+sip:bob@pbx2\.example\.net\s+from\s")
        self.assertNotIn("that place", asked)
        seen = sipfix("analyze", CAPTURES / "handmade/moved.followed.pcapng").stdout
        self.assertRegex(seen, r"(?m)^  FIRST  Ask whoever runs")  # whether it lasts, no answer shows
        self.assertNotRegex(seen, r"try\s+one\s+call\s+to\s")
        self.assertRegex(seen, r"that place\s+answered, as frame 7\b")

    def test_whose_domain_it_is_comes_before_one_call(self):
        asked = sipfix("analyze", CAPTURES / "handmade/moved.foreign-domain.pcapng").stdout
        self.assertRegex(asked, r"(?m)^  FIRST  Ask the owner of example\.net")
        self.assertNotRegex(asked, r"[Tt]ry\s+one\s+call")

    def test_sentences_say_what_the_capture_shows(self):
        """Each of these was once read in another way than the capture shows."""
        for name, *wanted in (
                ("handmade/answer.upstream.pcapng", "try one call to sip:bob@pbx2.example.net from 203.0.113.5",
                 "1 call, the caller was told busy or declined", "had asked another place too, which answered 486"),
                ("handmade/moved.same-branch-not-constant.pcapng", "that place said busy, as frame "),
                ("cases/14-timer-before-auth-linphone.pcap", "Offered only later.", "Yes: nothing is left to change about timer"),
                ("handmade/extension.no-security-server.pcapng", "CHANGE (at 203.0.113.5), once 198.51.100.50 lists it"),
                ("handmade/extension.unknown-tag.pcapng", "It has the digit 1 in place of the letter l."),
                ("handmade/421-several-tags.pcapng", "On some of 100rel, precondition only: CHANGE"),
                ("cases/u35-edge-requires-path-registrar-420.pcap", "calls to telephones without path do not come back"),
                ("cases/q33-421-timer-then-422-then-200.pcap", "1 call got a 421 and a 422"),
                ("handmade/hostile-shell.pcapng", "Is it an attack? If not: Ask whoever runs", "It is an attack: change nothing"),
                ("handmade/hostile-bidi.pcapng", "Show frame 2 to whoever looks after the security", "so that it is sip:bob@pbx2.example.net",
                 "Show frame 8 to whoever looks after the security", 'itself writes "100\\u{200b}relx" in its Supported (frame 7)')):
            told = " ".join(sipfix("analyze", CAPTURES / name, "--codes", "all").stdout.split())
            for words in wanted:
                with self.subTest(name, words=words):
                    self.assertIn(words, told)

    def test_usual_names_are_copied_without_a_warning(self):
        for name in ("handmade/moved.permanently.pcapng", "handmade/extension.unknown-tag.pcapng", "cases/25-corex-asr-tgrp.pcap"):
            self.assertNotIn("Is it an attack", sipfix("analyze", CAPTURES / name).stdout)

    def test_the_proof_can_be_pasted(self):
        """The command's words are a file that is there and a frame that holds the answer, whatever its name."""
        for name in ODD_NAMES:
            path = self.put(os.fsdecode(name), EXTENSION)
            with self.subTest(name):
                done = sipfix("analyze", path)
                self.assertEqual(harmful(done.stdout), [])
                command = re.search(r"wireshark (-g .*)", done.stdout)[1]
                shown = subprocess.run(["bash", "-c", f'printf "%s\\n" {command}'], capture_output=True, check=True).stdout
                option, frame, there = shown.split(b"\n", 2)
                self.assertEqual((option, there), (b"-g", os.fsencode(path) + b"\n"))
                status = subprocess.run(["tshark", "-n", "-r", path, "-Y", f"frame.number == {frame.decode()}", "-T",
                                         "fields", "-e", "sip.Status-Code"], capture_output=True, text=True, check=True)
                self.assertEqual(status.stdout.strip(), "421")

    def test_names_that_are_no_text_are_told_apart(self):
        """Also of events that were told elsewhere."""
        names = [b"caf\xe9.pcapng", b"caf\xe8.pcapng", b"caf\\xe9.pcapng"]
        for nth, name in enumerate(names):
            self.put(os.fsdecode(name), (EXTENSION, MOVED, EXTENSION)[nth])
        told = sipfix("analyze", "--format", "ndjson", self.folder).stdout
        self.assertEqual({line.get("capture") for line in map(json.loads, told.splitlines()) if line.get("capture")},
                         {f"{self.folder}/{name}" for name in ("caf\\xe9.pcapng", "caf\\xe8.pcapng", "caf\\x5cxe9.pcapng")})
        events = self.put("events.ndjson", told.encode())
        commands = re.findall(r"wireshark -g \d+ (.*)", sipfix("report", events).stdout)
        self.assertEqual(commands, re.findall(r"wireshark -g \d+ (.*)", sipfix("analyze", self.folder).stdout))
        self.assertGreater(len(commands), 1)
        for command in commands:
            there = subprocess.run(["bash", "-c", f"printf %s {command}"], capture_output=True, check=True).stdout
            self.assertIn(there, {os.fsencode(self.folder) + b"/" + name for name in names})

    def test_nothing_found_is_said(self):
        done = sipfix("analyze", CAPTURES / "plain-call.pcapng")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^No 301 and no 421 in \d+ SIP messages\.")
        self.assertRegex(done.stdout, r"(?m)^Looked      1 capture, \d+ frames")

    def test_no_sip_is_something_else(self):
        done = sipfix("analyze", self.put("arp.pcap", NO_SIP))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue(done.stdout.startswith("No SIP was found"), done.stdout)
        self.assertIn("--decode-as", done.stdout)

    def test_standard_input(self):
        with open(EXTENSION, "rb") as capture:
            done = sipfix("analyze", "-", stdin=capture)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("of standard input", done.stdout)
        self.assertNotIn("wireshark -g", done.stdout)

    def test_folders(self):
        self.put("a.pcapng", EXTENSION)
        self.put("notes.txt", b"hello\n")
        self.put("below/b.pcapng", MOVED)
        flat = sipfix("analyze", self.folder)
        self.assertEqual((flat.returncode, flat.stderr), (0, ""))
        self.assertRegex(flat.stdout, r"(?m)^Looked      1 capture, ")
        self.assertRegex(flat.stdout, r"(?m)^Not read    .*notes\.txt")
        deep = sipfix("analyze", "--recursive", "--jobs", "2", "--no-stitch", self.folder)
        self.assertRegex(deep.stdout, r"(?m)^Looked      2 captures, ")

    def test_who_got_through_another_way_followed_nothing(self):
        text = " ".join(sipfix("analyze", SOURCE / "captures/handmade/301-rescued.pcapng").stdout.split())
        self.assertRegex(text, r"301 in frame 2, another way taken in frame 5, 200 in frame \d+")
        self.assertNotIn("followed in", text)

    def test_a_phrase_of_the_servers_own_is_shown(self):
        text = sipfix("analyze", SOURCE / "captures/cases/y03-push-302-to-the-b2bua-itself.pcap").stdout
        self.assertIn('301 "Push notifications are enabled for unregistered user", go to sip:', " ".join(text.split()))
        self.assertRegex(sipfix("analyze", MOVED).stdout, r"301, go to sip:|new +sip:")

    def test_proof_names_the_frame_of_each_answer(self):
        cases = {  # a password was asked for in between; the same address was asked a second time
            "t10-register-balancer-tcp-nat": "asked again in frame 11, 401 in frame 13, again in frame 15, 200 in frame 17",
            "y03-push-302-to-the-b2bua-itself": "asked again in frame 8, 200 in frame 13",
        }
        for name, words in cases.items():
            with self.subTest(name):
                text = " ".join(sipfix("analyze", SOURCE / f"captures/cases/{name}.pcap").stdout.split())
                self.assertIn(words, text)


class Ndjson(Folder):
    def test_one_event_a_line_with_its_capture(self):
        done, got = events(MOVED, EXTENSION)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual([event["capture"] for event in got], [str(MOVED), str(EXTENSION)])
        self.assertEqual([event["status"] for event in got], [301, 421])
        self.assertEqual({event["schema"] for event in got}, {"sipfix-event/2"})
        self.assertEqual([event["run"] for event in got], [1, 2])

    def test_one_case(self):
        _, both = events(MOVED, EXTENSION)
        prefix = both[1]["case"][:4]
        done, one = events("--case", prefix.upper(), MOVED, EXTENSION)
        self.assertEqual((done.returncode, one), (0, [both[1]]))
        text = sipfix("analyze", "--case", prefix, MOVED, EXTENSION)
        self.assertIn("421 in", text.stdout)
        self.assertNotIn("301 in", text.stdout)
        none = sipfix("analyze", "--case", "00000000", MOVED)
        self.assertEqual(none.returncode, 0)
        self.assertIn("No problem here whose name begins with 00000000.", none.stdout)


class Reading(unittest.TestCase):
    """Options that reach the reading."""

    def test_a_key_log_opens_what_is_encrypted(self):
        capture = CAPTURES / "301-tls-no-keys.pcapng"
        _, without = events(capture)
        self.assertEqual(without, [])
        self.assertRegex(sipfix("analyze", capture).stdout, r"(?m)^Unseen      \d+ encrypted packets .*--keylog FILE")
        done, got = events("--keylog", CAPTURES / "301-tls-no-keys.keylog", capture)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual([event["status"] for event in got], [301])
        self.assertEqual(got[0]["transport"], "tls")

    def test_what_cannot_be_used_is_told(self):
        for options in (["--decode-as", "nonsense"], ["--profile", "no-such-profile"], ["--keylog", "/nonexistent"]):
            with self.subTest(options):
                done = sipfix("analyze", *options, MOVED)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(options[1], done.stderr)


class Strangers(unittest.TestCase):
    def test_hostile_captures_are_shown_safely(self):
        captures = sorted((CAPTURES / "handmade").glob("hostile-*.pcapng"))
        self.assertGreater(len(captures), 5)
        for form in ("text", "ndjson"):
            with self.subTest(form):
                done = sipfix("analyze", "--verbose", "--format", form, *captures)
                self.assertIn(done.returncode, (0, 3))
                self.assertGreater(len(done.stdout), 1000)
                self.assertEqual(harmful(done.stdout), [])
                self.assertEqual(harmful(done.stderr), [])


class ExitStatus(Folder):
    def test_fail_on(self):
        level = json.loads(sipfix("analyze", "--format", "json", MOVED).stdout)["problems"][0]["level"]
        order = ["note", "warn", "error"]
        for wanted in order:
            done = sipfix("analyze", "--fail-on", wanted, MOVED)
            self.assertEqual(done.returncode, 1 if order.index(level) >= order.index(wanted) else 0, wanted)
            self.assertIn("Nothing was lost. 1 thing to improve", done.stdout)
        self.assertEqual(sipfix("analyze", "--fail-on", "note", CAPTURES / "plain-call.pcapng").returncode, 0)

    def test_nothing_could_be_read(self):
        for given in ([self.folder / "missing.pcap"], [self.put("empty.pcap", b"")], [self.folder],
                      [self.put("text.pcap", b"hello\n")]):
            with self.subTest(given):
                done = sipfix("analyze", *given)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn("nothing could be read", done.stderr)

    def test_part_could_not_be_read(self):
        bad = self.put("bad\x1b[31m.pcap", b"hello\n")
        done = sipfix("analyze", "--fail-on", "note", bad, MOVED)
        self.assertEqual(done.returncode, 3)
        self.assertIn(r"bad\x1b[31m.pcap", done.stderr)
        self.assertRegex(done.stdout, r"(?m)^Unreadable  ")
        self.assertEqual(harmful(done.stdout + done.stderr), [])
        quiet = sipfix("analyze", "--quiet", bad, MOVED)
        self.assertEqual((quiet.returncode, quiet.stderr), (3, ""))
        self.assertRegex(quiet.stdout, r"(?m)^Unreadable  ")

    def test_a_cut_capture_is_read_to_the_cut(self):
        whole = MOVED.read_bytes()
        done = sipfix("analyze", self.put("cut.pcapng", whole[:-5]))
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stdout, r"(?m)^Unreadable  .*cut\.pcapng")
        self.assertIn("301", done.stdout)

    def test_an_old_report_outlives_a_failure(self):
        report = self.put("report.html", b"old")
        done = sipfix("analyze", "--format", "html", "--output", report, self.folder / "missing.pcap")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(report.read_bytes(), b"old")
        self.assertEqual(os.listdir(self.folder), ["report.html"])

    def test_a_result_that_cannot_be_written(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([COMMAND, "analyze", MOVED], stdout=full, stderr=subprocess.PIPE, text=True,
                                  env=ENVIRONMENT, check=False, timeout=DEADLINE)
        self.assertEqual(done.returncode, 2)
        self.assertIn("No space left", done.stderr)

    def test_who_does_not_read_the_result_hears_no_complaint(self):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "wb") as nobody:
            done = subprocess.run([COMMAND, "analyze", MOVED], stdout=nobody, stderr=subprocess.PIPE, text=True,
                                  env=ENVIRONMENT, check=False, timeout=DEADLINE)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stderr, "")

    def test_colours_where_a_terminal_has_them(self):
        for environment, wanted in (({"TERM": "xterm"}, True), ({"TERM": "xterm", "NO_COLOR": ""}, True), ({"TERM": "dumb"}, False),
                                    ({"TERM": ""}, False), ({}, False), ({"TERM": "xterm", "NO_COLOR": "1"}, False)):
            ours, theirs = pty.openpty()
            rest = {name: value for name, value in ENVIRONMENT.items() if name not in ("TERM", "NO_COLOR")}
            with subprocess.Popen([COMMAND, "explain", "421"], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
                                  env={**rest, **environment}):
                os.close(theirs)
                shown = b""
                with os.fdopen(ours, "rb", buffering=0) as screen, contextlib.suppress(OSError):  # it ends when nobody writes
                    while piece := screen.read(65536):
                        shown += piece
            self.assertEqual(b"\x1b[" in shown, wanted, environment)


class WhileReading(unittest.TestCase):
    """With a capture on standard input that does not end."""

    def start(self, *options, stderr=subprocess.PIPE):
        process = subprocess.Popen([COMMAND, "analyze", *options, "-"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=stderr, env={**ENVIRONMENT, "TERM": "xterm"})
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(lambda: [file.close() for file in (process.stdin, process.stdout, process.stderr) if file])
        return process

    @staticmethod
    def padding():
        """A block of pcapng that readers skip, larger than any pipe."""
        body = bytes(1 << 20)
        return struct.pack("<II", 0x0BAD, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

    def test_ctrl_c_tells_what_is_known(self):
        process = self.start()
        process.stdin.write(EXTENSION.read_bytes())
        for _ in range(4):  # returns when all but the last of it was read: the reading is under way
            process.stdin.write(self.padding())
            process.stdin.flush()
        started = children(process.pid)  # sipfix-intake and tshark
        self.assertEqual(len(started), 2)
        process.send_signal(signal.SIGINT)
        out, complaints = process.communicate(timeout=DEADLINE)
        self.assertEqual(process.returncode, 3, complaints)
        self.assertRegex(out, rb"^PARTIAL, 1 of 1 capture, stopped before the end\.\s+So\s+far,\s+1 problem\b")
        self.assertEqual([child for child in started if pathlib.Path(f"/proc/{child}").exists()], [])

    def test_progress_is_for_a_terminal(self):
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        process = self.start(stderr=theirs)
        os.close(theirs)
        process.stdin.write(EXTENSION.read_bytes())
        shown, deadline = b"", time.monotonic() + DEADLINE
        while b"so far" not in shown and time.monotonic() < deadline:
            process.stdin.write(self.padding())
            process.stdin.flush()
            if select.select([ours], [], [], 0)[0]:
                shown += os.read(ours, 65536)
        self.assertIn(b"so far", shown)
        out, _ = process.communicate(timeout=DEADLINE)
        self.assertEqual(process.returncode, 0)
        self.assertTrue(out.startswith(b"1 problem"), out)
        self.assertNotIn(b"\x1b", out)
        while select.select([ours], [], [], 0)[0]:
            try:
                shown += os.read(ours, 65536)
            except OSError:  # nobody holds the other end any more
                break
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown[-100:])


class Doctor(unittest.TestCase):
    def test_this_build_is_well(self):
        done = sipfix("doctor")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"(?m)^tshark +\d+\.\d+\.\d+, /")
        self.assertIn("All is well", done.stdout)

    def test_without_an_intake_it_is_ill(self):
        """As after an upgrade: the command is there, and what it needs is not."""
        with tempfile.TemporaryDirectory(prefix="sipfix-test-") as folder:
            alone = shutil.copy(COMMAND, folder)
            done = subprocess.run([alone, "doctor"], capture_output=True, text=True, env=ENVIRONMENT, check=False)
            analysis = subprocess.run([alone, "analyze", MOVED], capture_output=True, text=True, env=ENVIRONMENT,
                                      check=False)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertRegex(done.stdout, r"(?m)^ILL  .*\S")
        self.assertRegex(done.stdout, r"(?m)^DO  .*\S")
        self.assertEqual((analysis.returncode, analysis.stdout), (2, ""))
        self.assertIn("sipfix doctor", analysis.stderr)


if __name__ == "__main__":
    unittest.main()
