# SPDX-License-Identifier: GPL-2.0-or-later
"""What sipfix claims of a recording, and where two sets of claims differ more than they may."""

import collections
import configparser
import fnmatch
import pathlib
import re

from kinds import LESS

# What rests on something that did not come. Of a capture that lacks something, these alone must not be new: whatever else a check
# says, it says of what is there, and another one may name the problem where what showed the first is missing.
OF_SILENCE = {"answer.not-acked", "answer.silent", "moved.not-followed", "moved.gave-up", "moved.all-failed", "moved.history-lost", "moved.ignored",
              "moved.silent-target", "extension.not-retried", "extension.retried-unchanged", "extension.listed-not-done",
              "extension.stripped"}
# What only UDP has.
OF_UDP = {"answer.retransmitted", "answer.not-acked", "answer.after-final"}


def host(text):
    """An address without its port and brackets."""
    return re.sub(r"^\[(.*)\](:\d+)?$|^([^:]*):\d+$", lambda found: found[1] or found[3], text)


class Claims:
    """Of one event: the outcome and whether it is certain, what names the problem and who has to change what, the checks."""

    def __init__(self, event, old=str):
        self.outcome, self.certain = event["outcome"]["is"], event["outcome"]["certain"]
        self.checks = {finding["check"] for finding in event["findings"]}
        self.root = event.get("root", "")
        found = [finding for finding in event["findings"] if finding["check"] == self.root]
        fix = (found and found[0].get("fix") or [{}])[0]
        self.side, self.at, self.new = fix.get("side", ""), host(old(fix.get("at", ""))), old(fix.get("new", ""))


def claims(events, old=str):
    """(Call-ID, From tag, CSeq, status) -> Claims, one for each hop."""
    found = collections.defaultdict(list)
    for event in events:
        names = old(event.get("call_id") or ""), old(event.get("from_tag") or "")
        found[(*names, event.get("cseq"), event["status"])].append(Claims(event, old))
    return dict(found)


def differences(rule, before, after):
    """What @after claims though @before does not, in words that sort: "outcome lost -> refused". @rule: see kinds."""
    found = []
    for key, now in after.items():
        if key in before:
            found += hop_differences(rule, before[key], now)
    if rule != LESS:
        found += [f"event -{key[-1]}" for key in before if key not in after]
    return list(dict.fromkeys(found))


def hop_differences(rule, before, now):
    found = [difference for one in now for difference in outcome_differences(rule, before, one)]
    were, are = (set().union(*(one.checks for one in many)) for many in (before, now))
    if rule == LESS:
        return found + [f"check +{check}" for check in sorted((are - were) & OF_SILENCE)]
    found += ["hops"] if len(before) != len(now) else []
    for one in now:
        if (one.root, one.side) not in [(other.root, other.side) for other in before]:
            other_roots = "|".join(sorted({f"{other.root}({other.side})" for other in before}))
            found.append(f"root {other_roots} -> {one.root}({one.side})")
        elif (one.at, one.new) not in [(other.at, other.new) for other in before if other.root == one.root]:
            found.append(f"fix {one.root}")
    return found + [f"check +{check}" for check in sorted(are - were)] + [f"check -{check}" for check in sorted(were - are)]


def outcome_differences(rule, before, one):
    were = {(other.outcome, other.certain) for other in before}
    if (one.outcome, one.certain) in were or rule == LESS and one.outcome == "unknown":
        return []
    if one.outcome in {outcome for outcome, _ in were}:
        return [f"{'' if one.certain else 'un'}certain {one.outcome}"] if one.certain or rule != LESS else []
    words = "|".join(sorted({outcome + ("" if certain else "?") for outcome, certain in were}))
    return [f"outcome {words} -> {one.outcome}{'' if one.certain else '?'}"]


def fits_one(text, patterns):
    """Whether the text is as one of the lines says."""
    return any(fnmatch.fnmatchcase(text, pattern) for pattern in patterns.strip().splitlines())


class Exceptions:
    """Differences that are let pass, from exceptions.ini: what was changed, of which recording, what differs then, and why."""

    def __init__(self, path=pathlib.Path(__file__).with_name("exceptions.ini")):
        table = configparser.ConfigParser(interpolation=None, delimiters="=")
        table.read_string(path.read_text(encoding="utf-8"))
        self.rows = [dict(table[name]) for name in table.sections()]
        self.used = set()

    def allow(self, change, label, recording, difference):
        for number, row in enumerate(self.rows):
            fits = (fits_one(f"{change}:{label}", row.get("change", "*")), fits_one(recording, row.get("recording", "*")),
                    fits_one(difference, row["differs"]))
            if all(fits):
                self.used.add(number)
                return True
        return False
