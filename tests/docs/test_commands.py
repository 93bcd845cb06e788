#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every display filter and every command in README.md and docs/guide.md works, as it stands there, on a capture of the
project. Paths are names for the reader's own; they stand for that capture here. (The tutorial has a test of its own.)"""
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.environ["SIPFIX_SOURCE"], "tests/plugin"))

import tshark  # noqa: E402

COMMAND = os.environ["SIPFIX_COMMAND"]
PAGES = ("README.md", "docs/guide.md")
CAPTURE = "421-baresip-client.pcapng"
# Of other programs; without an end; or of a system that the reader has.
ELSEWHERE = re.compile(r"^(tcpdump|mkdir|\./run|sipfix (watch|doctor)|apt-get|cmake|wireshark)\b|^[A-Z]+=")
# What stands for the reader's logs.
LOG = """<--- Received SIP request (200 bytes) from UDP:192.0.2.1:5060 --->
OPTIONS sip:example.net SIP/2.0
Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1
From: <sip:a@example.net>;tag=1
To: <sip:example.net>
Call-ID: 1@example.net
CSeq: 1 OPTIONS
Content-Length: 0

"""


def text(page):
    return (tshark.SOURCE / page).read_text(encoding="utf-8")


def filters():
    """What stands in the tables of filters: their rows have the filter in backticks."""
    for page in PAGES:
        for row in re.findall(r"^\|.*\|$", text(page), re.MULTILINE):
            for found in re.findall(r"`(sipfix(?:\.[\w.-]+)?(?: (?:==|>) [^`]+)?)`", row):
                if not re.search(rf"^\| `{re.escape(found)}` \|.*\|.*\|.*\|$", row) and " | " in row:
                    yield page, found


def commands():
    """The lines of the blocks of sh, each with its page."""
    for page in PAGES:
        for block in re.findall(r"^```sh\n(.*?)^```$", text(page), re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                if line and not line.startswith("#") and not ELSEWHERE.search(line):
                    yield page, line


class Commands(unittest.TestCase):
    def test_filters(self):
        preferences = {"sipfix.window", "sipfix.texts", "sipfix.floor", "sipfix.codes", "sipfix.tags", "sipfix.info"}
        path = tshark.stage(CAPTURE)
        found = [(page, one) for page, one in filters() if one not in preferences]
        self.assertGreater(len(found), 12)
        for page, display_filter in found:
            with self.subTest(page, filter=display_filter):
                tshark.run("-2", "-r", path, "-Y", display_filter)

    def words(self, line):
        """A command line with the reader's paths replaced; comments are the reader's."""
        here = str(tshark.SOURCE / "captures" / CAPTURE)
        words = shlex.split(line, comments=True)
        log = self.folder / "some.log"
        log.write_text(LOG, encoding="utf-8")
        out = [str(self.folder / word.rsplit("/", 1)[-1])
               if before in ("--output", "-o") or word.endswith(".json") else
               str(log) if word.startswith("/var/log") or word.endswith(".log") else
               here if word.startswith("/pcaps") or word.endswith(".pcapng") else word
               for before, word in zip(["", *words], words)]
        return out

    def test_commands(self):
        found = list(commands())
        self.assertGreater(len(found), 20)
        with tempfile.TemporaryDirectory(prefix="sipfix-test-") as folder:
            self.folder = tshark.pathlib.Path(folder)
            staged = str(tshark.stage(CAPTURE))
            for page, line in found:
                with self.subTest(page, command=line):
                    program, *arguments = self.words(line)
                    if program == "tshark":
                        tshark.run(*[staged if word.endswith(".pcapng") else word for word in arguments])
                        continue
                    self.assertEqual(program, "sipfix")
                    done = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False,
                                          env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
                    self.assertIn(done.returncode, (0, 1), done.stderr)


if __name__ == "__main__":
    unittest.main()
