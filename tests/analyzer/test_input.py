#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What `sipfix analyze` can be given: links, tunnels, formats, parts of captures, odd names, and what goes wrong."""
import gzip
import io
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

from command import ENVIRONMENT, lines_of, sipfix

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "reading"))
import captures  # pylint: disable=wrong-import-position
from captures import SECOND, START  # pylint: disable=wrong-import-position

RAW, NULL, SLL, SLL2 = 101, 0, 113, 276
IPV4, IPV6 = 0x0800, 0x86DD
# Those that editcap writes an Ethernet packet to, and Wireshark reads it from.
FORMATS = ("snoop", "netmon2", "ngsniffer", "nettl", "5views", "lanalyzer", "k12text", "visual", "nsecpcap")


def message(first, call, *headers):
    lines = [first, "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", "From: <sip:a@example.net>;tag=1",
             "To: <sip:b@example.net>;tag=2", f"Call-ID: {call}", "CSeq: 1 INVITE", *headers, "Content-Length: 0", "", ""]
    return "\r\n".join(lines).encode()


def request(call):
    return message("INVITE sip:b@example.net SIP/2.0", call, "Supported: timer")


def answer(call):
    return message("SIP/2.0 421 Extension Required", call, "Require: 100rel")


def udp(payload, port=5060):
    return struct.pack("!HHHH", port, port, 8 + len(payload), 0) + payload


def ip4(payload, protocol=17, back=False):
    ends = [socket.inet_aton(address) for address in ("192.0.2.1", "192.0.2.2")]
    return struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0) + b"".join(
        reversed(ends) if back else ends) + payload


def ip6(payload, back=False):
    ends = [socket.inet_pton(socket.AF_INET6, address) for address in ("2001:db8::1", "2001:db8::2")]
    return struct.pack("!IHBB", 6 << 28, len(payload), 17, 64) + b"".join(reversed(ends) if back else ends) + payload


def ethernet(payload, kind=IPV4):
    return bytes.fromhex("020000000002" "020000000001") + struct.pack("!H", kind) + payload


def vlan(number, payload, kind=IPV4):
    return struct.pack("!HH", number, kind) + payload


# How a packet of IPv4 or IPv6 is wrapped, and the link type of the whole.
AROUND = {
    "vlan": (captures.ETHERNET, lambda ip: ethernet(vlan(5, ip), 0x8100)),
    "qinq": (captures.ETHERNET, lambda ip: ethernet(vlan(5, vlan(6, ip), 0x8100), 0x88A8)),
    "mpls": (captures.ETHERNET, lambda ip: ethernet(struct.pack("!I", 16 << 12 | 0x140), 0x8847) + ip),
    "pppoe": (captures.ETHERNET, lambda ip: ethernet(struct.pack("!BBHHH", 0x11, 0, 1, len(ip) + 2, 0x21) + ip, 0x8864)),
    "ipip": (captures.ETHERNET, lambda ip: ethernet(ip4(ip, 4))),
    "gre": (captures.ETHERNET, lambda ip: ethernet(ip4(struct.pack("!HH", 0, IPV4) + ip, 47))),
    "gre-ethernet": (captures.ETHERNET, lambda ip: ethernet(ip4(struct.pack("!HH", 0, 0x6558) + ethernet(ip), 47))),
    "vxlan": (captures.ETHERNET, lambda ip: ethernet(ip4(udp(struct.pack("!II", 8 << 24, 7 << 8) + ethernet(ip), 4789)))),
    "geneve": (captures.ETHERNET, lambda ip: ethernet(ip4(udp(struct.pack("!II", 0x6558, 7 << 8) + ethernet(ip), 6081)))),
    "gtp-u": (captures.ETHERNET, lambda ip: ethernet(ip4(udp(struct.pack("!BBHI", 0x30, 255, len(ip), 7) + ip, 2152)))),
    "raw": (RAW, lambda ip: ip),
    "null": (NULL, lambda ip: struct.pack("<I", 2) + ip),
    "any": (SLL, lambda ip: struct.pack("!HHH8sH", 0, 1, 6, bytes(8), IPV4) + ip),
    "any-2": (SLL2, lambda ip: struct.pack("!HHIHBB8s", IPV4, 0, 3, 1, 0, 6, bytes(8)) + ip),
}


def wrapped(call, around):
    """A request and its answer."""
    return [around(ip4(udp(request(call)))), around(ip4(udp(answer(call)), back=True))]


def plain(call, start=START, step=SECOND // 10):
    return list(zip((start, start + step), wrapped(call, ethernet)))


class Input(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        stage = tempfile.TemporaryDirectory(prefix="sipfix-input-")
        self.addCleanup(stage.cleanup)
        self.folder = pathlib.Path(stage.name)

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def events(self, *arguments, status=0, **options):
        done = sipfix("analyze", "--format", "ndjson", *arguments, **options)
        self.assertEqual(done.returncode, status, done.stderr)
        return lines_of(done.stdout, "event")

    def test_tunnels_and_links_in_one_file(self):
        links = sorted({link for link, _ in AROUND.values()})
        out = [captures.section()] + [captures.interface(f"eth{link}", link) for link in links]
        packets = [(link, data) for call, (link, around) in AROUND.items() for data in wrapped(call, around)]
        packets += [(captures.ETHERNET, ethernet(ip6(udp(request("ipv6"))), IPV6)),
                    (captures.ETHERNET, ethernet(ip6(udp(answer("ipv6")), back=True), IPV6)),
                    (captures.ETHERNET, ethernet(ip4(ip6(udp(request("6in4"))), 41))),
                    (captures.ETHERNET, ethernet(ip4(ip6(udp(answer("6in4")), back=True), 41)))]
        for i, (link, data) in enumerate(packets):
            out.append(captures.packet(links.index(link), START + i * SECOND // 100, data))
        events = self.events(self.write("all.pcapng", b"".join(out)))
        self.assertEqual([event["call_id"] for event in events], [*AROUND, "ipv6", "6in4"])
        self.assertEqual([event["frame"] for event in events], list(range(2, len(packets) + 1, 2)))
        self.assertTrue(all(event["request"]["frame"] == event["frame"] - 1 for event in events))

    def test_formats(self):
        whole = self.write("x.pcap", captures.pcap(plain("x")))
        self.write("x.pcap.gz", gzip.compress(whole.read_bytes()))
        for form in FORMATS:
            subprocess.run(["editcap", "-F", form, whole, self.folder / f"{form}.cap"], check=True, capture_output=True)
        events = self.events("--no-stitch", self.folder)
        self.assertEqual([(pathlib.Path(event["capture"]).name, event["frame"]) for event in events],
                         [(path.name, 2) for path in sorted(self.folder.iterdir())])

    def test_standard_input(self):
        for content in (captures.pcap(plain("x")), captures.pcapng(plain("x")), gzip.compress(captures.pcap(plain("x")))):
            with self.subTest(content[:4]):
                done = sipfix("analyze", "--format", "ndjson", "-", input=content, text=False)
                event, = lines_of(done.stdout.decode(), "event")
                self.assertEqual((done.returncode, event["capture"]), (0, "-"), done.stderr)

    def test_nothing_on_standard_input(self):
        done = sipfix("analyze", "-", input="")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("-: no capture: nothing is in it", done.stderr)

    def test_archives_are_named_and_how_to_open_them(self):
        whole = captures.pcapng(plain("x"))
        held = io.BytesIO()
        with tarfile.open(fileobj=held, mode="w") as archive:
            entry = tarfile.TarInfo("x.pcapng")
            entry.size = len(whole)
            archive.addfile(entry, io.BytesIO(whole))
        zipped = io.BytesIO()
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.writestr("x.pcapng", whole)
        for name, content, command in (("x.tar", held.getvalue(), "tar -xf"), ("x.tgz", gzip.compress(held.getvalue()), "tar -xf"),
                                       ("x.zip", zipped.getvalue(), "unzip")):
            self.write(name, content)
            done = sipfix("analyze", self.folder / name)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(f"{name}: an archive, and cannot be read so\n  Unpack it first: {command}\n", done.stderr)

    def test_what_is_empty_once_unpacked_is_no_capture_without_packets(self):
        self.write("cut.gz", gzip.compress(b""))
        done = sipfix("analyze", self.folder / "cut.gz")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("cut.gz: unpacked, nothing is in it: it is cut short, or empty\n", done.stderr)

    def test_what_another_command_reads_is_named(self):
        self.write("x.pcap", captures.pcap(plain("x")))
        for form, words in (("ndjson", "Events are read by: sipfix report "), ("json", "A json report is compared by: sipfix diff ")):
            result = self.folder / f"x.{form}"
            sipfix("analyze", "--format", form, "--output", result, self.folder / "x.pcap")
            done = sipfix("analyze", result)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(f"\n  {words}{result}", done.stderr)
        self.assertIn("\n  The file of that name: ./-x", sipfix("analyze", "-x", cwd=self.write("-x", b"").parent).stderr)

    def test_a_file_that_looks_like_an_option(self):
        """As * gives them: read as an option with its value it would be left out, and nobody told."""
        for name in ("-dump.pcap", "-j4.pcap", "-q", "--format=html", "-fnonsense"):
            with self.subTest(name=name):
                folder = self.write(name, captures.pcap(plain("x"))).parent
                told = sipfix("analyze", name, cwd=folder)
                self.assertEqual((told.returncode, told.stdout), (2, ""))
                self.assertIn(f"'{name}' is an option, and the name of a file here\n  The file of that name: ./{name}\n",
                              told.stderr)
                self.assertEqual(sipfix("analyze", "--", name, cwd=folder).returncode, 0)
                self.assertEqual(sipfix("analyze", f"./{name}", cwd=folder).returncode, 0)
                self.assertIn(f"For a capture: sipfix analyze ./{name}\n", sipfix(name, cwd=folder).stderr)

    def test_a_format_that_no_other_can_hold(self):
        self.write("x.out", b"Session Transcript\nMarch 2, 2026     08:15:00.1000\n"
                            b"ctx.1/sip/1/1,ether/s tm 1.1234 $0102030405060708\n")
        done = sipfix("analyze", self.folder / "x.out")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("x.out: its packets (Catapult DCT2000) fit no other format\n  Open it in Wireshark", done.stderr)

    def test_parts_of_one_capture(self):
        """The request in one file, its answer in the next; which belong together, names and times say."""
        tcpdump, answered = plain("tcpdump", step=5 * SECOND)
        near, soon = plain("near", START + 100 * SECOND, SECOND)
        far, late = plain("far", START + 200 * SECOND, 2 * SECOND)
        again = (START + SECOND // 2, tcpdump[1])
        for name, packets in {"t.pcap": [tcpdump, again], "t.pcap1": [answered], "near.pcap": [near], "soon.pcap": [soon],
                              "far.pcap": [far], "late.pcap": [late],
                              "whole.pcap": [tcpdump, again, answered]}.items():  # this one overlaps both parts
            self.write(name, captures.pcap(packets))
        expected = {"t.pcap1": "t.pcap", "soon.pcap": "near.pcap", "late.pcap": None, "whole.pcap": ""}
        self.assertEqual(self.places(self.events(self.folder)), expected)
        alone = dict.fromkeys(expected) | {"whole.pcap": ""}
        self.assertEqual(self.places(self.events("--no-stitch", self.folder)), alone)

    def places(self, events):
        """Of each answer the file, and the file of its request: "" the same, None not seen."""
        self.assertEqual(len({event["capture"] for event in events}), len(events))
        return {pathlib.Path(event["capture"]).name:
                pathlib.Path(event["request"].get("capture", "")).name if "request" in event else None
                for event in events}

    def test_names_and_places(self):
        """Names that nobody should print, a circle of links, a pipe, a link to nowhere."""
        content = captures.pcap(plain("x"))
        names = ["-dash.pcap", "line\nfeed \x1b[31m.pcap", os.fsdecode(b"latin\xe9.pcap"), "below/it.pcap"]
        for name in names:
            self.write(name, content)
        (self.folder / "below" / "up").symlink_to("..")
        (self.folder / "self.pcap").symlink_to("self.pcap")
        os.mkfifo(self.folder / "fifo.pcap")
        done = sipfix("analyze", "--verbose", "--recursive", self.folder)
        self.assertEqual(done.returncode, 3)
        self.assertIn("Looked      4 captures", done.stdout)
        self.assertIn("self.pcap: cannot be opened: Too many levels of symbolic links", done.stderr)
        self.assertRegex(done.stdout, r"Not read    \S*fifo\.pcap\s+\([^)]*\)\.")
        self.assertEqual([c for c in done.stdout + done.stderr if ord(c) < 32 and c != "\n" or ord(c) == 127], [])
        self.assertEqual(sipfix("analyze", "--", "-dash.pcap", cwd=self.folder).returncode, 0)

    def test_a_tshark_that_dies_takes_its_own_capture_along_only(self):
        """It dies where both captures share it, and once more where the first one has it alone."""
        self.folder.chmod(0o755)
        marks = self.folder / "marks"
        marks.mkdir()
        marks.chmod(0o777)
        tshark = self.write("bin/tshark", f"""#!/bin/sh
if [ "$1" = -n ] && (mkdir '{marks}/first' || mkdir '{marks}/second') 2>&-; then
    head -c 200 >&-
    echo 'tshark: out of breath' >&2
    kill -9 $$
fi
exec '{shutil.which("tshark")}' "$@"
""".encode())
        tshark.chmod(0o755)
        first, second = (self.write(f"{name}.pcap", captures.pcap(plain(name))) for name in "ab")
        environment = {**ENVIRONMENT, "PATH": f"{tshark.parent}:{ENVIRONMENT['PATH']}"}
        done = sipfix("analyze", "--format", "json", "--no-stitch", "--jobs", "1", first, second, env=environment)
        told = json.loads(done.stdout)
        self.assertEqual(done.returncode, 3)
        self.assertEqual([problem["proof"]["capture"] for problem in told["problems"]], [str(second)])
        self.assertEqual(told["unreadable"], [
            {"path": str(first), "reason": "tshark ended with signal 9 (Killed): out of breath"}])


if __name__ == "__main__":
    unittest.main()
