#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix diff`, and `sipfix analyze --baseline`: what is new since an earlier report."""
import csv
import io
import json
import os
import pathlib
import tempfile
import unicodedata
import unittest

import jsonschema

from command import SOURCE, sipfix
from schemas import complaints, keys_described, keys_seen, schema

CAPTURES = SOURCE / "captures"
HANDMADE = CAPTURES / "handmade"
LOST = CAPTURES / "421-baresip-client.pcapng"     # case 1a6e, one call lost
MENDED = CAPTURES / "421-mended.pcapng"           # the same phone and server, and no 421
WARNED = CAPTURES / "421-through-proxy.pcapng"    # the same case, and nobody knows what became of the call
RETRIED = CAPTURES / "421-100rel-retried.pcapng"  # the same case, and it went well
LOOP = CAPTURES / "301-loop.pcapng"               # case b088, among others
TLS = CAPTURES / "301-tls-no-keys.pcapng"         # encrypted
MOVED = HANDMADE / "301-basic.pcapng"             # case 0b2e
FORWARDED = HANDMADE / "moved.temporarily-lost.pcapng"  # a 302, and a lost call


class Folder(unittest.TestCase):
    """A test with a fresh folder in self.folder."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))

    def put(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def report(self, name, *captures):
        """A report that is kept."""
        path = self.folder / name
        done = sipfix("analyze", "--format", "json", "--output", path, *captures)
        assert done.returncode == 0, done.stderr
        return path

    def diff(self, *arguments, status=0):
        done = sipfix("diff", "--format", "json", *arguments)
        self.assertEqual(done.returncode, status, done.stderr)
        got = json.loads(done.stdout)
        self.assertEqual(complaints("diff", got), [])
        return got


def changes(diff):
    return {case["case"][:4]: case["change"] for case in diff["cases"]}


class Diff(Folder):
    def test_mended(self):
        """The server was seen to answer what it refused before."""
        done = sipfix("diff", LOST, MENDED)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue(done.stdout.startswith("1 mended.\n\nMENDED  "), done.stdout)
        self.assertIn("  BEFORE  LOST 1 call\n", done.stdout)
        self.assertIn("198.51.100.10 answered 1 INVITE request, none of them so; before", done.stdout)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)

    def test_what_is_counted_is_called_what_it_is(self):
        """A registration is no call, and what nobody saw the end of is not said to be lost by none."""
        for before, told in ((CAPTURES / "301-register-asterisk.pcapng", "UNKNOWN 1 registration, end not known"),
                             (CAPTURES / "301-followed-by-asterisk.pcapng", "FINE 1 call, none lost")):
            self.assertIn(f"  BEFORE  {told}\n", sipfix("diff", before, CAPTURES / "plain-call.pcapng").stdout)

    def test_mended_because_it_goes_well_now(self):
        got = self.diff(LOST, RETRIED)
        self.assertEqual(changes(got), {"1a6e": "mended"})
        self.assertIn("1 call met it, and it went as it should.", got["cases"][0]["reason"])

    def test_not_seen_is_not_mended(self):
        """Nothing in the new capture says anything of that server."""
        got = self.diff(LOST, MOVED)
        self.assertEqual(changes(got), {"1a6e": "not_seen", "0b2e": "new"})
        self.assertIn("198.51.100.10 answered nothing like it", got["cases"][1]["reason"])
        self.assertEqual(got["numbers"], {"new": 1, "still": 0, "not_seen": 1, "mended": 0})

    def test_few_requests_may_be_chance(self):
        """One call of twenty met it before: that two calls now do not, says little; that a hundred do not, much."""
        old = json.loads(self.report("old.json", LOST).read_text())
        new = json.loads(self.report("new.json", MENDED).read_text())
        old["elements"]["198.51.100.10"]["answered"]["INVITE"] = 20
        rare = self.put("rare.json", json.dumps(old))
        for answered, change, told in ((2, "not_seen", "2 INVITE requests, none of them so; before it was 1 of 20. That "
                                                       "may be chance."),
                                       (100, "mended", "100 INVITE requests, none of them so; before it was 1 of 20.")):
            new["elements"]["198.51.100.10"]["answered"]["INVITE"] = answered
            case, = self.diff(rare, self.put("later.json", json.dumps(new)))["cases"]
            self.assertEqual((case["change"], case["reason"]), (change, f"198.51.100.10 answered {told}"))

    def test_other_methods_prove_nothing(self):
        """A server that answered an INVITE says nothing of how it answers a REGISTER."""
        old = json.loads(self.report("old.json", LOST).read_text())
        old["problems"][0]["method"] = "REGISTER"
        got = self.diff(self.put("register.json", json.dumps(old)), MENDED)
        self.assertEqual(changes(got), {"1a6e": "not_seen"})

    def test_a_moved_address_is_mended_by_those_who_ask(self):
        """Who dials the new address never meets the old server again."""
        old = json.loads(self.report("old.json", MOVED).read_text())
        new = json.loads(self.report("new.json", HANDMADE / "plain-call.pcapng").read_text())
        new["elements"] = {"203.0.113.5": {"asked": {"INVITE": 20}}, "198.51.100.30": {"answered": {"INVITE": 20}}}
        got = self.diff(self.put("old.json", json.dumps(old)), self.put("new.json", json.dumps(new)))
        self.assertEqual(changes(got), {"0b2e": "mended"})
        self.assertEqual(got["cases"][0]["reason"], "Those who asked for it sent 20 INVITE requests, none of them so; "
                                                    "before it was 1 of 2.")

    def test_what_was_not_looked_for_is_not_mended(self):
        """A code that one side was not looked at for, which the other side was: captures and kept reports."""
        usual, family = (self.folder / name for name in ("usual.json", "family.json"))
        for path, codes in ((usual, "301,421"), (family, "all")):
            done = sipfix("analyze", "--codes", codes, "--format", "json", "--output", path, FORWARDED)
            self.assertEqual(done.returncode, 0, done.stderr)
        gone, = self.diff(family, usual)["cases"]
        self.assertEqual((gone["change"], gone["reason"]),
                         ("not_seen", "The new side was not looked at for 302 (--codes), so it cannot show whether it "
                                      "is mended."))
        fresh, = self.diff(usual, family)["cases"]
        self.assertEqual((fresh["change"], fresh["reason"]),
                         ("new", "The old side was not looked at for 302 (--codes), so it may have been there before."))
        text = sipfix("diff", usual, family).stdout
        self.assertIn("Not seen there: answers of 300, 302, 305,", " ".join(text.split()))
        self.assertEqual(changes(self.diff("--codes=302", FORWARDED, FORWARDED)), {gone["case"][:4]: "still"})

    def test_of_several_runs_one_was_not_looked_at(self):
        """Relatives of a code tell that somewhere it was not looked for."""
        for path in ("old.json", "new.json"):
            sipfix("analyze", "--codes", "302", "--format", "json", "--output", self.folder / path, FORWARDED)
        new = json.loads((self.folder / "new.json").read_text())
        new["problems"] = []
        new["elements"] = {address: {"answered": {"INVITE": 1000}} for address in new["elements"]}
        case, = self.diff(self.folder / "old.json", self.put("new.json", json.dumps(new)))["cases"]
        self.assertEqual(case["change"], "mended")
        new["relatives"] = [{"status": 302, "method": "INVITE", "count": 1, "outcomes": {"lost": 1}}]
        case, = self.diff(self.folder / "old.json", self.put("new.json", json.dumps(new)))["cases"]
        self.assertEqual(case["change"], "not_seen")

    def test_still_there_with_calls_before_and_after(self):
        got = self.diff(WARNED, LOST)
        case, = got["cases"]
        self.assertEqual((case["change"], case["worse"]), ("still", True))
        self.assertEqual(case["before"], {"level": "warn", "calls": 1, "lost": 0})
        self.assertEqual(case["after"], {"level": "error", "calls": 1, "lost": 1})
        self.assertFalse(self.diff(LOST, WARNED)["cases"][0]["worse"])

    def test_captures_and_kept_reports_are_the_same(self):
        kept = [self.report("old.json", LOST, LOOP), self.report("new.json", MENDED, MOVED)]
        from_reports = self.diff(*kept)
        folders = []
        for name, captures in (("old", (LOST, LOOP)), ("new", (MENDED, MOVED))):
            folders.append(self.folder / name)
            folders[-1].mkdir()
            for capture in captures:
                os.symlink(capture, folders[-1] / capture.name)
        from_folders = self.diff(*folders)
        for one in (from_reports, from_folders):
            for side in ("old", "new"):
                one[side].pop("path")
        self.assertEqual(from_reports, from_folders)
        self.assertEqual(changes(from_folders), {"1a6e": "mended", "b088": "not_seen", "0b2e": "new"})

    def test_no_sip_at_all(self):
        got = self.diff(LOST, HANDMADE / "broken/no-packets.pcapng")
        self.assertEqual(got["cases"][0]["reason"], "There is no SIP in the new captures at all.")

    def test_one_case_only(self):
        new = self.folder / "one.json"
        sipfix("analyze", "--format", "json", "--case", "b088", "--output", new, LOOP, MENDED)
        got = self.diff(LOST, new)
        self.assertEqual(changes(got), {"1a6e": "not_seen", "b088": "new"})
        self.assertIn("--case", got["cases"][1]["reason"])

    def test_one_case_is_asked_for(self):
        old, new = self.report("all.json", LOST, LOOP), self.report("new.json", MENDED, MOVED)
        for sides in ((old, new), (old, MENDED), (LOST, MENDED)):
            got = json.loads(sipfix("diff", "--quiet", "--format", "json", "--case", "1A6E", *sides).stdout)
            self.assertEqual(changes(got), {"1a6e": "mended"})
            self.assertEqual(got["asked_for"], "1A6E")
            self.assertEqual(got["numbers"], {"new": 0, "still": 0, "not_seen": 0, "mended": 1})
        self.assertTrue(sipfix("diff", "--quiet", "--case", "0123", old, new).stdout.startswith(
            "No problem whose name begins with 0123, neither before nor now.\n"))

    def test_what_the_new_side_could_not_see_is_said(self):
        got = self.diff(LOST, TLS)
        self.assertRegex(got["new"]["doubt"], r"^\d+ encrypted packets on SIP ports\.$")
        self.assertIn("Not seen there: ", sipfix("diff", LOST, TLS).stdout)

    def test_nothing_before_and_nothing_now(self):
        done = sipfix("diff", CAPTURES / "plain-call.pcapng", MENDED)
        self.assertTrue(done.stdout.startswith("No problem before, and none now.\n"), done.stdout)

    def test_fail_on_new_problems(self):
        self.assertEqual(sipfix("diff", "--fail-on", "note", LOST, MENDED).returncode, 0)
        self.assertEqual(sipfix("diff", "--fail-on", "note", LOST, LOST).returncode, 0)
        self.assertEqual(sipfix("diff", "--fail-on", "error", MENDED, LOST).returncode, 1)
        self.assertEqual(sipfix("diff", "--fail-on", "error", WARNED, LOST).returncode, 1)  # worse than before
        self.assertEqual(sipfix("diff", "--fail-on", "error", MENDED, MOVED).returncode, 0)
        self.assertEqual(sipfix("diff", "--fail-on", "warn", MENDED, MOVED).returncode, 1)

    def test_what_cannot_be_read(self):
        for sides in ((self.folder / "none.pcap", LOST), (LOST, self.folder / "none.json"),
                      (LOST, self.put("bad.json", "{")), (self.put("text.txt", "hello\n"), LOST)):
            done = sipfix("diff", *sides)
            self.assertEqual((done.returncode, done.stdout), (2, ""), sides)
            self.assertTrue(done.stderr.startswith("sipfix diff: "), done.stderr)
        part = sipfix("diff", LOST, HANDMADE / "broken/cut.pcapng")
        self.assertEqual(part.returncode, 3)
        self.assertIn("1 file that could not be read", part.stdout)

    def test_two_sides(self):
        for sides in ((LOST,), (LOST, LOST, LOST)):
            done = sipfix("diff", *sides)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("OLD and NEW", done.stderr)

    def test_strangers(self):
        hostile = sorted(HANDMADE.glob("hostile-*.pcapng"))
        for sides in ((self.report("h.json", *hostile), MENDED), (MENDED, self.folder / "h.json")):
            for form in ("text", "json"):
                done = sipfix("diff", "--format", form, *sides)
                self.assertEqual(done.returncode, 0)
                self.assertEqual([c for c in done.stdout
                                  if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")], [])

    def test_the_schema(self):
        jsonschema.Draft202012Validator.check_schema(schema("diff"))
        seen = {key for sides in ((LOST, MENDED), (WARNED, LOST), (LOST, TLS), (TLS, LOST), ("--case=1a6e", LOST, TLS))
                for key in keys_seen(self.diff(*sides))}
        self.assertEqual(sorted(set(keys_described(schema("diff"), schema("diff"))) - seen), [])

    def test_the_example_is_what_the_command_prints(self):
        done = sipfix("diff", "--format", "json", LOST.name, MENDED.name, cwd=CAPTURES)
        self.assertEqual((SOURCE / "docs/schemas/example-diff.json").read_text(encoding="utf-8"), done.stdout,
                         "bring it up to date: ./run docs")


class Baseline(Folder):
    def test_only_what_is_new_fails(self):
        baseline = self.report("base.json", LOST)
        same = sipfix("analyze", "--baseline", baseline, "--fail-on", "note", LOST)
        self.assertEqual((same.returncode, same.stderr), (0, ""))
        self.assertTrue(same.stdout.startswith("1 problem (known since the baseline). It cost 1 call."), same.stdout)
        more = sipfix("analyze", "--baseline", baseline, "--fail-on", "error", LOST, LOOP)
        self.assertEqual(more.returncode, 1)
        self.assertIn("2 problems (1 new or worse since the baseline)", more.stdout)

    def test_worse_is_new(self):
        baseline = self.report("base.json", WARNED)
        done = sipfix("analyze", "--baseline", baseline, "--fail-on", "error", LOST)
        self.assertEqual(done.returncode, 1)
        self.assertIn("Worse than in the baseline, where it was WARN.", done.stdout)
        self.assertEqual(sipfix("analyze", "--baseline", self.report("b2.json", LOST), "--fail-on", "note",
                                WARNED).returncode, 0)

    def test_every_format_says_so(self):
        baseline = self.report("base.json", LOST)
        arguments = ["analyze", "--baseline", baseline, LOST, LOOP, "--format"]
        for form in ("text", "markdown", "html"):
            text = sipfix(*arguments, form).stdout
            self.assertEqual((text.count("Known since the baseline."), text.count("New: not in the baseline.")), (1, 1), form)
        problems = json.loads(sipfix(*arguments, "json").stdout)["problems"]
        self.assertEqual({problem["case"][:4]: problem["since_baseline"] for problem in problems},
                         {"1a6e": "known", "b088": "new"})
        rows = csv.DictReader(io.StringIO(sipfix(*arguments, "csv", text=False).stdout.decode(), newline=""))
        self.assertEqual({row["case"][:4]: row["since_baseline"] for row in rows}, {"1a6e": "known", "b088": "new"})

    def test_one_that_was_not_looked_at_for_the_code(self):
        done = sipfix("analyze", "--codes", "302", "--baseline", self.report("base.json", FORWARDED), FORWARDED)
        self.assertIn("Not in the baseline, which was not looked at for 302 (--codes).", " ".join(done.stdout.split()))

    def test_without_one_nothing_is_said(self):
        self.assertNotIn("baseline", sipfix("analyze", LOST).stdout)
        self.assertNotIn("since_baseline", sipfix("analyze", "--format", "json", LOST).stdout)

    def test_a_damaged_or_alien_one(self):
        good = json.loads(self.report("base.json", LOST).read_text())
        rows = (
            (self.folder / "none.json", "there is no such file"),
            (self.folder, "a folder"),
            (LOST, "no JSON"),
            (self.put("cut.json", json.dumps(good)[:-50]), "no JSON"),
            (self.put("deep.json", "[" * 100000), "nested too deep"),
            (self.put("array.json", "[]"), "not an object"),
            (self.put("alien.json", '{"name": "x"}'), "no report, which is what sipfix analyze --format json prints"),
            (self.put("event.json", '{"schema": "sipfix-event/2"}'), "no report"),
            (self.put("newer.json", json.dumps({**good, "schema": "sipfix-report/2"})), "sipfix-report/2"),
            (self.put("list.json", '{"schema": "sipfix-report/1"}'), "no list of problems"),
            (self.put("older.json", json.dumps({key: good[key] for key in good if key != "case_rule"})), "another rule"),
            (self.put("case.json", json.dumps({**good, "problems": [{"level": "warn"}]})), "problem 1 has no case"),
            (self.put("level.json", json.dumps({**good, "problems": [{"case": "1a6eadf8", "level": "x"}]})), "no level"),
            (self.put("null.json", json.dumps({**good, "problems": [None]})), "problem 1"),
        )
        for path, told in rows:
            with self.subTest(path.name):
                done = sipfix("analyze", "--baseline", path, LOST)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(told, done.stderr)
                self.assertIn(path.name, done.stderr)
                cause, *remedies = done.stderr.splitlines()
                self.assertTrue(cause.startswith("sipfix analyze: ") and len(remedies) <= 1, done.stderr)
                self.assertTrue(all(remedy.startswith("  ") for remedy in remedies), done.stderr)


if __name__ == "__main__":
    unittest.main()
