# SPDX-License-Identifier: GPL-2.0-or-later
"""Logs of any size: what a busy Asterisk writes, with a real log of calls in between or not."""

import pathlib
import random

CALLS = pathlib.Path(__file__).resolve().parent.parent / "captures" / "logs" / "asterisk.log"
BLOCK = 6_000_000  # bytes between two logs of calls
# A name and, in bytes, how much comes between two logs of calls; None: nothing is SIP.
KINDS = {"nothing is SIP": None, "calls every 6 MB": BLOCK, "all is SIP": 0}

SOURCES = ("pbx.c", "app_dial.c", "res_rtp_asterisk.c", "chan_pjsip.c")
WORDS = ('-- Executing [s@macro-dial:{0}] NoOp("PJSIP/{0}-{1:08x}", "call limit reached for {0}") in new stack',
         "Endpoint {0} is now Reachable", "RTP: {0} packets, jitter {1}", "-- Called PJSIP/{0}@trunk")


def other_lines(size):
    """Lines of the log that are no SIP, @size bytes in all or a few more; the same ones every time."""
    chosen, lines, written = random.Random(1), [], 0
    while written < size:
        number = chosen.randrange(1 << 32)
        words = chosen.choice(WORDS).format(number % 9999, number)
        line = f"[Nov 27 05:{number % 60:02}:{number // 60 % 60:02}] VERBOSE[{number % 99999}][C-{number:08x}] {chosen.choice(SOURCES)}: {words}\n"
        lines.append(line.encode())
        written += len(line)
    return b"".join(lines)


def write(path, size, between):
    """A log of @size bytes or a few more."""
    piece = other_lines(BLOCK if between is None else between) + (b"" if between is None else CALLS.read_bytes())
    with open(path, "wb") as file:
        while file.tell() < size:
            file.write(piece)
