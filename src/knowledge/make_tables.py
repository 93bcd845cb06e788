#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks through the knowledge when sipfix is built, and makes the list of the checks for C.

    make_tables.py --check FILE.ini...        nothing is given twice, and what is asked for is there
    make_tables.py --list CHECKS.ini OUT.h    the same for the checks, and their list

A mistake ends the build, with the file and the line."""
import pathlib
import re
import sys

# What every check must have; see the head of checks.ini.
CHECK_KEYS = ("severity", "group", "title", "code", "reference", "summary", "text", "why", "what", "example")
SEVERITIES = ("chat", "note", "warn", "error")


class Mistake(Exception):
    pass


def stanzas(path):
    """{name: (line, {key: (line, value)})} of a GKeyFile; values go on in lines that begin with a blank."""
    found = {}
    name = key = None
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("["):
            name, key = line.strip()[1:-1], None
            if name in found:
                raise Mistake(f"{path}:{number}: [{name}] is there twice, first in line {found[name][0]}")
            found[name] = (number, {})
        elif line[0] in " \t" and key:
            where, value = found[name][1][key]
            found[name][1][key] = (where, f"{value} {line.strip()}")
        else:
            key, equals, value = (part.strip() for part in line.partition("="))
            if not equals or name is None:
                raise Mistake(f"{path}:{number}: neither a stanza nor KEY = VALUE")
            if key in found[name][1]:
                raise Mistake(f"{path}:{number}: {key} is there twice in [{name}], first in line "
                              f"{found[name][1][key][0]}")
            found[name][1][key] = (number, value)
    return found


def placeholders(path):
    """Those that the comments at the head of checks.ini list."""
    head = path.read_text(encoding="utf-8").split("\n[", 1)[0]
    return set(re.findall(r"\{(\w+)\}", "\n".join(line for line in head.split("\n") if line.startswith("#   {"))))


def look_through_checks(path, checks):
    known = placeholders(path)
    for name, (line, keys) in checks.items():
        if not re.fullmatch(r"[a-z]+\.[a-z0-9-]+", name):
            raise Mistake(f"{path}:{line}: [{name}] is no id of a check: FAMILY.NAME in small letters")
        for key in CHECK_KEYS:
            if key not in keys:
                raise Mistake(f"{path}:{line}: [{name}] has no {key}")
        where, severity = keys["severity"]
        if severity not in SEVERITIES:
            raise Mistake(f"{path}:{where}: {severity} is no severity: {', '.join(SEVERITIES)}")
        for key, (where, value) in keys.items():
            if "???" in key or "???" in value:
                raise Mistake(f"{path}:{where}: {key} of [{name}] is still to be written")
            if key in ("what", "example"):
                continue
            for placeholder in re.findall(r"\{(\w*)\}", value):
                if placeholder not in known:
                    raise Mistake(f"{path}:{where}: {{{placeholder}}} is not in the list at the head")


def codes_of(path, keys):
    """Status codes that a check is for; none: all of them."""
    where, own = keys["code"]
    codes = [] if own == "both" else re.split(r"[; ]+", own)
    if own != "both" and "also" in keys:
        codes += keys["also"][1].split(";")
    for code in codes:
        if not re.fullmatch(r"[1-6]\d\d", code):
            raise Mistake(f"{path}:{where}: {code} is no status code")
    return codes


def list_of(path, checks):
    rows = []
    for name, (_, keys) in checks.items():
        function = re.sub(r"[.-]", "_", name)
        codes = ", ".join(codes_of(path, keys) or ["0"])
        beside = "TRUE" if keys.get("beside", (0, "no"))[1] == "yes" else "FALSE"
        heads = "TRUE" if keys.get("heads", (0, "no"))[1] == "yes" else "FALSE"
        rows.append(f'    X({function}, "{name}", SF_{keys["severity"][1].upper()}, {beside}, {heads}, {codes})')
    return ("/* SPDX-License-Identifier: GPL-2.0-or-later */\n/* Made of checks.ini: the checks, in its order. */\n"
            "#ifndef SIPFIX_CHECK_LIST_H\n#define SIPFIX_CHECK_LIST_H\n\n"
            "/* X(FUNCTION, ID, SEVERITY, IS_BESIDE_THE_POINT, HEADS, CODE...); the code 0 stands for all. */\n"
            "#define SF_CHECK_LIST(X) \\\n" + " \\\n".join(rows) + "\n\n#endif\n")


def main():
    try:
        if len(sys.argv) == 4 and sys.argv[1] == "--list":
            path = pathlib.Path(sys.argv[2])
            checks = stanzas(path)
            look_through_checks(path, checks)
            pathlib.Path(sys.argv[3]).write_text(list_of(path, checks), encoding="utf-8")
        elif len(sys.argv) > 2 and sys.argv[1] == "--check":
            for name in sys.argv[2:]:
                stanzas(pathlib.Path(name))
        else:
            sys.exit(__doc__)
    except Mistake as mistake:
        sys.exit(str(mistake))


if __name__ == "__main__":
    main()
