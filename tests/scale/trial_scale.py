#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""share/scale for real: 200 captures analysed on one machine, on a Slurm cluster of two nodes one of which is killed in the
middle, and by GNU parallel over ssh; the reports must be the same, byte for byte.

Needs root, and Debian's slurm-wlm, munge, parallel, openssh-server; takes a minute or two. All daemons listen on the loopback
interface, and are ended by this script. SIPFIX_SOURCE: the project's folder; SIPFIX_COMMAND: the command.
"""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
COMMAND = os.environ["SIPFIX_COMMAND"]
SCALE = SOURCE / "share/scale"
CAPTURES, PARTS, FORMATS = 200, 12, ("html", "json", "csv")
CLUSTER = """\
ClusterName=trial
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
SlurmctldPort={controller}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/controller.pid
SlurmdPidFile={folder}/%n.pid
SlurmctldLogFile={folder}/controller.log
SlurmdLogFile={folder}/%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdTimeout=6
KillWait=2
JobRequeue=1
SchedulerParameters=sched_interval=2,batch_sched_delay=1
NodeName=one NodeHostname={host} NodeAddr=127.0.0.1 Port={one} CPUs=2 RealMemory=1000
NodeName=two NodeHostname={host} NodeAddr=127.0.0.1 Port={two} CPUs=2 RealMemory=1000
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*words, check=True, **environment):
    done = subprocess.run([os.fspath(word) for word in words], check=False, env={**os.environ, **environment}, capture_output=True,
                          text=True, timeout=300)
    if check and done.returncode:
        sys.exit(f"{words}: {done.stderr}")
    return done


def until(what, condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"waited in vain for {what}")
        time.sleep(0.2)


def make_captures(folder):
    found = sorted((SOURCE / "captures").rglob("*.pcap*"))
    folder.mkdir()
    for i in range(CAPTURES):
        path = found[i * len(found) // CAPTURES]
        shutil.copy(path, folder / f"{i:03}-{path.name}")


def processes_with(text):
    """Ids of the processes whose environment holds a text."""
    for path in pathlib.Path("/proc").glob("[0-9]*/environ"):
        try:
            if text in path.read_bytes().split(b"\0"):
                yield int(path.parent.name)
        except OSError:
            pass


class Cluster:
    def __init__(self, folder):
        self.folder = folder
        (folder / "munge").mkdir(mode=0o711, parents=True)
        (folder / "state").mkdir()
        key = folder / "munge/key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        names = ("key", "socket", "pid", "log", "seed")
        run("munged", "--force", *(f"--{name}{'' if name == 'socket' else '-file'}={folder}/munge/{name}" for name in names))
        host = socket.gethostname().split(".")[0]
        self.configuration = folder / "slurm.conf"
        self.configuration.write_text(CLUSTER.format(folder=folder, host=host, controller=free_port(), one=free_port(), two=free_port()),
                                      encoding="ascii")
        os.environ["SLURM_CONF"] = os.fspath(self.configuration)
        run("slurmctld", "-f", self.configuration)
        for node in ("one", "two"):
            (folder / f"spool-{node}").mkdir()
            run("slurmd", "-f", self.configuration, "-N", node)
        until("the nodes", lambda: run("sinfo", "-h", "-o", "%T %D", check=False).stdout.strip() == "idle 2")

    def pid(self, name):
        return int((self.folder / f"{name}.pid").read_text(encoding="ascii"))

    def kill_node(self, node):
        """As if its plug were pulled: the daemon, its steps, and all that they started."""
        os.kill(self.pid(node), signal.SIGKILL)
        jobs = run("squeue", "-h", "-w", node, "-t", "R", "-o", "%A").stdout.split()
        steps = run("ps", "-e", "-o", "pid=,args=").stdout.splitlines()
        doomed = [int(line.split()[0]) for line in steps if any(f"slurmstepd: [{job}." in line for job in jobs)]
        for pid in [*doomed, *processes_with(f"SLURMD_NODENAME={node}".encode())]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return len(jobs)

    def end(self):
        for name in ("one.pid", "two.pid", "controller.pid", "munge/pid"):
            try:
                os.kill(int((self.folder / name).read_text(encoding="ascii")), signal.SIGTERM)
            except (OSError, ValueError):
                pass


def by_slurm(folder, captures, slow):
    cluster = Cluster(folder / "cluster")
    try:
        work = folder / "slurm"
        run(SCALE / "slurm.sh", work, str(PARTS), captures, SIPFIX=os.fspath(slow))
        until("both nodes at work", lambda: len(set(run("squeue", "-h", "-t", "R", "-o", "%N").stdout.split())) == 2)
        lost = cluster.kill_node("two")
        before = len(list((work / "events").glob("*.ndjson")))
        print(f"slurm: node two was killed with {lost} parts at work, {before} of {PARTS} done", flush=True)
        if lost == 0 or before == PARTS:
            sys.exit("the trial proves nothing: the node had nothing to do")
        until("the reports", lambda: not run("squeue", "-h").stdout.strip(), 280)
        print((work / "report.log").read_text(encoding="utf-8"), end="")
        return work
    finally:
        cluster.end()


def by_parallel(folder, captures):
    """On this machine, and over ssh to a daemon of our own."""
    port = free_port()
    for name in ("host", "user"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name)
    shutil.copy(folder / "user.pub", folder / "keys")
    os.makedirs("/run/sshd", exist_ok=True)
    options = ("ListenAddress=127.0.0.1", f"AuthorizedKeysFile={folder}/keys", "StrictModes=no", "UsePAM=no", "PidFile=none",
               "PermitRootLogin=prohibit-password")
    daemon = subprocess.Popen(["/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null", "-p", str(port), "-h", folder / "host",
                               *(word for option in options for word in ("-o", option))], stderr=subprocess.DEVNULL)
    try:
        login = (f"ssh -p {port} -i {folder}/user -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "
                 "root@127.0.0.1")
        until("sshd", lambda: run(*login.split(), "true", check=False).returncode == 0, 20)
        work = folder / "parallel"
        run(SCALE / "parallel.sh", work, str(PARTS), captures, SIPFIX=COMMAND, SIPFIX_HOSTS=f"1/:,1/{login}")
        return work
    finally:
        daemon.terminate()
        daemon.wait()


def main():
    with tempfile.TemporaryDirectory(prefix="sipfix-scale-") as place:
        folder = pathlib.Path(place)
        folder.chmod(0o755)
        captures = folder / "captures"
        make_captures(captures)
        slow = folder / "slow-sipfix"  # so that there is a middle in which a node can be killed
        slow.write_text(f"#!/bin/sh\n[ \"$1\" != analyze ] || [ \"$2\" = --list-runs ] || sleep 4\nexec '{COMMAND}' \"$@\"\n", encoding="utf-8")
        slow.chmod(0o755)
        wanted = {}
        for form in FORMATS:
            done = run(COMMAND, "analyze", "--quiet", "--recursive", "--format", form, captures, check=False)
            assert done.returncode in (0, 3), done.stderr
            wanted[form] = done.stdout
        for way, work in (("slurm", by_slurm(folder, captures, slow)), ("parallel", by_parallel(folder, captures))):
            for form in FORMATS:
                same = (work / f"report.{form}").read_text(encoding="utf-8") == wanted[form]
                print(f"{way} {form}: {'the same bytes' if same else 'DIFFERENT'} ({len(wanted[form])})")
                if not same:
                    sys.exit(1)


if __name__ == "__main__":
    main()
