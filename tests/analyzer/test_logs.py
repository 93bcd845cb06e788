#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Logs with SIP in them are captures too: each layout tells the same as the capture of the same calls, as far as a log
can, and claims no more."""
import gzip
import html
import json
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import tempfile
import unittest

from command import COMMAND, ENVIRONMENT, SOURCE, lines_of, sipfix
import log_texts

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "reading"))
import captures  # pylint: disable=wrong-import-position

# What real software sent, and which address wrote the log.
CALLS = {"421-timer-asterisk.pcapng": "198.51.100.10", "301-followed-by-asterisk.pcapng": "198.51.100.10",
         "301-ipv6.pcapng": "2001:db8::20"}
# Layouts that are tried with all of them, and with the first.
SOME = ("freeswitch", "kamailio-sipdump")
FIRST = ("asterisk-pjsip", "bare")


def messages_of(name):
    """(seconds, (address, port), (address, port), bytes) of each SIP message in a capture of UDP."""
    found = []
    for _, time, data in captures.Pcapng((SOURCE / "captures" / name).read_bytes()).packets:
        kind, ip = struct.unpack_from("!H", data, 12)[0], data[14:]
        version, length, at = (4, 4, 12) if kind == 0x0800 else (6, 16, 8)
        if kind not in (0x0800, 0x86DD) or ip[9 if version == 4 else 6] != 17:
            continue
        family = socket.AF_INET if version == 4 else socket.AF_INET6
        ends = [socket.inet_ntop(family, ip[at + n * length:at + (n + 1) * length]) for n in range(2)]
        udp = ip[(ip[0] & 15) * 4 if version == 4 else 40:]
        ports = struct.unpack_from("!HH", udp)
        payload = udp[8:struct.unpack_from("!H", udp, 4)[0]]
        if b"SIP/2.0" in payload[:400]:
            found.append((time / 1e9, (ends[0], ports[0]), (ends[1], ports[1]), payload))
    return found


MESSAGE = """INVITE sip:bob@example.net SIP/2.0
Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1
From: <sip:alice@example.net>;tag=1
To: <sip:bob@example.net>
Call-ID: 1@example.net
CSeq: 1 INVITE
Content-Length: 0

"""
SENT = "<--- Transmitting SIP request (300 bytes) to UDP:198.51.100.7:5070 --->\n"


class Told:
    """A message, as the reader of logs told it."""

    def __init__(self, line):
        number, self.kind, nanoseconds, self.transport, source, destination, cut, data = line.split("\t")
        self.line, self.time, self.is_cut, self.bytes = int(number), int(nanoseconds), cut == "1", bytes.fromhex(data)
        self.source, self.destination = ((end.split()[0], int(end.split()[1])) for end in (source, destination))


def tell(data):
    """(messages, title, how many were pasted, hours twice)"""
    done = subprocess.run([os.environ["SIPFIX_LOG_TELLER"]], input=data, capture_output=True, check=True, timeout=600)
    *messages, last = done.stdout.decode().splitlines()
    title, pasted, hours = last.split("\t")
    return [Told(one) for one in messages], title, int(pasted), int(hours)


def report(*arguments, **options):
    done = sipfix("analyze", "--format", "json", *arguments, **options)
    if done.returncode not in (0, 3):
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


def events(*arguments):
    return lines_of(sipfix("analyze", "--format", "ndjson", *arguments).stdout, "event")


def hep3(at, src, dst, data):
    chunks = [(1, b"\x02"), (2, b"\x11"), (3, socket.inet_aton(src[0])), (4, socket.inet_aton(dst[0])),
              (7, struct.pack("!H", src[1])), (8, struct.pack("!H", dst[1])), (9, struct.pack("!I", int(at))),
              (10, struct.pack("!I", int(at % 1 * 1e6))), (11, b"\x01"), (17, b"call"), (15, data)]
    body = b"".join(struct.pack("!HHH", 0, kind, 6 + len(value)) + value for kind, value in chunks)
    return b"HEP3" + struct.pack("!H", 6 + len(body)) + body


def tcp(payload, offset):
    """A segment of a stream whose numbers go round in it."""
    head = struct.pack("!HHIIBBHHH", 40000, 9060, (0xFFFFFF00 + offset) & 0xFFFFFFFF, 1, 5 << 4, 0x18, 8192, 0, 0)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40 + len(payload), 0, 0, 64, 6, 0, socket.inet_aton("192.0.2.1"),
                     socket.inet_aton("192.0.2.2"))
    return bytes(12) + b"\x08\x00" + ip + head + payload


def packed_by(command, data):
    return subprocess.run([command, "-c"], input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout


class Logs(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.messages = {name: messages_of(name) for name in CALLS}

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o755)

    def log(self, layout, capture="421-timer-asterisk.pcapng", name=None):
        path = self.folder / (name or f"{layout}.log")
        path.write_text(log_texts.log(layout, self.messages[capture], CALLS[capture]), encoding="utf-8", newline="")
        return path

    def test_every_layout_is_read_as_it_was_written(self):
        """By the reader alone: lines, times, ends, and every byte."""
        for capture in CALLS:
            for layout, (_, title, times, both) in log_texts.LAYOUTS.items():
                with self.subTest(capture, layout=layout):
                    path = self.log(layout, capture)
                    lines = path.read_bytes().split(b"\n")
                    told, read_as, pasted, _ = tell(path.read_bytes())
                    self.assertEqual((read_as, len(told)), (title, len(self.messages[capture])))
                    self.assertEqual(pasted, len(told) if layout == "avaya-portal" else 0)
                    for got, (at, src, dst, data) in zip(told, self.messages[capture]):
                        self.assertEqual(got.bytes.decode(), data.decode())
                        self.assertFalse(got.is_cut)
                        self.assertIn(data.split(b"\r\n")[0][:300], lines[got.line - 1])
                        self.assertEqual(got.kind, times)
                        if times in ("whole", "local"):
                            self.assertLess(abs(got.time / 1e9 - at), 1)
                        for end, known in ((got.source, src), (got.destination, dst)):
                            self.assertIn(end, ((known,) if both else (known, ("-", 0))))
                        self.assertNotEqual((got.source, got.destination), (("-", 0), ("-", 0)))

    def test_what_pages_made_of_a_log_is_undone(self):
        log = self.log("asterisk-pjsip", "301-followed-by-asterisk.pcapng").read_text(encoding="utf-8")
        wanted = [one.bytes for one in tell(log.encode())[0]]
        lines = log.splitlines()
        for what, pasted in (
                ("entities", [html.escape(line) for line in lines]), ("quotes", ["> " + line for line in lines]),
                ("quoted quotes", [("> > " + line).rstrip() for line in lines]),
                ("numbers", [f"{n:5}. {line}" for n, line in enumerate(lines, 1)]),
                ("numbers, tabulators", [f"{n}\t{line}" for n, line in enumerate(lines, 1)]),
                ("a list", ["- " + line for line in lines]), ("a table", [line + " | |" for line in lines]),
                ("an editor", [line + "^M" for line in lines]),
                ("dashes", [line.replace("--->", "—>").replace("<---", "<—") for line in lines])):
            with self.subTest(what):
                told, read_as, count, _ = tell("\n".join(pasted).encode())
                self.assertEqual([one.bytes for one in told], wanted)
                self.assertEqual((read_as, count), ("Asterisk PJSIP logger", len(wanted)))
                self.assertNotEqual(told[0].source, ("-", 0))
        self.assertEqual(tell(log.encode())[2], 0)
        path = self.folder / "pasted.log"
        path.write_text("\n".join("> " + line for line in lines), encoding="utf-8")
        self.assertIn("logs_pasted", [one["key"] for one in report(path)["unseen"]])

    def test_what_stands_before_all_lines(self):
        """Blanks, as pages indent what is code, or what a program puts there: before the line that tells the ends, too."""
        for layout, title in (("ngrep", "ngrep"), ("baresip", "baresip sip_trace"), ("sngrep", "sngrep text"),
                              ("sipp", "SIPp message trace"), ("snom", "snom SIP trace")):
            path = self.log(layout)
            plain = tell(path.read_bytes())[0]
            for before in ("    ", "\t", "08-11 05:50:01.382 18941 18976 D Lib: "):
                with self.subTest(layout, before=before):
                    told, read_as, _, _ = tell("".join(before + line + "\n" for line in
                                                       path.read_text(encoding="utf-8").split("\n")).encode())
                    self.assertEqual(read_as, title)
                    self.assertEqual([(one.bytes, one.source, one.destination) for one in told],
                                     [(one.bytes, one.source, one.destination) for one in plain])
        # Blanks of another depth are of something else.
        told, read_as, _, _ = tell(("UDP 192.0.2.1:5060 -> 198.51.100.7:5060 was sent:\n    " +
                                    MESSAGE.replace("\n", "\n    ")).encode())
        self.assertEqual((read_as, told[0].destination), ("SIP as text", ("-", 0)))

    def test_the_dots_of_ngrep(self):
        dotted = MESSAGE.replace("\n", ".\n")
        wanted = [MESSAGE.replace("\n", "\r\n").encode()]
        for what, text in (("with names", "U(17) +0.000769 192.0.2.1:5060 -> 198.51.100.7:5060 #4\n" + dotted),
                           ("nothing else copied", dotted), ("lines doubled", dotted.replace("\n", "\n\n"))):
            with self.subTest(what):
                self.assertEqual([one.bytes for one in tell(text.encode())[0]], wanted)
        answer = "SIP/2.0 200 OK\n" + MESSAGE.split("\n", 1)[1]
        self.assertEqual(tell(answer.replace("\n", ".\n").encode())[0][0].bytes, answer.replace("\n", "\r\n").encode())
        self.assertEqual(tell(dotted.encode())[2], 1)
        # A dot that somebody wrote is theirs.
        for text in (answer.replace("OK", "OK."), MESSAGE.replace("Length: 0", "Length: 0\nSubject: Yes.")):
            told, _, pasted, _ = tell(text.encode())
            self.assertEqual((told[0].bytes, pasted), (text.replace("\n", "\r\n").encode(), 0))

    def test_carriage_returns_inside_a_line(self):
        """One line a message, as a syslog shows what a telephone sends it."""
        line = "Aug 20 16:40:00 192.0.2.1 " + MESSAGE.replace("\n", "^M ").rstrip() + "\n"
        told = tell((2 * line).encode())[0]
        self.assertEqual([one.bytes for one in told], 2 * [MESSAGE.replace("\n", "\r\n").encode()])
        # At the end of each line they are none of it.
        told = tell(MESSAGE.replace("\n", "^M\n").encode())[0]
        self.assertEqual(told[0].bytes, MESSAGE.replace("\n", "\r\n").encode())

    def test_lines_that_a_page_broke_or_lost(self):
        long = "Allow: INVITE, ACK, BYE, CANCEL,\nOPTIONS, REFER\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=\nz9hG4bK1\n;rport"
        message = MESSAGE.replace("Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1", long)
        told, _, pasted, _ = tell(message.encode())
        self.assertIn(b"Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, REFER\r\n", told[0].bytes)
        self.assertIn(b";branch= z9hG4bK1 ;rport\r\n", told[0].bytes)
        self.assertEqual(pasted, 1)
        body = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\n"
        told, _, pasted, _ = tell(MESSAGE.replace("Content-Length: 0\n\n", "Content-Type: application/sdp\n"
                                                  f"Content-Length: {len(body) + 3}\n{body}").encode())
        self.assertTrue(told[0].bytes.endswith(b"\r\n\r\n" + body.replace("\n", "\r\n").encode()))
        self.assertEqual(pasted, 1)
        # A line of another program is not of the message.
        told, _, pasted, _ = tell(MESSAGE.replace("To:", "[12] NOTICE: else\nTo:").encode())
        self.assertEqual((told[0].bytes, pasted), (MESSAGE.replace("\n", "\r\n").encode(), 0))

    def test_addresses_that_somebody_hid(self):
        path = self.folder / "hidden.log"
        path.write_text((SENT + MESSAGE).replace("198.51.100.7", "198.51.xx.xx") + SENT + MESSAGE +
                        MESSAGE.replace("bob@example.net SIP", "[email protected] SIP"), encoding="utf-8")
        told = report(path)
        self.assertEqual(told["looked"]["sip"], 2)
        self.assertEqual({one["key"]: one["count"] for one in told["unseen"]}["logs_hidden"], 2)
        # Nor is what all calls of a page would have in common the name of one.
        self.assertEqual(tell(MESSAGE.replace("1@example.net\nCSeq", "[email protected]\nCSeq").encode())[0], [])

    def test_an_element_whose_address_no_log_tells(self):
        """A sentence names it all the same, and begins with a capital."""
        text = MESSAGE.rstrip() + "\n\n"
        moved = text.replace(text.splitlines()[0], "SIP/2.0 301 Moved Permanently")
        for contact, said in (("", "[.] An unknown address answers 301"),
                              ("Contact: <sip:bob@192.0.2.9>\n", "asks an unknown address for an address that")):
            path = self.folder / "bare.log"
            path.write_text(text + moved.replace("Content-Length", f"{contact}Content-Length"), encoding="utf-8")
            self.assertRegex(" ".join(sipfix("analyze", path).stdout.split()), said)

    def test_a_body_that_is_sip(self):
        """message/sipfrag (RFC 3420): what looks like a message is none of its own."""
        fragment = "SIP/2.0 301 Moved Permanently\nVia: SIP/2.0/UDP 192.0.2.1\nCall-ID: 2\nCSeq: 1 INVITE\n"
        kind = "Content-Type: message/sipfrag;version=2.0\n"
        notify = MESSAGE.replace("INVITE", "NOTIFY").replace(
            "Content-Length: 0\n\n", f"{kind}Content-Length: {len(fragment) + 4}\n\n{fragment}")
        told = tell((notify + "\n" + MESSAGE).encode())[0]
        self.assertEqual(len(told), 2)
        self.assertTrue(told[0].bytes.endswith(fragment.replace("\n", "\r\n").encode()))
        # Where the body was left out, the next message is one.
        told = tell((SENT + notify.replace(fragment, "") + SENT + MESSAGE).encode())[0]
        self.assertEqual([b"NOTIFY" in one.bytes for one in told], [True, False])

    def test_lines_that_syslog_broke(self):
        """AudioCodes: a message in several packets, which end anywhere."""
        head = "---- Incoming SIP Message from 192.0.2.1:5060 to SIPInterface #0 (LAN) UDP TO(#1) SocketID(1) ----"
        stamp, tail = "2026-03-02T08:15:00.769Z 192.0.2.9 [S=%d] [SID=1a2b3c:30:1234] ", " [Time:02-03@08:15:00.769]\n"
        wanted = MESSAGE.replace("\n", "\r\n").encode()
        flat = MESSAGE.replace("\n", "#012")
        for at in range(len("INVITE sip:bob@example.net SIP/2.0#012"), len(flat) - 12, 3):
            one = stamp % 1 + head + " #012" + flat[:at] + tail + stamp % 2 + flat[at:] + tail
            told, read_as, _, _ = tell(one.encode())
            self.assertEqual(([one.bytes for one in told], read_as), ([wanted], "AudioCodes syslog"), at)
        for at in range(len("INVITE sip:bob@example.net SIP/2.0\nVi"), len(MESSAGE) - 20, 2):
            two = stamp % 1 + head + tail + stamp % 2 + MESSAGE[:at].rstrip("\n") + tail + stamp % 3 + \
                MESSAGE[at:].rstrip("\n") + tail + stamp % 4 + tail
            told = tell(two.encode())[0]
            # Whether a packet ended with its line nobody can say where both could be lines; what begins with a blank
            # goes on with the line before, too.
            if "\n" not in MESSAGE[at - 1:at + 1] and MESSAGE[at] != " " and ":" not in MESSAGE[at:].split("\n")[0]:
                self.assertEqual([one.bytes for one in told], [wanted], MESSAGE[:at][-20:])

    def test_midnight_new_year_and_the_end_of_summer(self):
        def times(*stamps):
            told, _, _, hours = tell("".join(f"{stamp} pbx: {SENT}{MESSAGE}" for stamp in stamps).encode())
            return [(one.time - told[0].time) / 1e9 for one in told], hours

        self.assertEqual(times("23:59:59.5", "00:00:00.5", "23:59:59.9", "00:00:01.5", "13:00:00", "00:30:00"),
                         ([0, 1, 0.4, 2, 46800.5, 88200.5], 0))
        self.assertEqual(times("Dec 31 23:59:59", "Jan  1 00:00:01", "Dec 31 23:59:59", "Feb 28 23:59:59", "Mar  1 00:00:00"),
                         ([0, 2, 0, 59 * 86400, 59 * 86400 + 1], 0))
        self.assertEqual(times("2026-10-25 02:59:59", "2026-10-25 02:00:00", "2026-10-25 02:59:59", "2026-10-25 03:00:00")[1], 1)
        self.assertEqual(times("2026-10-25T02:59:59+02:00", "2026-10-25T02:00:00+01:00"), ([0, 1], 0))
        path = self.folder / "summer.log"
        path.write_text("".join(f"[{stamp}] x: {SENT}{MESSAGE}" for stamp in ("2026-10-25 02:59:59", "2026-10-25 02:00:00")),
                        encoding="utf-8")
        told = {one["key"]: one["count"] for one in report(path)["unseen"]}
        self.assertEqual(told["logs_hour_twice"], 1)

    def test_two_loggers_write_the_same(self):
        capture = "301-followed-by-asterisk.pcapng"
        once = log_texts.log("asterisk-pjsip", self.messages[capture], CALLS[capture])
        twice = "".join(2 * log_texts.log("asterisk-pjsip", [one], CALLS[capture]) for one in self.messages[capture])
        self.assertEqual([one.bytes for one in tell(twice.encode())[0]], [one.bytes for one in tell(once.encode())[0]])
        path = self.folder / "full.log"
        path.write_text(twice, encoding="utf-8")
        told = report(path)
        self.assertEqual(told["looked"]["sip"], len(self.messages[capture]))
        self.assertEqual({one["key"]: one["count"] for one in told["unseen"]}["logs_twice"], len(self.messages[capture]))
        # What was sent again was: half a second later, or where the time does not say it.
        for stamps in (("08:15:00.100", "08:15:00.600"), ("08:15:00", "08:15:00")):
            told = tell("".join(f"[2026-03-02 {stamp}] x: {SENT}{MESSAGE}" for stamp in stamps).encode())[0]
            self.assertEqual(len(told), 2)

    def test_rotated_logs_are_one(self):
        capture = "301-followed-by-asterisk.pcapng"
        messages = self.messages[capture]
        wanted = [(one["check"], one["outcomes"]) for one in report(SOURCE / "captures" / capture)["problems"]]
        midnight = messages[0][0] // 86400 * 86400 + 86400
        night = [(midnight - 0.05 + (at - messages[0][0]) * 4, *rest) for at, *rest in messages]
        for layout, told in (("asterisk-pjsip", messages), ("freeswitch", messages), ("freeswitch", night)):
            with self.subTest(layout):
                folder = self.folder / "rotated"
                folder.mkdir(exist_ok=True)
                for name, part in (("full.log.2.gz", told[:2]), ("full.log.1", told[2:4]), ("full.log", told[4:])):
                    text = log_texts.log(layout, part, CALLS[capture]).encode()
                    (folder / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
                found = report(folder)
                self.assertEqual((found["looked"]["runs"], found["looked"]["captures"]), (1, 3))
                self.assertEqual([(one["check"], one["outcomes"]) for one in found["problems"]], wanted)
                event = next(one for one in events(folder) if one["status"] == 301)
                self.assertEqual(event["capture"], f"{folder}/full.log.2.gz")
                self.assertLess(event.get("detour", 0), 1)
        (folder / "full.log.1").unlink()
        self.assertEqual(report(folder)["looked"]["runs"], 2)

    def test_layouts_tell_what_the_capture_tells(self):
        for capture in CALLS:
            wanted = report(SOURCE / "captures" / capture)["problems"]
            for layout in SOME if capture != next(iter(CALLS)) else SOME + FIRST:
                with self.subTest(capture, layout=layout):
                    _, title, times, both = log_texts.LAYOUTS[layout]
                    path = self.log(layout, capture)
                    told = report(path)
                    self.assertEqual(told["looked"]["sip"], len(self.messages[capture]))
                    self.assertEqual(told["looked"]["logs"], {title: 1})
                    got = told["problems"]
                    self.assertEqual([(one["check"], one["outcomes"]) for one in got],
                                     [(one["check"], one["outcomes"]) for one in wanted])
                    if both:
                        self.assertEqual([one["case"] for one in got], [one["case"] for one in wanted])
                    self.assertEqual("first" in told["looked"], times in ("whole", "local"))
                    lacks = {"none": "logs_without_time", "day": "logs_without_date", "local": "logs_without_zone"}
                    self.assertEqual([one["key"] for one in told["unseen"] if one["key"].startswith("logs_")],
                                     [lacks[times]] if times in lacks else [])

    def test_logs_of_real_programs_tell_what_the_capture_tells(self):
        """captures/lab: Asterisk, Kamailio, SIPp and baresip, and the packets that they sent each other."""
        folder = SOURCE / "captures/logs"
        wanted = {one["check"]: one["outcomes"] for one in report(folder / "two-calls.pcapng")["problems"]}
        self.assertEqual(set(wanted), {"moved.permanently", "extension.required"})
        for name, title, messages, met in (
                ("asterisk", "Asterisk PJSIP logger", 12, wanted),
                ("sipp", "SIPp message trace", 3, {"extension.required": wanted["extension.required"]}),
                # It does not see what came of it.
                ("kamailio", "Kamailio sipdump", 3, {"moved.permanently": {"unknown": 1}}),
                ("baresip", "baresip sip_trace", 6, {})):
            with self.subTest(name):
                told = report(folder / f"{name}.log")
                self.assertEqual((told["looked"]["logs"], told["looked"]["sip"]), ({title: 1}, messages))
                self.assertEqual({one["check"]: one["outcomes"] for one in told["problems"]}, met)
                # Where nobody says whose address it is, there is none; people read words.
                ends = [fix for event in events(folder / f"{name}.log") for finding in event["findings"]
                        for fix in finding["fix"] + finding.get("known", [])]
                for fix in ends + [fix for one in told["problems"] for fix in one["fixes"]]:
                    self.assertRegex(fix.get("at", "198.51.100.10"), r"^[0-9a-f.:]+$")
                self.assertEqual(any("at" not in fix for fix in ends), name in ("asterisk", "sipp"))

    def test_a_time_is_told_where_the_log_tells_it(self):
        for layout in SOME + FIRST:
            times = log_texts.LAYOUTS[layout][2]
            with self.subTest(layout):
                path = self.log(layout)
                for event in events(path):
                    self.assertEqual("time" in event, times in ("whole", "local"))
                    if times in ("whole", "local"):
                        self.assertTrue(event["time"].startswith("2026-11-22T17:20:51"), event["time"])
                self.assertNotIn("197", sipfix("analyze", path).stdout)  # neither 1970 nor 1972

    def test_without_times_nothing_took_so_long(self):
        for layout, (_, _, times, _) in log_texts.LAYOUTS.items():
            if layout not in ("bare", "freeswitch"):
                continue
            path = self.log(layout, "301-followed-by-asterisk.pcapng")
            for lines in (events(path), events("--anonymize", path)):
                self.assertEqual("detour" in lines[0], times != "none")
                self.assertEqual("delay" in lines[0]["followups"][0], times != "none")

    def test_both_ways_are_one(self):
        """What goes to the ledger as it is, and what is dissected."""
        for layout in SOME + FIRST:
            with self.subTest(layout):
                path = self.log(layout)
                short = sipfix("analyze", "-f", "ndjson", path).stdout
                self.assertEqual(short, sipfix("analyze", "-f", "ndjson", "--all-frames", path).stdout)

    def test_the_line_is_that_of_the_message(self):
        for layout in ("freeswitch", "ngrep"):
            path = self.log(layout)
            lines = path.read_bytes().split(b"\n")
            for event in events(path):
                self.assertIn(b"SIP/2.0 421", lines[event["line"] - 1])
                self.assertIn(b"INVITE sip:", lines[event["request"]["line"] - 1])
                self.assertEqual(event["frame"], 2)

    def test_places_are_lines(self):
        path = self.log("freeswitch", name="full.log")
        text = sipfix("analyze", path).stdout
        line = re.search(r"421 in line (\d+)", text)[1]
        self.assertIn(f"less +{line} {path}", re.sub(r"\s+", " ", text))
        self.assertIn("read as: FreeSWITCH sofia trace", re.sub(r"\s+", " ", text))
        self.assertNotIn("wireshark -g", text)
        for form in ("html", "markdown"):
            shown = sipfix("analyze", "--format", form, path).stdout
            self.assertIn("FreeSWITCH sofia trace", shown)
            self.assertIn(f"line {line}", shown)
        table = sipfix("analyze", "--format", "csv", path).stdout
        self.assertIn(f",{line},", table.splitlines()[-1])

    def test_routes_name_lines(self):
        path = self.log("oracle", "301-followed-by-asterisk.pcapng")
        done = sipfix("routes", "--include", "once", path)
        self.assertIn(f"301 in {path}:33", done.stdout)

    def test_compressed_piped_in_a_folder(self):
        path = self.log("asterisk-pjsip", name="full.log")
        whole = report(path)["problems"]
        packed = self.folder / "full.log.gz"
        packed.write_bytes(gzip.compress(path.read_bytes()))
        self.assertEqual(report(packed)["problems"][0]["check"], whole[0]["check"])
        self.assertIn("zless +", sipfix("analyze", packed).stdout)
        for data in (path.read_bytes(), packed.read_bytes()):
            done = subprocess.run([COMMAND, "analyze", "-f", "json", "-"], input=data, capture_output=True, check=False,
                                  env=ENVIRONMENT, timeout=600)
            self.assertEqual(json.loads(done.stdout)["problems"][0]["case"], whole[0]["case"])
        packed.unlink()
        (self.folder / "full").write_bytes(path.read_bytes().replace(b"Asterisk", b"Asteriks"))
        (self.folder / "other.log").write_text("nothing of interest\n", encoding="utf-8")
        told = report(self.folder)
        self.assertEqual(told["looked"]["logs"], {"Asterisk PJSIP logger": 2})
        self.assertEqual(told["not_captures"], [f"{self.folder}/other.log"])

    def test_all_pieces_of_what_is_compressed(self):
        """Programs that compress as they write, and logrotate, leave several pieces in one file."""
        path = self.log("asterisk-pjsip", name="full.log")
        lines = path.read_bytes().splitlines(keepends=True)
        pieces = [b"".join(lines[at:at + 20]) for at in range(0, len(lines), 20)]
        self.assertGreater(len(pieces), 2)
        wanted = report(path)["looked"]
        for suffix, command, pager in (("gz", "gzip", "zless +"), ("zst", "zstd", "zstdless +"),
                                       ("lz4", "lz4", "lz4cat "), ("xz", "xz", "xzless +")):
            with self.subTest(suffix):
                packed = self.folder / f"full.log.{suffix}"
                data = b"".join(packed_by(command, piece) for piece in pieces)
                packed.write_bytes(data + bytes(4 if suffix in ("gz", "xz") else 0))
                done = sipfix("analyze", "-f", "json", packed)
                if "Unpack it first" in done.stderr:  # built without its library
                    self.assertIn(f"({command} -d)", done.stderr)
                    self.assertNotEqual(suffix, "gz")
                    continue
                looked = json.loads(done.stdout)["looked"]
                self.assertEqual((looked["sip"], looked["frames"]), (wanted["sip"], wanted["frames"]), done.stderr)
                self.assertEqual(done.stderr, "")
                self.assertIn(pager, sipfix("analyze", packed).stdout)
                packed.write_bytes(data[:-10])
                done = sipfix("analyze", "-f", "json", packed)
                self.assertEqual(json.loads(done.stdout)["problems"][0]["check"], "extension.required")
                self.assertRegex(done.stderr, f"full.log.{suffix}: cut short after line [1-9]")
                packed.write_bytes(data + b"what is no part of it")
                self.assertIn("goes on with what is not compressed after line", sipfix("analyze", packed).stderr)

    def test_logs_of_windows_shell(self):
        """There a program's output that goes into a file becomes UTF-16."""
        path = self.log("asterisk-pjsip", name="full.log")
        text = path.read_text() + "Grüße ☎ 📞\n"
        wanted = report(path)["looked"]
        for name, data in (("little", b"\xff\xfe" + text.encode("utf-16-le")), ("big", b"\xfe\xff" + text.encode("utf-16-be"))):
            with self.subTest(name):
                path.write_bytes(data.replace(b"\n\0", b"\r\0\n\0") if name == "little" else data)
                done = sipfix("analyze", "-f", "json", path)
                looked = json.loads(done.stdout)["looked"]
                self.assertEqual((looked["sip"], looked["frames"], done.stderr), (wanted["sip"], wanted["frames"], ""))
                path.write_bytes(data[:-1])
                done = sipfix("analyze", "-f", "json", path)
                self.assertEqual(json.loads(done.stdout)["looked"]["sip"], wanted["sip"])
                self.assertRegex(done.stderr, "full.log: cut short after line [1-9]")
        # A pipe ends its pieces in the middle of letters; and half of a pair is no letter.
        whole = data
        damaged = data + b"\xd8\x3d" + "\nSIP/2.0".encode("utf-16-be") + data[2:]
        for data, trouble in ((whole, ""), (damaged, "its UTF-16 is damaged after line")):
            with subprocess.Popen([COMMAND, "analyze", "-f", "json", "-"], env=ENVIRONMENT, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
                for at in range(0, len(data), 4095):
                    program.stdin.write(data[at:at + 4095])
                    program.stdin.flush()
                out, err = program.communicate()
            self.assertEqual(json.loads(out)["looked"]["sip"], wanted["sip"])
            self.assertIn(trouble, err.decode())
            self.assertEqual(err == b"", trouble == "")

    def test_what_took_less_than_the_clock_tells(self):
        """Times in whole seconds: that it took no time at all would be more than the log told."""
        path = SOURCE / "captures/logs/asterisk.log"
        (moved,) = [one for one in report(path)["problems"] if one["check"].startswith("moved.")]
        self.assertEqual(moved["outcomes"], {"answered": 1})
        self.assertNotIn("delay", moved)
        self.assertNotIn(" ms", sipfix("analyze", path).stdout)

    def test_text_that_resembles_a_capture(self):
        """Sixteen bytes, again and again, are what libwiretap takes for packets of Endace's cards."""
        path = self.log("asterisk-pjsip", name="full.log")
        wanted = report(path)["looked"]
        path.write_bytes(b"x y 1.2.3.4 SIP " * 9000 + b"\n" + path.read_bytes())
        done = sipfix("analyze", "-f", "json", path)
        looked = json.loads(done.stdout)["looked"]
        self.assertEqual((looked["sip"], looked["frames"], done.stderr), (wanted["sip"], wanted["frames"], ""))

    def test_what_endaces_cards_write_stays_a_capture(self):
        plain, packed = self.folder / "a.erf", self.folder / "a.erf.zst"
        records = b""
        for _, time, data in captures.Pcapng((SOURCE / "captures/301-followed-by-asterisk.pcapng").read_bytes()).packets:
            seconds, rest = divmod(time, 10**9)
            head = struct.pack("<II", (rest << 32) // 10**9, seconds)
            records += head + struct.pack("!BBHHH2x", 2, 4, 18 + len(data), 0, len(data)) + data
        plain.write_bytes(records)
        wanted = report(plain)["looked"]
        self.assertGreater(wanted["sip"], 0)
        packed.write_bytes(packed_by("zstd", plain.read_bytes()))
        done = sipfix("analyze", "-f", "json", packed)
        if "Unpack it first" in done.stderr:  # a libwiretap without zstd
            self.assertNotEqual(subprocess.run(["capinfos", "-c", packed], capture_output=True, check=False).returncode, 0)
        else:
            self.assertEqual(json.loads(done.stdout)["looked"]["sip"], wanted["sip"])

    def test_what_cannot_be_unpacked_is_told(self):
        path = self.log("asterisk-pjsip", name="full.log")
        capture = SOURCE / "captures/301-ipv6.pcapng"
        for name, command, data in (("full.log.bz2", "bzip2", path.read_bytes()),
                                    ("a.pcapng.xz", "xz", capture.read_bytes()),
                                    ("a.pcapng.bz2", "bzip2", capture.read_bytes())):
            packed = self.folder / name
            packed.write_bytes(packed_by(command, data))
            done = sipfix("analyze", packed)
            self.assertIn(f"compressed, and cannot be read so\n  Unpack it first: {command} -d\n", done.stderr)
            self.assertEqual(done.returncode, 2)

    def test_the_same_log_twice_and_a_cache(self):
        path = self.log("oracle")
        cache = self.folder / "cache"
        first = sipfix("analyze", "-f", "ndjson", "--cache", cache, path).stdout
        self.assertEqual(sipfix("analyze", "-f", "ndjson", "--cache", cache, path).stdout, first)
        self.assertIn('"line":', first)

    def test_evidence_and_anonymising(self):
        path = self.log("kamailio-sipdump")
        out = self.folder / "evidence"
        self.assertEqual(sipfix("analyze", "--evidence", out, path).returncode, 0)
        cut = next(out.glob("*.pcapng"))
        self.assertIn(b"line 13", cut.read_bytes())
        self.assertEqual(report(cut)["problems"][0]["check"], "extension.required")
        for layout in ("freeswitch", "bare"):  # which do not know all addresses
            hidden = sipfix("analyze", "--anonymize", self.log(layout))
            self.assertIn("answers 421 to INVITE", hidden.stdout.replace("\n  ", " "))
            self.assertNotIn("0.0.0.0", hidden.stdout)
            self.assertNotIn("203.0.113.6", hidden.stdout)
        hidden = sipfix("analyze", "--anonymize", path)
        self.assertEqual(hidden.returncode, 0, hidden.stderr)
        self.assertIn("421", hidden.stdout)
        self.assertNotIn("asterisk.example.net", hidden.stdout)

    def test_convert(self):
        for layout, (_, title, _, _) in log_texts.LAYOUTS.items():
            if layout not in SOME + ("bare",):
                continue
            with self.subTest(layout):
                path = self.log(layout)
                out = self.folder / f"{layout}.pcapng"
                done = sipfix("convert", path, "-o", out)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(f"3 messages, read as: {title}", done.stderr)
                one, other = report(path)["problems"][0], report(out)["problems"][0]
                self.assertEqual((one["case"], one["outcomes"]), (other["case"], other["outcomes"]))
                line = events(path)[0]["line"]
                self.assertIn(f"line {line}".encode(), out.read_bytes())

    def test_convert_what_is_no_log(self):
        path = self.folder / "none.log"
        path.write_text("nothing of interest\n", encoding="utf-8")
        out = self.folder / "none.pcapng"
        done = sipfix("convert", path, "-o", out)
        self.assertEqual((done.returncode, out.exists()), (2, False))
        self.assertIn("none.log: it is no log with SIP in it", done.stderr)
        done = sipfix("convert", SOURCE / "captures/301-ipv6.pcapng", "-o", out)
        self.assertEqual((done.returncode, out.exists()), (2, False))
        self.assertIn("it is no log", done.stderr)
        self.assertEqual(sipfix("convert").returncode, 2)
        self.assertEqual(sipfix("convert", self.folder / "absent").returncode, 2)

    def test_what_a_stranger_wrote_is_escaped(self):
        text = log_texts.log("oracle", self.messages["421-timer-asterisk.pcapng"], "198.51.100.10")
        path = self.folder / "evil.log"
        path.write_bytes(text.replace("Asterisk PBX", "\x1b[2J<script>alert(1)</script>\x07").encode())
        for form in ("text", "html", "json", "markdown"):
            shown = sipfix("analyze", "--format", form, path).stdout
            self.assertNotIn("\x1b", shown)
            self.assertNotIn("<script>alert", shown if form == "html" else "")

    def test_hep_over_tcp(self):
        """A stream, in segments that begin and end anywhere, come late, twice, or never."""
        messages = self.messages["421-timer-asterisk.pcapng"]
        wanted = report(SOURCE / "captures/421-timer-asterisk.pcapng")["problems"]
        copies = [hep3(*one) for one in messages]
        whole = b"".join(copies)
        hundreds = [(at, whole[at:at + 100]) for at in range(0, len(whole), 100)]
        # The head of the second one, and its SIP as a segment of its own.
        second = len(copies[0])
        split = second + copies[1].index(b"SIP/2.0 421")
        early = hundreds[:]
        early[3:6] = [early[4], early[5], early[3], early[4]]
        for what, segments, count in (
                ("one each", [(sum(map(len, copies[:n])), one) for n, one in enumerate(copies)], 3),
                ("all in one", [(0, whole)], 3),
                ("by hundreds", hundreds, 3),
                ("late and twice", early, 3),
                ("SIP alone", [(0, whole[:second]), (second, whole[second:split]), (split, whole[split:])], 3),
                ("from the middle on", [(at, data) for at, data in [(second - 50, whole[second - 50:second]),
                                                                   (second, whole[second:])]], 2),
                ("a hole", [(0, whole[:second - 9]), (second, whole[second:second + 150]),
                            (second + 150, whole[second + 150:])], 2)):
            with self.subTest(what):
                path = self.folder / "hep.pcap"
                at = int(messages[0][0] * 1e9)
                path.write_bytes(captures.pcap([(at + 1000 * n, tcp(data, offset)) for n, (offset, data) in
                                                enumerate(segments)], nano=True))
                told = report(path)
                self.assertEqual(told["looked"]["sip"], count)
                self.assertEqual(told["looked"]["frames"], len(segments))
                if count == 3:
                    self.assertEqual([one["case"] for one in told["problems"]], [one["case"] for one in wanted])
                    self.assertTrue(events(path)[0]["time"].startswith("2026-11-22T17:20:51.775"))

    def test_hep(self):
        """Copies for Homer are told by what is inside."""
        def two(at, src, dst, data):
            return (struct.pack("!BBBBHH", 2, 16, 2, 17, src[1], dst[1]) + socket.inet_aton(src[0]) +
                    socket.inet_aton(dst[0]) + struct.pack("<IIHH", int(at), int(at % 1 * 1e6), 1, 0) + data)

        messages = self.messages["421-timer-asterisk.pcapng"]
        wanted = report(SOURCE / "captures/421-timer-asterisk.pcapng")["problems"]
        for kind, port in ((hep3, 9060), (two, 9060), (hep3, 9063)):
            with self.subTest(kind.__name__, port=port):
                path = self.folder / "hep.pcap"
                packets = [(int(one[0] * 1e9) + 7_000_000, captures.udp(kind(*one), dport=port, sport=40000))
                           for one in messages]
                path.write_bytes(captures.pcap(packets, nano=True))
                told = report(path)
                self.assertEqual(told["looked"]["sip"], 3)
                self.assertEqual([one["case"] for one in told["problems"]], [one["case"] for one in wanted])
                self.assertTrue(events(path)[0]["time"].startswith("2026-11-22T17:20:51.775"))
                if kind is hep3:
                    out = self.folder / f"evidence-{port}"
                    sipfix("analyze", "--evidence", out, path)
                    self.assertIn(b"HEP correlation id call", next(out.glob("*.pcapng")).read_bytes())


if __name__ == "__main__":
    os.umask(0o022)
    unittest.main()
