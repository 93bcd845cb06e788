#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The pages that are installed with the plugin: each link between them leads somewhere, each picture is there."""
import html.parser
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.pictures, self.anchors, self.words = [], [], set(), ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.anchors |= {attributes["id"]} if "id" in attributes else set()
        self.links += [attributes["href"]] if "href" in attributes else []
        self.pictures += [attributes["src"]] if tag == "img" else []

    def handle_data(self, data):
        self.words += data


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.out = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-pages-")))
        subprocess.run([SOURCE / "tools/docs/pages.py", SOURCE / "docs", cls.out], check=True)
        cls.pages = {path: Page(path) for path in sorted(cls.out.rglob("*.html"))}

    def test_all_are_there(self):
        wanted = {"guide", "tutorial"} | {f"reference/{path.stem}" for path in (SOURCE / "docs/reference").glob("*.md")}
        self.assertEqual({str(path.relative_to(self.out).with_suffix("")) for path in self.pages}, wanted)

    def test_links_lead_somewhere(self):
        led = 0
        for path, page in self.pages.items():
            for link in page.links:
                if re.match(r"[a-z]+:", link):
                    self.assertTrue(link.startswith("https://"), link)
                    continue
                to, _, where = link.partition("#")
                target = (path.parent / to).resolve() if to else path
                with self.subTest(page=path.name, link=link):
                    self.assertIn(target, self.pages)
                    self.assertTrue(not where or where in self.pages[target].anchors, "no such heading")
                    led += bool(where)
        self.assertGreater(led, 100)

    def test_pictures_are_there(self):
        pictures = [path.parent / source for path, page in self.pages.items() for source in page.pictures]
        self.assertTrue(pictures)
        for picture in pictures:
            self.assertTrue(picture.read_bytes().startswith(b"\x89PNG"), picture)

    def test_no_markdown_is_left(self):
        """What the converter does not understand it leaves as it stands."""
        for path, page in self.pages.items():
            self.assertNotRegex(page.words, r"(?m)^\s*(\|.*\|\s*$|#{1,6} |```)", path.name)
            self.assertNotIn("](", page.words, path.name)


if __name__ == "__main__":
    unittest.main()
