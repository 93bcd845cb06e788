#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix analyze --anonymize`: the same findings, and nothing left of who called whom."""
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

from command import ENVIRONMENT, SOURCE, THOROUGH, lines_of, many_captures, sipfix

CAPTURES = SOURCE / "captures"
HANDMADE = CAPTURES / "handmade"
FORMATS = ("text", "json", "ndjson", "csv", "markdown", "html", "openmetrics")
# One capture of these, and one that brings its own secrets, which do not outlive a merge.
FOR_FORMATS = ("301-gave-up-asterisk.pcapng", "301-tcp.pcapng", "301-websocket.pcapng",
               "421-timer-asterisk.pcapng", "421-outbound-kamailio.pcapng", "301-ipv6.pcapng", "301-register.pcapng",
               "handmade/421-ims-register.pcapng")
WITH_SECRETS = "301-tls.pcapng"

# Where the findings cannot be the same, with the reason.
OTHERWISE = {}

# What names somebody or something: of each field all values are looked for.
FIELDS = ("ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "sip.Call-ID", "sip.from.user", "sip.from.host", "sip.from.tag",
          "sip.to.user", "sip.to.host", "sip.to.tag", "sip.r-uri.user", "sip.r-uri.host", "sip.contact.user",
          "sip.contact.host", "sip.Via.branch", "sip.Via.sent-by.address", "sip.Via.received", "sip.display.info",
          "sip.auth.nonce", "sip.auth.digest.response", "sip.auth.username", "sip.auth.realm", "sip.auth.cnonce",
          "sdp.owner.address", "sdp.connection_info.address", "sdp.owner.sessionid")
# No value of anybody's: what RFCs say to write, and what stands for no address at all.
NOBODYS = {"anonymous", "anonymous.invalid", "z9hg4bk", "0.0.0.0", "::1", "localhost", "1", "invalid",
           "-rf"}  # hostile-shell has it as an option tag too, and those stay


# What tshark tells of a capture is the same each time: it is asked once.
CACHE = tempfile.TemporaryDirectory(prefix="sipfix-test-")


def analyzed(*arguments, cache=CACHE.name):
    done = sipfix("analyze", "--quiet", "--no-stitch", *(["--cache", cache] if cache else []), *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def events(*arguments):
    return lines_of(analyzed("--format", "ndjson", *arguments), "event")


def verdict(event):
    """What must be the same."""
    return (event["frame"], event["status"], event.get("method"), event["hop"], event.get("transport"),
            event["outcome"]["is"], event["outcome"]["certain"], event["retransmissions"], event["duplicates"],
            event.get("acked"), event.get("story"), tuple(sorted(one["check"] for one in event["findings"])))


def words_of_ours():
    """Words of our own sentences: a user of that name cannot be told from them."""
    text = " ".join(path.read_text(encoding="utf-8") for path in (SOURCE / "src").rglob("*.*")
                    if path.suffix in (".ini", ".c", ".css", ".js"))
    return set(re.findall(r"[a-z0-9]+", text.lower())) | set(re.findall(r"[a-z0-9-]+", text.lower()))


def merge(captures, path):
    subprocess.run(["mergecap", "-a", "-w", path, *captures], check=True)


def shown(captures, *arguments):
    """What tshark prints of all the captures, which is started once for them."""
    with tempfile.NamedTemporaryFile(suffix=".pcapng") as together:
        merge(captures, together.name)
        return subprocess.run(["tshark", "-n", "-r", together.name, *arguments], capture_output=True, check=True,
                              env={**ENVIRONMENT, "HOME": "/nonexistent"}).stdout.decode("utf-8", "replace")


def originals(*captures):
    """All values that name somebody, as tshark shows them."""
    arguments = ["-T", "fields", "-E", "separator=/t", "-E", "aggregator=/s"]
    arguments += [word for name in FIELDS for word in ("-e", name)]
    found = {word.strip('"') for word in re.split(r"[\t\n ]", shown(captures, *arguments))}
    ours = words_of_ours()
    return {value for value in found
            if len(value) > 2 and value.lower() not in NOBODYS and value.lower() not in ours
            and not re.fullmatch(r"[0-9]{1,5}", value) and re.search(r"[A-Za-z0-9]", value)}


def left(values, content):
    """Which of the values stand in the content as words of their own."""
    text = content.decode("latin-1").lower()
    words = set(re.findall(r"[^\x00-\x20\"'<>=;,()\[\]{}@]+", text)) | set(re.findall(r"[a-z0-9_.-]+", text))
    return {value for value in values if value.encode("utf-8").decode("latin-1").lower() in words}


class ManyCaptures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))
        cls.captures = many_captures()[:: 1 if THOROUGH else 2]
        cls.before = {}
        for event in events(*cls.captures):
            cls.before.setdefault(event["capture"], []).append(verdict(event))
        cls.output = analyzed("--format", "ndjson", "--anonymize", "--evidence", cls.folder, *cls.captures)
        cls.after = {}
        for event in lines_of(cls.output, "event"):
            number = int(re.fullmatch(r"capture-([0-9]+)\.pcapng", event["capture"])[1])
            cls.after.setdefault(str(cls.captures[number - 1]), []).append(verdict(event))

    def test_the_findings_are_the_same(self):
        for capture in map(str, self.captures):
            name = pathlib.Path(capture).name
            with self.subTest(name):
                same = self.before.get(capture) == self.after.get(capture)
                if name in OTHERWISE:
                    self.assertFalse(same, "no exception any more")
                else:
                    self.assertEqual(self.before.get(capture), self.after.get(capture))

    def test_nothing_is_left_in_events_and_evidence(self):
        values = originals(*self.captures)
        self.assertGreater(len(values), 200)
        self.assertEqual(left(values, self.output.encode()), set())
        files = sorted(self.folder.iterdir())
        self.assertGreater(len(files), 20)
        for path in files:
            self.assertEqual(left(values, path.read_bytes()), set(), path.name)

    def test_the_evidence_is_well_made(self):
        """Lengths and checksums are right, and the case is that of the replaced values."""
        files = sorted(self.folder.iterdir())
        options = ("-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-Y")
        wrong = shown(files, *options,
                      "ip.checksum.status == 0 || udp.checksum.status == 0 || tcp.checksum.status == 0")
        right = shown(files, *options, "udp.checksum.status == 1")
        self.assertEqual(wrong, "")
        self.assertGreater(len(right.splitlines()), len(files))
        cases = {}
        for event in events("--recursive", self.folder):
            cases.setdefault(event["capture"], set()).add(event.get("case"))
        for path, got in cases.items():
            self.assertIn(pathlib.Path(path).name.split("-")[0], got)


class Formats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="acme-corp-")))
        cls.captures = [folder / "acme.pcapng", CAPTURES / WITH_SECRETS]
        merge([CAPTURES / name for name in FOR_FORMATS], cls.captures[0])
        cls.names = {"acme", WITH_SECRETS, str(CAPTURES), str(folder)}

    def test_nothing_is_left_in_any_report(self):
        """Nor a command: without evidence there is nothing that one could open."""
        values = originals(*self.captures)
        for form in FORMATS:
            with self.subTest(form):
                report = analyzed("--anonymize", "--verbose", "--format", form, *self.captures)
                self.assertEqual(left(values, report.encode()), set())
                self.assertNotIn("wireshark ", report)
                for name in self.names:
                    self.assertNotIn(name, report)

    def test_what_is_looked_for_would_be_found(self):
        """Else the tests above would prove nothing."""
        report = analyzed("--format", "ndjson", *self.captures)
        self.assertGreater(len(left(originals(*self.captures), report.encode())), 10)
        self.assertIn("acme", report)

    def test_files_that_cannot_be_read_have_no_names(self):
        with tempfile.TemporaryDirectory(prefix="acme-corp-") as folder:
            path = pathlib.Path(folder, "acme.pcapng")
            path.write_bytes((HANDMADE / "421-basic.pcapng").read_bytes()[:-30])
            pathlib.Path(folder, "acme.txt").write_bytes(b"hello\n")
            done = sipfix("analyze", "--anonymize", folder)
            self.assertEqual(done.returncode, 3)
            self.assertNotIn("acme", done.stdout)
            self.assertIn(str(path), done.stderr)

    def test_no_baseline_knows_its_cases(self):
        done = sipfix("analyze", "--anonymize", "--baseline", "/dev/null", HANDMADE / "421-basic.pcapng")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("--baseline", done.stderr)

    def test_the_same_input_gives_the_same_bytes(self):
        captures = [CAPTURES / name for name in FOR_FORMATS[:2]]
        self.assertEqual(analyzed("--anonymize", "--format", "json", "--jobs", "1", *captures, cache=None),
                         analyzed("--anonymize", "--format", "json", "--jobs", "4", *captures, cache=None))

    def test_standard_input(self):
        with tempfile.TemporaryDirectory() as folder, \
                subprocess.Popen(["cat", HANDMADE / "421-basic.pcapng"], stdout=subprocess.PIPE) as pipe:
            done = sipfix("analyze", "--anonymize", "--evidence", folder, "-", stdin=pipe.stdout)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            (path,) = pathlib.Path(folder).iterdir()
            self.assertIn(f"wireshark -g 3 {path.name}\n", done.stdout)
            self.assertNotIn(folder, done.stdout)

    def test_commands_open_what_is_there(self):
        """The captures bear invented names: what can be opened is the evidence."""
        captures = [CAPTURES / "301-gave-up-asterisk.pcapng", HANDMADE / "421-basic.pcapng",
                    HANDMADE / "tcp-301-three-segments.pcapng"]
        with tempfile.TemporaryDirectory() as folder:
            report = json.loads(analyzed("--anonymize", "--format", "json", "--evidence", folder, *captures))
            self.assertEqual(len(report["problems"]), 3)
            for problem in report["problems"]:
                proof = problem["proof"]
                self.assertEqual(proof["command"], f"wireshark -g {proof['evidence_frame']} {proof['evidence']}")
                self.assertIn(f" of {proof['capture']}", proof["text"])
                (event,) = [one for one in events(pathlib.Path(folder, proof["evidence"])) if one["case"] == problem["case"]]
                self.assertEqual((event["frame"], event["status"]), (proof["evidence_frame"], problem["status"]))


if __name__ == "__main__":
    unittest.main()
