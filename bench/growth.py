#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether what sipfix costs grows as its input does, and no faster: every kind of kinds.py in several sizes.

    growth.py BUILD [--core] [--kinds KIND...] [--sizes 1000 10000 100000] [--counted 10000] [--output FILE.md]

Of tshark with the plugin, and of `sipfix analyze` making each form of report from what it read before (--cache):
instructions (perf where it can count, else cachegrind, thirty times slower, and so up to --counted only; beyond that,
processor time) and peak memory, net of what an empty capture costs. Growth is the cost divided by that of the size
before, and by the factor of the input: 1.00 is linear, 1.20 is what is allowed. BUILD is the build folder. With --core
only what core does for the events, without Wireshark around it (ledger_growth.c): minutes in place of hours."""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys

import kinds
import share

FORMATS = ("text", "ndjson", "json", "csv", "markdown", "html")
ALLOWED = 1.2
LEAST = {"instructions": 2e8, "seconds": 1.0, "memory": 8.0}  # below that the start of the program hides the growth


def has_perf():
    if not shutil.which("perf"):
        return False
    done = subprocess.run(["perf", "stat", "-e", "instructions:u", "true"], capture_output=True, text=True, check=False)
    return done.returncode == 0 and "not supported" not in done.stderr


class Meter:
    def __init__(self, chosen):
        self.bench = share.Bench(next(chosen.build.glob("plugins/*/epan/sipfix.so")))
        self.sipfix, self.core = chosen.build / "src/analyzer/sipfix", chosen.build / "bench/ledger_growth"
        self.perf, self.counted = has_perf(), chosen.counted

    def wrapper(self):
        return ["perf", "stat", "-x,", "-e", "instructions:u"] if self.perf else [
            "valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]

    def instructions(self, make):
        done = subprocess.run(make(self.wrapper()), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        found = re.search(r"^(\d+),.*instructions" if self.perf else r"I +refs: +([\d,]+)", done.stderr, re.MULTILINE)
        return int(found[1].replace(",", ""))

    def run(self, make):
        """Processor seconds and peak memory in MB."""
        status, seconds, memory = share.used_by(make([]))
        if status not in (0, 1):
            sys.exit(f"ended with {status}: {make([])}")
        return seconds, memory

    def cost(self, make, n):
        seconds, memory = self.run(make)
        cost = {"seconds": seconds, "memory": memory}
        if self.perf or n <= self.counted:
            cost["instructions"] = self.instructions(make)
        return cost

    def of_tshark(self, capture, n):
        return self.cost(lambda wrapper: self.bench.command(capture, share.OF_THE_COMMAND, wrapper), n)

    def of_core(self, capture, n):
        return self.cost(lambda wrapper: [*wrapper, self.core, capture], n)

    def of_report(self, capture, form, n):
        cache = self.bench.folder / "cache"
        return self.cost(lambda wrapper: [*wrapper, self.sipfix, "analyze", "--no-progress", "--cache", cache,
                                          "--format", form, "--output", self.bench.folder / "report", capture], n)


def subjects(meter, capture, n, chosen):
    if chosen.core:
        yield "core", meter.of_core(capture, n)
        return
    yield "tshark", meter.of_tshark(capture, n)
    for form in chosen.formats:
        if form == chosen.formats[0]:  # fills the cache
            meter.run(lambda _: [meter.sipfix, "analyze", "--no-progress", "--cache", meter.bench.folder / "cache",
                                 "--output", meter.bench.folder / "report", capture])
        yield form, meter.of_report(capture, form, n)


def growth(what, before, after, factor, nothing):
    """None where one of them was not measured, or is too small to tell."""
    if what not in before or what not in after or what not in nothing:
        return None
    low, high = before[what] - nothing[what], after[what] - nothing[what]
    if high < LEAST[what]:
        return None
    return max(high, 0) / max(low, LEAST[what] / factor) / factor


def shown(cost, nothing):
    counted = f"{(cost['instructions'] - nothing['instructions']) / 1e6:,.0f} M" if "instructions" in cost else (
        f"{cost['seconds'] - nothing['seconds']:.1f} s")
    return f"{counted}, {max(cost['memory'] - nothing['memory'], 0):,.0f} MB"


def row(kind, subject, costs, sizes, nothing):
    """A line of the table, and whether it is as it should be."""
    worst = 0
    for i in range(1, len(sizes)):
        factor = sizes[i] / sizes[i - 1]
        counted = growth("instructions", costs[i - 1], costs[i], factor, nothing)
        if counted is None:
            counted = growth("seconds", costs[i - 1], costs[i], factor, nothing)
        worst = max(worst, counted or 0, growth("memory", costs[i - 1], costs[i], factor, nothing) or 0)
    verdict = "reached" if worst <= ALLOWED else "**not reached**"
    cells = " | ".join(shown(cost, nothing) for cost in costs)
    return f"| {kind} | {subject} | {cells} | {worst:.2f} | {verdict} |", worst <= ALLOWED


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--core", action="store_true")
    parser.add_argument("--kinds", nargs="+", choices=kinds.KINDS, default=list(kinds.KINDS))
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000, 100000])
    parser.add_argument("--formats", nargs="*", choices=FORMATS, default=list(FORMATS))
    parser.add_argument("--counted", type=int, default=10000)
    parser.add_argument("--output", type=pathlib.Path, help="the table as Markdown")
    return parser.parse_args()


def measure(meter, chosen, capture):
    """The lines of the table."""
    def costs_of(kind, n):
        subprocess.run([sys.executable, kinds.__file__, kind, str(n), capture], check=True)
        capture.chmod(0o644)
        found = dict(subjects(meter, capture, n, chosen))
        shutil.rmtree(meter.bench.folder / "cache", ignore_errors=True)
        return found

    nothing = costs_of("unanswered", 1)
    for kind in chosen.kinds:
        costs = [costs_of(kind, n) for n in chosen.sizes]
        for subject in nothing:
            yield row(kind, subject, [cost[subject] for cost in costs], chosen.sizes, nothing[subject])


def main():
    chosen = arguments()
    meter = Meter(chosen)
    lines = ["| kind | of | " + " | ".join(f"{n:,}" for n in chosen.sizes) + " | growth, at most | |",
             "| --- | --- |" + " --- |" * (len(chosen.sizes) + 2)]
    print("\n".join(lines), flush=True)
    well = True
    try:
        for line, good in measure(meter, chosen, meter.bench.folder / "growth.pcap"):
            print(line, flush=True)
            lines.append(line)
            well = well and good
    finally:
        shutil.rmtree(meter.bench.folder)
    if chosen.output:
        chosen.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
