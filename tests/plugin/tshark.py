# SPDX-License-Identifier: GPL-2.0-or-later
"""The real tshark with the plugin of this build, run as a user gets it.

Wireshark loads no plugin from the build folder when root starts it. So root copies plugin and captures to a
fresh folder that everybody may read, and becomes nobody for tshark; any other user runs tshark as it is.

A plugin of a build with sanitizers works too (SIPFIX_PLUGIN=build/asan-plugin/sanitized-plugins/4.0/epan/sipfix.so):
their runtime is loaded before tshark then, and all memory comes from malloc, so that they see each piece of it.
What they find ends tshark, with a status that is not 0 and their words on standard error.
"""

import atexit
import csv
import functools
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as xml

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
PLUGIN = pathlib.Path(os.environ["SIPFIX_PLUGIN"])  # .../plugins/4.0/epan/sipfix.so
CAPTURES = SOURCE / "captures"
NOBODY = 65534


def _data(folder):
    """Wireshark's folder of data without the names of ports and vendors: nobody here asks for one, and to read them is half
    of what a start of Wireshark 4.0 takes."""
    installed = pathlib.Path("/usr/share/wireshark")
    folder.mkdir()
    for entry in installed.iterdir() if installed.is_dir() else ():
        if entry.name not in ("enterprises.tsv", "manuf", "services", "wka"):
            (folder / entry.name).symlink_to(entry)


def _stage():
    """A folder that tshark's user can read: the plugin in plugins/, an empty profile in config/."""
    stage = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-test-"))
    atexit.register(shutil.rmtree, stage, ignore_errors=True)
    stage.chmod(0o755)
    folder = stage / "plugins" / PLUGIN.parent.parent.name / "epan"
    folder.mkdir(parents=True)
    shutil.copy(PLUGIN, folder / PLUGIN.name)
    for name in ("config", "without", "captures"):
        (stage / name).mkdir()
    _data(stage / "data")
    return stage


def sanitizer(plugin):
    """Path of the runtime that a sanitized plugin needs, None for an ordinary one."""
    needs = subprocess.run(["ldd", plugin], capture_output=True, text=True, check=False).stdout
    found = re.search(r"libasan\S* => (\S+)", needs)
    return found and found[1]


STAGE = _stage()
SANITIZER = sanitizer(PLUGIN)
_numbers = iter(range(1, 1 << 30))


def stage(capture):
    """The path of a capture where tshark's user can read it: a wire.Capture, or a path below captures/."""
    name = STAGE / "captures" / f"{next(_numbers)}.pcapng"
    if hasattr(capture, "write"):
        capture.write(name)
    else:
        shutil.copyfile(CAPTURES / capture, name)
    name.chmod(0o644)
    return name


def joined(captures):
    """One capture with all of these in it, one after the other."""
    name = STAGE / "captures" / f"{next(_numbers)}.pcapng"
    subprocess.run(["mergecap", "-a", "-w", name, *captures], check=True)
    name.chmod(0o644)
    return name


@functools.cache
def whole_captures():
    """The project's captures that can be read to their end, each with the time of its first packet, seconds; None: it has none."""
    paths = sorted(CAPTURES.rglob("*.pcap*"))
    done = subprocess.run(["capinfos", "-T", "-r", "-m", "-a", "-S", *paths], capture_output=True, check=False, text=True)
    broken = set(re.findall('"(.+)"', done.stderr))
    times = dict(line.rsplit(",", 1) for line in done.stdout.splitlines())
    return {path: float(times[str(path)]) if re.fullmatch(r"[\d.]+", times[str(path)]) else None
            for path in paths if str(path) in times and str(path) not in broken}


def samples(step=1):
    """All of the project's captures, or every @step-th, as one, but for those that end in mid-frame."""
    return joined([path for path in sorted(CAPTURES.rglob("*.pcap*"))[::step] if path in whole_captures()])


def stage_text(text):
    """The path of a small file where tshark's user can read it."""
    name = STAGE / "captures" / f"{next(_numbers)}.txt"
    name.write_text(text)
    name.chmod(0o644)
    return name


def stage_bytes(content):
    """The same with the content of any file."""
    name = STAGE / "captures" / f"{next(_numbers)}.bin"
    name.write_bytes(content)
    name.chmod(0o644)
    return name


def environment(plugin=True, **more):
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "WIRESHARK_CONFIG_DIR": str(STAGE / "config"), "WIRESHARK_DATA_DIR": str(STAGE / "data"),
            "WIRESHARK_PLUGIN_DIR": str(STAGE / ("plugins" if plugin else "without")), **more}


def preload(runtime):
    """Words in front of a program that loads a sanitized plugin. What Wireshark itself never frees is not ours."""
    return ("env", f"LD_PRELOAD={runtime}", "ASAN_OPTIONS=detect_leaks=0", "UBSAN_OPTIONS=print_stacktrace=1",
            "WIRESHARK_DEBUG_WMEM_OVERRIDE=simple", "G_SLICE=always-malloc") if runtime else ()


def command(*arguments, wrapper=(), program="tshark"):
    """A program of Wireshark and its arguments, as the user that it is to run as."""
    drop = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups") if os.getuid() == 0 else ()
    return [*drop, *preload(SANITIZER), *wrapper, program, *map(str, arguments)]


def run(*arguments, plugin=True, check=True, stdin=None, wrapper=(), errors="strict", **more):
    """Runs tshark; its output as text. With check, what it says on standard error fails the test. @errors: as of decode(),
    for what Wireshark itself writes is not always UTF-8."""
    done = subprocess.run(command(*arguments, wrapper=wrapper), env=environment(plugin, **more), cwd=STAGE,
                          stdin=stdin or subprocess.DEVNULL, capture_output=True, timeout=3000, check=False)
    done.stdout = done.stdout.decode(errors=errors)
    done.stderr = done.stderr.decode(errors=errors)
    if check and (done.returncode or done.stderr):
        raise AssertionError(f"tshark {arguments}: {done.returncode} {done.stderr}")
    return done


def version():
    """Wireshark's version, as (4, 0)."""
    return tuple(map(int, PLUGIN.parent.parent.name.split(".")))


def table(path, names, *options, display=None, passes=1):
    """Values of fields: one row a frame that passes the display filter, one list a field."""
    arguments = ["-r", path, "-T", "fields", "-E", "separator=,", "-E", "quote=d", "-E", "aggregator=\x1f"]
    for name in names:
        arguments += ["-e", name]
    if display:
        arguments += ["-Y", display]
    if passes == 2:
        arguments.append("-2")
    out = run(*arguments, *options).stdout
    return [[cell.split("\x1f") if cell else [] for cell in row]
            for row in csv.reader(io.StringIO(out))]


def values(path, frame, name, *options, passes=1):
    """All values of one field in one frame."""
    rows = table(path, ["frame.number", name], *options, display=f"frame.number == {frame}", passes=passes)
    return rows[0][1]


def frames(path, display, *options, passes=1):
    """Numbers of the frames that pass a display filter."""
    rows = table(path, ["frame.number"], *options, display=display, passes=passes)
    return [int(row[0][0]) for row in rows]


def pdml(path, *options, plugin=True):
    """The trees of all frames, as elements <packet>."""
    return list(xml.fromstring(run("-r", path, "-T", "pdml", *options, plugin=plugin).stdout).iter("packet"))


def tree(path, frame, passes=1):
    """The items of SIP Fix in a frame's tree: elements <proto> and <field>, in order."""
    packets = pdml(path, "-Y", f"frame.number == {frame}", *(["-2"] if passes == 2 else []))
    protos = [item for packet in packets for item in packet.iter("proto") if item.get("name") == "sipfix"]
    return [item for proto in protos for item in proto.iter()]


def events(path, *options, **how):
    """The events of a capture, and its run line."""
    lines = run("-q", "-r", path, *options, "-z", "sipfix,events", **how).stdout.splitlines()
    objects = [json.loads(line) for line in lines]
    return objects[:-1], objects[-1]


class Case(unittest.TestCase):
    """A test case that shows whole differences."""

    maxDiff = None
