# SPDX-License-Identifier: GPL-2.0-or-later
"""An ordinary user with a fresh home, in whose own folder the plugin is installed."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

NOBODY = 65534


class User(contextlib.AbstractContextManager):
    """Makes the home and installs the plugin there; from then on this process is that user.

    Wireshark loads plugins of a user's own only when neither user nor group is root.
    """

    def __init__(self, build: pathlib.Path, files=()):
        self.build, self.files = build, files

    def __enter__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-user-"))
        plugin = self._staged_plugin()
        for file in self.files:  # the project may lie where this user may not go
            shutil.copy(file, self.home)
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", self.home], check=True)
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        os.umask(0o022)
        folder = self._personal_plugins() / "epan"
        folder.mkdir(parents=True)
        plugin.rename(folder / plugin.name)
        profiles = self.home / ".config/wireshark/profiles"
        profiles.mkdir(parents=True)
        (profile,) = (self.home / "stage").rglob("SIP Fix")
        shutil.copytree(profile, profiles / profile.name)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.home, ignore_errors=True)

    def _staged_plugin(self):
        """sipfix.so as `cmake --install` installs it."""
        stage = self.home / "stage"
        subprocess.run(["cmake", "--install", self.build], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "DESTDIR": str(stage)})
        (plugin,) = stage.rglob("sipfix.so")
        return plugin

    def _personal_plugins(self):
        """Wireshark's folder for this user's own plugins, as Wireshark says."""
        said = subprocess.run(["tshark", "-G", "folders"], check=True, capture_output=True, text=True,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.home)}).stdout
        (folder,) = [line.split(":", 1)[1].strip() for line in said.splitlines()
                     if line.startswith("Personal Plugins:")]
        return pathlib.Path(folder)
