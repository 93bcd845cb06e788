#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The html report as text: well-formed, one file, the facts of the captures, fit for every reader."""
import functools
import json
import os
import pathlib
import re
import tempfile
import unicodedata
import unittest

from command import SOURCE, lines_of, sipfix
from html_page import Page

CAPTURES = SOURCE / "captures"
BASIC = CAPTURES / "handmade/421-basic.pcapng"
MOVED = CAPTURES / "handmade/301-basic.pcapng"
LOOP = CAPTURES / "301-loop.pcapng"
PROXY = CAPTURES / "421-through-proxy.pcapng"
STYLE = SOURCE / "src/analyzer/report/html/report.css"


@functools.cache
def html(*arguments):
    return sipfix("analyze", "--format", "html", *arguments).stdout


@functools.cache
def events(*arguments):
    return lines_of(sipfix("analyze", "--format", "ndjson", *arguments).stdout, "event")


class File(unittest.TestCase):
    def test_it_is_one_file_that_needs_no_other(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))
        done = sipfix("analyze", "--format", "html", "--output", folder / "report.html", BASIC, MOVED)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(os.listdir(folder), ["report.html"])
        page = Page((folder / "report.html").read_text(encoding="utf-8"))
        self.assertFalse({one.tag for one in page.elements} & {"link", "img", "iframe", "form", "base", "object", "use"})
        self.assertEqual(len(page.all("script")), 1)
        for one in page.elements:
            self.assertFalse([name for name in one.attributes if name.startswith("on") or name in ("src", "style")])
            self.assertRegex(one.attributes.get("href", "#"), r"^(#|https://www\.rfc-editor\.org/)")

    def test_the_policy_allows_our_style_and_script_only(self):
        (policy,) = Page(html(BASIC)).all("meta", **{"http-equiv": "Content-Security-Policy"})
        self.assertRegex(policy.attributes["content"],
                         r"^default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src 'sha256-[\w+/=]+'; base-uri 'none'; "
                         r"form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'$")

    def test_the_same_input_gives_the_same_bytes(self):
        captures = [LOOP, PROXY, BASIC, MOVED]
        self.assertEqual(html("--jobs", "1", *captures), html("--jobs", "3", *captures))

    def test_without_problems_it_says_so(self):
        page = Page(html(CAPTURES / "plain-call.pcapng"))
        (verdict,) = page.all("h1")
        self.assertIn("Nothing to mend", page.words(verdict))
        self.assertEqual(page.all("article"), [])
        self.assertEqual(page.all("nav"), [])


class Facts(unittest.TestCase):
    def test_a_421_from_what_was_sent_to_the_command(self):
        page = Page(html(PROXY))
        (event, nearest) = events(PROXY)
        (article,) = page.all("article", id="case-" + event["case"])
        words = page.words(article)
        for wanted in ("sent Supported: replaces answered 421, Require: 100rel", "answers 421 to INVITE", "Why",
                       "old 100rel=required new 100rel=peer_supported", "Price:", "RFC 3261, section 21.4.16",
                       f"wireshark -g {nearest['frame']} {PROXY}", "sipfix explain extension.required"):
            self.assertIn(wanted, words)
        marked = {page.words(one) for one in page.elements if one.tag in ("ins", "del")}
        self.assertTrue({"required", "peer_supported"} <= marked, marked)
        self.assertTrue(any(one.attributes.get("href") == "https://www.rfc-editor.org/rfc/rfc3261#section-21.4.16"
                            for one in page.all("a")))

    def test_a_301_with_old_and_new(self):
        page = Page(html(MOVED))
        event = events(MOVED)[0]
        self.assertIn([event["moved"]["from"], event["moved"]["final"], "1", event["case"]], page.rows("address-list"))
        (article,) = page.all("article")
        self.assertIn(f"old {event['moved']['from']} new {event['moved']['final']}", page.words(article))

    def test_the_ladder_has_the_story_of_the_events(self):
        page = Page(html(LOOP))
        told = events(LOOP)
        event = told[0]
        rows = page.rows(f"messages-{event['case']}")
        story = {(message["frame"], message["what"]) for one in told if one["story"] == event["story"]
                 for message in one["messages"]}
        self.assertEqual([(int(row[0]), row[4]) for row in rows], sorted(story))
        self.assertEqual([row[5] for row in rows],
                         ["asked", "moved", "", "tried again", "moved", "", "tried again", "moved", ""])
        picture = next(one for one in page.all("svg") if one.inside("figure"))
        words = page.words(picture)
        for wanted in (r"kamailio \d[\d.]+ ", r"Asterisk PBX \d[\d.]+ ", r"198\.51\.100\.30", "301 Moved Permanently", "tried again"):
            self.assertRegex(words, wanted)
        boxes = [one for one in page.all("rect") if one.attributes.get("class") == "box"]
        self.assertEqual(len(boxes), 3)  # the caller, and two servers

    def test_a_proxy_is_one_column(self):
        page = Page(html(PROXY))
        names = [page.words(one) for one in page.all("text") if one.attributes.get("class") == "address"]
        self.assertEqual(names, ["203.0.113.5", "192.0.2.10", "198.51.100.10"])
        products = [page.words(one) for one in page.all("text") if one.attributes.get("class") == "name"]
        self.assertRegex("|".join(products), r"^SIPp\|Asterisk PBX [\d.]+$")

    def test_every_answer_is_listed_and_every_call_is_counted(self):
        folder = CAPTURES
        page, found = Page(html(folder)), events(folder)
        self.assertGreater(len(found), 30)
        rows = page.rows("answer-list")
        self.assertEqual([(row[1].split()[0], row[6].replace(",", ""), row[7]) for row in rows],
                         [(str(one["status"]), str(one["frame"]), one["capture"]) for one in found])
        stories = {(one["run"], one["story"]) for one in found}
        numbers = [int(page.words(one).replace(",", "")) for one in page.all("strong") if one.inside("dl")
                   and not one.inside("article")]
        self.assertEqual((len(numbers), sum(numbers)), (4, len(stories)))
        slots = [sum(map(int, row[1:])) for row in page.rows("slots")]
        self.assertEqual(sum(slots), len(stories))

    def test_only_calls_are_called_calls(self):
        """A registration is none; what is counted together has one name everywhere on the page."""
        for folder, name, over in ((CAPTURES, "Requests", "Requests over time"), (LOOP, "Calls", None)):
            with self.subTest(name):
                page = Page(html(folder))
                heads = [page.words(one) for one in page.all("th") if one.inside("table", id="problem-list") or
                         one.inside("table", id="address-list") or one.inside("table", id="caller-list")]
                self.assertEqual([head for head in heads if head in ("Calls", "Requests")], [name] * 3)
                titles = [page.words(one) for one in page.all("title", id="chart-title")]
                self.assertEqual(titles, [over] if over else [])

    def test_a_problem_of_several_methods_names_none(self):
        done = sipfix("analyze", "--format", "json", CAPTURES)
        for problem in json.loads(done.stdout)["problems"]:
            methods = {event["method"] for event in events(CAPTURES) if event["case"] == problem["case"]}
            self.assertEqual("method" in problem, len(methods) == 1)
            if len(methods) > 1 and "answers" in problem["what"]:
                self.assertRegex(problem["what"], r"answers \d+ to (requests|a request)\b")

    def test_it_tells_what_the_json_report_tells(self):
        page = Page(html(CAPTURES))
        report = json.loads(sipfix("analyze", "--format", "json", CAPTURES).stdout)
        self.assertGreater(len(report["problems"]), 5)
        self.assertEqual(page.words(page.all("h1")[0]), re.sub(":$", ".", report["verdict"]))  # it heads a list there
        rows = page.rows("problem-list")
        self.assertEqual([(row[1].lower(), int(row[2].replace(",", "")), row[3]) for row in rows],
                         [(one["fate"], one["calls"], f"{one['what']} {one['cost']}") for one in report["problems"]])
        for problem in report["problems"]:
            (article,) = page.all("article", id="case-" + problem["case"])
            words = page.words(article)
            told = [problem["what"], problem["cost"], problem["why"], problem["proof"]["command"]]
            told += [fix["price"] for fix in problem["fixes"] if fix.get("price", "none") != "none"]
            told += [caller["address"] for caller in problem["callers"]]
            for wanted in told:
                self.assertIn(wanted, words)

    def test_files_that_could_not_be_read_are_named(self):
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))
        (folder / "good.pcapng").write_bytes(MOVED.read_bytes())
        (folder / "bad.pcap").write_bytes(b"no capture at all")
        (folder / "notes.txt").write_bytes(b"x")
        done = sipfix("analyze", "--format", "html", folder)
        self.assertEqual(done.returncode, 3)
        rows = Page(done.stdout).rows("file-list")
        self.assertEqual([row[0] for row in rows], [str(folder / "bad.pcap"), str(folder / "notes.txt")])


class Readers(unittest.TestCase):
    """Keyboard, screen reader, weak eyes."""

    @classmethod
    def setUpClass(cls):
        cls.page = Page(html(CAPTURES))

    def test_headings_are_in_order(self):
        levels = [int(one.tag[1]) for one in self.page.elements if re.fullmatch("h[1-6]", one.tag)]
        self.assertEqual(levels.count(1), 1)
        for before, after in zip(levels, levels[1:]):
            self.assertLessEqual(after, before + 1)

    def test_there_are_landmarks(self):
        for tag in ("header", "nav", "main", "footer"):
            self.assertEqual(len(self.page.all(tag)), 1, tag)
        self.assertEqual(self.page.all("html")[0].attributes["lang"], "en")
        self.assertEqual(self.page.all("a")[0].attributes["href"], "#main")

    def test_ids_are_there_and_only_once(self):
        ids = [one.attributes["id"] for one in self.page.elements if "id" in one.attributes]
        self.assertEqual(len(ids), len(set(ids)))
        for one in self.page.elements:
            for name in one.attributes.get("aria-labelledby", "").split():
                self.assertIn(name, ids)
            href = one.attributes.get("href", "")
            if href.startswith("#"):
                self.assertIn(href[1:], ids)

    def test_tables_and_pictures_say_what_they_are(self):
        tables = self.page.all("table")
        captions = [one for one in self.page.all("caption") if self.page.words(one)]
        self.assertGreater(len(tables), 4)
        self.assertEqual(len(captions), len(tables))
        heads = [one for one in self.page.all("th") if one.inside("thead")]
        self.assertTrue(heads and all(one.attributes["scope"] == "col" for one in heads))
        pictures = self.page.all("svg")
        self.assertGreater(len(pictures), 4)
        for picture in pictures:
            self.assertEqual(picture.attributes["role"], "img")
            title, text = picture.attributes["aria-labelledby"].split()
            for name in (title, text):
                (label,) = self.page.all(id=name)
                self.assertTrue(label.parent is picture and self.page.words(label), name)

    def test_what_scrolls_can_be_reached_by_keyboard(self):
        scrolls = [one for one in self.page.all("div") if one.attributes.get("class", "").startswith("scroll")]
        self.assertGreater(len(scrolls), 4)
        for one in scrolls:
            self.assertEqual((one.attributes["tabindex"], one.attributes["role"]), ("0", "region"))

    def test_colours_have_contrast(self):
        """WCAG 2.2, 1.4.3 (text: 4.5) and 1.4.11 (bars: 3), in both schemes and on paper."""
        text = [("ink", "paper"), ("ink", "card"), ("ink", "code"), ("quiet", "paper"), ("quiet", "card"), ("quiet", "code"),
                ("link", "paper"), ("link", "card"), ("link", "code"), ("error", "card"), ("error", "error-wash"),
                ("warn", "card"), ("warn", "warn-wash"), ("note", "card"), ("note", "note-wash"), ("good", "card"),
                ("ink", "error-wash"), ("ink", "error-mark"), ("ink", "good-wash"), ("ink", "good-mark")]
        bars = [(f"fate-{fate}", "card") for fate in ("lost", "slower", "unknown", "well")]
        light, dark, paper = schemes(STYLE.read_text(encoding="utf-8"))
        self.assertEqual(dark.keys(), light.keys())
        # On paper the dark scheme does not hold, so what the print rules leave is as in the light one.
        self.assertTrue(paper.keys() < light.keys())
        for name, colours in (("light", light), ("dark", dark), ("paper", light | paper)):
            for front, back in text + bars:
                least = 4.5 if (front, back) in text else 3
                self.assertGreaterEqual(contrast(colours[front], colours[back]), least, (front, back, name))


def schemes(style):
    """The colours by their names: always, on dark screens, on paper; the only ones, in this order."""
    blocks = re.findall(r"(?:^@media ([^{]+) \{\n    )?:root \{(.*?)\}", style, re.DOTALL | re.MULTILINE)
    if [media for media, _ in blocks] != ["", "screen and (prefers-color-scheme: dark)", "print"]:
        raise AssertionError([media for media, _ in blocks])
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for _, block in blocks]


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class Strangers(unittest.TestCase):
    def test_hostile_captures_are_shown_safely(self):
        captures = sorted((CAPTURES / "handmade").glob("hostile-*.pcapng"))
        self.assertGreater(len(captures), 5)
        text = html("--verbose", *captures)
        self.assertGreater(len(text), 10000)
        bad = {char for char in text if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")}
        self.assertEqual(bad, set())
        self.assertEqual(len(Page(text).all("script")), 1)


if __name__ == "__main__":
    unittest.main()
