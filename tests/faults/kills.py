#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""kills.py NUMBER [SEED]: kills sipfix, or one of its children, at so many random moments while it reads, caches, cuts evidence
and reports, and holds what is left against what must be: the output whole or not there, the cache right, no child, no
file, status and words right. A round that fails names its seed. What was killed, and what came of it, is counted."""
import collections
import os
import random
import shutil
import signal
import sys
import time

from place import CAPTURES, Place, blamed
from processes import children

# What is killed, with which signal; None: sipfix itself.
VICTIMS = [(None, signal.SIGKILL), (None, signal.SIGTERM), (None, signal.SIGINT), (None, signal.SIGHUP),
           ("tshark", signal.SIGKILL), ("tshark", signal.SIGSEGV), ("tshark", signal.SIGTERM),
           ("sipfix-intake", signal.SIGKILL), ("sipfix-intake", signal.SIGSEGV), ("sipfix-intake", signal.SIGTERM)]
KINDS = ["html", "json", "anonymize"]


class Wrong(AssertionError):
    pass


def must(condition, *words):
    if not condition:
        raise Wrong(" ".join(map(str, words)))


class Round:
    def __init__(self, place, kind):
        self.place = place
        self.kind = kind
        self.output = place.folder / "report"
        self.evidence = place.folder / "evidence"

    def words(self):
        form = "html" if self.kind == "html" else "json"
        words = ["analyze", "--no-progress", "--jobs", "2", "--format", form, "--output", "report", "--evidence", "evidence"]
        words += ["--anonymize"] if self.kind == "anonymize" else ["--cache", "cache"]
        return [*words, *CAPTURES]

    def made(self):
        """All that a run leaves: the report, and each file of evidence by its name."""
        files = {"report": self.output.read_bytes()} if self.output.exists() else {}
        if self.evidence.is_dir():
            files.update((path.name, path.read_bytes()) for path in self.evidence.iterdir())
        return files

    def clear(self):
        self.output.unlink(missing_ok=True)
        shutil.rmtree(self.evidence, ignore_errors=True)

    def judge_made(self, good, killed):
        made = self.made()
        others = {name for name in made if name not in good}
        # What is cut of another example has another name; but nothing has no name at all, and is left half.
        must(not any(name.startswith(".") or ".tmp" in name for name in others), "left behind:", others)
        must(len(list(self.place.folder.iterdir())) <= 4, "left behind:", list(self.place.folder.iterdir()))
        if killed is None and "report" in made and set(made) >= set(good):
            must(made["report"] == good["report"], "another report than undisturbed")


def number_of(process, victim):
    if victim is None:
        return process.pid
    return next((number for number, words in children(process.pid).items() if victim in os.path.basename(words[0])), None)


def judge_status(process, errors, victim, sent, made):
    status = process.returncode
    if victim is None and sent == signal.SIGKILL:
        must(status in (-9, 0), "status", status)
    elif victim is None:
        # Once more than it is heard, it ends the program; before, what is known is reported.
        must(status in (0, 2, 3, -sent), "status", status, errors)
    else:
        must(status in (0, 2, 3), "status", status, errors)
        must(status == 0 or blamed(errors) or "evidence" in errors or "was not" in errors or "tshark" in errors or "intake" in errors,
             "no word of", victim, "in", repr(errors))
    must(("report" in made) == (status in (0, 3)) or (status < 0), "status", status, "and output", sorted(made))


def one_round(seed, kind, good, length):
    chance = random.Random(seed)
    victim, sent = chance.choice(VICTIMS)
    moment = chance.uniform(0, length)
    place = Place()
    try:
        trial = Round(place, kind)
        process = place.start(*trial.words())
        end = time.monotonic() + moment
        while time.monotonic() < end and process.poll() is None:
            time.sleep(0.002)
        number = None
        while not number and process.poll() is None:  # one of these children may come later only
            number = number_of(process, victim)
        if number:
            try:
                os.kill(number, sent)
            except ProcessLookupError:
                number = None
        _, errors = process.communicate(timeout=300)
        made = trial.made()
        judge_status(process, errors, victim if number else "nobody", sent if number else 0, made)
        must(place.wait_for(lambda: not place.own_children()), "a child is left")
        trial.judge_made(good, number)
        if process.returncode == 0 and number:
            must(made == good, "status 0, and another result")
        after_it(place, trial, good, killed=victim is None and sent == signal.SIGKILL)
        return f"{victim or 'sipfix'} {signal.Signals(sent).name}", process.returncode if number else "too late"
    finally:
        place.close()


def after_it(place, trial, good, killed):
    """The next one tells all, and leaves nothing of the killed one."""
    must(killed or not any(place.temporary.iterdir()), "temporary files:", list(place.temporary.iterdir()))
    trial.clear()
    again = place.run(*trial.words())
    must(again.returncode == 0, "the next one:", again.returncode, again.stderr)
    must(trial.made() == good, "the next one tells another tale")
    must(not any(place.temporary.iterdir()), "temporary files are not swept:", list(place.temporary.iterdir()))


def undisturbed(kind):
    """What a run makes, and how long that takes."""
    place = Place()
    try:
        trial = Round(place, kind)
        began = time.monotonic()
        done = place.run(*trial.words())
        must(done.returncode == 0, done.stderr)
        return trial.made(), time.monotonic() - began
    finally:
        place.close()


def rounds(number, seed):
    """Gives (seed, what was killed, what came of it) of each, and raises Wrong with the seed."""
    good = {}
    for i in range(number):
        kind = KINDS[i % len(KINDS)]
        if kind not in good:
            good[kind] = undisturbed(kind)
        try:
            yield one_round(f"{seed}-{i}", kind, *good[kind])
        except Wrong as wrong:
            raise Wrong(f"seed {seed}, round {i} ({kind}): {wrong}") from None


def main():
    number = int(sys.argv[1])
    seed = sys.argv[2] if len(sys.argv) > 2 else str(int(time.time()))
    counted = collections.Counter(rounds(number, seed))
    for (what, status), count in sorted(counted.items(), key=str):
        print(f"{count:5} {what}: {status}")
    print(f"{number} rounds, seed {seed}: all is as it must be")


if __name__ == "__main__":
    main()
