#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The html report in a real Chromium: a stranger's strings do nothing there, and our own script does its work."""
import json
import pathlib
import re
import sys
import tempfile
import unittest

from browser import Browser, program
from command import SOURCE, sipfix

sys.path.insert(0, str(SOURCE / "tests/plugin"))
import wire  # noqa: E402  pylint: disable=wrong-import-position

# Each would leave a mark in window.run, show a dialog or ask the network for something.
SCRIPT = "window.run=1;alert(1)"
ATTACKS = [
    f"<script>{SCRIPT}</script>",
    f"</script><script>{SCRIPT}</script>",
    f"</style></title></textarea></svg><script>{SCRIPT}</script>",
    f"\"'><img src=http://192.0.2.1/x onerror={SCRIPT}>",
    f"--><svg onload={SCRIPT}>",
    f"]]><iframe srcdoc='<script>{SCRIPT}</script>'></iframe>",
    f"\" onmouseover=\"{SCRIPT}\" autofocus onfocus=\"{SCRIPT}\" x=\"",
    f"javascript:{SCRIPT}",
    f"<a href=\"javascript:{SCRIPT}\">x</a><base href=http://192.0.2.1/><meta http-equiv=refresh content=0>",
    "<style>@import url(http://192.0.2.1/x);*{background:url(http://192.0.2.1/y)}</style><link rel=stylesheet href=//192.0.2.1>",
    "\u202egnp.exe\u2066\u200b",
    "&lt;script&gt;&#60;script&#62;&amp;",
    "x" * 3000,
]
NAME = "<img src=x onerror=window.run=2>'\"&`$(id)\u202e.pcap"


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def hostile_captures(folder):
    """One capture an attack, with it wherever SIP has room for a stranger's words."""
    for number, attack in enumerate(ATTACKS):
        capture = wire.Capture()
        user = re.sub(r"[\s@]", "", attack)
        headers = [f"User-Agent: {attack}", f"Supported: {attack}", f"Subject: {attack}"]
        for call, status in ((f"{user}-301", 301), (f"{user}-421", 421)):
            asked = wire.request(uri=f"sip:{user}@pbx1.example.net", headers=headers, call=call, branch=f"z9hG4bK{number}{status}")
            told = [f"Server: {attack}", f"Warning: 399 pbx {quoted(attack)}"]
            if status == 301:
                told += [f"Contact: {quoted(attack)} <sip:{user}@pbx2.example.net>;q=0.5", f"Contact: <{user}>"]
            else:
                told += [f"Require: {attack}"]
            capture.udp(wire.PHONE, wire.PBX, asked)
            capture.udp(wire.PBX, wire.PHONE, wire.answer(asked, status, attack, told))
        capture.write(folder / f"{number} {NAME}")


class Report(unittest.TestCase):
    """A browser for all tests of a class, and a report for it."""

    @classmethod
    def setUpClass(cls):
        if not program():
            raise RuntimeError("no Chromium: install the package chromium")
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))
        cls.browser = cls.enterClassContext(Browser())
        cls.report = cls.folder / "report.html"
        cls.make()

    def open(self, **how):
        return self.browser.open(how.pop("report", self.report), **how)

    def want_quiet(self, page):
        """Nothing was asked for, shown, refused by the policy or complained of."""
        for name, told in page.events():
            self.assertNotIn(name, ("Page.javascriptDialogOpening", "Runtime.exceptionThrown", "Log.entryAdded",
                                    "Runtime.consoleAPICalled", "Page.frameAttached"), told)
            if name == "Network.requestWillBeSent":
                self.assertEqual(told["request"]["url"], self.report.as_uri())


class Strangers(Report):
    @classmethod
    def make(cls):
        captures = cls.folder / "captures"
        captures.mkdir()
        hostile_captures(captures)
        (captures / f"no capture {NAME}").write_bytes(b"<script>alert(1)</script>")
        done = sipfix("analyze", "--format", "html", "--output", cls.report, captures)
        assert done.returncode == 3, done.stderr

    def test_nothing_of_theirs_runs(self):
        page = self.open()
        self.assertGreaterEqual(page.ask("document.querySelectorAll('#answer-list tbody tr').length"), 2 * len(ATTACKS) - 2)
        self.assertIn("onerror", page.ask("document.body.innerText"))  # it is there, as words
        self.assertEqual(page.ask("typeof window.run"), "undefined")
        self.assertEqual(page.ask("document.scripts.length + document.styleSheets.length"), 2)
        odd = page.ask("""Array.from(document.querySelectorAll('*')).filter(one =>
            /^(img|iframe|object|embed|base|link|form|video|audio)$/i.test(one.tagName) ||
            Array.from(one.attributes).some(name => /^on|^src|^style$|href$/i.test(name.name) &&
                !/^(#|https:\\/\\/www\\.rfc-editor\\.org\\/)/.test(name.value))).map(one => one.outerHTML.slice(0, 200))""")
        self.assertEqual(odd, [])
        self.want_quiet(page)

    def test_nothing_runs_at_the_touch_of_mouse_and_keys_either(self):
        page = self.open()
        for number in range(60):
            page.call("Input.dispatchMouseEvent", type="mouseMoved", x=40 + 20 * number % 1100, y=100 + 13 * number % 700)
            for kind in ("keyDown", "keyUp"):
                page.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        page.ask("document.querySelectorAll('button').forEach(one => one.click())")
        self.assertEqual(page.ask("typeof window.run"), "undefined")
        self.want_quiet(page)

    def test_controls_are_shown_not_obeyed(self):
        words = self.open().ask("document.documentElement.textContent")
        self.assertIn("\\u{202e}gnp.exe", words)
        self.assertFalse(set(words) & set("\u202e\u2066\u200b\x1b\0"))

    def test_sorting_and_searching_work_among_them(self):
        page = self.open()
        told, shown = page.ask("""(() => {
            const input = document.querySelector('#answers input');
            input.value = 'onmouseover';
            input.dispatchEvent(new Event('input'));
            const rows = Array.from(document.querySelectorAll('#answer-list tbody tr')).filter(row => row.offsetHeight);
            return [document.querySelector('#answers output').textContent, rows.map(row => row.textContent)];
        })()""")
        self.assertGreater(len(shown), 0)
        self.assertTrue(told.startswith(f"{len(shown)} of "), told)
        self.assertTrue(all("onmouseover" in row for row in shown), shown)
        page.ask("document.querySelectorAll('#answer-list .sort')[4].click()")
        self.assertEqual(page.ask("typeof window.run"), "undefined")
        self.want_quiet(page)

    def test_the_policy_would_stop_what_got_through(self):
        """With a script smuggled in it must not run; without the policy it does, or this test would show nothing."""
        text = self.report.read_text(encoding="utf-8")
        smuggled = "<script>window.run=1</script><img src=x onerror='window.run=2'></main>"
        for policy, wanted in ((True, "undefined"), (False, "number")):
            other = self.folder / "smuggled.html"
            page_text = text.replace("</main>", smuggled)
            other.write_text(page_text if policy else page_text.replace("Content-Security-Policy", "x"), encoding="utf-8")
            page = self.open(report=other)
            self.assertEqual(page.ask("typeof window.run"), wanted)


class OwnScript(Report):
    @classmethod
    def make(cls):
        captures = [SOURCE / "captures" / name for name in
                    ("301-loop.pcapng", "421-through-proxy.pcapng", "301-followed-by-asterisk.pcapng",
                     "handmade/every-option-tag.pcapng")]
        done = sipfix("analyze", "--format", "html", "--output", cls.report, *captures)
        assert done.returncode == 0, done.stderr

    def test_it_opens_without_a_word(self):
        self.want_quiet(self.open())

    def test_a_head_sorts_up_and_down(self):
        page = self.open()
        sort = """((column) => {
            const table = document.querySelector('#answer-list');
            table.tHead.rows[0].cells[column].querySelector('button').click();
            return [table.tHead.rows[0].cells[column].getAttribute('aria-sort'),
                    Array.from(table.tBodies[0].rows, row => row.cells[column].textContent)];
        })"""
        for column, key in ((0, str), (6, lambda words: int(words.replace(",", "")))):
            order, up = page.ask(f"{sort}({column})")
            self.assertEqual((order, up), ("ascending", sorted(up, key=key)))
            order, down = page.ask(f"{sort}({column})")
            self.assertEqual((order, down), ("descending", sorted(up, key=key, reverse=True)))
        self.assertEqual(page.ask("document.querySelectorAll('#answer-list [aria-sort]').length"), 1)

    def test_searching_hides_the_other_rows(self):
        page = self.open()
        search = """((words) => {
            const input = document.querySelector('#answers input');
            input.value = words;
            input.dispatchEvent(new Event('input'));
            const rows = Array.from(document.querySelectorAll('#answer-list tbody tr'));
            return [rows.length, rows.filter(row => row.offsetHeight).map(row => row.textContent.toLowerCase())];
        })"""
        all_rows, shown = page.ask(f"{search}('LOOP 301')")
        self.assertEqual(len(shown), 3)
        self.assertLess(len(shown), all_rows)
        self.assertTrue(all("loop" in row and "301" in row for row in shown))
        self.assertEqual(len(page.ask(f"{search}('')")[1]), all_rows)

    def test_keys_alone_sort(self):
        page = self.open()
        page.ask("document.querySelector('#problem-list button').focus()")
        for kind, text in (("keyDown", "\r"), ("keyUp", "")):
            page.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13, text=text)
        self.assertEqual(page.ask("document.querySelector('#problem-list th').getAttribute('aria-sort')"), "ascending")
        self.assertTrue(page.ask("getComputedStyle(document.activeElement).outlineStyle === 'solid'"))

    def test_a_command_can_be_copied(self):
        page = self.open()
        words = page.ask("""(async () => {
            const button = document.querySelector('.copy');
            button.click();
            while (button.textContent === 'Copy')
                await new Promise(done => setTimeout(done, 10));
            return [button.textContent, String(getSelection()), button.previousElementSibling.textContent];
        })()""")
        self.assertTrue(words[0] == "Copied" or words[1] == words[2], words)

    def test_a_problem_has_its_address_and_the_way_back(self):
        page = self.open()
        case = page.ask("document.querySelector('#problem-list a').getAttribute('href')")
        page.ask("document.querySelector('#problem-list a').click()")
        self.assertEqual(page.ask("[location.hash, document.querySelector(':target').id]"), [case, case[1:]])
        self.assertTrue(page.ask("Math.abs(document.querySelector(':target').getBoundingClientRect().top) < 100"))
        page.ask("new Promise(done => { addEventListener('popstate', done, {once: true}); history.back(); }).then(() => 0)")
        self.assertEqual(page.ask("location.hash"), "")

    def test_it_is_whole_without_script(self):
        page = self.open()
        page.call("Emulation.setScriptExecutionDisabled", value=True)
        page.reload()
        answer = page.call("DOM.getDocument", depth=-1)
        text = json.dumps(answer)
        self.assertNotIn('"BUTTON"', text)  # no dead controls
        self.assertNotIn('"INPUT"', text)
        self.assertIn("wireshark -g", text)

    def test_it_fits_narrow_and_wide(self):
        for width in (320, 360, 768, 1400):
            with self.subTest(width):
                page = self.open(width=width)
                self.assertLessEqual(page.ask("document.documentElement.scrollWidth"), width)

    def test_it_is_dark_where_that_is_wanted(self):
        colours = [self.open(dark=dark).ask("getComputedStyle(document.body).backgroundColor") for dark in (False, True)]
        brightness = [sum(map(int, re.findall(r"\d+", colour))) for colour in colours]
        self.assertGreater(brightness[0], 3 * 200)
        self.assertLess(brightness[1], 3 * 60)

    def test_it_prints(self):
        page = self.open()
        self.assertTrue(page.pdf().startswith(b"%PDF-"))
        page.call("Emulation.setEmulatedMedia", media="print")
        told = page.ask("[...document.querySelectorAll('#problem-list br')].map(br => br.parentNode.innerText)")
        self.assertTrue(told)
        for cell in told:  # what stands in lines of its own on the screen stands in one line
            self.assertRegex(cell, r"[.)] \d")

    def test_it_prints_on_few_pages(self):
        """Less than one for each problem, with the lists of all: nobody carries twenty."""
        page = sipfix("analyze", "--format", "html", *sorted((SOURCE / "captures").glob("*.pcap*"))).stdout
        (self.folder / "many.html").write_text(page, encoding="utf-8")
        printed = self.browser.open(self.folder / "many.html").pdf()
        self.assertLess(len(re.findall(rb"/Type\s*/Page\b", printed)), page.count("<article"))


if __name__ == "__main__":
    unittest.main()
