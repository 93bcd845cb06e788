#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The guide as pages for a browser: pages.py DOCS OUT. Wireshark's menu opens the first of them.

Of DOCS (the project's docs/) are made OUT/guide.html, OUT/tutorial.html, OUT/reference/*.html and OUT/images. A link to
what is not among them (captures, sources) is left out, and its words stay."""
import pathlib
import posixpath
import re
import shutil
import sys

import markdown

PAGES = ("guide.md", "tutorial.md", "reference/*.md")
# Dark where the reader's browser is; a table or a block of code that is too wide scrolls by itself.
FRAME = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} - sipfix</title>
<style>
body {{ max-width: 60em; margin: 1em auto; padding: 0 1em; font: 1em/1.5 sans-serif; }}
img {{ max-width: 100%; }}
pre, table {{ display: block; overflow-x: auto; }}
pre {{ padding: .5em; border: 1px solid #8888; }}
table {{ border-collapse: collapse; }}
td, th {{ border: 1px solid #8888; padding: .2em .5em; text-align: left; vertical-align: top; }}
</style>
</head>
<body>
{nav}
{body}
</body>
</html>
"""


def anchor(words, _):
    """The name of a heading, as the links in the pages have it: GitHub's."""
    return re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")


def link_within(html, page, made):
    """The same with links to the pages that are made; those that lead elsewhere in the project have only their words."""
    def link(found):
        href, words = found[1], found[2]
        if re.match(r"[a-z]+:|#", href):
            return found[0]
        path, _, where = href.partition("#")
        if pathlib.PurePosixPath(posixpath.normpath(page.parent / path)) not in made:
            return words
        target = path.removesuffix(".md") + ".html"
        return f'<a href="{target}{"#" + where if where else ""}">{words}</a>'
    return re.sub(r'<a href="([^"]*)">(.*?)</a>', link, html, flags=re.DOTALL)


def page_of(text, page, made):
    extensions = ["tables", "fenced_code", "toc", "sane_lists", "md_in_html"]
    html = markdown.markdown(text.replace("<details>", '<details markdown="1">'), output_format="html",
                             extensions=extensions, extension_configs={"toc": {"slugify": anchor}})
    title = re.search(r"^# (.*)", text, re.MULTILINE)[1]
    up = "../" * (len(page.parts) - 1)
    nav = " · ".join(f'<a href="{up}{where}.html">{words}</a>' for where, words in (
        ("guide", "Guide"), ("tutorial", "Tutorial"), ("reference/README", "Reference")))
    return FRAME.format(title=title.replace("<", "&lt;"), nav=f"<nav>{nav}</nav>", body=link_within(html, page, made))


def main(docs, out):
    pages = sorted(path.relative_to(docs) for pattern in PAGES for path in docs.glob(pattern))
    for page in pages:
        target = (out / page).with_suffix(".html")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page_of((docs / page).read_text(encoding="utf-8"), page, set(pages)), encoding="utf-8")
    (out / "images").mkdir(exist_ok=True)
    for image in sorted((docs / "images").glob("*.png")):
        shutil.copyfile(image, out / "images" / image.name)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
