# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures of real software give the findings that a SIP engineer wrote down (by_hand.json), no more and no
fewer."""

import json
import pathlib
import unittest

import tshark

WRITTEN = json.loads((pathlib.Path(__file__).parent / "by_hand.json").read_text())
del WRITTEN["about"]


class ByHand(unittest.TestCase):
    def test_findings_and_outcome(self):
        for capture, answers in WRITTEN.items():
            found = {str(event["frame"]): {"outcome": event["outcome"]["is"],
                                           "findings": [finding["check"] for finding in event["findings"]]}
                     for event in tshark.events(tshark.stage(capture))[0]}
            with self.subTest(capture):
                self.assertEqual(found, answers)


if __name__ == "__main__":
    unittest.main()
