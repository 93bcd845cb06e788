#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Words that users read are data (src/knowledge/data), and stand nowhere in the rooms that make reports. Needs the
project's folder in SIPFIX_SOURCE."""
import os
import pathlib
import re
import sys
import unittest

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
sys.path.insert(0, str(SOURCE / "src/knowledge"))
import make_tables  # pylint: disable=wrong-import-position

PHRASES = SOURCE / "src/knowledge/data/phrases.ini"
CHECKS = SOURCE / "src/knowledge/data/checks.ini"
# Where no words stand. In the command's own rooms usage errors, and what tells how far it is, may.
WORDLESS = ("src/core", "src/problems", "src/mask", "plugin/show")
# What looks like words, and is for programs.
FOR_PROGRAMS = {
    "extension.required then-refused", "extension.required later",  # a part of the digest that names a case
    r"known %s %s\n", r"count %s %u\n",  # what sipfix-intake tells sipfix
    "IN IP4 ", "IN IP6 ", "m=audio ", "m=video ",  # of SDP
    "Own Words", r"\"left out\"",  # what stands in a masked message in place of a stranger's words
}
# Where what goes wrong is said, and how an advice begins.
TROUBLED = ("src/reading", "src/intake", "src/analyzer/cli", "src/analyzer/events", "src/analyzer/output", "src/analyzer/routes")
ADVICE = "(?:allow|give|install|unpack|analy[sz]e|pipe|open|make|put|use|try|start|write|name|choose)(?= [a-z%-])"
LITERAL = r'"((?:[^"\\\n]|\\.)*)"'


def code_of(path):
    """A C file without its comments, includes and single characters; lines stay where they are."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", lambda found: "\n" * found[0].count("\n"), path.read_text(encoding="utf-8"),
                  flags=re.DOTALL)
    return re.sub(r"^\s*#include.*$|'(?:[^'\\]|\\.)'", "", text, flags=re.MULTILINE)


def c_files(room):
    return sorted(path for path in (SOURCE / room).rglob("*.[ch]"))


def is_wordy(literal):
    """Two words with a blank between, or one beside a blank."""
    return re.search(r"[A-Za-z]{2,}[,.:;)]? +[A-Za-z]{2,}|\b[a-z]{2,} (?=$|%)|(?:^|%s) [(a-z]+[a-z]", literal)


def advises_behind(line):
    """What begins with something else, and goes on with what to do."""
    return re.search(rf"[:;(,] ?(?:{ADVICE}|chmod|ulimit)\b", line) and not re.match(ADVICE, line, re.IGNORECASE)


class Words(unittest.TestCase):
    phrases = make_tables.stanzas(PHRASES)

    def test_an_act_names_its_element_and_somebody_to_ask(self):
        """Where a change is made stands first in its sentence; a maker alone is nobody where no message names a product."""
        for check, (_, keys) in make_tables.stanzas(CHECKS).items():
            for key, (_, value) in keys.items():
                with self.subTest(f"[{check}] {key}"):
                    if re.match(r"fix\.[\w-]+\.text", key):
                        self.assertRegex(value, r"^(?:At |On the way from |Where \{headers\} is written)")
                    self.assertNotRegex(value, r"\b(?:[Aa]sk|to) the maker of \{|\? Ask its maker\b")

    def test_no_words_in_the_code_of_reports(self):
        for room in WORDLESS:
            for path in c_files(room):
                text = code_of(path)
                for literal in re.finditer(LITERAL, text):
                    if is_wordy(literal[1]) and literal[1] not in FOR_PROGRAMS:
                        line = text.count("\n", 0, literal.start()) + 1
                        self.fail(f'{path.relative_to(SOURCE)}:{line}: "{literal[1]}" belongs into src/knowledge/data')

    def test_words_would_be_found(self):
        for words in ("no closing >", "for good", ", before it ", " (no answer)", "Takes effect with %s.", " and ", "no %s header"):
            self.assertTrue(is_wordy(words), words)
        for literal in ("%s%s: %s", "extension.required", ", ", "%Y-%m-%d", " -> ", "[a-z]"):
            self.assertFalse(is_wordy(literal), literal)

    def test_a_cause_is_no_advice(self):
        """What would help stands on a line of its own, in all that goes wrong (reading/trouble_words.h)."""
        for room in TROUBLED:
            for path in c_files(room):
                for literal in re.findall(LITERAL, re.sub(r'"\s*\n\s*"', "", code_of(path))):
                    for line in [] if path.name == "doctor.c" else literal.split(r"\n"):  # that one prints a page
                        self.assertFalse(advises_behind(line), f'{path.relative_to(SOURCE)}: "{line}"')
        for line in ("too few files: allow more", "too few files (ulimit -n)", "it is old; install it again", "Is it there, give it"):
            self.assertTrue(advises_behind(line), line)
        for line in ("Allow more: ulimit -n", "Unpack it first: xz -d", "no room in %s (%s)", "cannot be read: %s"):
            self.assertFalse(advises_behind(line), line)

    def test_phrases_that_are_asked_for_are_there(self):
        asked = set()
        for path in c_files("src") + c_files("plugin"):
            text = code_of(path)
            for stanza, key in re.findall(rf"sf_phrase(?:_with)?\(\s*{LITERAL},\s*{LITERAL}", text):
                asked.add((stanza, key))
                self.assertIn(key, self.phrases.get(stanza, (0, {}))[1], f"{path.relative_to(SOURCE)}: [{stanza}]")
            for key in re.findall(rf"(?:sf_told\(\w[^,]*|told_of\(page),\s*{LITERAL}", text):
                self.assertIn(key, self.phrases["tree"][1], path.relative_to(SOURCE))
        self.assertTrue(asked)

    def test_each_flaw_has_words(self):
        flaws = set()
        for path in c_files("src/core/grammar"):
            for statement in code_of(path).split(";"):
                if re.search(r"\bflaw\b|\breason\b", statement):
                    flaws.update(re.findall(r'"([a-z0-9-]{3,})"', statement))
        self.assertEqual(flaws, set(self.phrases["flaw"][1]))

    def test_each_number_of_a_frame_is_called_one(self):
        # Such numbers are tshark's; the command writes those of the files in their place, and finds them by this word.
        for stanza, (_, keys) in make_tables.stanzas(CHECKS).items():
            for key, (line, value) in keys.items():
                if stanza == "moved.conflict" and key.endswith((".captures", ".back")):
                    continue  # the command's own, with the place in words
                words = re.sub(r"\s+", " ", value)
                for found in re.finditer(r"(\w*)[\s\[]*\{(?:\w+_)?frame\}", words):
                    with self.subTest(f"checks.ini:{line}: [{stanza}] {key}"):
                        self.assertEqual(found[1], "frame", words[max(found.start() - 40, 0):found.end()])

    def test_each_phrase_is_asked_for(self):
        literals = set()
        for path in c_files("src") + c_files("plugin"):
            literals.update(re.findall(LITERAL, code_of(path)))
        for stanza, (line, keys) in self.phrases.items():
            if stanza == "plain":  # by the names of placeholders
                continue
            for key, (line, _) in keys.items():
                self.assertIn(key, literals, f"phrases.ini:{line}: [{stanza}] nobody asks for {key}")


if __name__ == "__main__":
    unittest.main()
