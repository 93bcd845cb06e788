#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The events of all captures are as docs/schemas says, and docs/schemas says nothing that never comes."""
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import jsonschema

sys.path[:0] = [os.path.join(os.environ["SIPFIX_SOURCE"], folder)
                for folder in ("tests/analyzer", "tests/plugin", "tools/docs", "bench")]

import captures_events  # noqa: E402
import example_events  # noqa: E402
import generate  # noqa: E402
import log_texts  # noqa: E402
import schemas  # noqa: E402
import tshark  # noqa: E402
from schemas import keys_described, keys_seen, schema  # noqa: E402

SCHEMAS = tshark.SOURCE / "docs/schemas"
COMMAND = os.environ["SIPFIX_COMMAND"]

# In several files each, so that frames lie in another file than the answer's.
ROTATED = ("301-next-target-asterisk.pcapng", "301-gave-up-asterisk.pcapng", "421-100rel-retried.pcapng",
           "handmade/ip-fragments.pcapng", "handmade/moved.followed-challenged.pcapng", "cases/v1e-ims-421-esp.pcap",
           "handmade/extension.retried-unchanged.pcapng")
# Only `sipfix analyze` knows these.
FROM_THE_COMMAND = {"capture", "run"}


def complaints(name, values):
    return [complaint for value in values for complaint in schemas.complaints(name, value)]


def analyzed(*paths):
    """The events that the command prints."""
    done = subprocess.run([COMMAND, "analyze", "--quiet", "--recursive", "--format", "ndjson", *paths],
                          capture_output=True, text=True, check=False, timeout=3000)
    assert done.returncode in (0, 3), done.stderr  # 3: some captures are broken on purpose
    return [json.loads(line) for line in done.stdout.splitlines()]


def of(kind, lines):
    """Lines of one kind: "event", "run", "end"."""
    return [line for line in lines if line["schema"].startswith(f"sipfix-{kind}/")]


def rotated(capture):
    """The events of a capture that was cut into one file a packet."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["editcap", "-c", "1", tshark.CAPTURES / capture, f"{folder}/part.pcapng"], check=True)
        return analyzed(folder)


CALLER, SERVER = ("203.0.113.5", 5060), ("198.51.100.20", 5060)


def message(first_line, cseq, tag="", more=""):
    return (f"{first_line}\r\nVia: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK{cseq}\r\nFrom: <sip:alice@example.com>;tag=a\r\n"
            f"To: <sip:bob@example.net>{tag}\r\nCall-ID: endless\r\nCSeq: {cseq} INVITE\r\n{more}"
            "Content-Length: 0\r\n\r\n").encode()


def endless(path):
    """A call refused with 421, the answer sent again and again, and the caller coming back as often."""
    capture = generate.Capture()
    for i in range(130):
        capture.udp(1700000000 + i / 10, CALLER, SERVER, message("INVITE sip:bob@example.net SIP/2.0", i + 1))
        capture.udp(1700000000 + i / 10 + 0.01, SERVER, CALLER,
                    message("SIP/2.0 421 Extension Required", 1, ";tag=b",
                            "Require: 100rel\r\nDiversion: <sip:carol@example.net>;reason=no-answer;counter=2\r\n"))
    capture.write(path)


def log(path):
    """A call refused with 421, and once more, and one that is sent on, in a log: places are lines."""
    told = []
    for i in range(2):
        told += [(1700000000 + i, CALLER, SERVER, message("INVITE sip:bob@example.net SIP/2.0", i + 1)),
                 (1700000000.1 + i, SERVER, CALLER,
                  message("SIP/2.0 421 Extension Required", i + 1, ";tag=b", "Require: 100rel\r\n"))]
    # A further call, which is sent on, asked for a password, and answered.
    for i, (first, answer) in enumerate((("sip:bob@example.net", "301 Moved Permanently"), ("sip:bob@198.51.100.20", "401 Unauthorized"),
                                         ("sip:bob@198.51.100.20", "200 OK"))):
        for at, ends, line, tag, more in ((i, (CALLER, SERVER), f"INVITE {first} SIP/2.0", "", ""),
                                          (i + 0.1, (SERVER, CALLER), f"SIP/2.0 {answer}", ";tag=b",
                                           "Contact: <sip:bob@198.51.100.20>\r\n")):
            told.append((1700000100 + at, *ends, message(line, i + 1, tag, more).replace(b"endless", b"moved")))
    with open(path, "w", encoding="utf-8") as file:
        file.write(log_texts.log("oracle", told, SERVER[0]))


class Schemas(unittest.TestCase):
    """One look at all captures, by tshark in one piece and by the command one by one."""

    @classmethod
    def setUpClass(cls):
        cls.events, cls.run_line = tshark.events(tshark.samples())
        cls.analyzed = list(captures_events.events())
        for told in captures_events.of_the_family().values():
            cls.analyzed += told
        cls.lines = []
        for capture in ROTATED:
            cls.lines += rotated(capture)
        with tempfile.TemporaryDirectory() as folder:
            endless(f"{folder}/endless.pcap")
            cls.endless = of("event", analyzed(f"{folder}/endless.pcap"))
            log(f"{folder}/sipmsg.log")
            (pathlib.Path(folder) / "noise.pcap").write_bytes(b"noise")
            cls.lines += analyzed(f"{folder}/sipmsg.log", f"{folder}/noise.pcap")
        cls.lines += analyzed(tshark.SOURCE / "captures/relatives", tshark.SOURCE / "tests")
        cls.analyzed += of("event", cls.lines) + cls.endless

    def test_the_schemas_are_schemas(self):
        for name in ("event", "run", "end"):
            jsonschema.Draft202012Validator.check_schema(schema(name))

    def test_the_example_of_a_gap_is_one(self):
        """tests/analyzer/test_watch.py holds real ones against the schema."""
        self.assertEqual(complaints("end", [json.loads((SCHEMAS / "example-end.json").read_text(encoding="utf-8"))]), [])
        gap = json.loads((SCHEMAS / "sipfix-gap-1.json").read_text(encoding="utf-8"))
        example = json.loads((SCHEMAS / "example-gap.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(gap)
        jsonschema.validate(example, gap)
        self.assertEqual(gap["properties"].keys(), example.keys())

    def test_tshark_prints_what_they_say(self):
        self.assertGreater(len(self.events), 100)
        self.assertEqual(complaints("event", self.events), [])
        self.assertEqual(complaints("run", [self.run_line]), [])
        examples = [relative["example"] for relative in self.run_line["relatives"] if "example" in relative]
        self.assertTrue(examples)
        self.assertEqual(complaints("event", examples), [])

    def test_analyze_prints_what_they_say(self):
        self.assertGreater(len(self.analyzed), 100)
        self.assertEqual(complaints("event", self.analyzed), [])
        for event in self.analyzed:
            self.assertLessEqual(FROM_THE_COMMAND, event.keys())
        for kind in ("run", "end"):
            self.assertGreater(len(of(kind, self.lines)), 5)
            self.assertEqual(complaints(kind, of(kind, self.lines)), [])
        for line in of("run", self.lines):
            self.assertLessEqual({"run", "captures"}, line.keys())

    def test_an_event_is_bounded(self):
        event, = (event for event in self.endless if event["status"] == 421)
        self.assertEqual(len(event["messages"]), 100)
        self.assertEqual(len(event["followups"]), 64)
        self.assertEqual(event["left_out"], {"messages": 260 - 100, "followups": 129 - 64})
        self.assertEqual([event["messages"][0]["frame"], event["messages"][-1]["frame"]], [1, 260])

    def test_no_key_is_described_that_never_comes(self):
        seen = set()
        for event in self.events + self.analyzed:
            seen.update(keys_seen(event))
        described = set(keys_described(schema("event"), schema("event")))
        self.assertEqual(sorted(described - seen), [])
        for kind, elsewhere in (("run", ["coverage.logs_without_time", "coverage.logs_without_zone", "coverage.parts",
                                          "elements_left_out", "heads"]), ("end", ["anonymized", "asked_for"])):
            seen = {key for line in [self.run_line] + of(kind, self.lines) for key in keys_seen(line)}
            self.assertEqual(sorted(set(keys_described(schema(kind), schema(kind))) - seen), elsewhere)

    def test_what_is_always_there_is_said_to_be(self):
        for key in schema("event")["required"]:
            self.assertTrue(all(key in event for event in self.events), key)

    def test_a_final_answer_is_any(self):
        """Three digits, whatever a stranger writes, wherever such a status stands."""
        event = schema("event")
        target = event["properties"]["moved"]["properties"]["targets"]["items"]["properties"]["status"]
        followup = event["properties"]["followups"]["items"]["properties"]["status"]
        for status in (target, followup):
            self.assertEqual((status["minimum"], status["maximum"]), (200, 999))

    def test_a_wrong_event_is_found(self):
        """Else the tests above would prove nothing."""
        event = next(event for event in self.events if event["findings"] and event["followups"])
        for spoil in (lambda e: e.pop("frame"), lambda e: e.update(frame=0), lambda e: e.update(frame="2"),
                      lambda e: e.update(story=None), lambda e: e.update(reason=""), lambda e: e.update(time="today"),
                      lambda e: e.update(new_key=1), lambda e: e["outcome"].update({"is": "lots"}),
                      lambda e: e["findings"][0].update(check="other"), lambda e: e["followups"][0].pop("frame")):
            spoilt = copy.deepcopy(event)
            spoil(spoilt)
            self.assertNotEqual(complaints("event", [spoilt]), [])

    def test_the_examples_of_the_reference_are_what_tshark_prints(self):
        for name, example in example_events.examples().items():
            self.assertEqual((SCHEMAS / name).read_text(encoding="utf-8"), example_events.text(example),
                             "bring it up to date: ./run docs")


if __name__ == "__main__":
    unittest.main()
