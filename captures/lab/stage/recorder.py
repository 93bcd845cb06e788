# SPDX-License-Identifier: GPL-2.0-or-later
"""Records what passes on lo, and knows when it has all of it: a last packet of its own says so."""

import signal
import socket
import subprocess

from . import network
from .actors import Actor

# The recorder's own last packet goes to the discard port; an ICMP error quotes it.
LAST_WORD = b"the last packet of this scene"
NOT_OURS = "not udp.port==9"


class Recorder:
    def __init__(self, folder, capture_filter="not port 53"):
        self.raw = folder / "raw.pcapng"
        self.actor = Actor(["dumpcap", "-q", "-i", "lo", "-f", capture_filter, "-w", str(self.raw)],
                           folder / "dumpcap.log")
        # dumpcap names its file when the socket is open: from then on the kernel keeps packets for it.
        self.actor.wait_for("File: ")

    def finish(self, out, lesson, keep=NOT_OURS, secrets=None):
        """Ends the recording and writes it to @out, with @lesson as its comment."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(LAST_WORD, ("192.0.2.10", 9))
        network.wait_until(lambda: LAST_WORD in self.raw.read_bytes(), "the last packet to be written")
        self.actor.stop(signal.SIGINT)
        kept = self.raw.with_name("kept.pcapng")
        subprocess.run(["tshark", "-n", "-r", str(self.raw), "-Y", f"({NOT_OURS}) and ({keep})", "-w", str(kept)],
                       check=True, stderr=subprocess.DEVNULL)
        command = ["editcap", "--capture-comment", lesson]
        if secrets:
            command += ["--inject-secrets", f"tls,{secrets}"]
        subprocess.run([*command, str(kept), str(out)], check=True, stderr=subprocess.DEVNULL)


class Recording:
    """Where a scene's capture goes. `with recording(...):` records what happens inside."""

    def __init__(self, out, lesson, folder):
        self.out, self.lesson, self.folder = out, lesson, folder
        self.recorder = None
        self.how = {}

    def __call__(self, **how):
        self.how = how
        return self

    def __enter__(self):
        self.recorder = Recorder(self.folder)
        return self

    def __exit__(self, kind, *_):
        if kind:
            self.recorder.actor.stop()
        else:
            self.recorder.finish(self.out, self.lesson, **self.how)
