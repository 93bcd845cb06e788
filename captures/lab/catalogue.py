# SPDX-License-Identifier: GPL-2.0-or-later
"""The list of the lab's captures: what each shows, what software spoke, and in which frames to look."""

import inspect
import subprocess

HEAD = """# Captures from real SIP software

Made by `run` in this folder; the captures lie one folder up. The software named is what the packets name.

| capture | shows | software | 301 and 421 in frames |
| --- | --- | --- | --- |
"""


def lesson(scene):
    return " ".join(inspect.getdoc(scene).split())


def _rows(capture, *fields):
    command = ["tshark", "-n", "-r", str(capture), "-Y", "sip", "-T", "fields", "-E", "occurrence=a"]
    for field in fields:
        command += ["-e", field]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line.split("\t") for line in out.splitlines()]


def write(path, folder, scenes):
    lines = []
    for name, scene in scenes.items():
        capture = folder / f"{name}.pcapng"
        if not capture.exists():
            continue
        software, frames = [], []
        for frame, status, server, agent in _rows(capture, "frame.number", "sip.Status-Code", "sip.Server",
                                                   "sip.User-Agent"):
            for word in (agent, server):
                if word and word not in software:
                    software.append(word)
            frames += [f"{frame} ({code})" for code in status.split(",") if code in ("301", "421")]
        lines.append(f"| `{name}.pcapng` | {lesson(scene)} | {'; '.join(software)} | {', '.join(frames)} |\n")
    path.write_text(HEAD + "".join(lines))
