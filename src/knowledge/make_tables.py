#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks through the knowledge when sipfix is built, and makes the list of the checks for C.

    make_tables.py --check FILE.ini...        nothing is given twice, and what is asked for is there; of
                                              logs.ini also that its patterns take its examples, of
                                              kinds.ini that the kinds of products.ini are there
    make_tables.py --list CHECKS.ini OUT.h    the same for the checks, and their list

A mistake ends the build, with the file and the line."""
import pathlib
import re
import sys
import warnings

# What every check must have; see the head of checks.ini.
CHECK_KEYS = ("severity", "group", "title", "code", "reference", "summary", "text", "why", "what", "example")
SEVERITIES = ("chat", "note", "warn", "error")
warnings.simplefilter("ignore", FutureWarning)  # [[] is a bracket, whatever it may mean to Python one day

# What a layout of logs must have and may have, and the parts that its patterns may name; see the head of logs.ini.
LOG_KEYS = ("title", "how", "source", "head", "example")
LOG_KEYS_BESIDE = ("reach", "end", "line", "tail", "cr", "joint")
LOG_PARTS = {"in", "out", "transport", "year", "month", "day", "hour", "minute", "second", "fraction", "zone", "epoch",
             "milliseconds",
             *(end + port for end in ("remote", "local", "source", "destination") for port in ("", "port"))}


# What a kind may have, and the kinds that C asks for; see the head of kinds.ini.
KIND_KEYS = ({"places"}, {"one", "many"}, {"name"}, {"name", "behind"})
KINDS_NEEDED = {"element": "places", "request": "one", "caller": "behind", "answering": "name"}


class Mistake(Exception):
    pass


def stanzas(path):
    """{name: (line, {key: (line, value)})} of a GKeyFile; values go on in lines that begin with a blank."""
    found, lines = {}, {}
    name = key = None
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("["):
            name, key = line.strip()[1:-1], None
            same = name.lower()  # they are asked for in whatever case
            if same in lines:
                raise Mistake(f"{path}:{number}: [{name}] is there twice, first in line {lines[same]}")
            lines[same] = number
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


def is_way(way, keys, is_last):
    """A change that the check has, or words; words last, where a product may rule the change out."""
    named = re.match(r"@([a-z0-9-]*)", way)
    if not named:
        return bool(way) and not way.endswith(".")
    change = named[1]
    if change == "change":
        return True
    may_be_ruled_out = f"fix.{change}.aim" in keys
    return f"fix.{change}.side" in keys and not (is_last and may_be_ruled_out)


def look_through_decisions(path, name, keys):
    """No question without the answers to it, and what each leads to."""
    for key, (where, question) in keys.items():
        asked = re.fullmatch(r"(fix\.[a-z0-9-]+\.)?beforehand(\.[a-z-]+)?", key)
        if not asked:
            continue
        beside = f"{asked[1] or ''}decisions{asked[2] or ''}"
        if beside not in keys:
            raise Mistake(f"{path}:{where}: {key} of [{name}] asks, and there is no {beside}: what does each answer "
                          "lead to?")
        where, decisions = keys[beside]
        if question == "none" and decisions == "none":
            continue
        answers = [answer.partition(": ") for answer in decisions.split(" | ")]
        if len(answers) < 2:
            raise Mistake(f"{path}:{where}: {beside} of [{name}] has no two answers: ANSWER: WAY | ANSWER: WAY")
        for answer, _, ways in answers:
            each = ways.split(" / ")
            if not answer or not all(is_way(way, keys, i == len(each) - 1) for i, way in enumerate(each)):
                raise Mistake(f"{path}:{where}: {beside} of [{name}], \"{answer}\": no change of that name, nothing to "
                              "do, a full stop, or no words for where a product cannot do it")


def look_through_checks(path, checks):
    known = placeholders(path)
    for name, (line, keys) in checks.items():
        if not re.fullmatch(r"[a-z]+\.[a-z0-9-]+", name):
            raise Mistake(f"{path}:{line}: [{name}] is no id of a check: FAMILY.NAME in small letters")
        for key in CHECK_KEYS:
            if key not in keys:
                raise Mistake(f"{path}:{line}: [{name}] has no {key}")
        look_through_decisions(path, name, keys)
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


def pattern(path, where, value, parts):
    """A pattern of logs.ini as a regular expression."""
    if "\\" in value:
        raise Mistake(f"{path}:{where}: a backslash in a pattern")
    whole = value
    for _ in range(2):  # parts are made of parts
        whole = re.sub(r"\{([a-z]+)\}", lambda found: parts.get(found[1], found[0]), whole)
    unknown = re.search(r"\{([a-z]+)\}", whole)
    if unknown:
        raise Mistake(f"{path}:{where}: {unknown[0]} is none of [parts]")
    try:
        made = re.compile(whole)
    except re.error as error:
        raise Mistake(f"{path}:{where}: {error}") from error
    for name in made.groupindex:
        if name not in LOG_PARTS:
            raise Mistake(f"{path}:{where}: {name} is no part of a message")
    return made


def look_through_log(path, name, line, keys, parts):
    is_time = name.startswith("time.")
    for key in ("pattern", "example") if is_time else LOG_KEYS:
        if key not in keys:
            raise Mistake(f"{path}:{line}: [{name}] has no {key}")
    patterns = {}
    for key, (where, value) in keys.items():
        known = key in ("pattern", "example") if is_time else (
            key in LOG_KEYS + LOG_KEYS_BESIDE or key.startswith(("head.", "example.")))
        if not known:
            raise Mistake(f"{path}:{where}: {key} is no key of a layout")
        if key in ("pattern", "end", "line", "tail", "joint") or key.split(".")[0] == "head":
            patterns[key] = pattern(path, where, value, parts)
    for key, (where, value) in keys.items():
        own = "pattern" if is_time else key.replace("example", "head")
        if key.split(".")[0] == "example" and not patterns.get(own, patterns.get("head")).search(value):
            raise Mistake(f"{path}:{where}: the pattern does not take its {key}")


def look_through_logs(path, logs):
    parts = {key: value for key, (_, value) in logs.get("parts", (0, {}))[1].items()}
    for name, (line, keys) in logs.items():
        if name != "parts":
            look_through_log(path, name, line, keys, parts)


def look_through_kinds(path, kinds, products):
    for name, (line, keys) in kinds.items():
        if set(keys) not in KIND_KEYS:
            raise Mistake(f"{path}:{line}: [{name}] has neither places, nor one and many, nor name")
    for name, key in KINDS_NEEDED.items():
        if key not in kinds.get(name, (0, {}))[1]:
            raise Mistake(f"{path}:1: there is no [{name}] with {key}")
    for name, (_, keys) in products.items():
        where, kind = keys.get("kind", (0, "element"))
        if "places" not in kinds.get(kind, (0, {}))[1]:
            raise Mistake(f"{path}:1: there is no [{kind}] with places: products.ini:{where} has one, [{name}]")


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
            found = {pathlib.Path(name).name: (name, stanzas(pathlib.Path(name))) for name in sys.argv[2:]}
            if "logs.ini" in found:
                look_through_logs(*found["logs.ini"])
            if "kinds.ini" in found:
                look_through_kinds(*found["kinds.ini"], found.get("products.ini", ("", {}))[1])
        else:
            sys.exit(__doc__)
    except Mistake as mistake:
        sys.exit(str(mistake))


if __name__ == "__main__":
    main()
