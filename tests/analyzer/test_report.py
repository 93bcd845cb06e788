#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix report` makes of events what one `analyze` makes of all their captures, however they were divided."""
import bz2
import functools
import gzip
import json
import lzma
import pathlib
import random
import re
import resource
import subprocess
import tempfile
import unittest

from command import SOURCE, lines_of, sipfix

CAPTURES = SOURCE / "captures"
FORMS = (("json",), ("html",), ("markdown", "--verbose"), ("csv",), ("csv", "--table", "answers"), ("csv", "--table", "routes"),
         ("csv", "--table", "coverage"), ("ndjson",), ("text", "--verbose"))


def timeless(text):
    """Without how long it took."""
    return re.sub(r"in\s+[0-9.]+ s\b", "in TIME", text)


def all_captures():
    """Relative to the project's folder, in byte order; one that is none, and one that is not there, among them."""
    found = [path.relative_to(SOURCE).as_posix() for path in CAPTURES.rglob("*.pcap*")]
    return sorted(found + ["captures/README.md", "captures/nowhere.pcap"])


class Report(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))
        cls.cache = cls.folder / "cache"

    def run_sipfix(self, *arguments, status=0, **options):
        done = sipfix(*arguments, cwd=SOURCE, **options)
        self.assertEqual(done.returncode, status, (arguments, done.stderr))
        return done.stdout

    def analyze(self, *arguments, status=0):
        return self.run_sipfix("analyze", "--quiet", "--no-stitch", "--cache", self.cache, *arguments, status=status)

    def told(self, name, captures, *options, status=0):
        """A file of events of the captures."""
        path = self.folder / name
        self.analyze("--format", "ndjson", "--output", path, *options, *captures, status=status)
        return path

    def test_however_the_captures_were_divided(self):
        captures = all_captures()
        self.assertGreater(len(captures), 200)
        shuffled = random.Random(421)
        wanted = {form: timeless(self.analyze("--codes", "all", "--format", *form, *captures, status=3)) for form in FORMS}
        for parts in (1, 2, 7):
            files = []
            for i in range(parts):
                part = captures[i::parts]
                shuffled.shuffle(part)
                path = self.folder / f"{i}-of-{parts}.ndjson"
                done = sipfix("analyze", "--quiet", "--no-stitch", "--cache", self.cache, "--codes", "all", "--format", "ndjson", "--output", path, *part,
                              cwd=SOURCE)
                self.assertIn(done.returncode, (0, 3), done.stderr)
                files.append(path)
            shuffled.shuffle(files)
            for form in FORMS if parts == 7 else [("json",), ("ndjson",)]:
                with self.subTest(form=form, parts=parts):
                    self.assertEqual(timeless(self.run_sipfix("report", "--quiet", "--format", *form, *files, status=3)), wanted[form])

    def test_one_capture_whose_events_are_not_all_told_in_words(self):
        """All captures in one, so that most problems have several calls, and calls come twice."""
        capture = self.folder / "all.pcapng"
        whole = [path for path in all_captures() if ".pcap" in path and "broken" not in path and (SOURCE / path).exists()]
        subprocess.run(["mergecap", "-a", "-w", capture, *whole], check=True, capture_output=True, cwd=SOURCE)
        told = self.told("all", [capture])
        for form in ("text", "json", "markdown", "html", "csv", "openmetrics"):
            with self.subTest(form):
                report = self.run_sipfix("report", "--format", form, told)
                self.assertEqual(timeless(self.run_sipfix("analyze", "--quiet", "--format", form, capture)), timeless(report))

    def test_rotated_files_and_two_captures_file_by_file(self):
        """Events of a run come capture by capture, and those of another run lie between."""
        for name, stem in (("301-loop", "a"), ("301-next-target-asterisk", "b")):
            subprocess.run(["editcap", "-c", "4", CAPTURES / f"{name}.pcapng", self.folder / f"{stem}.pcapng"], check=True)
        parts = {stem: sorted(self.folder.glob(f"{stem}_*.pcapng")) for stem in "ab"}
        both = [path for pair in zip(parts["a"], parts["b"]) for path in pair]
        for path in both:  # a1, b1, a2, b2, in byte order of their names
            path.rename(self.folder / f"{both.index(path):03}{path.name}")
        both = sorted(self.folder.glob("0*.pcapng"))
        a = [path for path in both if path.name[3] == "a"]
        analyze = functools.partial(self.run_sipfix, "analyze", "--quiet")
        for name, captures in (("b", [path for path in both if path not in a]), ("a", a)):
            analyze("--format", "ndjson", "--output", self.folder / f"{name}.ndjson", *captures)
        files = [self.folder / "b.ndjson", self.folder / "a.ndjson"]
        self.assertGreater(len({event["capture"] for event in lines_of(files[1].read_text(encoding="utf-8"), "event")}), 1)
        for form in FORMS:
            self.assertEqual(timeless(self.run_sipfix("report", "--format", *form, *files)),
                             timeless(analyze("--format", *form, *both)), form)

    def test_packed_and_through_a_pipe_and_from_a_folder(self):
        captures = sorted(CAPTURES.glob("301*.pcapng"))
        wanted = self.analyze("--format", "json", *captures)
        place = self.folder / "packed"
        place.mkdir()
        halves = [self.told(f"packed/{i}.ndjson", captures[i::2]) for i in range(2)]
        both = b"".join(path.read_bytes() for path in halves)
        self.assertEqual(self.run_sipfix("report", "--format", "json", "-", input=both, text=False).decode(), wanted)
        pieces = gzip.compress(halves[0].read_bytes()[:5000]) + gzip.compress(halves[0].read_bytes()[5000:])
        self.assertEqual(self.run_sipfix("report", "--format", "json", "-", halves[1], input=pieces, text=False).decode(), wanted)
        (place / "0.ndjson.gz").write_bytes(pieces)
        subprocess.run(["zstd", "--quiet", "--rm", halves[1]], check=True)
        halves[0].unlink()
        (place / "notes.txt").write_text("nobody's events", encoding="ascii")
        self.assertEqual(self.run_sipfix("report", "--format", "json", place), wanted)
        for name, packed in (("1.ndjson.xz", lzma.compress(both)), ("1.ndjson", both.decode().encode("utf-16"))):
            with self.subTest(name):
                (self.folder / name).write_bytes(packed)
                self.assertEqual(self.run_sipfix("report", "--format", "json", self.folder / name), wanted)
        (self.folder / "1.ndjson.bz2").write_bytes(bz2.compress(both))
        done = sipfix("report", self.folder / "1.ndjson.bz2")
        self.assertIn("1.ndjson.bz2: compressed, and cannot be read so\n  Unpack it first: bzip2 -d", done.stderr)
        (place / "cut.ndjson.gz").write_bytes(pieces[:len(pieces) // 3])
        done = sipfix("report", "--format", "json", place)
        self.assertEqual(done.returncode, 3)
        self.assertIn("cut.ndjson.gz: cut short: its packed data end early", done.stderr)

    def test_the_same_part_twice_is_one_and_two_sites_are_two(self):
        events = self.told("once.ndjson", [CAPTURES / "301-loop.pcapng"])
        again = self.folder / "again.ndjson"
        again.write_bytes(events.read_bytes())
        self.assertEqual(self.run_sipfix("report", "--format", "json", events, again), self.run_sipfix("report", "--format", "json", events))
        again.write_bytes(events.read_bytes().replace(b'"frames":21', b'"frames":22'))
        looked = json.loads(self.run_sipfix("report", "--format", "json", events, again))
        self.assertEqual((looked["looked"]["captures"], looked["looked"]["frames"]), (2, 43))
        self.assertEqual(looked["calls"], json.loads(self.run_sipfix("report", "--format", "json", events))["calls"] | {"all": 2})

    def test_few_calls_in_memory(self):
        """What is known of calls lies on disk, or, where there is no room there, in memory: the same bytes."""
        events = self.told("site.ndjson", sorted(CAPTURES.glob("*.pcapng")), "--codes", "all")
        other = self.folder / "other-site.ndjson"
        other.write_bytes(events.read_bytes().replace(b'"captures/', b'"other/'))
        for words in (("report", "--format", "json"), ("report", "--format", "csv", "--table", "routes"), ("routes", "--format", "json")):
            wanted = sipfix(*words, events, other)
            few = sipfix(*words, "--seen-in-memory", "3", events, other)
            self.assertEqual((few.returncode, timeless(few.stdout), few.stderr), (0, timeless(wanted.stdout), wanted.stderr))
            full = sipfix(*words, "--seen-in-memory", "3", events, other,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
            self.assertEqual((full.returncode, timeless(full.stdout)), (0, timeless(wanted.stdout)))
            self.assertEqual(full.stderr.count(f"sipfix {words[0]}: temporary files may not grow as large as needed here: "
                                               "from here on, what is known of all calls is kept in memory\n"), 1, full.stderr)

    def damaged(self, name, text, *reasons):
        """What is well in it counts; the reasons are named, on standard error and in the report."""
        path = self.folder / name
        path.write_bytes(text)
        done = sipfix("report", "--format", "json", path)
        self.assertEqual(done.returncode, 3, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual([one["path"] for one in report["unreadable"]], [str(path)] * len(reasons))
        for one, reason in zip(report["unreadable"], reasons):
            self.assertIn(reason, one["reason"])
            self.assertIn(reason, done.stderr)
        return report

    def test_a_damaged_line_is_named_and_the_rest_counts(self):
        lines = self.told("whole.ndjson", sorted(CAPTURES.glob("301-f*.pcapng"))).read_bytes().splitlines(keepends=True)
        whole = self.run_sipfix("report", "--format", "json", self.folder / "whole.ndjson")
        report = self.damaged("one.ndjson", lines[0][:200] + b"\n" + b"".join(lines[1:]), "line 1 is damaged")
        self.assertEqual(report["looked"], json.loads(whole)["looked"])
        self.damaged("noise.ndjson", b"noise\n" + lines[0][:-9] + b"}\n" + b"".join(lines[1:]), "line 1 is damaged: ")
        self.damaged("cut.ndjson", b"".join(lines[:-1]), "does not end with an end line")
        self.damaged("torn.ndjson", b"".join(lines[:-1]) + lines[-1][:30], "does not end with", "is damaged")
        events = b"".join(line for line in lines if b"sipfix-run/" not in line)
        report = self.damaged("no-runs.ndjson", events, "the run line behind some of its events is missing")
        self.assertEqual(len(report["problems"]), len(json.loads(whole)["problems"]))

    def test_other_versions_and_unknown_keys(self):
        text = self.told("now.ndjson", [CAPTURES / "301-loop.pcapng"]).read_bytes()
        whole = self.run_sipfix("report", "--format", "json", self.folder / "now.ndjson")
        later = self.folder / "later.ndjson"
        later.write_bytes(text.replace(b'"schema":"sipfix-event/2",', b'"new":{"key":[1]},"schema":"sipfix-event/2",') +
                          b'{"schema":"sipfix-weather/7","sun":true}\n\n')
        self.assertEqual(self.run_sipfix("report", "--format", "json", later), whole)
        older = self.folder / "older.ndjson"
        older.write_bytes(text.replace(b"sipfix-event/2", b"sipfix-event/1"))
        done = sipfix("report", older)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("it holds sipfix-event/1, and sipfix-event/2 is needed\n  Analyze the captures again.", done.stderr)
        older.write_bytes(text.replace(b'"case_rule":2', b'"case_rule":3'))
        self.assertIn("another rule", sipfix("report", older).stderr)

    def test_nothing_to_read(self):
        for given, words in (("nowhere.ndjson", "No such file"), ("README.md", "no file of events"), ("tests", "no file of events")):
            done = sipfix("report", given, cwd=SOURCE)
            self.assertEqual((done.returncode, done.stdout), (2, ""), given)
            self.assertIn(words, done.stderr)
        for option in ("--anonymize", "--evidence=x"):
            done = sipfix("report", option, "x.ndjson")
            self.assertEqual(done.returncode, 2)
            self.assertIn("needs the packets", done.stderr)

    def test_case_and_codes_and_baseline(self):
        captures = sorted(path for folder in (CAPTURES, CAPTURES / "relatives") for path in folder.glob("*.pcapng"))
        events = self.told("every.ndjson", captures, "--codes", "all")
        baseline = self.folder / "baseline.json"
        baseline.write_text(self.analyze("--format", "json", *captures[:20]), encoding="utf-8")
        case = json.loads(self.analyze("--format", "json", *captures))["problems"][0]["case"]
        for options in (("--case", case), ("--baseline", baseline)):
            for form in (("json",), ("csv", "--table", "coverage"), ("csv", "--table", "answers")):
                self.assertEqual(self.run_sipfix("report", "--format", *form, *options, events),
                                 self.analyze("--format", *form, "--codes", "all", *options, *captures), (options, form))
        for codes in ("301", "301,421"):
            told, wanted = (json.loads(self.run_sipfix(*command, "--format", "json", "--codes", codes))
                            for command in (("report", events), ("analyze", "--quiet", "--no-stitch", "--cache", self.cache, *captures)))
            for one in (told, wanted):  # Call-IDs of what was analysed: of all answers that were asked for then
                del one["calls"]["all"], one["looked"]["calls"], one["looked"]["call_ids"]
                for relative in one["relatives"]:
                    if "example" in relative:  # the same one, told by itself or beside others that were asked for
                        relative["example"] = [relative["example"][key] for key in ("capture", "frame", "outcome")]
                    if relative["status"] in (421, 494):  # mechanisms are told by their parameters, or not
                        relative.pop("tags", None)
            for key in ("answers", "calls", "relatives", "looked"):
                self.assertEqual(told[key], wanted[key], (codes, key))
            self.assertEqual([problem["case"] for problem in told["problems"]], [problem["case"] for problem in wanted["problems"]])
        usual = self.told("usual.ndjson", captures[:9])
        done = sipfix("report", "--codes", "302", usual)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("--codes 302", done.stderr)
        done = sipfix("report", usual, events)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("--codes 301,421", done.stderr)
        self.run_sipfix("report", "--codes", "301,421", usual, events)
        one = self.told("one.ndjson", captures, "--case", case)
        self.assertEqual(self.run_sipfix("report", "--format", "json", one), self.analyze("--format", "json", "--case", case, *captures))
        self.assertIn("of one problem only", sipfix("report", one, usual).stderr)

    def test_routes_and_diff(self):
        captures = sorted(CAPTURES.glob("*.pcapng"))
        halves = [self.told(f"half{i}.ndjson", captures[i::2]) for i in range(2)]
        for form in ("text", "csv", "json", "kamailio", "asterisk"):
            done = sipfix("routes", "--format", form, *halves)
            expected = sipfix("routes", "--format", form, *captures)
            self.assertEqual((done.returncode, timeless(done.stdout), done.stderr),
                             (expected.returncode, timeless(expected.stdout), expected.stderr), form)
        reports = []
        for path in halves:
            reports.append(path.with_suffix(".json"))
            reports[-1].write_text(self.run_sipfix("report", "--format", "json", path), encoding="utf-8")
        done, expected = (json.loads(self.run_sipfix("diff", "--format", "json", *both)) for both in (halves, reports))
        for told in (done, expected):
            for side in ("old", "new"):
                self.assertIn(side, told)
                del told[side]
        self.assertEqual(done, expected)
        done = sipfix("routes", halves[0], captures[0])
        self.assertEqual(done.returncode, 2)
        self.assertIn("Give only one kind", done.stderr)


if __name__ == "__main__":
    unittest.main()
