#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the captures of this folder, byte for byte the same each time. Needs python3-scapy.

    make.py              all of them, and README.md
    make.py --check      makes them elsewhere, and compares
"""

import importlib
import inspect
import pathlib
import pkgutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))

import scenes  # noqa: E402
from workshop import pcapng, wire  # noqa: E402


def lesson_of(play):
    return " ".join(inspect.getdoc(play).split())


def play_all():
    """Yields name of the file, its bytes, the scene (None for what is no scene) and the lesson."""
    for module in sorted(pkgutil.iter_modules(scenes.__path__), key=lambda module: module.name):
        importlib.import_module(f"scenes.{module.name}")
    for name, (play, how) in sorted(scenes.CAPTURES.items()):
        lesson = lesson_of(play)
        if how.get("bytes"):
            yield name, play(), None, lesson
            continue
        scene = wire.Scene(name)
        play(scene)
        if how.get("pcap"):
            data, suffix = pcapng.pcap(scene.records), ".pcap"
        else:
            data, suffix = pcapng.pcapng(lesson, scene.records), ".pcapng"
        yield name + suffix, data, scene, lesson


def catalogue(rows):
    out = ["<!-- SPDX-License-Identifier: GPL-2.0-or-later -->", "# Captures made by hand", "",
           "No software sent these: `make.py` wrote them, for what real software will not send on demand. Each holds",
           "what it shows as its capture comment, too. All begin at 2026-03-02T08:15:00Z. Two captures named after a",
           "check belong together: in the first the check speaks; the second, with `-not`, looks alike, and it must not.",
           "", "| capture | shows | 301 and 421 in frames |", "| --- | --- | --- |"]
    for name, scene, lesson in rows:
        frames = ", ".join(f"{frame} ({status})" for frame, status in scene.answers) if scene else ""
        out.append(f"| `{name}` | {lesson} | {frames} |")
    return "\n".join(out) + "\n"


def main():
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    files, rows = {}, []
    for name, data, scene, lesson in play_all():
        files[name] = data
        rows.append((name, scene, lesson))
    files["README.md"] = catalogue(rows).encode()
    if check:
        wrong = [name for name, data in files.items()
                 if not (HERE / name).is_file() or (HERE / name).read_bytes() != data]
        sys.exit(f"differ from what make.py makes: {' '.join(wrong)}" if wrong else 0)
    for name, data in files.items():
        (HERE / name).parent.mkdir(exist_ok=True)
        (HERE / name).write_bytes(data)


if __name__ == "__main__":
    main()
