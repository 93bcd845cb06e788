# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a command and says what it cost, all its children included."""

import os
import pathlib
import subprocess
import sys
import time

SAMPLE = 0.05  # seconds between two looks at memory


class Cost:
    """wall and cpu in seconds; memory, all processes together, in MB at most; and of each program by name."""

    def __init__(self, wall, cpu, memory, programs):
        self.wall, self.cpu, self.memory, self.programs = wall, cpu, memory, programs


def children(pid):
    """pid and all below it."""
    found, at = [pid], 0
    while at < len(found):
        try:
            for thread in pathlib.Path(f"/proc/{found[at]}/task").iterdir():
                found += map(int, (thread / "children").read_text(encoding="ascii").split())
        except OSError:
            pass
        at += 1
    return found


def resident(pid):
    """Name of the program and MB that are its own, what it shares with others in parts."""
    try:
        name = pathlib.Path(f"/proc/{pid}/comm").read_text(encoding="ascii").strip()
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return name, int(line.split()[1]) / 1024
    except (OSError, ValueError):
        pass
    return None, 0


def look(pid, programs):
    """MB of all together now; the highest of each program goes into programs."""
    total = {}
    for child in children(pid):
        name, size = resident(child)
        if name:
            total[name] = total.get(name, 0) + size
    for name, size in total.items():
        programs[name] = max(programs.get(name, 0), size)
    return sum(total.values())


def run(command, good=(0,), **options):
    """Runs it to its end."""
    programs, most = {}, 0
    began = time.monotonic()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          **options) as child:
        while True:
            done, status, used = os.wait4(child.pid, os.WNOHANG)
            if done:
                break
            most = max(most, look(child.pid, programs))
            time.sleep(SAMPLE)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in good:
        sys.exit(f"{command[0]} ended with {child.returncode}: {' '.join(map(str, command))}")
    return Cost(time.monotonic() - began, used.ru_utime + used.ru_stime, most, programs)
