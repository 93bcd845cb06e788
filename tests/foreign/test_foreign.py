#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures that nobody chose: whatever a stranger's network sends, nothing crashes, and all ways to look say the same.
`./run soak` does this with many more."""

import sys
import unittest

import network
import one


class Foreign(unittest.TestCase):
    def check(self, kind, seed, **how):
        found = one.made(kind, seed, size=250, **how)
        self.assertEqual(found, [])

    def test_office(self):
        self.check("office", 1)

    def test_day(self):
        self.check("day", 1)

    def test_crowd(self):
        self.check("crowd", 1)

    def test_broken(self):
        self.check("broken", 1)

    def test_relatives(self):
        self.check("office", 2, relatives=True)

    def test_made_the_same_each_time(self):
        for kind in network.KINDS:
            self.assertEqual(bytes(network.capture(3, kind)), bytes(network.capture(3, kind)))


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
