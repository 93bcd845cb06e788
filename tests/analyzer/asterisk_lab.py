# SPDX-License-Identifier: GPL-2.0-or-later
"""The Asterisk that captures/lab has put into a folder of its own, with a configuration of the test's."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import processes

CHROOT = pathlib.Path(os.environ.get("SIPFIX_LAB", "/var/tmp/sipfix-lab")) / "forky"
DEADLINE = 300  # seconds; only a test that fails waits so long
MODULES = ("pbx_config", "app_stack", "func_dialplan", "func_evalexten", "func_strings", "func_global", "func_logic",
           "res_clioriginate")
if not (CHROOT / "usr/sbin/asterisk").exists():
    WHY_NOT = f"no Asterisk in {CHROOT}: captures/lab makes it"
else:
    WHY_NOT = "" if os.geteuid() == 0 else "only root can go to the lab's Asterisk"


class Asterisk:
    """Runs with @files (name: text), of which extensions.conf is the dialplan, until it is stopped."""

    def __init__(self, files):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-test-", dir=CHROOT / "tmp"))
        self.inside = f"/tmp/{self.place.name}"
        directories = "".join(f"{name} => {self.inside}\n" for name in
                              ("astetcdir", "astrundir", "astspooldir", "astlogdir", "astdbdir"))
        files = {"asterisk.conf": f"[directories]\n{directories}[options]\nnofork=yes\nquiet=yes\n",
                 "modules.conf": "[modules]\nautoload=no\n" + "".join(f"load={name}.so\n" for name in MODULES), **files}
        for name, text in files.items():
            (self.place / name).write_text(text, encoding="utf-8")
        self.process = subprocess.Popen(self.command("-f"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        start_new_session=True)
        try:
            end = time.monotonic() + DEADLINE
            while "fully booted" not in self.ask("core waitfullybooted"):
                assert time.monotonic() < end and self.process.poll() is None, "Asterisk does not start"
                time.sleep(0.1)
        except BaseException:
            self.stop()
            raise

    def command(self, *arguments):
        return ["chroot", CHROOT, "asterisk", "-C", f"{self.inside}/asterisk.conf", *arguments]

    def ask(self, command):
        return subprocess.run(self.command("-rx", command), capture_output=True, text=True, check=False,
                              timeout=DEADLINE).stdout

    def stop(self):
        processes.end(self.process, DEADLINE)
        shutil.rmtree(self.place)
