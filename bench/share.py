#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin's share of tshark's time, memory and instructions: with it minus without it, on generated
captures. tshark runs as an unprivileged user, as the plugin asks.

    share.py PLUGIN [--calls 10000 100000] [--runs 5] [--instructions]
    share.py PLUGIN --idle      what it costs, in instructions a frame, where nobody asks it anything: 97 % RTP

PLUGIN is .../plugins/4.0/epan/sipfix.so of the build. Quote the minimum and the median; a machine is noisy, and
instructions (callgrind, on 1,500 calls) are not."""

import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
WITHOUT = ["-z", "sip,stat", "-Y", "sip"]  # the cheapest run that builds trees, as any plugin must
WITH = ["-z", "sipfix,events"]
IDLE = ["-z", "io,stat,0"]  # dissects, looks at nothing
MANY = 100  # times as many packets: two starts of tshark may differ by some million instructions
RTP_PACKETS = 260  # a call, beside its 8 of SIP: 97 %
OF_THE_COMMAND = [*WITH, "--disable-protocol", "sdp"]  # as `sipfix analyze` starts it


def used_by(command):
    """Exit status, processor seconds and peak memory in MB of a program, counted by time(1): a child of this one would count
    what this one holds as its own (getrusage(2) of a program that was started by vfork)."""
    with tempfile.NamedTemporaryFile("r") as told:
        done = subprocess.run(["time", "--quiet", "-f", "%U %S %M", "-o", told.name, *command], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False)
        user, system, kilobytes = told.read().split()
    return done.returncode, float(user) + float(system), float(kilobytes) / 1024


class Bench:
    def __init__(self, plugin):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-bench-"))
        self.folder.chmod(0o755)
        target = self.folder / "plugins" / plugin.parent.parent.name / "epan"
        target.mkdir(parents=True)
        shutil.copy(plugin, target)
        for name in ("none", "config", "out"):
            (self.folder / name).mkdir()
        (self.folder / "out").chmod(0o777)

    def command(self, capture, how, wrapper=(), plugin=None, more=()):
        """@plugin: with it or without; None: with it where it is asked for events. @more: of the environment."""
        drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
        with_it = "sipfix,events" in how if plugin is None else plugin
        plugins = self.folder / ("plugins" if with_it else "none")
        return [*drop, "env", "-i", "PATH=/usr/bin:/bin", "HOME=/nonexistent", "LC_ALL=C.UTF-8",
                f"WIRESHARK_CONFIG_DIR={self.folder}/config", f"WIRESHARK_PLUGIN_DIR={plugins}",
                *more, *wrapper, "tshark", "-n", "-q", "-r", str(capture), *how]

    def capture(self, calls, rtp=0, *more):
        path = self.folder / f"{'-'.join(map(str, (calls, rtp, *more)))}.pcap"
        said = subprocess.run([HERE / "generate.py", path, "--calls", str(calls), "--rtp", str(rtp), *more], check=True,
                              capture_output=True, text=True).stdout
        path.chmod(0o644)
        return path, int(re.search(r"(\d+) frames", said)[1])

    def time(self, capture, how):
        """User and system seconds, and peak memory in MB, of one run."""
        status, seconds, memory = used_by(self.command(capture, how))
        if status:
            sys.exit(f"tshark ended with {status}: {self.command(capture, how)}")
        return seconds, memory

    def instructions(self, capture, how, plugin=None, more=()):
        out = self.folder / "out" / "callgrind"
        done = subprocess.run(self.command(capture, how, ("valgrind", "--tool=callgrind",
                                                          f"--callgrind-out-file={out}"), plugin, more),
                              capture_output=True, text=True, check=True)
        return int(re.search(r"Collected : (\d+)", done.stderr)[1])

    def idle(self, calls, rtp):
        """Instructions a frame without the plugin, with it disabled, with it: of what @calls with @rtp packets each
        have more than one with few."""
        ways = ((IDLE, False), ([*IDLE, "--disable-protocol", "sipfix"], True), (IDLE, True))
        (few, n_few), (many, n_many) = self.capture(1, RTP_PACKETS), self.capture(calls, rtp)
        return [(self.instructions(many, *way) - self.instructions(few, *way)) / (n_many - n_few) for way in ways]


def row(name, without, with_it, unit):
    low = [min(without), min(with_it)]
    middle = [statistics.median(without), statistics.median(with_it)]
    print(f"| {name} | {low[0]:,.1f} / {middle[0]:,.1f} | {low[1]:,.1f} / {middle[1]:,.1f} "
          f"| {middle[1] - middle[0]:+,.1f} {unit} | {middle[1] / middle[0]:.2f} |")


def print_idle(bench, out=sys.stdout):
    print("| instructions a frame | without the plugin | disabled | | enabled | |\n| --- | --- | --- | --- | --- | --- |", file=out)
    for name, calls, rtp in (("RTP alone", 1, MANY * RTP_PACKETS), ("97 % RTP, 3 % SIP", MANY, RTP_PACKETS)):
        without, *others = bench.idle(calls, rtp)
        cells = " | ".join(f"{cost:,.0f} | {cost / without - 1:+.1%}" for cost in others)
        print(f"| {name} | {without:,.0f} | {cells} |", file=out)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plugin", type=pathlib.Path)
    parser.add_argument("--calls", type=int, nargs="+", default=[10000, 100000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--instructions", action="store_true")
    parser.add_argument("--idle", action="store_true")
    chosen = parser.parse_args()
    bench = Bench(chosen.plugin)
    try:
        if chosen.idle:
            print_idle(bench)
            return
        print("| | without, min / median | with, min / median | share | ratio |")
        print("| --- | --- | --- | --- | --- |")
        for calls in chosen.calls:
            capture, _ = bench.capture(calls)
            runs = [(bench.time(capture, WITHOUT), bench.time(capture, WITH))
                    for _ in range(chosen.runs)]
            row(f"{calls:,} calls: seconds", [a[0] for a, _ in runs], [b[0] for _, b in runs], "s")
            row(f"{calls:,} calls: MB at most", [a[1] for a, _ in runs], [b[1] for _, b in runs], "MB")
            capture.unlink()
        if chosen.instructions:
            empty, none = bench.capture(1)
            some, frames = bench.capture(1500)
            each = [(bench.instructions(some, how) - bench.instructions(empty, how)) / (frames - none)
                    for how in (WITHOUT, WITH)]
            row("instructions a frame", [each[0]], [each[1]], "")
    finally:
        shutil.rmtree(bench.folder)


if __name__ == "__main__":
    main()
