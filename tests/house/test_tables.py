#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Mistakes in the knowledge end the build, and say where they are. Needs the project's folder in SIPFIX_SOURCE."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
SCRIPT = SOURCE / "src/knowledge/make_tables.py"
CHECKS = SOURCE / "src/knowledge/data/checks.ini"


class Tables(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def made(self, text):
        path = self.folder / "checks.ini"
        path.write_text(text, encoding="utf-8")
        return subprocess.run([sys.executable, SCRIPT, "--list", path, self.folder / "list.h"],
                              capture_output=True, text=True, check=False)

    def refused(self, text, words):
        done = self.made(text)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(words, done.stderr)
        self.assertFalse((self.folder / "list.h").exists())

    def test_the_list_has_a_row_for_each_stanza(self):
        text = CHECKS.read_text(encoding="utf-8")
        self.assertEqual(self.made(text).returncode, 0)
        rows = (self.folder / "list.h").read_text(encoding="utf-8").count("\n    X(")
        self.assertEqual(rows, text.count("\n["))

    def test_a_stanza_is_there_once(self):
        text = CHECKS.read_text(encoding="utf-8")
        line = text.count("\n") + 1
        self.refused(text + "[moved.self]\ntitle = Again\n", f"checks.ini:{line}: [moved.self] is there twice")
        self.refused(text + "[Moved.Self]\ntitle = Again\n", f"checks.ini:{line}: [Moved.Self] is there twice")

    def test_what_every_check_has_is_there(self):
        text = CHECKS.read_text(encoding="utf-8")
        self.refused(text + "[moved.new]\nseverity = note\n", "[moved.new] has no group")

    def test_a_severity_is_one(self):
        self.refused(CHECKS.read_text(encoding="utf-8").replace("severity = warn", "severity = awful", 1),
                     "awful is no severity")

    def test_placeholders_are_those_of_the_head(self):
        self.refused(CHECKS.read_text(encoding="utf-8").replace("{server} sent", "{sevrer} sent", 1),
                     "{sevrer} is not in the list at the head")

    def test_no_question_without_its_answers(self):
        text = CHECKS.read_text(encoding="utf-8")
        head, _, rest = text.partition("[moved.insecure]")

        def with_decisions(words):
            return head + "[moved.insecure]" + re.sub(r"fix\.protect\.decisions = .*?\n(?=\w)", words, rest, count=1, flags=re.S)
        self.refused(with_decisions(""), "there is no fix.protect.decisions")
        for words, why in (("Yes: @protect", "has no two answers"), ("Yes: @protect | No", '"No"'),
                           ("Yes: @protcet | No: wait", '"Yes"'), ("Yes: @protect | No: wait.", '"No"')):
            self.refused(with_decisions(f"fix.protect.decisions = {words}\n"), why)
        # What a product cannot do is not all that an answer leads to.
        self.refused(text.replace("No: @pass-on / ask its maker how {tags} gets through", "No: @pass-on", 1), "\"No\"")

    def test_each_kind_has_its_words(self):
        def said(kinds, products="[pbx-1]\nkind = pbx\n"):
            for name, text in (("kinds.ini", kinds), ("products.ini", products)):
                (self.folder / name).write_text(text, encoding="utf-8")
            return subprocess.run([sys.executable, SCRIPT, "--check", self.folder / "kinds.ini", self.folder / "products.ini"],
                                  capture_output=True, text=True, check=False).stderr
        kinds = (SOURCE / "src/knowledge/data/kinds.ini").read_text(encoding="utf-8")
        self.assertEqual(said(kinds), "")
        self.assertIn("products.ini:2 has one, [pbx-1]", said(kinds.replace("[pbx]", "[switch]")))
        self.assertIn("[request] has neither", said(kinds.replace("one = request", "first = request")))
        self.assertIn("no [caller] with behind", said(kinds.replace("[caller]", "[calling]")))

    def test_a_new_check_is_begun_and_not_let_through(self):
        tree = self.folder / "tree"
        for path in ("tools/new-check", "src/knowledge/data/checks.ini", "src/core/checks/moved/moved_checks.c"):
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(SOURCE / path, tree / path)
        (tree / "captures/handmade/scenes").mkdir(parents=True)
        subprocess.run([tree / "tools/new-check", "moved.odd-thing", "moved/moved_checks.c"], check=True,
                       stdout=subprocess.DEVNULL)
        text = (tree / "src/knowledge/data/checks.ini").read_text(encoding="utf-8")
        self.assertLess(text.index("[moved.conflict]"), text.index("[moved.odd-thing]"))
        self.assertLess(text.index("[moved.odd-thing]"), text.index("[extension.required]"))
        self.assertIn("void sf_check_moved_odd_thing(", (tree / "src/core/checks/moved/moved_checks.c").read_text("utf-8"))
        scenes = (tree / "captures/handmade/scenes/moved_odd_thing.py").read_text(encoding="utf-8")
        self.assertIn('"moved.odd-thing-not"', scenes)
        self.refused(text, "title of [moved.odd-thing] is still to be written")

    def test_layouts_of_logs_are_looked_through(self):
        good = (SOURCE / "src/knowledge/data/logs.ini").read_text(encoding="utf-8")
        stanza = "\n[new]\ntitle = New\nhow = so\nsource = here\nhead = ^(?P<in>got)$\nexample = got\n"
        line = good.count("\n") + 6
        for more, words in (
                (stanza, None),
                (stanza.replace("example = got\n", ""), "[new] has no example"),
                (stanza.replace("example = got", "example = had"), f"{line + 1}: the pattern does not take its example"),
                (stanza.replace("<in>", "<inn>"), f"{line}: inn is no part of a message"),
                (stanza.replace("(?P", "((?P"), f"{line}: missing )"),
                (stanza.replace("^", "\\d"), f"{line}: a backslash in a pattern"),
                (stanza.replace("^", "{clocks}"), f"{line}: {{clocks}} is none of [parts]"),
                (stanza + "color = red\n", "color is no key of a layout")):
            path = self.folder / "logs.ini"
            path.write_text(good + more, encoding="utf-8")
            done = subprocess.run([sys.executable, SCRIPT, "--check", path], capture_output=True, text=True, check=False)
            with self.subTest(words):
                self.assertEqual(done.returncode == 0, words is None, done.stderr)
                self.assertIn(words or "", done.stderr)


if __name__ == "__main__":
    unittest.main()
