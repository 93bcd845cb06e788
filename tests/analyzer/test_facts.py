#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever the format, the report tells the same facts: the json report is taken apart, and each of its facts is looked
for in every other format. The events are folded into problems once more, here, and must give the json report."""
import collections
import csv
import html.parser
import io
import json
import re
import shlex
import pathlib
import subprocess
import tempfile
import unittest
import urllib.parse

from command import SOURCE, lines_of, sipfix

CAPTURES = SOURCE / "captures"
HANDMADE = CAPTURES / "handmade"
# What is lost, delayed, unknown and well; seen on two hops; encrypted; unreadable; one capture with two problems.
LOOKED_AT = [CAPTURES / "421-through-proxy.pcapng", CAPTURES / "421-baresip-client.pcapng",
             CAPTURES / "421-outbound-kamailio.pcapng", CAPTURES / "301-loop.pcapng",
             CAPTURES / "301-several-contacts-q.pcapng", CAPTURES / "301-tls-no-keys.pcapng",
             HANDMADE / "moved.unbracketed.pcapng", HANDMADE / "421-cancelled.pcapng", HANDMADE / "421-ims-register.pcapng", HANDMADE / "broken"]
ALWAYS = {"moved.permanently", "extension.required"}


def run(form, folder, *options):
    done = sipfix("analyze", "--quiet", "--verbose", "--format", form, "--evidence", folder / "evidence of it", *options,
                  *LOOKED_AT, text=False)
    assert done.returncode == 3, done.stderr  # part of it is broken on purpose
    return done.stdout.decode("utf-8")


def folded(text):
    """Words without the layout: a line break is a blank, and there are no runs of blanks."""
    return re.sub(r"\s+", " ", text)


class Words(html.parser.HTMLParser):
    """What a reader of a page sees, but for drawings, scripts and styles."""

    UNSEEN = {"style", "script", "svg", "title"}

    def __init__(self, page):
        super().__init__()
        self.inside, self.words = 0, []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.inside += tag in self.UNSEEN

    def handle_endtag(self, tag):
        self.inside -= tag in self.UNSEEN

    def handle_data(self, data):
        if not self.inside:
            self.words.append(data)


def told_once(events):
    """Without what was captured a second time: one call is one call, in however many captures."""
    first = {}
    for event in events:
        same = tuple(event.get(key) for key in ("call_id", "from_tag", "to_tag", "cseq", "method", "status"))
        story = (event.get("run"), event.get("story"))
        if None in same or first.setdefault(same, story) == story:
            yield event


class Formats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        place = tempfile.TemporaryDirectory(prefix="sipfix-test-")
        cls.addClassCleanup(place.cleanup)
        cls.folder = pathlib.Path(place.name)
        cls.json = json.loads(run("json", cls.folder))
        cls.events = lines_of(run("ndjson", cls.folder), "event")
        cls.csv = list(csv.DictReader(io.StringIO(run("csv", cls.folder), newline="")))
        cls.coverage = list(csv.DictReader(io.StringIO(run("csv", cls.folder, "--table", "coverage"), newline="")))
        cls.answers = list(csv.DictReader(io.StringIO(run("csv", cls.folder, "--table", "answers"), newline="")))
        markdown = subprocess.run(["cmark-gfm", "-e", "autolink"], input=run("markdown", cls.folder), capture_output=True,
                                  text=True, check=True).stdout
        run("html", cls.folder, "--output", cls.folder / "page.html")
        cls.page = (cls.folder / "page.html").read_text(encoding="utf-8")
        cls.prose = {"text": folded(run("text", cls.folder)), "markdown": folded("".join(Words(markdown).words)),
                     "html": folded("".join(Words(cls.page).words))}

    def in_prose(self, fact, forms=("text", "markdown", "html")):
        for form in forms:
            # An arrow is drawn in Markdown, and a value stands apart from its sentence in html.
            said = self.prose[form].replace("→", "->")
            self.assertIn(folded(str(fact)), said, form)

    def test_there_is_enough_to_compare(self):
        self.assertGreaterEqual(len(self.json["problems"]), 5)
        self.assertEqual({problem["level"] for problem in self.json["problems"]}, {"error", "warn", "note"})
        self.assertTrue(self.json["unseen"] and self.json["unreadable"] and self.json["not_captures"])
        self.assertGreater(self.json["unsure"]["calls"], 0)

    def test_the_verdict(self):
        self.in_prose(self.json["verdict"].removesuffix(":"))

    def test_problems_in_their_order(self):
        cases = [problem["case"] for problem in self.json["problems"]]
        self.assertEqual([row["case"] for row in self.csv], cases)
        heads = re.findall(r"\d+ (LOST|SLOWER|UNKNOWN|FINE) .{1,200}? problem ([0-9a-f]{4,8})\b", self.prose["text"])
        self.assertEqual([fate for fate, _ in heads], [problem["fate"].upper() for problem in self.json["problems"]])
        self.assertTrue(all(case.startswith(shown) for case, (_, shown) in zip(cases, heads)))
        self.assertEqual(re.findall(r"Problem ([0-9a-f]{8}), check", self.prose["markdown"]), cases)
        in_page = re.findall(r"\bproblem ([0-9a-f]{8})\b", self.prose["html"])
        self.assertEqual(list(dict.fromkeys(case for case in in_page if case in cases)), cases)

    def test_levels_calls_and_costs(self):
        for problem, row in zip(self.json["problems"], self.csv):
            self.in_prose(problem["cost"])
            self.assertEqual((row["level"], row["calls"], row["check"]),
                             (problem["level"], str(problem["calls"]), problem["check"]))
            for end in ("answered", "rescued", "went-on", "cancelled", "challenged", "declined", "refused", "lost",
                        "unknown"):
                self.assertEqual(row[end.replace("-", "_")], str(problem["outcomes"].get(end, 0)), end)
            self.assertEqual((row["first"], row["last"]), (problem["first"], problem["last"]))

    def test_what_happened(self):
        for problem, row in zip(self.json["problems"], self.csv):
            self.in_prose(problem["what"])
            self.assertEqual(row["what"], problem["what"])
            if "finding" in problem:
                # People read why; the finding's own words begin with the advice, which stands under the changes.
                self.in_prose(problem["why"] if problem["fixes"] else problem["finding"])
                self.assertEqual(row["finding"], problem["finding"])
            self.assertEqual(row["why"], problem["why"])

    def test_fixes(self):
        """Old and new value stand in all; the sentence around them is whole in json and csv."""
        for problem, row in zip(self.json["problems"], self.csv):
            fixes = problem["fixes"]
            self.assertEqual(row["change"], fixes[0]["text"])
            self.assertEqual(row["otherwise"], " | ".join(fix["text"] for fix in fixes[1:]))
            for fix in fixes:
                for value in {fix.get("new"), fix.get("old")} - {None}:
                    if value in fix["text"]:
                        self.in_prose(value)
                for text in fix.get("usual", []):
                    self.in_prose(text)

    def test_what_came_along(self):
        for problem, row in zip(self.json["problems"], self.csv):
            self.assertEqual(row["also"], " | ".join(also["text"] for also in problem["also"]))
            for also in problem["also"]:
                self.in_prose(also["text"][1:])  # behind "In addition:" it begins small

    def test_proofs(self):
        for problem, row in zip(self.json["problems"], self.csv):
            proof = problem["proof"]
            self.in_prose(proof["text"])
            self.in_prose(proof["command"])
            self.assertEqual((row["frame"], row["capture"], row["command"]),
                             (str(proof["frame"]), proof["capture"], proof["command"]))
            self.assertEqual(row["request_frame"], str(proof.get("request", {}).get("frame", "")))
            self.assertEqual((row["evidence"], row["evidence_frame"]), (proof["evidence"], str(proof["evidence_frame"])))
            self.in_prose(f"wireshark -g {proof['evidence_frame']} {shlex.quote(proof['evidence'])}")

    def test_the_page_links_the_evidence(self):
        """By relative addresses, which lead from the page to the files."""
        links = re.findall(r'<a class="file" href="([^"]+)"', self.page)
        self.assertEqual(links, [urllib.parse.quote("evidence of it/" + pathlib.Path(problem["proof"]["evidence"]).name)
                                 for problem in self.json["problems"]])
        for link in links:
            self.assertTrue((self.folder / urllib.parse.unquote(link)).is_file())

    def test_what_was_not_seen(self):
        for name in ("well", "unsure"):
            if "text" in self.json[name]:
                self.in_prose(self.json[name]["text"])
        values = {(row["kind"], row["name"]): row for row in self.coverage}
        for unseen in self.json["unseen"]:
            self.in_prose(f"{unseen['count']} {unseen['what']} ({unseen['help']})", ("text", "markdown"))
            self.in_prose(unseen["what"], ["html"])
            self.in_prose(unseen["help"], ["html"])
            self.assertEqual(values["unseen", unseen["key"]]["value"], str(unseen["count"]))
        for file in self.json["unreadable"]:
            self.in_prose(file["path"])
            self.in_prose(file["reason"])
            self.assertEqual(values["unreadable", file["path"]]["text"], file["reason"])
        for path in self.json["not_captures"]:
            self.in_prose(path)
            self.assertIn(("no capture", path), values)
        for key, value in self.json["looked"].items():
            self.assertEqual(values["looked", key]["value"], str(value))
        self.in_prose(f"{self.json['looked']['captures']} captures, {self.json['looked']['frames']} frames")

    def test_the_events_fold_into_the_problems(self):
        """Case by case and call by call, counted a second time."""
        calls, outcome = collections.defaultdict(set), {}
        for event in told_once(self.events):
            if "case" in event:
                story = (event["run"], event["story"])
                calls[event["case"]].add(story)
                outcome[event["case"], story] = event["outcome"]["is"]
        told = self.json["problems"] + self.json["well"]["cases"]
        self.assertEqual({one["case"]: one["calls"] for one in told}, {case: len(met) for case, met in calls.items()})
        # A call that another answer, or another capture of it, shows to be lost is lost in this problem too.
        call_ids = {(event["run"], event["story"]): event["call_id"] for event in self.events}
        ends_of = {event["call_id"]: event["outcome"]["is"] for event in self.events
                   if event["outcome"]["is"] in ("lost", "refused")}
        lost = {story: ends_of[call_id] for story, call_id in call_ids.items() if call_id in ends_of}
        for problem in self.json["problems"]:
            ends = [(outcome[problem["case"], story], story) for story in calls[problem["case"]]]
            counted = collections.Counter(lost.get(story, end) if end == "unknown" else end for end, story in ends)
            self.assertEqual(problem["outcomes"], dict(counted))

    def test_the_proof_is_an_event(self):
        events = {(event["capture"], event["frame"]): event for event in self.events}
        for problem in self.json["problems"]:
            event = events[problem["proof"]["capture"], problem["proof"]["frame"]]
            self.assertEqual(event["case"], problem["case"])
            self.assertEqual(event["status"], problem["status"])
            finding = next(one for one in event["findings"] if one["check"] == problem["check"])
            self.assertEqual([fix["text"] for fix in finding["fix"]], [fix["text"] for fix in problem["fixes"]])

    def test_answers_are_events(self):
        self.assertEqual([(row["capture"], int(row["frame"]), row["case"]) for row in self.answers],
                         [(event["capture"], event["frame"], event.get("case", "")) for event in self.events])
        statuses = collections.Counter(str(event["status"]) for event in told_once(self.events))
        self.assertEqual(self.json["answers"], {"301": statuses["301"], "421": statuses["421"]})


if __name__ == "__main__":
    unittest.main()
