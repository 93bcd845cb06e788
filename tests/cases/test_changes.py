#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The same calls with other addresses, tags, times, spelling, link types: the verdict must not change. And cut at either
end: it may be less certain then, never another. SIPFIX_SEED and SIPFIX_EVERY try other changes, and more captures:

    SIPFIX_SEED=7 SIPFIX_EVERY=1 test_changes.py
"""

import collections
import json
import os
import pathlib
import random
import re
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "analyzer"))
import changes  # noqa: E402  (found by the line above)
import command  # noqa: E402
import recorded  # noqa: E402

SEED = int(os.environ.get("SIPFIX_SEED", "1"))
EVERY = int(os.environ.get("SIPFIX_EVERY", "6"))
# What only UDP shows.
OF_UDP = {"answer.retransmitted", "answer.not-acked", "answer.after-final"}
# What rests on something that did not come.
OF_SILENCE = {"answer.not-acked", "answer.silent", "moved.not-followed", "moved.gave-up", "extension.not-retried", "extension.listed-not-done",
              "moved.all-failed", "moved.history-lost", "extension.stripped"}


def recordings():
    """Every sixth call, another sixth with each seed; name -> what was sent. WebSockets are left out."""
    paths = sorted((command.SOURCE / "captures" / "cases").glob("*.pcap"))[SEED % EVERY::EVERY]
    found = {path.stem: recorded.Recording(recorded.records(path.read_bytes())) for path in paths}
    return {name: one.sent for name, one in found.items() if not one.is_web}


class Changed:
    """A recording with some changes; @names: what is called what now, of each change, the last first."""

    def __init__(self, sent, chance):
        self.names, self.how = [], []
        for change in [chance.choice(changes.WHO), chance.choice(changes.WHO[:1] + changes.WHO[2:]),
                       chance.choice(changes.WHEN), chance.choice(changes.ALSO)]:
            names = {}
            sent = change(sent, names)
            self.names.insert(0, names)
            self.how.append(change.__name__)
        written, frame = chance.choice(changes.WRITTEN), chance.choice(sorted(changes.FRAMES))
        self.how += [written.__name__, frame]
        self.bytes = changes.FRAMES[frame](recorded.capture(sent, written, together=chance.random() < 0.5))

    def old(self, text):
        """The text with the names that things had before."""
        for names in filter(None, self.names):
            longest = sorted(names, key=len, reverse=True)
            text = re.sub("|".join(map(re.escape, longest)), lambda hit, names=names: names[hit[0]], text)
        return text


def host(text):
    """An address without its port."""
    return text.rsplit(":", 1)[0] if text.count(":") == 1 or text.startswith("[") and "]:" in text else text


def verdicts(events, old=str):
    """(Call-ID, CSeq, status, hop) -> outcome, checks, and for each who is to change, in order of the capture."""
    found = collections.defaultdict(list)
    for event in events:
        checks = {finding["check"]: [(fix["side"], host(old(fix.get("at", "")))) for fix in finding.get("fix", [])[:1]]
                  for finding in event["findings"] if finding["check"] not in OF_UDP}
        outcome = event["outcome"]["is"], event["outcome"]["certain"]
        found[old(event["call_id"]), event.get("cseq"), event["status"], event["hop"]].append((outcome, checks))
    return dict(found)


def asker_of(sent, events):
    """Who asked in the one call of the capture that was answered so; None: there are several, or it cannot be told by caller and
    number, or goes back to the one that answered."""
    asked = [one for one in sent if one.is_sip and not one.what.status and one.what.method == "INVITE"]
    found = {event["dst"] for event in events}
    users = [re.search(r"sips?:[^@;>]+@", one.what.value(name)) for one in asked for name in ("From", "To")]
    begun = {one.what.value("Call-ID") for one in asked}
    inside = any(finding["check"].startswith(("moved.to-", "moved.self")) for event in events for finding in event["findings"])
    if len(found) != 1 or len(begun) != 1 or not all(users) or inside or not all(event.get("request") for event in events):
        return None
    host_of, _, port = found.pop().rpartition(":")
    return host_of.strip("[]"), int(port)


class Folder:
    """Captures in a folder, and what sipfix says of all of them; one run of the command."""

    def __init__(self, captures):
        self.events = {name: [] for name in captures}
        path = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-test-"))
        path.chmod(0o755)
        try:
            for name, data in captures.items():
                (path / f"{name}.pcap").write_bytes(data)
            out = command.sipfix("analyze", "--codes", "all", "--no-stitch", "--format", "ndjson", path).stdout
        finally:
            shutil.rmtree(path)
        for event in map(json.loads, out.splitlines()):
            if event["schema"].startswith("sipfix-event/"):
                self.events[pathlib.Path(event["capture"]).stem].append(event)


class Changes(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.sent = recordings()
        cls.before = Folder({name: bytes(recorded.capture(sent)) for name, sent in cls.sent.items()})

    def test_nothing_that_matters(self):
        chance = random.Random(SEED)
        changed = {name: Changed(sent, chance) for name, sent in self.sent.items()}
        after = Folder({name: one.bytes for name, one in changed.items()})
        self.assertTrue(any(self.before.events.values()))
        for name, one in changed.items():
            with self.subTest(name, how=one.how):
                self.assertEqual(verdicts(after.events[name], one.old), verdicts(self.before.events[name]))

    def test_cut_at_an_end(self):
        """A capture that begins later or ends earlier: less certain, never another verdict."""
        chance = random.Random(SEED)
        parts = {}
        for name, sent in self.sent.items():
            for _ in range(2 if len(sent) > 2 else 0):
                place = chance.randrange(1, len(sent))
                parts[f"{name}=first-{place}"] = sent[:place]
                parts[f"{name}=without-{place}"] = sent[place:]
        cut = Folder({name: bytes(recorded.capture(sent)) for name, sent in parts.items()})
        for name, events in cut.events.items():
            whole = verdicts(self.before.events[name.split("=")[0]])
            for key, found in verdicts(events).items():
                outcome, certain = found[0][0]
                if certain and key in whole:
                    with self.subTest(name, call=key):
                        self.assertIn(outcome, [other[0][0] for other in whole[key]])

    def test_in_a_crowd(self):
        """Good calls of others around it, by the same ways too, change nothing."""
        for crowd in (changes.among_strangers, changes.among_its_own):
            after = Folder({name: bytes(recorded.capture(crowd(sent))) for name, sent in self.sent.items()})
            for name in self.sent:
                with self.subTest(name, crowd=crowd.__name__):
                    self.assertEqual(verdicts(after.events[name]), verdicts(self.before.events[name]))

    def test_one_side(self):
        """Only what one host sent: no outcome and no fault of others' that the whole does not show."""
        sides = {f"{name}={number}": part for name, sent in self.sent.items()
                 for number, part in enumerate(changes.one_side(sent).values())}
        seen = Folder({name: bytes(recorded.capture(part)) for name, part in sides.items()})
        for name, events in seen.events.items():
            whole = verdicts(self.before.events[name.split("=")[0]])
            for key, found in verdicts(events).items():
                same = [other for other in whole.get(key, [])]
                for (outcome, _), checks in found:
                    with self.subTest(name, call=key):
                        self.assertIn(outcome, ["unknown", *(other[0][0] for other in same)])
                        self.assertLessEqual(set(checks) & OF_SILENCE, set().union(*(other[1] for other in same)))

    def test_behind_an_agent(self):
        """A back-to-back agent before the one that asked: one fault stays one problem, on both of its legs."""
        askers = {name: asker_of(self.sent[name], self.before.events[name]) for name in self.sent}
        behind = Folder({name: bytes(recorded.capture(changes.behind_an_agent(self.sent[name], asker)))
                         for name, asker in askers.items() if asker})
        self.assertTrue(behind.events)
        for name, events in behind.events.items():
            with self.subTest(name):
                self.assertLessEqual(len({event.get("case") for event in events}),
                                     len({event.get("case") for event in self.before.events[name]}))


if __name__ == "__main__":
    unittest.main()
