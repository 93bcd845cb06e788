#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the reports that stand beside the schemas, docs/schemas/example-*.json, as the command prints them.

Needs SIPFIX_SOURCE and SIPFIX_COMMAND, as the tests do.
"""

import os
import pathlib
import subprocess

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
EXAMPLES = {
    "example-report.json": ["analyze", "--format", "json", "301-loop.pcapng", "421-100rel-retried.pcapng"],
    "example-diff.json": ["diff", "--format", "json", "421-baresip-client.pcapng", "421-mended.pcapng"],
    "example-routes.json": ["routes", "--format", "json", "--quiet", "--include", "once", "301-loop.pcapng",
                            "301-tcp.pcapng"],
}


def main():
    for name, arguments in EXAMPLES.items():
        done = subprocess.run([os.environ["SIPFIX_COMMAND"], *arguments], cwd=SOURCE / "captures",
                              stdout=subprocess.PIPE, check=True)
        (SOURCE / "docs/schemas" / name).write_bytes(done.stdout)


if __name__ == "__main__":
    main()
