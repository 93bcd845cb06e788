#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix analyze --format json`: one object that fits its schema, the same bytes each time."""
import copy
import json
import pathlib
import shutil
import subprocess
import tempfile
import unicodedata
import unittest

import jsonschema

from command import SOURCE, sipfix
import log_texts
from schemas import complaints, keys_described, keys_seen, schema

CAPTURES = SOURCE / "captures"
EXAMPLE = SOURCE / "docs/schemas/example-report.json"
HANDMADE = CAPTURES / "handmade"
# Never in a report of today's plugin, which says of every answer what became of it.
NOT_TODAY = {"problems[].outcomes.untold"}
# Only where thousands took part: test_many_addresses.py has such captures.
OF_MANY = {"elements_left_out"}


def report(*arguments, status=0):
    """The exit status is as it should be, and the output is a report."""
    done = sipfix("analyze", "--quiet", "--format", "json", *arguments, timeout=3000)
    assert done.returncode == status, (done.returncode, done.stderr)
    assert not [c for c in done.stdout if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")]
    return json.loads(done.stdout)


def lost(problem):
    return problem["outcomes"].get("lost", 0) + problem["outcomes"].get("refused", 0)


class Schema(unittest.TestCase):
    """Everything there is: calls that went well, one case, one capture in several files, broken ones."""

    @classmethod
    def setUpClass(cls):
        cls.reports = [report(CAPTURES, HANDMADE / "broken", HANDMADE / "421-cancelled.pcapng",
                              HANDMADE / "301-rescued.pcapng", *HANDMADE.glob("hostile-*"), status=3),
                       report("--case", "1a6e", CAPTURES / "421-100rel-retried.pcapng"), cls.rotated(),
                       cls.with_evidence(), report("--baseline", EXAMPLE, CAPTURES / "301-loop.pcapng"),
                       report(*(CAPTURES / "cases" / f"{name}.pcap" for name in (
                           "v13b-421-retry-407-nothing", "v10-sixty-numbers-404", "301-to-reinvite-call-goes-on",
                           "12-acme-strips-100rel"))),
                       cls.of_a_log()]

    @staticmethod
    def of_a_log():
        """A call that is sent on, as its caller's log tells it."""
        old, new = ("198.51.100.20", 5060), ("198.51.100.30", 5060)
        steps = [(old, 1, "INVITE sip:bob@198.51.100.20 SIP/2.0", ""),
                 (old, 1, "SIP/2.0 301 Moved Permanently", "Contact: <sip:bob@198.51.100.30>\r\n"),
                 (new, 2, "INVITE sip:bob@198.51.100.30 SIP/2.0", ""), (new, 2, "SIP/2.0 200 OK", "")]
        us = ("203.0.113.5", 5060)
        messages = []
        for number, (peer, cseq, line, more) in enumerate(steps):
            sides = (peer, us) if line.startswith("SIP") else (us, peer)
            messages.append((1793620800 + number, *sides, (
                f"{line}\r\nVia: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK{cseq}\r\nFrom: <sip:alice@example.net>;tag=a\r\n"
                f"To: <sip:bob@198.51.100.20>{';tag=b' * line.startswith('SIP')}\r\nCall-ID: c\r\nCSeq: {cseq} INVITE\r\n"
                f"{more}Content-Length: 0\r\n\r\n").encode()))
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "full.log"
            path.write_text(log_texts.log("asterisk-pjsip", messages, "203.0.113.5"), encoding="utf-8", newline="")
            return report(path)

    @staticmethod
    def rotated():
        """A capture that was cut into one file a packet."""
        with tempfile.TemporaryDirectory() as folder:
            capture = CAPTURES / "301-gave-up-asterisk.pcapng"
            subprocess.run(["editcap", "-c", "1", capture, f"{folder}/part.pcapng"], check=True)
            return report(folder)

    @staticmethod
    def with_evidence():
        with tempfile.TemporaryDirectory() as folder:
            return report("--evidence", folder, CAPTURES / "301-gave-up-asterisk.pcapng")

    def test_the_schema_is_one(self):
        jsonschema.Draft202012Validator.check_schema(schema("report"))

    def test_reports_fit_it(self):
        self.assertGreater(len(self.reports[0]["problems"]), 15)
        for one in self.reports:
            self.assertEqual(complaints("report", one), [])

    def test_no_key_is_described_that_never_comes(self):
        seen = {key for one in self.reports for key in keys_seen(one)}
        described = set(keys_described(schema("report"), schema("report")))
        self.assertEqual(sorted(described - seen - NOT_TODAY - OF_MANY), [])

    def test_a_wrong_report_is_found(self):
        """Else the tests above would prove nothing."""
        for spoil in (lambda r: r.pop("verdict"), lambda r: r.update(new_key=1), lambda r: r.update(partial="no"),
                      lambda r: r["problems"][0].update(level="chat"), lambda r: r["problems"][0].update(case="x"),
                      lambda r: r["problems"][0]["proof"].update(frame=0), lambda r: r["looked"].update(sip=None)):
            spoilt = copy.deepcopy(self.reports[0])
            spoil(spoilt)
            self.assertNotEqual(complaints("report", spoilt), [])

    def test_it_adds_up(self):
        for one in self.reports:
            for problem in one["problems"]:
                self.assertEqual(sum(problem["outcomes"].values()), problem["calls"], problem["case"])
            self.assertEqual(one["well"]["calls"], sum(case["calls"] for case in one["well"]["cases"]))
            self.assertLessEqual(one["calls"]["lost"], one["calls"]["met"])
            self.assertLessEqual(one["calls"]["met"], one["calls"]["all"])

    def test_the_worst_comes_first(self):
        order = ["error", "warn", "note"]
        got = [(order.index(problem["level"]), -lost(problem), -problem["calls"])
               for problem in self.reports[0]["problems"]]
        self.assertEqual(got, sorted(got))


class Content(unittest.TestCase):
    def test_a_421(self):
        got = report(HANDMADE / "421-basic.pcapng")
        self.assertEqual(got["calls"], {"all": 1, "met": 1, "lost": 1})
        self.assertEqual(got["answers"], {"301": 0, "421": 1})
        problem, = got["problems"]
        self.assertEqual((problem["level"], problem["calls"], problem["outcomes"]), ("error", 1, {"lost": 1}))
        self.assertEqual(problem["server"], {"address": "198.51.100.20", "product": "example-pbx/1.0"})
        self.assertEqual(problem["callers"], [{"address": "203.0.113.5", "product": "example-phone/1.0", "calls": 1}])
        self.assertEqual(problem["sent"], [{"sent": "Supported: timer, path, replaces",
                                            "wanted": "Supported: timer, path, replaces, 100rel", "calls": 1}])
        self.assertEqual([fix["side"] for fix in problem["fixes"]], ["answering", "caller"])
        self.assertEqual((problem["proof"]["frame"], problem["proof"]["request"]), (3, {"frame": 1}))
        self.assertIn("wireshark -g 3 ", problem["proof"]["command"])

    def test_what_could_not_be_read(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            shutil.copy(HANDMADE / "301-basic.pcapng", folder / "a.pcapng")
            (folder / "b.pcap").write_bytes(b"hello\n")
            (folder / "notes.txt").write_bytes(b"hello\n")
            got = report(folder, status=3)
            self.assertEqual([one["path"] for one in got["unreadable"]], [f"{folder}/b.pcap"])
            self.assertEqual(got["not_captures"], [f"{folder}/notes.txt"])
            self.assertEqual(got["looked"]["captures"], 1)

    def test_what_was_not_seen(self):
        got = report(CAPTURES / "301-tls-no-keys.pcapng")
        self.assertEqual([(one["key"], one["help"]) for one in got["unseen"]], [
            ("encrypted", "give --keylog FILE, the secrets that one of the two sides wrote by SSLKEYLOGFILE")])
        self.assertEqual((got["problems"], got["unsure"]), ([], {"calls": 0}))

    def test_a_strange_name_arrives_whole(self):
        """Nothing is rewritten: what a terminal would obey is an escape of JSON's (report() looks)."""
        with tempfile.TemporaryDirectory() as name:
            path = f"{name}/\x1b[31m\u202e \"<b>'.pcapng"
            shutil.copy(HANDMADE / "301-basic.pcapng", path)
            self.assertEqual(report(path)["problems"][0]["proof"]["capture"], path)


class SameBytes(unittest.TestCase):
    def test_whatever_the_number_of_jobs(self):
        """And however often: there is no time of day in it, and no speed."""
        captures = sorted(CAPTURES.glob("421-*.pcapng"))
        first, *others = [sipfix("analyze", "--format", "json", "--jobs", jobs, *captures).stdout
                          for jobs in ("1", "2", "7")]
        self.assertGreater(len(first), 5000)
        for other in others:
            self.assertEqual(first, other)


class Example(unittest.TestCase):
    def test_the_example_is_what_the_command_prints(self):
        done = sipfix("analyze", "--format", "json", "301-loop.pcapng", "421-100rel-retried.pcapng", cwd=CAPTURES)
        self.assertEqual(EXAMPLE.read_text(encoding="utf-8"), done.stdout,
                         "bring it up to date: ./run docs")


if __name__ == "__main__":
    unittest.main()
