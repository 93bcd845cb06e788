# SPDX-License-Identifier: GPL-2.0-or-later
"""The private network: documentation addresses on the loopback of an own namespace, with names for them."""

import ipaddress
import pathlib
import subprocess
import time

ADDRESSES = {
    "192.0.2.10": "proxy.example.net",
    "192.0.2.53": "dns.example.net",
    "198.51.100.10": "asterisk.example.net",
    "198.51.100.20": "pbx1.example.net",
    "198.51.100.30": "pbx2.example.net",
    "198.51.100.40": "registrar.example.net",
    "203.0.113.5": "phone5.example.com",
    "203.0.113.6": "phone6.example.com",
    "203.0.113.7": "phone7.example.com",
    "203.0.113.8": "phone8.example.com",
    "2001:db8::5": "phone5.example.com",
    "2001:db8:1::20": "pbx1.example.net",
}
DNS = "192.0.2.53"
PATIENCE = 30


def up():
    """Gives the addresses to lo and points the resolver (of this mount namespace only) at the lab's own."""
    def ip(*words):
        subprocess.run(["ip", *words], check=True)
    ip("link", "set", "lo", "up")
    for address in ADDRESSES:
        long = ":" in address
        ip("address", "add", f"{address}/{128 if long else 32}", "dev", "lo", *(["nodad"] if long else []))


def resolver(folder):
    """The file for /etc/resolv.conf, and the command of a name server that knows ADDRESSES and nothing else."""
    conf = folder / "resolv.conf"
    conf.write_text(f"nameserver {DNS}\n")
    command = ["dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root",
               "--pid-file=", f"--listen-address={DNS}", "--bind-interfaces", "--local=/#/", "--log-facility=-"]
    # Only names of IPv4: a client that tries IPv6 first would make every scene longer.
    command += [f"--host-record={name},{address}" for address, name in ADDRESSES.items() if "." in address]
    return conf, command


def _kernel_form(address, port):
    packed = ipaddress.ip_address(address).packed
    words = [packed[i:i + 4][::-1].hex().upper() for i in range(0, len(packed), 4)]
    return f"{''.join(words)}:{port:04X}"


def open_at(protocol, address, port):
    """Whether something listens there; asks the kernel, so no packet shows up in a capture."""
    table = pathlib.Path("/proc/self/net") / (protocol + ("6" if ":" in address else ""))
    wanted = {_kernel_form(address, port), _kernel_form("::" if ":" in address else "0.0.0.0", port)}
    listening = {"udp": "07", "tcp": "0A"}[protocol]
    for line in table.read_text().splitlines()[1:]:
        words = line.split()
        if words[1] in wanted and words[3] == listening:
            return True
    return False


def wait_until(true, what):
    """Polls until true() holds; the longest wait ends in an error that says for what."""
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {PATIENCE} s for {what}")
        time.sleep(0.02)
