#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes a picture of Wireshark's window: picture.py BUILD PICTURE.png for the README, of a 421;
picture.py BUILD PICTURE.png profile for the guide, of the profile; the same with `table` of the table of problems."""
import os
import pathlib
import sys

from desktop import Desktop, RECENT, Wireshark, wait_for
from user import User

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CAPTURE = SOURCE / "captures/421-baresip-client.pcapng"
# For the profile: what went well, what took long, what was lost; by time, for nothing is certain where the clock runs back.
TOGETHER = [SOURCE / "captures" / name for name in (
    "301-followed-by-asterisk.pcapng", "301-next-target-asterisk.pcapng", "301-loop.pcapng", "421-baresip-client.pcapng",
    "421-100rel-retried.pcapng")]
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
    return small(desktop, shot)


def small(desktop, shot):
    """The bytes of a picture with few colours."""
    desktop.run("convert", str(shot), "-strip", "+dither", "-colors", "255", f"PNG8:{shot}")
    return shot.read_bytes()


def calls(user, desktop):
    """One capture of some calls."""
    together = user.home / "calls.pcapng"
    desktop.run("mergecap", "-a", "-w", str(together), *(str(user.home / path.name) for path in TOGETHER))
    return together


def take_table(user, desktop):
    """The picture's bytes: Telephony, SIP Fix: Problems, as wide as the screen."""
    with Wireshark(desktop, calls(user, desktop)) as window:
        window.choose("Telephony", "SIP Fix: Problems")
        dialog = wait_for("the table", lambda: next(
            (found for found in window.root.walk() if found.role == "dialog" and "Problems" in found.name), None))
        wait_for("a problem", lambda: any("sipfix.case" in found.name for found in dialog.walk(closed=())))
        (number,) = window.run("xdotool", "search", "--name", "SIP Fix: Problems").split()
        window.run("xdotool", "windowsize", number, "1280", "300", "windowmove", number, "0", "0")
        wait_for("its new size", lambda: dialog.place[2] == 1280)
        shot = user.home / "shot.png"
        window.picture(shot, "1280x300+0+0")
    return small(desktop, shot)


def take_profile(user, desktop):
    """The picture's bytes: the answers of some calls, in the columns and colours of the profile."""
    together = calls(user, desktop)
    recent = RECENT.replace("upper_pane: 80", "upper_pane: 260").split("column.width")[0]
    own = user.home / ".config/wireshark/profiles/SIP Fix/recent"
    own.write_text(own.read_text() + recent)
    with Wireshark(desktop, together, "-C", "SIP Fix") as window:
        wait_for("an outcome", lambda: any(packet.get("Outcome") for packet in window.packets()))
        window.filter("sipfix.status && !sipfix.retransmission_of")
        wait_for("the answers alone", lambda: all(packet["Outcome"] for packet in window.packets()))
        window.open_line("SIP Fix: ", below=False)
        wait_for("the tree", lambda: window.line("[What happened"))
        shot = user.home / "shot.png"
        window.picture(shot, SIZE)
    return small(desktop, shot)


def main(build, picture, what="answer"):
    # Where it goes to is opened before we become another user, who may not write there; in append mode,
    # so that the old picture stays until there is a new one.
    with open(picture, "ab") as target, User(pathlib.Path(build), [CAPTURE, *TOGETHER]) as user:
        desktop = Desktop(user.home)
        taken = {"answer": take, "profile": take_profile, "table": take_table}[what](user, desktop)
        target.truncate(0)
        target.write(taken)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    os.environ.setdefault("PATH", "/usr/bin:/bin")
    main(*sys.argv[1:])
