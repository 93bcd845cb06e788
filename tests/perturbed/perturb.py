#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""perturb.py [--minutes N] [--seed N] [--change NAME] [--most N] [--keep FOLDER] [CAPTURE...]

Changes captures in what should not change the verdict, and tells where it does. CAPTURE: the project's own, if there is none."""

import argparse
import collections
import importlib
import json
import pathlib
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "analyzer"))
import command  # noqa: E402  (found by the line above)
import compare  # noqa: E402
from kinds import CATALOGUE, data, recorded  # noqa: E402

AT_ONCE = 1500  # captures that one run of the command reads
LONGEST = 400  # messages of a recording


for room in ("losses", "copies", "ways", "mixes"):
    importlib.import_module(room)  # fills the catalogue


def own_captures():
    """Calls that people met, and what real software sent. Those made by hand show one thing each, often its bare bones."""
    captures = command.SOURCE / "captures"
    return [path for folder in (captures, captures / "cases") for path in sorted(folder.glob("*.pcap*"))]


def sent_in(path):
    """What a capture shows as sent; None: it cannot be taken apart so, as WebSockets, fragments, or no SIP at all."""
    try:
        recording = recorded.Recording(recorded.records(path.read_bytes()))
    except (ValueError, IndexError, LookupError, ArithmeticError, recorded.struct.error):
        return None
    sent = [one for one in recording.sent if one.is_sip or one.protocol in (1, 50, 58)]
    good = all(one.what.headers for one in sent if one.is_sip) and any(one.is_sip for one in sent)
    return sent if good and not recording.is_web and len(sent) <= LONGEST else None


def read(captures):
    """name -> events, of captures in bytes; one run of the command."""
    events = {name: [] for name in captures}
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-test-"))
    folder.chmod(0o755)
    try:
        for number, one in enumerate(captures.values()):
            (folder / f"{number}.pcap").write_bytes(one)
        done = command.sipfix("analyze", "--codes", "all", "--no-stitch", "--format", "ndjson", "--quiet", folder)
    finally:
        shutil.rmtree(folder)
    if done.returncode:
        raise RuntimeError(f"sipfix ended with {done.returncode}: {done.stderr[-500:]}")
    names = list(captures)
    for event in map(json.loads, done.stdout.splitlines()):
        if event["schema"].startswith("sipfix-event/"):
            events[names[int(pathlib.Path(event["capture"]).stem)]].append(event)
    return events


class Perturbing:
    """@paths of captures; @found: finding -> variants that showed it."""

    def __init__(self, paths, keep=None):
        recordings = {path.name.split(".pcap")[0]: sent_in(path) for path in paths}
        self.sent = {name: sent for name, sent in recordings.items() if sent}
        self.left_out = [name for name, sent in recordings.items() if not sent]
        self.before = {name: compare.claims(events)
                       for name, events in read({name: data(sent) for name, sent in self.sent.items()}).items() if events}
        self.exceptions, self.keep = compare.Exceptions(), keep
        self.tried, self.found = collections.Counter(), collections.defaultdict(list)
        self.waiting = {}

    def variants(self, name, change, seed, most):
        """Of one recording and one change, at most @most."""
        chance = random.Random(f"{seed} {name} {change}")
        made = list(CATALOGUE[change](self.sent[name], chance))
        return chance.sample(made, most) if len(made) > most else made

    def add(self, name, change, seed, most):
        for variant in self.variants(name, change, seed, most):
            self.waiting[name, change, variant.label] = variant
            self.tried[change] += 1
        if len(self.waiting) >= AT_ONCE:
            self.flush()

    def flush(self):
        waiting, self.waiting = self.waiting, {}
        events = read({key: variant.data for key, variant in waiting.items()}) if waiting else {}
        for (name, change, label), variant in waiting.items():
            after = compare.claims(events[name, change, label], variant.old)
            for difference in compare.differences(CATALOGUE[change].rule, self.before[name], after):
                if not self.exceptions.allow(change, label, name, difference):
                    self.note(name, change, variant, difference)

    def note(self, name, change, variant, difference):
        self.found[change, difference].append((name, variant.label))
        if self.keep:
            self.keep.mkdir(parents=True, exist_ok=True)
            (self.keep / f"{name}={change}={variant.label}.pcap").write_bytes(variant.data)

    def tell(self):
        """The findings as lines."""
        return [f"{change}: {difference}: {len(where)} of {len({name for name, _ in where})}: "
                + " ".join(f"{name}={label}" for name, label in where[:4])
                for (change, difference), where in sorted(self.found.items(), key=lambda one: (one[0][0], -len(one[1])))]


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n\n")[1])
    words.add_argument("--minutes", type=float, default=0, help="go on so long, with other seeds; without it, one seed is tried")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--change", action="append", choices=sorted(CATALOGUE), help="only this change")
    words.add_argument("--most", type=int, default=40, help="variants of each change and recording")
    words.add_argument("--keep", type=pathlib.Path, help="what was found goes there, as captures")
    words.add_argument("captures", nargs="*", type=pathlib.Path)
    asked = words.parse_args()
    end, seed = time.monotonic() + asked.minutes * 60, asked.seed
    run = Perturbing(asked.captures or own_captures(), asked.keep)
    while True:
        for change in asked.change or CATALOGUE:
            for name in run.before:
                run.add(name, change, seed, asked.most)
        run.flush()
        seed += 1
        if time.monotonic() >= end:
            break
    print(*run.tell(), sep="\n")
    print(f"{sum(run.tried.values())} captures made of {len(run.before)} by {len(run.tried)} changes, "
          f"{len(run.found)} differences; {len(run.left_out)} captures not taken apart")
    return 1 if run.found else 0


if __name__ == "__main__":
    sys.exit(main())
