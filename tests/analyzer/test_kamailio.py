#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix routes --format kamailio`, loaded and used by a real Kamailio with share/kamailio.cfg."""
import configparser
import pathlib
import random
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

import processes
from command import SOURCE, sipfix
from moves import Moves

HERE = f"127.{random.randrange(1, 255)}.{random.randrange(255)}.1"  # nobody else's, so that a free port stays free
DEADLINE = 300  # seconds; only a test that fails waits so long
MAIN = """
debug=0
log_stderror=yes
children=1
dns=no
rev_dns=no
auto_aliases=no
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "pv.so"
#!define SIPFIX_TABLES "text://{folder}/tables"
include_file "{source}/share/kamailio.cfg"
request_route {{
    if ($rm == "OPTIONS") {{
        sl_send_reply("200", "OK");
        exit;
    }}
    route(SIPFIX_MOVED);
    if ($rd == "moved.example.net") {{
        sl_send_reply("404", "Not Found");
        exit;
    }}
    t_relay();
}}
"""


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HERE, 0))
        return probe.getsockname()[1]


class Peer:
    """Who calls, and who is called at the new address."""

    def __init__(self, kamailio):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((HERE, 0))
        self.port = self.socket.getsockname()[1]
        self.kamailio = kamailio
        self.calls = 0

    def send(self, method, uri):
        self.calls += 1
        self.socket.sendto((f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {HERE}:{self.port};branch=z9hG4bK{self.calls}\r\n"
                            f"From: <sip:alice@example.net>;tag=1\r\nTo: <sip:b@example.net>\r\nMax-Forwards: 70\r\n"
                            f"Call-ID: {self.calls}\r\nCSeq: 1 {method}\r\nContent-Length: 0\r\n\r\n").encode(),
                           (HERE, self.kamailio))
        return self.calls

    def first_lines(self, call, seconds=DEADLINE):
        """The first line of what comes of that call, one by one."""
        end = time.monotonic() + seconds
        while True:
            self.socket.settimeout(max(end - time.monotonic(), 0.01))
            try:
                text = self.socket.recv(65535).decode()
            except (TimeoutError, ConnectionRefusedError):
                if time.monotonic() > end:
                    return
                time.sleep(0.01)  # nobody listens yet
                return
            if re.search(rf"(?m)^Call-ID: {call}\r$", text):
                yield text.split("\r\n", 1)[0]

    def comes_to(self, uri):
        """What comes of an INVITE: the Request-URI that it has when it comes back, or Kamailio's answer."""
        for line in self.first_lines(self.send("INVITE", uri)):
            if line.startswith("INVITE "):
                return line.split(" ")[1]
            if not line.startswith("SIP/2.0 1"):
                return line
        return None


@unittest.skipUnless(shutil.which("kamailio"), "kamailio is not installed")
class Kamailio(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))
        cls.port = free_port()
        cls.peer = Peer(cls.port)
        cls.moved = cls.moves(f"{HERE}:{cls.peer.port}")
        (cls.folder / "tables").mkdir()
        Moves(*cls.moved.items(), *cls.more(), *cls.many()).write(cls.folder / "a.pcap")
        done = sipfix("routes", "--include", "all", "--format", "kamailio", "--output", cls.folder / "tables/moved",
                      cls.folder / "a.pcap", timeout=3000)
        assert done.returncode == 0, done.stderr
        cls.told = done.stderr
        cls.start()

    @staticmethod
    def moves(place):
        """Old address: new address, in characters that mean something to somebody."""
        return {
            "sip:bob@moved.example.net": f"sip:robert@{place}",
            "sip:port@moved.example.net:5080": f"sip:port@{place}",
            "sip:tls@moved.example.net;transport=tls": f"sip:tls@{place}",
            "sip:moved.example.net": f"sip:home@{place}",
            "sip:six@[2001:db8::1]": f"sip:six@{place}",
            "sip:$ru@moved.example.net": f"sip:$var(x)$(ru{{s.len}})@{place}",
            "sip:a:b@moved.example.net": f"sip:a:b@{place};x=$[1+1]:y",
            "sip:q'(*)!~,;/?@moved.example.net": f"sip:q'(*)!~,;/?&=+@{place};y=[a]/b&c",
            "sip:%22%5C%7C@moved.example.net": f"sip:%22%5c%7c%3b%3a@{place}",
        }

    @staticmethod
    def more():
        """What must not get there as it stands, or not at all."""
        return [("sip:head@moved.example.net", f"sip:head@{HERE}?Route=%3csip:evil%3e"),
                ("sip:tel@moved.example.net", "tel:+12015550123"),
                ("sip:line@moved.example.net", "sip:x\r\n evil:0:0:y@example.net"),
                ("sip:long@moved.example.net", f"sip:{'x' * 1100}@{HERE}")]

    @staticmethod
    def many():
        return [(f"sip:{number}@moved.example.net", f"sip:{number}@{HERE}") for number in range(2000)]

    @classmethod
    def start(cls):
        main = cls.folder / "main.cfg"
        main.write_text(MAIN.format(folder=cls.folder, source=SOURCE), encoding="utf-8")
        cls.log = open(cls.folder / "log", "wb")
        cls.addClassCleanup(cls.log.close)
        cls.process = subprocess.Popen(
            ["kamailio", "-DD", "-E", "-f", main, "-l", f"udp:{HERE}:{cls.port}", "-m", "32", "-Y", cls.folder,
             "-P", cls.folder / "pid", "-w", cls.folder], stdout=cls.log, stderr=cls.log, start_new_session=True)
        cls.addClassCleanup(cls.stop)
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end and cls.process.poll() is None:
            if any(cls.peer.first_lines(cls.peer.send("OPTIONS", f"sip:{HERE}"), 0.5)):
                return
        raise AssertionError((cls.folder / "log").read_text(errors="replace")[-3000:])

    @classmethod
    def stop(cls):
        processes.end(cls.process, DEADLINE)

    def test_calls_to_old_addresses_go_to_the_new_ones(self):
        for old, new in self.moved.items():
            with self.subTest(old):
                self.assertEqual(self.peer.comes_to(old), new)

    def test_addresses_are_found_however_they_are_written(self):
        new = self.moved["sip:bob@moved.example.net"]
        for old in ("sip:bob@MOVED.example.net", "sip:bob@moved.example.net:5060;user=phone", "sip:bob@moved.example.net;x"):
            self.assertEqual(self.peer.comes_to(old), new, old)

    def test_other_addresses_stay(self):
        for old in ("sip:carol@moved.example.net", "sip:bob@moved.example.net:5061", "sips:bob@moved.example.net",
                    "sip:port@moved.example.net", "sip:BOB@moved.example.net", "sip:tel@moved.example.net",
                    "sip:line@moved.example.net", "sip:long@moved.example.net"):
            self.assertEqual(self.peer.comes_to(old), "SIP/2.0 404 Not Found", old)

    def test_what_has_no_place_is_named(self):
        for old, words in [("tel", "not a SIP address"), ("long", "too long")]:
            self.assertRegex(self.told, rf"refused sip:{old}@moved\.example\.net -> .*Kamailio's table: {words}")
        self.assertRegex(self.told, r"refused sip:line@moved\.example\.net -> \(none\): unusable")

    def test_the_table(self):
        head, *rows = (self.folder / "tables/moved").read_text(encoding="utf-8").splitlines()
        self.assertTrue(head.startswith("key_name(string) "))
        self.assertGreater(len(rows), 2000)
        for row in rows:
            key, kind, of_value, value, evidence = re.split(r"(?<!\\):", row)
            self.assertTrue(key.startswith("sip\\:") and value.startswith("sip\\:"), row)
            self.assertEqual((kind, of_value), ("0", "0"))
            self.assertRegex(evidence, r"^1 call; .*a\.pcap frame \d+ at 2026-03-02T")
            self.assertNotIn("Route", row)


@unittest.skipUnless(shutil.which("kamailio"), "kamailio is not installed")
class Lines(unittest.TestCase):
    def test_what_is_to_be_written_into_the_failure_route_can_be_read(self):
        recipes = configparser.ConfigParser(interpolation=None, strict=False)
        recipes.read(SOURCE / "src/knowledge/data/recipes.ini", encoding="utf-8")
        modules = "".join(f'loadmodule "{name}.so"\n' for name in ("tm", "sl", "pv", "usrloc", "registrar", "uac_redirect"))
        for recipe in ("kamailio.redirect.follow", "kamailio.redirect.follow-home"):
            line = " ".join(recipes[recipe]["setting"].split()).replace("{{", "{")
            with self.subTest(recipe), tempfile.TemporaryDirectory(prefix="sipfix-test-") as folder:
                config = pathlib.Path(folder) / "a.cfg"
                config.write_text(f"{modules}request_route {{\n t_on_failure(\"X\");\n t_relay();\n}}\n"
                                  f"failure_route[X] {{\n if (t_is_canceled()) exit;\n {line}\n}}\n", encoding="utf-8")
                done = subprocess.run(["kamailio", "-c", "-E", "-l", f"udp:{HERE}:{free_port()}", "-f", config],
                                      capture_output=True, text=True, check=False, timeout=DEADLINE)
                self.assertEqual(done.returncode, 0, done.stderr[-2000:])


if __name__ == "__main__":
    unittest.main()
