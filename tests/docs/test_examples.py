#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What src/knowledge/data/examples.ini says about the captures is what they hold, and every word has an example."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import knowledge
from knowledge import SOURCE

MAKER = SOURCE / "tools/docs/examples.py"


class Examples(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            made = pathlib.Path(folder) / "examples.ini"
            done = subprocess.run([sys.executable, MAKER, made], capture_output=True, text=True, check=False,
                                  env=os.environ)
            assert done.returncode == 0, done.stderr
            cls.complaints = done.stderr
            cls.made = made.read_text(encoding="utf-8")

    def test_every_word_has_one(self):
        self.assertEqual(self.complaints, "")
        self.assertEqual(list(knowledge.shelf("examples")), [f"{shelf}/{word}" for shelf in
                         ("checks", "codes", "tags", "fields", "warnings") for word in knowledge.shelf(shelf)])

    def test_every_check_has_a_capture_made_for_it_and_a_near_miss(self):
        for check in knowledge.shelf("checks"):
            with self.subTest(check):
                example = knowledge.shelf("examples")[f"checks/{check}"]
                self.assertEqual(example.get("capture"), f"captures/handmade/{check}.pcapng")
                self.assertEqual(example.get("near_miss"), f"captures/handmade/{check}-not.pcapng")

    def test_up_to_date(self):
        there = (SOURCE / "src/knowledge/data/examples.ini").read_text(encoding="utf-8")
        self.assertMultiLineEqual(there, self.made, "bring it up to date: ./run docs")


if __name__ == "__main__":
    unittest.main()
