# SPDX-License-Identifier: GPL-2.0-or-later
"""The html report as a test reads it: every element with its attributes and its words."""
import html.parser

VOID = {"meta", "br"}
APART = {"dt", "dd", "td", "th", "p", "li", "h1", "h2", "h3", "caption", "title", "desc", "text"}  # words do not run together


class Element:
    """An element, what it stands in, and the words in it."""

    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.own_words = []

    def inside(self, tag=None, **attributes):
        """Whether it stands in, or is, an element of that tag and these attributes."""
        at = self
        while at:
            if (tag is None or at.tag == tag) and attributes.items() <= at.attributes.items():
                return True
            at = at.parent
        return False


class Page(html.parser.HTMLParser):
    """The elements of a page in their order; fails where one is not closed, or by another's end."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self._open = None
        self.feed(text)
        self.close()
        assert not self._open, self._open.tag

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, attrs)
        element = Element(tag, dict(attrs), self._open)
        self.elements.append(element)
        if tag == "br":
            self.handle_data(" ")
        if tag not in VOID:
            self._open = element

    def handle_endtag(self, tag):
        assert self._open and self._open.tag == tag, (tag, self._open and self._open.tag, self.getpos())
        if tag in APART:
            self.handle_data(" ")
        self._open = self._open.parent

    def handle_data(self, data):
        at = self._open
        while at:
            at.own_words.append(data)
            at = at.parent

    def all(self, tag=None, **attributes):
        """The elements of that tag and these attributes."""
        return [one for one in self.elements
                if (tag is None or one.tag == tag) and attributes.items() <= one.attributes.items()]

    def words(self, element=None):
        """All words of an element, or of the whole page but its style and script."""
        if element:
            return " ".join("".join(element.own_words).split())
        return self.words(next(one for one in self.elements if one.tag == "body"))

    def rows(self, table_id):
        """The rows of a table's body, each a list of its cells' words."""
        rows = [one for one in self.elements if one.tag == "tr" and one.inside("table", id=table_id) and one.inside("tbody")]
        return [[self.words(cell) for cell in self.elements if cell.tag == "td" and cell.parent is row] for row in rows]
