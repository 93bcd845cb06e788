#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin with the sanitizers on, in the real tshark, over all captures: what a mark still points to when a frame
is looked at for the second time shows only so."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "plugin"))
import tshark  # noqa: E402
from test_memory import odd  # noqa: E402

EVERYTHING = ("-V", "-o", "sipfix.codes:300-699", "-o", "sipfix.info:TRUE", "-z", "sipfix,events", "-z", "expert")


class Plugin(tshark.Case):
    """tshark.run() fails where anything stands on standard error, or the status is not 0."""

    @classmethod
    def setUpClass(cls):
        cls.paths = {"samples": tshark.samples(), "odd": tshark.stage(odd())}

    def test_it_is_a_sanitized_plugin_that_is_loaded(self):
        self.assertIsNotNone(tshark.SANITIZER)
        self.assertGreater(tshark.events(self.paths["odd"])[1]["sip"], 0)

    def test_every_way_of_looking(self):
        ways = {"one pass": EVERYTHING, "two passes": ("-2", *EVERYTHING), "fields": ("-T", "json", "-Y", "sipfix"),
                "messages": ("-q", "-z", "sipfix,messages")}
        for name, path in self.paths.items():
            for way, options in ways.items():
                with self.subTest(name, way=way):
                    self.assertTrue(tshark.run("-r", path, *options).stdout)


if __name__ == "__main__":
    unittest.main()
