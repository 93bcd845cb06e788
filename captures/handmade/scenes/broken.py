# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that are no captures, or no whole ones."""

import gzip

from workshop import pcapng, wire
from workshop.wire import PBX1, PHONE

from . import capture


def three_calls():
    """Three calls, the first and the last with a 301."""
    scene = wire.Scene("broken")
    for user, status, headers in (("bob", 301, "<sip:bob@pbx2.example.net>"), ("carol", 486, []), ("dave", 301, "<sip:dave@pbx2.example.net>")):
        call = scene.call(PHONE, PBX1, f"sip:{user}@pbx1.example.net")
        call.asks("INVITE")
        call.told(status, "Moved Permanently" if status == 301 else "Busy Here", headers)
        call.acks()
    return scene


@capture("broken/empty.pcap", bytes=True)
def empty():
    """A file of no bytes."""
    return b""


@capture("broken/no-packets.pcapng", bytes=True)
def no_packets():
    """A capture without a packet: nothing was wrong, but nothing was seen either."""
    return pcapng.pcapng("A capture without a packet.", [])


@capture("broken/cut.pcap", bytes=True)
def cut():
    """Ends in the middle of a record, as when the disk was full: the first eight frames are there, a 301 in frame 2."""
    return pcapng.pcap(three_calls().records)[:-500]


@capture("broken/cut.pcapng", bytes=True)
def cut_ng():
    """The same as pcapng."""
    return pcapng.pcapng("Cut.", three_calls().records)[:-500]


@capture("broken/cut-in-header.pcap", bytes=True)
def cut_in_header():
    """Ends inside the header of the file."""
    return pcapng.pcap(three_calls().records)[:11]


@capture("broken/text.pcap", bytes=True)
def text():
    """A text that somebody named .pcap."""
    return b"Call me back, the capture is on the other machine.\n"


@capture("broken/notes.txt", bytes=True)
def notes():
    """A text beside captures, to be passed over."""
    return b"Captured at the trunk on 2 March.\n"


@capture("broken/nonsense-inside.pcap", bytes=True)
def nonsense():
    """A good header and a good call, then a record that claims to be 4 GB long."""
    data = pcapng.pcap(three_calls().records)
    return data + b"\x00" * 8 + b"\xff\xff\xff\xff" * 2 + b"rest"


@capture("compressed.pcap.gz", bytes=True)
def compressed():
    """A pcap file under gzip: two 301s, in frames 2 and 8."""
    return gzip.compress(pcapng.pcap(three_calls().records), mtime=0)
