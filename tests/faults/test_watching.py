#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix watch`, while a program of it dies, its interface vanishes, or the clock is put on: it ends with the right status
and words, tells what it knew, and leaves no process and no file. In a network of its own; only root can make one."""
import ctypes
import glob
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import time
import unittest

from place import Place

CLONE_NEWNET = 0x40000000


def message(first, *headers):
    lines = [first, "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKw", "From: <sip:a@example.net>;tag=1", "To: <sip:b@example.net>",
             "Call-ID: w@example.net", "CSeq: 1 INVITE", *headers, "X-Filler: " + 1000 * "x", "Content-Length: 0", "", ""]
    return "\r\n".join(lines).encode()


def packet(text, source, target):
    """An IPv4 and UDP packet in an Ethernet frame; nobody checks the sums."""
    udp = struct.pack(">HHHH", 5060, 5060, 8 + len(text), 0) + text
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, socket.inet_aton(source),
                       socket.inet_aton(target))
    return b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + head + udp


@unittest.skipUnless(os.getuid() == 0, "only root makes interfaces")
class Watching(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
            raise unittest.SkipTest("no network of its own is to be had here")
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)

    def setUp(self):
        self.place = Place()
        self.addCleanup(self.place.close)
        made = subprocess.run(["ip", "link", "add", "wire0", "type", "veth", "peer", "name", "wire1"], check=False, capture_output=True)
        if made.returncode != 0:
            self.skipTest("this kernel makes no interfaces of that kind")
        self.addCleanup(subprocess.run, ["ip", "link", "del", "wire0"], check=False, capture_output=True)
        for name in ("wire0", "wire1"):
            subprocess.run(["ip", "link", "set", name, "up"], check=True)

    def watch(self, **environment):
        self.place.environment.update(environment)
        process = self.place.start("watch", "-i", "wire0", "--format", "ndjson")
        self.addCleanup(process.kill)
        line = process.stderr.readline()
        self.assertIn("capturing on wire0", line)
        return process

    def listening(self, process):
        """Once dumpcap has the wire."""
        number = socket.if_nametoindex("wire0")

        def has_it():
            with open("/proc/net/packet", encoding="ascii") as table:
                return any(line.split()[4] == str(number) for line in table.read().splitlines()[1:])
        self.assertTrue(self.place.wait_for(has_it))
        return process

    def send_and_wait(self, process):
        """Until tshark has been given what was sent."""
        number = self.place.wait_for(lambda: self.place.child_of(process, "tshark"))

        def read():
            with open(f"/proc/{number}/io", encoding="ascii") as table:
                return int(table.readline().split()[1])

        def has_started():
            before = read()
            time.sleep(0.5)
            return read() - before < 1000  # it reads its own files no more, and the line is silent
        self.assertTrue(self.place.wait_for(has_started))
        before = read()
        self.send()
        self.assertTrue(self.place.wait_for(lambda: read() > before + 2000))

    def send(self):
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
            wire.bind(("wire0", 0))
            wire.send(packet(message("INVITE sip:b@example.net SIP/2.0"), "192.0.2.1", "192.0.2.2"))
            wire.send(packet(message("SIP/2.0 421 Extension Required", "Require: 100rel"), "192.0.2.2", "192.0.2.1"))

    def end_of(self, process):
        out, errors = process.communicate(timeout=120)
        self.assertTrue(self.place.wait_for(lambda: not self.place.own_children()), "a child is left")
        self.assertEqual(list(self.place.temporary.iterdir()), [])
        return process.returncode, [json.loads(line) for line in out.splitlines()], errors

    def want_event(self, lines):
        self.assertEqual([line["status"] for line in lines if line["schema"] == "sipfix-event/2"], [421])

    def kill(self, process, word):
        number = self.place.wait_for(lambda: self.place.child_of(process, word))
        os.kill(number, signal.SIGKILL)

    def test_dumpcap_dies(self):
        process = self.listening(self.watch())
        self.send_and_wait(process)
        self.kill(process, "dumpcap")
        status, lines, errors = self.end_of(process)
        self.want_event(lines)
        self.assertEqual(status, 3, errors)
        self.assertIn("dumpcap", errors)

    def test_the_intake_dies(self):
        process = self.watch()
        self.kill(process, "sipfix-intake")
        status, _, errors = self.end_of(process)
        self.assertIn(status, (2, 3), errors)
        self.assertIn("sipfix watch: ", errors)

    def test_tshark_dies(self):
        process = self.watch()
        self.kill(process, "tshark")
        status, _, errors = self.end_of(process)
        self.assertIn(status, (2, 3), errors)
        self.assertIn("tshark", errors)

    def test_work_that_gets_nowhere(self):
        """As after a packet that makes a dissector go round for ever."""
        program = self.place.folder / "tshark"
        program.write_text(f'#!/bin/sh\ncase "$1" in --version | -G) exec {shutil.which("tshark")} "$@" ;; esac\nwhile :; do :; done\n',
                           encoding="ascii")
        program.chmod(0o755)
        self.place.environment["PATH"] = f"{self.place.folder}:{self.place.environment['PATH']}"
        process = self.place.start("watch", "-i", "wire0", "--format", "ndjson", "--patience", "1")
        self.addCleanup(process.kill)
        status, _, errors = self.end_of(process)
        self.assertIn(status, (2, 3), errors)
        self.assertIn("tshark worked for 1 s without reading or writing anything, and was ended\n  --patience SECONDS gives", errors)

    def test_the_interface_vanishes(self):
        process = self.listening(self.watch())
        self.send_and_wait(process)
        subprocess.run(["ip", "link", "del", "wire0"], check=True)
        status, lines, errors = self.end_of(process)
        self.want_event(lines)
        self.assertEqual(status, 3, errors)
        self.assertIn("dumpcap", errors)

    def test_it_is_asked_to_end(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            process = self.watch()
            self.send()
            process.send_signal(number)
            status, lines, errors = self.end_of(process)
            self.assertEqual(status, 0, errors)
            self.assertIn("sipfix-run/2", [line["schema"] for line in lines])

    def test_it_is_killed(self):
        process = self.watch()
        process.kill()
        process.communicate()
        self.assertTrue(self.place.wait_for(lambda: not self.place.own_children()), "a child is left")
        self.assertTrue(self.place.wait_for(lambda: not dumpcaps()), "dumpcap is left")
        self.place.run("analyze", os.devnull)  # the next one
        self.assertEqual(list(self.place.temporary.iterdir()), [])

    def test_the_clock_is_put_on(self):
        """A minute ahead for sipfix; packets have the kernel's time."""
        library = next(iter(glob.glob("/usr/lib/*/faketime/libfaketime.so.1")), None)
        if not library:
            self.skipTest("there is no libfaketime")
        stamp = self.place.folder / "stamp"
        stamp.write_text("+0", encoding="ascii")
        process = self.watch(LD_PRELOAD=library, FAKETIME_TIMESTAMP_FILE=str(stamp), FAKETIME_NO_CACHE="1",
                             FAKETIME_DONT_FAKE_MONOTONIC="1")
        stamp.write_text("+60", encoding="ascii")
        self.send()
        stamp.write_text("-60", encoding="ascii")
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        status, lines, errors = self.end_of(process)
        self.assertEqual(status, 0, errors)
        self.assertIn("sipfix-run/2", [line["schema"] for line in lines])


def dumpcaps():
    """Those in this network."""
    found = []
    here = os.readlink("/proc/self/ns/net")
    for path in glob.glob("/proc/[0-9]*"):
        try:
            with open(f"{path}/comm", encoding="ascii") as name:
                if name.read().strip() == "dumpcap" and os.readlink(f"{path}/ns/net") == here:
                    found.append(path)
        except OSError:
            continue
    return found


if __name__ == "__main__":
    unittest.main()
