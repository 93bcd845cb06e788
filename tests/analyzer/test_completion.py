#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Completion: what `sipfix --complete` offers, held against --help and against what the commands take; and bash,
zsh and fish, which ask it."""
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from command import COMMAND, SOURCE, sipfix

SHARE = SOURCE / "share/completion"
DEADLINE = 300  # seconds; only a test that fails waits so long


def offered(*words):
    done = sipfix("--complete", *words)
    assert (done.returncode, done.stderr) == (0, ""), done
    return [line.split("\t")[0] for line in done.stdout.splitlines()]


def commands():
    return re.findall(r"(?m)^  ([a-z]+) +\S", sipfix("--help").stdout.split("Options:")[0])


def options(command):
    """The long options that the help tells, with = where they take a value; and the values' names."""
    shown = sipfix(command, "--help").stdout
    return {f"--{name}{'=' if value else ''}": value
            for name, value in re.findall(r"(?m)^  (?:-\w, )?--([a-z-]+)(?:=(\S+))?", shown)}


class Offered(unittest.TestCase):
    def test_commands(self):
        self.assertGreater(len(commands()), 4)
        self.assertEqual(offered(""), commands())
        self.assertEqual(offered("ro"), ["routes"])
        self.assertEqual(offered("--"), ["--help", "--version"])
        self.assertEqual((offered("nothing", ""), offered()), ([], []))

    def test_every_option_of_every_command(self):
        for command in commands():
            with self.subTest(command):
                told = options(command)
                self.assertIn("--help", told)
                self.assertEqual(offered(command, "--"), list(told))

    def test_every_option_of_few_words_has_them(self):
        """And the command takes each: the complaint is about the file, not about the word."""
        for command in commands():
            for option, value in options(command).items():
                if value not in ("FORMAT", "TABLE", "LEVEL", "REASON,..."):
                    continue
                words = offered(command, option)
                self.assertGreater(len(words), 1, f"{command} {option}")
                self.assertEqual([option + word for word in offered(command, option[:-1], "")], words)
                for word in words:
                    extra = ["--format=csv"] if option == "--table=" else []
                    paths = ["/nonexistent/x.pcap"] * (2 if command == "diff" else 1)
                    done = sipfix(command, word, *extra, *paths)
                    self.assertNotRegex(done.stderr, "unknown (format|table|level|reason)", word)
                    self.assertIn("/nonexistent", done.stderr)

    def test_a_list_is_completed_at_its_end(self):
        self.assertEqual(offered("routes", "--include=once,pri"), ["--include=once,private"])
        self.assertEqual(offered("routes", "--include", "once,pri"), ["once,private"])

    def test_files_and_folders(self):
        for words in (["analyze", ""], ["analyze", "-r", "cap"], ["routes", "-o", ""], ["routes", "--keylog=a"],
                      ["analyze", "--", "-x"]):
            self.assertEqual(offered(*words), [":files"], words)
        self.assertEqual(offered("doctor", ""), [])
        self.assertEqual(offered("analyze", "--jobs", ""), [])

    def test_words_to_explain(self):
        listed = set(re.findall(r"(?m)^  (\S+)", sipfix("explain", "--list").stdout))
        words = offered("explain", "")
        self.assertGreater(len(words), 150)
        self.assertEqual({word for word in words if word not in listed}, set())
        for word in words[::20]:
            self.assertEqual(sipfix("explain", word).returncode, 0, word)
        self.assertIn("421", offered("compare", "301", "4"))


class Shell(unittest.TestCase):
    """A real shell at a terminal: words, a tab, and what the line has become."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))
        (self.folder / "bin").mkdir()
        (self.folder / "bin/sipfix").symlink_to(COMMAND)
        (self.folder / "trunk.pcapng").touch()
        self.environment = {"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "HOME": str(self.folder), "TERM": "dumb",
                            "LC_ALL": "C.UTF-8", "PS1": "> "}

    def start(self, *arguments):
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(self.folder)
            os.execvpe(arguments[0], arguments, self.environment)
        self.addCleanup(self.end)

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)

    def say(self, text):
        os.write(self.terminal, text.encode())

    def until(self, pattern):
        """What the terminal shows, up to the pattern."""
        shown, end = "", time.monotonic() + DEADLINE
        while not re.search(pattern, shown):
            left = end - time.monotonic()
            self.assertGreater(left, 0, f"no {pattern!r} in {shown!r}")
            if select.select([self.terminal], [], [], left)[0]:
                shown += os.read(self.terminal, 4096).decode(errors="replace")
        return shown

    def line(self, typed):
        """What `typed` and a tab make of the line: the shell is made to print it."""
        self.say(f"{typed}\t\x01printf '[%s]' \x05\n")
        words = re.search(r"\r\n((?:\[[^\]]*\])+)", self.until(r"\r\n(?:\[[^\]]*\])+"))[1]
        return re.findall(r"\[([^\]]*)\]", words)

    LINES = [("sipfix rou", ["sipfix", "routes"]), ("sipfix routes --form", ["sipfix", "routes", "--format="]),
             ("sipfix routes --format=as", ["sipfix", "routes", "--format=asterisk"]),
             ("sipfix routes --format kam", ["sipfix", "routes", "--format", "kamailio"]),
             ("sipfix explain moved.conf", ["sipfix", "explain", "moved.conflict"]),
             ("sipfix analyze tru", ["sipfix", "analyze", "trunk.pcapng"]),
             ("sipfix analyze --output=tru", ["sipfix", "analyze", "--output=trunk.pcapng"])]

    @unittest.skipUnless(os.path.exists("/usr/share/bash-completion/bash_completion"), "no bash-completion")
    def test_bash(self):
        self.start("bash", "--norc", "--noprofile", "-i")
        self.say(f". /usr/share/bash-completion/bash_completion; . '{SHARE}/sipfix.bash'; echo rea''dy\n")
        self.until("ready")
        for typed, line in self.LINES:
            self.assertEqual(self.line(typed), line)

    @unittest.skipUnless(shutil.which("zsh"), "no zsh")
    def test_zsh(self):
        self.start("zsh", "-f", "-i")
        self.say(f"fpath=('{SHARE}' $fpath); autoload -Uz compinit; compinit -u -D; unsetopt zle_bracketed_paste; "
                 "echo rea''dy\n")
        self.until("ready")
        for typed, line in self.LINES:
            self.assertEqual(self.line(typed), line)

    @unittest.skipUnless(shutil.which("fish"), "no fish")
    def test_fish(self):
        for typed, line in self.LINES:
            asked = subprocess.run(["fish", "--no-config", "-c", f"source '{SHARE}/sipfix.fish'; complete -C '{typed}'"],
                                   env=self.environment, cwd=self.folder, capture_output=True, text=True, check=True)
            words = [word.split("\t")[0] for word in asked.stdout.splitlines()]
            self.assertEqual(words, [line[-1]], typed)


if __name__ == "__main__":
    unittest.main()
