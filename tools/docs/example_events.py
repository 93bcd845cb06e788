#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the events that the reference shows, docs/schemas/example-*.json, as tshark prints them.

    example_events.py [FOLDER]    writes them into FOLDER instead

Needs SIPFIX_SOURCE and SIPFIX_PLUGIN, as the tests do.
"""

import json
import os
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.environ["SIPFIX_SOURCE"], "tests", "plugin"))

import tshark  # noqa: E402

CAPTURE = "301-next-target-asterisk.pcapng"
FOLDER = tshark.SOURCE / "docs/schemas"


def examples():
    """Name of the file and the object in it."""
    events, run = tshark.events(tshark.stage(CAPTURE))
    return {"example-event.json": events[0], "example-run.json": run}


def text(example):
    return json.dumps(example, indent=2, ensure_ascii=False) + "\n"


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for name, example in examples().items():
        (folder / name).write_text(text(example), encoding="utf-8")


if __name__ == "__main__":
    main()
