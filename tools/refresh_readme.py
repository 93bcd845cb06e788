#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Brings what the README shows up to date: the excerpt of the report, the pictures of the window and of the page.

Usage: tools/refresh_readme.py BUILD    (BUILD: a folder with a build of the project)
"""
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(SOURCE / "tests/front"))
import excerpt  # noqa: E402


def main(build):
    # Status 3: part of the input could not be read, which the report says.
    report = subprocess.run([build / "src/analyzer/sipfix", "analyze", "captures"], cwd=SOURCE,
                            stdout=subprocess.PIPE, text=True, check=False)
    told = report.returncode in (0, 3) and excerpt.from_report(report.stdout)
    if not told:
        sys.exit("refresh_readme: the report does not tell the problem that the README shows")
    readme = SOURCE / "README.md"
    readme.write_text(excerpt.into_readme(readme.read_text(encoding="utf-8"), told), encoding="utf-8")
    subprocess.run([SOURCE / "tests/gui/picture.py", build, SOURCE / "docs/images/wireshark-421.png"],
                   check=True)
    subprocess.run([SOURCE / "tests/gui/picture.py", build, SOURCE / "docs/images/wireshark-profile.png", "profile"],
                   check=True)
    subprocess.run([SOURCE / "tests/gui/picture.py", build, SOURCE / "docs/images/wireshark-table.png", "table"],
                   check=True)
    subprocess.run([SOURCE / "tools/docs/html_picture.py", build, SOURCE / "docs/images/report-html.png"], check=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]).resolve())
