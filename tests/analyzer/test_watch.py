#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix watch` on the loopback interface. Where dumpcap may not capture, only how it refuses is looked at."""
import json
import random
import signal
import socket
import subprocess
import threading
import time
import unittest

from command import COMMAND, ENVIRONMENT, sipfix

# Addresses of our own: more than one run of this may be under way on one loopback interface.
NET = f"127.{random.randrange(1, 255)}.{random.randrange(255)}"
CALLER, SERVER = (f"{NET}.1", 15060), (f"{NET}.2", 5060)
WINDOW = 32  # seconds that nothing may happen before an answer is certain


def may_capture():
    """Whether dumpcap can capture on lo."""
    try:
        done = subprocess.run(["dumpcap", "-q", "-i", "lo", "-a", "duration:1", "-w", "/dev/null"], check=False,
                              capture_output=True)
    except FileNotFoundError:
        return False
    return done.returncode == 0


def message(first, call, *headers):
    lines = [first, f"Via: SIP/2.0/UDP {NET}.1:15060;branch=z9hG4bK{call}", "From: <sip:a@example.net>;tag=1",
             "To: <sip:b@example.net>", f"Call-ID: {call}", "CSeq: 1 INVITE", *headers, "Content-Length: 0", "", ""]
    return "\r\n".join(lines).encode()


class Calls:
    """A caller that is refused twice a second."""

    def __init__(self):
        self.ends = []
        for place in (CALLER, SERVER):
            end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            end.bind(place)
            self.ends.append(end)
        self.sent = []

    def one(self):
        call = f"watched-{NET}-{len(self.sent)}"
        self.sent.append(call)
        caller, server = self.ends
        caller.sendto(message("INVITE sip:b@example.net SIP/2.0", call, "Supported: timer", "User-Agent: phone/1"), SERVER)
        server.sendto(message("SIP/2.0 421 Extension Required", call, "Require: 100rel", "Server: pbx/2"), CALLER)

    def close(self):
        for end in self.ends:
            end.close()


class Watcher:
    """`sipfix watch`, whose output is read as it comes."""

    def __init__(self, *arguments):
        self.lines, self.first = [], threading.Event()
        self.child = subprocess.Popen([COMMAND, "watch", "-i", "lo", *arguments], env=ENVIRONMENT, text=True,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.child.stdout:
            self.lines.append(line.rstrip("\n"))
            self.first.set()
        self.first.set()

    def end(self):
        self.child.send_signal(signal.SIGINT)
        self.reader.join()
        errors = self.child.stderr.read()
        self.child.stdout.close()
        self.child.stderr.close()
        return self.child.wait(), errors


@unittest.skipUnless(may_capture(), "dumpcap may not capture here")
class Live(unittest.TestCase):
    def test_each_finding_when_it_is_certain_and_the_rest_at_the_end(self):
        calls = Calls()
        self.addCleanup(calls.close)
        watchers = [Watcher("--format", "ndjson"), Watcher("-f", f"udp port 5060 and host {NET}.1")]
        began = time.monotonic()
        try:
            while not all(watcher.first.wait(0.25) for watcher in watchers):
                calls.one()
        finally:
            ends = [watcher.end() for watcher in watchers]
        self.assertGreaterEqual(time.monotonic() - began, WINDOW)
        for status, errors in ends:
            self.assertEqual((status, errors), (0, "sipfix watch: capturing on lo; Ctrl-C ends it\n"))
        events = [json.loads(line) for line in watchers[0].lines]
        self.events([event for event in events if event["call_id"] in calls.sent], calls.sent)
        self.text(watchers[1].lines)

    def events(self, events, sent):
        """Those under way came too, each once, in the order of the line."""
        self.assertEqual({event["schema"] for event in events}, {"sipfix-event/2"})
        told = [event["call_id"] for event in events]
        self.assertEqual(told, sorted(set(told), key=sent.index))
        self.assertGreater(len(told), 10)
        self.assertEqual(events[0]["extension"]["missing"], ["100rel"])

    def text(self, lines):
        self.assertRegex(lines[0], r"^WARN  20..-..-.. ..:..:.. UTC  421 to INVITE(, refused)? +case [0-9a-f]{8}$")
        self.assertEqual(lines[1], f"  {NET}.2 (pbx/2) answered {NET}.1 (phone/1)")
        self.assertTrue(any(line.startswith(f"  CHANGE  At {NET}.2") for line in lines))
        self.assertLessEqual(max(map(len, lines)), 80)

    def test_an_interface_that_is_not_there(self):
        done = sipfix("watch", "--quiet", "-i", "nosuch")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("nosuch", done.stderr)
        self.assertIn("'sipfix watch -D' lists interfaces", done.stderr)

    def test_a_filter_that_is_none(self):
        done = sipfix("watch", "--quiet", "-i", "lo", "-f", "port of call")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("port of call", done.stderr)

    def test_the_interfaces(self):
        self.assertIn("lo", sipfix("watch", "-D").stdout)


class Refused(unittest.TestCase):
    def test_without_an_interface(self):
        done = sipfix("watch")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("which interface", done.stderr)

    def test_a_format_that_it_does_not_have(self):
        done = sipfix("watch", "-i", "lo", "--format", "html")
        self.assertEqual(done.returncode, 2)
        self.assertIn("text, ndjson", done.stderr.replace(" or ", ", "))


if __name__ == "__main__":
    unittest.main()
