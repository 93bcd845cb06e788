#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Three programs on one machine, and a fourth: an address is everybody's there, and only the port tells who is who."""
import json
import pathlib
import struct
import sys
import tempfile
import unittest

from command import sipfix

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "reading"))
import captures  # pylint: disable=wrong-import-position
from captures import SECOND, START  # pylint: disable=wrong-import-position

PHONE, PROXY, PBX, OTHER = 5062, 5060, 5080, 5090
RAW_IP = 101


def udp(source, target, text):
    """From port to port of 127.0.0.1."""
    payload = text.encode()
    datagram = struct.pack("!HHHH", source, target, 8 + len(payload), 0) + payload
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(datagram), 1, 0, 64, 17, 0) + bytes((127, 0, 0, 1)) * 2 + datagram


def message(first, call, vias, cseq, *headers):
    lines = [first, *(f"Via: SIP/2.0/UDP 127.0.0.1:{port};branch=z9hG4bK{call}-{port}-{cseq}" for port in vias),
             f"From: <sip:alice@example.net>;tag={call}",
             "To: <sip:bob@example.net>" + (";tag=2" if first.startswith(("SIP", "ACK")) else ""),
             f"Call-ID: {call}", f"CSeq: {cseq} {'ACK' if first.startswith('ACK') else 'INVITE'}", *headers, "Content-Length: 0", "", ""]
    return "\r\n".join(lines)


def invite(target, call, vias, cseq=1):
    return message(f"INVITE sip:bob@127.0.0.1:{target} SIP/2.0", call, vias, cseq, f"Contact: <sip:alice@127.0.0.1:{PHONE}>",
                   "User-Agent: Phone/1")


def ack(target, call, vias, cseq=1):
    return message(f"ACK sip:bob@127.0.0.1:{target} SIP/2.0", call, vias, cseq)


# The PBX refuses what the proxy brings; and sends another call to a place that was never asked before.
REFUSED = [(PHONE, PROXY, invite(PROXY, "one", [PHONE])), (PROXY, PBX, invite(PBX, "one", [PROXY, PHONE])),
           (PBX, PROXY, message("SIP/2.0 421 Extension Required", "one", [PROXY, PHONE], 1, "Require: 100rel", "Server: Box/2")),
           (PROXY, PBX, ack(PBX, "one", [PROXY])),
           (PROXY, PHONE, message("SIP/2.0 421 Extension Required", "one", [PHONE], 1, "Require: 100rel", "Server: Box/2")),
           (PHONE, PROXY, ack(PROXY, "one", [PHONE]))]
MOVED = [(PHONE, PBX, invite(PBX, "two", [PHONE])),
         (PBX, PHONE, message("SIP/2.0 301 Moved Permanently", "two", [PHONE], 1, f"Contact: <sip:bob@127.0.0.1:{OTHER}>",
                              "Server: Box/2")),
         (PHONE, PBX, ack(PBX, "two", [PHONE])), (PHONE, OTHER, invite(OTHER, "two", [PHONE], 2)),
         (OTHER, PHONE, message("SIP/2.0 200 OK", "two", [PHONE], 2, f"Contact: <sip:bob@127.0.0.1:{OTHER}>")),
         (PHONE, OTHER, ack(OTHER, "two", [PHONE], 2))]


def answer(call, cseq, target):
    return message("SIP/2.0 301 Moved Permanently", call, [PHONE], cseq, f"Contact: <sip:bob@127.0.0.1:{target}>")


def redirected(call, *places):
    """Asked at each of them for the next."""
    exchanges = []
    for cseq, (place, target) in enumerate(zip(places, places[1:]), 1):
        exchanges += [(PHONE, place, invite(place, call, [PHONE], cseq)), (place, PHONE, answer(call, cseq, target)),
                      (PHONE, place, ack(place, call, [PHONE], cseq))]
    return exchanges


def written(path, exchanges):
    packets = [udp(*one) for one in exchanges]
    path.write_bytes(captures.pcap([(START + i * SECOND // 100, one) for i, one in enumerate(packets)], link=RAW_IP))
    return path


class OneHost(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-host-")))
        cls.capture = folder / "host.pcap"
        cls.folder = folder
        written(cls.capture, REFUSED + MOVED)
        done = sipfix("analyze", "--format", "json", cls.capture)
        cls.problems = {one["status"]: one for one in json.loads(done.stdout)["problems"]}

    def test_who_insists_is_who_refused_not_who_handed_it_on(self):
        refused = self.problems[421]
        self.assertIn(f"127.0.0.1:{PBX} (Box/2) answers 421", refused["what"])
        self.assertNotIn(f"127.0.0.1:{PROXY}", refused["what"])
        self.assertEqual([change["at"] for change in refused["fixes"]], [f"127.0.0.1:{PBX}", f"127.0.0.1:{PHONE}"])

    def test_another_port_is_another_place_and_no_circle(self):
        moved = self.problems[301]
        self.assertNotIn("circle", json.dumps(moved))
        self.assertIn(f"127.0.0.1:{PBX} (Box/2) answers 301", moved["what"])
        self.assertEqual([change["at"] for change in moved["fixes"]][:1], [f"127.0.0.1:{PHONE}"])

    def test_everywhere_the_same_names(self):
        for output in ("text", "html", "markdown", "csv"):
            told = " ".join(sipfix("analyze", "--format", output, self.capture).stdout.split())
            self.assertIn(f"127.0.0.1:{PBX} (Box/2) answers 421", told, output)
            self.assertNotIn(f"127.0.0.1:{PROXY} (Box/2)", told, output)

    def test_nobody_there_is_named_without_a_port(self):
        for name, places in (("circle", (PROXY, PBX, PROXY, PBX)), ("itself", (PROXY, PHONE))):
            capture = written(self.folder / f"{name}.pcap", redirected(name, *places))
            told = json.loads(sipfix("analyze", "--format", "json", capture).stdout)["problems"][0]
            words = [told["what"], told["why"], told["beforehand"], *(row["value"] for row in told["rows"])]
            for text in words:
                self.assertNotRegex(text, r"127\.0\.0\.1(?!:)", name)

    def test_each_answer_of_the_page_names_its_two_ends(self):
        page = sipfix("analyze", "--format", "html", self.capture).stdout
        self.assertIn(f"127.0.0.1:{PROXY}", page)
        self.assertNotRegex(page, r">(?:<code>)?127\.0\.0\.1(?:</code>)?</td>\s*<td[^>]*>(?:<code>)?127\.0\.0\.1(?:</code>)?</td>")


if __name__ == "__main__":
    unittest.main()
