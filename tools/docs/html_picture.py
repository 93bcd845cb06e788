#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Takes the picture of the html report for the README: html_picture.py BUILD PICTURE.png"""
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests/analyzer"))
from browser import Browser, program  # noqa: E402

CAPTURES = ["301-followed-by-asterisk.pcapng", "301-loop.pcapng", "421-baresip-client.pcapng", "421-100rel-retried.pcapng"]
WIDTH = 1080  # of the page, in CSS pixels


def take(command, folder):
    """The picture's bytes: from the verdict to the ladder of the first problem."""
    report, shot = folder / "report.html", folder / "shot.png"
    subprocess.run([command, "analyze", "--format", "html", "--output", report,
                    *(f"captures/{name}" for name in CAPTURES)], cwd=SOURCE, check=True)
    with Browser() as browser:
        page = browser.open(report, width=WIDTH)
        end = page.ask("document.querySelector('article figcaption').getBoundingClientRect().bottom + scrollY")
        shot.write_bytes(page.picture(height=round(end) + 4))
    subprocess.run(["convert", shot, "-strip", "+dither", "-colors", "255", f"PNG8:{shot}"], check=True)
    return shot.read_bytes()


def main(build, picture):
    if not program():
        sys.exit("html_picture: no Chromium here")
    with tempfile.TemporaryDirectory(prefix="sipfix-picture-") as folder:
        taken = take(build / "src/analyzer/sipfix", pathlib.Path(folder))
    picture.write_bytes(taken)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]))
