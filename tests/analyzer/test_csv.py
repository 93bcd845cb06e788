#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix analyze --format csv`: tables for spreadsheets and programs."""
import csv
import io
import re
import unicodedata
import unittest

from command import SOURCE, lines_of, sipfix

CAPTURES = SOURCE / "captures"
HANDMADE = CAPTURES / "handmade"
HOSTILE = sorted(HANDMADE.glob("hostile-*.pcapng"))
TABLES = ("problems", "answers", "routes", "coverage")


def plain(cell):
    """A cell as the guide says: without the apostrophes that keep it from being a formula."""
    return re.sub(r"(^|;)'", r"\1", cell)


def read(text):
    """The lines of a table, as dicts; every line is as long as the header."""
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}, [len(row) for row in rows]
    return [{name: plain(cell) for name, cell in zip(rows[0], row)} for row in rows[1:]]


def table(name, *captures, status=0):
    done = sipfix("analyze", "--quiet", "--format", "csv", "--table", name, *captures, text=False)
    assert done.returncode == status, done.stderr
    return read(done.stdout.decode())


class Tables(unittest.TestCase):
    def test_problems_is_what_comes_unless_told(self):
        capture = CAPTURES / "421-baresip-client.pcapng"
        without = sipfix("analyze", "--format", "csv", capture)
        self.assertEqual((without.returncode, without.stderr), (0, ""))
        row, = table("problems", capture)
        self.assertEqual(read(without.stdout), [row])
        self.assertEqual((row["rank"], row["level"], row["calls"], row["lost"]), ("1", "error", "1", "1"))
        self.assertEqual((row["missing"], row["wanted"]), ("100rel", "Supported: gruu, 100rel"))
        self.assertEqual((row["change_old"], row["change_new"]), ("100rel=required", "100rel=peer_supported"))
        self.assertTrue(row["otherwise"].startswith("At 203.0.113.5"), row["otherwise"])
        self.assertEqual((row["frame"], row["request_frame"]), ("3", "2"))

    def test_answers_are_the_events(self):
        captures = [CAPTURES / "421-through-proxy.pcapng", CAPTURES / "301-next-target-asterisk.pcapng",
                    HANDMADE / "421-cancelled.pcapng", *HOSTILE]
        rows = table("answers", *captures)
        events = lines_of(sipfix("analyze", "--format", "ndjson", *captures).stdout, "event")
        self.assertGreater(len(events), 10)
        self.assertEqual(len(rows), len(events))
        for row, event in zip(rows, events):
            for key in ("capture", "run", "frame", "time", "status", "hop", "story", "case", "src", "dst"):
                self.assertEqual(row[key], str(event.get(key, "")), key)
            self.assertEqual(row["outcome"], event["outcome"]["is"])
            self.assertEqual(row["certain"], str(event["outcome"]["certain"]).lower())
            self.assertEqual(row["checks"].split(), [finding["check"] for finding in event["findings"]])
            self.assertEqual(row["followups"], str(len(event["followups"])))
            self.assertEqual(row["missing"].split(), event.get("extension", {}).get("missing", []))
            self.assertEqual(row["old"], event.get("moved", {}).get("from", ""))

    def test_coverage(self):
        rows = table("coverage", CAPTURES / "301-tls-no-keys.pcapng", HANDMADE / "broken", status=3)
        values = {(row["kind"], row["name"]): row for row in rows}
        self.assertEqual(values["unseen", "encrypted"]["value"], "7")
        self.assertIn("--keylog FILE", values["unseen", "encrypted"]["text"])
        self.assertEqual(values["looked", "partial"]["value"], "false")
        broken = {name for kind, name in values if kind == "unreadable"}
        self.assertIn(f"{HANDMADE}/broken/empty.pcap", broken)
        self.assertTrue(all(row["text"] for row in rows if row["kind"] == "unreadable"))
        self.assertIn(("no capture", f"{HANDMADE}/broken/notes.txt"), values)

    def test_a_table_without_lines_has_its_header(self):
        for name in ("problems", "answers", "routes"):
            done = sipfix("analyze", "--format", "csv", "--table", name, CAPTURES / "plain-call.pcapng")
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stdout, r"\A[a-z_,]+\r?\n\Z")

    def test_routes_are_those_of_the_command(self):
        captures = [CAPTURES / "301-options.pcapng", HANDMADE / "moved.chain.pcapng", *HOSTILE]
        command = sipfix("routes", "--format", "csv", *captures, text=False)
        self.assertEqual(command.returncode, 0)
        here = sipfix("analyze", "--format", "csv", "--table", "routes", *captures, text=False)
        self.assertEqual((here.returncode, here.stdout), (0, command.stdout))
        self.assertIn("sip:trunk@pbx1.example.net", here.stdout.decode())

    def test_refused_routes_are_named_as_by_the_command(self):
        captures = [CAPTURES / "301-options.pcapng", CAPTURES / "301-loop.pcapng", HANDMADE / "answer.no-request.pcapng",
                    HANDMADE / "moved.no-contact.pcapng"]
        command = sipfix("routes", "--format", "csv", *captures)
        here = sipfix("analyze", "--format", "csv", "--table", "routes", *captures)
        self.assertIn("refused sip:loop@pbx1.example.net -> sip:loop@pbx2.example.net: loop (", here.stderr)
        self.assertEqual(here.stderr, command.stderr.replace("sipfix routes: ", "sipfix analyze: "))
        quiet = sipfix("analyze", "--quiet", "--format", "csv", "--table", "routes", *captures)
        self.assertEqual((quiet.stdout, quiet.stderr), (here.stdout, ""))

    def test_wrong_use(self):
        capture = HANDMADE / "301-basic.pcapng"
        for words, told in ((["--table", "answers"], "--table is for --format csv only"),
                            (["--table", "answers", "--format", "json"], "--table is for --format csv only"),
                            (["--table", "answer", "--format", "csv"], "Did you mean 'answers'?")):
            done = sipfix("analyze", *words, capture)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(told, done.stderr)


class Strangers(unittest.TestCase):
    def test_no_cell_is_a_formula(self):
        """Neither where commas part cells nor where, in other countries, semicolons do."""
        for name in TABLES:
            done = sipfix("analyze", "--quiet", "--format", "csv", "--table", name, *HOSTILE,
                          text=False)
            text = done.stdout.decode("utf-8")
            self.assertTrue(text.endswith("\r\n"))
            self.assertEqual([c for c in text.replace("\r\n", "")
                              if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")], [])
            for delimiter in ",;":
                for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                    for cell in row:
                        self.assertNotRegex(cell, r"^\s*[=+\-@]", name)

    def test_what_was_guarded_comes_back(self):
        rows = table("answers", HANDMADE / "hostile-csv.pcapng")
        self.assertTrue(rows[0]["call_id"].startswith("=HYPERLINK("), rows[0]["call_id"])


if __name__ == "__main__":
    unittest.main()
