#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix analyze --evidence`: one small capture a problem, which proves it to whoever opens it, without sipfix."""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from command import ENVIRONMENT, SOURCE, THOROUGH, lines_of, many_captures, sipfix

CAPTURES = SOURCE / "captures"
HANDMADE = CAPTURES / "handmade"


def events(*arguments):
    done = sipfix("analyze", "--quiet", "--no-stitch", "--format", "ndjson", *arguments, timeout=3000)
    assert done.returncode == 0, (arguments, done.stderr)
    return lines_of(done.stdout, "event")


def verdict(event):
    """What must be the same in the evidence."""
    return (event.get("case"), event["status"], event["hop"], event["outcome"]["is"], event["outcome"]["certain"],
            tuple(sorted(finding["check"] for finding in event["findings"])))


def shown(path, *arguments):
    """What tshark without the plugin shows (root's tshark loads none from elsewhere)."""
    done = subprocess.run(["tshark", "-n", "-r", path, *arguments], capture_output=True, text=True, check=True,
                          env={**ENVIRONMENT, "HOME": "/nonexistent"})
    return done.stdout


def fields(path, *names, where="frame"):
    """The values of fields of each packet."""
    arguments = [word for name in names for word in ("-e", name)]
    lines = shown(path, "-Y", where, "-T", "fields", "-E", "separator=/t", *arguments).splitlines()
    return [line.split("\t") for line in lines]


class Folder(unittest.TestCase):
    """A test with a fresh folder in self.folder."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))

    def evidence(self, *arguments):
        """The files, and what the command said."""
        done = sipfix("analyze", "--evidence", self.folder / "evidence", *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return sorted((self.folder / "evidence").iterdir()), done


class ManyCaptures(unittest.TestCase):
    """The evidence of each capture, analysed again, says what the capture said."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="sipfix-test-")
        cls.addClassCleanup(cls.folder.cleanup)
        captures = many_captures()[0 if THOROUGH else 1 :: 1 if THOROUGH else 2]  # the others: test_anonymize.py
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            before = list(pool.map(cls.cut, range(len(captures)), captures))
        cls.before = {f"{number:04}": (captures[number], got) for number, got in enumerate(before)}
        cls.after = {}
        for event in events("--recursive", cls.folder.name):
            cls.after.setdefault(pathlib.Path(event["capture"]), []).append(event)

    @classmethod
    def cut(cls, number, capture):
        return events("--evidence", f"{cls.folder.name}/{number:04}", capture)

    def test_there_is_evidence_of_nearly_all_captures(self):
        self.assertGreater(len({path.parent for path in self.after}), len(self.before) // 2)

    def test_each_file_shows_its_case_and_nothing_that_was_not_there(self):
        for path, got in self.after.items():
            capture, before = self.before[path.parent.name]
            case = path.name.split("-")[0]
            with self.subTest(capture=str(capture), case=case):
                there = {verdict(event) for event in before}
                here = {verdict(event) for event in got}
                self.assertIn(case, {event.get("case") for event in got})
                self.assertLessEqual(here, there)

    def test_each_problem_has_its_file_and_each_file_its_events(self):
        files = {path for path in pathlib.Path(self.folder.name).rglob("*") if path.is_file()}
        self.assertEqual(files, set(self.after))
        for path in files:
            self.assertRegex(path.name, r"^[0-9a-f]{8}-[a-z0-9.-]+\.pcapng$")


class Comments(Folder):
    def test_what_a_wireshark_without_sipfix_shows(self):
        (path,), _ = self.evidence(HANDMADE / "421-basic.pcapng")
        comments = [(status, comment) for status, comment in fields(path, "sip.Status-Code", "frame.comment") if comment]
        answer = next(comment for status, comment in comments if status == "421")
        for wanted in ("What happened: ", "Why: ", "What to change: ", "https://www.rfc-editor.org/rfc/",
                       f"Case {path.name[:8]} (extension.required), frame 3 of {HANDMADE}/421-basic.pcapng."):
            self.assertIn(wanted, answer)
        self.assertIn("This request got the 421.", [comment for _, comment in comments])
        self.assertIn("Capture comment:     One call with the problem extension.required",
                      subprocess.run(["capinfos", path], capture_output=True, text=True, check=True).stdout)

    def test_what_came_after_is_told(self):
        (path,), _ = self.evidence(CAPTURES / "301-gave-up-asterisk.pcapng")
        comments = [comment for (comment,) in fields(path, "frame.comment") if comment]
        self.assertEqual([comment.split(":")[0] for comment in comments],
                         ["This request got the 301.", "What happened", "Tried the new address after the 301", "ICMP",
                          "Stands for the last frame of the capture, without its bytes"])

    def test_strangers_words_are_harmless(self):
        paths, _ = self.evidence(*HANDMADE.glob("hostile-*"))
        for path in paths:
            for comment in json.loads(shown(path, "-T", "json", "-j", "pkt_comment frame")):
                text = comment["_source"]["layers"].get("pkt_comment", {}).get("frame.comment", "")
                self.assertTrue(all(char == "\n" or char.isprintable() for char in text), text)


class Frames(Folder):
    """All that it takes to dissect the story, wherever it lies."""

    def test_the_answer_is_where_the_report_says(self):
        """Its frame, where the connection that it came by is in the file too."""
        for name in ("421-basic", "301-websocket", "tcp-301-three-segments", "ip-fragments", "301-tls"):
            capture = next(path for path in (HANDMADE / f"{name}.pcapng", CAPTURES / f"{name}.pcapng") if path.exists())
            with self.subTest(name), tempfile.TemporaryDirectory(prefix="sipfix-test-") as folder:
                done = sipfix("analyze", "--quiet", "--format", "json", "--evidence", folder, capture)
                for problem in json.loads(done.stdout)["problems"]:
                    proof = problem["proof"]
                    frames = {event["frame"] for event in events(proof["evidence"]) if event["case"] == problem["case"]}
                    self.assertIn(proof["evidence_frame"], frames)

    def test_parts_of_a_message(self):
        for name, protocol in (("tcp-301-three-segments", "tcp.segment"), ("ip-fragments", "ip.fragment")):
            with self.subTest(name):
                paths, _ = self.evidence("--no-stitch", HANDMADE / f"{name}.pcapng")
                self.assertTrue(any(fields(path, "sip.Status-Code", where=protocol) for path in paths))
                for path in paths:
                    path.unlink()

    def test_a_capture_in_many_files(self):
        keys = ("--keylog", CAPTURES / "301-tls-no-keys.keylog")
        for capture in ("301-tls-no-keys.pcapng", "301-websocket.pcapng", "handmade/tcp-301-three-segments.pcapng",
                        "handmade/ip-fragments.pcapng"):
            with self.subTest(capture):
                parts = self.folder / pathlib.Path(capture).stem
                parts.mkdir()
                subprocess.run(["editcap", "-c", "3", CAPTURES / capture, parts / "part.pcapng"], check=True)
                self.assertGreater(len(list(parts.iterdir())), 1)
                paths, _ = self.evidence(*keys, parts)
                whole = {event["case"] for event in events(*keys, CAPTURES / capture)}
                got = {event["case"] for path in paths for event in events(path)}
                self.assertTrue(got)
                self.assertLessEqual(got, whole)
                for path in paths:
                    path.unlink()

    def test_only_the_secrets_of_its_connection(self):
        ours = (CAPTURES / "301-tls-no-keys.keylog").read_text(encoding="ascii")
        keylog = self.folder / "keylog"
        foreign = "ab" * 32
        keylog.write_text(f"# all of a machine's\nCLIENT_RANDOM {foreign} {'cd' * 48}\n{ours}", encoding="ascii")
        (path,), _ = self.evidence("--keylog", keylog, CAPTURES / "301-tls-no-keys.pcapng")
        content = path.read_bytes().lower()
        self.assertNotIn(foreign.encode(), content)
        self.assertNotIn(b"cd" * 48, content)
        self.assertIn(["301"], fields(path, "sip.Status-Code", where="sip"))

    def test_no_other_call(self):
        """Of a capture with two calls, the evidence holds the one that shows the problem."""
        merged = self.folder / "two.pcapng"
        subprocess.run(["mergecap", "-a", "-w", merged, CAPTURES / "plain-call.pcapng", HANDMADE / "421-basic.pcapng"],
                       check=True)
        (path,), _ = self.evidence(merged)
        call_ids = {call for (call,) in fields(path, "sip.Call-ID", where="sip")}
        plain = {call for (call,) in fields(CAPTURES / "plain-call.pcapng", "sip.Call-ID", where="sip")}
        self.assertTrue(call_ids)
        self.assertEqual(call_ids & plain, set())


class Files(Folder):
    def test_the_reports_name_them(self):
        for form in ("text", "json"):
            (path,), done = self.evidence("--format", form, HANDMADE / "421-basic.pcapng")
            self.assertIn(str(path), done.stdout)

    def test_no_problem_no_file(self):
        paths, _ = self.evidence(CAPTURES / "plain-call.pcapng")
        self.assertEqual(paths, [])

    def test_twice_the_same(self):
        (path,), _ = self.evidence(HANDMADE / "421-basic.pcapng")
        first = path.read_bytes()
        (again,), _ = self.evidence(HANDMADE / "421-basic.pcapng")
        self.assertEqual((again, again.read_bytes()), (path, first))

    def test_where_no_folder_can_be(self):
        (self.folder / "file").write_bytes(b"")
        done = sipfix("analyze", "--evidence", self.folder / "file/below", HANDMADE / "421-basic.pcapng")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("cannot make folder", done.stderr)

    def test_whole_or_not_at_all(self):
        """Where a file cannot be put in place, nothing is left behind, and the report is there."""
        paths, _ = self.evidence(HANDMADE / "421-basic.pcapng", HANDMADE / "301-basic.pcapng")
        name, other = (path.name for path in paths)
        for path in paths:
            path.unlink()
        (self.folder / "evidence" / name / "full").mkdir(parents=True)
        done = sipfix("analyze", "--evidence", self.folder / "evidence", HANDMADE / "421-basic.pcapng",
                      HANDMADE / "301-basic.pcapng")
        self.assertEqual(done.returncode, 3)
        self.assertIn(f"no evidence for problem {name[:8]}: cannot write ", done.stderr)
        self.assertTrue(done.stdout.startswith("2 problems"), done.stdout)
        self.assertEqual(sorted(path.name for path in (self.folder / "evidence").iterdir()), sorted((name, other)))

    def test_standard_input(self):
        capture = HANDMADE / "421-basic.pcapng"
        with open(capture, "rb") as stream:
            done = sipfix("analyze", "--evidence", self.folder / "evidence", "-", stdin=stream)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        (path,) = (self.folder / "evidence").iterdir()
        self.assertEqual({event["case"] for event in events(path)}, {path.name[:8]})
        with subprocess.Popen(["cat", capture], stdout=subprocess.PIPE) as pipe:
            done = sipfix("analyze", "--evidence", self.folder / "evidence", "-", stdin=pipe.stdout)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("standard input can be read only once", done.stderr)


if __name__ == "__main__":
    unittest.main()
