#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes as many events as one likes: a real one, said again for other calls in other captures.

    many_events.py EVENTS FILE [CAPTURES]    EVENTS lines like those of the events file FILE, to standard output
"""
import json
import sys

PER_RUN = 10000


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    count, runs = int(sys.argv[1]), None
    with open(sys.argv[2], encoding="utf-8") as file:
        lines = [line for line in file if line.startswith('{"schema":')]
    events = [line for line in lines if '"sipfix-event/' in line[:30]]
    run_line = json.loads(next(line for line in lines if '"sipfix-run/' in line[:30]))
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else max(1, count // PER_RUN)
    parts = []
    for line in events:
        event = json.loads(line)
        rest = line.split('"frame":', 1)[1]
        head, found, tail = rest.partition('"call_id":' + json.dumps(event.get("call_id"), ensure_ascii=False))
        middle, numbered, end = tail.partition(f'"story":{event.get("story")}')
        if found and numbered:
            parts.append((head + '"call_id":"', '"' + middle + '"story":', end))
    write, number = sys.stdout.write, 0
    for run in range(1, runs + 1):
        name = f"site{run % 200:03}/capture-{run:07}.pcapng"
        start = '{"schema":"sipfix-event/2","capture":"%s","run":%d,"frame":' % (name, run)
        until = count * run // runs
        story = 0
        while number < until:
            head, middle, end = parts[number % len(parts)]
            number += 1
            story += 1
            write(f"{start}{head}{number:x}-call@example{middle}{story}{end}")
        run_line.update(run=run, captures=[name])
        write(json.dumps(run_line, separators=(",", ":")) + "\n")
    write(json.dumps({"schema": "sipfix-end/1", "case_rule": 2, "runs": runs, "partial": False, "unreadable": [], "not_captures": []}) + "\n")


if __name__ == "__main__":
    main()
