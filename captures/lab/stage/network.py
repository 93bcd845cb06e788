# SPDX-License-Identifier: GPL-2.0-or-later
"""The private network: one switch, and hosts with documentation addresses, each in a namespace of its own."""

import ipaddress
import pathlib
import subprocess
import time

SWITCH = "switch"
DNS = "192.0.2.53"
HOSTS = {
    "dns": [DNS],
    "proxy": ["192.0.2.10"],
    "asterisk": ["198.51.100.10"],
    "pbx1": ["198.51.100.20", "2001:db8:1::20"],
    "pbx2": ["198.51.100.30", "2001:db8:1::30"],
    "pbx3": ["198.51.100.99"],
    "registrar": ["198.51.100.40"],
    "phone5": ["203.0.113.5", "2001:db8::5"],
    "phone6": ["203.0.113.6"],
    "phone7": ["203.0.113.7"],
    "phone8": ["203.0.113.8"],
}
PATIENCE = 30


def fqdn(host):
    return f"{host}.example.com" if host.startswith("phone") else f"{host}.example.net"


def inside(address):
    """The words before a command that run it on the host with that address."""
    host = next(host for host, addresses in HOSTS.items() if address in addresses)
    return ["nsenter", f"--net=/run/netns/{host}"]


def up():
    """Sets up the switch and the hosts."""
    def run(*words):
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    # ip keeps names of namespaces here: on a file system that goes with this mount namespace.
    pathlib.Path("/run/netns").mkdir(exist_ok=True)
    run("mount", "-t", "tmpfs", "tmpfs", "/run/netns")
    run("ip", "link", "add", SWITCH, "type", "bridge", "mcast_snooping", "0")
    run("ip", "link", "set", SWITCH, "addrgenmode", "none", "up")
    for number, (host, addresses) in enumerate(HOSTS.items(), 1):
        ip = ["ip", "-n", host]
        run("ip", "netns", "add", host)
        run("ip", "link", "add", f"port{number}", "type", "veth", "peer", "name", "eth0", "netns", host)
        run("ip", "link", "set", f"port{number}", "master", SWITCH, "addrgenmode", "none", "up")
        run(*ip, "link", "set", "eth0", "address", f"02:00:00:00:00:{number:02x}", "addrgenmode", "none")
        for device in ("lo", "eth0"):
            run(*ip, "link", "set", device, "up")
        # Real checksums in the packets, not those that a network card would fill in later.
        run("ip", "netns", "exec", host, "ethtool", "-K", "eth0", "tx", "off")
        for address in addresses:
            long = ":" in address
            run(*ip, "address", "add", f"{address}/{128 if long else 32}", "dev", "eth0", *(["nodad"] if long else []))
            run(*ip, "-6" if long else "-4", "route", "add", "default", "dev", "eth0")


def resolver(folder):
    """The file for /etc/resolv.conf, and the command of a name server that knows HOSTS and nothing else."""
    conf = folder / "resolv.conf"
    conf.write_text(f"nameserver {DNS}\n")
    command = [*inside(DNS), "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
               "--user=root", "--pid-file=", f"--listen-address={DNS}", "--bind-interfaces", "--local=/#/",
               "--log-facility=-"]
    # Only addresses of IPv4: a client that tries IPv6 first would make every scene longer.
    command += [f"--host-record={fqdn(host)},{addresses[0]}" for host, addresses in HOSTS.items()]
    return conf, command


def _kernel_form(address, port):
    packed = ipaddress.ip_address(address).packed
    words = [packed[i:i + 4][::-1].hex().upper() for i in range(0, len(packed), 4)]
    return f"{''.join(words)}:{port:04X}"


def open_at(process, protocol, address, port):
    """Whether something listens there on that process's host; asks the kernel, so no packet shows up in a capture."""
    table = pathlib.Path(f"/proc/{process}/net") / (protocol + ("6" if ":" in address else ""))
    wanted = {_kernel_form(address, port), _kernel_form("::" if ":" in address else "0.0.0.0", port)}
    listening = {"udp": "07", "tcp": "0A"}[protocol]
    for line in table.read_text().splitlines()[1:]:
        words = line.split()
        if words[1] in wanted and words[3] == listening:
            return True
    return False


def wait_until(true, what, patience=PATIENCE):
    """Polls until true() holds; the longest wait ends in an error that says for what."""
    end = time.monotonic() + patience
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {patience} s for {what}")
        time.sleep(0.02)
