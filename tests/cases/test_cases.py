# SPDX-License-Identifier: GPL-2.0-or-later
"""What sipfix says of calls that people really met, held against what somebody who knows says of them.

Each captures/cases/NAME.pcap has a tests/cases/expected/NAME.ini, written before sipfix was asked. README.md in this
folder tells the keys. One test a capture.
"""
import configparser
import functools
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "analyzer"))
import command  # noqa: E402  (found by the line above)
import verdicts  # noqa: E402

CAPTURES = command.SOURCE / "captures" / "cases"
EXPECTED = pathlib.Path(__file__).parent / "expected"
KEYS = {"told", "codes", "outcome", "calls", "problems", "lost", "check", "level", "finds", "silent", "side", "at", "product",
        "says", "never", "routes", "no-route"}


FOLDER = tempfile.TemporaryDirectory(prefix="sipfix-test-")
TOLD = {}  # capture and codes -> file of events


class Expectation:
    """One file of expected/."""

    def __init__(self, path):
        parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
        parser.optionxform = str
        parser.read_string(path.read_text(encoding="utf-8"))
        self.values = dict(parser["case"])
        wrong = set(self.values) - KEYS
        if wrong or "told" not in self.values:
            raise ValueError(f"{path}: unknown keys {sorted(wrong)}, or nothing told")

    def lines(self, key):
        """The values of a key with one value a line."""
        return [line.strip() for line in self.values.get(key, "").splitlines() if line.strip()]

    def words(self, key):
        """The alternatives of a key: a|b."""
        return [word.strip() for word in self.values[key].split("|")] if key in self.values else None


def captures_of(codes):
    """All captures; those that are asked for other codes than 301 and 421."""
    if not codes:
        return CAPTURES.glob("*.pcap*")
    return [CAPTURES / f"{path.stem}.pcap" for path in EXPECTED.glob("*.ini") if Expectation(path).values.get("codes") == codes]


def told(capture, codes):
    """The file with the capture's events, of which reports are made. Where all captures are tried, one run tells of all of the
    same codes; test_report.py shows that a report of one's events is what `analyze` makes of it."""
    if (capture, codes) not in TOLD:
        some = [capture] if len(sys.argv) > 1 else sorted({capture, *captures_of(codes)})
        asked = ["--codes", codes] if codes else []
        done = command.sipfix("analyze", "--quiet", "--no-stitch", *asked, "--format", "ndjson", *some)
        for name, lines in command.each_run(done.stdout):
            file = pathlib.Path(FOLDER.name) / f"{codes}-{pathlib.Path(name).name}.ndjson"
            file.write_text("".join(lines), encoding="utf-8")
            TOLD[pathlib.Path(name), codes] = file
    return TOLD[capture, codes]


def events_of(capture, codes):
    """The events of the capture; @codes: what stands behind --codes, or None."""
    return command.lines_of(told(capture, codes).read_text(encoding="utf-8"), "event")


def outcomes_of(events):
    """What became of each call: of the last answer of each story, nearest the caller."""
    last = {}
    for event in events:
        if event["hop"] == 1:
            last[event["story"]] = event["outcome"]["is"]
    return [last[story] for story in sorted(last)]


def plain(text):
    """Words as a reader takes them in: without the breaks of lines."""
    return " ".join(text.split())


class Report:
    """What the command says of one capture, in words and in figures; asked only for what somebody wants to know."""

    def __init__(self, capture, codes=None):
        self.capture = capture
        self.codes = codes

    def made(self, *options):
        wide = {**command.ENVIRONMENT, "COLUMNS": "100"}
        return command.sipfix("report", *options, told(self.capture, self.codes), env=wide).stdout

    @functools.cached_property
    def text(self):
        return plain(self.made())

    @functools.cached_property
    def json(self):
        return json.loads(self.made("--format", "json"))

    @property
    def problems(self):
        return self.json["problems"]

    @functools.cached_property
    def routes(self):
        return command.sipfix("routes", "--format", "csv", told(self.capture, None)).stdout


class Cases(unittest.TestCase):
    longMessage = True

    def check_outcome(self, expected, events):
        wanted = expected.values.get("outcome")
        if not wanted:
            return
        found = outcomes_of(events)
        calls = [[word.strip() for word in call.split("|")] for call in wanted.split(",")]
        if len(calls) == 1:
            calls *= max(len(found), 1)
        self.assertEqual(len(found), len(calls), f"calls, {found}")
        for is_now, allowed in zip(found, calls):
            self.assertIn(is_now, allowed, f"outcomes {found}")

    def check_figures(self, expected, report):
        if "calls" in expected.values:
            self.assertEqual(report.json["calls"]["met"], int(expected.values["calls"]), "calls that met one")
        if "lost" in expected.values:
            self.assertEqual(report.json["calls"]["lost"], int(expected.values["lost"]), "calls lost")
        if "problems" in expected.values:
            found = [(problem["case"], problem["check"]) for problem in report.problems]
            self.assertEqual(len(found), int(expected.values["problems"]), found)

    def check_findings(self, expected, events, report):
        ids = {finding["check"] for event in events for finding in event["findings"]}
        for check in expected.lines("finds"):
            self.assertIn(check, ids)
        for check in expected.lines("silent"):
            self.assertNotIn(check, ids)
        levels = expected.words("level")
        if levels:
            self.assertIn(report.problems[0]["level"], levels)
        roots = expected.words("check")
        if roots:
            self.assertIn(report.problems[0]["check"], roots)

    def check_change(self, expected, report):
        wanted = [(key, expected.words(key)) for key in ("side", "at", "product") if expected.words(key)]
        if not wanted:
            return
        fix = report.problems[0]["fixes"][0] if report.problems and report.problems[0]["fixes"] else {}
        for key, allowed in wanted:
            found = fix.get(key, "")
            hit = any(word.lower() in found.lower() if key != "side" else word == found for word in allowed)
            self.assertTrue(hit, f"{key} of the first fix: {found!r}, not one of {allowed}; {fix}")

    def check_words(self, expected, report):
        for sentence in expected.lines("says"):
            self.assertIn(plain(sentence), report.text)
        for sentence in expected.lines("never"):
            self.assertNotIn(plain(sentence).lower(), report.text.lower())

    def check_routes(self, expected, report):
        for route in expected.lines("routes"):
            self.assertIn(route, report.routes)
        for word in expected.lines("no-route"):
            self.assertNotIn(word, report.routes)

    def check_pointer(self, events, unasked):
        """Without being asked, the report names the relatives, those that are links of the chain of a 301 with that, and
        nothing lost stands under "nothing to mend"."""
        is_chain = 301 in {event["status"] for event in events}
        for code in {event["status"] for event in events} - {301, 421}:
            beside = rf"Beside these: .* got {code}\b.*sipfix analyze --codes [0-9,]*{code}"
            self.assertRegex(unasked.text, rf"{beside}|PROOF .*\b{code} in frame" if is_chain else beside)
        if {"lost", "refused"} & set(outcomes_of(events)):
            self.assertNotIn("Nothing to mend", unasked.text)

    def check_page(self, name, expected, events, report):
        line = verdicts.line(name, expected.values["told"], outcomes_of(events), report.json)
        self.assertIn(line, verdicts.PAGE.read_text(encoding="utf-8").splitlines(),
                      "bring docs/verdicts.md up to date: ./run docs")

    def judge(self, name):
        expected = Expectation(EXPECTED / f"{name}.ini")
        capture = CAPTURES / f"{name}.pcap"
        codes = expected.values.get("codes")
        events = events_of(capture, codes)
        self.assertTrue(events, "no event")
        self.check_outcome(expected, events)
        report = Report(capture, codes)
        self.check_figures(expected, report)
        self.check_findings(expected, events, report)
        self.check_change(expected, report)
        self.check_words(expected, report)
        self.check_routes(expected, report)
        if codes:
            self.check_pointer(events, Report(capture))
        self.check_page(name, expected, events, report)

    def test_a_second_copy_counts_once(self):
        """Overlapping captures, two capture points: one call is one call, in reports and for routes' guard `once`."""
        with tempfile.TemporaryDirectory() as folder:
            copies = [shutil.copy(CAPTURES / "29-snom-forwarding.pcap", f"{folder}/{name}.pcap") for name in "ab"]
            one, two = (json.loads(command.sipfix("analyze", "--format", "json", "--no-stitch", *captures).stdout)
                        for captures in (copies[:1], copies))
            for key in ("met", "lost"):
                self.assertEqual(two["calls"][key], one["calls"][key], key)
            self.assertEqual([problem["calls"] for problem in two["problems"]],
                             [problem["calls"] for problem in one["problems"]])
            self.assertIn(": once", command.sipfix("routes", "--no-stitch", *copies).stderr)

    def test_the_page_has_a_line_for_each_case(self):
        cases = list(EXPECTED.glob("*.ini"))
        page = verdicts.PAGE.read_text(encoding="utf-8")
        self.assertTrue(page.startswith(verdicts.HEAD))
        self.assertEqual(page.count(".pcap)"), len(cases))

    def test_every_capture_is_expected_something_of(self):
        self.assertEqual(sorted(path.stem for path in CAPTURES.glob("*.pcap*")),
                         sorted(path.stem for path in EXPECTED.glob("*.ini")))


def add_tests():
    """One test a file, so that one name runs one case: test_cases.py Cases.test_12_acme_strips_100rel."""
    for path in sorted(EXPECTED.glob("*.ini")):
        def test(self, name=path.stem):
            self.judge(name)
        test.__doc__ = path.stem
        setattr(Cases, "test_" + path.stem.replace("-", "_").replace(".", "_"), test)


add_tests()

if __name__ == "__main__":
    unittest.main()
