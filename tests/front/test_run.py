#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What ./run says and asks for, on systems of several kinds. Each is a PATH that holds only what that system
has; nothing is installed. Needs the project's folder in SIPFIX_SOURCE."""
import pathlib
import re
import shutil
import unittest

from visitor import SOURCE, Visitor

BASIC = ("sh", "env", "dirname", "basename", "mkdir", "id", "head", "tail", "sed", "grep", "cat", "nproc")
WORDS = sorted(path.stem for path in (SOURCE / "tools").glob("*.sh")
               if path.stem not in ("common", "places", "matrix-inside"))


class System:
    """A folder of commands to be the only one in PATH."""

    def __init__(self, visitor, **stubs):
        self.folder = visitor.home / "bin"
        self.folder.mkdir()
        for name in BASIC:
            (self.folder / name).symlink_to(shutil.which(name))
        for name, script in stubs.items():
            command = self.folder / name.replace("_", "-")
            command.write_text(f'#!/bin/sh\necho "{command.name} $*" >>"$HOME/calls"\n{script}\n')
            command.chmod(0o755)

    def calls(self):
        """The stubs' command lines so far."""
        log = self.folder.parent / "calls"
        return log.read_text().splitlines() if log.exists() else []


class Run(unittest.TestCase):
    def setUp(self):
        self.visitor = self.enterContext(Visitor(lambda name: name == "run" or name.startswith("tools/")))

    def run_word(self, *words, **environment):
        return self.visitor.run("./run", *words, **environment)

    def on(self, *words, **stubs):
        system = System(self.visitor, **stubs)
        # Root writes the stubs' folder, the visitor the log beside it.
        done = self.run_word(*words, PATH=str(system.folder))
        return done, system.calls()

    def test_help_tells_every_word(self):
        for words in ([], ["help"], ["--help"]):
            done = self.run_word(*words)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            told = re.findall(r"^  (\w+) {2,}", done.stdout, re.MULTILINE)
            self.assertEqual(sorted(told), sorted([*WORDS, "help"]))
            self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)

    def test_unknown_word(self):
        done = self.run_word("dmeo")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn('there is no "dmeo"', done.stderr)

    def test_works_from_another_folder(self):
        done = self.visitor.run("sh", "-c", 'cd / && "$HOME/sipfix/run" help')
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_nothing_missing_asks_for_nothing(self):
        done, calls = self.on("demo", apt_get="exit 9", sudo="exit 9", cmake="echo stop; exit 1",
                              dpkg_query="echo installed")
        self.assertEqual(done.returncode, 1)
        self.assertIn("the build failed", done.stderr)
        self.assertFalse([call for call in calls if call.startswith(("sudo", "apt-get"))], calls)

    def test_only_what_is_missing_is_installed(self):
        done, calls = self.on(
            "demo", apt_get="exit 9", sudo="exit 0", cmake="exit 1",
            dpkg_query='case $* in *" tshark") exit 1 ;; *libpsl-dev) echo config-files ;; *) echo installed ;; esac')
        asked = [call for call in calls if call.startswith("sudo")]
        self.assertEqual(len(asked), 2, calls)
        self.assertRegex(asked[0], r"apt-get .*\bupdate$")
        self.assertRegex(asked[1], r"apt-get .*\binstall --no-install-recommends tshark libpsl-dev$")
        self.assertIn("tshark libpsl-dev", done.stderr)

    def test_tools_for_tests_are_not_asked_of_users(self):
        for word in ("demo", "install"):
            shutil.rmtree(self.visitor.home / "bin", ignore_errors=True)
            done, _ = self.on(word, apt_get="exit 0", dpkg_query="exit 1")
            self.assertIn("libwireshark-dev", done.stderr)
            self.assertNotRegex(done.stderr, r"valgrind|cmocka|xvfb|clang")

    def test_packages_missing_and_no_root_at_hand(self):
        done, _ = self.on("demo", apt_get="exit 9", dpkg_query="exit 1")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"only root can install them: .*\btshark\b")

    def test_packages_cannot_be_installed(self):
        done, _ = self.on("demo", apt_get="exit 9", dpkg_query="exit 1",
                          sudo="echo E: Unable to locate package; exit 100")
        self.assertEqual(done.returncode, 1)
        self.assertIn("E: Unable to locate package", done.stderr)
        self.assertIn("build/packages.log", done.stderr)

    def test_system_without_apt_is_told_what_it_lacks(self):
        done, _ = self.on("demo", cmake="exit 0", pkg_config="case $* in *libpsl) exit 1 ;; esac")
        self.assertEqual(done.returncode, 1)
        first = done.stderr.splitlines()[0]
        self.assertRegex(first, r"missing on this system:.* tshark\b.* libpsl")
        self.assertNotRegex(first, r"\bcmake\b|glib-2\.0")
        self.assertIn("headers of Wireshark", done.stderr)

    def test_uninstall_with_nothing_installed(self):
        done = self.run_word("uninstall")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing is installed for you", done.stderr)

    def test_a_build_folder_of_another_user(self):
        (self.visitor.clone / "build").mkdir()
        (self.visitor.clone / "build").chmod(0o555)
        done, _ = self.on("demo", apt_get="exit 9", dpkg_query="echo installed", cmake="exit 9")
        self.assertEqual(done.returncode, 1)
        self.assertIn("belongs to another user", done.stderr)


if __name__ == "__main__":
    assert pathlib.Path(SOURCE, "run").exists()
    unittest.main()
