#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Tries one capture in every way and prints what was found, a finding a line; the exit status is 1 then.

    one.py KIND SEED [SIZE]     a capture that network.py makes
    one.py FILE                 any other
"""

import argparse
import pathlib
import random
import sys
import traceback

import network
import trial
import tshark


def tried(path, seed, broken, relatives):
    """The findings; what goes wrong in the trial itself (no end, no JSON) is one too."""
    one = trial.Trial(path, random.Random(seed), broken, relatives)
    try:
        return one.run()
    except Exception:  # pylint: disable=broad-except
        return [*one.findings, f"trial: {traceback.format_exc()}"]


def made(kind, seed, size=network.SIZE, relatives=False, keep=None):
    """The same of a capture that is made here; @keep: a folder where it is kept if there are findings."""
    capture = network.capture(seed, kind, size)
    findings = tried(tshark.stage(capture), seed, kind == "broken", relatives)
    if keep and findings:
        keep.mkdir(parents=True, exist_ok=True)
        capture.write(keep / f"{kind}-{seed}-{size}.pcap")
    return findings


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", help="|".join(network.KINDS) + ", or a file")
    parser.add_argument("seed", nargs="?", default="1")
    parser.add_argument("size", nargs="?", type=int, default=network.SIZE)
    parser.add_argument("--relatives", action="store_true", help="with all codes asked for")
    parser.add_argument("--keep", type=pathlib.Path, metavar="FOLDER", help="where a capture with findings is kept")
    asked = parser.parse_args()
    if asked.what in network.KINDS:
        findings = made(asked.what, asked.seed, asked.size, asked.relatives, asked.keep)
    else:
        findings = tried(tshark.stage(pathlib.Path(asked.what).resolve()), 1, False, asked.relatives)
    print("\n".join(findings))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
