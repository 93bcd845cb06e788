# SPDX-License-Identifier: GPL-2.0-or-later
"""Processes: found without a tool that a small system does not have, and ended."""
import pathlib
import subprocess


def end(process, patience):
    """Ends a subprocess.Popen; one that does not within that many seconds is killed."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def children(parent):
    """The command lines of a process's children, by their numbers."""
    found = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            # The name, in brackets, may hold anything; behind it come the state and the parent.
            if int((folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1]) == parent:
                found[int(folder.name)] = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
    return found
