# SPDX-License-Identifier: GPL-2.0-or-later
"""The words of the knowledge, and where the reference has them. Needs the project's folder in SIPFIX_SOURCE."""
import os
import pathlib
import re

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
REFERENCE = SOURCE / "docs/reference"

# Which page has which shelf.
PAGES = {"checks": "checks.md", "tags": "option-tags.md", "codes": "status-codes.md", "fields": "fields.md",
         "warnings": "warnings.md"}


def shelf(name):
    """Of each stanza of a data file, its keys and words; lines that go on are joined."""
    text = (SOURCE / f"src/knowledge/data/{name}.ini").read_text(encoding="utf-8")
    text = re.sub(r"[ \t]*\n[ \t]+", " ", text)
    stanzas = {}
    for line in text.splitlines():
        if line.startswith("["):
            stanzas[line[1:-1]] = words = {}
        elif line and not line.startswith("#"):
            key, _, value = line.partition(" = ")
            words[key] = value
    return stanzas


def words():
    """All that can be explained: shelf and word."""
    return [(name, word) for name in PAGES for word in shelf(name)]


def page(name):
    return (REFERENCE / name).read_text(encoding="utf-8")


def anchors(text):
    """The places of a page that links can name, as GitHub makes them: written ones, and those of headings."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    written = re.findall(r'<a id="([^"]+)">', prose)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    return written, [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
