# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs the real command. Needs its path in SIPFIX_COMMAND and the project's folder in SIPFIX_SOURCE."""
import json
import os
import pathlib
import subprocess

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
COMMAND = os.environ["SIPFIX_COMMAND"]
# What the calling shell has set must not change what a test sees.
ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
# All captures in the tests that take many: minutes more.
THOROUGH = bool(os.environ.get("SIPFIX_THOROUGH"))


def many_captures():
    """The project's captures, but those broken on purpose: all that real software sent, and of those made by hand
    every fifth; with SIPFIX_THOROUGH set, all, which takes minutes more."""
    captures = SOURCE / "captures"
    made = sorted((captures / "handmade").glob("*.pcap*"))
    return sorted(captures.glob("*.pcap*")) + made[:: 1 if THOROUGH else 5]


class EachFolder:
    """For a TestCase whose look_at_all() takes captures: those of the project, folder by folder."""

    def test_handmade(self):
        self.look_at_all(sorted((SOURCE / "captures/handmade").glob("*.pcap*")))

    def test_cases(self):
        self.look_at_all(sorted((SOURCE / "captures/cases").glob("*.pcap*")))

    def test_real(self):
        self.look_at_all(sorted((SOURCE / "captures").glob("*.pcap*")) + sorted((SOURCE / "captures/lab").glob("*.pcap*")))


def sipfix(*arguments, **options):
    """Runs `sipfix ARGUMENTS`; output and complaints as text, unless text=False. @command: another sipfix than the build's."""
    return subprocess.run([options.pop("command", COMMAND), *map(os.fspath, arguments)], capture_output=True, check=False,
                          timeout=options.pop("timeout", 3000), **{"env": ENVIRONMENT, "text": True, **options})


def lines_of(ndjson, kind):
    """Of what `--format ndjson` printed, the lines of one kind, as objects: "event", "run", "end"."""
    return [line for line in map(json.loads, ndjson.splitlines()) if line["schema"].startswith(f"sipfix-{kind}/")]


def each_run(ndjson):
    """Of the events of many captures, those of each with its run line and an end of its own: its first file, and the lines."""
    lines, end = [], json.loads(ndjson.rstrip("\n").rsplit("\n", 1)[1])
    for line in ndjson.splitlines(keepends=True):
        kind = json.loads(line)
        lines.append(line)
        if kind["schema"].startswith("sipfix-run/"):
            yield kind["captures"][0], lines + [json.dumps(end | {"runs": 1, "unreadable": [], "not_captures": []}) + "\n"]
            lines = []
