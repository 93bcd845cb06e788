#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""flows.py FOLDER CAPTURE...: makes a seed of fuzz_flow of each capture (flow_text.h says how they are written), as far as its
SIP lies open. Bodies are left out."""

import pathlib
import sys

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "cases"), str(TESTS / "analyzer" / "reading")]
sys.dont_write_bytecode = True

import captures  # noqa: E402  (found by the line above)
import recorded  # noqa: E402

MOST = 16000  # bytes
ICMP = {1: 20, 58: 40}  # protocol: the head of an IP packet that it quotes


def frames(path):
    """(time in microseconds, frame) of each packet."""
    data = path.read_bytes()
    if data[:4] != b"\x0a\x0d\x0d\x0a":
        return list(recorded.records(data))
    return [(time // 1000, frame) for _, time, frame in captures.Pcapng(data).packets]


def quoted(one):
    """What an ICMP error holds of a message, as it was sent; None: nothing."""
    data = one.what[8 + ICMP.get(one.protocol, len(one.what)):]
    if not recorded.START_LINE.match(data[8:]):
        return None
    here, there = recorded.struct.unpack_from("!HH", data)
    return recorded.Sent(one.time, (one.destination[0], here), (one.source[0], there), "quoted", recorded.Message.read(data[8:]))


def part(one, wait):
    one.what.body = b""
    text = bytes(one.what).decode("utf-8", "surrogateescape").replace("\r\n", "\n").replace("Content-Length: 0\n", "")
    return " ".join(map(str, ("@", wait, one.protocol.lower(), *one.source, *one.destination))) + "\n" + text


def flow(path):
    text, last = ("family\n" if path.parent.name == "relatives" else ""), None
    for one in recorded.Recording(frames(path)).sent:
        one = one if one.is_sip else quoted(one)
        if one is None:
            continue
        more = part(one, 0 if last is None else one.time // 1000 - last)
        if len(text) + len(more) > MOST:
            break
        text, last = text + more, one.time // 1000
    return text


def main(folder, *paths):
    target = pathlib.Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for path in map(pathlib.Path, paths):
        try:
            text = flow(path)
        except (ValueError, IndexError, AssertionError, recorded.struct.error):
            continue  # another link than Ethernet, or broken: others feed those
        if "@" in text:
            (target / path.stem).write_text(text, "utf-8", "surrogateescape")


if __name__ == "__main__":
    main(*sys.argv[1:])
