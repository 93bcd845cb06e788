#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes the picture of Wireshark's window for the README: picture.py BUILD PICTURE.png"""
import os
import pathlib
import shutil
import sys

from desktop import Desktop, Wireshark, wait_for
from user import User

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CAPTURE = SOURCE / "captures/421-baresip-client.pcapng"
SIZE = "1280x800+0+0"  # of the window, see desktop.py


def main(build, picture):
    # Opened before we become another user, who may not write there.
    with open(picture, "wb") as target, User(pathlib.Path(build), [CAPTURE]) as user, \
            Desktop(user.home) as desktop:
        with Wireshark(desktop, user.home / CAPTURE.name, "-g", "2") as window:
            window.open_line("SIP Fix: ", below=False)
            wait_for("the fixes", lambda: window.line("Fix, best first"))
            window.open_line("Fix, best first")
            shot = user.home / "shot.png"
            desktop.picture(shot, SIZE)
            desktop.run("convert", str(shot), "-strip", "-colors", "255", f"PNG8:{shot}")
        with open(shot, "rb") as taken:
            shutil.copyfileobj(taken, target)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    os.environ.setdefault("PATH", "/usr/bin:/bin")
    main(*sys.argv[1:])
