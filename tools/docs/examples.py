#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Finds the captures that show each word of the knowledge, and writes src/knowledge/data/examples.ini.

    examples.py [FILE]    writes FILE instead

Runs the real tshark with the plugin, and the command, so it needs SIPFIX_SOURCE, SIPFIX_PLUGIN and SIPFIX_COMMAND
as the tests do.
"""

import functools
import os
import re
import subprocess
import sys
import textwrap

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.environ["SIPFIX_SOURCE"], "tests", "plugin"))

import captures_events  # noqa: E402
import tshark  # noqa: E402

SOURCE = tshark.SOURCE
DATA = SOURCE / "src/knowledge/data"
FILE = DATA / "examples.ini"
HEAD = """# SPDX-License-Identifier: GPL-2.0-or-later
#
# Where the captures show each word: one stanza a word, named KIND/WORD. Made by ./run docs, which looks into
# the captures with the plugin; do not edit.
#
# Format: GKeyFile. A line that begins with a blank goes on with the value above it.
#
#   capture           the capture, from the project's folder; of a check, the one made for it
#   frame             of the 301 or 421, of the answer, or of a packet that has the field
#   lesson            what the capture shows
#   shows             the lines of SIP, or the values of the field; of a check, what is said there
#   real, real_...    of a check: the same in a capture of real software, where there is one
#   near_miss, near_miss_lesson   of a check: what looks alike, and where it is silent
"""

# The best teachers; where none of them shows a word, the smallest capture that does.
FIRST = ("301-followed-by-asterisk", "421-100rel-retried", "301-next-target-asterisk", "421-timer-asterisk",
         "301-loop", "421-stripped-by-proxy", "421-ims-register")


def stanzas(shelf):
    """Names in a data file of the knowledge, in its order."""
    return re.findall(r"^\[(.+)\]$", (DATA / f"{shelf}.ini").read_text(encoding="utf-8"), re.MULTILINE)


def rank(path):
    """Sorts captures: the best teachers, then real ones before those made by hand, the small before the large."""
    first = FIRST.index(path.stem) if path.stem in FIRST else len(FIRST)
    return first, "handmade" in path.parts, path.stem.startswith("every-"), path.stat().st_size, path.name


@functools.cache
def captures():
    """All captures that teach, best first. Those made to break things, or odd on the wire, teach nothing of SIP."""
    odd = r"hostile-|broken|link-|trap-|.*-tls-no-keys"
    return sorted((path for folder in ("captures", "captures/handmade") for path in (SOURCE / folder).glob("*.pcapng")
                   if not re.match(odd, path.name)), key=rank)


@functools.cache
def staged(path):
    return tshark.stage(path.relative_to(tshark.CAPTURES))


@functools.cache
def lesson(path):
    """The capture's own comment."""
    told = subprocess.run(["capinfos", "-k", path], check=True, capture_output=True, text=True).stdout
    return told.split("Capture comment:", 1)[1].strip() if "Capture comment:" in told else ""


def table(path, names, display, *options):
    """Values of fields, one row a frame. Tabs between them: tshark leaves quotes in a value as they are."""
    arguments = [word for name in names for word in ("-e", name)]
    told = tshark.run("-r", path, "-Y", display, "-T", "fields", "-E", "separator=/t", "-E",
                      "aggregator=\x1f", *arguments, *options).stdout
    return [[cell.split("\x1f") if cell else [] for cell in row.split("\t")] for row in told.splitlines()]


def number_of_frames():
    """Of each capture, in the order of captures()."""
    told = subprocess.run(["capinfos", "-T", "-M", "-r", "-c", *captures()], check=True, capture_output=True,
                          text=True).stdout
    return [int(line.rsplit("\t", 1)[1]) for line in told.splitlines()]


@functools.cache
def whole():
    """All captures as one: to start tshark for each takes minutes."""
    return tshark.joined(captures())


def by_capture(rows):
    """Rows of whole(), whose first cell is the frame, by capture, with the frame's number there."""
    found = {}
    rows = iter(rows)
    row = next(rows, None)
    behind = 0
    for path, count in zip(captures(), number_of_frames()):
        before, behind = behind, behind + count
        found[path] = []
        while row and int(row[0][0]) <= behind:
            found[path].append([[str(int(row[0][0]) - before)], *row[1:]])
            row = next(rows, None)
    return found


@functools.cache
def all_messages():
    names = ["frame.number", "sip.Call-ID", "sip.CSeq", "sip.Request-Line", "sip.Status-Line", "sip.Supported",
             "sip.Require", "sip.Warning"]
    return by_capture(row for row in table(whole(), names, "sip") if len(row[1]) == 1)


def messages(path):
    """Of each frame that holds one SIP message: frame, its first line, and the lines that matter for a 421."""
    return all_messages()[path]


def answer(path, matches):
    """The first answer for which @matches holds, with the request before it: frame, request, answer; or None."""
    for place, row in enumerate(messages(path)):
        if row[4] and matches(row):
            asked = [other for other in messages(path)[:place] if other[3] and other[1:3] == row[1:3]]
            return int(row[0][0]), asked[-1] if asked else None, row
    return None


def line(text):
    """A line of SIP as it stands in a stanza: tshark shows the end of the line as \\r\\n."""
    return " ".join(text.replace("\\r\\n", " ").split())


def message_lines(row, headers):
    """First line of a message and those of its headers that are asked for."""
    names = {"Supported": 5, "Require": 6, "Warning": 7}
    first = line((row[3] or row[4])[0]).removesuffix(" SIP/2.0")
    return [first] + [f"{name}: {line(value)}" for name in headers for value in row[names[name]]]


def conversation(found, request_headers=(), answer_headers=()):
    _, asked, answered = found
    return (message_lines(asked, request_headers) if asked else []) + message_lines(answered, answer_headers)


def place(path, frame, shows):
    return {"capture": str(path.relative_to(SOURCE)), "frame": str(frame), "lesson": lesson(path),
            "shows": "\n".join(shows)}


def first(matches, headers=((), ())):
    """The example in the first capture that has an answer for which @matches holds."""
    for path in captures():
        found = answer(path, matches)
        if found:
            return place(path, found[0], conversation(found, *headers))
    return None


def names_of_codes():
    """The reason phrases of the registry."""
    text = (DATA / "codes.ini").read_text(encoding="utf-8")
    return dict(re.findall(r"^\[(\d+)\]\nname = (.+)$", text, re.MULTILINE))


def of_code(code):
    return first(lambda row: line(row[4][0]) == f"SIP/2.0 {code} {names_of_codes()[code]}")


def of_warning(code):
    return first(lambda row: any(value.startswith(f"{code} ") for value in row[7]), ((), ("Warning",)))


def of_tag(tag):
    def requires(row):
        words = [word.strip().lower() for value in row[6] for word in line(value).split(",")]
        return row[4][0].startswith("SIP/2.0 421 ") and words == [tag]
    return first(requires, (("Supported", "Require"), ("Require",)))


@functools.cache
def promising():
    """Of each capture the fields that it shows among all others. By itself it may show some more or less, since
    one capture's calls may follow up another's."""
    names = stanzas("fields")
    return {path: {name for row in rows for name, values in zip(names, row[1:]) if values}
            for path, rows in by_capture(table(whole(), ["frame.number", *names], "sipfix", "-2")).items()}


@functools.cache
def fields(path):
    """Of each frame that sipfix has something to say about: its number, and the values of all fields."""
    names = stanzas("fields")
    return [(row[0][0], dict(zip(names, row[1:])))
            for row in table(staged(path), ["frame.number", *names], "sipfix", "-2")]


def of_field(field):
    for path in sorted(captures(), key=lambda path: field not in promising()[path]):
        for frame, values in fields(path):
            if field == "sipfix":  # the protocol itself has no value
                return place(path, frame, [field])
            if values[field]:
                return place(path, frame, [f"{field}: {value}" for value in values[field]])
    return None


@functools.cache
def relatives():
    """The checks that are for a relative of 301 and 421 alone: they speak when somebody asks for it."""
    text = (DATA / "checks.ini").read_text(encoding="utf-8")
    return {check for check, code in re.findall(r"^\[(.+)\]$(?:\n(?!\[).*)*?\ncode = (.+)$", text, re.MULTILINE)
            if code not in ("301", "421", "both")}


def said(path, check):
    """Frame and text of the first finding of a check in a capture, or None."""
    told = captures_events.of_the_family() if check in relatives() else captures_events.by_capture()
    for event in told[str(path.relative_to(SOURCE))]:
        for finding in event["findings"]:
            if finding["check"] == check:
                return event["frame"], finding["text"]
    return None


def made_for(check):
    """The capture made for a check, and the one that looks alike."""
    return SOURCE / f"captures/handmade/{check}.pcapng", SOURCE / f"captures/handmade/{check}-not.pcapng"


def real():
    """The captures of real software, best first."""
    return [path for path in captures() if "handmade" not in path.parts]


def of_check(check):
    """The capture made for the check, one of real software, and the near miss."""
    made, near = made_for(check)
    found = {}
    if made.is_file() and said(made, check):
        frame, text = said(made, check)
        found |= place(made, frame, [text])
    for path in real():
        if said(path, check):
            frame, text = said(path, check)
            found |= {"real" if key == "capture" else f"real_{key}": value
                      for key, value in place(path, frame, [text]).items()}
            break
    if near.is_file() and not said(near, check):
        found |= {"near_miss": str(near.relative_to(SOURCE)), "near_miss_lesson": lesson(near)}
    return found


KINDS = {"checks": of_check, "codes": of_code, "tags": of_tag, "fields": of_field, "warnings": of_warning}


def value_lines(key, value):
    escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
    return textwrap.wrap(f"{key} = {escaped}", 110, subsequent_indent="    ", break_long_words=False,
                         break_on_hyphens=False)


def main():
    target = sys.argv[1] if len(sys.argv) > 1 else FILE
    order = ["capture", "frame", "lesson", "shows", "real", "real_frame", "real_lesson", "real_shows", "near_miss",
             "near_miss_lesson"]
    lines = [HEAD.rstrip("\n")]
    for kind, find in KINDS.items():
        for word in stanzas(kind):
            found = find(word) or {}
            if "capture" not in found:
                print(f"no capture shows {kind}/{word}", file=sys.stderr)
            if not found:
                continue
            lines += ["", f"[{kind}/{word}]"]
            for key in order:
                if found.get(key):
                    lines += value_lines(key, found[key])
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
