#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`sipfix doctor`: an installation is broken in each way there is; it is named, with its files, and the command that is
printed mends it. Needs the command of a build in SIPFIX_COMMAND."""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

from command import COMMAND, SOURCE

BUILD = pathlib.Path(COMMAND).resolve().parents[2]
NOBODY = 65534
MOVED = SOURCE / "captures/handmade/301-basic.pcapng"


def stage():
    """What `cmake --install` installs: where things lie in its stage, by their names."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-stage-"))
    subprocess.run(["cmake", "--install", BUILD], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "DESTDIR": str(folder)})
    return folder


class Patient(unittest.TestCase):
    """An ordinary user, who has installed sipfix for himself."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.stage = stage()
        cls.addClassCleanup(shutil.rmtree, cls.stage)

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-patient-"))
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(self.home), "LC_ALL": "C.UTF-8", "TZ": "UTC",
                            "COLUMNS": "200"}
        local = self.home / ".local"
        for name, place in (("sipfix", "bin"), ("sipfix-intake", "libexec/sipfix")):
            (local / place).mkdir(parents=True)
            shutil.copy(next(self.stage.rglob(f"{place}/{name}")), local / place)
        self.plugins = local / "lib/wireshark/plugins"
        staged = next(self.stage.rglob("sipfix.so"))
        self.series = staged.parent.parent.name
        self.epan = self.plugins / self.series / "epan"
        self.plugin = self.epan / "sipfix.so"
        self.epan.mkdir(parents=True)
        shutil.copy(staged, self.plugin)
        self.config = self.home / ".config/wireshark"
        self.config.mkdir(parents=True)
        self.capture = shutil.copy(MOVED, self.home / "moved.pcapng")
        self.own()

    def own(self):
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", self.home], check=True)

    def run_as_user(self, *command):
        user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
        return subprocess.run([os.fspath(word) for word in command], env=self.environment, capture_output=True,
                              text=True, check=False, cwd="/", **user)

    def sipfix(self, *words):
        return self.run_as_user(self.home / ".local/bin/sipfix", *words)

    def doctor(self):
        done = self.sipfix("doctor")
        self.assertEqual(done.stderr, "")
        return done.returncode, done.stdout

    def assert_well(self):
        status, words = self.doctor()
        self.assertEqual(status, 0, words)
        self.assertIn("All is well", words)

    def assert_ill(self, *expected):
        """@expected: what the doctor's words must hold. Returns the first command that is printed."""
        status, words = self.doctor()
        self.assertEqual(status, 1, words)
        flat = " ".join(words.split()).replace(" ", "")  # a long path is broken anywhere
        for piece in expected:
            self.assertIn(str(piece).replace(" ", ""), flat)
        commands = [line.strip() for line in words.splitlines()
                    if line.startswith(" " * 11) and line.split()[0] in ("rm", "chmod", "sed", "sudo", "mv", "./run")]
        self.assertTrue(commands, words)
        return commands[0]

    def mend(self, command):
        done = self.run_as_user("sh", "-c", command)
        self.assertEqual((done.returncode, done.stderr), (0, ""), command)

    def assert_analysis_fails_with(self, *expected):
        """An analysis names the same, and does not speak of the capture."""
        done = self.sipfix("analyze", self.capture)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        for piece in expected:
            self.assertIn(str(piece), done.stderr)
        self.assertNotIn("--decode-as", done.stderr)

    def tool(self, words):
        """A tshark that is in front in PATH."""
        folder = self.home / "bin"
        folder.mkdir(exist_ok=True)
        tshark = folder / "tshark"
        tshark.write_text(f"#!/bin/sh\n{words}\n")
        tshark.chmod(0o755)
        self.environment["PATH"] = f"{folder}:/usr/bin:/bin"


class Plugin(Patient):
    def test_well(self):
        self.assert_well()

    def test_two_copies(self):
        another = self.epan / "sipfix-old.so"
        shutil.copy(self.plugin, another)
        self.own()
        self.mend(self.assert_ill("installed twice", another, self.plugin))
        self.assertFalse(another.exists())
        self.assert_well()

    def test_two_copies_one_under_a_name_of_its_own(self):
        another = self.epan / "a.so"
        shutil.copy(self.plugin, another)
        self.own()
        self.mend(self.assert_ill("installed twice", another, self.plugin))
        self.assert_well()

    def test_two_copies_stop_an_analysis(self):
        shutil.copy(self.plugin, self.epan / "sipfix-old.so")
        self.own()
        self.assert_analysis_fails_with("installed twice", self.plugin, self.epan / "sipfix-old.so")

    def test_personal_and_system_copy(self):
        system = self.home / "system"
        shutil.copytree(self.plugins, system)
        self.own()
        self.environment["WIRESHARK_PLUGIN_DIR"] = str(system)
        command = self.assert_ill("installed twice", self.plugin, system / self.series / "epan/sipfix.so")
        self.assertEqual(shlex.split(command), ["rm", str(self.plugin)])

    def test_another_series(self):
        (self.plugins / self.series).rename(self.plugins / "3.6")
        command = self.assert_ill(f"{self.plugins}/3.6/epan/sipfix.so is for Wireshark 3.6, and tshark is ")
        self.assertEqual(command, "./run install")
        self.assert_analysis_fails_with("is for Wireshark 3.6, and tshark is")

    def test_cut_file(self):
        self.plugin.write_bytes(self.plugin.read_bytes()[:5000])
        self.own()
        self.assertEqual(self.assert_ill("does not load the plugin", self.plugin), "./run install")
        self.assert_analysis_fails_with("does not load the plugin", self.plugin)

    def make_older(self, path):
        """Makes a part of sipfix say that it is of an older version."""
        version = re.search(r"sipfix (\S+)", self.sipfix("--version").stdout)[1].encode()
        path.write_bytes(path.read_bytes().replace(version + b"\0", b"0.0.9" + b"\0" * (len(version) - 4))
                         .replace(b"sipfix-intake " + version, b"sipfix-intake " + b"0.0.9"))
        self.own()

    def test_plugin_of_another_version(self):
        self.make_older(self.plugin)
        self.assertEqual(self.assert_ill(f"{self.plugin} is of sipfix 0.0.9, and this command is of sipfix"), "./run install")
        done = self.sipfix("analyze", self.capture)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr, r"^sipfix analyze: the plugin is of sipfix 0\.0\.9, and this command of sipfix \S+: .*\n"
                                      r"  'sipfix doctor' names the file\. .*: \./run install\n$")
        self.assertEqual(self.sipfix("analyze", "--quiet", self.capture).stderr, "")

    def test_intake_of_another_version(self):
        intake = self.home / ".local/libexec/sipfix/sipfix-intake"
        self.make_older(intake)
        self.assertEqual(self.assert_ill(f"{intake} is of sipfix 0.0.9, and this command is of sipfix"), "./run install")

    def test_file_that_may_not_be_read(self):
        self.plugin.chmod(0o000)
        self.mend(self.assert_ill(self.plugin, "may not be read"))
        self.assert_well()

    def test_folder_that_may_not_be_read(self):
        for folder in (self.epan, self.epan.parent, self.plugins):
            with self.subTest(folder):
                folder.chmod(0o000)
                self.assert_analysis_fails_with(f"{folder} may not be read")
                self.mend(self.assert_ill(folder, "may not be read"))
                self.assert_well()

    def test_plugin_missing(self):
        self.plugin.unlink()
        self.assertEqual(self.assert_ill("sipfix.so was not found", self.plugins), "./run install")

    @unittest.skipUnless(os.getuid() == 0, "only root has a folder of root's")
    def test_root_and_a_personal_folder(self):
        environment = {**self.environment, "HOME": str(self.home)}
        done = subprocess.run([self.home / ".local/bin/sipfix", "doctor"], env=environment, capture_output=True,
                              text=True, check=False)
        words = "".join(done.stdout.split())
        self.assertIn(f"{self.plugin}isinroot'sownfolder", words)
        self.assertIn(f"mv{self.plugin}", words.replace("'", ""))
        self.assertEqual(done.returncode, 1)


class Programs(Patient):
    def test_intake_missing(self):
        (self.home / ".local/libexec/sipfix/sipfix-intake").unlink()
        self.assertEqual(self.assert_ill("sipfix-intake was not found"), "./run install")
        self.assert_analysis_fails_with("sipfix-intake was not found")

    def test_tshark_too_old(self):
        self.tool("echo 'TShark (Wireshark) 3.4.10 (Git v3.4.10)'")
        self.assertIn("apt-get install tshark", self.assert_ill("tshark 3.4.10 is too old", "4.0 or later"))

    def test_tshark_of_somebody_else(self):
        self.tool("echo hello")
        status, words = self.doctor()
        self.assertEqual(status, 1)
        self.assertIn("does not say that it is Wireshark's", " ".join(words.split()))


class SwitchedOff(Patient):
    def test_by_the_user(self):
        for protocol in ("sip", "sipfix"):
            with self.subTest(protocol):
                (self.config / "disabled_protos").write_text(f"# mine\nrtcp\n{protocol}\n")
                self.own()
                self.mend(self.assert_ill(f"{protocol} is switched off in {self.config}/disabled_protos, line 3"))
                self.assertEqual((self.config / "disabled_protos").read_text(), "# mine\nrtcp\n")
                self.assert_well()

    def test_for_everybody(self):
        data = self.home / "data"
        data.mkdir()
        (data / "disabled_protos").write_text("sip!\n")
        self.own()
        self.environment["WIRESHARK_DATA_DIR"] = str(data)
        command = self.assert_ill(f"sip is switched off in {data}/disabled_protos, line 1")
        self.mend(command.removeprefix("sudo "))
        self.assert_well()

    def test_in_a_folder_whose_name_is_no_text(self):
        """The command that is printed can be pasted all the same."""
        data = self.home / os.fsdecode(b"d\xe9 'ta\n")
        data.mkdir()
        (data / "disabled_protos").write_text("sip!\n")
        self.own()
        self.environment["WIRESHARK_DATA_DIR"] = str(data)
        command = self.assert_ill("sip is switched off in")
        done = self.run_as_user("bash", "-c", command.removeprefix("sudo "))
        self.assertEqual((done.returncode, done.stderr), (0, ""), command)
        self.assert_well()

    def test_for_everybody_where_wireshark_has_its_data(self):
        """The folder is the one that Wireshark names, not the one that sipfix has made for its children."""
        data = self.home / "data"
        data.mkdir()
        (data / "disabled_protos").write_text("sip\n")
        tshark = shutil.which("tshark")
        self.tool(f"""[ "$1$WIRESHARK_DATA_DIR" = -G ] || exec {tshark} "$@"
{tshark} "$@" | sed 's,^Global configuration:.*,Global configuration: {data},'""")
        self.own()
        self.assert_ill(f"sip is switched off in {data}/disabled_protos, line 1")

    def test_an_analysis_does_not_mind(self):
        """It has settings of its own; with --profile, the user's."""
        (self.config / "disabled_protos").write_text("sip\nsipfix\nudp\nip\ntcp\n")
        self.own()
        for words in ([], ["--profile", "Default"]):
            done = self.sipfix("analyze", *words, self.capture)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn("No SIP", done.stdout)
            self.assertIn("301", done.stdout)


if __name__ == "__main__":
    unittest.main()
