#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The relatives as real software sends them (captures/relatives): which checks speak, which must not, and what the
report says with --codes and without."""
import json
import pathlib
import shutil
import tempfile
import unittest

from command import SOURCE, lines_of, sipfix

RELATIVES = SOURCE / "captures" / "relatives"

# capture: its code, the outcome, the check that heads the problem (None: nothing to mend), checks that speak, checks that
# must not, words of the report.
EXPECTED = {
    "300-choice": (300, "unknown", "moved.choice", ["moved.choice"], ["moved.temporarily", "moved.not-followed"],
                   ["stands for several places"]),
    "302-forwarded": (302, "answered", None, ["moved.temporarily", "moved.followed"], ["moved.not-followed", "moved.masked"],
                      ["sip:forwarded@pbx1.example.net -> sip:bob@pbx2.example.net (when nobody answers)"]),
    "302-hidden-by-proxy": (302, "refused", "moved.masked", ["moved.temporarily", "moved.masked"], ["moved.not-followed"],
                            ["At 192.0.2.10 (kamailio 5.6.3)", "when nobody answers"]),
    "302-not-followed": (302, "lost", "moved.not-followed", ["moved.temporarily", "moved.not-followed"], ["moved.masked"],
                         ["follow_redirect_methods=message"]),
    "302-through-proxy": (302, "answered", None, ["moved.temporarily", "moved.followed"], ["moved.masked"], ["Nothing to mend"]),
    "305-use-proxy": (305, "unknown", "moved.proxy", ["moved.proxy"], ["moved.uri-method", "moved.temporarily"],
                      ["through the proxy sip:192.0.2.10;lr"]),
    "380-emergency": (380, "unknown", "moved.alternative", ["moved.alternative"], ["moved.no-contact"], ["emergency"]),
    "420-came-back": (420, "answered", None, ["extension.unsupported"], ["extension.unsupported-not-required"],
                      ["Nothing to mend"]),
    "420-names-nothing": (420, "unknown", "extension.unsupported-not-required", ["extension.unsupported-not-required"],
                          ["extension.unsupported"], ["no Unsupported header"]),
    "420-proxy-require": (420, "unknown", "extension.unsupported", ["extension.unsupported"],
                          ["extension.unsupported-not-required"], ["Proxy-Require"]),
    "422-came-back": (422, "answered", None, ["interval.session-too-small"], [], ["Nothing to mend"]),
    "422-gave-up": (422, "unknown", "interval.session-too-small", ["interval.session-too-small"], [],
                    ["timers_min_se=600 -> timers_min_se=120"]),
    "423-came-back": (423, "answered", None, ["interval.expires-too-brief"], [], ["Nothing to mend"]),
    "423-came-back-asterisk": (423, "answered", None, ["interval.expires-too-brief"], [], ["Nothing to mend"]),
    "423-gave-up": (423, "unknown", "interval.expires-too-brief", ["interval.expires-too-brief"], [],
                    ['modparam("registrar", "min_expires_mode", 0)']),
    "439-first-hop": (439, "unknown", "outbound.first-hop", ["outbound.first-hop"], [], ["sip:proxy.example.net;lr"]),
    "439-not": (None, None, None, [], ["outbound.first-hop"], []),
    "494-ipsec-complete": (494, "unknown", "agreement.required", ["agreement.required"], ["agreement.incomplete"],
                           ["again with Security-Verify"]),
    "494-ipsec-incomplete": (494, "unknown", "agreement.incomplete", ["agreement.required", "agreement.incomplete"], [],
                             ["spi-c, spi-s, port-c, port-s"]),
    "494-mediasec-asterisk": (494, "answered", None, ["agreement.required"], ["agreement.incomplete"], ["Nothing to mend"]),
    "494-mediasec-baresip": (494, "unknown|lost", "agreement.required", ["agreement.required"], ["agreement.incomplete"],
                             ["switch mediasec on"]),
}


def told(name, *options):
    return sipfix("analyze", *options, RELATIVES / f"{name}.pcapng").stdout


class Relatives(unittest.TestCase):
    def test_every_capture_is_expected_something_of(self):
        self.assertEqual(sorted(path.stem for path in RELATIVES.glob("*.pcapng")), sorted(EXPECTED))

    def judge(self, name, code, outcome, root, speaks, silent, words):
        events = lines_of(told(name, "--codes", "all", "--format", "ndjson"), "event")
        checks = {finding["check"] for event in events for finding in event["findings"]}
        for check in speaks:
            self.assertIn(check, checks)
        for check in silent:
            self.assertNotIn(check, checks)
        self.assertEqual({event["status"] for event in events}, {code} if code else set())
        if outcome:
            self.assertIn([event for event in events if event["hop"] == 1][-1]["outcome"]["is"], outcome.split("|"))
        problems = json.loads(told(name, "--codes", "all", "--format", "json"))["problems"]
        self.assertEqual([problem["check"] for problem in problems], [root] if root else [])
        report = " ".join(told(name, "--codes", "all").split())
        for sentence in words:
            self.assertIn(sentence, report)
        # Those two and no others stand in words that are about one answer.
        self.assertNotIn("301", report)
        unasked = " ".join(told(name).split())
        if code:
            self.assertRegex(unasked, rf"Beside these: .* got {code}\b.*sipfix analyze --codes {code} PATH")
        if outcome in ("lost", "refused"):
            self.assertNotIn("Nothing to mend", unasked)
            self.explains(name, unasked, "that was not served", "LOST")
        elif outcome == "unknown":
            self.explains(name, unasked, "whose end is not known", "UNKNOWN")

    def explains(self, name, unasked, which, fate):
        """Whoever has lost a call, or has nothing else to be told of, is told by whom, and what to change, in the report that
        nobody asked more of."""
        self.assertRegex(unasked, rf"Below stands one {which}.* {fate} .*(FIRST|CHANGE|LOOK) .*PROOF ")
        for form in ("markdown", "html"):
            page = told(name, "--format", form)
            self.assertRegex(page, rf"(?s)Below stands one {which}.*(\*\*Change|>Change)", form)
        example = json.loads(told(name, "--format", "json"))["relatives"][0]["example"]
        self.assertEqual(example["outcome"]["is"] == "unknown", fate == "UNKNOWN")
        self.assertEqual(told(name, "--format", "json"), told(name, "--all-frames", "--format", "json"))

    def test_an_end_that_is_not_known_is_shown_where_nothing_else_is(self):
        """Beside a loss, or an answer that was asked for, in whatever capture of the reading, it is not."""
        with tempfile.TemporaryDirectory() as folder:
            first, second, recorded = (pathlib.Path(folder, name) for name in ("a.pcapng", "b.pcapng", "events.ndjson"))
            shutil.copy(RELATIVES / "439-first-hop.pcapng", first)
            shutil.copy(RELATIVES / "439-first-hop.pcapng", second)
            beside = {(): "unknown", (second,): "unknown", (RELATIVES / "302-forwarded.pcapng",): "unknown",
                      (RELATIVES / "302-not-followed.pcapng",): None, (SOURCE / "captures/301-invite-udp.pcapng",): None}
            for others, end in beside.items():
                for paths in ((first, *others), (*others, first)):
                    report = json.loads(sipfix("analyze", "--format", "json", *paths).stdout)
                    [relative] = [relative for relative in report["relatives"] if relative["status"] == 439]
                    self.assertEqual(relative.get("example", {}).get("outcome", {}).get("is"), end, paths)
                    self.assertEqual("whose end is not known" in sipfix("analyze", *paths).stdout.replace("\n", " "), end is not None)
            for codes in ("301,421", "all"):
                recorded.write_text(sipfix("analyze", "--codes", codes, "--format", "ndjson", first).stdout, encoding="utf-8")
                later = sipfix("report", "--codes", "301,421", recorded).stdout
                self.assertIn("whose end is not known", later.replace("\n", " "), codes)
                self.assertRegex(later, "(?s)\nUNKNOWN  439 to REGISTER: .*\n  CHANGE At the first proxy .*REGISTER in frame 1, 439 in frame 2")

    def test_whoever_has_lost_a_call_is_told_what_to_change(self):
        """In every capture that we have."""
        for path in sorted((SOURCE / "captures").rglob("*.pcapng")):
            for line in lines_of(sipfix("analyze", "--format", "ndjson", path).stdout, "run"):
                for relative in line["relatives"]:
                    example = relative.get("example")
                    if not example:
                        continue
                    self.assertIn(example["outcome"]["is"], ("lost", "refused", "unknown"), path)
                    self.assertTrue(example["findings"], path)
                    if example["outcome"]["is"] == "unknown":
                        self.assertFalse({"lost", "refused"} & {end for one in line["relatives"] for end in one["outcomes"]}, path)
                        continue
                    text = sipfix("analyze", path).stdout
                    self.assertRegex(text, r"(?s)\nLOST .*\n  (FIRST|CHANGE|LOOK) .*\n  PROOF ", path)

    def test_other_refusals_are_counted_and_nothing_is_called_well(self):
        path = SOURCE / "captures/handmade/every-warning.pcapng"
        counts = {"480": 3, "488": 12}
        text = " ".join(sipfix("analyze", path).stdout.split())
        self.assertIn("15 requests were refused with other answers, which are not looked at: 488 (12), 480 (3).", text)
        self.assertNotIn("Nothing to mend", text)
        with tempfile.TemporaryDirectory() as folder:
            copy = shutil.copy(path, folder)
            for options, times in (((path,), 1), (("--all-frames", path), 1), ((path, copy), 2)):
                report = json.loads(sipfix("analyze", "--format", "json", *options).stdout)
                self.assertEqual(report["other_refusals"], {status: n * times for status, n in counts.items()})
        self.assertIn("other_refusals,488,12,", sipfix("analyze", "--format", "csv", "--table", "coverage", path).stdout)
        self.assertIn('sipfix_other_refusals{code="488"} 12', sipfix("analyze", "--format", "openmetrics", path).stdout)

    def test_one_loss_is_told_once(self):
        """A 302 behind a 301 is told of with that, whoever counts; and no call that nobody answered passes for a good one."""
        path = SOURCE / "captures/handmade/301-302-silent.pcapng"
        text = " ".join(sipfix("analyze", path).stdout.split())
        self.assertIn("It likely cost 1 of 2 calls. No answer to the other one is in the capture.", text)
        self.assertNotIn("Beside these", text)
        self.assertNotIn("not counted here", text)
        self.assertRegex(text, "PROOF .* and 7;|PROOF .*frame 7")
        with tempfile.TemporaryDirectory() as folder:
            events = pathlib.Path(folder, "events.ndjson")
            for name in ("301-302-silent", "moved.chain"):
                path = SOURCE / f"captures/handmade/{name}.pcapng"
                events.write_text(sipfix("analyze", "--codes", "301,302", "--format", "ndjson", path).stdout, encoding="utf-8")
                told_later = sipfix("report", "--codes", "301", "--format", "json", events).stdout
                self.assertEqual(json.loads(told_later)["relatives"],
                                 json.loads(sipfix("analyze", "--codes", "301", "--format", "json", path).stdout)["relatives"])

    def test_each_step_of_a_chain_is_told_as_its_answer_said_it(self):
        """A 301 that leads to a 302: no answer said that the first address moved to the end, and the first step may be written."""
        path = SOURCE / "captures/cases/m06-301-302-421-then-answered.pcap"
        text = " ".join(sipfix("analyze", "--codes", "all", path).stdout.split())
        self.assertIn("301 sip:bob@example.com -> sip:bob@198.51.100.30, asked at 198.51.100.10", text)
        self.assertIn("302 sip:bob@198.51.100.30 -> sip:bob.mobile@198.51.100.32, asked at 198.51.100.30", text)
        self.assertNotIn("sip:bob@example.com -> sip:bob.mobile", text)
        for codes in ("301", "all"):
            text = " ".join(sipfix("analyze", "--codes", codes, path).stdout.split())
            self.assertRegex(text, r"sip:bob\.mobile@198\.51\.100\.32(, which took the call \(frame 12\),)? belongs in no address book, "
                                   r"as the 302 of 198\.51\.100\.30 on the way there \(frame 5\) holds for this call only\.")
            self.assertIn("NOTE If whoever runs 198.51.100.10 says that this is for good, write at 203.0.113.5 "
                          "sip:bob@198.51.100.30 in place of sip:bob@example.com", text)
            self.assertIn("1 FINE", text)

    def test_who_sends_a_number_out_has_the_rules_for_it(self):
        """A telephone forwards to its PBX: that chose the trunk and the digits. No carrier enters a number that is not its own."""
        path = SOURCE / "captures/cases/y05b-ring-group-trunk-404-other-answers.pcap"
        text = " ".join(sipfix("analyze", "--codes", "302", path).stdout.split())
        self.assertIn("by way of 192.0.2.20, which sent it to 198.51.100.40 (frame 9)", text)
        self.assertRegex(text, r"or go by another trunk: OR \(at 192\.0\.2\.20\)")
        self.assertIn("OR At 192.0.2.20 (FreeSWITCH", text)
        self.assertNotIn("entered in the table of numbers", text)

    def test_who_took_a_call_is_told(self):
        """Another number is not the one that was called, and wherever a call got through a frame shows it."""
        cases = SOURCE / "captures/cases"
        text = " ".join(sipfix("analyze", cases / "q03-surecall-after-421.pcap").stdout.split())
        self.assertIn("The call was answered, but at another number, sip:5145550777@198.51.100.40 (frame 8): "
                      "sip:5145550100@203.0.113.10 is not reached by such a call until this is mended.", text)
        self.assertIn("another way taken in frame 6, 200 in frame 8", text)
        self.assertNotIn("quiet hour", text)
        text = " ".join(sipfix("analyze", "--codes", "302", cases / "y05b-ring-group-trunk-404-other-answers.pcap").stdout.split())
        self.assertIn("404 in frame 10; another place, before it, asked in frame 4, 200 in frame 12; the caller that it asked for got 200 in frame 13", text)

    def test_what_surrounds_a_loss(self):
        """Where an end was made, whom nobody need ask, and that no order is needed."""
        def text(name, *options):
            return " ".join(sipfix("analyze", *options, SOURCE / "captures" / name).stdout.split())
        self.assertIn("486 in frame 17 (passed on; made by 198.51.100.30, frame 15)", text("handmade/moved.same-branch-not-constant.pcapng"))
        scan = text("cases/q15-friendly-scanner-301-to-127.pcap")
        self.assertIn("by its name the caller is a program that tries out servers", scan)
        self.assertNotIn("Ask at the caller", scan)
        self.assertIn("112 was called, and 198.51.100.50 answers as mobile networks", text("handmade/moved.alternative.pcapng"))
        self.assertTrue(text("handmade/compact-headers.pcapng").startswith(
            "2 problems, met by 2 calls. No call met more than one of them, so the order does not matter."))

    def test_json_tells_of_those_that_nobody_asked_for(self):
        report = json.loads(told("302-hidden-by-proxy", "--format", "json"))
        example = report["relatives"][0].pop("example")
        self.assertEqual((example["frame"], example["capture"], example["root"]), (4, str(RELATIVES / "302-hidden-by-proxy.pcapng"), "moved.masked"))
        self.assertEqual(report["relatives"], [{"status": 302, "method": "INVITE", "count": 1, "outcomes": {"refused": 1},
                                                "likely": 1, "clients": ["192.0.2.10"]}])
        report = json.loads(told("302-hidden-by-proxy", "--codes", "302", "--format", "json"))
        self.assertEqual((report["answers"], report["relatives"]), ({"302": 1}, []))


def add_tests():
    for name, row in EXPECTED.items():
        def test(self, name=name, row=row):
            self.judge(name, *row)
        setattr(Relatives, "test_" + name.replace("-", "_"), test)


add_tests()

if __name__ == "__main__":
    unittest.main()
