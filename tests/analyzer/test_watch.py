#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix watch` on the loopback interface. Where dumpcap may not capture, only how it refuses is looked at."""
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import jsonschema

from command import COMMAND, ENVIRONMENT, SOURCE, sipfix

# Addresses of our own: more than one run of this may be under way on one loopback interface.
NET = f"127.{random.randrange(1, 255)}.{random.randrange(255)}"
CALLER, SERVER = (f"{NET}.1", 15060), (f"{NET}.2", 5060)
FILTER = f"udp port 5060 and host {NET}.1"
HOLD_ON = "sipfix watch: the buffer is being looked at; Ctrl-C again ends that too\n"
COMPLAINT = "sipfix watch: capturing on lo; Ctrl-C ends it\n"
FOREIGN_TSHARK = """#!/bin/sh
echo '{"schema":"sipfix-event/1"}'
exec cat >/dev/null
"""
# Its plugin is an old one; what it writes is not heard any more.
OLD_TSHARK = """#!/bin/sh
[ "$1" = -G ] && exec printf 'sipfix.so  \t0.0.9\tdissector\t/usr/lib/sipfix.so\n'
exec cat >/dev/null
"""
# Begun with SIGINT held back, so that it misses none.
FORGETFUL_DUMPCAP = """#!/usr/bin/python3
import signal
for request in range(2):
    signal.sigwait([signal.SIGINT])
"""
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


FILLER = "X-Filler: " + 2000 * "x"


class Calls:
    """A caller that is refused."""

    def __init__(self):
        self.ends = []
        for place in (CALLER, SERVER):
            end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            end.bind(place)
            self.ends.append(end)
        self.sent = []

    def one(self, *more):
        call = f"watched-{NET}-{len(self.sent)}"
        self.sent.append(call)
        caller, server = self.ends
        caller.sendto(message("INVITE sip:b@example.net SIP/2.0", call, "Supported: timer", "User-Agent: phone/1", *more),
                      SERVER)
        server.sendto(message("SIP/2.0 421 Extension Required", call, "Require: 100rel", "Server: pbx/2", *more), CALLER)

    def close(self):
        for end in self.ends:
            end.close()


class Watcher:
    """`sipfix watch`, whose output is read as it comes."""

    def __init__(self, folder, *arguments):
        self.lines, self.first = [], threading.Event()
        self.child = subprocess.Popen([COMMAND, "watch", "-i", "lo", *arguments], text=True,
                                      env={**ENVIRONMENT, "TMPDIR": folder},
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.child.stdout:
            self.lines.append(line.rstrip("\n"))
            self.first.set()
        self.first.set()

    def number(self, program):
        """Of that child."""
        children = pathlib.Path(f"/proc/{self.child.pid}/task/{self.child.pid}/children").read_text(encoding="ascii")
        return next(int(child) for child in children.split()
                    if pathlib.Path(f"/proc/{child}/comm").read_text(encoding="ascii") == f"{program}\n")

    def events(self, schema):
        """The lines that have it."""
        return [event for event in map(json.loads, list(self.lines)) if event["schema"] == schema]

    def end(self):
        self.child.send_signal(signal.SIGINT)
        return self.outcome()

    def outcome(self):
        """Waits for the end. Exit status and complaints."""
        self.reader.join()
        errors = self.child.stderr.read()
        self.child.stdout.close()
        self.child.stderr.close()
        return self.child.wait(), errors


@unittest.skipUnless(may_capture(), "dumpcap may not capture here")
class Live(unittest.TestCase):
    flooded = 0  # calls sent until the buffers were full

    def test_each_finding_when_it_is_certain_and_all_when_tshark_is_slow(self):
        calls = Calls()
        self.addCleanup(calls.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.chmod(folder.name, 0o755)
        ample, text, tiny = watchers = [
            Watcher(folder.name, "-f", "ndjson", "--filter", FILTER), Watcher(folder.name, "--buffer", "1", "--filter", FILTER),
            Watcher(folder.name, "--format=ndjson", "--buffer=1", f"--filter={FILTER}")]
        began = time.monotonic()
        try:
            while not all(watcher.first.wait(0.25) for watcher in watchers):
                calls.one()
            self.assertGreaterEqual(time.monotonic() - began, WINDOW)
            self.stop_and_flood(watchers, calls)
            os.kill(text.number("dumpcap"), signal.SIGKILL)
            broken_off = text.outcome()
            watchers.remove(text)
        finally:
            ends = [watcher.end() for watcher in watchers]
        self.assertEqual((ends[0][0], ends[0][1].replace(HOLD_ON, "")), (0, COMPLAINT))
        self.nothing_is_missing(ample, calls.sent)
        self.loss_is_told(tiny, ends[1], calls.sent)
        self.assertEqual(broken_off[0], 3)
        self.assertIn("sipfix watch: dumpcap ended: signal 9", broken_off[1])
        self.as_text(text.lines)
        self.assertEqual(os.listdir(folder.name), [])

    def stop_and_flood(self, watchers, calls):
        """No tshark takes anything, until the smaller buffers are full; then all of them do."""
        stopped = [watcher.number("tshark") for watcher in watchers]
        for child in stopped:
            os.kill(child, signal.SIGSTOP)
        _, text, tiny = watchers
        while not tiny.events("sipfix-gap/1") or not any(line.startswith("GAP") for line in text.lines):
            for _ in range(20):
                calls.one(FILLER)
        self.flooded = len(calls.sent)
        for child in stopped:
            os.kill(child, signal.SIGCONT)
        while len(tiny.events("sipfix-gap/1")) < 2 or sum(line.startswith("GAP") for line in text.lines) < 2:
            calls.one()
            time.sleep(0.05)
        # Whatever else this machine does: all of the flood has come through.
        last = calls.sent[self.flooded - 1]
        while not any(event["call_id"] == last for event in watchers[0].events("sipfix-event/2")):
            calls.one()
            time.sleep(0.05)

    def nothing_is_missing(self, watcher, sent):
        """Those under way came too, each once, in the order of the line; and the run line behind them."""
        self.assertEqual([json.loads(line)["schema"] for line in list(watcher.lines)[-2:]], ["sipfix-run/2", "sipfix-end/1"])
        self.assertNotIn("dropped", json.loads(list(watcher.lines)[-2])["coverage"])
        events = watcher.events("sipfix-event/2")
        self.assertEqual(len(events), len(watcher.lines) - 2)
        told = [event["call_id"] for event in events]
        # What was sent a moment before the end may still be in the kernel then.
        self.assertEqual(told, sent[sent.index(told[0]):sent.index(told[-1]) + 1])
        self.assertGreaterEqual(sent.index(told[-1]) + 1, self.flooded)
        self.assertEqual(events[0]["extension"]["missing"], ["100rel"])

    def loss_is_told(self, watcher, end, sent):
        """At once, at the end, by number; and everything else is there."""
        gaps = watcher.events("sipfix-gap/1")
        schema = json.loads((SOURCE / "docs/schemas/sipfix-gap-1.json").read_text(encoding="utf-8"))
        for gap in gaps:
            jsonschema.validate(gap, schema)
        # One, or on a machine that is slow more, each with its beginning and its end.
        pairs = list(zip(gaps[::2], gaps[1::2], strict=True))
        self.assertTrue(pairs)
        for begin, over in pairs:
            self.assertEqual(begin, {"schema": "sipfix-gap/1", "at": "buffer", "from": begin["from"]})
            self.assertEqual({**begin, "to": over["to"], "packets": over["packets"]}, over)
            self.assertLessEqual(over["from"], over["to"])
        lost = sum(over["packets"] for _, over in pairs)
        self.assertEqual(json.loads(list(watcher.lines)[-2])["coverage"]["dropped"], lost)
        told = [event["call_id"] for event in watcher.events("sipfix-event/2")]
        seen = set(told)
        missing = [call for call in sent[sent.index(told[0]):sent.index(told[-1])] if call not in seen]
        self.assertEqual(told, sorted(seen, key=sent.index))
        # Two packets a call; where the gap begins and ends, only one of them may be lost.
        self.assertLessEqual(abs(lost - 2 * len(missing)), len(pairs))
        status, errors = end
        self.assertEqual(status, 3)
        self.assertEqual(errors.splitlines()[-1],
                         f"sipfix watch: {lost:,} packets were lost: what is told is not all")

    def as_text(self, lines):
        self.assertRegex(lines[0], r"^LOST  20..-..-.. ..:..:.. UTC  421 to INVITE(, [a-z-]+)? +problem [0-9a-f]{8}$")
        self.assertEqual(lines[1], f"  {NET}.2 (pbx/2) answered {NET}.1 (phone/1)")
        self.assertTrue(any(line.startswith(f"  CHANGE  At {NET}.2") for line in lines))
        self.assertLessEqual(max(map(len, lines)), 80)
        gaps = [line for line in lines if line.startswith("GAP")]
        for begin, over in zip(gaps[::2], gaps[1::2], strict=True):
            self.assertRegex(begin, r"^GAP  20..-..-.. ..:..:.. UTC  packets are being lost$")
            self.assertRegex(over, r"^GAP  20..-..-.. ..:..:.. to ..:..:.. UTC  [0-9,]+ packets? lost$")
        self.assertTrue(gaps)

    def in_front(self, **programs):
        """A PATH on which these stand before those of the machine."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.chmod(folder.name, 0o755)
        for name, text in programs.items():
            program = pathlib.Path(folder.name, name)
            program.write_text(text, encoding="ascii")
            program.chmod(0o755)
        return f"{folder.name}:{ENVIRONMENT.get('PATH', os.defpath)}"

    def test_a_plugin_of_another_version(self):
        """Nothing that it tells can be read: watching on would be to say that all is well."""
        path = self.in_front(tshark=FOREIGN_TSHARK)
        done = sipfix("watch", "-i", "lo", "--filter", FILTER, env={**ENVIRONMENT, "PATH": path}, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("sipfix watch: the plugin is of another version of sipfix: it writes sipfix-event/1, and "
                      "sipfix-event/2 is needed\n  Install sipfix again.\n", done.stderr)

    def test_a_plugin_that_says_at_once_that_it_is_another(self):
        """Before anything is captured: who watches for days does not wait for the end to hear of it."""
        path = self.in_front(tshark=OLD_TSHARK)
        done = sipfix("watch", "-i", "nosuch", env={**ENVIRONMENT, "PATH": path}, timeout=60)
        self.assertRegex(done.stderr, r"^sipfix watch: the plugin is of sipfix 0\.0\.9, and this command of sipfix \S+: .*\n"
                                      r"  'sipfix doctor' names the file\. .*\n(.*\n)*sipfix watch: .*nosuch")
        self.assertEqual(done.stderr.count("the plugin is of"), 1)
        done = sipfix("watch", "--quiet", "-i", "nosuch", env={**ENVIRONMENT, "PATH": path}, timeout=60)
        self.assertNotIn("the plugin is of", done.stderr)

    def test_a_dumpcap_that_forgets_the_first_request_to_end(self):
        """As one does that is asked while it begins."""
        path = self.in_front(tshark=FOREIGN_TSHARK, dumpcap=FORGETFUL_DUMPCAP)
        done = subprocess.run([COMMAND, "watch", "-i", "lo"], env={**ENVIRONMENT, "PATH": path}, timeout=60, check=False,
                              capture_output=True, text=True,
                              preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT]))
        self.assertEqual(done.returncode, 2)
        self.assertIn("of another version", done.stderr)

    def test_an_interface_that_is_not_there(self):
        done = sipfix("watch", "--quiet", "-i", "nosuch")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("nosuch", done.stderr)
        self.assertIn("'sipfix watch -D' lists interfaces", done.stderr)

    def test_a_filter_that_is_none(self):
        done = sipfix("watch", "--quiet", "-i", "lo", "--filter", "port of call")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("port of call", done.stderr)

    def test_the_interfaces(self):
        self.assertIn("lo", sipfix("watch", "-D").stdout)


class Refused(unittest.TestCase):
    def test_a_filter_is_spelled_out(self):
        for words in ("udp port 5060", "sip"):
            done = sipfix("watch", "-i", "lo", "-f", words)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("--filter", done.stderr)

    def test_a_buffer_that_is_none(self):
        for size in ("0", "-1", "9999999"):
            done = sipfix("watch", "-i", "lo", f"--buffer={size}")
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("--buffer", done.stderr)

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
