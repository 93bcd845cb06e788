# SPDX-License-Identifier: GPL-2.0-or-later
"""What sipfix-intake makes of a capture, spoken to as sipfix speaks to it (src/intake/protocol.h), and what that costs."""

import array
import json
import os
import pathlib
import re
import socket
import subprocess
import sys

WORD = "0123456789abcdef" * 2  # of the short way: any will do here
VARIABLE = "SIPFIX_SHORT_WAY"


def answer(ours, path):
    """Hands over the one file when it is asked for, then says that there is no more."""
    left = [path]
    while message := ours.recv(1 << 20):
        if json.loads(message)["is"] != "ready":
            continue
        if not left:
            ours.shutdown(socket.SHUT_WR)
            continue
        descriptor = os.open(left.pop(), os.O_RDONLY)
        ours.sendmsg([b"F"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))])
        os.close(descriptor)


def feed(intake, mode, capture, output, counts):
    """Writes to @output what tshark would be given, and counts instructions with callgrind, which writes to @counts."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    # The socket must have number 3 there.
    words = ["/bin/sh", "-c", f'exec "$@" 3<&{theirs.fileno()}', "sh", "valgrind", "--tool=callgrind",
             f"--callgrind-out-file={counts}", intake, mode]
    with open(output, "wb") as out:
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE, text=True,
                                 pass_fds=[theirs.fileno()], env={**os.environ, VARIABLE: WORD})
    theirs.close()
    answer(ours, capture)
    said = child.communicate()[1]
    if child.returncode:
        sys.exit(f"sipfix-intake ended with {child.returncode}: {said}")
    pathlib.Path(output).chmod(0o644)
    return int(re.search(r"Collected : (\d+)", said)[1])
