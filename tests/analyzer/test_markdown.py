#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix analyze --format markdown`, read as GitHub reads it (cmark-gfm)."""
import html.parser
import shutil
import subprocess
import unicodedata
import unittest

import mermaid
from command import SOURCE, sipfix

CAPTURES = SOURCE / "captures"
HANDMADE = CAPTURES / "handmade"
HOSTILE = sorted(HANDMADE.glob("hostile-*.pcapng"))


def report(*arguments):
    done = sipfix("analyze", "--format", "markdown", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Page(html.parser.HTMLParser):
    """Elements and words of what the reader of a ticket sees."""

    def __init__(self, markdown):
        super().__init__()
        self.elements, self.words, self.links, self.code = [], [], [], 0
        self.outside = []  # words that are no code
        done = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "strikethrough", "-e", "autolink", "-e",
                               "tasklist", "-e", "footnotes"], input=markdown, capture_output=True, text=True, check=True)
        self.feed(done.stdout)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.code += tag == "code"
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag):
        self.code -= tag == "code"

    def handle_data(self, data):
        self.words.append(data)
        if not self.code:
            self.outside.append(data)


class Content(unittest.TestCase):
    def test_a_421(self):
        text = report(HANDMADE / "421-basic.pcapng")
        self.assertTrue(text.startswith("# SIP 301 and 421\n\n1 problem. It cost 1 call.\n\n## 1. LOST 1 call"))
        for wanted in ("sent      Supported: timer, path, replaces\nanswered  421, Require: 100rel\n", "**First:** Ask whoever runs 198.51.100.20", "- No: Change (at 198.51.100.20)\n", "**Change** At 198.51.100.20", "**Or** At 203.0.113.5",
                       "**Proof** INVITE in frame 1, 421 in frame 3", "```sh\nwireshark -g 3 ", "Problem `f1aa7e16`", "- **Looked** 1 capture"):
            self.assertIn(wanted, text)

    def test_the_example_is_drawn(self):
        diagram, = mermaid.blocks(report(HANDMADE / "421-basic.pcapng"))
        self.assertEqual(list(diagram.elements.values()),
                         ["203.0.113.5 (example-phone/1.0)", "198.51.100.20 (example-pbx/1.0)"])
        self.assertEqual([text for _, _, text in diagram.messages],
                         ["INVITE, frame 1", "100 Trying, frame 2", "421 Extension Required, frame 3", "ACK, frame 4"])
        self.assertEqual(diagram.marked, [2])

    def test_the_same_bytes_again(self):
        captures = sorted(CAPTURES.glob("301-*.pcapng"))[:5]
        self.assertEqual(report("--jobs", "1", *captures), report("--jobs", "4", *captures))

    def test_nothing_found(self):
        text = report(CAPTURES / "plain-call.pcapng")
        self.assertIn("No 301 and no 421", text)
        self.assertNotIn("mermaid", text)


class Diagrams(unittest.TestCase):
    def test_every_diagram_is_well_formed(self):
        text = report("--verbose", *CAPTURES.glob("*.pcapng"))
        diagrams = mermaid.blocks(text)
        self.assertGreater(len(diagrams), 5)
        self.assertEqual(len(diagrams), text.count("```mermaid"))
        for diagram in diagrams:
            self.assertTrue(diagram.marked)

    def test_strangers_break_none(self):
        text = report(*HOSTILE)
        self.assertGreater(len(mermaid.blocks(text)), 5)
        self.assertEqual(len(mermaid.blocks(text)), text.count("```mermaid"))

    def test_the_reader_refuses_what_is_wrong(self):
        """Else the tests above would prove nothing."""
        good = "sequenceDiagram\n    participant e1 as a\n    e1->>e1: INVITE\n"
        self.assertEqual(len(mermaid.Diagram(good).messages), 1)
        for spoilt in (good + "    e1->>e2: ACK\n", good + "    e1->>e1: a;b\n", good + "    e1->>e1: a #b\n",
                       good + "    rect rgba(1, 2, 3, 0.5)\n", good + "    end\n", good + "%% x\n",
                       good + "    e1->>e1: <b>\n", good + "\n", "graph TD\n" + good):
            with self.assertRaises(AssertionError):
                mermaid.Diagram(spoilt)


@unittest.skipUnless(shutil.which("cmark-gfm"), "no cmark-gfm here")
class Strangers(unittest.TestCase):
    def test_nothing_of_theirs_is_markup(self):
        page = Page(report("--verbose", *HOSTILE))
        self.assertLessEqual(set(page.elements), {"h1", "h2", "p", "strong", "code", "pre", "ul", "li", "a"})
        for link in page.links:
            self.assertRegex(link, r"^https://www\.rfc-editor\.org/rfc/rfc\d+")
        outside = " ".join(page.outside)
        for unwanted in ("](", "<", "@", "*", "&", "\\"):
            self.assertNotIn(unwanted, outside)

    def test_but_all_of_it_can_be_read(self):
        # One by one: what is the same in both is one problem, with the texts of one.
        words = " ".join(word for name in ("hostile-markdown", "hostile-html")
                         for word in Page(report(HANDMADE / f"{name}.pcapng")).words)
        for wanted in ("[x](javascript:alert(1))", "bob*_`@pbx2.example.net", "<script>"):
            self.assertIn(wanted, words)

    def test_a_terminal_is_not_obeyed(self):
        text = report("--verbose", *HOSTILE)
        self.assertEqual([c for c in text if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")], [])


if __name__ == "__main__":
    unittest.main()
