#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every frame that a sentence names is one of its answer's call, and is what the sentence says it is: of all answers of all
captures. Every address that a sentence names is there too."""
import collections
import re
import unittest

from command import EachFolder, lines_of, sipfix

METHODS = "INVITE|ACK|PRACK|BYE|CANCEL|REGISTER|SUBSCRIBE|NOTIFY|MESSAGE|OPTIONS|INFO|UPDATE|REFER|PUBLISH"
FRAME = re.compile(r"\bframe (\d+)")
# What a sentence says of a frame: "420 in frame 8", "(420, frame 8)" of answers; "its PRACK (frame 9)" of requests.
ANSWER = re.compile(r"\b([1-6]\d\d)(?: [A-Z][\w-]*(?: [A-Z][\w-]*)*)? in frame (\d+)|(?<![.:\d])\b([1-6]\d\d)(?: [A-Z][\w-]*)* \(frame (\d+)\)")
REQUEST = re.compile(rf"\b({METHODS})(?: is)? in frame (\d+)|\b({METHODS}) \(frame (\d+)\)")
FROM = re.compile(r"\b([1-6]\d\d) from ([0-9.]+|\[?[0-9a-f:]+\]?) \(frame (\d+)\)")
SENT = re.compile(r"new request \(frame (\d+)\)|was asked \(frame (\d+)\)|came back with \S+ in frame (\d+)")
ADDRESS = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?![\w.]*\d)")


def sentences(event):
    """What is said of an answer, each with the check that says it."""
    for finding in event["findings"]:
        for key in ("text", "why", "headline", "beforehand"):
            if finding.get(key):
                yield finding["check"], finding[key]
        for decision in finding.get("decisions", []):
            for key in ("when", "then"):
                if decision.get(key):
                    yield finding["check"], decision[key]
        for fix in finding.get("fix", []):
            for key in ("text", "what", "old", "new", "price"):
                if fix.get(key):
                    yield finding["check"], fix[key]


class Story:
    """The messages of one call's whole tale, by their frame: a frame may hold several."""

    def __init__(self):
        self.messages = collections.defaultdict(list)
        self.proof = set()
        self.all_told = True

    def add(self, event):
        for message in event["messages"]:
            self.messages[message["frame"]].append(message)
        self.proof.update(proof["frame"] for proof in event.get("proof", []))
        self.all_told &= "left_out" not in event

    def whats(self, frame):
        return [message["what"] for message in self.messages.get(frame, [])]

    def sources(self, frame):
        return [message["src"].rsplit(":", 1)[0].strip("[]") for message in self.messages.get(frame, [])]


class Frames(EachFolder, unittest.TestCase):
    def look_at(self, story, check, text):
        if not story.all_told:
            return
        for number in FRAME.findall(text):
            frame = int(number)
            self.assertTrue(frame in story.messages or frame in story.proof, f"{check}: frame {frame} is none of its call: {text}")
        for pattern, is_it in ((ANSWER, lambda what, told: what.split()[0] == told), (REQUEST, lambda what, told: what.split()[0] == told)):
            for found in pattern.finditer(text):
                told, number = [group for group in found.groups() if group]
                whats = story.whats(int(number))
                self.assertTrue(not whats or any(is_it(what, told) for what in whats), f"{check}: {found[0]} is {whats}: {text}")
        for status, source, number in FROM.findall(text):
            self.assertTrue(not story.whats(int(number)) or source.strip("[]") in story.sources(int(number)),
                            f"{check}: {status} in {number} came from {story.sources(int(number))}: {text}")
        for found in SENT.finditer(text):
            number = int(next(group for group in found.groups() if group))
            self.assertTrue(all(not what[0].isdigit() for what in story.whats(number)),
                            f"{check}: frame {number} is no request: {text}")

    def look_at_all(self, captures):
        done = sipfix("analyze", "--codes", "all", "--format", "ndjson", "--no-stitch", *captures)
        stories = collections.defaultdict(Story)
        events = lines_of(done.stdout, "event")
        self.assertGreater(len(events), 50, done.stderr)
        for event in events:
            stories[event["run"], event["story"]].add(event)
        for event in events:
            story = stories[event["run"], event["story"]]
            for check, text in sentences(event):
                with self.subTest(capture=event["capture"], frame=event["frame"]):
                    self.look_at(story, check, text)


if __name__ == "__main__":
    unittest.main()
