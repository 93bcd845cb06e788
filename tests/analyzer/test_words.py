#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the command says without reading a capture: help, wrong words, explain, compare."""
import configparser
import fcntl
import os
import pathlib
import pty
import re
import shutil
import struct
import subprocess
import tempfile
import termios
import unittest

from command import COMMAND, ENVIRONMENT, SOURCE, sipfix

COMMANDS = ("analyze", "report", "diff", "routes", "watch", "convert", "explain", "compare", "doctor")


def stanzas(shelf):
    """Names in a data file of the knowledge."""
    text = (SOURCE / "src/knowledge/data" / f"{shelf}.ini").read_text(encoding="utf-8")
    return re.findall(r"^\[(.+)\]$", text, re.MULTILINE)


def on_terminal(*arguments, columns, **environment):
    """What a terminal of that many columns gets from the command."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, columns, 0, 0))
    with subprocess.Popen([COMMAND, *arguments], stdout=theirs, stdin=subprocess.DEVNULL,
                          env={**ENVIRONMENT, "TERM": "xterm", **environment}) as process:
        os.close(theirs)
        got = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            got += part
            if not part:
                break
    os.close(ours)
    return process.returncode, got.decode().replace("\r\n", "\n")


class Help(unittest.TestCase):
    def test_help_everywhere(self):
        for words in (["--help"], ["-h"], *([name, "--help"] for name in COMMANDS),
                      *([name, "-h"] for name in COMMANDS)):
            with self.subTest(words):
                done = sipfix(*words)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue(done.stdout.startswith("Usage: sipfix "), done.stdout)
                self.assertTrue(done.stdout.endswith("\n"))
                self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)

    def test_version_everywhere(self):
        version = re.search(r"project\(sipfix VERSION ([\d.]+)", (SOURCE / "CMakeLists.txt").read_text())[1]
        for words in (["--version"], *([name, "--version"] for name in COMMANDS)):
            with self.subTest(words):
                done = sipfix(*words)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, f"sipfix {version}\n", ""))

    def test_the_list_of_commands_is_whole(self):
        told = re.findall(r"^  (\w+) +[A-Z]", sipfix("--help").stdout, re.MULTILINE)
        self.assertEqual(tuple(told), COMMANDS)

    def test_the_manual_tells_every_option(self):
        manual = (SOURCE / "docs/sipfix.1").read_text(encoding="utf-8").replace("\\-", "-")
        for name in COMMANDS:
            for option in re.findall(r"--[\w-]+", sipfix(name, "--help").stdout):
                with self.subTest(name, option=option):
                    self.assertIn(option, manual)

    def test_help_of_a_word_is_its_own(self):
        for name in COMMANDS:
            self.assertEqual(sipfix("help", name).stdout, sipfix(name, "--help").stdout)
        for words in (["help"], ["help", "help"], ["help", "--help"], ["-h"]):
            self.assertEqual(sipfix(*words).stdout, sipfix("--help").stdout, words)

    def test_a_letter_means_one_thing(self):
        meanings = {}
        for name in COMMANDS:
            for letter, option in re.findall(r"^  (-\w), (--[a-z-]+)", sipfix(name, "--help").stdout, re.MULTILINE):
                self.assertEqual(meanings.setdefault(letter, option), option, name)
        self.assertEqual(meanings["-f"], "--format")

    @unittest.skipUnless(shutil.which("man"), "no man here")
    def test_the_manual_has_no_faults(self):
        page = SOURCE / "docs/sipfix.1"
        done = subprocess.run(["man", "--warnings", "-l", page], capture_output=True, text=True, check=False,
                              env={**ENVIRONMENT, "MANWIDTH": "80"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("EXIT STATUS", done.stdout)


class WrongUse(unittest.TestCase):
    """Exit status 2, nothing on standard output, the nearest right word."""

    ROWS = (
        ([], "Usage: sipfix COMMAND"),
        (["anlyze"], "Did you mean 'analyze'?"),
        (["xyzzy"], "unknown command 'xyzzy'"),
        (["--frob"], "unknown option '--frob'"),
        (["analyze"], "which captures?"),
        (["analyze", "--fromat", "html", "x"], "Did you mean '--format'?"),
        (["analyze", "--recursve=1", "x"], "Did you mean '--recursive'?"),
        (["analyze", "-x", "y"], "unknown option '-x'"),
        (["analyze", "--format", "htlm", "x"],
         "unknown format 'htlm'\n  Choose one of text, json, ndjson, csv, markdown, html, openmetrics.\n  Did you mean 'html'?"),
        (["analyze", "--format", "xml", "x"], "text, json, ndjson, csv, markdown, html, openmetrics"),
        (["analyze", "--fail-on", "eror", "x"], "Did you mean 'error'?"),
        (["analyze", "--fail-on", "chat", "x"], "note, warn, error"),
        (["analyze", "--case", "7c1", "x"], "4 to 8 digits"),
        (["analyze", "--case", "7c1g", "x"], "hexadecimal"),
        (["analyze", "--jobs", "many", "x"], "--jobs"),
        (["analyze", "--jobs", "-1", "x"], "--jobs"),
        (["analyze", "--output"], "--output"),
        (["analyze", "--output=", "x"], "--output: an empty name"),
        (["analyze", "--evidence", "", "x"], "--evidence: an empty name"),
        (["analyze", "--output", "/nonexistent/report", "x"], "/nonexistent"),
        (["explain"], "--list"),
        (["explain", "--lst"], "Did you mean '--list'?"),
        (["explain", "--list", "301"], "either a word or --list"),
        (["explain", "100rl"], "Did you mean '100rel'?"),
        (["explain", "moved.slef"], "Did you mean 'moved.self'?"),
        (["explain", "xyzzyxyzzy"], "nothing is known as 'xyzzyxyzzy'"),
        (["compare", "301"], "two status codes"),
        (["compare", "301", "421", "302"], "two status codes"),
        (["compare", "301", "301"], "different"),
        (["compare", "301", "6088"], "Did you mean '608'?"),
        (["diff"], "Give OLD and NEW"),
        (["diff", "before.json"], "Give OLD and NEW"),
        (["diff", "before.json", "after.json", "x"], "Give OLD and NEW"),
        (["help", "analyze", "routes"], "unknown argument 'routes'"),
        (["help", "xyzzy"], "unknown command 'xyzzy'"),
        (["analyze", "-rx", "y"], "unknown option '-rx'"),
        (["analyze", "-jx", "y"], "-j x: no whole number"),
        (["analyze", "--jobs", "99999999999", "y"], "--jobs 99999999999: out of bounds"),
        (["analyze", "--codes", "421,200", "x"], "no such code: 200\n  Give numbers"),
        (["explain", "421", "301"], "sipfix compare 421 301"),
        (["convert"], "which log?"),
        (["convert", "absent"], "absent: cannot be opened"),
        (["watch", "-i", "lo", "-f", "port 5060"], "unknown format 'port 5060'\n  Choose one of text, ndjson.\n"
                                                   "  A capture filter is given by --filter: --filter 'port 5060'"),
        (["watch", "-i", "lo", "--buffer", "0"], "--buffer 0 is out of bounds\n  Give 1 to"),
        (["doctor", "please"], "unknown argument 'please'"),
    )

    def test_what_is_wrong_is_told(self):
        for words, told in self.ROWS:
            with self.subTest(words):
                done = sipfix(*words)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(told, done.stderr)

    def test_what_would_help_stands_below(self):
        for words, _ in self.ROWS[1:]:
            with self.subTest(words):
                cause, *remedies = sipfix(*words).stderr.splitlines()
                self.assertRegex(cause, r"^sipfix[ \w]*: ")
                self.assertNotRegex(cause, r"(?i)\b(give|choose|try|sipfix \w+ \S)|;", "a remedy beside its cause")
                for remedy in remedies:
                    self.assertRegex(remedy, r"^  \S")

    def test_words_that_cannot_be_written(self):
        for words in (["--help"], ["--version"], ["analyze", "--help"], ["explain", "421"], ["compare", "301", "302"],
                      ["doctor"]):
            with self.subTest(words), open("/dev/full", "wb") as full:
                done = subprocess.run([COMMAND, *words], stdout=full, stderr=subprocess.PIPE, text=True,
                                      env=ENVIRONMENT, check=False)
                self.assertEqual((done.returncode, done.stderr),
                                 (2, "sipfix: cannot write the result: No space left on device\n"))

    def test_a_capture_is_no_command(self):
        capture = SOURCE / "LICENSE"
        done = sipfix(capture)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn(f"is no command\n  For a capture: sipfix analyze {capture}\n", done.stderr)

    def test_a_value_may_stand_at_its_letter(self):
        capture = SOURCE / "captures/421-mended.pcapng"
        for words in (["-fjson"], ["-rfjson"], ["-qfjson", "-j2"], ["-f=json"], ["-r", "-fjson", "--jobs", "2"]):
            with self.subTest(words):
                done = sipfix("analyze", *words, capture)
                self.assertEqual((done.returncode, done.stdout[:1]), (0, "{"), done.stderr)
        with tempfile.TemporaryDirectory() as folder:  # what is a value already stays whole
            done = sipfix("analyze", "-o", "-fjson", capture, cwd=folder)
            self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
            self.assertEqual(os.listdir(folder), ["-fjson"])
        self.assertIn("-fjson: cannot be opened", sipfix("analyze", "--", "-fjson").stderr)

    def test_a_folder_without_captures_says_what_is_in_it(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder)
            self.assertEqual(sipfix("analyze", path).stderr,
                             f"sipfix analyze: nothing could be read: no capture in {path}\n")
            for name in "abcde":
                (path / f"{name}.txt").write_text("")
            (path / "below").mkdir()
            self.assertEqual(sipfix("analyze", path).stderr,
                             f"sipfix analyze: nothing could be read: no capture in {path}\n"
                             f"  Not read, by name: {path}/a.txt, {path}/b.txt, {path}/c.txt and 2 more\n"
                             "  A file that is given itself is read, whatever its name.\n"
                             "  --recursive looks into the folders below.\n")

    def test_words_are_shown_safely(self):
        for words in (["\x1b[31m"], ["explain", "\x1b[31m"], ["analyze", "--format", "\x1b[31m", "x"],
                      ["analyze", "--\x1b[31m"], ["explain", b"\xff\x1b".decode(errors="surrogateescape")]):
            with self.subTest(words):
                done = sipfix(*words)
                self.assertEqual(done.returncode, 2)
                self.assertNotIn("\x1b", done.stderr)
                self.assertIn(r"\x1b", done.stderr)


class Explain(unittest.TestCase):
    def test_everything_known_is_explained(self):
        for shelf in ("codes", "tags", "checks", "fields", "warnings"):
            for word in stanzas(shelf):
                with self.subTest(word):
                    done = sipfix("explain", word)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertIn(word, done.stdout.splitlines()[0])
                    self.assertGreater(len(done.stdout.splitlines()), 3)
                    self.assertNotRegex(done.stdout, r"\{\w+\}|\[\[|\]\]|\(null\)")
                    # Addresses of pages may be longer: they are to be opened.
                    for line in done.stdout.splitlines():
                        if "https://" not in line and " " in line.strip():
                            self.assertLessEqual(len(line), 80, line)

    def test_the_list_has_every_word(self):
        done = sipfix("explain", "--list")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        listed = re.findall(r"^  (\S+)  ", done.stdout, re.MULTILINE)
        wanted = [word for shelf in ("codes", "tags", "checks", "fields", "warnings", "products")
                  for word in stanzas(shelf)]
        logs = [word for word in stanzas("logs") if word != "parts" and not word.startswith("time.")]
        self.assertEqual(listed, [*wanted, "logs", *logs])

    def test_words_that_mean_the_same(self):
        for one, other in (("100rel", "100REL"), ("301", "moved permanently"), ("421", "Extension Required"),
                           ("421", "421 extension required")):
            with self.subTest(other):
                head = sipfix("explain", one).stdout.split("\n\n")[0]
                self.assertTrue(head)
                self.assertEqual(sipfix("explain", *other.split()).stdout.split("\n\n")[0], head)

    def test_a_word_of_several_kinds(self):
        told = sipfix("explain", "301").stdout
        self.assertIn("301 Moved Permanently  (status code", told)
        self.assertIn("warn-code", told)

    def test_logs_tell_how_they_are_switched_on(self):
        logs = configparser.ConfigParser(interpolation=None, delimiters="=", strict=False)
        logs.read(SOURCE / "src/knowledge/data/logs.ini", encoding="utf-8")
        every = " ".join(sipfix("explain", "logs").stdout.split())
        for name, log in logs.items():
            if "title" not in log:
                continue
            with self.subTest(name):
                one = " ".join(sipfix("explain", name).stdout.split())
                for words in (log["title"], log["how"]):
                    self.assertIn(words, every)
                    self.assertIn(words, one)
        self.assertEqual(sipfix("explain", "time.iso").returncode, 2)

    def test_a_check_tells_its_fixes(self):
        told = sipfix("explain", "extension.required").stdout
        self.assertIn("How to fix it\n  At the side that answered:", told)
        self.assertIn("Or\n  At the side that asked:", told)
        self.assertIn("https://www.rfc-editor.org/rfc/rfc3261#section-21.4.16", told)


class Compare(unittest.TestCase):
    def test_301_and_421_side_by_side(self):
        done = sipfix("compare", "301", "421")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"(?m)^ +301 Moved Permanently +421 Extension Required$")
        self.assertRegex(done.stdout, r"(?m)^Class +redirection +request failure$")
        self.assertIn("301 is about the address, 421 about abilities.", done.stdout)
        for row in ("Says", "Seen when", "Client", "Fix, at", "Server"):
            self.assertRegex(done.stdout, rf"(?m)^{row}\b")
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)

    def test_either_order_and_any_pair(self):
        codes = stanzas("codes")
        for one, other in (("421", "301"), ("301", "302"), ("420", "421"), ("404", "603"), ("180", "183"),
                           (codes[0], codes[-1])):
            with self.subTest(one, other=other):
                done = sipfix("compare", one, other)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertRegex(done.stdout, rf"(?m)^ +{one} .*{other} ")
                self.assertNotIn("(null)", done.stdout)
                self.assertRegex(done.stdout, r"The difference\n  \S")

    def test_the_words_of_a_pair_do_not_hang_on_its_order(self):
        one, other = (sipfix("compare", *pair).stdout.split("\n\n")[0] for pair in (("301", "302"), ("302", "301")))
        self.assertEqual(one, other)


class Terminal(unittest.TestCase):
    def test_the_page_is_as_wide_as_the_terminal(self):
        for columns, widest in ((60, 60), (72, 72), (120, 100)):
            with self.subTest(columns):
                status, told = on_terminal("explain", "421", columns=columns, NO_COLOR="1")
                lines = [line for line in told.splitlines() if "https://" not in line]
                self.assertEqual(status, 0)
                self.assertLessEqual(max(map(len, lines)), widest)
                self.assertGreater(max(map(len, lines)), widest - 12)

    def test_colour_on_a_terminal_only(self):
        self.assertIn("\x1b[1m", on_terminal("explain", "421", columns=80)[1])
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            self.assertNotIn("\x1b", on_terminal("explain", "421", columns=80, **environment)[1])
        self.assertIn("\x1b[1m", on_terminal("explain", "421", columns=80, NO_COLOR="")[1])
        self.assertNotIn("\x1b", sipfix("explain", "421").stdout)

    def test_a_reader_that_leaves_early(self):
        """`sipfix explain --list | head -1` must not complain."""
        ours, theirs = os.pipe()
        os.close(ours)
        done = subprocess.run([COMMAND, "explain", "--list"], stdout=theirs, stderr=subprocess.PIPE, text=True,
                              env=ENVIRONMENT, check=False)
        os.close(theirs)
        self.assertEqual(done.stderr, "")


if __name__ == "__main__":
    unittest.main()
