#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What sipfix costs beside what else one could use, on generated captures, all in one run; writes
docs/performance.md, with the machine and the versions. Not a test: a machine is noisy. Quote minimum and median."""

import argparse
import io
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import time

import feed
import goals
import logs
import measure
import share

HERE = pathlib.Path(__file__).resolve().parent
WITHOUT = share.WITHOUT
SMALL = 1000  # captures of CALLS_OF_SMALL calls: 28 frames
CALLS_OF_SMALL = 4


class Kind:
    """A sort of capture: so many frames a call, of them RTP; @words for generate.py."""

    def __init__(self, name, rtp=0, of_sip=7.0, words=()):
        self.name, self.rtp, self.of_sip, self.words = name, rtp, of_sip, words

    def capture(self, bench, frames):
        return bench.capture(max(1, round(frames / (self.of_sip + self.rtp))), self.rtp, *self.words)


KINDS = {"sip": Kind("SIP only"), "rtp": Kind("95 % RTP", 133), "calls": Kind("whole calls of 20 s (99.6 % RTP)", 2000),
         "dense": Kind("SIP only, every third call refused", of_sip=5.7, words=("--refused", "0.333", "--redirected", "0"))}


def contestants(bench, sipfix):
    """Name and command for a capture."""
    def tshark(*words):
        return lambda path: bench.command(path, list(words))
    found = [("`sipfix analyze`", lambda path: [sipfix, "analyze", "--no-progress", path]),
             ("`tshark -q -z sip,stat`", tshark("-z", "sip,stat")),
             ("`tshark -q -z sip,stat -Y sip`", tshark(*WITHOUT)),
             ("`tshark -Y '301 or 421' -T json`", lambda path: [
                 word for word in bench.command(path, ["-Y", "sip.Status-Code==301 or sip.Status-Code==421", "-T", "json"])
                 if word != "-q"]),
             ("`sngrep -N`", lambda path: ["sngrep", "-N", "-q", "-l", "10000000", "-I", path]),
             ("`capinfos -c`", lambda path: ["capinfos", "-c", path])]
    return [(name, command) for name, command in found
            if "sngrep" not in name or shutil.which("sngrep")]


def repeat(command, runs, patience, good=(0,)):
    """The costs of up to @runs runs; fewer where they take longer than @patience seconds altogether."""
    costs, began = [], time.monotonic()
    while len(costs) < runs and (not costs or time.monotonic() - began < patience):
        costs.append(measure.run(command, good))
    return costs


def both(values, digits=2):
    return f"{min(values):,.{digits}f} / {statistics.median(values):,.{digits}f}"


def compare(bench, chosen, out):
    """One table a capture. @return the costs by (kind, frames, name)"""
    found = {}
    for key in chosen.kinds:
        for frames in chosen.frames:
            kind = KINDS[key]
            path, count = kind.capture(bench, frames)
            out.append(f"\n### {kind.name}, {count:,} frames, {path.stat().st_size / 1e6:,.0f} MB\n\n"
                       "| | time, s | processor, s | memory, MB | time, to `sipfix` | runs |\n"
                       "| --- | --- | --- | --- | --- | --- |")
            ours = None
            for name, command in contestants(bench, chosen.sipfix):
                costs = repeat(command(path), chosen.runs, chosen.patience)
                found[key, frames, name] = costs
                ours = ours or costs
                ratio = (statistics.median(c.wall for c in costs) / statistics.median(c.wall for c in ours))
                out.append(f"| {name} | {both([c.wall for c in costs])} | {both([c.cpu for c in costs])} "
                           f"| {max(c.memory for c in costs):,.0f} | {ratio:.1f} | {len(costs)} |")
                print(out[-1], flush=True)
            path.unlink()
    return found


def through_intake(bench, chosen, capture):
    """Instructions of sipfix-intake and of the tshark that it feeds."""
    fed = bench.folder / "out" / "fed"
    of_intake = feed.feed(chosen.intake, "feed", capture, fed, bench.folder / "out" / "callgrind")
    return of_intake, bench.instructions(fed, share.OF_THE_COMMAND, more=[f"{feed.VARIABLE}={feed.WORD}"])


def instructions(bench, chosen, out):
    """A frame, by kind: two captures of different size, so that the start falls out. @return {(kind, name): count}"""
    out.append("| instructions a frame | `tshark -q -z sip,stat` | `-Y sip` too | sipfix-intake | its tshark |\n"
               "| --- | --- | --- | --- | --- |")
    each = {}
    for name, words in (("SIP only", ()), (KINDS["dense"].name, KINDS["dense"].words), ("SIP over TCP", ("--over", "TCP"))):
        sizes = [bench.capture(calls, 0, *words) for calls in (100, 1500)]
        costs = [(bench.instructions(path, ["-z", "sip,stat"]), bench.instructions(path, WITHOUT),
                  *through_intake(bench, chosen, path))
                 for path, _ in sizes]
        counts = [(large - small) / (sizes[1][1] - sizes[0][1]) for small, large in zip(*costs)]
        each.update(((name, i), count) for i, count in enumerate(counts))
        out.append(f"| {name} | {' | '.join(f'{count:,.0f}' for count in counts)} |")
        print(out[-1], flush=True)
    return each


def small_ones(bench, chosen, out):
    """A folder of small captures. @return the costs"""
    path, frames = bench.capture(CALLS_OF_SMALL)
    folder = bench.folder / "small"
    folder.mkdir()
    for number in range(SMALL):
        shutil.copy(path, folder / f"{number:04}.pcap")
    costs = repeat([chosen.sipfix, "analyze", "--no-progress", folder], chosen.runs, chosen.patience)
    shutil.rmtree(folder)
    out.append(f"{SMALL:,} captures of {frames} frames in one folder: {both([c.wall for c in costs])} s, "
               f"{both([c.cpu for c in costs])} s of processor time.")
    return costs


def texts(bench, chosen, out):
    """Logs. @return (MB, costs) by (kind, MB asked for)"""
    found = {}
    out.append("| a log of Asterisk | MB | time, s | processor, s | MB a second of processor time | memory, MB |\n"
               "| --- | --- | --- | --- | --- | --- |")
    path = bench.folder / "full.log"
    for name, between in logs.KINDS.items():
        for size in chosen.logs if between else chosen.logs[:1]:
            logs.write(path, size * 1_000_000, between)
            written = path.stat().st_size / 1e6
            costs = repeat([chosen.sipfix, "analyze", "--no-progress", path], chosen.runs, chosen.patience, good=(0, 2))
            found[name, size] = written, costs
            speed = written / statistics.median(c.cpu for c in costs)
            out.append(f"| {name} | {written:,.0f} | {both([c.wall for c in costs])} | {both([c.cpu for c in costs])} "
                       f"| {speed:,.0f} | {max(c.memory for c in costs):,.0f} |")
            print(out[-1], flush=True)
            path.unlink()
    return found


def shares(bench, chosen, out):
    """What the plugin adds to tshark."""
    out.append("| calls | processor, s: without, with | more | memory, MB: without, with | more |\n| --- | --- | --- | --- | --- |")
    for calls in chosen.calls:
        path, _ = bench.capture(calls)
        pairs = [(bench.time(path, WITHOUT), bench.time(path, share.WITH)) for _ in range(chosen.share_runs)]
        time_without, time_with = (statistics.median(pair[i][0] for pair in pairs) for i in (0, 1))
        memory_without, memory_with = (statistics.median(pair[i][1] for pair in pairs) for i in (0, 1))
        out.append(f"| {calls:,} | {time_without:,.1f}, {time_with:,.1f} | {time_with - time_without:+,.1f} "
                   f"| {memory_without:,.0f}, {memory_with:,.0f} | {memory_with - memory_without:+,.0f} |")
        print(out[-1], flush=True)
        path.unlink()


def idle(bench, out):
    """What the plugin costs where nobody asks it anything."""
    said = io.StringIO()
    share.print_idle(bench, said)
    out.append(said.getvalue().rstrip())


def cores(bench, chosen, out):
    """Eight captures at once, so large that the starts of programs are little beside them. @return processor seconds a
    second, and the frames of each"""
    folder = bench.folder / "many"
    folder.mkdir()
    for number in range(8):
        path, frames = bench.capture(max(chosen.frames) // 7)
        path.rename(folder / f"{'abcdefgh'[number]}.pcap")
    costs = {jobs: repeat([chosen.sipfix, "analyze", "--no-progress", "--no-stitch", "--jobs", jobs, folder],
                          chosen.runs, chosen.patience) for jobs in ("1", "0")}
    shutil.rmtree(folder)
    out.append(f"| 8 captures of {frames:,} frames | time, s | processor, s |\n| --- | --- | --- |")
    for jobs, name in (("1", "`--jobs 1`"), ("0", f"one a core ({os.cpu_count()})")):
        out.append(f"| {name} | {both([c.wall for c in costs[jobs]])} | {both([c.cpu for c in costs[jobs]])} |")
    return statistics.median(c.cpu / c.wall for c in costs["0"]), frames


def first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "not here"
    return (done.stdout.strip() or done.stderr.strip()).splitlines()[0]


def machine():
    info = pathlib.Path("/proc/cpuinfo").read_text(encoding="ascii")
    model = next((line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")), "unknown")
    memory = int(pathlib.Path("/proc/meminfo").read_text(encoding="ascii").split()[1]) / 1e6
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    return (f"{os.cpu_count()} cores ({model}), {memory:.0f} GB of memory, {system};\n"
            f"{first_line('tshark', '--version').rstrip('.')}; {first_line('sngrep', '-V')}.")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, help="the build folder")
    parser.add_argument("--quick", action="store_true", help="small captures, once: a minute or two")
    parser.add_argument("--no-instructions", action="store_true", help="spares the half hour of callgrind")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--frames", type=int, nargs="+", default=[100000, 1000000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--patience", type=float, default=300, help="seconds after which a command is not run again")
    parser.add_argument("--calls", type=int, nargs="+", default=[10000, 100000],
                        help="for the plugin's share; 1000000 needs 13 GB of memory")
    parser.add_argument("--logs", type=int, nargs="+", default=[1000, 10000], help="MB of text")
    parser.add_argument("--share-runs", type=int, default=3)
    parser.add_argument("--output", type=pathlib.Path, default=HERE.parent / "docs" / "performance.md")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.frames, chosen.runs, chosen.calls, chosen.share_runs, chosen.logs = [10000, 30000], 1, [2000], 1, [30]
    chosen.sipfix = chosen.build / "src/analyzer/sipfix"
    chosen.intake = chosen.build / "src/intake/sipfix-intake"
    return chosen


def main():
    chosen = arguments()
    bench = share.Bench(next(chosen.build.glob("plugins/*/epan/sipfix.so")))
    load = os.getloadavg()[1]
    parts = {name: [] for name in ("tables", "instructions", "shares", "idle", "cores", "small", "logs")}
    found = goals.Found()
    try:
        found.beside = compare(bench, chosen, parts["tables"])
        found.small = small_ones(bench, chosen, parts["small"])
        found.logs = texts(bench, chosen, parts["logs"])
        if shutil.which("valgrind") and not chosen.quick and not chosen.no_instructions:
            found.instructions = instructions(bench, chosen, parts["instructions"])
            idle(bench, parts["idle"])
        found.busy, found.busy_frames = cores(bench, chosen, parts["cores"])
        shares(bench, chosen, parts["shares"])
    finally:
        shutil.rmtree(bench.folder)
    template = (HERE / "performance.md.in").read_text(encoding="utf-8")
    text = template.format(machine=machine(), load=f"{load:.1f}", runs=chosen.runs,
                           gained=goals.gained(found, KINDS), goals="\n".join(goals.table(found, KINDS)),
                           **{name: "\n".join(lines or ["Not measured in this run."]) for name, lines in parts.items()})
    chosen.output.write_text(text, encoding="utf-8")
    print(f"wrote {chosen.output}")


if __name__ == "__main__":
    main()
