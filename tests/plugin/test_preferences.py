# SPDX-License-Identifier: GPL-2.0-or-later
"""What the user sets under Protocols > SIP Fix, or with -o."""

import json
import unittest

import tshark
import wire

REFUSED = "421-100rel-asterisk-sipp.pcapng"


def checks(capture, *preferences):
    options = [word for preference in preferences for word in ("-o", preference)]
    return tshark.table(tshark.stage(capture), ["sipfix.check"], *options, display="sipfix.status")[0][0]


class Preferences(unittest.TestCase):
    def test_floor_hides_what_is_less_severe(self):
        self.assertIn("extension.optional", checks(REFUSED))
        self.assertEqual(checks(REFUSED, "sipfix.floor:warn"), ["extension.required"])

    def test_floor_holds_for_expert_infos_too(self):
        path = tshark.stage(REFUSED)
        self.assertEqual(tshark.frames(path, "sipfix.check.extension.optional"), [2])
        self.assertEqual(tshark.frames(path, "sipfix.check.extension.optional", "-o", "sipfix.floor:warn"), [])

    def test_texts_can_be_left_out(self):
        path = tshark.stage(REFUSED)
        self.assertTrue(tshark.values(path, 2, "sipfix.fix"))
        self.assertFalse(tshark.values(path, 2, "sipfix.fix", "-o", "sipfix.texts:FALSE"))
        self.assertFalse(tshark.values(path, 2, "sipfix.why", "-o", "sipfix.texts:FALSE"))
        self.assertEqual(tshark.values(path, 2, "sipfix.extension.missing", "-o", "sipfix.texts:FALSE"), ["100rel"])

    def test_further_codes_are_explained_when_asked_for(self):
        path = tshark.stage("302-invite.pcapng")
        self.assertEqual(tshark.frames(path, "sipfix"), [])
        self.assertEqual(tshark.frames(path, "sipfix.status == 302", "-o", "sipfix.codes:301,302,421"), [2])

    def test_all_is_the_family(self):
        events, run = tshark.events(tshark.stage("handmade/every-status-code.pcapng"), "-o", "sipfix.codes:all")
        family = [300, 301, 302, 305, 380, 420, 421, 422, 423, 439, 494]
        self.assertEqual(sorted({event["status"] for event in events}), family)
        self.assertEqual(run["codes"], family)
        self.assertEqual(run["relatives"], [])

    def test_each_of_the_further_codes(self):
        """Those that redirect get the checks of addresses, 494 those of sec-agree, all what is about any answer."""
        for code, found in ((300, "moved.bad-q"), (305, "moved.bad-q"), (380, "answer.reason-mismatch"),
                            (420, "answer.reason-mismatch"), (494, "extension.no-security-server")):
            with self.subTest(code):
                capture = wire.Capture()
                asked = wire.request()
                capture.udp(wire.PHONE, wire.PBX, asked)
                capture.udp(wire.PBX, wire.PHONE, wire.answer(asked, code, "Moved Permanently",
                                                              ["Contact: <sip:bob@pbx2.example.net>;q=5", "Require: sec-agree"]))
                path = tshark.stage(capture)
                self.assertEqual(tshark.frames(path, "sipfix"), [])
                asked_for = ("-o", f"sipfix.codes:301,421,{code}")
                self.assertEqual(tshark.values(path, 2, "sipfix.status", *asked_for), [str(code)])
                self.assertEqual(tshark.values(path, 2, "sipfix.request_in", *asked_for), ["1"])
                self.assertIn(found, tshark.values(path, 2, "sipfix.check", *asked_for))

    def test_own_tags_are_no_typing_errors(self):
        capture = "handmade/extension.unknown-tag.pcapng"
        tag = tshark.table(tshark.stage(capture), ["sipfix.extension.missing"], display="sipfix.status")[0][0][0]
        self.assertIn("extension.unknown-tag", checks(capture))
        self.assertNotIn("extension.unknown-tag", checks(capture, f'uat:sipfix_tags:"{tag}","ours"'))

    def test_hint_in_the_info_column(self):
        path = tshark.stage(REFUSED)
        # The column itself: in 4.6 _ws.col.info is made before post-dissectors run. With a filter there is a
        # tree, without one there is none, as in the packet list of Wireshark's window.
        for filtered in (["-Y", "sipfix.status"], []):
            with self.subTest(filtered):
                self.assertIn("[421: 100rel required, not offered]", tshark.run("-r", path, *filtered).stdout)
                self.assertNotIn("not offered",
                                 tshark.run("-r", path, "-o", "sipfix.info:FALSE", *filtered).stdout)

    def test_window(self):
        path = tshark.stage("301-loop.pcapng")
        outcome = {window: tshark.events(path, "-o", f"sipfix.window:{window}")[0][-1]["outcome"]["is"]
                   for window in ("32", "3000")}
        self.assertEqual(outcome, {"32": "lost", "3000": "unknown"})

    def events(self, preference):
        """Outcome of each event, and what was complained of."""
        done = tshark.run("-q", "-r", self.loop, "-o", preference, "-z", "sipfix,events", check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line).get("outcome") for line in done.stdout.splitlines()[:-1]], done.stderr

    def test_a_window_out_of_bounds_is_the_nearest_and_it_is_said(self):
        self.loop = tshark.stage("301-loop.pcapng")
        for asked, taken in ((0, 1), (86401, 86400), (2305843011, 86400), (4294967295, 86400)):
            with self.subTest(asked):
                outcomes, said = self.events(f"sipfix.window:{asked}")
                self.assertEqual(self.events(f"sipfix.window:{taken}"), (outcomes, ""))
                self.assertIn(f"{asked} is taken as {taken}", said)

    def test_codes_that_are_none(self):
        self.loop = tshark.stage("301-loop.pcapng")
        usual = self.events("sipfix.codes:301,421")
        self.assertTrue(usual[0])
        self.assertEqual(usual[1], "")
        self.assertEqual(self.events("sipfix.codes:"), usual)
        for asked, said in (("200", "301,421 are taken"), ("1-199,301", "1-199 is none and left out"),
                            ("three", "three is none: 301,421 are taken")):
            with self.subTest(asked):
                outcomes, complaint = self.events(f"sipfix.codes:{asked}")
                self.assertEqual(outcomes, usual[0])
                self.assertIn(said, complaint)


if __name__ == "__main__":
    unittest.main()
