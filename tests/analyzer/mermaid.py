# SPDX-License-Identifier: GPL-2.0-or-later
"""A strict reader of the part of Mermaid's sequenceDiagram that the reports use. What it takes is what Mermaid's own
grammar (sequenceDiagram.jison) takes; what Mermaid would read in another way (a comment, the end of a text, an element
that was not declared, HTML) it refuses."""
import re

# A text: no line end, no ; and no # but in an entity such as #59;, no HTML, no directive.
TEXT = r"(?:[^\n;#<>%{}`]|#\d{1,7};)+"
PARTICIPANT = re.compile(rf"    participant (e\d+) as ({TEXT})")
MESSAGE = re.compile(rf"    (e\d+)(->>|-->>|--x)(e\d+): ({TEXT})")
NOTE = re.compile(rf"    Note over (e\d+)(?:,(e\d+))?: ({TEXT})")
RECT = re.compile(r"    rect rgba\(\d+, \d+, \d+, 0\.\d+\)")


def unescaped(text):
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), text)


class Diagram:
    """A diagram that was read: elements (id -> text), messages (from, to, text), marked (indexes of messages)."""

    def __init__(self, text):
        self.elements, self.messages, self.marked = {}, [], []
        lines = text.split("\n")
        assert lines.pop(0) == "sequenceDiagram" and lines.pop() == "", text
        self.depth = 0
        for line in lines:
            self.read(line)
        assert self.depth == 0 and self.messages, text

    def read(self, line):
        if match := PARTICIPANT.fullmatch(line):
            assert not self.messages and match[1] not in self.elements, line
            self.elements[match[1]] = unescaped(match[2])
        elif match := MESSAGE.fullmatch(line):
            assert {match[1], match[3]} <= self.elements.keys(), line
            if self.depth:
                self.marked.append(len(self.messages))
            self.messages.append((match[1], match[3], unescaped(match[4])))
        elif match := NOTE.fullmatch(line):
            assert {match[1], match[2] or match[1]} <= self.elements.keys(), line
        elif RECT.fullmatch(line):
            self.depth += 1
        else:
            assert line == "    end" and self.depth == 1, line
            self.depth -= 1


def blocks(markdown):
    """The diagrams in a Markdown text."""
    return [Diagram(text) for text in re.findall(r"^```mermaid\n(.*?)^```$", markdown, re.MULTILINE | re.DOTALL)]
