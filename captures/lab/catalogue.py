# SPDX-License-Identifier: GPL-2.0-or-later
"""The list of the lab's captures: what each shows, what software spoke, and in which frames to look."""

import inspect
import subprocess

from stage import house

HEAD = """<!-- SPDX-License-Identifier: GPL-2.0-or-later -->
# Captures from real SIP software

Made by `run` in this folder, as root on Debian 12; the captures lie one folder up. Each holds what it shows as its
capture comment, too. The third column is what the packets say of themselves (User-Agent, Server). Played with
{versions}.

| capture | shows | software | redirects and refusals in frames |
| --- | --- | --- | --- |
"""


# What the captures are about, and their relatives.
CODES = ("300", "301", "302", "305", "380", "420", "421", "422", "423", "439", "494")


def versions():
    """The packages that spoke, with their versions."""
    def version(package, *where):
        query = ["dpkg-query", *where, "-W", "-f", "${Version}", package]
        return f"{package} {subprocess.run(query, check=True, capture_output=True, text=True).stdout}"
    here = [version(package) for package in ("kamailio", "baresip-core", "sip-tester")]
    there = version("asterisk", f"--admindir={house.CHROOT}/var/lib/dpkg")
    return f"{', '.join(here)} and, from {house.RELEASE}, {there}"


def lesson(scene):
    return " ".join(inspect.getdoc(scene).split())


def _rows(capture, *fields):
    command = ["tshark", "-n", "-r", str(capture), "-Y", "sip", "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=|"]
    for field in fields:
        command += ["-e", field]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line.split("\t") for line in out.splitlines()]


def _comment(capture):
    out = subprocess.run(["capinfos", "-k", str(capture)], check=True, capture_output=True, text=True).stdout
    return out.split("Capture comment:", 1)[1].strip()


def write(path, folder):
    """Writes the list of all captures in @folder to @path."""
    lines = []
    for capture in sorted(folder.glob("*.pcapng")) + sorted(folder.glob("relatives/*.pcapng")) + \
            sorted(folder.glob("logs/*.pcapng")):
        software, frames = [], []
        for frame, status, server, agent in _rows(capture, "frame.number", "sip.Status-Code", "sip.Server",
                                                   "sip.User-Agent"):
            for word in filter(None, agent.split("|") + server.split("|")):
                if word not in software:
                    software.append(word)
            frames += [f"{frame} ({code})" for code in status.split("|") if code in CODES]
        many = f" and {len(frames) - 6} more" if len(frames) > 6 else ""
        lines.append(f"| `{capture.relative_to(folder)}` | {_comment(capture)} | {'; '.join(software)} "
                     f"| {', '.join(frames[:6])}{many} |\n")
    path.write_text(HEAD.format(versions=versions()) + "".join(lines))
