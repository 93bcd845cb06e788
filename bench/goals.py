# SPDX-License-Identifier: GPL-2.0-or-later
"""What sipfix is to reach, and whether it does, by what bench/performance.py has found; what was not measured is not told of."""

import os
import statistics
import textwrap

OURS, STAT = "`sipfix analyze`", "`tshark -q -z sip,stat`"
OTHERS = {"sngrep": "`sngrep -N`", "capinfos": "`capinfos -c`"}


class Found:
    def __init__(self):
        self.beside = {}        # (kind, frames, name) -> costs
        self.small = []         # costs
        self.instructions = {}  # (kind, column) -> a frame
        self.busy = 0
        self.busy_frames = 0
        self.logs = {}          # (kind, MB asked for) -> (MB, costs)


def processor(costs):
    return statistics.median(cost.cpu for cost in costs)


def largest(found, key):
    return max((frames for kind, frames, _ in found.beside if kind == key), default=0)


def times(found, key, other, frames=None):
    """How many times the processor time of sipfix the other takes, on the largest capture; 0: not measured."""
    frames = frames or largest(found, key)
    ours, theirs = (found.beside.get((key, frames, name)) for name in (OURS, other))
    return processor(theirs) / processor(ours) if ours and theirs else 0


def row(name, goal, value, reached):
    return f"| {name} | {goal} | {value} | {'reached' if reached else '**not reached**'} |"


def beside_others(found, kinds):
    for key, other, share, words in (("sip", STAT, 12, "1/12 of `sip,stat`"), ("sip", OTHERS["sngrep"], 4, "1/4 of `sngrep -N`"),
                                     ("rtp", STAT, 20, "1/20 of `sip,stat`"), ("rtp", OTHERS["capinfos"], 1 / 3, "3 times `capinfos -c`"),
                                     ("calls", STAT, 20, "1/20 of `sip,stat`"), ("dense", STAT, 4, "1/4 of `sip,stat`")):
        measured = times(found, key, other)
        if measured:
            value = f"1/{measured:.1f}" if measured >= 1 else f"{1 / measured:.1f} times"
            yield row(f"{kinds[key].name}, {largest(found, key):,} frames, processor time", f"at most {words}", value, measured >= share)


def growth(found):
    """Of twice the input no more than twice the time, start and all."""
    sizes = sorted(frames for kind, frames, name in found.beside if kind == "dense" and name == OURS)
    if len(sizes) < 2:
        return
    few, many = (processor(found.beside["dense", frames, OURS]) for frames in (sizes[0], sizes[-1]))
    factor = many / few / (sizes[-1] / sizes[0])
    yield row(f"every third call refused, {sizes[0]:,} to {sizes[-1]:,} frames", "linear", f"{factor:.2f} of it", factor < 1.1)


def of_small_ones(found):
    if found.small:
        each = processor(found.small)  # of 1,000: milliseconds each
        yield row("1,000 captures of 28 frames, processor time each", "at most 2 ms", f"{each:.1f} ms", each <= 2)


def memory(found):
    sizes = {frames: max(cost.memory for cost in costs) for (kind, frames, name), costs in found.beside.items()
             if kind == "sip" and name == OURS}
    if sizes:
        value = " and ".join(f"{sizes[frames]:,.0f}" for frames in sorted(sizes))
        yield row(f"memory, all together, SIP only, {' and '.join(f'{frames:,}' for frames in sorted(sizes))} frames",
                  "at most 250 MB", f"{value} MB", max(sizes.values()) <= 250)


def of_logs(found):
    sizes = sorted(size for _, size in found.logs)
    if not sizes:
        return
    written, costs = found.logs["nothing is SIP", sizes[0]]
    speed = written / processor(costs)
    yield row("a log where nothing is SIP, a second of processor time", "at least 100 MB", f"{speed:,.0f} MB", speed >= 100)
    of_sizes = {size: max(max(cost.memory for cost in costs) for (_, of), (_, costs) in found.logs.items() if of == size)
                for size in sizes}
    if len(of_sizes) > 1:
        yield row(f"memory, logs of {' and '.join(f'{size:,}' for size in of_sizes)} MB", "flat",
                  f"{' and '.join(f'{most:,.0f}' for most in of_sizes.values())} MB", of_sizes[sizes[-1]] < 1.25 * of_sizes[sizes[0]])


def of_instructions(found):
    if found.instructions:
        trees, ours = (found.instructions["SIP over TCP", column] for column in (1, 3))
        yield row("SIP over TCP, instructions a frame of tshark", "at most 1.3 times `sip,stat -Y sip`", f"{ours / trees:.2f} times",
                  round(ours / trees, 2) <= 1.3)


def table(found, kinds):
    rows = ["| what | goal | measured | |", "| --- | --- | --- | --- |"]
    rows += [*beside_others(found, kinds), *growth(found), *of_small_ones(found), *memory(found), *of_logs(found),
             *of_instructions(found)]
    cores = os.cpu_count()
    least = cores * 1.85 / 2
    rows.append(row(f"8 captures of {found.busy_frames:,} frames: processors busy, of {cores}", f"at least {least:.2f}",
                    f"{found.busy:.2f}", found.busy >= least))
    return rows


def gained(found, kinds):
    """The sentence that the page begins with."""
    shares = [(kinds[key].name, times(found, key, STAT)) for key in kinds]
    told = ", ".join(f"{name} {100 / share:.0f} %" for name, share in shares if share)
    small = f" A folder of 1,000 small captures takes {processor(found.small):.1f} s." if found.small else ""
    return textwrap.fill(f"Of the processor time of `tshark -q -z sip,stat`, `sipfix analyze` takes so much: {told}.{small}", 120)
