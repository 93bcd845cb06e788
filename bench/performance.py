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

import measure
import share

HERE = pathlib.Path(__file__).resolve().parent
WITHOUT = share.WITHOUT
FRAMES_A_CALL = 7


class Kind:
    """A sort of capture: of each frames_of_sip of RTP this many packets a call."""

    def __init__(self, name, rtp):
        self.name, self.rtp = name, rtp

    def calls(self, frames):
        return max(1, round(frames / (FRAMES_A_CALL + self.rtp)))


KINDS = {"sip": Kind("SIP only", 0), "rtp": Kind("95 % RTP", 133), "calls": Kind("whole calls of 20 s (99.6 % RTP)", 2000)}


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


def repeat(command, runs, patience):
    """The costs of up to @runs runs; fewer where they take longer than @patience seconds altogether."""
    costs, began = [], time.monotonic()
    while len(costs) < runs and (not costs or time.monotonic() - began < patience):
        costs.append(measure.run(command))
    return costs


def both(values, digits=2):
    return f"{min(values):,.{digits}f} / {statistics.median(values):,.{digits}f}"


def compare(bench, chosen, out):
    """One table a capture. @return the costs by (kind, frames, name)"""
    found = {}
    for key in chosen.kinds:
        for frames in chosen.frames:
            kind = KINDS[key]
            path, count = capture(bench, kind.calls(frames), kind.rtp)
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


def capture(bench, calls, rtp):
    path = bench.folder / f"{calls}-{rtp}.pcap"
    said = subprocess.run([HERE / "generate.py", path, "--calls", str(calls), "--rtp", str(rtp)], check=True,
                          capture_output=True, text=True).stdout
    path.chmod(0o644)
    return path, int(said.split()[1])


def instructions(bench, out):
    """Of the tshark that sipfix starts, a frame: two captures of different size, so that the start falls out."""
    small, few = capture(bench, 100, 0)
    large, many = capture(bench, 1500, 0)
    how = (("`tshark -q -z sip,stat`", ["-z", "sip,stat"]), ("`tshark -q -z sip,stat -Y sip`", WITHOUT),
           ("tshark as `sipfix analyze` starts it", share.OF_THE_COMMAND))
    each = {name: (bench.instructions(large, words) - bench.instructions(small, words)) / (many - few)
            for name, words in how}
    tree = each[how[1][0]]
    out.append("| | instructions a frame | ratio |\n| --- | --- | --- |")
    for name, count in each.items():
        out.append(f"| {name} | {count:,.0f} | {count / tree:.2f} |")
    return each[how[2][0]] / tree


def shares(bench, chosen, out):
    """What the plugin adds to tshark."""
    out.append("| calls | processor, s: without, with | more | memory, MB: without, with | more |\n| --- | --- | --- | --- | --- |")
    for calls in chosen.calls:
        path, _ = capture(bench, calls, 0)
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
    """Several captures at once. @return processor seconds a second"""
    folder = bench.folder / "many"
    folder.mkdir()
    for number in range(8):
        path, _ = capture(bench, chosen.calls[0], 0)
        path.rename(folder / f"{'abcdefgh'[number]}.pcap")
    costs = {jobs: repeat([chosen.sipfix, "analyze", "--no-progress", "--no-stitch", "--jobs", jobs, folder],
                          chosen.runs, chosen.patience) for jobs in ("1", "0")}
    shutil.rmtree(folder)
    out.append("| 8 captures | time, s | processor, s |\n| --- | --- | --- |")
    for jobs, name in (("1", "`--jobs 1`"), ("0", f"one a core ({os.cpu_count()})")):
        out.append(f"| {name} | {both([c.wall for c in costs[jobs]])} | {both([c.cpu for c in costs[jobs]])} |")
    return max(c.cpu / c.wall for c in costs["0"])


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


def verdict(name, goal, value, reached):
    return f"| {name} | {goal} | {value} | {'reached' if reached else '**not reached**'} |"


def goals(found, chosen, ratio, busy):
    """What is to be reached, and whether it is."""
    rows = ["| what | goal | measured | |", "| --- | --- | --- | --- |"]
    frames = max(chosen.frames)
    for key in ("rtp", "calls"):
        if (key, frames, "`sipfix analyze`") not in found:
            continue
        ours, theirs = (found[key, frames, name] for name in ("`sipfix analyze`", "`tshark -q -z sip,stat`"))
        cpu, wall = (statistics.median(map(cost, theirs)) / statistics.median(map(cost, ours))
                     for cost in (lambda c: c.cpu, lambda c: c.wall))
        rows.append(verdict(f"{KINDS[key].name}, {frames:,} frames, against `tshark -q -z sip,stat`", "10 times faster",
                            f"{cpu:.1f} times by processor time, {wall:.1f} by the clock", cpu >= 10))
    if ratio:
        rows.append(verdict("SIP only, instructions a frame, against `-z sip,stat -Y sip`", "at most 1.25 times",
                            f"{ratio:.2f} times", round(ratio, 2) <= 1.25))
    rows.append(verdict("several captures: cores busy, of those that others left", f"{os.cpu_count()} of {os.cpu_count()}",
                        f"{busy:.1f}", busy > 0.8 * os.cpu_count()))
    rows += memory_goals(found, chosen)
    return rows


def memory_goals(found, chosen):
    """Memory of sipfix and of its intake must not grow with the capture."""
    few, many = min(chosen.frames), max(chosen.frames)
    for program in ("sipfix", "sipfix-intake"):
        sizes = [max(c.programs.get(program, 0) for c in found["sip", frames, "`sipfix analyze`"])
                 for frames in (few, many) if ("sip", frames, "`sipfix analyze`") in found]
        if len(sizes) == 2:
            yield verdict(f"memory of `{program}`, {few:,} and {many:,} frames", "flat",
                          f"{sizes[0]:.1f} and {sizes[1]:.1f} MB", sizes[1] < sizes[0] + 10)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, help="the build folder")
    parser.add_argument("--quick", action="store_true", help="small captures, once: a minute or two")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--frames", type=int, nargs="+", default=[100000, 1000000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--patience", type=float, default=300, help="seconds after which a command is not run again")
    parser.add_argument("--calls", type=int, nargs="+", default=[10000, 100000],
                        help="for the plugin's share; 1000000 needs 13 GB of memory")
    parser.add_argument("--share-runs", type=int, default=3)
    parser.add_argument("--output", type=pathlib.Path, default=HERE.parent / "docs" / "performance.md")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.frames, chosen.runs, chosen.calls, chosen.share_runs = [10000, 30000], 1, [2000], 1
    chosen.sipfix = chosen.build / "src/analyzer/sipfix"
    return chosen


def main():
    chosen = arguments()
    bench = share.Bench(next(chosen.build.glob("plugins/*/epan/sipfix.so")))
    load = os.getloadavg()[1]
    parts = {name: [] for name in ("tables", "instructions", "shares", "idle", "cores")}
    try:
        found = compare(bench, chosen, parts["tables"])
        ratio = instructions(bench, parts["instructions"]) if shutil.which("valgrind") else 0
        if shutil.which("valgrind"):
            idle(bench, parts["idle"])
        busy = cores(bench, chosen, parts["cores"])
        shares(bench, chosen, parts["shares"])
    finally:
        shutil.rmtree(bench.folder)
    template = (HERE / "performance.md.in").read_text(encoding="utf-8")
    text = template.format(machine=machine(), load=f"{load:.1f}", runs=chosen.runs,
                           goals="\n".join(goals(found, chosen, ratio, busy)),
                           **{name: "\n".join(lines) for name, lines in parts.items()})
    chosen.output.write_text(text, encoding="utf-8")
    print(f"wrote {chosen.output}")


if __name__ == "__main__":
    main()
