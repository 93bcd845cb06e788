# SPDX-License-Identifier: GPL-2.0-or-later
"""A capture is looked at in every way that there is; what is wrong with what comes out is a finding."""

import json
import os
import pathlib
import re
import shutil
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "plugin"), str(HERE.parent / "analyzer")]

import command  # noqa: E402
import schemas  # noqa: E402
import sharkd  # noqa: E402
import trees  # noqa: E402
import tshark  # noqa: E402

AS_THE_COMMAND = {"tcp.reassemble_out_of_order": "TRUE"}
RELATIVES = "300,301,302,305,380,420,421,422,423,439,494"
REPORTS = (("text",), ("text", "--verbose"), ("json",), ("markdown",), ("html",), ("csv",), ("csv", "--table", "answers"),
           ("csv", "--table", "routes"), ("csv", "--table", "coverage"))
# What no reader should ever see: values that are none, placeholders that nobody filled.
NO_VALUE = re.compile(r"\(null\)|\bnan\b|\{[a-z_]+\}|%[sdu]\b|unknown address|an unknown user")
SANITIZER = re.compile(r"Sanitizer|runtime error:|CRITICAL \*\*|GLib-\w+-WARNING|SIP Fix.*Dissector bug|Dissector bug.*SIP Fix")


def sanitized():
    """For tshark.run() and sharkd.ask(): with the sanitized plugin in place of the ordinary one."""
    plugin = pathlib.Path(os.environ["SIPFIX_PLUGIN_SANITIZED"])
    folder = tshark.STAGE / "sanitized"
    target = folder / plugin.parent.parent.name / "epan"
    if not target.exists():
        target.mkdir(parents=True)
        shutil.copy(plugin, target)
    return {"wrapper": tshark.preload(tshark.sanitizer(plugin)), "WIRESHARK_PLUGIN_DIR": str(folder)}


def kind_of(line):
    """What a line of --format ndjson is: "event", "run", "end"."""
    return line["schema"].removeprefix("sipfix-").split("/")[0]


def options(preferences):
    """For tshark's command line."""
    return [word for name, value in preferences.items() for word in ("-o", f"{name}:{value}")]


class Trial:
    """@broken: messages were spoilt, so what they hold need not make sense. @relatives: all codes are asked for."""

    def __init__(self, path, random, broken=False, relatives=False):
        self.path, self.random, self.broken = path, random, broken
        self.preferences = {**AS_THE_COMMAND, **({"sipfix.codes": RELATIVES} if relatives else {})}
        self.relatives = relatives
        self.findings = []

    def find(self, what, complaints):
        self.findings += [f"{what}: {complaint}" for complaint in list(complaints)[:5]]

    def tshark(self, what, *arguments, **how):
        """Output of tshark; a crash, or what it says on standard error, is a finding unless it does so without us too."""
        done = tshark.run(*arguments, "-r", self.path, *options(self.preferences), check=False, errors="replace", **how)
        if done.returncode or SANITIZER.search(done.stderr):
            self.find(what, [f"tshark ended with {done.returncode}: {done.stderr[:6000]}"])
        elif SANITIZER.search(done.stdout):
            self.find(what, [SANITIZER.search(done.stdout).group()])
        return done.stdout

    def run(self):
        lines = self.tshark("events", "-q", "-z", "sipfix,events")
        if self.tshark("events with sanitizers", "-q", "-z", "sipfix,events", **sanitized()) != lines:
            self.find("events", ["two runs say different things"])
        *self.events, run_line = map(json.loads, lines.splitlines()) if lines else [{}]
        self.find("events", (text for event in self.events for text in schemas.complaints("event", event)))
        self.find("run line", schemas.complaints("run", run_line))
        self.frames_of_events()
        self.passes()
        self.clicks()
        self.reports(lines)
        return self.findings

    # What the events say of frames is what Wireshark sees there.

    def messages(self):
        """By frame: methods and codes of its SIP messages, by Wireshark's own dissector."""
        out = tshark.run("-r", self.path, *options(AS_THE_COMMAND), "-T", "fields", "-e", "sip.Method", "-e", "sip.Status-Code", "-e", "icmp.type",
                         plugin=False, check=False, errors="replace").stdout
        rows = [line.split("\t") for line in out.split("\n")[:-1]]
        return {number: [word for cell in row[:2] for word in cell.split(",") if word] + ["ICMP"] * bool(row[2])
                for number, row in enumerate(rows, 1)}

    def frames_of_events(self):
        held = self.messages()
        for event in self.events:
            for frame, kind, what in self.claims(event):
                if frame not in held:
                    self.find("events", [f"the {what} of the answer in frame {event['frame']} is frame {frame}, which is not there"])
                elif not self.broken and str(kind) not in held[frame]:
                    self.find("events", [f"frame {frame} is no {kind}, the {what} of {event['frame']}: it holds {held[frame]}"])

    @staticmethod
    def claims(event):
        """Frame, method or code, and what for."""
        yield event["frame"], event["status"], "answer"
        if "request" in event:
            yield event["request"]["frame"], event.get("method"), "request"
        for followup in event["followups"]:
            yield followup["frame"], event.get("method"), "follow-up"
            if "status_frame" in followup:
                yield followup["status_frame"], followup["status"], "follow-up's answer"
            if "unreachable_frame" in followup:
                yield followup["unreachable_frame"], "ICMP", "ICMP error"
        for message in event.get("messages", []):
            yield message["frame"], message["what"].split(" ")[0], "message"

    # What is shown, in one pass, in two, and in any order of clicks

    def passes(self):
        pdml = self.tshark("two passes", "-2", "-T", "pdml")
        plain = self.tshark("-V", "-2", "-V")
        if self.tshark("-V with sanitizers", "-2", "-V", **sanitized()) != plain:
            self.find("-2 -V", ["two runs show different things"])
        self.twice = trees.of(pdml)
        self.find("tree", trees.differences(self.twice, self.events))
        self.find("one pass", trees.contradictions(trees.of(self.tshark("one pass", "-T", "pdml")), self.twice, self.events))

    def clicks(self):
        """Frames in random order, some twice, with filters and statistics between, and the file loaded anew."""
        order = self.random.choices(range(1, len(self.twice) + 1), k=min(300, len(self.twice)))
        order += [frame for frame, lines in self.twice.items() if lines]
        self.random.shuffle(order)
        others = [("tap", {"tap0": "expert"}), ("frames", {"filter": "sipfix.why"}), sharkd.load(self.path)]
        requests = [*(sharkd.preference(name, value) for name, value in self.preferences.items()), sharkd.load(self.path)]
        for number in order:
            if self.random.random() < 0.01:
                requests.append(self.random.choice(others))
            requests.append(sharkd.frame(number))
        try:
            results = sharkd.ask(*requests, **sanitized())
        except AssertionError as error:
            self.find("clicks", [str(error)[:6000]])
            return
        for request, result in zip(requests, results):
            if request[0] == "frame":
                number = request[1]["frame"]
                labels = [label for label, _, _ in sharkd.sip_fix(result)]
                wanted = [label for line in self.twice[number] for label in line.labels]
                if labels != wanted:
                    apart = [pair for pair in zip(labels + [""], wanted + [""]) if pair[0] != pair[1]]
                    self.find("clicks", [f"frame {number} shows {apart[:1]}, clicked and in two passes"])

    # Reports

    def sipfix(self, *arguments):
        done = command.sipfix(*arguments, timeout=300)
        what = "sipfix " + " ".join(map(str, arguments))
        if done.returncode or SANITIZER.search(done.stderr) or done.stderr.strip():
            self.find(what, [f"ended with {done.returncode}: {done.stderr[:3000]}"])
        return done.stdout

    def reports(self, lines):
        quiet = ("--no-progress", "--quiet", self.path)
        with tempfile.TemporaryDirectory(prefix="sipfix-foreign-") as folder:
            ndjson = self.sipfix("analyze", "--format", "ndjson", *quiet)
            self.same_events(ndjson, lines)
            cache = ("--cache", pathlib.Path(folder) / "cache", *quiet)
            first = {words: self.sipfix("analyze", "--format", *words, *cache) for words in REPORTS}
            for words in REPORTS[::3]:
                again = self.sipfix("analyze", "--format", *words, *(cache if words[0] == "csv" else quiet))
                if self.timeless(again) != self.timeless(first[words]):
                    self.find(f"report {words}", ["two runs say different things"])
            for words, text in first.items():
                self.wording(words, text)
            self.find("json", schemas.complaints("report", json.loads(first[("json",)] or "{}")))
            self.find("ndjson", (text for line in map(json.loads, ndjson.splitlines())
                                 for text in schemas.complaints(kind_of(line), line)))
            for words in (("--anonymize",), ("--evidence", pathlib.Path(folder) / "proof"),
                          ("--anonymize", "--evidence", pathlib.Path(folder) / "masked")):
                self.wording(words, self.sipfix("analyze", *words, *quiet))

    @staticmethod
    def timeless(text):
        """Without how long it took."""
        return re.sub(r"in\s+[0-9.]+ s\b", "in TIME", text)

    def wording(self, words, text):
        if not text:
            self.find(f"report {words}", ["is empty"])
        if not self.broken and words[0] != "html":  # its script has braces of its own
            self.find(f"report {words}", (f"says {match}" for match in NO_VALUE.findall(text)))

    def same_events(self, ndjson, lines):
        """What the command tells is what tshark told, with the intake between or not."""
        if self.relatives:
            return
        told = [{key: value for key, value in line.items() if key not in ("capture", "run")}
                for line in map(json.loads, ndjson.splitlines()) if kind_of(line) == "event"]
        if len(told) != len(self.events):
            self.find("analyze", [f"{len(told)} events, by tshark alone {len(self.events)}"])
            return
        for ours, theirs in zip(told, self.events):
            other = [key for key in {**ours, **theirs} if ours.get(key) != theirs.get(key) and key != "findings"]
            self.find("analyze", (f"frame {theirs['frame']}: {key} is {ours.get(key)}, by tshark alone {theirs.get(key)}" for key in other))
