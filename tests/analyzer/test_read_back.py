#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What `sipfix routes` writes of hostile addresses, a file a value, so that none hides what another does: the real Kamailio, and
the Asterisk that captures/lab has put there, read back just the routes that were meant, and what stands behind the file."""
import json
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse

from asterisk_lab import DEADLINE, WHY_NOT, Asterisk
import processes
from command import sipfix
from moves import Moves
from test_hostile import NAME, VALUES, token

MORE = ["\\", "\\;", "a:b", "[x]", "{x}", "$(ru)", "$[1+1]", "${EXTEN}", "${SHELL(touch pwned)}", ";--", "--;", "x),n,System(pwned", "x&y",
        "_X.", "#include", "#!substdef \"/a/b/\"", "\r\n[globals]\r\nX=1", "x\nsip\\:evil@example.net:0:0:sip\\:evil@example.com:x"]
ALL = [*VALUES, *MORE]


def moves_of(number, value):
    """Each part of an address takes the value: as it stands, as a parser may take it, and escaped."""
    home = f"v{number}.example.net"  # of this value, whatever becomes of it
    for way, one in enumerate((value, token(value), urllib.parse.quote(value, safe="", errors="surrogateescape"))):
        yield f"sip:user{way}@{home}", f"sip:{one}@new.example.net"
        yield f"sip:old{way}{one}@{home}", "sip:bob@new.example.net"
        yield f"sip:value{way}@{home}", f"sip:bob@new.example.net;x={one}"
        yield f"sip:name{way}@{home}", f"sip:bob@new.example.net;{one}"
        yield f"sip:host{way}@{home}", f"sip:bob@{one}.example.net"
        yield f"sip:header{way}@{home}", f"sip:bob@new.example.net?X={one}"


def place(old):
    """An address as it is looked up: escapes, the password, and the case of the host do not count."""
    scheme, rest = old.split(":", 1)
    user, host = rest.rsplit("@", 1)
    return f"{scheme}:{urllib.parse.unquote(user.split(':', 1)[0])}@{host.lower()}"


class Case(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-test-")))
        cls.capture = cls.folder / NAME
        Moves(*(move for number, value in enumerate(ALL) for move in moves_of(number, value))).write(cls.capture)
        cls.meant = {(place(route["old"]), route["new"]) for route in json.loads(cls.routes("json")[0])["routes"]}

    @classmethod
    def routes(cls, form):
        done = sipfix("routes", "--include", "all", "--format", form, cls.capture)
        assert done.returncode == 0, done.stderr
        return done.stdout, done.stderr.count(": no place for it in ")

    def by_value(self, lines):
        """The lines of each value. Each line is of one, for no value got out of its line."""
        found = {number: [] for number in range(len(ALL))}
        for line in lines:
            homes = set(re.findall(r"@v(\d+)\.example\.net", line))
            self.assertEqual(len(homes), 1, line)
            found[int(homes.pop())].append(line)
        return found

    def want(self, got, no_place):
        """@got: {value: [(old, new)]}, as the product has it."""
        routes = [(place(old), new) for one in got.values() for old, new in one]
        self.assertEqual(set(routes) - self.meant, set())
        self.assertEqual(len(routes), len(self.meant) - no_place)
        shown = [route for one in got.values() for route in one if "\\" in "".join(route)]
        self.assertEqual(shown, [])  # what was made visible is no address that anybody has
        self.assertGreater(len(routes), 50)


@unittest.skipUnless(shutil.which("kamailio"), "kamailio is not installed")
class Kamailio(Case):
    def load(self, tables):
        """Starts it with a table a value; @return what it has of each."""
        place = self.folder / "kamailio"
        place.mkdir()
        for name, text in tables.items():
            (place / name).write_text(text, encoding="utf-8")
        main = place / "main.cfg"
        main.write_text("debug=0\nlog_stderror=yes\nchildren=1\ndns=no\nrev_dns=no\nauto_aliases=no\n"
                        'loadmodule "jsonrpcs.so"\nloadmodule "pv.so"\nloadmodule "db_text.so"\nloadmodule "htable.so"\n'
                        f'modparam("jsonrpcs", "dgram_socket", "{place}/ask")\nmodparam("jsonrpcs", "transport", 4)\n'
                        f'modparam("htable", "db_url", "text://{place}")\n'
                        + "".join(f'modparam("htable", "htable", "{name}=>size=4;dbtable={name};")\n' for name in tables)
                        + "request_route { exit; }\n", encoding="utf-8")
        with open(place / "log", "wb") as log:
            process = subprocess.Popen(["kamailio", "-DD", "-E", "-f", main, "-l", "udp:127.0.0.1:0", "-m", "32", "-Y", place,
                                        "-P", place / "pid", "-w", place], stdout=log, stderr=log, start_new_session=True)
        try:
            return {name: self.dump(process, place, name) for name in tables}
        finally:
            processes.end(process, DEADLINE)

    def dump(self, process, place, table):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as asking:
            asking.bind(str(place / f"told-{table}"))
            end = time.monotonic() + DEADLINE
            while True:
                try:
                    asking.connect(str(place / "ask"))
                    break
                except (FileNotFoundError, ConnectionRefusedError):
                    self.assertTrue(time.monotonic() < end and process.poll() is None, (place / "log").read_bytes()[-3000:])
                    time.sleep(0.05)
            asking.settimeout(DEADLINE)
            asking.send(json.dumps({"jsonrpc": "2.0", "method": "htable.dump", "params": [table], "id": 1}).encode())
            told = json.loads(asking.recv(1 << 20).decode())
        return [(one["name"], one["value"]) for entry in told["result"] for one in entry["slot"]]

    def test_it_reads_what_was_meant(self):
        table, no_place = self.routes("kamailio")
        head, *rows = table.split("\n")
        self.assertEqual(rows.pop(), "")
        behind = r"sip\:behind@example.net:0:0:sip\:new@example.net:behind the others"
        got = self.load({f"t{number}": "\n".join([head, *lines, behind, ""]) for number, lines in self.by_value(rows).items()})
        for name, routes in got.items():
            self.assertIn(("sip:behind@example.net", "sip:new@example.net"), routes, name)
            routes.remove(("sip:behind@example.net", "sip:new@example.net"))
        self.want(got, no_place)


@unittest.skipIf(WHY_NOT, WHY_NOT)
class InAsterisk(Case):
    def test_it_reads_what_was_meant(self):
        dialplan, no_place = self.routes("asterisk")
        head, rows = dialplan.split("[sipfix-moved]\n")
        files, main = {}, ""
        for number, lines in self.by_value(rows.splitlines()).items():
            files[f"t{number}.conf"] = "\n".join([head + f"[t{number}]", *lines, f"exten => behind,1,NoOp({number})", ""])
            main += f"#include t{number}.conf\n"
        asterisk = Asterisk({**files, "extensions.conf": main})
        self.addCleanup(asterisk.stop)
        shown = asterisk.ask("dialplan show")
        got = {}
        for number in range(len(ALL)):
            context = re.search(rf"\[ Context 't{number}' created by 'pbx_config' \]\n(.*?)\n\n", shown, re.DOTALL)[1]
            lines = re.findall(r"'(.*)' => +1\. (.*?) +\[.*\]", context)
            self.assertIn(("behind", f"NoOp({number})"), lines)
            self.assertEqual(len(lines), context.count("\n") + 1, context)
            got[number] = [(old.replace("%2D", "-"), re.fullmatch(r"Return\((.*)\)", new)[1]) for old, new in lines
                           if old != "behind"]
        self.assertEqual(set(re.findall(r"Context '(\w+)' created by 'pbx_config'", shown)), {f"t{n}" for n in got})
        self.want(got, no_place)


if __name__ == "__main__":
    unittest.main()
