#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes the picture of Wireshark's window for the README: picture.py BUILD PICTURE.png"""
import os
import pathlib
import sys

from desktop import Desktop, Wireshark, wait_for
from user import User

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CAPTURE = SOURCE / "captures/421-baresip-client.pcapng"
SIZE = "1280x800+0+0"  # of the window, see desktop.py


def take(user, desktop):
    """The picture's bytes: the 421 is selected, and its fixes are open."""
    capture = user.home / CAPTURE.name
    (frame, *_) = desktop.run("tshark", "-r", str(capture), "-Y", "sipfix.status == 421", "-T", "fields",
                              "-e", "frame.number").split()
    with Wireshark(desktop, capture, "-g", frame) as window:
        window.open_line("SIP Fix: ", below=False)
        window.open_line("Fix")
        wait_for("the first fix", lambda: window.line("[1. At "))
        shot = user.home / "shot.png"
        window.picture(shot, SIZE)
    desktop.run("convert", str(shot), "-strip", "+dither", "-colors", "255", f"PNG8:{shot}")
    return shot.read_bytes()


def main(build, picture):
    # Where it goes to is opened before we become another user, who may not write there; in append mode,
    # so that the old picture stays until there is a new one.
    with open(picture, "ab") as target, User(pathlib.Path(build), [CAPTURE]) as user:
        taken = take(user, Desktop(user.home))
        target.truncate(0)
        target.write(taken)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    os.environ.setdefault("PATH", "/usr/bin:/bin")
    main(*sys.argv[1:])
