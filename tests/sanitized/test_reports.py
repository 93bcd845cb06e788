#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The command and its intake with the sanitizers on, over real captures, with the plugin of the ordinary build:
every format, evidence, masks, routes and diff. A sanitizer that has something to say ends its program. What tshark
tells is kept from the first run on, in a cache: it is not what is looked at here."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "analyzer"))
from command import SOURCE, many_captures, sipfix  # noqa: E402

CAPTURES = many_captures()[::6]
FORMATS = ("text", "json", "ndjson", "csv", "markdown", "html", "openmetrics")


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cache = cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-sanitized-"))

    def check(self, *arguments):
        done = sipfix(*arguments, "--cache", self.cache, "--no-progress", *CAPTURES)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("Sanitizer", done.stderr)
        self.assertNotIn("runtime error", done.stderr)
        return done.stdout

    def test_formats(self):
        for form in FORMATS:
            with self.subTest(form):
                self.assertTrue(self.check("analyze", "--format", form))

    def test_evidence(self):
        for words in ((), ("--anonymize",)):
            with self.subTest(words), tempfile.TemporaryDirectory(prefix="sipfix-sanitized-") as folder:
                self.check("analyze", *words, "--evidence", pathlib.Path(folder) / "evidence")
                self.assertTrue(list(pathlib.Path(folder).glob("evidence/*.pcapng")))

    def test_routes(self):
        for form in ("kamailio", "asterisk"):
            with self.subTest(form):
                self.check("routes", "--format", form)

    def test_diff(self):
        old = SOURCE / "captures" / "421-100rel-retried.pcapng"
        done = sipfix("diff", old, SOURCE / "captures" / "421-mended.pcapng")
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
