#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the commands that a page shows, and writes what they print beneath them.

    console.py PAGE...    brings the pages up to date

A block that begins with ```console holds commands ("$ " in front; a \\ at its end takes the next line in) and,
beneath each, what it prints; lines longer than 80 columns are broken at blanks and go on indented. The commands run
where the captures are, with the command and the plugin of a build (SIPFIX_SOURCE, SIPFIX_COMMAND, SIPFIX_PLUGIN,
as for the tests); tshark as an ordinary user, since root gets no plugin from a build folder.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.environ["SIPFIX_SOURCE"], "tests", "plugin"))

import tshark  # noqa: E402

BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
COLUMNS = 80
# What differs from one time to the next: how long `sipfix analyze` took.
UNSTABLE = re.compile(r"(?<= UTC, in )[0-9.]+ s")


def commands(page):
    """The commands of a page, each with what the page shows beneath it."""
    found = []
    for block in BLOCK.findall(page):
        found += of_block(block)
    return found


def of_block(block):
    found = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif found[-1][0].endswith("\\") and not found[-1][1]:
            found[-1][0] += "\n" + line
        else:
            found[-1][1].append(line)
    return [(command, "\n".join(shown)) for command, shown in found]


class House:
    """Where the commands run: the captures below, sipfix and tshark in PATH."""

    def __init__(self):
        self.folder = tshark.STAGE / "house"
        if not self.folder.exists():
            self._build()

    def _build(self):
        programs = self.folder / "bin"
        programs.mkdir(parents=True)
        shutil.copytree(tshark.CAPTURES, self.folder / "captures", ignore=shutil.ignore_patterns("lab", "*.py"))
        for path in (self.folder, *self.folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        (programs / "sipfix").symlink_to(os.environ["SIPFIX_COMMAND"])
        drop = " ".join(map(shlex.quote, tshark.command()[:-1]))  # "setpriv ...", for root
        real = shutil.which("tshark")
        script = programs / "tshark"
        script.write_text(f"#!/bin/sh\n[ \"$(id -u)\" -ne 0 ] || exec {drop} {real} \"$@\"\nexec {real} \"$@\"\n")
        script.chmod(0o755)

    def run(self, command):
        """What the command prints, as text; a command that fails or complains is an error."""
        environment = tshark.environment()
        environment["PATH"] = f"{self.folder / 'bin'}:{environment['PATH']}"
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=self.folder, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=3000, check=False)
        if done.returncode or done.stderr:
            raise RuntimeError(f"$ {command}\nexit status {done.returncode}\n{done.stderr}")
        return done.stdout


def broken(line):
    """A line in pieces of at most 80 columns, those after the first indented."""
    pieces = []
    indent = re.match(r" *", line)[0] + "    "
    while len(line) > COLUMNS:
        at = line.rfind(" ", len(indent), COLUMNS + 1)
        if at < 0:
            at = line.find(" ", COLUMNS)
        if at < 0:
            break
        pieces.append(line[:at].rstrip())
        line = indent + line[at + 1:]
    return pieces + [line]


def shown(output):
    """What a command printed, as the page shows it."""
    lines = []
    for line in output.expandtabs().splitlines():
        lines += broken(line.rstrip())
    return "\n".join(lines)


def compared(text):
    """A text without what may differ: where lines are broken, how long it took."""
    return UNSTABLE.sub("N s", " ".join(text.split()))


def refreshed(page, house):
    """The page with what its commands print now. Where nothing of weight differs, it stays as it is."""
    def block(match):
        lines = []
        for command, before in of_block(match[0]):
            now = shown(house.run(command))
            lines.append("$ " + command)
            lines.append(before if compared(before) == compared(now) else now)
        return "\n".join(line for line in lines if line) + "\n"
    return BLOCK.sub(block, page)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    house = House()
    for name in sys.argv[1:]:
        page = pathlib.Path(name)
        page.write_text(refreshed(page.read_text(encoding="utf-8"), house), encoding="utf-8")


if __name__ == "__main__":
    main()
