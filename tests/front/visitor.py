# SPDX-License-Identifier: GPL-2.0-or-later
"""A person who has just cloned the project: a fresh home, no privileges, a fresh copy of the files."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
NOBODY = 65534


def tracked_files():
    """What a clone would hold; with what is in them now, committed or not."""
    listed = subprocess.run(["git", "-c", f"safe.directory={SOURCE}", "-C", SOURCE, "ls-files", "-z"],
                            capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [name for name in listed.stdout.split("\0") if name and (SOURCE / name).is_file()]
    return [str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*")
            if path.is_file() and path.relative_to(SOURCE).parts[0] != "build"]


class Visitor(contextlib.AbstractContextManager):
    """Home and clone of an ordinary user: of nobody when root runs the tests, else of who runs them."""

    def __init__(self, wanted=lambda name: True):
        self.wanted = wanted

    def __enter__(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-visitor-"))
        self.clone = self.home / "sipfix"
        for name in filter(self.wanted, tracked_files()):
            place = self.clone / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(SOURCE / name, place)
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", self.home], check=True)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.home)

    def run(self, *command, as_root=False, **environment):
        """Runs a command in the clone and returns the finished process; both outputs are text."""
        user = {}
        if os.getuid() == 0 and not as_root:
            user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        settings = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME": str(self.home),
                    "LC_ALL": "C.UTF-8", "TZ": "UTC", **environment}
        return subprocess.run(command, cwd=self.clone, env=settings, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, check=False, umask=0o022, **user)
