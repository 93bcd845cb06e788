#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix analyze --cache DIR`: the same bytes as without, from what was kept, and nothing that cannot be trusted."""
import gzip
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from command import COMMAND, ENVIRONMENT, SOURCE, sipfix

CAPTURES = SOURCE / "captures"
NOBODY = 65534


class Cache(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.stage = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-cache-"))
        self.addCleanup(shutil.rmtree, self.stage)
        self.cache = self.stage / "cache"
        self.folder = self.stage / "captures"
        self.folder.mkdir()

    def one(self, name="421-through-proxy.pcapng"):
        """A folder with one capture."""
        shutil.copy(CAPTURES / name, self.folder)
        return self.folder / name

    def analyze(self, *more, status=0, cached=True):
        where = ["--cache", self.cache] if cached else []
        done = sipfix("analyze", "--quiet", "--format", "ndjson", *where, *(more or [self.folder]))
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout

    def entries(self):
        return sorted(self.cache.iterdir())

    def test_the_same_bytes(self):
        # In parts; compressed; cut; and one without an answer.
        subprocess.run(["editcap", "-c", "3", CAPTURES / "301-loop.pcapng", self.folder / "loop.pcapng"], check=True)
        (self.folder / "packed.pcapng.gz").write_bytes(gzip.compress((CAPTURES / "301-tcp.pcapng").read_bytes()))
        (self.folder / "cut.pcapng").write_bytes((CAPTURES / "301-gave-up-asterisk.pcapng").read_bytes()[:-50])
        self.one("plain-call.pcapng")
        for form in ("ndjson", "json"):
            for number in range(3):
                done = sipfix("analyze", "--format", form, *(["--cache", self.cache] if number else []), self.folder)
                if number == 0:
                    expected = done
                self.assertEqual((done.returncode, done.stdout, done.stderr),
                                 (3, expected.stdout, expected.stderr), (form, number))
        self.assertEqual(len(self.entries()), 4)

    def test_another_tshark_is_asked_anew(self):
        """As after an upgrade; the same one is not, and says no version for it."""
        self.one()
        programs = self.stage / "bin"
        programs.mkdir()
        tshark = pathlib.Path(shutil.copy(shutil.which("tshark"), programs))
        self.stage.chmod(0o755)
        environment = {**ENVIRONMENT, "PATH": f"{programs}:{ENVIRONMENT['PATH']}"}
        for seconds, kept in ((1000000000, 1), (1000000000, 1), (1000000001, 2)):
            os.utime(tshark, (seconds, seconds))
            done = sipfix("analyze", "--quiet", "--format", "ndjson", "--cache", self.cache, self.folder, env=environment)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(len(self.entries()), kept)

    def test_for_nobody_else(self):
        self.one()
        self.analyze()
        self.assertEqual(self.cache.stat().st_mode & 0o777, 0o700)
        self.assertEqual([entry.stat().st_mode & 0o777 for entry in self.entries()], [0o600])

    def doctored(self, entry):
        """An entry that tells something else, and is whole."""
        body = entry.read_bytes().split(b"\n", 1)[1].replace(b'"100rel"', b'"doctor"')
        return b"sipfix-cache/1 " + hashlib.sha256(body).hexdigest().encode() + b"\n" + body

    def test_what_is_kept_is_told(self):
        self.one()
        right = self.analyze()
        (entry,) = self.entries()
        entry.write_bytes(self.doctored(entry))
        self.assertIn('"doctor"', self.analyze())
        self.assertNotIn('"doctor"', right)

    def test_what_cannot_be_trusted_is_made_anew(self):
        self.one()
        right = self.analyze()
        (entry,) = self.entries()
        whole, lie = entry.read_bytes(), self.doctored(entry)
        damages = {"empty": lambda: entry.write_bytes(b""), "cut": lambda: entry.write_bytes(whole[:-9]),
                   "longer": lambda: entry.write_bytes(whole + b"x"),
                   "altered": lambda: entry.write_bytes(whole.replace(b"100rel", b"doctor")),
                   "of another kind": lambda: entry.write_bytes(b"hello\n"),
                   "readable by others": lambda: (entry.write_bytes(lie), entry.chmod(0o644)),
                   "a link": lambda: ((self.stage / "lie").write_bytes(lie), (self.stage / "lie").chmod(0o600),
                                      entry.unlink(), entry.symlink_to(self.stage / "lie"))}
        if os.geteuid() == 0:
            damages["another user's"] = lambda: (entry.write_bytes(lie), os.chown(entry, NOBODY, NOBODY))
        for name, damage in damages.items():
            with self.subTest(name):
                damage()
                self.assertEqual(self.analyze(), right)
                self.assertEqual(self.entries(), [entry])
                self.assertEqual(entry.read_bytes(), whole)

    def test_only_what_is_new_is_read(self):
        self.one()
        before = self.analyze()
        (entry,) = self.entries()
        entry.write_bytes(self.doctored(entry))
        self.one("421-timer-asterisk.pcapng")
        self.assertIn('"doctor"', self.analyze())
        self.assertEqual(len(self.entries()), 2)
        self.assertNotIn('"doctor"', before)

    def test_content_counts_not_the_name(self):
        path = self.one()
        self.analyze()
        shutil.copy(CAPTURES / "301-loop.pcapng", path)
        self.assertIn('"moved.loop"', self.analyze())
        path.rename(self.folder / "other.pcapng")
        self.assertIn("other.pcapng", self.analyze())
        self.assertEqual(len(self.entries()), 2)

    def test_options_count(self):
        path = self.one()
        keys = self.stage / "keys"
        keys.write_text("")
        for number, options in enumerate(([], ["--all-frames"], ["--decode-as", "udp.port==5099,sip"], ["--keylog", keys]), 1):
            self.analyze(*options, path)
            self.assertEqual(len(self.entries()), number)

    def test_a_folder_of_others_is_refused(self):
        self.one()
        self.cache.mkdir(mode=0o755)
        self.cache.chmod(0o755)
        ways = [("others may enter it", lambda: None), ("Not a directory", lambda: (self.cache.rmdir(), self.cache.touch()))]
        if os.geteuid() == 0:
            ways.insert(1, ("it belongs to another user", lambda: os.chown(self.cache, NOBODY, NOBODY)))
        for reason, prepare in ways:
            prepare()
            done = sipfix("analyze", "--cache", self.cache, self.folder)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, f"cache folder .* cannot be used: .*({reason}|File exists)")

    def test_several_at_once(self):
        self.one()
        right = self.analyze(cached=False)
        many = [subprocess.Popen([COMMAND, "analyze", "--quiet", "--format", "ndjson", "--cache", self.cache, self.folder],
                                 env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
        self.assertEqual([child.communicate()[0] for child in many], [right] * 4)
        self.assertEqual(len(self.entries()), 1)

    def test_a_pipe_is_read_every_time(self):
        whole = self.one().read_bytes()
        for _ in range(2):
            done = subprocess.run([COMMAND, "analyze", "--quiet", "--format", "ndjson", "--cache", self.cache, "-"],
                                  env=ENVIRONMENT, input=whole, capture_output=True, check=True)
            self.assertIn(b'"100rel"', done.stdout)
        self.assertEqual(self.entries(), [])


if __name__ == "__main__":
    unittest.main()
