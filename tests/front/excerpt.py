# SPDX-License-Identifier: GPL-2.0-or-later
"""The README's excerpt of what `./run demo` prints, and where it comes from."""
import re

# The problem shown: Asterisk that insists on 100rel.
WANTED = re.compile(r"^\d+ (?:(?!^\d+ ).)*?insists\s+on\s+100rel.*?^ +wireshark -g \d+ [^\n]*\n",
                    re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"(?<=^```text\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)


def from_report(report):
    """The problem as the report tells it, or None when it is not there."""
    found = WANTED.search(report)
    return found and found.group()


def from_readme(readme):
    """The excerpt that the README shows."""
    return BLOCK.search(readme).group()


def into_readme(readme, excerpt):
    """The README with that excerpt in place of its own."""
    return BLOCK.sub(lambda _: excerpt, readme)
