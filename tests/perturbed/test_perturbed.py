#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A sample of what ./run soak changes does: captures of ours with packets taken away, doubled, renamed, mixed with others'. None
may claim more than the capture that it was made of. SIPFIX_SEED takes another sample, SIPFIX_EVERY=1 all captures."""

import os
import random
import sys
import unittest
import zlib

import compare
import perturb
from kinds import BESIDE, CATALOGUE, LESS, SAME

SEED = int(os.environ.get("SIPFIX_SEED", "1"))
EVERY = int(os.environ.get("SIPFIX_EVERY", "8"))
# Each capture of these has a tshark of its own, for only Wireshark takes it apart.
DEAR = {"framed", "over_tcp"}
# So much is missing that often nothing is left to tell of it; what is said then, somebody has to judge (./run soak changes).
LOOSE = {"paused", "with_holes", "without_two", "without_hop", "without_direction", "without_host"}

FOUND = [
    ("t09-publish-redirect-followed", "without_one"),  # the 200 is missing, and the request was not sent again
    ("39-kamailio-block3xx", "without_one"),  # an ACK tells of an answer
    ("v2a-strip-sameip-viakept", "without_one"),
    ("q12-asterisk-message-301-two-contacts", "without_one"),  # the last try has no answer, or no request
    ("02-vodafone-in-secagree-retry", "without_one"),  # what goes on inside IPsec
    ("v1e-ims-421-esp", "day_before"),
    ("w37-sbc-maps-421-to-500", "without_direction"),  # the caller's request is missing, what it was told is there
    ("26-linphone-old-server", "same_call_ids"),  # another call, whose Call-ID is the same
]


def chosen(name, every):
    """Whether it is one of the sample."""
    return zlib.crc32(f"{SEED} {name}".encode()) % every == 0


def event(outcome, certain=True, **more):
    return {"call_id": "c", "from_tag": "f", "cseq": 1, "status": 301, "outcome": {"is": outcome, "certain": certain},
            "root": "r", "findings": [{"check": "r", "fix": [{"side": "caller"}]}, *more.get("also", [])]}


class Rules(unittest.TestCase):
    """What counts as a difference."""

    def differ(self, rule, before, after):
        return compare.differences(rule, compare.claims([before]), compare.claims([after]))

    def test_less_may_be_less_certain(self):
        self.assertEqual(self.differ(LESS, event("lost"), event("unknown")), [])
        self.assertEqual(self.differ(LESS, event("lost"), event("lost", False)), [])
        self.assertEqual(self.differ(SAME, event("lost"), event("unknown")), ["outcome lost -> unknown"])

    def test_less_may_not_be_another(self):
        self.assertEqual(self.differ(LESS, event("answered"), event("lost")), ["outcome answered -> lost"])
        self.assertEqual(self.differ(LESS, event("lost", False), event("lost")), ["certain lost"])

    def test_a_claim_more(self):
        more = event("lost", also=[{"check": "moved.not-followed"}])
        self.assertEqual(self.differ(LESS, event("lost"), more), ["check +moved.not-followed"])
        self.assertEqual(self.differ(LESS, more, event("lost")), [])
        self.assertEqual(self.differ(BESIDE, more, event("lost")), ["check -moved.not-followed"])
        other = event("lost", also=[{"check": "n"}])
        self.assertEqual(self.differ(LESS, event("lost"), other), [])
        self.assertEqual(self.differ(SAME, event("lost"), other), ["check +n"])


class Perturbed(unittest.TestCase):
    maxDiff = None

    def test_a_sample(self):
        """By their names, so that a new capture changes nothing for the others."""
        run = perturb.Perturbing([path for path in perturb.own_captures() if chosen(path.name, EVERY)])
        self.assertTrue(run.before)
        for change in [one for one in CATALOGUE if one not in LOOSE]:
            for name in [one for one in run.before if chosen(change + one, 12 if change in DEAR else 2)]:
                run.add(name, change, SEED, 1)
        run.flush()
        self.assertEqual(run.tell(), [])

    def test_what_was_found_once(self):
        """All variants of what showed a claim too many before it was mended."""
        run = perturb.Perturbing([path for path in perturb.own_captures() if path.stem in {name for name, _ in FOUND}])
        for name, change in FOUND:
            run.add(name, change, SEED, 40)
        run.flush()
        self.assertEqual(run.tell(), [])

    def test_each_change_changes_something(self):
        """A change of the catalogue that makes nothing of any capture tries nothing."""
        sent = [perturb.sent_in(path) for path in perturb.own_captures()[::3]]
        for name, change in CATALOGUE.items():
            with self.subTest(name):
                self.assertTrue(any(True for one in sent if one for _ in change(one, random.Random(SEED))))


if __name__ == "__main__":
    sys.exit(unittest.main())
