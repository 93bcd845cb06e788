#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix routes`: which addresses have moved where, from real captures to tables."""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unicodedata
import unittest

import jsonschema

from command import COMMAND, SOURCE, lines_of, sipfix
from moves import A, B, C, Moves
from schemas import complaints, keys_described, keys_seen, schema

CAPTURES = SOURCE / "captures"
HANDMADE = CAPTURES / "handmade"
REASONS = ["conflict", "foreign-domain", "private", "insecure", "in-dialog", "number-routing", "to-caller", "expires",
           "once"]


def table(*arguments, status=0):
    """The routes as (old, new, count, hops), and the complaints."""
    done = sipfix("routes", "--format", "csv", *arguments)
    assert done.returncode == status, (done.returncode, done.stderr)
    rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
    return [(row["old"], row["new"], int(row["count"]), int(row["hops"])) for row in rows], done.stderr


def routes(*arguments, status=0):
    done = sipfix("routes", "--format", "json", "--quiet", *arguments)
    assert done.returncode == status, (done.returncode, done.stderr)
    return json.loads(done.stdout)


def reasons(*arguments):
    """What is refused, and why."""
    return {one["old"]: one.get("reasons") for one in routes(*arguments)["refused"]}


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))

    def capture(self, name, *moves, **how):
        """A capture of calls to old addresses, each answered with a 301 to a new one."""
        path = self.folder / name
        Moves(*moves, **how).write(path)
        return path


class Table(Folder):
    def test_a_move_seen_twice(self):
        self.assertEqual(table(self.capture("a.pcap", (A, B), (A, B))), ([(A, B, 2, 1)], ""))

    def test_seen_once_is_refused_and_named(self):
        path = self.capture("a.pcap", (A, B))
        self.assertEqual(table(path), ([], f"sipfix routes: refused {A} -> {B}: once (seen in one call only)\n"))
        self.assertEqual(table("--quiet", path), ([], ""))
        self.assertEqual(table("--include", "once", path), ([(A, B, 1, 1)], ""))

    def test_chains_collapse_in_one_call(self):
        """302 is no link: moved.chain has one, and its first address stays at the second."""
        rows, _ = table("--include", "once", HANDMADE / "moved.chain.pcapng")
        self.assertEqual([(row[0], row[1], row[3]) for row in rows],
                         [("sip:bob@pbx1.example.net", "sip:bob@pbx2.example.net", 1)])

    def test_chains_collapse_across_captures(self):
        paths = self.capture("later.pcap", (B, C), (B, C)), self.capture("earlier.pcap", (A, B), (A, B), at=-3600)
        for given in (paths, reversed(paths), [self.folder]):
            rows, complaints_ = table(*given)
            self.assertEqual(rows, [(A, C, 2, 2), (B, C, 2, 1)])
            self.assertEqual(complaints_, "")

    def test_calls_not_answers_are_counted(self):
        """A proxy between: one answer on two hops is one call."""
        rows, _ = table("--include", "once", CAPTURES / "301-through-proxy.pcapng")
        self.assertEqual(rows, [("sip:bob@pbx1.example.net", "sip:bob@pbx2.example.net", 1, 1)])

    def test_the_target_that_took_the_call(self):
        rows, _ = table("--include", "once", CAPTURES / "301-next-target-asterisk.pcapng")
        self.assertEqual(rows, [("sip:both@pbx1.example.net", "sip:bob@pbx2.example.net", 1, 1)])

    def test_the_evidence_is_there(self):
        """File and frame of the first and the last answer: both are 301s to that address."""
        self.capture("a.pcap", (A, B), (C, B))
        self.capture("b.pcap", (A, B), at=3600)
        done = sipfix("routes", "--format", "csv", self.folder)
        row, = csv.DictReader(io.StringIO(done.stdout, newline=""))
        seen = re.findall(r"(\S+) frame (\d+)", row["evidence"])
        self.assertEqual([pathlib.Path(path).name for path, _ in seen], ["a.pcap", "b.pcap"])
        self.assertLess(row["first"], row["last"])
        for path, frame in seen:
            status = subprocess.run(["tshark", "-n", "-r", path, "-Y", f"frame.number == {frame}", "-T", "fields",
                                     "-e", "sip.Status-Code", "-e", "sip.contact.uri"], capture_output=True,
                                    text=True, check=True)
            self.assertEqual(status.stdout.split(), ["301", B])

    def test_what_a_client_would_send(self):
        for name in ("uri-headers", "uri-method"):
            rows, _ = table("--include", "once", HANDMADE / f"moved.{name}.pcapng")
            self.assertEqual([row[1] for row in rows], ["sip:bob@pbx2.example.net"], name)

    def test_only_one_case(self):
        events = lines_of(sipfix("analyze", "--format", "ndjson", CAPTURES / "301-tcp.pcapng").stdout, "event")
        cases = {event["moved"]["from"]: event["case"] for event in events}
        rows, _ = table("--include", "all", "--case", cases["sip:carol@pbx1.example.net"],
                        CAPTURES / "301-tcp.pcapng")
        self.assertEqual({row[0] for row in rows},
                         {old for old, case in cases.items() if case == cases["sip:carol@pbx1.example.net"]})

    def test_requests_not_seen(self):
        path = HANDMADE / "answer.no-request.pcapng"
        self.assertEqual(routes(path)["without_request"], 1)
        done = sipfix("routes", path)
        self.assertRegex(done.stdout, r"(?m)^Unseen +the old address of 1 301: ")
        self.assertIn("the old addresses of 1 301 are not known", done.stderr)


class Refused(Folder):
    def test_each_reason_by_its_capture(self):
        for name, reason in [("loop", "loop"), ("self", "loop"), ("no-contact", "unusable"), ("not-sip", "unusable"),
                             ("conflict", "conflict"), ("foreign-domain", "foreign-domain"),
                             ("private-target", "private"), ("insecure", "insecure"), ("in-dialog", "in-dialog"),
                             ("number-routing", "number-routing"), ("to-caller", "to-caller"), ("expires", "expires")]:
            with self.subTest(name):
                got = reasons("--include", "once", HANDMADE / f"moved.{name}.pcapng")
                self.assertIn([reason], got.values())

    def test_what_no_address_may_hold_is_given_in_no_form(self):
        """It is shown otherwise than it was sent, so nobody can write it down."""
        for name in ("utf8", "bidi"):
            path = HANDMADE / f"hostile-{name}.pcapng"
            self.assertIn(["malformed"], reasons("--include", "all", path).values())
            for form in ("text", "csv", "json", "kamailio", "asterisk"):
                with self.subTest(name, form=form):
                    done = sipfix("routes", "--include", "all", "--format", form, path)
                    self.assertRegex(done.stderr, r"refused sip:bo?b?\\.*: malformed ")
                    if form == "json":
                        self.assertEqual(json.loads(done.stdout)["routes"], [])
                    else:
                        self.assertNotIn("\\", done.stdout.replace("\\:", ""))

    def test_each_near_miss_passes(self):
        for name in ("foreign-domain", "private-target", "insecure", "number-routing", "conflict", "expires"):
            with self.subTest(name):
                path = HANDMADE / f"moved.{name}-not.pcapng"
                self.assertNotEqual(routes("--include", "once", path)["routes"], [])

    def test_include_takes_in_what_it_names_and_no_more(self):
        path = HANDMADE / "moved.private-target.pcapng"
        self.assertEqual(list(reasons("--include", "once", path).values()), [["private"]])
        self.assertEqual(list(reasons("--include", "private", path).values()), [["once"]])
        for how in (["--include", "once,private"], ["--include", "once", "--include", "private"],
                    ["--include", "all"]):
            given, = routes(*how, path)["routes"]
            self.assertEqual(given["included"], ["private", "once"])

    def test_a_circle_is_never_given(self):
        got = routes("--include", "all", HANDMADE / "moved.loop.pcapng")
        self.assertEqual(got["routes"], [])
        self.assertEqual({one["reasons"][0] for one in got["refused"]}, {"loop"})
        done = sipfix("routes", "--include", "loop", HANDMADE / "moved.loop.pcapng")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("unknown reason 'loop'\n  Choose one of all, conflict, ", done.stderr)

    def test_a_circle_across_captures(self):
        paths = self.capture("a.pcap", (A, B), (A, B)), self.capture("b.pcap", (B, A), (B, A), at=10)
        rows, told = table(*paths)
        self.assertEqual(rows, [])
        self.assertIn(f"refused {A} -> {B}: loop", told)

    def test_contradictions_across_captures(self):
        paths = self.capture("a.pcap", (A, B), (A, B)), self.capture("b.pcap", (A, C), at=3600)
        rows, told = table(*paths)
        self.assertEqual(rows, [])
        self.assertEqual(told, f"sipfix routes: refused {A} -> {B}: conflict (the answers contradict each other), "
                               f"also -> {C} in {paths[1]} frame 2\n")
        link, = routes(*paths)["refused"][0]["links"]
        self.assertEqual((link["rival"]["new"], link["rival"]["capture"]), (C, str(paths[1])))
        self.assertEqual(table("--include", "conflict", *paths)[0], [(A, B, 2, 1)])

    def test_the_report_tells_contradictions_too(self):
        """moved.conflict is the plugin's where both answers are in one capture, and the command's across them."""
        paths = self.capture("a.pcap", (A, B), (A, B)), self.capture("b.pcap", (A, C), at=3600)
        self.assertNotIn("another one", sipfix("analyze", paths[0]).stdout)
        shown = re.sub(r"\s+", " ", sipfix("analyze", *paths).stdout)
        for here, there, path in ((B, C, paths[1]), (C, B, paths[0])):
            self.assertIn(f"FIRST Change nothing yet: this 301 moves {A} to {here}, another one ({path} frame 2) moves it "
                          f"to {there}. ", shown)
        problems = json.loads(sipfix("analyze", "--format", "json", *paths).stdout)["problems"]
        self.assertEqual(len(problems), 2)
        for problem in problems:
            self.assertIn("another one", problem["beforehand"])
        shorter = self.capture("c.pcap", (A, [C, B]), at=7200)
        self.assertNotIn("another one", sipfix("analyze", paths[0], shorter).stdout)

    def test_the_report_tells_of_places_that_send_callers_to_and_fro(self):
        """Each for good: nobody is to write either down."""
        paths = self.capture("a.pcap", (A, B), (A, B)), self.capture("b.pcap", (B, A), at=3600)
        shown = re.sub(r"\s+", " ", sipfix("analyze", *paths).stdout)
        for here, there, path in ((A, B, paths[1]), (B, A, paths[0])):
            self.assertIn(f"FIRST Change nothing yet: this 301 moves {here} to {there}, another one ({path} frame 2) moves "
                          "that back. ", shown)
        onward = self.capture("c.pcap", (B, C), at=3600)
        self.assertNotIn("another one", sipfix("analyze", paths[0], onward).stdout)

    def test_reasons_are_told_in_the_help(self):
        shown = re.sub(r"\s+", " ", sipfix("routes", "--help").stdout)
        for reason in REASONS:
            self.assertRegex(shown, rf"[ ,]{reason}[,.]")


class Use(Folder):
    def test_wrong_use(self):
        for arguments, words in [(["--format", "xml", "x"], "Choose one of text, csv, json, kamailio, asterisk"),
                                 (["--format", "jsn", "x"], "Did you mean 'json'?"),
                                 (["--include", "onse", "x"], "Did you mean 'once'?"),
                                 (["--include", "", "x"], "unknown reason ''"),
                                 (["--fail-on", "warn", "x"], "unknown option '--fail-on'"),
                                 ([], "which captures?")]:
            with self.subTest(arguments):
                done = sipfix("routes", *arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(words, done.stderr)

    def test_part_of_the_input(self):
        path = self.capture("a.pcap", (A, B), (A, B))
        (self.folder / "b.pcap").write_bytes(b"hello\n")
        rows, told = table(self.folder, status=3)
        self.assertEqual(rows, [(A, B, 2, 1)])
        self.assertIn("b.pcap", told)
        self.assertEqual(len(routes(path, self.folder / "b.pcap", status=3)["unreadable"]), 1)
        self.assertEqual(sipfix("routes", self.folder / "b.pcap").returncode, 2)

    def test_output(self):
        path, where = self.capture("a.pcap", (A, B), (A, B)), self.folder / "routes.csv"
        done = sipfix("routes", "--format", "csv", "--output", where, path)
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertEqual(where.read_text(), sipfix("routes", "--format", "csv", path).stdout)

    def test_standard_input(self):
        path = self.capture("a.pcap", (A, B), (A, B))
        with open(path, "rb") as file:
            done = subprocess.run([COMMAND, "routes", "--format", "csv", "-"], stdin=file, capture_output=True,
                                  check=True)
        self.assertIn(b"standard input frame 2; standard input frame 5", done.stdout)

    def test_the_same_bytes_whatever_the_number_of_jobs(self):
        captures = sorted(CAPTURES.glob("301-*.pcapng"))
        one, other = (sipfix("routes", "--format", "json", "--jobs", jobs, *captures) for jobs in ("1", "5"))
        self.assertGreater(len(one.stdout), 3000)
        self.assertEqual((one.stdout, one.stderr), (other.stdout, other.stderr))


class Text(Folder):
    def test_it_reads_well_at_80_columns(self):
        self.capture("a.pcap", (A, B), (A, B), ("sip:once@pbx1.example.net", B))
        self.capture("b.pcap", (B, C), (B, C), at=3600)
        done = sipfix("routes", self.folder)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], "2 addresses have moved.")
        self.assertEqual(lines[2:5], [A, f"  -> {C}", f"     2 hops, by {B}"])
        self.assertRegex(done.stdout, r"(?m)^     2 calls, 2026-03-02 08:15$")
        self.assertRegex(done.stdout, r"(?m)^Refused +1, named on standard error")
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertEqual([line for line in lines if line != line.rstrip()], [])

    def test_nothing_moved(self):
        done = sipfix("routes", HANDMADE / "421-basic.pcapng")
        self.assertEqual(done.stdout, "No address has moved for good, as far as these captures show.\n\n")

    def test_nothing_that_a_terminal_obeys(self):
        captures = sorted(HANDMADE.glob("hostile-*.pcapng"))
        for form in ("text", "csv", "json"):
            done = sipfix("routes", "--include", "all", "--format", form, *captures)
            self.assertEqual(done.returncode, 0, done.stderr)
            bad = {c for c in done.stdout + done.stderr
                   if c not in "\r\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")}
            self.assertEqual(bad, set(), form)


class Schema(Folder):
    def reports(self):
        self.capture("a.pcap", (A, B), (A, B), (B, C), (C, B), (A, "sip:a@[::1]"))
        (self.folder / "b.pcap").write_bytes(b"hello\n")
        captures = [HANDMADE / f"moved.{name}.pcapng" for name in (
            "no-contact", "foreign-domain", "private-target", "insecure", "conflict", "number-routing", "in-dialog")]
        yield routes(self.folder, *captures, status=3)
        yield routes("--include", "all", "--case", "0000", captures[0])
        yield routes("--include", "all", *captures, *sorted(HANDMADE.glob("hostile-*.pcapng")))

    def test_the_schema_is_one(self):
        jsonschema.Draft202012Validator.check_schema(schema("routes"))

    def test_all_fits_and_all_that_is_described_comes(self):
        reports = list(self.reports())
        for one in reports:
            self.assertEqual(complaints("routes", one), [])
        seen = {key for one in reports for key in keys_seen(one)}
        described = set(keys_described(schema("routes"), schema("routes")))
        # A chain that is given, and a first 301 that says nothing, are told apart above; lines are of logs (test_logs.py).
        self.assertEqual({key for key in described - seen
                          if not key.startswith("routes[].links") and not key.endswith(".line")}, set())

    def test_a_wrong_table_is_found(self):
        for spoil in (lambda r: r.pop("routes"), lambda r: r.update(more=1), lambda r: r.update(partial=0),
                      lambda r: r["refused"][0].update(reasons=["never"]), lambda r: r["refused"][0].pop("old")):
            one = next(self.reports())
            spoil(one)
            self.assertNotEqual(complaints("routes", one), [])

    def test_the_example_is_what_the_command_prints(self):
        done = sipfix("routes", "--format", "json", "--quiet", "--include", "once", "301-loop.pcapng",
                      "301-tcp.pcapng", cwd=CAPTURES)
        self.assertEqual((SOURCE / "docs/schemas/example-routes.json").read_text(encoding="utf-8"), done.stdout,
                         "./run docs makes it anew")


if __name__ == "__main__":
    os.umask(0o022)
    unittest.main()
