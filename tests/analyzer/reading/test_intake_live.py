#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""sipfix-intake between dumpcap and tshark, both played here. Needs the program's path in SIPFIX_INTAKE."""
import json
import os
import socket
import subprocess
import tempfile
import threading
import unittest

import captures
from captures import SECOND, START, Pcapng, pcap
from test_intake import INTAKE, hand

MEMORY, PIPE = 524288, 65536  # what waits besides in the buffer: src/intake/live/backlog.c, Linux
HEAD = 1_000_000


class Live:
    """One `sipfix-intake live`, with a buffer of so many bytes."""

    def __init__(self, room=HEAD):
        self.ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.child = subprocess.Popen(
                ["/bin/sh", "-c", f'exec "$0" live 3<&{theirs.fileno()}', INTAKE], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=[theirs.fileno()], bufsize=0)
        self.buffer = tempfile.TemporaryFile()
        self.buffer.truncate(room)
        self.output = b""
        assert self.hear() == {"is": "ready"}
        hand(self.ours, b"F", self.buffer.fileno())

    def hear(self):
        """The next message; None: it said goodbye."""
        data = self.ours.recv(1 << 20)
        return json.loads(data) if data else None

    def give(self, data):
        """Comes from dumpcap; returns when it was taken, all but what fits in a pipe."""
        rest = memoryview(data)
        while rest:
            rest = rest[self.child.stdin.write(rest):]

    def read(self, done):
        """What tshark is sent, until done() is satisfied with it."""
        while not done(out := self.parsed()):
            more = self.child.stdout.read(PIPE)
            assert more, self.child.stderr.read()
            self.output += more
        return out

    def parsed(self):
        """The whole blocks of what came so far."""
        at = 0
        while at + 8 <= len(self.output):
            length = int.from_bytes(self.output[at + 4:at + 8], "little")
            if at + length > len(self.output):
                break
            at += length
        return Pcapng(self.output[:at])

    def finish(self, lost=False):
        """dumpcap ends, and lost packets or not; all is read. Returns the exit status."""
        reader = threading.Thread(target=self.read_all)
        reader.start()
        self.child.stdin.close()
        while (said := self.hear()) and said != {"is": "ready"}:
            pass
        if lost:
            hand(self.ours, b"F", self.buffer.fileno())
        self.ours.shutdown(socket.SHUT_WR)
        reader.join()
        return self.end()

    def read_all(self):
        """Until the end."""
        while more := self.child.stdout.read(PIPE):
            self.output += more

    def end(self):
        """Leaves nothing open."""
        status = self.child.wait()
        self.errors = self.child.stderr.read()
        for pipe in (self.child.stdin, self.child.stdout, self.child.stderr, self.ours, self.buffer):
            pipe.close()
        return status


def packets(first, count, size=1000):
    """So many packets of SIP from number first on, a microsecond apart, as they stand in a pcap file."""
    body = captures.sip(0) + b"x" * size
    return pcap([(START + 1000 * n, body) for n in range(first, first + count)])[24:]


def numbers(out):
    """Which of packets() came."""
    return [(time - START) // 1000 for _, time, data in out.packets if data]


class LiveTest(unittest.TestCase):
    def test_it_ticks_where_the_line_is_silent(self):
        sip, rtp = ((1000 * SECOND, data) for data in (captures.sip(1), captures.rtp(1)))
        live = Live()
        live.give(pcap([sip, rtp, rtp]))
        self.assertEqual(live.hear(), {"is": "capturing"})
        out = live.read(lambda out: len(out.packets) == 2)
        # The second is for messages that nobody has to dissect (LINKTYPE_WIRESHARK_UPPER_PDU).
        self.assertEqual(out.interfaces, [(captures.ETHERNET, "", 6), (252, "", 9)])
        self.assertEqual(out.packets[0][1:], sip)
        self.assertGreater(out.packets[1][1], 1_700_000_000 * SECOND)
        self.assertEqual(out.packets[1][2], b"")
        live.give(pcap([rtp])[24:] + pcap([sip])[24:60])  # another second: a tick as well; and a torn packet
        self.assertEqual(live.finish(), 0)
        self.assertEqual(live.parsed().packets[-1][1:], rtp)
        self.assertEqual(live.parsed().lost, {})

    def test_it_takes_nothing_else(self):
        for content in (b"", b"hello, world, how are you?", pcap([]) + b"\xff" * 16):
            live = Live()
            live.give(content)
            self.assertEqual(live.finish(), 1)
            self.assertIn(b"no capture", live.errors)

    def test_nothing_is_lost_that_the_buffer_holds(self):
        # Nobody reads: were it to wait, giving would never end.
        live = Live(room=8 * HEAD)
        live.give(pcap([]) + packets(0, 2500))
        self.assertEqual(live.hear(), {"is": "capturing"})
        self.assertEqual(live.finish(), 0)
        self.assertEqual(numbers(live.parsed()), list(range(2500)))
        self.assertEqual(live.parsed().lost, {})

    def test_the_buffer_gives_back_what_it_took(self):
        live = Live(room=8 * HEAD)
        live.give(pcap([]) + packets(0, 2500))
        self.assertGreater(os.fstat(live.buffer.fileno()).st_blocks, 0)
        live.read(lambda out: len(numbers(out)) == 2500)
        self.assertEqual(os.fstat(live.buffer.fileno()).st_blocks, 0)
        live.give(packets(2500, 2500))
        self.assertEqual(live.finish(), 0)
        self.assertEqual(numbers(live.parsed()), list(range(5000)))

    def test_what_is_lost_is_told_at_once_and_by_number(self):
        live = Live(room=HEAD)
        live.give(pcap([]) + packets(0, 2500))
        self.assertEqual(live.hear(), {"is": "capturing"})
        gap = live.hear()
        first = (gap["from"] - START) // 1000
        self.assertEqual(gap, {"is": "gap", "from": START + 1000 * first})
        self.assertGreater(first, (HEAD + MEMORY) // 2000)
        self.assertLess(os.fstat(live.buffer.fileno()).st_blocks * 512, HEAD + 2 * PIPE)
        live.read(lambda out: numbers(out)[-1:] == [first - 1])
        live.give(packets(2500, 10))  # there is room again
        self.assertEqual(live.hear(), {"is": "gap", "from": gap["from"], "to": START + 1000 * 2499,
                                       "packets": 2500 - first})
        self.assertEqual(live.finish(), 0)
        out = live.parsed()
        self.assertEqual(numbers(out), [*range(first), *range(2500, 2510)])
        self.assertEqual(list(out.lost.values()), [2500 - first])
        self.assertEqual(out.packets[list(out.lost)[0]][1], START + 1000 * 2500)

    def test_a_gap_at_the_end_is_told_too(self):
        live = Live(room=HEAD)
        live.give(pcap([]) + packets(0, 2500))
        self.assertEqual(live.finish(), 0)
        out = live.parsed()
        self.assertEqual(list(out.lost), [len(out.packets) - 1])
        self.assertEqual(list(out.lost.values()), [2500 - len(numbers(out))])

    def test_what_dumpcap_lost_is_passed_on(self):
        live = Live()
        live.give(pcap([]) + packets(0, 1))
        live.read(lambda out: out.packets)
        self.assertEqual(live.finish(lost=True), 0)
        out = live.parsed()
        self.assertEqual(list(out.lost), [len(out.packets) - 1])

    def test_it_ends_when_nobody_reads_any_more(self):
        live = Live()
        live.give(pcap([]) + packets(0, 1))
        live.child.stdout.close()
        live.ours.shutdown(socket.SHUT_WR)
        live.end()  # however the input goes on


if __name__ == "__main__":
    unittest.main()
