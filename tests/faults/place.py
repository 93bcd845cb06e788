# SPDX-License-Identifier: GPL-2.0-or-later
"""A place of its own for one sipfix: its temporary files, its output, and which processes are its."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
sys.path.insert(0, str(SOURCE / "tests/analyzer"))
from command import COMMAND, ENVIRONMENT  # pylint: disable=wrong-import-position
from processes import children  # pylint: disable=wrong-import-position

CAPTURES = [SOURCE / "captures" / name for name in (
    "301-loop.pcapng", "301-tls.pcapng", "421-mended.pcapng", "301-ipv6.pcapng")]
UNTIL = 30  # seconds that what must come is waited for


class Place:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sipfix-faults-"))
        self.folder.chmod(0o755)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        self.temporary.chmod(0o755)
        self.environment = {**ENVIRONMENT, "TMPDIR": str(self.temporary)}

    def close(self):
        shutil.rmtree(self.folder)

    def run(self, *words, **options):
        return subprocess.run([COMMAND, *map(os.fspath, words)], env=self.environment, capture_output=True, check=False,
                              text=True, timeout=300, cwd=self.folder, **options)

    def start(self, *words, **options):
        return subprocess.Popen([COMMAND, *map(os.fspath, words)], env=self.environment, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, cwd=self.folder, **options)

    def own_children(self):
        """Numbers of the processes that have this place's folder in their environment, as children have, and no other."""
        found = []
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_bytes()
            except OSError:  # another user's, or gone
                continue
            if f"WIRESHARK_CONFIG_DIR={self.temporary}/".encode() in environment:
                found.append(int(folder.name))
        return found

    def wait_for(self, what):
        """What @what() gives once it is true; None where it never is."""
        end = time.monotonic() + UNTIL
        while time.monotonic() < end:
            got = what()
            if got:
                return got
            time.sleep(0.01)
        return None

    def child_of(self, process, word):
        """The number of a child with this word among its own, or None."""
        return next((number for number, words in children(process.pid).items() if any(word in one for one in words)), None)


def blamed(stderr):
    """Names of the files that complaints are about."""
    return set(re.findall(r"[\w.-]+\.pcapng", stderr))
