#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The events of all captures of the project, each by itself: one look at them, for everybody who asks.

    captures_events.py FILE    has `sipfix analyze` (SIPFIX_COMMAND) write them, for others to read (SIPFIX_EVENTS)
"""

import collections
import functools
import json
import os
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])


def analyze(*options):
    """What the command prints: events, and behind those of each run its run line."""
    done = subprocess.run([os.environ["SIPFIX_COMMAND"], "analyze", "--quiet", "--recursive", "--no-stitch",
                           "--format", "ndjson", *options, "captures"], cwd=SOURCE, capture_output=True, text=True,
                          check=False, timeout=3000)
    if done.returncode not in (0, 3):  # 3: some captures are broken on purpose
        sys.exit(done.stderr)
    return done.stdout


@functools.cache
def events():
    """All events, in the order of the captures' names."""
    told = os.environ.get("SIPFIX_EVENTS")
    lines = pathlib.Path(told).read_text(encoding="utf-8") if told else analyze()
    return events_in(lines)


def events_in(lines):
    """The events in what the command printed."""
    return [line for line in map(json.loads, lines.splitlines()) if line["schema"].startswith("sipfix-event/")]


def sorted_by_capture(told):
    found = collections.defaultdict(list)
    for event in told:
        if "capture" in event:
            found[event["capture"]].append(event)
    return found


@functools.cache
def by_capture():
    """Capture, as in captures/301-loop.pcapng, and its events."""
    return sorted_by_capture(events())


@functools.cache
def of_the_family():
    """The same, when the relatives are asked for, too."""
    return sorted_by_capture(events_in(analyze("--codes", "all")))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    pathlib.Path(sys.argv[1]).write_text(analyze(), encoding="utf-8")


if __name__ == "__main__":
    main()
