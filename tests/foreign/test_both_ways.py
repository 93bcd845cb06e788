#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes the short way tells the same as what Wireshark dissects, of all captures of the project and of foreign ones.
`./run soak ways` does this with many more."""

import sys
import unittest

import both_ways
import tshark
import wire

PLAIN = (b"INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 203.0.113.5;branch=z9hG4bK1\r\nFrom: <sip:a@example.com>;tag=1\r\n"
         b"To: <sip:bob@example.com>\r\nCall-ID: c1\r\nCSeq: 1 INVITE\r\n\r\n")
MOVED = PLAIN.replace(b"INVITE sip:bob@example.com SIP/2.0", b"SIP/2.0 301 Moved Permanently").replace(
    b"\r\n\r\n", b"\r\nContact: <sip:bob@new.example.com>\r\n\r\n")
IN_ONE_RUN = 40  # captures


class BothWays(tshark.Case):
    def check(self, *contents, **how):
        self.assertEqual(both_ways.differences(*contents, **how), [])

    def sent(self, *datagrams):
        """A capture of (source, destination, payload)."""
        capture = wire.Capture()
        for datagram in datagrams:
            capture.udp(*datagram)
        return bytes(capture)

    def test_the_captures_of_the_project(self):
        """Many as one run, so that it takes seconds; those of one folder, and each in the middle of others."""
        paths = [path for path in sorted(tshark.CAPTURES.rglob("*.pcap*")) if "broken" not in path.parts]
        self.assertGreater(len(paths), 100)
        for first in range(0, len(paths), IN_ONE_RUN):
            with self.subTest(paths[first].name):
                self.check(*(path.read_bytes() for path in paths[first:first + IN_ONE_RUN]))

    def test_the_broken_captures_of_the_project(self):
        for path in sorted(tshark.CAPTURES.rglob("broken/*.pcap*"))[::5]:
            with self.subTest(path.name):
                self.check(path.read_bytes())

    def test_foreign_captures(self):
        for seed in range(1, 13):
            with self.subTest(seed):
                self.check(both_ways.foreign(seed))

    def test_all_codes(self):
        self.check(both_ways.foreign(14), options=("-o", "sipfix.codes:300,301,302,305,380,420,421,422,423,439,494"))

    def test_what_is_plain_needs_no_dissector(self):
        plain = [(wire.PHONE, wire.PBX, PLAIN), (wire.PBX, wire.PHONE, MOVED)] * 400
        self.assertEqual(both_ways.batches(self.sent(*plain)), (4, 0))
        self.check(self.sent(*plain))

    def test_what_is_not_is_dissected(self):
        for what, payload in (("an empty line before it", b"\r\n" + PLAIN), ("another version", PLAIN.replace(b"SIP/2.0\r", b"sip/2.0\r", 1)),
                              ("two blanks", MOVED.replace(b"SIP/2.0 ", b"SIP/2.0  ", 1)), ("no reason", MOVED.replace(b" Moved Permanently", b"")),
                              ("no end of the headers", PLAIN[:-2]), ("a CR alone", PLAIN.replace(b"To:", b"X: \r\rTo:"))):
            with self.subTest(what):
                capture = self.sent((wire.PHONE, wire.PBX, payload), (wire.PBX, wire.PHONE, MOVED))
                self.assertEqual(both_ways.batches(capture), (1, 1))
                self.check(capture)

    def test_a_port_of_another_protocol(self):
        """The lower one of two ports has the first word."""
        for port, taken in ((53, 0), (2152, 0), (5050, 0), (5353, 1), (15060, 1)):
            with self.subTest(port):
                capture = self.sent((("203.0.113.5", port), wire.PBX, PLAIN), (wire.PBX, ("203.0.113.5", port), MOVED))
                self.assertEqual(both_ways.batches(capture), (taken, 0 if taken else 2))
                self.check(capture)

    def test_behind_what_opens_other_ports_all_is_dissected(self):
        """A telephone that fetched its settings from its port 5060 by TFTP: to Wireshark that is TFTP's for good."""
        read = b"\0\1settings\0octet\0"
        capture = self.sent((wire.PHONE, ("198.51.100.20", 69), read), (wire.PBX, wire.PHONE, MOVED))
        self.assertEqual(both_ways.batches(capture), (0, 2))
        self.check(capture)

    def test_a_strangers_record(self):
        """A capture that holds what looks like a batch, with a word that is not ours."""
        batch = b"\0\x0c\0\x0csipfix_batch\0\0\0\0" + bytes(16) + b"\1\4\0\0" + bytes(52)
        head = both_ways.struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 252)
        record = both_ways.struct.pack("<IIII", 1772439300, 0, len(batch), len(batch)) + batch
        self.check(head + record)

    def test_a_word_that_is_known_opens_nothing_without_sipfix(self):
        """Records as the intake writes them, read by somebody's tshark: frames that say nothing."""
        output = both_ways.fed([self.sent((wire.PHONE, wire.PBX, PLAIN))], "feed").output
        path = tshark.stage_bytes(output)
        events, run = tshark.events(path)
        self.assertEqual((events, run["frames"], run["sip"]), ([], 1, 0))


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
