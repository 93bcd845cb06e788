#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The README keeps its word: the demo and the installing, run as they stand there in a fresh copy of the project by an
ordinary user, do what it says (the tests, its second command, are what runs this); and what it shows is what they print. Needs the project's folder in
SIPFIX_SOURCE."""
import os
import re
import unittest

import excerpt
from visitor import SOURCE, Visitor

PAGES = [SOURCE / "docs/guide.md", SOURCE / "docs/tutorial.md", *(SOURCE / "docs/reference").iterdir()]
README = (SOURCE / "README.md").read_text(encoding="utf-8")
FIRST_BLOCK, INSTALL_BLOCK = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)[:2]


def told(process):
    return f"exit status {process.returncode}\n{process.stdout}\n{process.stderr}"


class Readme(unittest.TestCase):
    """One visitor goes through the README from top to bottom; the tests look at what came of it."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.visitor = cls.enterClassContext(Visitor())
        cls.commands = [FIRST_BLOCK.splitlines()[0], INSTALL_BLOCK.strip()]
        cls.done = [cls.visitor.run("sh", "-c", command) for command in cls.commands]

    def sipfix(self, *words):
        """The installed command, from another folder than the clone."""
        return self.visitor.run("sh", "-c", 'cd "$HOME" && exec sipfix "$@"', "sh", *words,
                                PATH=f"{self.visitor.home}/.local/bin:/usr/bin:/bin")

    def test_two_commands_on_the_first_screen(self):
        self.assertEqual(FIRST_BLOCK, "./run demo\n./run test\n")
        self.assertIn(FIRST_BLOCK, "\n".join(README.splitlines()[:25]))

    def test_demo_prints_a_report(self):
        demo = self.done[0]
        self.assertEqual(demo.returncode, 0, told(demo))
        self.assertRegex(demo.stdout, r"^\d+ problems")
        self.assertRegex(demo.stdout, r"(?m)^  CHANGE ")
        self.assertLessEqual(max(map(len, demo.stdout.splitlines())), 80)

    def test_demo_writes_the_page(self):
        page = (self.visitor.clone / "build/report.html").read_text(encoding="utf-8")
        self.assertRegex(page, r"(?i)^<!doctype html>")
        self.assertIn("pjsip.conf", page)

    def test_excerpt_is_what_the_demo_prints(self):
        self.assertEqual(excerpt.from_report(self.done[0].stdout), excerpt.from_readme(README),
                         "bring the README up to date: ./run docs")

    def frames_of(self, display_filter):
        found = self.visitor.run("tshark", "-r", "captures/421-baresip-client.pcapng", "-Y", display_filter,
                                 "-T", "fields", "-e", "frame.number")
        self.assertEqual(found.returncode, 0, told(found))
        return found.stdout.split()

    def test_install_puts_the_plugin_into_wireshark(self):
        install = self.done[1]
        self.assertEqual(install.returncode, 0, told(install))
        plugins = self.visitor.run("tshark", "-G", "plugins").stdout
        self.assertRegex(plugins, rf"(?m)^sipfix\.so\s.*{re.escape(str(self.visitor.home))}/\.local/")
        refusals = self.frames_of("sip.Status-Code == 421")
        self.assertTrue(refusals)
        self.assertEqual(self.frames_of('sipfix.extension.missing == "100rel"'), refusals)

    def test_install_puts_the_command_into_the_path(self):
        capture = self.visitor.clone / "captures/421-baresip-client.pcapng"
        analyzed = self.sipfix("analyze", str(capture))
        self.assertEqual(analyzed.returncode, 0, told(analyzed))
        self.assertIn("100rel=peer_supported", analyzed.stdout)
        doctor = self.sipfix("doctor")
        self.assertEqual(doctor.returncode, 0, told(doctor))
        self.assertTrue((self.visitor.home / ".local/share/man/man1/sipfix.1").exists())

    def test_install_says_what_comes_next(self):
        said = self.done[1].stderr
        self.assertIn("Installed for you", said)
        self.assertIn("is not in your PATH", said)
        self.assertIn("filter for: sipfix", said)

    def test_install_and_uninstall_elsewhere(self):
        """As root, where there is root: for everybody; else for the user alone."""
        root = os.getuid() == 0
        stage = self.visitor.home / "stage"
        stage.mkdir()
        prefix = "usr/local" if root else str(self.visitor.home / ".local").lstrip("/")
        installed = self.visitor.run("./run", "install", as_root=root, DESTDIR=str(stage))
        self.assertEqual(installed.returncode, 0, told(installed))
        files = {str(path.relative_to(stage)) for path in stage.rglob("*") if path.is_file()}
        (plugin,) = {name for name in files if name.endswith("/epan/sipfix.so")}
        profile = {name for name in files if "/profiles/SIP Fix/" in name}
        self.assertEqual({name.rsplit("/", 1)[1] for name in profile}, {"preferences", "colorfilters", "dfilter_buttons", "recent"})
        self.assertEqual(files - {plugin} - profile, {f"{prefix}/{name}" for name in (
            "bin/sipfix", "libexec/sipfix/sipfix-intake", "share/man/man1/sipfix.1",
            "share/sipfix/installed-files", "share/sipfix/kamailio.cfg",
            "share/bash-completion/completions/sipfix", "share/zsh/site-functions/_sipfix",
            "share/fish/vendor_completions.d/sipfix.fish",
            *(f"share/doc/sipfix/{page.relative_to(SOURCE / 'docs').with_suffix('.html')}" for page in PAGES),
            *(f"share/doc/sipfix/images/{picture.name}" for picture in (SOURCE / "docs/images").iterdir()),
            *(f"share/sipfix/scale/{path.name}" for path in (SOURCE / "share/scale").iterdir() if path.name != "README.md"))})
        if root:
            self.assertRegex(plugin, r"^usr/lib/.*wireshark/plugins/\d+\.\d+/epan/")
        another = stage / prefix / "bin/another"
        another.touch()
        removed = self.visitor.run("./run", "uninstall", as_root=root, DESTDIR=str(stage))
        self.assertEqual(removed.returncode, 0, told(removed))
        self.assertEqual([path for path in stage.rglob("*") if path.is_file()], [another])
        # Folders that were made for it, too.
        self.assertEqual({path for path in stage.rglob("*") if path.is_dir()},
                         {path for path in another.parents if path.is_relative_to(stage)} - {stage})

    def test_words_of_run_in_the_readme_exist(self):
        known = self.visitor.run("./run", "help").stdout
        for word in set(re.findall(r"\./run (\w+)", README)):
            self.assertRegex(known, rf"(?m)^  {word}\b")


if __name__ == "__main__":
    unittest.main()
