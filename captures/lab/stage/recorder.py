# SPDX-License-Identifier: GPL-2.0-or-later
"""Records what passes through the switch, and knows when it has all of it: a last packet of its own says so."""

import signal
import socket
import subprocess

from . import network
from .actors import Actor

# The recorder's own last packet: an Ethernet type for local experiments, to nobody.
LAST_TYPE = 0x88B5
LAST_WORD = b"the last packet of this scene"
# Neither that, nor what an IPv6 network says to itself.
NOT_OURS = f"not eth.type=={LAST_TYPE} and not (icmpv6 and not icmpv6.type==1)"
NO_MEDIA = "not rtp and not rtcp"


class Recorder:
    def __init__(self, folder, capture_filter="not port 53 and not arp"):
        self.raw = folder / "raw.pcapng"
        self.kept = folder / "kept.pcap"
        self.actor = Actor(["dumpcap", "-q", "-i", network.SWITCH, "-f", capture_filter, "-w", str(self.raw)],
                           folder / "dumpcap.log")
        # dumpcap names its file when the socket is open: from then on the kernel keeps packets for it.
        self.actor.wait_for("File: ")

    def finish(self, keep=NO_MEDIA):
        """Ends the recording; what the display filter @keep lets through is the capture."""
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as last:
            last.bind((network.SWITCH, 0))
            last.send(bytes(12) + LAST_TYPE.to_bytes(2, "big") + LAST_WORD + bytes(32))
        network.wait_until(lambda: LAST_WORD in self.raw.read_bytes(), "the last packet to be written")
        self.actor.stop(signal.SIGINT)
        # The plain format: pcapng would tell of the machine that this ran on.
        subprocess.run(["tshark", "-n", "-r", str(self.raw), "-Y", f"({NOT_OURS}) and ({keep})",
                        "-F", "nsecpcap", "-w", str(self.kept)],
                       check=True, stderr=subprocess.DEVNULL)

    def write(self, out, lesson, secrets=None):
        """Writes the capture, with @lesson as its comment, and with the keys in the file @secrets."""
        command = ["editcap", "--capture-comment", lesson]
        if secrets:
            command += ["--inject-secrets", f"tls,{secrets}"]
        subprocess.run([*command, str(self.kept), str(out)], check=True, stderr=subprocess.DEVNULL)


class Recording:
    """Where a scene's capture goes. `with recording(...):` records what happens inside."""

    def __init__(self, out, lesson, folder):
        self.out, self.lesson, self.folder = out, lesson, folder
        self.recorder = None
        self.keep, self.secrets = NO_MEDIA, None

    def __call__(self, keep=NO_MEDIA, secrets=None):
        self.keep, self.secrets = keep, secrets
        return self

    def __enter__(self):
        self.recorder = Recorder(self.folder)
        return self

    def __exit__(self, kind, *_):
        if kind:
            self.recorder.actor.stop(signal.SIGINT)
            print("recorded until it failed:", flush=True)
            subprocess.run(["tshark", "-n", "-r", str(self.recorder.raw)], stderr=subprocess.DEVNULL, check=False)
        else:
            self.recorder.finish(self.keep)
            self.recorder.write(self.out, self.lesson, self.secrets)

    def waits_for(self, what, times=1):
        """Waits until these bytes have passed so often."""
        network.wait_until(lambda: self.recorder.raw.read_bytes().count(what) >= times, f"{what} {times} times", 90)

    def reaches(self, size):
        """Waits until that many bytes have been recorded."""
        network.wait_until(lambda: self.recorder.raw.stat().st_size >= size, f"{size} bytes of packets")

    def write_without_keys(self, name, lesson):
        """Once finished: the same capture again, without its secrets."""
        self.recorder.write(self.out.with_name(f"{name}.pcapng"), lesson)
