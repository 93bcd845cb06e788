#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A network of thousands of telephones: the run line that names them all is long, and what is remembered bounded."""
import json
import pathlib
import socket
import struct
import sys
import tempfile
import unittest

from command import sipfix
from schemas import complaints

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "reading"))
import captures  # pylint: disable=wrong-import-position
from captures import SECOND, START  # pylint: disable=wrong-import-position

COUNTED = 4096  # addresses in a run line
SERVER, CALLER = "198.51.100.1", "203.0.113.7"
METHODS = ("REGISTER", "SUBSCRIBE", "INVITE")


def phone(number):
    return socket.inet_ntoa(struct.pack("!I", 0x0A000000 + 256 + number))


def sip(first, call, method, *headers):
    lines = [first, f"Via: SIP/2.0/UDP {CALLER};branch=z9hG4bK{call}", "From: <sip:a@example.net>;tag=1",
             "To: <sip:b@example.net>" + (";tag=2" if first.startswith("SIP") else ""), f"Call-ID: {call}",
             f"CSeq: 1 {method}", *headers, "Content-Length: 0", "", ""]
    return "\r\n".join(lines).encode()


def exchange(source, target, call, method, answer="200 OK", *headers):
    return [captures.udp(sip(f"{method} sip:b@example.net SIP/2.0", call, method), source, target),
            captures.udp(sip(f"SIP/2.0 {answer}", call, method, *headers), target, source)]


def telephones(count, answer, methods=METHODS):
    """Telephones that ask one server, and at last one answer that is worth a word."""
    packets = []
    for i in range(count):
        for method in methods:
            packets += exchange(phone(i), SERVER, f"{method}-{i}", method)
    packets += exchange(CALLER, SERVER, "last", "INVITE", answer, "Contact: <sip:b@new.example.net>")
    return captures.pcap([(START + i * SECOND // 1000, packet) for i, packet in enumerate(packets)])


class ManyAddresses(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="sipfix-many-")))

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def analyze(self, *arguments):
        done = sipfix("analyze", "--format", "json", *arguments)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        report = json.loads(done.stdout)
        self.assertEqual(complaints("report", report), [])
        return report

    def want_whole(self, report, count, methods=METHODS):
        messages = 2 * (count * len(methods) + 1)
        self.assertEqual((report["partial"], report["complete"], report["unreadable"]), (False, True, []))
        self.assertEqual((report["looked"]["frames"], report["looked"]["sip"]), (messages, messages))
        self.assertEqual((len(report["problems"]), report["calls"]["all"]), (1, count * ("INVITE" in methods) + 1))

    def test_600_and_all_are_counted(self):
        path = self.write("a.pcap", telephones(600, "301 Moved Permanently"))
        report = self.analyze(path)
        self.want_whole(report, 600)
        self.assertEqual(len(report["elements"]), 602)
        self.assertNotIn("elements_left_out", report)
        self.assertEqual(report["elements"][phone(599)], {"asked": dict.fromkeys(METHODS, 1)})

    def test_5000_and_the_rest_is_said_to_be_left_out(self):
        path = self.write("a.pcap", telephones(5000, "301 Moved Permanently"))
        report = self.analyze(path)
        self.want_whole(report, 5000)
        self.assertEqual(len(report["elements"]), COUNTED)
        # The server is the second address: 4095 telephones are counted, and the caller of the 301 is not.
        self.assertEqual(report["elements_left_out"], (5000 - (COUNTED - 1)) * len(METHODS) + 1)
        text = sipfix("analyze", path).stdout
        self.assertIn("30,002 SIP messages", text)
        self.assertNotIn("--decode-as", text)

    def test_the_cache_keeps_it(self):
        path, cache = self.write("a.pcap", telephones(600, "301 Moved Permanently", ("INVITE",))), self.folder / "cache"
        first = self.analyze("--cache", cache, path)
        self.assertEqual(len(list(cache.iterdir())), 1)
        self.assertEqual(self.analyze("--cache", cache, path), first)

    def test_anonymized(self):
        report = self.analyze("--anonymize", self.write("a.pcap", telephones(600, "301 Moved Permanently", ("INVITE",))))
        self.want_whole(report, 600, ("INVITE",))
        self.assertEqual(len(report["elements"]), 602)

    def test_diff_does_not_take_what_was_not_counted_for_what_was_not_there(self):
        options = telephones(5000, "301 Moved Permanently", ("OPTIONS",))
        before = self.write("old.pcap", captures.pcap(
            [(START, packet) for packet in exchange(CALLER, "198.51.100.9", "x", "INVITE", "301 Moved Permanently",
                                                    "Contact: <sip:b@new.example.net>")]))
        done = sipfix("diff", "--format", "json", before, self.write("new.pcap", options))
        self.assertEqual(done.returncode, 0, done.stderr)
        gone = [case for case in json.loads(done.stdout)["cases"] if case["change"] == "not_seen"]
        self.assertEqual([case["reason"] for case in gone],
                         ["More addresses took part in the new captures than are counted, and 198.51.100.9 is none of "
                          "those, so it is not known whether it is mended."])


if __name__ == "__main__":
    unittest.main()
