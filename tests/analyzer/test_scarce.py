#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""When the machine has too little of something, or tshark fails: what is said is why, first, and never another thing."""
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

from command import COMMAND, ENVIRONMENT, SOURCE, sipfix

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "reading"))
import captures  # pylint: disable=wrong-import-position

LOOP = SOURCE / "captures/301-loop.pcapng"
LOG = SOURCE / "captures/logs/asterisk.log"
MOVED = SOURCE / "captures/handmade/301-basic.pcapng"
QUIET = SOURCE / "captures/421-mended.pcapng"


def copied(folder):
    """The command, in a copy of its build: there it is for all, wherever the build is."""
    build = pathlib.Path(COMMAND).parents[2]
    for name in ("src/analyzer/sipfix", "src/intake/sipfix-intake"):
        (folder / name).parent.mkdir(parents=True)
        shutil.copy(build / name, folder / name)
    shutil.copytree(build / "plugins", folder / "plugins")
    (folder / "CMakeCache.txt").touch()
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.is_dir() else 0))
    return folder / "src/analyzer/sipfix"


class Scarce(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.build = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sipfix-scarce-")))
        cls.command = copied(cls.build)

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="sipfix-scarce-")))
        self.folder.chmod(0o755)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.temporary.chmod(0o755)
        self.environment = {**ENVIRONMENT, "TMPDIR": str(self.temporary)}

    def run_limited(self, limit, value, *arguments):
        """Runs the command where one of its limits is low, the hard one too."""
        return self.sipfix(*arguments, preexec_fn=lambda: resource.setrlimit(limit, (value, value)))

    def sipfix(self, *arguments, **options):
        return sipfix(*arguments, command=self.command, env=self.environment, **options)

    def want_why(self, done, *words):
        """Status 2, nothing reported; one line says why, the next what would help; and no advice that would not help."""
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        cause, *others = done.stderr.splitlines()
        for word in words:
            self.assertIn(word, others[0] if "ulimit" in word else cause)
        if "ulimit" in words[-1]:
            self.assertRegex(others[0], "^  Allow ")
        for wrong in ("--decode-as", "Install", "No SIP", "doctor"):
            self.assertNotIn(wrong, done.stderr)
        self.assertEqual(list(self.temporary.iterdir()), [])

    def write(self, name, content, mode=0o644):
        path = self.folder / name
        path.write_bytes(content)
        path.chmod(mode)
        return path

    # ---------------------------------------------------------------- limits

    def test_files_that_may_not_grow(self):
        one = self.run_limited(resource.RLIMIT_FSIZE, 1000, "analyze", LOOP)
        self.want_why(one, "nothing could be read: ", LOOP.name, "temporary files may not grow", "ulimit -f")
        two = self.run_limited(resource.RLIMIT_FSIZE, 1000, "analyze", "--no-stitch", LOOP, MOVED)
        self.assertEqual((two.returncode, two.stdout), (2, ""))
        cause, advice, *each = two.stderr.splitlines()
        self.assertIn("nothing could be read: temporary files may not grow", cause)
        self.assertIn("ulimit -f", advice)
        self.assertEqual(len(each), 4)

    @unittest.skipUnless(os.geteuid() == 0, "needs another user than this one to read for")
    def test_copies_of_what_others_cannot_reach(self):
        """A build in a closed folder is copied for the children; what is said where that does not fit is the same."""
        self.build.chmod(0o700)
        self.addCleanup(self.build.chmod, 0o755)
        done = self.run_limited(resource.RLIMIT_FSIZE, 1000, "analyze", LOOP)
        self.want_why(done, "nothing could be read: temporary files may not grow", "ulimit -f")
        for _ in range(2):  # what is kept is found again, though the copy has another path each time
            self.assertEqual(self.sipfix("analyze", "--cache", self.folder / "cache", LOOP).returncode, 0)
            self.assertEqual(len(list((self.folder / "cache").iterdir())), 1)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", self.temporary], check=False,
                          capture_output=True).returncode:
            return  # nothing can be mounted in here
        self.addCleanup(subprocess.run, ["umount", self.temporary], check=True)
        self.want_why(self.sipfix("analyze", LOOP), f"nothing could be read: no room for temporary files in {self.temporary}")

    @unittest.skipUnless(os.geteuid() == 0, "mounts")
    def test_no_folder_for_temporary_files(self):
        """Where it was tried is named, and what would help; nothing is said of programs that nobody asked."""
        script = 'for place in /tmp /var/tmp /dev/shm; do mount -t tmpfs -o ro tmpfs $place || exit 77; done; exec "$0" "$@"'
        build = pathlib.Path(COMMAND).parents[2]
        for words in (("analyze", LOOP), ("watch", "-i", "lo"), ("convert", LOG)):
            done = subprocess.run(["unshare", "-m", "sh", "-c", script, COMMAND, *words], cwd=build, capture_output=True, text=True,
                                  check=False, env={name: value for name, value in ENVIRONMENT.items() if name != "TMPDIR"})
            if done.returncode in (1, 77):
                self.skipTest("nothing can be mounted in here")
            self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
            cause, advice, *_ = done.stderr.splitlines()
            self.assertEqual(cause, f"sipfix {words[0]}: no folder for temporary files could be made in /tmp, /var/tmp or /dev/shm: "
                                    "Read-only file system")
            self.assertIn("TMPDIR", advice)

    def test_what_tshark_did_not_look_at_to_its_end_is_in_no_sum(self):
        done = self.run_limited(resource.RLIMIT_FSIZE, 2000, "analyze", "--format", "json", LOOP, QUIET)
        self.assertEqual(done.returncode, 3, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual([pathlib.Path(one["path"]).name for one in report["unreadable"]], [LOOP.name])
        self.assertEqual((report["problems"], report["looked"]["captures"]), ([], 1))
        self.assertIn("not all of the input could be read", report["verdict"])

    def test_a_result_that_may_not_grow_is_not_there(self):
        report = self.folder / "report.html"
        done = self.run_limited(resource.RLIMIT_FSIZE, 20000, "analyze", "--format", "html", "--output", report, LOOP)
        self.assertEqual(done.returncode, 2)
        self.assertIn("File too large", done.stderr)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["tmp"])

    def test_few_open_files(self):
        for words in (("analyze", LOOP), ("routes", LOOP), ("convert", LOG), ("watch", "-i", "lo")):
            self.want_why(self.run_limited(resource.RLIMIT_NOFILE, 20, *words), "only 20 files may be open", "ulimit -n")
        doctor = self.run_limited(resource.RLIMIT_NOFILE, 20, "doctor")
        self.assertEqual(doctor.returncode, 1)
        self.assertIn("only 20 files may be open", " ".join((doctor.stdout + doctor.stderr).split()))
        self.assertNotIn("not found", doctor.stdout)  # nobody looked
        self.assertNotIn("Install", doctor.stdout + doctor.stderr)

    def test_as_many_open_files_as_it_says_are_enough(self):
        enough = self.run_limited(resource.RLIMIT_NOFILE, 44, "analyze", "--format", "json", SOURCE / "captures")
        plenty = sipfix("analyze", "--format", "json", SOURCE / "captures")
        self.assertEqual((enough.returncode, enough.stderr), (plenty.returncode, plenty.stderr))
        self.assertEqual(enough.stdout, plenty.stdout)

    def test_few_processes(self):
        """Of a user who has no others: root is not limited."""
        def limit(number):
            if os.geteuid() == 0:
                os.setgroups([])
                os.setresgid(4711, 4711, 4711)
                os.setresuid(4711, 4711, 4711)
            resource.setrlimit(resource.RLIMIT_NPROC, (number, number))
        self.temporary.chmod(0o777)
        for number in range(1, 6):
            try:
                done = sipfix("analyze", LOOP, env=self.environment, preexec_fn=lambda count=number: limit(count))
            except PermissionError:
                self.skipTest("another user cannot enter this folder")
            self.want_why(done, "too few processes and threads", "ulimit -u")
            for others in (("watch", "-i", "lo"), ("convert", LOG)):
                done = sipfix(*others, env=self.environment, preexec_fn=lambda count=number: limit(count))
                self.want_why(done, "too few processes and threads", "ulimit -u")

    def test_standard_output_that_is_closed(self):
        done = subprocess.run(["sh", "-c", 'exec "$0" "$@" >&-', self.command, "analyze", LOOP], capture_output=True, text=True,
                              check=False, env=self.environment)
        self.assertEqual((done.returncode, done.stderr),
                         (2, "sipfix analyze: cannot write the result: Bad file descriptor\n"))

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_no_room_for_temporary_files(self):
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", self.temporary], check=False,
                          capture_output=True).returncode:
            self.skipTest("nothing can be mounted in here")
        self.addCleanup(subprocess.run, ["umount", self.temporary], check=True)
        many = [(captures.START + i * captures.SECOND, captures.sip(i)) for i in range(500)]
        done = self.sipfix("analyze", self.write("a.pcap", captures.pcap(many)))
        self.want_why(done, "nothing could be read: ", f"no room for temporary files in {self.temporary}")

    # ---------------------------------------------------------------- a tshark that fails

    def test_a_tshark_that_fails_on_every_file(self):
        real = shutil.which("tshark")
        for ending, words in (("echo 'tshark: out of order' >&2; exit 2", "tshark ended with status 2: out of order"),
                              ("kill -9 $$", "tshark ended with signal 9 (Killed)"),
                              ("echo '{\"schema\":\"sipfix-run/2\",\"fra'", "tshark ended with no result"),
                              ("head -c 100000 /dev/urandom", "tshark ended with no result")):
            script = f'#!/bin/sh\nif [ "$1" = -n ]; then cat >/dev/null; {ending}; exit; fi\nexec {real} "$@"\n'
            (self.folder / "bin").mkdir(exist_ok=True)
            self.write("bin/tshark", script.encode(), 0o755)
            self.environment["PATH"] = f"{self.folder / 'bin'}:{ENVIRONMENT['PATH']}"
            with self.subTest(ending):
                self.want_why(self.sipfix("analyze", LOOP, QUIET), f"nothing could be read: {words}")

    # ---------------------------------------------------------------- what is left behind

    def leave_behind(self):
        """What a sipfix leaves that is killed while it reads."""
        fifo = self.folder / "fifo"
        if not fifo.exists():
            os.mkfifo(fifo)
        child = subprocess.Popen([self.command, "analyze", fifo], env=self.environment)
        with open(fifo, "wb"):  # returns when it is opened for reading
            left = set(self.temporary.iterdir())
            child.send_signal(signal.SIGKILL)
            child.wait()
        return left

    def test_what_a_killed_one_left_is_swept_by_the_next(self):
        left = self.leave_behind()
        self.assertEqual(len(left), 1)
        self.assertEqual(self.sipfix("analyze", LOOP).returncode, 0)
        self.assertEqual(list(self.temporary.iterdir()), [])

    def test_what_is_in_use_stays(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        child = subprocess.Popen([self.command, "analyze", fifo], env=self.environment, stdout=subprocess.PIPE)
        with open(fifo, "wb") as pipe:
            used = list(self.temporary.iterdir())
            self.assertEqual(self.sipfix("analyze", LOOP).returncode, 0)
            self.assertEqual(list(self.temporary.iterdir()), used)
            pipe.write(LOOP.read_bytes())
        self.assertIn(b"Redirects in a circle", child.communicate()[0])
        self.assertEqual(list(self.temporary.iterdir()), [])

    def test_nothing_else_is_swept(self):
        """Links, folders of others, of another name, without the mark, or with another thing in its place."""
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "sipfix.lock").touch()
        (elsewhere / "precious").touch()
        (self.temporary / "sipfix.link00").symlink_to(elsewhere)
        for name, mark in (("sipfix.nomark", None), ("sipfix.longname", "sipfix.lock"), ("sipfix-abcdef", "sipfix.lock"),
                           ("sipfix.linked", "link")):
            folder = self.temporary / name
            folder.mkdir()
            (folder / "precious").touch()
            if mark == "link":
                (folder / "sipfix.lock").symlink_to(elsewhere / "sipfix.lock")
            elif mark:
                (folder / mark).touch()
        if os.geteuid() == 0:
            other = self.temporary / "sipfix.others"
            shutil.copytree(elsewhere, other)
            os.chown(other, 4711, 4711)
        before = sorted(self.folder.rglob("*"))
        self.assertEqual(self.sipfix("analyze", LOOP).returncode, 0)
        self.assertEqual(sorted(self.folder.rglob("*")), before)

    def test_a_link_in_what_is_swept_is_removed_and_not_followed(self):
        left = self.leave_behind().pop()
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "precious").touch()
        (left / "config" / "link").symlink_to(elsewhere)
        self.assertEqual(self.sipfix("analyze", LOOP).returncode, 0)
        self.assertEqual(list(self.temporary.iterdir()), [])
        self.assertTrue((elsewhere / "precious").exists())


if __name__ == "__main__":
    unittest.main()
