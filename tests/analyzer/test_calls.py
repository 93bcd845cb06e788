#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""How many calls there were, and who made them: what somebody dialled is one call, whatever its Call-IDs, in every form of the
report; who shares an address with others is a caller of its own."""
import csv
import io
import json
import unittest

from command import SOURCE, sipfix

CASES = SOURCE / "captures" / "cases"
# One call each: its Call-IDs, and how the report begins.
DIALLED_ONCE = {
    "36-audiocodes-database-url": (3, "Nothing to change. Worth knowing, met by 1 call."),  # two legs, and the leg of the retry
    "y01-proxy-sends-new-address-to-old-server": (2, "1 problem. It cost 1 call."),  # followed with a Call-ID of its own
    "v3-linphone-oldserver-noroute": (2, "1 problem. It cost 1 call."),
    "q03-surecall-after-421": (3, "Nothing was lost. 1 thing to improve, met by 1 call."),  # an agent tries two, one after the other
    "s12b-begins-between-the-hops": (2, "1 problem. It likely cost 1 call."),
    "x18-sbc-hands-422-on-carrier-gives-up": (2, "1 problem. It cost 1 call."),
}


def report(form, name, *options):
    return sipfix("analyze", "--quiet", "--codes", "all", "--format", form, *options, CASES / f"{name}.pcap").stdout


HANDMADE = SOURCE / "captures" / "handmade"
# What was asked for again and again, or at two places at once: how many there are, and how the report begins.
ASKED_AGAIN = {
    "421-dialled-at-two": (1, 2, "Nothing was lost. 1 thing to improve, met by 1 call."),
    "421-dialled-at-two-not": (2, 2, "1 problem. It cost 1 of 2 calls."),
    "421-registers-every-two-minutes": (1, 1, "1 problem. It cost 1 registration."),
    "421-registers-with-new-call-ids": (1, 5, "1 problem. It cost 1 registration."),
    "421-subscribes-every-two-minutes": (1, 1, "1 problem. It cost 1 subscription."),
    "421-registers-two-users": (2, 2, "1 problem. It cost 2 registrations."),
}


class Calls(unittest.TestCase):
    def test_what_is_asked_for_again_and_again_is_one(self):
        for name, (calls, call_ids, verdict) in ASKED_AGAIN.items():
            with self.subTest(name):
                capture = HANDMADE / f"{name}.pcapng"
                text = sipfix("analyze", "--quiet", capture).stdout
                told = json.loads(sipfix("analyze", "--quiet", "--format", "json", capture).stdout)
                events = sipfix("analyze", "--quiet", "--format", "ndjson", capture).stdout
                self.assertTrue(text.startswith(verdict), text[:200])
                self.assertEqual(told["verdict"], verdict)
                self.assertEqual((told["looked"]["calls"], told["looked"]["call_ids"]), (calls, call_ids))
                met = 1 if "-not" in name else calls
                self.assertEqual([problem["calls"] for problem in told["problems"]], [met])
                self.assertEqual(len({json.loads(line)["story"] for line in events.splitlines() if '"sipfix-event/' in line}), met)
                if "every" in name or "new-call-ids" in name:
                    self.assertIn(" 5 times, each without ", " ".join(text.split()))

    def test_what_somebody_dialled_is_one_call(self):
        for name, (call_ids, verdict) in DIALLED_ONCE.items():
            with self.subTest(name):
                told = json.loads(report("json", name))
                self.assertEqual((told["calls"]["all"], told["looked"]["calls"], told["looked"]["call_ids"]), (1, 1, call_ids))
                self.assertEqual(told["verdict"], verdict)
                self.assertTrue(report("text", name).startswith(verdict))
                rows = {row["name"]: row["value"] for row in
                        csv.DictReader(io.StringIO(report("csv", name, "--table", "coverage"))) if row["kind"] == "looked"}
                self.assertEqual((rows["calls"], rows["call_ids"]), ("1", str(call_ids)))
                self.assertIn("\nsipfix_calls 1\n", report("openmetrics", name))

    def test_two_captures_of_one_call_do_not_add_up(self):
        """A call at two sites is one, and of how many nobody knows, as the others may be the same, too."""
        capture = CASES / "v3-linphone-oldserver-noroute.pcap"
        text = sipfix("analyze", "--quiet", "--no-stitch", capture, CASES / ".." / "cases" / capture.name).stdout
        self.assertTrue(text.startswith("1 problem. It cost 1 call.\n"), text[:200])


class Callers(unittest.TestCase):
    def test_telephones_behind_one_address_are_several(self):
        told = json.loads(report("json", "k12-three-telephones-behind-one-address"))
        callers = [[(one["address"], one.get("port"), one["product"], one["calls"]) for one in problem["callers"]]
                   for problem in told["problems"]]
        self.assertEqual(callers, [[("203.0.113.5", 1025, "Grandstream GRP2613 1.0.11.3", 2)],
                                   [("203.0.113.5", 1024, "Yealink SIP-T31P 124.86.0.40", 1),
                                    ("203.0.113.5", 1026, "snomD717/10.1.127.10", 1)]])
        rows = list(csv.DictReader(io.StringIO(report("csv", "k12-three-telephones-behind-one-address"))))
        self.assertEqual([row["callers"] for row in rows], ["1", "2"])
        for problem, row in zip(callers, rows):
            for address, port, *_ in problem:
                self.assertIn(f"{address}:{port}", row["who"])
        for form in ("text", "markdown", "html"):
            with self.subTest(form):
                self.assertIn("203.0.113.5:1026", report(form, "k12-three-telephones-behind-one-address"))

    def test_what_is_asked_of_a_redirect_is_asked_in_both_of_its_problems(self):
        told = json.loads(report("json", "k12-three-telephones-behind-one-address"))
        for problem in told["problems"]:
            self.assertIn("does sip:4711@198.51.100.30 take the place of sip:4711@198.51.100.10 for good?", problem["beforehand"])


if __name__ == "__main__":
    unittest.main()
