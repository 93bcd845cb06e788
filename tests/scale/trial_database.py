#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The views of share/scale/postgresql.sql and the queries of docs/scale.md, in a real PostgreSQL: they give the report's numbers.

Needs Debian's postgresql; the server listens on a socket in a temporary folder, and is ended by this script. SIPFIX_SOURCE: the
project's folder; SIPFIX_COMMAND: the command.
"""
import collections
import csv
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ["SIPFIX_SOURCE"])
COMMAND = os.environ["SIPFIX_COMMAND"]
PROGRAMS = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), default=pathlib.Path("/usr/bin"))


def run(*words, check=True, user=None):
    done = subprocess.run([os.fspath(word) for word in words], check=False, capture_output=True, text=True, timeout=300, user=user,
                          cwd="/")
    if check and done.returncode:
        sys.exit(f"{words}: {done.stderr}")
    return done.stdout


class Database:
    """As nobody, since PostgreSQL does not start as root."""

    def __init__(self, folder):
        self.folder = folder
        self.user = "nobody" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(folder, self.user)
        run(PROGRAMS / "initdb", "-D", folder / "data", "-U", "sipfix", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", user=self.user)
        run(PROGRAMS / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o", f"-k {folder} -c listen_addresses=", "start",
            user=self.user)

    def psql(self, *words):
        return run("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U", "sipfix", "-d", "postgres", *words)

    def table(self, query):
        return list(csv.DictReader(io.StringIO(self.psql("--csv", "-c", query))))

    def end(self):
        run(PROGRAMS / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop", check=False, user=self.user)


def queries():
    """Those of the page, by the comment that they begin with."""
    page = (SOURCE / "docs/scale.md").read_text(encoding="utf-8")
    found = re.findall(r"```sql\n-- (.*?)\n(.*?)```", page, re.DOTALL)
    assert len(found) >= 2, "the page has lost its queries"
    return dict(found)


def want(what, got, expected):
    if got != expected:
        sys.exit(f"{what}: {got} is not {expected}")
    print(f"{what}: as the report says ({len(expected)})")


def main():
    with tempfile.TemporaryDirectory(prefix="sipfix-database-") as place:
        folder = pathlib.Path(place)
        folder.chmod(0o755)
        captures = sorted((SOURCE / "captures").glob("*.pcapng"))
        for name, part in (("one", captures[::2]), ("two", captures[1::2])):
            run(COMMAND, "analyze", "--quiet", "--no-stitch", "--format", "ndjson", "--output", folder / f"{name}.ndjson", *part)
        run(COMMAND, "report", "--quiet", "--format", "ndjson", "--output", folder / "all.ndjson", folder)
        report = json.loads(run(COMMAND, "report", "--quiet", "--format", "json", folder / "one.ndjson", folder / "two.ndjson"))
        routes = list(csv.DictReader(io.StringIO(run(COMMAND, "report", "--quiet", "--format", "csv", "--table", "routes",
                                                     folder / "one.ndjson", folder / "two.ndjson"))))
        (folder / "database").mkdir()
        database = Database(folder / "database")
        try:
            database.psql("-f", SOURCE / "share/scale/postgresql.sql", "-f", SOURCE / "share/scale/calls.sql")
            database.psql("-c", f"\\copy sipfix_line from {folder}/all.ndjson with (format csv, quote e'\\x01', delimiter e'\\x02')")
            weeks = collections.defaultdict(collections.Counter)
            for row in database.table("select * from sipfix_week"):
                weeks[row["problem"]][row["outcome"]] += int(row["calls"])
            told = {problem["case"]: {outcome: calls for outcome, calls in problem["outcomes"].items() if calls}
                    for problem in report["problems"]}
            want("calls of each problem", {case: dict(weeks[case]) for case in told}, told)
            asked = queries()
            lost = database.table(asked["Lost calls by week and cause."])
            total = sum(count.get("lost", 0) + count.get("refused", 0) for count in told.values())
            want("lost calls by week and cause", [sum(int(row["calls"]) for row in lost)], [total])
            old = database.table(asked["Which trunks still dial the old number."])
            by_address = collections.Counter()
            for row in old:
                by_address[row["old_address"]] += int(row["calls"])
            first_hops = {route["old"]: int(route["count"]) for route in routes if route.get("old") in by_address}
            want("calls to old numbers", {address: by_address[address] for address in first_hops}, first_hops)
            assert first_hops
        finally:
            database.end()


if __name__ == "__main__":
    main()
