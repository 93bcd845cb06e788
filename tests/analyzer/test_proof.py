#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The proof of a problem proves its sentences: of every problem of every capture, each element that the sentences name by an
address is seen in one of the frames of the proof, where the capture shows it at all; who sent these frames, and who got them, is
told; and the answer's first frame, where it was made, is among them."""
import collections
import json
import re
import unittest

from command import EachFolder, lines_of, sipfix

FRAME = re.compile(r"\bframe (\d+)(?! of (?!standard))")
ADDRESS = re.compile(r"(?<![\w.@])\[?(\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7})(?![\w.]*\d)")


def host(end):
    return end.rsplit(":", 1)[0].strip("[]")


def texts(value):
    """All that a problem says, as one text; of its proof what people read."""
    if isinstance(value, str):
        return value + "\n"
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return "".join(texts(member) for member in members)


class Proof(EachFolder, unittest.TestCase):
    def look_at(self, problem, messages):
        proof = problem["proof"]
        told = texts(problem)
        frames = {int(number) for number in FRAME.findall(proof["text"])}
        shown = [message for message in messages if message["frame"] in frames]
        ends = {host(message[end]) for message in shown for end in ("src", "dst") if end in message}
        for end in ends:
            self.assertIn(end, told, f"an element of the proof that nobody names: {proof['text']}")
        sentences = " ".join(filter(None, [problem.get("what"), problem.get("finding"), problem.get("why")]
                                    + [fix.get("at") for fix in problem["fixes"]]))
        seen = {host(message[end]) for message in messages for end in ("src", "dst") if end in message}
        for address in set(ADDRESS.findall(sentences)) & seen:
            self.assertIn(address, ends, f"named, and in no frame of its proof: {proof['text']} | {sentences}")
        made = [message["frame"] for message in messages
                if message["what"].split()[0] == str(problem["status"]) and host(message.get("src", "")) == problem["server"].get("address")]
        self.assertTrue(not made or frames & set(made), f"where the answer was made is not in its proof: {proof['text']}")
        for number in FRAME.findall(sentences):
            self.assertIn(int(number), frames, f"a sentence speaks of a frame that its proof lacks: {proof['text']} | {sentences}")

    def look_at_all(self, captures):
        asked = ("--codes", "all", "--no-stitch", *captures)
        report = json.loads(sipfix("analyze", "--format", "json", *asked).stdout)
        stories, of = collections.defaultdict(list), {}
        for event in lines_of(sipfix("analyze", "--format", "ndjson", *asked).stdout, "event"):
            story = (event["capture"], event["run"], event["story"])
            of[event["capture"], event["frame"]] = story
            stories[story] += [message for message in event["messages"] if "capture" not in message]
        self.assertGreater(len(report["problems"]), 10)
        for problem in report["problems"]:
            proof = problem["proof"]
            with self.subTest(capture=proof["capture"], frame=proof["frame"], case=problem["case"]):
                self.look_at(problem, stories[of[proof["capture"], proof["frame"]]])


if __name__ == "__main__":
    unittest.main()
