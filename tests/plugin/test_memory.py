#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""valgrind over tshark and the plugin: nothing of ours is lost, read before it is written, or used after it is freed."""

import unittest
import xml.etree.ElementTree as xml

import tshark
import wire
from test_passes import mixed


def odd():
    """What strangers send, beside what is in the samples: every header cut short at some byte, too."""
    capture = mixed()
    asked = wire.request(headers=["Supported: timer", "Require: x"])
    told = wire.moved(asked, '"B, b" <sip:b@[2001:db8::1]:5070;transport=tcp?X=y>;q=0.5;expires=9, <sip:c@x.example>')
    for length in range(20, len(told), 7):
        capture.udp(wire.PBX, wire.PHONE, told[:length] + b"\r\n\r\n")
        capture.udp(wire.PBX, wire.PHONE, told, cut=14 + 28 + length)
    capture.udp(wire.PHONE, wire.PBX, asked)
    capture.udp(wire.PBX, wire.PHONE, told)
    return capture


class Memory(tshark.Case):
    def complaints(self, path, *options):
        """What valgrind has to say about code of ours."""
        report = tshark.STAGE / "captures" / "valgrind.xml"
        report.touch()
        report.chmod(0o666)
        tshark.run("-r", path, *options, check=False, WIRESHARK_DEBUG_WMEM_OVERRIDE="simple", G_SLICE="always-malloc", wrapper=(
            "valgrind", "--quiet", "--xml=yes", f"--xml-file={report}", "--leak-check=full", "--keep-debuginfo=yes",
            "--show-leak-kinds=definite,indirect", "--num-callers=40", "--track-origins=yes"))
        root = xml.parse(report).getroot()
        self.assertEqual(root.findtext("status/state") and root.findall("status")[-1].findtext("state"), "FINISHED")
        # The first stack says where it happened; a second one, where the memory came from. What the regular
        # expressions' compiled code reads in vectors behind our texts is in no file.
        stacks = [(error.findtext("kind"), list(error.find("stack"))) for error in root.iter("error")]
        return [(kind, [frame.findtext("fn") for frame in stack]) for kind, stack in stacks
                if any("sipfix" in (frame.findtext("obj") or "") for frame in stack)]

    def test_two_passes_with_trees_and_events(self):
        self.assertEqual(self.complaints(tshark.samples(step=16), "-2", "-V", "-z", "sipfix,events", "-z", "expert"), [])

    def test_one_pass_over_everything_odd(self):
        self.assertEqual(self.complaints(tshark.stage(odd()), "-T", "json", "-z", "sipfix,events"), [])


if __name__ == "__main__":
    unittest.main()
