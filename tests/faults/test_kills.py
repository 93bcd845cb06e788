#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs are killed at some moment (kills.py): some rounds here, a hundred with ./run soak faults 100."""
import os
import unittest

import kills

ROUNDS = int(os.environ.get("SIPFIX_FAULTS", 2))


class Kills(unittest.TestCase):
    def test_rounds(self):
        self.assertEqual(len(list(kills.rounds(ROUNDS, "suite"))), ROUNDS)

    def test_a_fault_would_be_seen(self):
        with self.assertRaises(kills.Wrong):
            kills.one_round("suite", "json", {"report": b"another"}, 0.1)


if __name__ == "__main__":
    unittest.main()
