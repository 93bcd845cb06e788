#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What holds of every report, whatever was captured: all forms of it say the same, in every number, and none says more than
it shows. The captures are read once; their events, one by one and in pairs, make the reports."""
import collections
import csv
import functools
import io
import itertools
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from command import SOURCE, THOROUGH, each_run, many_captures, sipfix
from html_page import Page

CAPTURES = SOURCE / "captures"
FORMS = ("text", "json", "csv", "markdown", "html")
PLAIN = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}
ROWS = 10  # of several addresses the page shows so many
FATES = {"lost": "lost", "refused": "lost", "answered": "slower", "rescued": "slower", "unknown": "unknown",
         "challenged": "unknown", "untold": "unknown"}  # all others went well


def squeezed(text):
    """Words without blanks and marks of code."""
    return re.sub(r"[\s`\\*]+", "", text.replace("\u2192", "->"))


class Report:
    """All forms of the report of some events."""

    def __init__(self, name, files, *options):
        self.name = name
        self.forms = {form: sipfix("report", "--quiet", "--verbose", *options, "--format", form, *files).stdout for form in FORMS}
        self.json = json.loads(self.forms["json"])
        self.rows = list(csv.DictReader(io.StringIO(self.forms["csv"], newline="")))
        self.page = Page(self.forms["html"])
        self.problems = self.json["problems"]

    def prose(self, form):
        """Its words without the layout."""
        words = self.page.words() if form == "html" else self.forms[form]
        return squeezed(words)

    def cards(self):
        """The four numbers at the head of the page; {} where nothing was met."""
        heads = [one for one in self.page.all("div") if one.inside("dl", **{"class": "fates"})]
        return {head.attributes["class"].split()[0]: int(self.page.words(strong).replace(",", ""))
                for head in heads for strong in self.page.all("strong") if strong.parent.parent is head}

    def fates(self):
        """How the calls of each problem ended, as the cards name it."""
        counts = []
        for problem in self.problems:
            count = collections.Counter()
            for end, calls in problem["outcomes"].items():
                fate = FATES.get(end, "well")
                # What the redirects of the moment cost asks for nothing, and is told as fine.
                count["well" if fate == "slower" and problem["fate"] == "fine" else fate] += calls
            counts.append(count)
        return counts


def of_each(test):
    """The test of one report as a test of all."""
    @functools.wraps(test)
    def of_all(self):
        for report in self.reports:
            with self.subTest(report.name):
                test(self, report)
    return of_all


csv.field_size_limit(10_000_000)  # the capture with a header of 100 kB shows it whole


class Agreement(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))
        cases = sorted((CAPTURES / "cases").glob("*.pcap*"))
        whole = many_captures() + cases[:: 1 if THOROUGH else 2] + [CAPTURES / "handmade/every-option-tag.pcapng"]
        whole = list(dict.fromkeys(whole))
        parts = [path for path in whole[:: 1 if THOROUGH else 4] if "tls" not in path.name]  # secrets are not cut
        cut = [cls.cut(path) for path in parts]
        done = sipfix("analyze", "--quiet", "--no-stitch", "--format", "ndjson", *whole, *cut)
        cls.files = dict(cls.told(done.stdout))
        cls.reports = [Report(name, [file]) for name, file in cls.files.items()]
        # Of a call that two captures show, one shows more: in either order.
        for path, part in zip(parts, cut):
            pair = [cls.files[str(path)], cls.files[str(part)]]
            cls.reports.append(Report(f"{path} and a part of it", pair))
            cls.reports.append(Report(f"a part of {path} and it", [cls.renamed(pair[0], "/a"), cls.renamed(pair[1], "/0")]))
        for first, second in itertools.pairwise(list(cls.files)[::8]):
            cls.reports.append(Report(f"{first}, {second}", [cls.files[first], cls.files[second]]))
        tags = [file for name, file in cls.files.items() if "/captures/" in name and "/handmade/" in name]
        cls.reports.append(Report("all made by hand", [*tags, *list(cls.files.values())[:30]]))
        partial = cls.folder / "partial"
        lines = cls.files[str(CAPTURES / "301-loop.pcapng")].read_text(encoding="utf-8").splitlines()
        lines[-1] = json.dumps(json.loads(lines[-1]) | {"partial": True})
        partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
        cls.reports.append(Report("partial", [partial]))

    @classmethod
    def cut(cls, path):
        """The first packets of a capture, as where it was stopped too early."""
        part = cls.folder / f"part-of-{path.name}"
        subprocess.run(["editcap", "-r", path, part, "1-4"], check=True, capture_output=True)
        return part

    @classmethod
    def told(cls, ndjson):
        for name, lines in each_run(ndjson):
            file = cls.folder / f"{name.replace('/', '+')}.ndjson"
            file.write_text("".join(lines), encoding="utf-8")
            yield name, file

    @classmethod
    def renamed(cls, file, folder):
        """The same events, of captures in another folder: reports go by their names."""
        other = cls.folder / f"{folder.strip('/')}+{file.name}"
        text = file.read_text(encoding="utf-8")
        for place in (CAPTURES, cls.folder):
            text = text.replace(str(place), folder)
        other.write_text(text, encoding="utf-8")
        return other

    @of_each
    def test_no_heading_introduces(self, report):
        """A heading is read by itself: no colon in it, but where a header or an address has one."""
        for heading in report.page.elements:
            if heading.tag in ("h1", "h2", "h3"):
                self.assertNotRegex(report.page.words(heading).replace("Contact: *", ""), r":(\s|$)")

    @of_each
    def test_a_call_has_one_end_in_every_number(self, report):
        cards, fates = report.cards(), report.fates()
        if not cards:
            return
        told = sum(fates, collections.Counter())
        for fate in ("lost", "slower", "unknown"):
            # A call may be met by two problems, and is one. Of the calls that came by a detour, some may have lost no time by it.
            least = max((count[fate] for count in fates), default=0) if fate != "slower" else any(
                problem["fate"] == "slower" for problem in report.problems)
            self.assertLessEqual(least, cards[fate], fate)
            self.assertLessEqual(cards[fate], told[fate], fate)
        if len(fates) == 1 and not report.json["well"]["calls"]:
            self.assertEqual({fate: told[fate] for fate in cards}, cards)
        self.assertEqual(report.json["calls"]["lost"], cards["lost"])
        self.assertEqual(report.json["unsure"]["calls"], cards["unknown"])
        unsure = re.search(r"(?m)^Unsure +([\d,]+) ", report.forms["text"])
        self.assertEqual(int(unsure[1].replace(",", "")) if unsure else 0, cards["unknown"])

    @of_each
    def test_each_problem_counts_alike(self, report):
        listed = report.page.rows("problem-list")
        self.assertEqual([row["case"] for row in report.rows], [problem["case"] for problem in report.problems])
        for problem, row, line in zip(report.problems, report.rows, listed):
            ends = {name: int(row[name.replace("-", "_")]) for name in problem["outcomes"]}
            self.assertEqual((ends, int(row["calls"])), (problem["outcomes"], problem["calls"]))
            self.assertEqual(sum(ends.values()), problem["calls"])
            self.assertEqual((int(line[2].replace(",", "")), line[1].lower()), (problem["calls"], problem["fate"]))
        heads = re.findall(r"(?m)^\d+ ([A-Z]+)(?: |$)", report.forms["text"])
        self.assertEqual([head.lower() for head in heads], [problem["fate"] for problem in report.problems])

    @of_each
    def test_all_forms_show_the_same_rows(self, report):
        """What was asked and answered, with every new address; what is to be changed, or that nothing is."""
        prose = {form: report.prose(form) for form in ("text", "markdown", "html")}
        for problem, row in zip(report.problems, report.rows):
            self.assertEqual(row["rows"], " | ".join(" ".join(filter(None, (one["label"], one["value"]))) for one in problem["rows"]))
            for one in problem["rows"][:ROWS]:
                for form, words in prose.items():
                    self.assertIn(squeezed(one["label"] + one["value"]), words, form)
        for form, words in prose.items():
            said = re.findall(r"(?:CHANGE|Change:?)Nothing", words)
            self.assertEqual(len(said), sum(not problem["fixes"] and "beforehand" not in problem for problem in report.problems), form)

    @of_each
    def test_an_operator_is_asked_once(self, report):
        """The first question that goes to one begins as ever; the others are to be asked with it."""
        # What stands beside the problems is of other codes, and told by itself.
        text = " ".join(report.forms["text"].split("Beside these:")[0].split())
        asked = {}
        for number, problem in enumerate(report.problems, 1):
            of_whom = re.match(r"Ask whoever runs (\S*[.:]\S*)", problem.get("beforehand", ""))
            if not of_whom:
                continue
            whom = re.escape(of_whom[1].rstrip(":,;.?"))
            first = asked.setdefault(whom, number)
            begin = "Ask" if first == number else f"With the question of problem {first}, ask"
            self.assertRegex(text, rf"\b{number} [A-Z]+ (?:(?! FIRST ).)+ FIRST {begin} whoever runs {whom}[ :,;.?]")
        for whom in asked:
            self.assertEqual(len(re.findall(rf"FIRST Ask whoever runs {whom}[:,;.?]* ", text)), 1, whom)

    @of_each
    def test_a_hint_names_what_the_report_shows(self, report):
        hints = re.findall(r"sipfix explain (\d{3})\b", report.forms["text"])
        shown = {code for code, count in report.json["answers"].items() if count}
        shown |= {str(relative["status"]) for relative in report.json["relatives"]}
        self.assertLessEqual(set(hints), shown)
        meant = {report.page.words(one)[:3] for one in report.page.all("dt") if one.inside("section", id="meanings")}
        self.assertLessEqual(meant, shown)


class Packets:
    """What is in the packets of a capture, by another eye."""

    FIELDS = ("frame.number", "ip.src", "ipv6.src", "ip.dst", "ipv6.dst", "udp.srcport", "tcp.srcport", "udp.dstport", "tcp.dstport",
              "sctp.srcport", "sctp.dstport", "sip.Method", "sip.Status-Line")

    def __init__(self, capture):
        told = subprocess.run(["tshark", "-n", "-r", capture, "-Y", "sip", "-T", "fields", "-E", "aggregator=\x1f",
                               *itertools.chain(*(("-e", field) for field in self.FIELDS))],
                              capture_output=True, text=True, check=True, errors="replace", env=PLAIN).stdout
        self.frames = {}
        for line in told.splitlines():
            frame, *rest = (cell.split("\x1f") for cell in line.split("\t"))
            self.frames[int(frame[0])] = [[one for one in cell if one] for cell in rest]

    def ends(self, frame):
        """From where it went, and to where."""
        src4, src6, dst4, dst6, src_udp, src_tcp, dst_udp, dst_tcp, src_sctp, dst_sctp, *_ = self.frames[frame]
        return ((src4 or src6)[-1], (src_udp or src_tcp or src_sctp)[-1]), ((dst4 or dst6)[-1], (dst_udp or dst_tcp or dst_sctp)[-1])

    def labels(self, frame):
        """What it may be called: a method, or a status with its reason."""
        *_, methods, lines = self.frames[frame]
        return methods + [line.split(" ", 1)[1].strip() for line in lines if " " in line]


def names(host, port):
    """What a column of that end may be called: its port tells it from another at the same address."""
    return host, f"{host}:{port}", f"[{host}]:{port}"


class Ladders(unittest.TestCase):
    """Each arrow of a ladder goes from where its packet came to where it went, and is called what the packet says."""

    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))
        made = sorted((CAPTURES / "handmade").glob("*.pcap*")) + sorted((CAPTURES / "cases").glob("*.pcap*"))
        looked_at = [path for path in sorted(CAPTURES.glob("*.pcap*")) + made[:: 1 if THOROUGH else 20] if "tls" not in path.name]
        done = sipfix("analyze", "--quiet", "--no-stitch", "--codes", "all", "--format", "ndjson", *looked_at)
        cls.reports = []
        for name, lines in each_run(done.stdout):
            file = folder / "told.ndjson"
            file.write_text("".join(lines), encoding="utf-8")
            cls.reports.append((Report(name, [file]), Packets(name)))

    def want_arrow(self, packets, frame, src, dst, label):
        """An ICMP error is drawn from who cannot be reached; what Wireshark takes for no message is another test's."""
        if frame not in packets.frames or label.startswith("ICMP"):
            return 0
        (src_end, dst_end) = packets.ends(frame)
        self.assertIn(src, names(*src_end))
        self.assertIn(dst, names(*dst_end))
        # What is long is cut in its middle; what would act on a terminal or a page is written out.
        told = "".join(r"\S*" if re.match(r"\\", part) else ".*" if part == "..." else re.escape(part)
                       for part in re.split(r"(\.\.\.|\\\S*)", label))
        self.assertTrue(any(re.fullmatch(told, " ".join(one.split())) for one in packets.labels(frame)), label)
        return 1

    def arrows_of_table(self, page, case):
        for row in page.rows(f"messages-{case}"):
            if row[0].isdigit():
                yield int(row[0]), row[2].split()[0], row[3].split()[0], row[4]

    def arrows_of_picture(self, page, case):
        inside = [one for one in page.elements if one.inside("svg", **{"aria-labelledby": f"ladder-{case}-title ladder-{case}-text"})]
        columns = {int(one.attributes["x"]): page.words(one) for one in inside if one.attributes.get("class") == "address"}
        for group in inside:
            parts = {one.attributes["class"]: one for one in inside if one.parent is group and "class" in one.attributes}
            if group.tag == "g" and "frame" in parts and page.words(parts["frame"]).isdigit() and "label self" not in parts:
                begin, end = (int(re.match(r"M(\d+)", parts[part].attributes["d"])[1]) for part in ("shaft", "tip"))
                yield int(page.words(parts["frame"])), columns[begin], columns[end], page.words(parts["label"])

    def arrows_of_mermaid(self, markdown, place):
        diagram = re.findall(r"(?s)```mermaid\n(.*?)```", markdown)[place]
        columns = dict(re.findall(r"participant (\w+) as (\S+)", diagram))
        for begin, end, label, frame in re.findall(r"(?m)^ *(\w+)-+>>(\w+): (.*), frame (\d+)$", diagram):
            yield int(frame), columns[begin], columns[end], re.sub("#(\\d+);", lambda found: chr(int(found[1])), label)

    def test_each_arrow(self):
        seen = collections.Counter()
        for report, packets in self.reports:
            with_ladder = [problem for problem in report.problems if report.page.all("table", id=f"messages-{problem['case']}")]
            for place, problem in enumerate(with_ladder):
                forms = {"table": self.arrows_of_table(report.page, problem["case"]),
                         "picture": self.arrows_of_picture(report.page, problem["case"]),
                         "mermaid": self.arrows_of_mermaid(report.forms["markdown"], place)}
                for form, arrows in forms.items():
                    for arrow in arrows:
                        with self.subTest(report.name, form=form, frame=arrow[0]):
                            seen[form] += self.want_arrow(packets, *arrow)
        self.assertEqual(seen["table"], seen["mermaid"])
        self.assertGreater(min(seen.values()), 300, seen)


if __name__ == "__main__":
    unittest.main()
