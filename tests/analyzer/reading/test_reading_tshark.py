#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The reading room with the real tshark and the plugin from the build folder.

Needs READING_DRIVER, SIPFIX_INTAKE, and in SIPFIX_PLUGINS the folder with VERSION/epan/sipfix.so.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import captures

HERE = pathlib.Path(__file__).resolve().parent
CAPTURES = HERE.parents[2] / "captures"
DRIVER = os.environ["READING_DRIVER"]
INTAKE = os.environ["SIPFIX_INTAKE"]
PLUGINS = os.environ["SIPFIX_PLUGINS"]
# Two answers, retries and other traffic; one call over several hops; and a finding that names another frame.
LESSONS = ("301-several-contacts-q.pcapng", "421-through-proxy.pcapng", "421-100rel-retried.pcapng")


def read(*arguments):
    """Runs the driver: its events, and how the reading went."""
    done = subprocess.run([DRIVER, "--intake", INTAKE, "--plugins", PLUGINS, *map(str, arguments)],
                          capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return lines[:-1], lines[-1], done.stderr


def tshark_alone(path):
    """The events as tshark tells them, and its run line. Not as root, for whom Wireshark loads no plugin."""
    version = sorted(os.listdir(PLUGINS))[0]
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        place = pathlib.Path(folder, "plugins", version, "epan")
        place.mkdir(parents=True)
        shutil.copy(pathlib.Path(PLUGINS, version, "epan", "sipfix.so"), place)
        shutil.copy(path, folder)
        user = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        done = subprocess.run(["tshark", "-n", "-q", "-r", path.name, "-z", "sipfix,events",
                               "-o", "tcp.reassemble_out_of_order:TRUE"],
                              cwd=folder, capture_output=True, text=True, check=True,
                              env={"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8",
                                   "WIRESHARK_PLUGIN_DIR": os.path.join(folder, "plugins")}, **user)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return lines[:-1], lines[-1]


def resay(finding, places, capture):
    """The sentences of a finding and of its changes, with these numbers for its frames."""
    names = {f"frame {frame}" + (f" of {pathlib.Path(part).name}" if part != capture else ""): f"frame {number}"
             for (frame, part), number in places.items()}
    pattern = re.compile("|".join(rf"{re.escape(name)}(?!\d| of )" for name in sorted(names, key=len, reverse=True)))
    for told in (finding, *finding.get("fix", ())):
        for key in {"text", "why", "headline", "beforehand", "what", "price"} & set(told):
            told[key] = pattern.sub(lambda found: names[found[0]], told[key])


def renumbered(node, offsets, capture):
    """An event of parts, with the numbers and the name that it would have in the whole."""
    if isinstance(node, list):
        return [renumbered(item, offsets, capture) for item in node]
    if not isinstance(node, dict):
        return node
    out = {}
    for name, value in node.items():
        if name == "frame" or name.endswith("_frame"):
            value += offsets[node.get(name.removesuffix("frame") + "capture", capture)]
        if name != "capture" and not name.endswith("_capture"):
            out[name] = renumbered(value, offsets, capture)
    if "frames" in node:
        resay(out, {(place["frame"], place.get("capture", capture)): place["frame"] + offsets[place.get("capture", capture)]
                    for place in node["frames"]}, capture)
    return out


def all_with_media(path, apart):
    """Puts all captures into one, some seconds apart, each of its packets with media before and behind it, in
    the future too; and how many media packets these were."""
    out, interfaces, start, media = [captures.section()], [(captures.ETHERNET, "", 9)], captures.START, 0

    def write(number, time, data):
        out.append(captures.packet(number, time, data, 9))

    for capture in sorted(CAPTURES.rglob("*.pcapng")):
        if "broken" in capture.parts:
            continue
        told = captures.Pcapng(capture.read_bytes())
        if not told.packets:
            continue
        shift, offset = start - min(time for _, time, _ in told.packets), len(interfaces)
        interfaces += told.interfaces
        for number, time, data in told.packets:
            for before in (-1, 2):
                write(0, time + shift + before * captures.SECOND, captures.rtp(media))
                media += 1
            write(offset + number, time + shift, data)
        start = max(time for _, time, _ in told.packets) + shift + apart * captures.SECOND
        write(0, start, captures.rtp(media))
        media += 1
    out[1:1] = [captures.interface(name, link, 9) for link, name, _ in interfaces]
    path.write_bytes(b"".join(out))
    return media


class TsharkTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-test-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def test_same_events_as_tshark_alone(self):
        for name in LESSONS:
            with self.subTest(name):
                expected, run = tshark_alone(CAPTURES / name)
                self.assertTrue(expected)
                events, reading, errors = read(CAPTURES / name)
                self.assertEqual(reading["unreadable"], [], errors)
                for event in expected:
                    event.update(capture=str(CAPTURES / name), run=1)
                self.assertEqual(events, expected)
                for member in ("frames", "sip", "calls", "first", "last", "complete"):
                    self.assertEqual(reading["total"][member], run[member], member)

    def test_a_call_in_parts_is_the_same_call(self):
        for name in LESSONS:
            with self.subTest(name):
                whole, _, _ = read(CAPTURES / name)
                for old in self.folder.iterdir():
                    old.unlink()
                # editcap names the parts as dumpcap does.
                subprocess.run(["editcap", "-c", "2", CAPTURES / name, self.folder / "part.pcapng"], check=True)
                parts = sorted(self.folder.iterdir())
                self.assertGreater(len(parts), 1)
                events, reading, errors = read("--stitch", self.folder)
                self.assertEqual((reading["runs"], reading["unreadable"]), (1, []), errors)
                offsets = {str(part): 2 * i for i, part in enumerate(parts)}
                if name == LESSONS[2]:
                    self.assertIn(f"(frame 2 of {parts[1].name})", json.dumps(events))
                joined = [renumbered(event, offsets, event["capture"]) for event in events]
                for event in whole:
                    del event["capture"]
                self.assertEqual(joined, whole)

    def test_what_is_left_out_changes_nothing(self):
        # The one long enough for every window to close in between, the other with all windows open.
        for apart in (3600, 5):
            with self.subTest(apart=apart):
                path = self.folder / "all.pcapng"
                media = all_with_media(path, apart)
                (sifted, told), (whole, told_whole) = (read(*how, path)[:2] for how in ((), ("--all-frames",)))
                self.assertGreater(len(whole), 200)
                self.assertEqual(sifted, whole)
                self.assertGreater(told["total"].pop("left_out"), media / 2)
                self.assertEqual(told_whole["total"].pop("left_out"), 0)
                self.assertEqual(told, told_whole)

    def test_plugin_that_is_none(self):
        epan = self.folder / sorted(os.listdir(PLUGINS))[0] / "epan"
        epan.mkdir(parents=True)
        (epan / "sipfix.so").write_bytes(b"not a library")
        self.folder.chmod(0o755)
        events, reading, errors = read("--plugins", self.folder, CAPTURES / LESSONS[0])
        self.assertEqual((events, reading), ([], {"error": 0}))
        self.assertIn("does not load the plugin", errors)

    def test_decode_as_that_tshark_refuses(self):
        events, reading, errors = read("--decode-as", "nonsense", CAPTURES / LESSONS[0])
        self.assertEqual((events, reading), ([], {"error": 1}))
        self.assertIn("nonsense", errors)

    def test_tools_are_fit(self):
        done = subprocess.run([DRIVER, "--tools", "--intake", INTAKE, "--plugins", PLUGINS],
                              capture_output=True, text=True, check=True)
        tools = json.loads(done.stdout)
        self.assertTrue(tools["fit"], tools.get("reason"))
        self.assertRegex(tools["tshark_version"], r"^4\.\d+\.\d+$")
        self.assertTrue(tools["tshark_version"].startswith(tools["plugin_wireshark"] + "."))


if __name__ == "__main__":
    sys.exit(unittest.main())
