#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""No report uses a word of SIP that it has not told: each once, where it is used first."""
import configparser
import re
import unittest

from command import SOURCE, sipfix

CAPTURES = SOURCE / "captures"

TERMS = configparser.ConfigParser(interpolation=None, delimiters="=", comment_prefixes="#")
TERMS.optionxform = str
TERMS.read(SOURCE / "src/knowledge/data/terms.ini", encoding="utf-8")

# What readers stumbled over, whatever the list of terms has.
STUMBLED = ("ACK", "PRACK", "RSeq", "Route", "refresher", "Min-SE", "Contact", "codec", "302", "486", "504", "npdi", "provisional answer")

# A number that counts or names something is no status code.
COUNTED = r"(?! m?s\b| call| other| address| bytes|,\d)"


def used(word, text):
    """Whether @text uses @word as the word of SIP that it is."""
    if re.fullmatch(r"\d{3}", word):
        return re.search(rf"(?<![\w@:./%=,-])(?<!frame ){word}(?![\w@%-]|[.:/]\w){COUNTED}", text)
    plural = "s?" if word.islower() and len(word) > 1 else ""
    first = f"[{word[0]}{word[0].upper()}]" if plural else re.escape(word[0])
    return re.search(rf"(?<![\w@:./%=-]){first}{re.escape(word[1:])}{plural}(?![\w@%-]|[.:/]\w)", text)


def blocks(report):
    """The problems of a report, each as one line: nothing but words, explained and used."""
    for block in re.split(r"\n\n(?=\d+ [A-Z]+ )", report)[1:]:
        yield " ".join(block.split("\n\n")[0].split())


class Terms(unittest.TestCase):
    def test_what_readers_stumbled_over_is_a_term(self):
        for word in STUMBLED:
            self.assertIn(word, TERMS)

    def test_no_term_needs_another(self):
        for word in TERMS.sections():
            short = TERMS[word]["short"]
            for other in TERMS.sections():
                if other != word and "tag" not in TERMS[other] and not short.startswith('"'):
                    self.assertFalse(used(other, short), f"{word} = {short}: {other}")

    def test_every_word_is_told_where_it_is_used_first(self):
        done = sipfix("analyze", "--codes", "all", "--no-progress", CAPTURES / "handmade", CAPTURES / "relatives")
        told = set()
        problems = list(blocks(done.stdout))
        self.assertGreater(len(problems), 40)
        for problem in problems:
            told |= {word for word in TERMS.sections() if f"{word} = {TERMS[word]['short']}." in problem}
            for word in TERMS.sections():
                if "tag" in TERMS[word] or word in told:
                    continue
                # What was sent and asked is the capture's own; what is to be pasted is no sentence.
                with self.subTest(word):
                    hit = used(word, re.sub(r"<[^>]*>|sips?:\S+|\w+=\S+|\"[^\"]*\"", "", problem))
                    self.assertIsNone(hit, problem)
        for word in ("INVITE", "421", "PRACK", "Supported"):
            self.assertIn(word, told)

    def test_terse_tells_none(self):
        capture = CAPTURES / "421-100rel-asterisk-sipp.pcapng"
        self.assertIn("INVITE = ", sipfix("analyze", capture).stdout)
        for style in ("text", "markdown", "html"):
            self.assertNotIn("the request that sets up a call", sipfix("analyze", "--terse", "--format", style, capture).stdout)
            self.assertIn("the request that sets up a call", sipfix("analyze", "--format", style, capture).stdout)


if __name__ == "__main__":
    unittest.main()
