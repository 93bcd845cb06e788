#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix explain` knows every check, tag, code and field, shows each in a capture, and each has its place in
docs/reference."""
import os
import re
import subprocess
import unittest

import knowledge
from knowledge import SOURCE

COMMAND = os.environ["SIPFIX_COMMAND"]


def explain(*words):
    return subprocess.run([COMMAND, "explain", *words], capture_output=True, text=True, check=False,
                          env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})


class Explain(unittest.TestCase):
    def test_every_word_with_an_example_from_the_captures(self):
        for _, word in knowledge.words():
            with self.subTest(word):
                done = explain(word)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue(done.stdout.startswith(word))
                _, found, examples = done.stdout.partition("\nIn the captures of sipfix\n")
                self.assertTrue(found)
                capture, frame = re.match(r"  (captures/\S+), frame (\d+)\n", examples).groups()
                self.assertTrue((SOURCE / capture).is_file(), capture)
                self.assertGreater(int(frame), 0)

    def test_every_check_with_its_near_miss(self):
        for check in knowledge.shelf("checks"):
            with self.subTest(check):
                told = explain(check).stdout
                near_miss = re.search(r"\nLooks alike, and is not\n  (\S+)\n", told)
                self.assertEqual(near_miss and near_miss[1], f"captures/handmade/{check}-not.pcapng")

    def test_the_list_names_every_word_and_each_has_its_place(self):
        listed = re.findall(r"^  (\S+)", explain("--list").stdout, re.MULTILINE)
        places = {file: knowledge.anchors(knowledge.page(file))[0] for file in knowledge.PAGES.values()}
        for shelf, word in knowledge.words():
            with self.subTest(word):
                self.assertIn(word, listed)
                self.assertIn(word, places[knowledge.PAGES[shelf]])

    def test_every_product(self):
        """By its stanza, its name, and what it calls itself; every setting with where it was read."""
        products, recipes = knowledge.shelf("products"), knowledge.shelf("recipes")
        listed = explain("--list").stdout
        for product, words in products.items():
            with self.subTest(product):
                done = explain(product)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue(done.stdout.startswith(f"{product}  (product: "), done.stdout[:80])
                self.assertEqual(explain(words["name"]).stdout, done.stdout)
                self.assertRegex(listed, rf"(?m)^  {re.escape(product)} ")
                told = " ".join(done.stdout.split())
                for recipe in (one for one in recipes.values() if product in one["product"].split(";")):
                    self.assertIn(f"Read in: {recipe['source']}.", told)
                for pattern in filter(None, words.get("patterns", "").split(";")):
                    self.assertIn(pattern, told)

    def test_products_by_other_names(self):
        for word, product in (("CUBE", "cisco-ios"), ("polycom", "poly"), ("Yealink SIP-T46S 66.84.0.15", "yealink"),
                              ("FPBX-17.0.19(22.1.0)", "asterisk"), ("Microsoft.PSTNHub.SIPProxy v.2024.1", "teams")):
            self.assertTrue(explain(word).stdout.startswith(f"{product}  (product: "), word)
        done = explain("yeallink")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("Did you mean 'yealink'?", done.stderr)
        several = explain("Cisco")
        self.assertEqual(several.returncode, 2)
        self.assertIn("Did you mean 'cisco-ios'?", several.stderr)

    def test_a_slip_of_the_finger_gets_the_word_meant(self):
        for _, word in knowledge.words():
            for slip in (word + "x", word[:2] + "~" + word[2:]):
                with self.subTest(slip):
                    done = explain(slip)
                    self.assertEqual((done.returncode, done.stdout), (2, ""))
                    self.assertIn(f"'{word}'", done.stderr)


if __name__ == "__main__":
    unittest.main()
