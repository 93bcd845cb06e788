# SPDX-License-Identifier: GPL-2.0-or-later
"""What has to be there before the first scene: Debian packages, and a chroot with Asterisk."""

import os
import pathlib
import shutil
import subprocess

PACKAGES = ["kamailio", "kamailio-tls-modules", "kamailio-websocket-modules", "kamailio-outbound-modules",
            "sip-tester", "baresip-core", "dnsmasq-base", "tshark", "wireshark-common", "openssl", "iproute2", "ethtool",
            "debootstrap"]

# Debian 12 has no Asterisk; this release has.
RELEASE = "forky"
MIRROR = os.environ.get("LAB_MIRROR", "http://deb.debian.org/debian")
CHROOT = pathlib.Path(os.environ.get("LAB_CHROOT", "/var/tmp/sipfix-lab/forky"))


def run(*command, **how):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **how)


def installed(package):
    query = subprocess.run(["dpkg-query", "-W", "-f", "${Status}", package], capture_output=True, text=True, check=False)
    return query.stdout == "install ok installed"


def install(wanted=PACKAGES, root=()):
    """Installs what is missing; @root is a chroot command in front, or nothing."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = [*root, "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=600"]
    run(*apt, "update", env=env)
    run(*apt, "--no-install-recommends", "install", *wanted, env=env)


def prepare():
    """Installs the packages and builds the chroot, where they are missing."""
    missing = [package for package in PACKAGES if not installed(package)]
    if missing:
        print(f"installing {' '.join(missing)}", flush=True)
        install(missing)
    if not (CHROOT / "usr/sbin/asterisk").exists():
        build_chroot()


def build_chroot():
    """Debian's own Asterisk in a tree of its own. Built beside its place, so that half a one is never taken."""
    print(f"building {CHROOT} ({RELEASE}, with asterisk)", flush=True)
    half = CHROOT.with_name(CHROOT.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    half.parent.mkdir(parents=True, exist_ok=True)
    # A release newer than this debootstrap is built as unstable is.
    scripts = pathlib.Path("/usr/share/debootstrap/scripts")
    script = scripts / (RELEASE if (scripts / RELEASE).exists() else "sid")
    run("debootstrap", "--variant=minbase", "--include=ca-certificates", RELEASE, str(half), MIRROR, str(script))
    # The mirror may be a copy whose signature has run out of date; apt still checks who signed.
    (half / "etc/apt/apt.conf.d/99lab").write_text('Acquire::Check-Valid-Until "false";\n')
    # Nothing is to be started while it is installed.
    policy = half / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    inside = ("unshare", "-m", "sh", "-c", 'mount --bind /proc "$1/proc" && shift && exec chroot "$@"', "sh", str(half),
              str(half))
    install(["asterisk"], inside)
    # The package gives its folders to a user of its own; here root runs it.
    for folder in ("etc", "var/lib", "var/log", "var/run", "var/spool", "var/cache"):
        place = half / folder / "asterisk"
        if place.exists():
            run("chown", "-R", "root", str(place))
            run("chmod", "-R", "a+rX", str(place))
    half.rename(CHROOT)
