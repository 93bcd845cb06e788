# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/verdicts.md: what sipfix says of each call of captures/cases, a line a call.

tools/docs/verdicts.py writes it; test_cases.py looks whether each line is what sipfix says today.
"""
import collections
import os
import pathlib
import re

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
PAGE = SOURCE / "docs" / "verdicts.md"

HEAD = """<!-- SPDX-License-Identifier: GPL-2.0-or-later -->
<!-- Made from captures/cases and tests/cases/expected by ./run docs. -->

# Situations and verdicts

Calls that people really met, and what sipfix says of each: what became of it, what is wrong, which side changes, and
the first change. The captures are in [captures/cases](../captures/cases), and a test holds each line against them. `-` is
where nothing is to be changed. The outcomes are explained in the [guide](guide.md).

| situation | outcome | problem | who changes | first change |
| --- | --- | --- | --- | --- |
"""
SIDES = {"caller": "the caller", "answering": "who answered", "between": "the element between"}


def titles():
    """What the checks are called: id -> title."""
    text = (SOURCE / "src/knowledge/data/checks.ini").read_text(encoding="utf-8")
    return dict(re.findall(r"^\[([a-z0-9.-]+)\]\n(?:[^\[\n]*\n)*?title = (.*)$", text, re.M))


def cell(text):
    """The text in a cell of a table: in one line, with nothing in it that Markdown takes for its own."""
    return re.sub(r"([|\\`*_<>\[\]])", r"\\\1", " ".join(text.split()))


def first_sentence(text):
    """Up to the first full stop that ends a sentence."""
    found = re.match(r"(.+?[.!?])(?:\s+[A-Z\"<]|$)", " ".join(text.split()))
    return found[1] if found else text


def outcomes(found):
    """refused; or of several calls: 2 lost, 1 unknown."""
    counts = collections.Counter(found)
    if len(found) == 1:
        return found[0]
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def line(name, told, found, report):
    """The line of one case. @found: the outcome of each call; @report: the JSON report."""
    problem = report["problems"][0] if report["problems"] else None
    fix = problem["fixes"][0] if problem and problem["fixes"] else None
    situation = f"[{cell(first_sentence(told))}](../captures/cases/{name}.pcap)"
    return " | ".join([f"| {situation}", outcomes(found),
                       f"{cell(titles()[problem['check']])} ({problem['level']})" if problem else "none",
                       SIDES[fix["side"]] if fix else "-",
                       cell(first_sentence(fix["text"])) if fix else "-"]) + " |"
