# SPDX-License-Identifier: GPL-2.0-or-later
"""The SIP software of the lab, each as one process that is started, waited for, and ended by its id."""

import os
import pathlib
import re
import secrets
import shutil
import signal
import subprocess
import sys

from . import house, network

LAB = pathlib.Path(__file__).resolve().parent.parent


class Actor:
    """A process with a log."""

    def __init__(self, command, log, **how):
        self.log = log
        self.name = log.stem
        with open(log, "wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
                                            **{"stdin": subprocess.DEVNULL, **how})

    def said(self, pattern):
        return re.search(pattern, self.log.read_text(errors="replace"))

    def wait_for(self, pattern, patience=network.PATIENCE):
        def there():
            if self.process.poll() is not None and not self.said(pattern):
                raise RuntimeError(f"{self.name} ended: {self.log.read_text(errors='replace')[-2000:]}")
            return self.said(pattern)
        network.wait_until(there, f"{self.name} to say {pattern!r} in {self.log}", patience)
        return self

    def wait_port(self, protocol, address, port=5060):
        def there():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended: {self.log.read_text(errors='replace')[-2000:]}")
            return network.open_at(self.process.pid, protocol, address, port)
        network.wait_until(there, f"{self.name} to listen on {protocol} {address}:{port}")
        return self

    def ends_well(self):
        """Waits for its own end."""
        code = self.process.wait(timeout=60)
        if code != 0:
            raise RuntimeError(f"{self.name} ended with {code}: {self.log.read_text(errors='replace')[-2000:]}")

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Troupe:
    """Starts actors, and ends them all when the scene is over."""

    def __init__(self, folder):
        self.folder = folder
        self.actors = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for actor in reversed(self.actors):
            actor.stop()

    def start(self, name, command, **how):
        actor = Actor(command, self.folder / f"{len(self.actors)}-{name}.log", **how)
        self.actors.append(actor)
        return actor

    def place(self, name):
        folder = self.folder / name
        folder.mkdir()
        return folder

    # Servers

    def kamailio(self, config, *listen, **defines):
        """A Kamailio with one of lab/kamailio/*.cfg; @listen: "udp:192.0.2.10:5060"."""
        place = self.place(f"kamailio-{len(self.actors)}")
        protocol, address, port = self.split(listen[0])
        command = [*network.inside(address), "kamailio", "-DD", "-E", "-m", "32", "-M", "4", "-f", str(LAB / "kamailio" / config), "-w", str(place),
                   "-Y", str(place), "-P", str(place / "pid")]
        for one in listen:
            command += ["-l", one]
        for name, value in defines.items():
            command += ["-A", name if value is True else f"{name}={value}"]
        actor = self.start("kamailio", command)
        for protocol, address, port in map(self.split, listen):
            actor.wait_port("udp" if protocol == "udp" else "tcp", address, int(port))
        return actor

    @staticmethod
    def split(listen):
        return re.fullmatch(r"(\w+):\[?(.*?)\]?:(\d+)", listen).groups()

    def asterisk(self, more=None):
        """Debian's Asterisk in its chroot, with lab/asterisk, and @more beside pjsip.conf for one scene."""
        root, here = house.CHROOT, house.CHROOT / "lab"
        here.mkdir(exist_ok=True)
        if not os.path.ismount(root / "etc/resolv.conf"):
            # These mounts end with this mount namespace.
            house.run("mount", "--bind", "/etc/resolv.conf", str(root / "etc/resolv.conf"))
            house.run("mount", "--rbind", "/proc", str(root / "proc"))
            house.run("mount", "--rbind", "/dev", str(root / "dev"))
        shutil.rmtree(here)
        shutil.copytree(LAB / "asterisk", here)
        if more:
            shutil.copy(here / more, here / "pjsip-more.conf")
        for folder in ("run", "spool", "log", "db"):
            (here / folder).mkdir()
        actor = self.start("asterisk", [*network.inside("198.51.100.10"), "chroot", str(root), "asterisk", "-f", "-C", "/lab/asterisk.conf"])
        actor.wait_port("udp", "198.51.100.10")
        network.wait_until(lambda: "fully booted" in self.cli("core waitfullybooted"), "asterisk to boot")
        return actor

    def cli(self, command):
        """What Asterisk says to a command of its command line."""
        answer = subprocess.run(["chroot", str(house.CHROOT), "asterisk", "-C", "/lab/asterisk.conf", "-rx", command],
                                capture_output=True, text=True, check=False)
        return answer.stdout + answer.stderr

    # Clients

    def client(self, address, *words):
        """The lab's own small client (client.py), for what sipp and baresip cannot do."""
        return self.start("client", [*network.inside(address), sys.executable, str(LAB / "client.py"), address, *words])

    def sipp(self, scenario, local, remote, *more):
        """A sipp that plays lab/sipp/@scenario once; start it, then ends_well()."""
        # sipp makes Call-IDs of a counter and its process id, which starts small in a namespace of its own.
        call_id = f"%u-%p-{secrets.token_hex(4)}@%s"
        command = [*network.inside(local), "sipp", "-sf", str(LAB / "sipp" / scenario), "-m", "1", "-i", local, "-p", "5060", "-nostdin",
                   "-cid_str", call_id, "-timeout", "30s", "-timeout_error", *([remote] if remote else []), *more]
        return self.start("sipp", command, env={**os.environ, "TERM": "dumb"}, cwd=self.folder)

    def baresip(self, address, account, *commands, traces=False):
        """A baresip bound to @address, with one account line; @commands are carried out once it runs: "/dial sip:...".
        With @traces it logs all messages."""
        place = self.place(f"baresip-{len(self.actors)}")
        template = (LAB / "baresip" / "config").read_text()
        (place / "config").write_text(template.replace("@ADDRESS@", address))
        (place / "accounts").write_text(account + "\n")
        (place / "contacts").write_text("")
        command = [*network.inside(address), "baresip", "-4", "-v", *(["-s"] if traces else []), "-f", str(place)]
        for one in commands:
            command += ["-e", one]
        return self.start("baresip", command, env={**os.environ, "HOME": str(place)}).wait_port("udp", address)
