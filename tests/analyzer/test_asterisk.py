#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix routes --format asterisk`: no address gets out of its place in the dialplan; and, where the lab of
captures/lab has put an Asterisk, that one loads the file and uses it as its head says."""
import pathlib
import re
import tempfile
import time
import unittest

from asterisk_lab import DEADLINE, WHY_NOT, Asterisk
from command import sipfix
from moves import Moves

LINE = re.compile(r"exten => (?P<old>sips?:[^,;/()\s-]+@[^,;/()\s-]+),1,"
                  r"Return\((?P<new>(?:[^,;\"'\\$&{}()\s]|\\;)+)\) ; 1 call; .* frame \d+ at 2026-03-02T[^\n]*")
# Old address: new address; all of them can be written.
GOOD = {
    "sip:bob@moved.example.net": "sip:robert@pbx2.example.net;transport=tcp;x",
    "sip:a-b@pbx-1.example.net": "sip:a-b@pbx-2.example.net",
    "sip:ab@pbx-1.example.net": "sip:ab@pbx-2.example.net",
    "sip:_X.@moved.example.net": "sip:pattern@pbx2.example.net",
    "sip:+12015550123@moved.example.net:5080": "sip:+12015550123@[2001:db8::2]:5090",
    "sips:bob@moved.example.net": "sips:bob@pbx2.example.net",
    "sip:bob@[2001:db8::1]": "sip:%22%3b%2c@pbx2.example.net;x=[1+1]",
}
# What means something to Asterisk.
BAD = {
    "sip:comma,1,System(x)@moved.example.net": "sip:x@pbx2.example.net",
    "sip:slash/123@moved.example.net": "sip:x@pbx2.example.net",
    "sip:semicolon;--@moved.example.net": "sip:x@pbx2.example.net",
    "sip:variable@moved.example.net": "sip:${SHELL(x)}@pbx2.example.net",
    "sip:expression@moved.example.net": "sip:x@pbx2.example.net;y=$[1+1]",
    "sip:brackets@moved.example.net": "sip:x),2,System(x@pbx2.example.net",
    "sip:another-call@moved.example.net": "sip:x&Local/9@pbx2.example.net",
    "sip:quote@moved.example.net": "sip:x'y@pbx2.example.net",
    "sip:moved.example.net": "sip:x@pbx2.example.net",
    "sip:long@moved.example.net": f"sip:{'x' * 300}@pbx2.example.net",
    f"sip:{'x' * 80}@moved.example.net": "sip:x@pbx2.example.net",
    "sip:tel@moved.example.net": "tel:+12015550123",
}


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))
        capture = cls.folder / "it's ;-- a\n[globals]\nX=1.pcap"
        Moves(*GOOD.items(), *BAD.items()).write(capture)
        done = sipfix("routes", "--include", "all", "--format", "asterisk", capture)
        assert done.returncode == 0, done.stderr
        cls.dialplan, cls.told = done.stdout, done.stderr


class Written(Case):
    def test_each_line_is_a_comment_or_a_route(self):
        lines = [line for line in self.dialplan.splitlines() if not line.startswith(";")]
        self.assertEqual(lines.pop(0), "[sipfix-moved]")
        found = {}
        for line in lines:
            match = LINE.fullmatch(line)
            self.assertIsNotNone(match, line)
            found[match["old"].replace("%2D", "-")] = match["new"].replace("\\;", ";")
        self.assertEqual(found, GOOD)

    def test_comments_stay_comments(self):
        for line in self.dialplan.splitlines():
            self.assertNotIn(";--", line)
            self.assertLess(len(line), 2000)

    def test_what_cannot_be_written_is_named(self):
        for old in BAD:
            self.assertIn(f"refused {old} -> ", self.told)
        self.assertEqual(len(self.told.splitlines()), len(BAD), self.told)


@unittest.skipIf(WHY_NOT, WHY_NOT)
class Used(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asterisk = Asterisk({"sipfix-moved.conf": cls.dialplan,
                                 "extensions.conf": f"#include sipfix-moved.conf\n[calls]\n{cls.calls()}"})
        cls.addClassCleanup(cls.asterisk.stop)

    @classmethod
    def olds(cls):
        return [*GOOD, "sip:nobody@moved.example.net", "sip:comma@moved.example.net"]

    @classmethod
    def calls(cls):
        """Extensions that do what the file's head says, but keep what they would dial."""
        lines = re.findall(r"(?m)^;   same => (.*)$", cls.dialplan)
        assert len(lines) == 5, cls.dialplan
        text = ""
        for number, old in enumerate(cls.olds()):
            steps = [f"n,Set(TO={old})", *lines[1:-1],
                     re.sub(r"Dial\(PJSIP/YOUR-ENDPOINT/(.*)\)$", rf"Set(GLOBAL(DIALLED{number})=\1)", lines[-1])]
            text += f"exten => {number},1,NoOp()\n" + "".join(f" same => {step}\n" for step in steps)
        return text

    def test_it_loads_all_of_it(self):
        shown = self.asterisk.ask("dialplan show sipfix-moved")
        self.assertIn(f"{len(GOOD)} extensions ({len(GOOD)} priorities) in 1 context", shown)
        self.assertIn("'sip:_X.@moved.example.net' =>", shown)

    def test_calls_go_to_the_new_addresses(self):
        for number, old in enumerate(self.olds()):
            self.asterisk.ask(f"channel originate Local/{number}@calls/n application NoOp")
        wanted = {f"DIALLED{number}={GOOD.get(old, old)}" for number, old in enumerate(self.olds())}
        end = time.monotonic() + DEADLINE
        while True:
            shown = {line.strip() for line in self.asterisk.ask("dialplan show globals").splitlines()}
            if wanted <= shown or time.monotonic() > end:
                break
            time.sleep(0.1)
        self.assertEqual({line for line in shown if "DIALLED" in line}, wanted)


if __name__ == "__main__":
    unittest.main()
