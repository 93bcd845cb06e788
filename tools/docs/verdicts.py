#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes docs/verdicts.md: what sipfix says of each call of captures/cases.

Needs SIPFIX_SOURCE and SIPFIX_COMMAND, as the tests do.
"""

import os
import pathlib
import sys

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
sys.path[:0] = [str(SOURCE / "tests" / folder) for folder in ("cases", "analyzer")]
import test_cases as cases  # noqa: E402  (found by the line above)
import verdicts  # noqa: E402


def line_of(path):
    """The line of one case."""
    expected = cases.Expectation(path)
    codes = expected.values.get("codes")
    capture = cases.CAPTURES / f"{path.stem}.pcap"
    found = cases.outcomes_of(cases.events_of(capture, codes))
    return verdicts.line(path.stem, expected.values["told"], found, cases.Report(capture, codes).json)


def main():
    lines = map(line_of, sorted(cases.EXPECTED.glob("*.ini")))
    verdicts.PAGE.write_text(verdicts.HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
