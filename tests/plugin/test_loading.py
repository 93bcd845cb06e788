#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin loads, and registers what its users type."""

import configparser
import unittest

import tshark

TYPES = {  # what programs and filters rely on
    "sipfix.status": "FT_UINT16", "sipfix.method": "FT_STRING", "sipfix.request_in": "FT_FRAMENUM",
    "sipfix.answered_in": "FT_FRAMENUM", "sipfix.retransmission_of": "FT_FRAMENUM",
    "sipfix.followup_in": "FT_FRAMENUM", "sipfix.followup_status": "FT_UINT16",
    "sipfix.followup_delay": "FT_RELATIVE_TIME", "sipfix.followup_to": "FT_FRAMENUM", "sipfix.belongs_to": "FT_FRAMENUM", "sipfix.outcome": "FT_STRING",
    "sipfix.detour": "FT_RELATIVE_TIME", "sipfix.fix.price": "FT_STRING", "sipfix.fix.source": "FT_STRING",
    "sipfix.summary": "FT_STRING", "sipfix.why": "FT_STRING", "sipfix.fix": "FT_STRING",
    "sipfix.reference": "FT_STRING", "sipfix.check": "FT_STRING", "sipfix.case": "FT_STRING",
    "sipfix.story": "FT_UINT32", "sipfix.moved.from": "FT_STRING", "sipfix.moved.target": "FT_STRING",
    "sipfix.moved.target.scheme": "FT_STRING", "sipfix.moved.target.user": "FT_STRING",
    "sipfix.moved.target.host": "FT_STRING", "sipfix.moved.target.port": "FT_UINT16",
    "sipfix.moved.target.transport": "FT_STRING", "sipfix.moved.q": "FT_DOUBLE",
    "sipfix.moved.expires": "FT_UINT32", "sipfix.moved.rank": "FT_UINT32", "sipfix.moved.hops": "FT_UINT32",
    "sipfix.moved.final": "FT_STRING", "sipfix.extension.required": "FT_STRING",
    "sipfix.extension.offered": "FT_STRING", "sipfix.extension.missing": "FT_STRING",
    "sipfix.extension.name": "FT_STRING", "sipfix.extension.rfc": "FT_UINT16",
}


def registered():
    """Every field called sipfix: name -> its columns in tshark -G fields."""
    rows = (line.split("\t") for line in tshark.run("-G", "fields").stdout.splitlines())
    return {row[2]: row for row in rows if row[2].split(".")[0] == "sipfix"}


def stanzas(name):
    shelf = configparser.RawConfigParser(interpolation=None, comment_prefixes=("#",), delimiters=("=",), strict=True)
    shelf.optionxform = str
    shelf.read(tshark.SOURCE / "src/knowledge/data" / name)
    return shelf


class Loading(tshark.Case):
    @classmethod
    def setUpClass(cls):
        cls.fields = registered()

    def test_plugin_is_loaded_once(self):
        lines = [line for line in tshark.run("-G", "plugins").stdout.splitlines() if "sipfix" in line]
        self.assertEqual(len(lines), 1)
        name, version = lines[0].split("\t")[:2]
        self.assertEqual(name.strip(), "sipfix.so")
        self.assertRegex(version, r"^\d+\.\d+\.\d+$")

    def test_fields_have_their_types(self):
        found = {name: self.fields[name][3] for name in TYPES if name in self.fields}
        self.assertEqual(found, TYPES)

    def test_every_field_says_what_it_means(self):
        meant = stanzas("fields.ini")
        for name, row in self.fields.items():
            if name == "sipfix" or name.startswith("sipfix.check."):
                continue
            with self.subTest(field=name):
                self.assertIn(name, meant)
                self.assertEqual(row[7], " ".join(meant[name]["meaning"].split()))

    def test_every_check_is_an_expert_info(self):
        """A check that speaks has a filter of its own; its title is the knowledge's."""
        known = stanzas("checks.ini")
        checks = [name[len("sipfix.check."):] for name in self.fields if name.startswith("sipfix.check.")]
        for check in ("moved.permanently", "moved.no-contact", "moved.contact-malformed", "extension.required",
                      "extension.no-require", "answer.no-request"):
            self.assertIn(check, checks)
        for check in checks:
            with self.subTest(check=check):
                self.assertEqual(self.fields[f"sipfix.check.{check}"][1], known[check]["title"])

    def test_help_names_the_events(self):
        self.assertIn("     sipfix,events", tshark.run("-z", "help", check=False).stderr.splitlines())

    def test_filters_with_hyphens_work(self):
        tshark.run("-r", tshark.stage("handmade/plain-call.pcapng"), "-Y",
                   "sipfix.check.answer.no-request || sipfix.check.extension.no-require")


if __name__ == "__main__":
    unittest.main()
