#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/reference is what the knowledge says today, names every word, and its links lead somewhere."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import knowledge
from knowledge import REFERENCE, SOURCE

PROGRAM = os.environ["SIPFIX_REFERENCE"]


def written(folder):
    """Runs the generator; name and text of each page that it wrote."""
    done = subprocess.run([PROGRAM, SOURCE / "docs/schemas", folder], capture_output=True, text=True, check=False)
    if done.returncode or done.stderr:
        raise AssertionError(done.stderr)
    return {path.name: path.read_text(encoding="utf-8") for path in pathlib.Path(folder).iterdir()}


class Reference(unittest.TestCase):
    def test_up_to_date(self):
        with tempfile.TemporaryDirectory() as folder:
            now = written(folder)
        there = {path.name: path.read_text(encoding="utf-8") for path in REFERENCE.iterdir()}
        stale = sorted(name for name in now.keys() | there.keys() if now.get(name) != there.get(name))
        self.assertEqual(stale, [], "bring docs/reference up to date: ./run docs")

    def test_every_word_has_a_place(self):
        for shelf, file in knowledge.PAGES.items():
            places, _ = knowledge.anchors(knowledge.page(file))
            missing = [word for word in knowledge.shelf(shelf) if word not in places]
            self.assertEqual(missing, [], file)
        places, _ = knowledge.anchors(knowledge.page("recipes.md"))
        for shelf in ("products", "recipes"):
            self.assertEqual([word for word in knowledge.shelf(shelf) if word not in places], [], shelf)

    def test_every_place_is_there_once(self):
        for path in REFERENCE.iterdir():
            places, _ = knowledge.anchors(path.read_text(encoding="utf-8"))
            self.assertEqual(sorted({place for place in places if places.count(place) > 1}), [], path.name)

    def test_links_lead_to_a_place(self):
        for path in [*REFERENCE.iterdir(), SOURCE / "docs/tutorial.md"]:
            text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
            for file, place in re.findall(r"\]\(([^)\s#:]*)#([^)\s]+)\)", text):
                target = path.parent / file if file else path
                with self.subTest(path.name, link=f"{file}#{place}"):
                    self.assertIn(place, sum(knowledge.anchors(target.read_text(encoding="utf-8")), []))

    def test_captures_are_there(self):
        for path in REFERENCE.iterdir():
            for capture in set(re.findall(r"captures/[\w./-]+\.pcapng", path.read_text(encoding="utf-8"))):
                self.assertTrue((SOURCE / capture).is_file(), f"{path.name}: {capture}")

    def test_every_row_of_a_table_has_its_cells(self):
        for path in REFERENCE.iterdir():
            tables = re.findall(r"(?:^\|.*\n)+", path.read_text(encoding="utf-8"), re.MULTILINE)
            for table in tables:
                cells = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
                self.assertEqual(len(cells), 1, f"{path.name}: {table[:200]}")

    def test_no_placeholder_is_left(self):
        for path in REFERENCE.iterdir():
            text = path.read_text(encoding="utf-8")
            self.assertIsNone(re.search(r"\{[a-z_]+\}|\[\[|\]\]|\(null\)", text), path.name)

    def test_a_check_is_told_in_full(self):
        section = knowledge.page("checks.md").split('<a id="moved.self"></a>')[1].split("<a id=")[0]
        for part in ("· error ·", "`sipfix.check.moved.self`", "**Looks like:**", "**Why:**", "**What to change",
                     "captures/handmade/moved.self.pcapng", "captures/handmade/moved.self-not.pcapng",
                     "https://www.rfc-editor.org/rfc/rfc3261#section-8.3"):
            self.assertIn(part, section)


class Program(unittest.TestCase):
    def refused(self, *arguments):
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False)
        self.assertEqual(done.stdout, "")
        return done

    def test_says_how_it_is_used(self):
        done = self.refused()
        self.assertEqual((done.returncode, done.stderr), (2, "Usage: reference SCHEMAS FOLDER\n"))

    def test_names_the_schema_that_is_not_there(self):
        with tempfile.TemporaryDirectory() as folder:
            done = self.refused(f"{folder}/nowhere", folder)
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere/sipfix-event-2.json", done.stderr)

    def test_names_the_folder_that_cannot_be_made(self):
        done = self.refused(SOURCE / "docs/schemas", SOURCE / "LICENSE/reference")
        self.assertEqual(done.returncode, 1)
        self.assertIn("LICENSE/reference", done.stderr)


if __name__ == "__main__":
    unittest.main()
