# SPDX-License-Identifier: GPL-2.0-or-later
"""A scene: packets with fixed times between hosts, and the SIP calls that travel in them."""

import collections
import ipaddress

from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether
from scapy.layers.sctp import SCTP, SCTPChunkData

from . import pcapng, sip

START = 1772439300_000000  # 2026-03-02T08:15:00Z, in microseconds
HOP = 400                  # microseconds from one packet to the next where a scene does not say

Host = collections.namedtuple("Host", "address port name", defaults=(5060, ""))
Record = collections.namedtuple("Record", "link interface time data length")

PHONE = Host("203.0.113.5", 5060, "example-phone/1.0")
PHONE2 = Host("203.0.113.9", 5060, "example-phone/1.0")
PROXY = Host("192.0.2.10", 5060, "example-proxy/1.0")
PBX1 = Host("198.51.100.20", 5060, "example-pbx/1.0")
PBX2 = Host("198.51.100.30", 5060, "example-pbx/1.0")
OTHER = Host("192.0.2.77", 5060, "example-server/1.0")
PHONE6 = Host("2001:db8::5", 5060, "example-phone/1.0")
PBX6 = Host("2001:db8:1::20", 5060, "example-pbx/1.0")


def is_6(host):
    return ":" in host.address


def hostport(host):
    address = f"[{host.address}]" if is_6(host) else host.address
    return address if host.port == 5060 else f"{address}:{host.port}"


def ip(source, destination, number=0):
    """The IP header between two hosts."""
    if is_6(source):
        return IPv6(src=source.address, dst=destination.address, hlim=64)
    return IP(src=source.address, dst=destination.address, id=number, ttl=64)


def mac(host):
    """A locally administered address made of the last four bytes of the host's."""
    packed = ipaddress.ip_address(host.address).packed[-4:]
    return "02:00:" + ":".join(f"{byte:02x}" for byte in packed)


def ether(source, destination):
    return Ether(src=mac(source), dst=mac(destination))


class Scene:
    """The packets of one capture, in the order of the file."""

    def __init__(self, name):
        self.name = name
        self.now = START
        self.records = []
        self.answers = []  # (frame, status) of the 301 and 421 that were put in whole
        self._ip_number = 0
        self._calls = 0

    # Time

    def wait(self, seconds):
        self.now += round(seconds * 1000000)

    # Packets

    def put(self, packet, link=pcapng.ETHERNET, interface="eth0", snaplen=262144, after=HOP, at=None):
        """Adds a packet (scapy's or bytes); returns its frame number."""
        if at is None:
            self.now += after
            at = self.now
        data = bytes(packet)
        self.records.append(Record(link, interface, at, data[:snaplen], len(data)))
        return len(self.records)

    def number(self):
        self._ip_number += 1
        return self._ip_number

    def datagram(self, source, destination, payload):
        """IP and UDP around a payload, without a link layer."""
        return ip(source, destination, self.number()) / UDP(sport=source.port, dport=destination.port) / bytes(payload)

    def udp(self, source, destination, payload, **how):
        frame = self.put(ether(source, destination) / self.datagram(source, destination, payload), **how)
        self.note(frame, payload)
        return frame

    def note(self, frame, payload):
        """Remembers where the 301s and 421s are, for the catalogue."""
        start = bytes(payload)[:11]
        if start in (b"SIP/2.0 301", b"SIP/2.0 421"):
            self.answers.append((frame, start[-3:].decode()))

    def tcp(self, client, server):
        return Stream(self, client, server)

    def sctp(self, source, destination, payload, tsn, **how):
        chunk = SCTPChunkData(beginning=1, ending=1, stream_id=1, stream_seq=tsn, tsn=1000 + tsn, proto_id=0,
                              data=bytes(payload))
        frame = self.put(ether(source, destination) / ip(source, destination, self.number())
                         / SCTP(sport=source.port, dport=destination.port, tag=7) / chunk, **how)
        self.note(frame, payload)
        return frame

    # SIP

    def call(self, caller, server, uri="sip:bob@pbx1.example.net", **how):
        self._calls += 1
        return Call(self, self._calls, caller, server, uri, **how)

    def alive(self, caller=PHONE, server=OTHER):
        """Other SIP of the caller, to another place: shows that the capture sees what the caller sends."""
        probe = self.call(caller, server, f"sip:{hostport(server)}")
        probe.asks("OPTIONS")
        probe.told(200, "OK")


class Stream:
    """A TCP connection."""

    def __init__(self, scene, client, server):
        self.scene = scene
        self.next = {client: 1000, server: 5000}
        self.peer = {client: server, server: client}
        self._packet(client, "S", after=HOP)
        self.next[client] += 1
        self._packet(server, "SA")
        self.next[server] += 1
        self._packet(client, "A")

    def segment(self, source, data, sequence=None, flags="PA"):
        """The packet, not sent yet. Its number is counted where none is given."""
        peer = self.peer[source]
        if sequence is None:
            sequence = self.next[source]
            self.next[source] += len(data)
        return (ether(source, peer) / ip(source, peer, self.scene.number())
                / TCP(sport=source.port, dport=peer.port, flags=flags, seq=sequence,
                      ack=0 if flags == "S" else self.next[peer], window=64240) / data)

    def _packet(self, source, flags, **how):
        return self.scene.put(self.segment(source, b"", flags=flags), **how)

    def send(self, source, data, cuts=(), ack=True):
        """Sends bytes, cut into segments at the given places; returns the frames."""
        data = bytes(data)
        places = [0, *cuts, len(data)]
        frames = []
        for start, end in zip(places, places[1:]):
            frames.append(self.scene.put(self.segment(source, data[start:end])))
            if ack:
                self._packet(self.peer[source], "A")
        return frames

    def close(self, source):
        peer = self.peer[source]
        self._packet(source, "FA")
        self.next[source] += 1
        self._packet(peer, "FA")
        self.next[peer] += 1
        self._packet(source, "A")


class Call:
    """One caller's call over one hop: builds its messages and, unless told otherwise, sends them by UDP."""

    def __init__(self, scene, number, caller, server, uri, transport="UDP", user="alice", call_id=None, supported="replaces"):
        self.scene = scene
        self.caller = caller
        self.server = server
        self.uri = uri
        self.transport = transport
        self.user = user
        self.seed = (scene.name, number)
        self.call_id = call_id or f"{sip.token('call', *self.seed)}@{hostport(Host(caller.address))}"
        self.from_tag = sip.token("from", *self.seed)
        self.to_tag = None
        self.supported = supported
        self.cseq = 0
        self.branches = 0
        self.last = None    # the last request
        self.answer = None  # the last answer
        self.to = uri

    def branch(self):
        self.branches += 1
        return "z9hG4bK" + sip.token("branch", self.branches, *self.seed)

    def request(self, method, uri=None, headers=(), body=None, supported="", via=None, contact=True, cseq=None):
        """A request, not sent: the next CSeq, a new branch. @supported: "" for the call's own, None for none."""
        if cseq is None:
            self.cseq += 1
            cseq = self.cseq
        caller = self.caller
        to = f"<{self.to}>" + (f";tag={self.to_tag}" if self.to_tag else "")
        sender = f"<sip:{self.user}@{hostport(caller)}>"
        lines = [("Via", via or f"SIP/2.0/{self.transport} {hostport(caller)};branch={self.branch()}"),
                 ("Max-Forwards", "70"),
                 ("From", f"{sender};tag={self.from_tag}"),
                 ("To", to),
                 ("Call-ID", self.call_id),
                 ("CSeq", f"{cseq} {method}")]
        if contact:
            lines.append(("Contact", sender))
        supported = self.supported if supported == "" else supported
        if supported is not None:
            lines.append(("Supported", supported))
        if caller.name:
            lines.append(("User-Agent", caller.name))
        lines += list(headers)
        if body is None:
            body = sip.SDP.format(address=caller.address) if method == "INVITE" and not is_6(caller) else ""
            if body:
                lines.append(("Content-Type", "application/sdp"))
        return sip.Message(f"{method} {uri or self.uri} SIP/2.0", lines, body)

    def asks(self, method, uri=None, server=None, **how):
        """Sends a request; returns its frame."""
        self.server = server or self.server
        wire = {key: how.pop(key) for key in ("at", "after", "snaplen", "interface") if key in how}
        self.last = self.request(method, uri, **how)
        return self.scene.udp(self.caller, self.server, self.last, **wire)

    def reply(self, status, reason, headers=(), request=None, body="", to_tag=True):
        """An answer to the last request, not sent."""
        request = request or self.last
        lines = [("Contact", headers)] if isinstance(headers, str) else list(headers)
        if self.server.name:
            lines.append(("Server", self.server.name))
        tag = sip.token("to", self.server.address, *self.seed) if to_tag and status > 100 else None
        self.answer = sip.answer_to(request, status, reason, lines, tag, body)
        return self.answer

    def told(self, status, reason, headers=(), request=None, body="", server=None, **wire):
        """Sends the answer to the last request. @headers: a list, or the Contact as a string."""
        self.reply(status, reason, headers, request, body)
        return self.scene.udp(server or self.server, self.caller, self.answer, **wire)

    def moved(self, contact, **how):
        return self.told(301, "Moved Permanently", contact, **how)

    def needs(self, tags, headers=(), **how):
        require = [("Require", tags)] if tags is not None else []
        return self.told(421, "Extension Required", require + list(headers), **how)

    def acks(self, **wire):
        return self.scene.udp(self.caller, self.server, sip.ack_for(self.last, self.answer), **wire)

    def answered(self, ring=1.5, talk=4, server=None, headers=()):
        """100, 180, 200, ACK, BYE, 200 for the last INVITE."""
        server = self.server = server or self.server
        contact = [("Contact", f"<sip:bob@{hostport(server)}>"), *headers]
        self.told(100, "Trying")
        self.told(180, "Ringing", contact)
        self.scene.wait(ring)
        invite = self.last
        self.told(200, "OK", contact + [("Content-Type", "application/sdp")],
                  body=sip.SDP.format(address=server.address))
        self.enters_dialog()
        self.asks("ACK", f"sip:bob@{hostport(server)}", cseq=invite.first("CSeq").split()[0], supported=None)
        self.scene.wait(talk)
        self.hangs_up()

    def enters_dialog(self):
        self.to_tag = self.answer.first("To").split(";tag=")[1]

    def hangs_up(self):
        self.asks("BYE", f"sip:bob@{hostport(self.server)}", supported=None, contact=False)
        self.told(200, "OK")


class Proxy:
    """A proxy between a caller and servers: puts a Via on top of what it forwards, takes it off what comes back."""

    def __init__(self, scene, host=PROXY):
        self.scene = scene
        self.host = host
        self.branches = 0

    def forwards(self, request, server, uri=None, branch=None, change=None, **wire):
        """Sends a copy of @request on and returns it; @change(copy) does what else this proxy does to it."""
        self.branches += 1
        copy = request.copy()
        if uri:
            copy.start = f"{request.start.split()[0]} {uri} SIP/2.0"
        copy.put("Max-Forwards", str(int(request.first("Max-Forwards")) - 1))
        branch = branch or "z9hG4bK" + sip.token("proxy", self.branches, self.scene.name)
        copy.headers.insert(0, ["Via", f"SIP/2.0/UDP {hostport(self.host)};branch={branch}"])
        if change:
            change(copy)
        self.scene.udp(self.host, server, copy, **wire)
        return copy

    def gets(self, request, server, status, reason, headers=(), acks=True):
        """The server's answer to what was forwarded, with the proxy's ACK where it needs one; returns the answer."""
        to_tag = sip.token("to", server.address, self.scene.name) if status > 100 else None
        answer = sip.answer_to(request, status, reason, headers, to_tag)
        self.scene.udp(server, self.host, answer)
        if acks and status >= 300 and request.method == "INVITE":
            self.scene.udp(self.host, server, sip.ack_for(request, answer))
        return answer

    def returns(self, answer, caller, change=None):
        """Hands an answer back to the caller; returns it as the caller sees it."""
        copy = answer.copy()
        copy.headers.pop(0)
        if change:
            change(copy)
        self.scene.udp(self.host, caller, copy)
        return copy
