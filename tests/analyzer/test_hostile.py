#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every field of a message, and the name of the file, take every hostile value; each format is then read as its reader reads it:
nothing of a stranger's has become a tag, a link, a formula, an escape sequence or a command."""
import csv
import html.parser
import importlib.util
import io
import json
import os
import pathlib
import re
import shlex
import shutil
import socket
import struct
import subprocess
import tempfile
import unittest

from command import sipfix

VALUES = [
    "<script>alert('pwned')</script>", "\"><img src=x onerror=pwned()>", "</td></table><iframe src=//pwned.example>",
    "=HYPERLINK(\"http://pwned.example\")", "+cmd|' /C pwned'!A0", "@SUM(1+1)", "-2+3", "$(touch pwned)", "`touch pwned`",
    "'; touch pwned; '", "\\\"; touch pwned; \\\"", "| [pwned](javascript:pwned()) |", "![x](http://pwned.example/x.png)",
    "# pwned **bold** <!--", "]]> &lt;b&gt; {{pwned}} ${pwned}", "\x1b]0;pwned\x07\x1b[2J", "\u202epwned\u2066", "%s%n%x",
    "javascript:pwned()", "http://pwned.example/", "#!define PWNED", "; comment", "\t=1+1", "pwned\x00nul", "\xff\xfe\x80",
]
PLAIN = [f"word{n}" for n in range(len(VALUES))]
NAME = "$(touch pwned)`touch pwned`;'\"<img src=x onerror=pwned()>=1+1|&[x](y).pcap"
NO_FORMULA = tuple("=+-@\t\r")


def quoted(value):
    return value.replace("\\", "\\\\").replace('"', '\\"')


def token(value):
    """What a parser of SIP takes for a token, or an address, all the same."""
    return re.sub(r"[\s,;<>\"]", "~", value)


def messages(values, call):
    """A call that is redirected and one that is refused; each field has another of the values."""
    def value(field):
        return values[(call + field) % len(values)]
    head = [f"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{call};x={token(value(0))}",
            f"From: \"{quoted(value(1))}\" <sip:{token(value(2))}@example.com>;tag={token(value(3))}",
            f"Call-ID: {call}-{token(value(4))}", "CSeq: 1 INVITE"]
    to = f"To: \"{quoted(value(5))}\" <sip:{token(value(6))}@example.net>"
    ask = [f"INVITE sip:{token(value(6))}@example.net SIP/2.0", *head, to, f"User-Agent: {value(7)}", f"Supported: {token(value(8))}"]
    answer = [[f"SIP/2.0 301 {value(9)}", *head, f"{to};tag={token(value(10))}", f"Server: {value(11)}",
               f"Contact: \"{quoted(value(12))}\" <sip:{token(value(13))}@moved.example.net;x={token(value(14))}>;q=0.5",
               f"Warning: 399 {token(value(15))} \"{quoted(value(16))}\""],
              [f"SIP/2.0 421 {value(17)}", *head, f"{to};tag={token(value(18))}", f"Server: {value(19)}",
               f"Require: {token(value(20))}, 100rel", f"X-Why: {value(21)}"]][call % 2]
    return ["\r\n".join([*lines, "Content-Length: 0", "", ""]).encode("utf-8", "surrogateescape") for lines in (ask, answer)]


def capture(path, values):
    """Raw IPv4 in a pcap."""
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 101))
        for call in range(2 * len(values)):
            ends = [socket.inet_aton("192.0.2.1"), socket.inet_aton("198.51.100.20")]
            for text in messages(values, call):
                udp = struct.pack(">HHHH", 5060, 5060, 8 + len(text), 0) + text
                packet = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0) + ends[0] + ends[1] + udp
                file.write(struct.pack("<IIII", 1700000000 + call, 0, len(packet), len(packet)) + packet)
                ends.reverse()


class Page(html.parser.HTMLParser):
    """Which tags there are, with which attributes, and where links lead."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.links, self.comments = set(), set(), 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add((tag, *sorted(name for name, _ in attrs)))
        self.links.update(value.split("#")[0] for name, value in attrs if name in ("href", "src", "action") and value)

    def handle_comment(self, data):
        self.comments += 1


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-hostile-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.folder.chmod(0o755)
        cls.hostile, cls.plain = cls.folder / NAME, cls.folder / "plain.pcap"
        capture(cls.hostile, VALUES)
        capture(cls.plain, PLAIN)

    def report(self, form, *more, path=None):
        done = sipfix("analyze", "--quiet", "--verbose", "--format", form, *more, path or self.hostile, text=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        text = done.stdout.decode()
        controls = [char for char in text if (ord(char) < 32 and char not in "\n\r") or 0x7f <= ord(char) < 0xa0
                    or char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff"]
        self.assertEqual(controls, [], form)
        return text

    def want_no_more_than_plain(self, hostile, plain):
        self.assertEqual(hostile.tags - plain.tags, set())
        self.assertEqual({link for link in hostile.links - plain.links
                          if not link.startswith("https://www.rfc-editor.org/")}, set())

    def test_all_of_it_is_there(self):
        problems = json.loads(self.report("json"))["looked"]
        self.assertEqual(json.loads(self.report("json", path=self.plain))["looked"]["calls"], problems["calls"])

    def test_html(self):
        self.want_no_more_than_plain(Page(self.report("html")), Page(self.report("html", path=self.plain)))

    @unittest.skipUnless(shutil.which("cmark-gfm"), "there is no cmark-gfm")
    def test_markdown(self):
        pages = []
        for path in (self.hostile, self.plain):
            done = subprocess.run(["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough"], check=True,
                                  input=self.report("markdown", path=path).encode(), capture_output=True)
            pages.append(Page(done.stdout.decode()))
        self.want_no_more_than_plain(*pages)

    def test_csv(self):
        for name in ("problems", "answers", "routes", "coverage"):
            rows = list(csv.reader(io.StringIO(self.report("csv", "--table", name), newline=""), strict=True))
            self.assertEqual({len(row) for row in rows}, {len(rows[0])}, name)
            self.assertGreater(len(rows), 0 if name == "routes" else 1, name)  # no such address is one to load
            numbers = re.compile(r"-?\d+(\.\d+)?")
            bad = [cell for row in rows for cell in row if cell.startswith(NO_FORMULA) and not numbers.fullmatch(cell)]
            self.assertEqual(bad, [], name)

    def test_json_lines(self):
        for line in self.report("ndjson").splitlines():
            json.loads(line)

    @unittest.skipUnless(importlib.util.find_spec("prometheus_client"), "there is no prometheus_client")
    def test_openmetrics(self):
        """No value has become a metric, a label or a line."""
        from prometheus_client.openmetrics.parser import text_string_to_metric_families
        shapes = []
        for path in (self.hostile, self.plain):
            text = self.report("openmetrics", path=path)
            shapes.append({(sample.name, *sorted(sample.labels)) for family in text_string_to_metric_families(text)
                           for sample in family.samples})
        self.assertEqual(shapes[0] - shapes[1], {("sipfix_unseen", "what")})  # a Call-ID that is none tears a call apart
        self.assertGreater(len(shapes[1]), 3)

    def test_commands_under_proof(self):
        """They are run, where wireshark is one that writes down what it is given, and nothing else is to be found."""
        place = self.folder / "trap"
        place.mkdir()
        trap = place / "wireshark"
        trap.write_text("#!/bin/sh\nfor word; do printf '%s\\0' \"$word\"; done >>given\nprintf '\\n' >>given\n", encoding="ascii")
        trap.chmod(0o755)
        text = self.report("text")
        commands = re.findall(r"^ +(wireshark -g .*)$", text, re.MULTILINE)
        self.assertGreater(len(commands), 1)
        for command in commands:
            self.assertEqual(shlex.split(command)[3:], [str(self.hostile)])
            subprocess.run(["/bin/sh", "-n", "-c", command], check=True)
            subprocess.run(["/bin/sh", "-c", command], check=True, cwd=place, env={"PATH": str(place)})
        given = (place / "given").read_bytes().decode().split("\0\n")[:-1]
        self.assertEqual({words.split("\0")[2] for words in given}, {str(self.hostile)})
        self.assertEqual(sorted(os.listdir(place)), ["given", "wireshark"])


if __name__ == "__main__":
    unittest.main()
