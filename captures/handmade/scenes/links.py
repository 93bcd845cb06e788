# SPDX-License-Identifier: GPL-2.0-or-later
"""The same call in other link layers and tunnels."""

from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import GRE, CookedLinux, CookedLinuxV2, Dot1AD, Dot1Q
from scapy.layers.vxlan import VXLAN
from workshop import pcapng, sip
from workshop.wire import PBX1, PHONE, ether, mac

from . import capture


def call_in(s, frame, **how):
    """An INVITE, a 301, an ACK; @frame(source, destination, datagram) is what goes on the wire."""
    call = s.call(PHONE, PBX1)
    call.last = call.request("INVITE")
    answer = call.reply(301, "Moved Permanently", "<sip:bob@pbx2.example.net>")
    for source, destination, message in ((PHONE, PBX1, call.last), (PBX1, PHONE, answer),
                                         (PHONE, PBX1, sip.ack_for(call.last, answer))):
        s.note(s.put(frame(source, destination, s.datagram(source, destination, message)), **how), message)


@capture("link-raw-ip")
def raw(s):
    """Packets without a link layer."""
    call_in(s, lambda source, destination, datagram: datagram, link=pcapng.RAW_IP)


@capture("link-cooked")
def cooked(s):
    """Captured on Linux with -i any."""
    call_in(s, lambda source, destination, datagram:
            CookedLinux(pkttype=0, lladdrtype=1, lladdrlen=6, src=bytes.fromhex(mac(source).replace(":", "")), proto=0x0800)
            / datagram, link=pcapng.COOKED, interface="any")


@capture("link-cooked-2")
def cooked_2(s):
    """Captured on a newer Linux with -i any."""
    call_in(s, lambda source, destination, datagram:
            CookedLinuxV2(proto=0x0800, ifindex=2, lladdrtype=1, pkttype=0, lladdrlen=6,
                          src=bytes.fromhex(mac(source).replace(":", ""))) / datagram,
            link=pcapng.COOKED_2, interface="any")


@capture("link-vlan-in-vlan")
def qinq(s):
    """Two VLAN tags."""
    call_in(s, lambda source, destination, datagram:
            ether(source, destination) / Dot1AD(vlan=100) / Dot1Q(vlan=20) / datagram)


TUNNEL = {PHONE: "192.0.2.1", PBX1: "192.0.2.2"}


def outer(s, source, destination):
    return ether(source, destination) / IP(src=TUNNEL[source], dst=TUNNEL[destination], id=s.number(), ttl=64)


@capture("link-gre")
def gre(s):
    """In a GRE tunnel."""
    call_in(s, lambda source, destination, datagram: outer(s, source, destination) / GRE() / datagram)


@capture("link-vxlan")
def vxlan(s):
    """In a VXLAN tunnel."""
    call_in(s, lambda source, destination, datagram: outer(s, source, destination) / UDP(sport=49152, dport=4789)
            / VXLAN(vni=7, flags="Instance") / ether(source, destination) / datagram)


@capture("link-several")
def several(s):
    """Two interfaces of different kinds in one capture: Ethernet and raw IP."""
    call_in(s, lambda source, destination, datagram: ether(source, destination) / datagram)
    call_in(s, lambda source, destination, datagram: datagram, link=pcapng.RAW_IP, interface="tun0")


@capture("classic", pcap=True)
def classic(s):
    """The older file format, pcap."""
    call_in(s, lambda source, destination, datagram: ether(source, destination) / datagram)
