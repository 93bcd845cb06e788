#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""sipfix-intake, spoken to as sipfix speaks to it. Needs the program's path in SIPFIX_INTAKE."""
import array
import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

import captures
from captures import SECOND, START, Pcapng, frames, pcap, pcapng

INTAKE = os.environ["SIPFIX_INTAKE"]


def hand(ours, kind, descriptor):
    """Gives a descriptor away over a socket."""
    ours.sendmsg([kind], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))])


class Talk:
    """One conversation with the intake: gives it descriptors, collects what it says and writes."""

    def __init__(self, mode="feed", output=subprocess.PIPE):
        self.ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.said = []
        # The socket must have number 3 there: a shell moves it.
        self.child = subprocess.Popen(
            ["/bin/sh", "-c", f'exec "$0" "$1" 3<&{theirs.fileno()} {theirs.fileno()}<&-'
             if theirs.fileno() != 3 else 'exec "$0" "$1"', INTAKE, mode],
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE, pass_fds=[theirs.fileno()])
        theirs.close()
        self.output = b""
        self.errors = None
        self.readers = [threading.Thread(target=self._read, args=(name, pipe)) for name, pipe in
                        (("output", self.child.stdout), ("errors", self.child.stderr)) if pipe]
        for reader in self.readers:
            reader.start()

    def _read(self, name, pipe):
        setattr(self, name, pipe.read())
        pipe.close()

    def hear(self):
        """The next message, or None when it said goodbye."""
        data = self.ours.recv(1 << 20)
        if not data:
            return None
        message = json.loads(data)
        self.said.append(message)
        return message

    def hand(self, kind, descriptor):
        """Gives a descriptor away."""
        hand(self.ours, kind, descriptor)

    def no_more(self):
        """There are no more files."""
        self.ours.shutdown(socket.SHUT_WR)

    def finish(self):
        """Waits for the end."""
        while self.hear():
            pass
        self.ours.close()
        status = self.child.wait()
        for reader in self.readers:
            reader.join()
        return status


class Result:
    """All that came out of reading some files."""

    def __init__(self, talk, status):
        self.status = status
        self.output = talk.output
        self.errors = talk.errors.decode()
        self.files = [m for m in talk.said if m["is"] == "file"]
        self.last = talk.said[-1]
        numbers = [n for m in talk.said if m["is"] == "frames" for n in map(int, m["ranges"].split())]
        self.ranges = list(zip(numbers[::3], numbers[1::3], numbers[2::3]))


def read(*contents, mode="feed", keylog=None):
    """Has the intake read files of these contents."""
    with tempfile.TemporaryDirectory() as folder:
        talk = Talk(mode)
        waiting = []
        for i, content in enumerate(contents):
            path = os.path.join(folder, str(i))
            with open(path, "wb") as file:
                file.write(content)
            waiting.append((b"F", path))
        if keylog is not None:
            path = os.path.join(folder, "keys")
            with open(path, "wb") as file:
                file.write(keylog)
            waiting.insert(0, (b"K", path))
        while (message := talk.hear()) is not None:
            if message["is"] != "ready":
                continue
            if not waiting:
                talk.no_more()
                break
            kind, path = waiting.pop(0)
            descriptor = os.open(path, os.O_RDONLY)
            talk.hand(kind, descriptor)
            os.close(descriptor)
        return Result(talk, talk.finish())


class IntakeTest(unittest.TestCase):
    maxDiff = None

    def whole(self, result):
        self.assertEqual((result.status, result.last), (0, {"is": "end"}), result.errors)
        return Pcapng(result.output)

    def test_one_file_comes_out_as_it_was(self):
        given = frames(3)
        result = read(pcap(given))
        out = self.whole(result)
        self.assertEqual([(time, data) for _, time, data in out.packets], given)
        self.assertEqual(out.interfaces, [(captures.ETHERNET, "", 9)])
        self.assertEqual(result.ranges, [(1, 1, 3)])
        file = result.files[0]
        self.assertEqual((file["capture"], file["format"], file["records"], file["written"]), (True, "pcap", 3, 3))
        self.assertEqual((file["first"], file["last"]), (given[0][0], given[-1][0]))
        self.assertNotIn("trouble", file)

    def test_nanoseconds_and_other_byte_order(self):
        given = [(START + 123_456_789, captures.sip(1))]
        for order in "<>":
            out = self.whole(read(pcap(given, nano=True, order=order)))
            self.assertEqual(out.packets[0][1:], given[0])

    def test_several_files_in_the_order_given(self):
        # The second is older: files are ordered by whoever gives them, frames never.
        result = read(pcap(frames(2)), pcapng(frames(3, START - 50 * SECOND, first=10), "eth7"))
        out = self.whole(result)
        self.assertEqual(result.ranges, [(1, 1, 2), (3, 1, 3)])
        self.assertEqual([b"Call-ID: %d@" % n in data for n, (_, _, data) in
                          zip([1, 2, 10, 11, 12], out.packets)], [True] * 5)
        self.assertEqual([i[1] for i in out.interfaces], ["", "eth7"])

    def test_parts_of_one_capture_share_its_interfaces(self):
        out = self.whole(read(pcapng(frames(2)), pcapng(frames(2)), pcapng(frames(2))))
        self.assertEqual(out.interfaces, [(captures.ETHERNET, "eth0", 9)])

    def test_link_types_mixed_and_several_interfaces(self):
        content = (captures.section() + captures.interface("eth0") + captures.interface("tun0", captures.RAW_IP, 9) +
                   captures.packet(1, START, captures.sip(1, link=captures.RAW_IP), 9) +
                   captures.packet(0, START, captures.sip(2)) +
                   captures.interface("any", captures.LINUX_SLL) +
                   captures.packet(2, START, captures.sip(3, link=captures.LINUX_SLL)))
        out = self.whole(read(content, pcap(frames(1, link=captures.RAW_IP), captures.RAW_IP)))
        self.assertEqual(out.interfaces, [(captures.RAW_IP, "tun0", 9), (captures.ETHERNET, "eth0", 9),
                                          (captures.LINUX_SLL, "any", 9), (captures.RAW_IP, "", 9)])
        self.assertEqual([number for number, _, _ in out.packets], [0, 1, 2, 3])

    def test_two_sections_in_one_file(self):
        # The second section's interface 0 is another one, of another link type.
        content = pcapng(frames(2)) + pcapng(frames(1, link=captures.RAW_IP), "tun0", captures.RAW_IP, 9)
        result = read(content)
        out = self.whole(result)
        self.assertEqual([out.interfaces[number][0] for number, _, _ in out.packets],
                         [captures.ETHERNET, captures.ETHERNET, captures.RAW_IP])
        self.assertEqual(result.ranges, [(1, 1, 3)])

    def test_secrets_pass_and_the_keylog_comes_first(self):
        mine, theirs = b"CLIENT_RANDOM 00 11\n", b"CLIENT_RANDOM 22 33\n"
        content = (captures.section() + captures.interface("eth0") + captures.packet(0, *frames(1)[0]) +
                   captures.secrets(theirs) + captures.packet(0, *frames(1)[0]))
        out = self.whole(read(content, keylog=mine))
        self.assertEqual(out.secrets, [mine, theirs])
        self.assertEqual(out.kinds, [0x0A0D0D0A, 1, 10, 6, 10, 6])

    def test_a_long_keylog_is_cut_between_lines(self):
        line = b"CLIENT_RANDOM " + b"a" * 64 + b" " + b"b" * 96 + b"\n"
        keylog = line * 20000
        out = self.whole(read(pcap(frames(1)), keylog=keylog))
        self.assertGreater(len(out.secrets), 2)
        self.assertEqual(b"".join(out.secrets), keylog)
        self.assertTrue(all(part.endswith(b"\n") for part in out.secrets))

    def test_names_and_comments_stay_behind(self):
        content = (captures.section() + captures.interface("eth0") + captures.names("192.0.2.1", "evil.example") +
                   captures.packet(0, START, captures.sip(1), comment=b"a comment"))
        result = read(content)
        self.whole(result)
        self.assertNotIn(b"evil", result.output)
        self.assertNotIn(b"a comment", result.output)

    def test_lost_packets_are_counted(self):
        content = pcapng(frames(2)) + captures.statistics(0, 3) + captures.statistics(0, 7)
        self.assertEqual(read(content).files[0]["lost"], 7)

    def test_packets_tell_how_many_were_lost_before_them(self):
        """Also where the packet that says so is left out."""
        times = [START + i * captures.SECOND for i in range(6)]
        content = (captures.section() + captures.interface("eth0") +
                   captures.packet(0, times[0], captures.sip(1)) +
                   captures.packet(0, times[1], captures.sip(2), lost=3, comment=b"ours") +
                   captures.packet(0, times[2], captures.rtp(1), lost=4) +
                   captures.packet(0, times[3], captures.rtp(2), lost=5) +
                   captures.packet(0, times[4], captures.sip(3)) +
                   captures.packet(0, times[5], captures.sip(4)))
        out = self.whole(read(content))
        self.assertEqual(sum(out.lost.values()), 12)
        self.assertEqual(out.lost[1], 3)
        self.assertNotIn(0, out.lost)
        self.assertNotIn(len(out.packets) - 1, out.lost)

    def test_cut_files_give_all_frames_before_the_cut(self):
        whole = pcap(frames(5))
        size = (len(whole) - 24) // 5
        for cut, kept in ((1, 4), (size - 3, 4), (size + 20, 3)):
            with self.subTest(cut=cut):
                result = read(whole[:-cut], pcap(frames(1)))
                out = self.whole(result)
                self.assertEqual(len(out.packets), kept + 1)
                self.assertEqual(result.files[0]["trouble"], f"cut short after frame {kept}")
                self.assertEqual(result.ranges, [(1, 1, kept), (kept + 1, 1, 1)])
                self.assertNotIn("trouble", result.files[1])

    def test_cut_before_the_first_frame(self):
        file = read(pcap(frames(1))[:30]).files[0]
        self.assertEqual((file["capture"], file["trouble"]), (True, "cut short before its first frame"))

    def test_cut_inside_the_header(self):
        for content in (pcap([])[:10], captures.section()[:14]):
            file = read(content).files[0]
            self.assertEqual((file["capture"], file["trouble"]), (True, "cut short inside its header"))

    def test_damaged_in_the_middle(self):
        # Far behind the start: the first records are what libwiretap tells one kind of pcap from others by.
        start = pcap(frames(40))
        broken = start + start[24:32] + b"\xff\xff\xff\x7f" + start[36:]
        result = read(broken)
        self.assertEqual(len(self.whole(result).packets), 40)
        self.assertRegex(result.files[0]["trouble"], "^damaged after frame 40: ")

    def test_a_capture_without_packets_is_one(self):
        for content in (pcap([]), captures.section(), captures.section() + captures.interface("eth0")):
            result = read(content)
            self.whole(result)
            self.assertEqual((result.files[0]["capture"], result.files[0]["records"]), (True, 0))
            self.assertNotIn("trouble", result.files[0])

    def test_no_captures(self):
        png = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
                            "0000000c49444154789c63f8cfc000000301010018dd8db00000000049454e44ae426082")
        cases = {
            "empty": b"",
            "text": b"hello\n",
            "longer text": b"This is a log file.\n" * 100,
            "json": b'{"a": [1, 2, 3]}\n',
            "pem": b"-----BEGIN CERTIFICATE-----\nMIIBAA==\n-----END CERTIFICATE-----\n",
            "png": png,
            "noise": bytes(range(256)) * 40,
        }
        for name, content in cases.items():
            with self.subTest(name):
                result = read(content, pcap(frames(1)))
                self.assertEqual(len(self.whole(result).packets), 1)
                self.assertEqual(result.files[0]["capture"], False)
                self.assertRegex(result.files[0]["trouble"], "^no capture")

    def test_nothing_readable_is_still_a_whole_pcapng(self):
        out = self.whole(read(b"hello\n"))
        self.assertEqual(out.kinds, [0x0A0D0D0A])

    def test_frames_that_are_no_packets_keep_their_numbers(self):
        content = (pcapng(frames(2)) + captures.custom() + captures.packet(0, START, captures.sip(9)))
        result = read(content)
        out = self.whole(result)
        self.assertEqual(len(out.packets), 3)
        if result.files[0]["records"] == 4:
            self.assertEqual(result.ranges, [(1, 1, 2), (3, 4, 1)])
        else:  # this libwiretap does not show the block at all, nor does this Wireshark
            self.assertEqual(result.ranges, [(1, 1, 3)])

    def test_compressed(self):
        content = pcap(frames(50))
        squeezed = gzip.compress(content)
        result = read(squeezed, squeezed[:-40])
        out = self.whole(result)
        self.assertEqual(result.files[0]["records"], 50)
        self.assertNotIn("trouble", result.files[0])
        self.assertRegex(result.files[1]["trouble"], "^(cut short|its compression is damaged) after frame ")
        self.assertEqual(len(out.packets), 50 + result.files[1]["records"])

    def test_compressed_otherwise(self):
        for program in ("zstd", "lz4"):
            with self.subTest(program):
                try:
                    squeezed = subprocess.run([program, "-c"], input=pcap(frames(50)), check=True,
                                              capture_output=True).stdout
                except FileNotFoundError:
                    self.skipTest(f"no {program} here")
                self.assertEqual(len(self.whole(read(squeezed)).packets), 50)

    def test_survey_tells_and_writes_nothing(self):
        result = read(pcapng(frames(3)), b"hello\n", pcapng(frames(2, START + SECOND)), pcapng(frames(1), "eth1"),
                      mode="survey")
        self.assertEqual((result.status, result.output, result.ranges), (0, b"", []))
        one, none, two, other = result.files
        self.assertEqual((one["records"], one["first"], one["last"]), (3, START, START + 2 * SECOND // 10))
        self.assertEqual(none["capture"], False)
        self.assertEqual(one["interfaces"], two["interfaces"])
        self.assertNotEqual(one["interfaces"], other["interfaces"])

    def test_times_out_of_order(self):
        given = frames(5)
        file = read(pcap(given[::-1])).files[0]
        self.assertEqual((file["first"], file["last"]), (given[0][0], given[-1][0]))

    def test_directory_and_device(self):
        for path in ("/", "/dev/null"):
            talk = Talk()
            talk.hear()
            descriptor = os.open(path, os.O_RDONLY)
            talk.hand(b"F", descriptor)
            os.close(descriptor)
            talk.no_more()
            self.assertEqual(talk.finish(), 0)
            self.assertIn("trouble", [m for m in talk.said if m["is"] == "file"][0])

    def test_pipe_that_never_ends_is_cut_by_a_signal(self):
        talk = Talk()
        talk.hear()
        reading, writing = os.pipe()
        talk.hand(b"F", reading)
        os.close(reading)
        os.write(writing, pcap(frames(3)))
        # One frame more, torn: the intake waits for the rest of it.
        os.write(writing, pcap(frames(1))[24:60])
        while self._unread(writing) > 0 and talk.child.poll() is None:
            os.sched_yield()
        talk.child.send_signal(signal.SIGTERM)
        self.assertEqual(talk.finish(), 0)
        os.close(writing)
        self.assertEqual(len(Pcapng(talk.output).packets), 3)
        file = [m for m in talk.said if m["is"] == "file"][0]
        self.assertNotIn("trouble", file)
        self.assertEqual(talk.said[-1], {"is": "end"})

    @staticmethod
    def _unread(descriptor):
        import fcntl
        import termios
        count = array.array("i", [0])
        fcntl.ioctl(descriptor, termios.FIONREAD, count)
        return count[0]

    def test_reader_of_the_output_gone(self):
        reading, writing = os.pipe()
        talk = Talk(output=writing)
        os.close(writing)
        os.close(reading)
        talk.hear()
        with tempfile.TemporaryFile() as file:
            file.write(pcap(frames(20000)))
            file.flush()
            file.seek(0)
            talk.hand(b"F", file.fileno())
            self.assertEqual(talk.finish(), 1)
        self.assertEqual(talk.said[-1]["is"], "failed")

    def test_many_small_gaps_in_the_numbers(self):
        # More ranges than one message takes.
        packets = [captures.packet(0, START, captures.sip(i)) for i in range(1200)]
        link = captures.interface("odd", 0xFFF0)  # a link type that nobody knows
        odd = captures.packet(1, START, b"?" * 20)
        content = captures.section() + captures.interface("eth0") + link + odd.join(packets)
        result = read(content)
        out = self.whole(result)
        self.assertEqual(len(out.packets), 1200)
        self.assertEqual([frame for _, frame, _ in result.ranges], list(range(1, 2400, 2)))

    def sifted(self, pattern, mode="feed", step=SECOND):
        """Reads frames as S(IP) and R(TP) in that order, a step apart; which of them come out, and how many not."""
        given = [(START + i * step, captures.sip(i) if kind == "S" else captures.rtp(i))
                 for i, kind in enumerate(pattern)]
        result = read(pcap(given), mode=mode)
        out = self.whole(result)
        kept = [frame + i for _, frame, count in result.ranges for i in range(count)]
        self.assertEqual([packet[1:] for packet in out.packets], [given[frame - 1] for frame in kept])
        file = result.files[0]
        self.assertEqual((file["records"], file["written"], file["left_out"]),
                         (len(given), len(kept), len(given) - len(kept)))
        return kept

    def test_what_cannot_be_sip_is_left_out(self):
        self.assertEqual(self.sifted("SRRSRS"), [1, 4, 6])
        self.assertEqual(self.sifted("SSS"), [1, 2, 3])
        self.assertEqual(self.sifted("SRRSRS", "feed-all"), [1, 2, 3, 4, 5, 6])

    def test_the_end_of_the_capture_stays(self):
        self.assertEqual(self.sifted("SRRR"), [1, 4])
        self.assertEqual(self.sifted("RRR"), [3])

    def test_time_that_runs_backwards_stays_as_it_was(self):
        # All times that count: the latest of those left out, wherever an earlier frame follows.
        self.assertEqual(self.sifted("SRRSRRS", step=-SECOND), [1, 2, 4, 5, 7])

    def test_left_out_in_each_of_several_files(self):
        parts = [pcap([(START + i, captures.sip(i)), (START + i, captures.rtp(i)), (START + i, captures.rtp(i))])
                 for i in range(3)]
        self.assertEqual(read(*parts).ranges, [(w, f, 1) for i in range(3) for w, f in ((2 * i + 1, 1), (2 * i + 2, 3))])

    def test_other_links_are_sifted_too(self):
        for link in (captures.RAW_IP, captures.LINUX_SLL):
            content = pcap([(START, captures.rtp(1, link=link)), (START, captures.sip(2, link=link))], link)
            self.assertEqual(read(content).files[0]["left_out"], 1)

    def test_a_packet_that_was_cut_is_not_judged(self):
        packet = captures.rtp(1)
        record = captures.struct.pack("<IIII", START // SECOND, 0, len(packet), len(packet) + 1) + packet
        self.assertEqual(read(pcap([]) + record + record).files[0]["left_out"], 0)

    def test_by_hand_it_says_what_it_is(self):
        done = subprocess.run([INTAKE, "feed"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("sipfix --help", done.stderr)

    def test_suffixes(self):
        done = subprocess.run([INTAKE, "suffixes"], capture_output=True, text=True, check=True)
        self.assertLessEqual({"pcap", "pcapng", "pcap.gz", "cap"}, set(done.stdout.split()))


if __name__ == "__main__":
    sys.exit(unittest.main())
