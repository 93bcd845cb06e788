#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every command of docs/tutorial.md, typed as it stands there, prints what stands beneath it."""
import os
import sys
import textwrap
import unittest

sys.path.insert(0, os.path.join(os.environ["SIPFIX_SOURCE"], "tools/docs"))

import console  # noqa: E402

PAGE = console.tshark.SOURCE / "docs/tutorial.md"


class Tutorial(unittest.TestCase):
    maxDiff = None

    def test_every_command_prints_what_the_page_shows(self):
        house = console.House()
        commands = console.commands(PAGE.read_text(encoding="utf-8"))
        self.assertGreater(len(commands), 15)
        for command, shown in commands:
            with self.subTest(command):
                self.assertNotEqual(shown, "")
                now = console.shown(house.run(command))
                self.assertMultiLineEqual(textwrap.fill(console.compared(shown)), textwrap.fill(console.compared(now)),
                                          "bring it up to date: ./run docs")

    def test_fits_80_columns(self):
        for _, shown in console.commands(PAGE.read_text(encoding="utf-8")):
            for line in shown.splitlines():
                # A word that is longer is not broken: it is to be pasted.
                self.assertTrue(len(line) <= 80 or " " not in line.strip(), line)

    def test_each_lesson_ends_with_a_question_and_its_answer(self):
        text = PAGE.read_text(encoding="utf-8")
        lessons = [lesson for lesson in text.split("\n## ")[1:] if "\n### " in lesson]
        self.assertEqual(len(lessons), 4)
        for lesson in lessons:
            question = lesson.split("\n### Question\n")[1]
            self.assertRegex(question, r"(?s)\?.*<summary>Answer</summary>")


class Console(unittest.TestCase):
    """The runner itself, on a small page."""

    def test_takes_a_page_apart(self):
        page = "text\n```console\n$ one \\\n  -more\nout\n\nout\n$ two\n```\n```sh\n$ three\n```\n"
        self.assertEqual(console.commands(page), [("one \\\n  -more", "out\n\nout"), ("two", "")])

    def test_writes_what_a_command_prints(self):
        page = "a\n```console\n$ echo one; echo two\n```\nb\n"
        self.assertEqual(console.refreshed(page, console.House()),
                         "a\n```console\n$ echo one; echo two\none\ntwo\n```\nb\n")

    def test_breaks_long_lines_at_blanks(self):
        line = "  " + " ".join(["word"] * 30)
        pieces = console.broken(line)
        self.assertLessEqual(max(map(len, pieces)), 80)
        self.assertEqual(" ".join(" ".join(pieces).split()), line.strip())

    def test_time_taken_does_not_count(self):
        self.assertEqual(console.compared("08:15 UTC, in 0.7 s."), console.compared("08:15 UTC,\n  in 12 s."))
        self.assertNotEqual(console.compared("gone in 32 s"), console.compared("gone in 33 s"))

    def test_a_command_that_fails_is_told(self):
        with self.assertRaisesRegex(RuntimeError, "exit status 3"):
            console.House().run("exit 3")
        with self.assertRaisesRegex(RuntimeError, "no-such-file"):
            console.House().run("tshark -r captures/no-such-file.pcapng")


if __name__ == "__main__":
    unittest.main()
