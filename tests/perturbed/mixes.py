# SPDX-License-Identifier: GPL-2.0-or-later
"""Who else speaks."""

import re

from kinds import BESIDE, Variant, change, changes, data, in_order
from ways import other_users, other_domains


def elsewhere(sent):
    """The same call between other hosts."""
    moved = {}
    for number, host in enumerate(changes.hosts(sent), 1):
        moved[host] = f"198.18.{number // 200 + 5}.{number % 200 + 1}"
    return changes.rewritten(sent, lambda text: changes.ADDRESS.sub(lambda hit: moved.get(hit[0], hit[0]), text),
                             lambda place: (moved.get(place[0], place[0]), place[1]))


def stranger(sent):
    """The same call, of others: other users, domains, Call-IDs, tags and branches."""
    return suffixed(other_domains(other_users(sent, {}), {}), "zz")


def suffixed(sent, suffix, call_ids=True, branches=True, tags=True):
    """Other Call-IDs, tags and branches: longer ones; of those, what is asked for."""
    names = [*(["tag", "to-tag", "from-tag"] if tags else []), *(["branch"] if branches else [])]
    known = re.compile(r"(;\s*(?:" + "|".join(names) + r")=)([^;>,\s]+)", re.IGNORECASE)
    new = [one.copy() for one in sent]
    for one in new:
        for header in one.what.headers if one.is_sip else ():
            if header[0].lower() == "call-id":
                header[1] += suffix if call_ids else ""
            else:
                header[1] = known.sub(lambda hit: hit[1] + hit[2] + suffix, header[1])
            if header[0].lower() in ("replaces", "target-dialog", "join") and call_ids:
                header[1] = header[1].replace(";", suffix + ";", 1)
    return new


def later(sent, by):
    return [one.copy(time=one.time + by) for one in sent]


@change(BESIDE)
def others_elsewhere(sent, chance):
    """The same happens between other hosts, at the same time: no name is the same."""
    if stranger_is_same(sent):
        return
    for by in (0, 700, chance.randrange(2 * changes.SECOND)):
        yield Variant(str(by), data(in_order(sent + later(elsewhere(stranger(sent)), by))))


@change(BESIDE)
def others_here(sent, chance):
    """Others call by the same hosts, and meet the same."""
    if stranger_is_same(sent):
        return
    for by in (700, chance.randrange(2 * changes.SECOND)):
        yield Variant(str(by), data(in_order(sent + later(stranger(sent), by))))


def stranger_is_same(sent):
    """No user in it could be renamed."""
    names = {}
    other_users(sent, names)
    return not names


@change(BESIDE)
def same_call_ids(sent, chance):
    """Others elsewhere whose Call-IDs happen to be the same."""
    other = elsewhere(suffixed(other_domains(other_users(sent, {}), {}), "zz", call_ids=False))
    for by in (700, chance.randrange(2 * changes.SECOND)):
        yield Variant(str(by), data(in_order(sent + later(other, by))))


@change(BESIDE)
def same_branches(sent, chance):
    """Others elsewhere whose branches happen to be the same."""
    other = elsewhere(suffixed(other_domains(other_users(sent, {}), {}), "zz", branches=False))
    for by in (700, chance.randrange(2 * changes.SECOND)):
        yield Variant(str(by), data(in_order(sent + later(other, by))))


@change(BESIDE)
def same_tags(sent, chance):
    """Others elsewhere whose tags happen to be the same."""
    other = elsewhere(suffixed(other_domains(other_users(sent, {}), {}), "zz", tags=False))
    yield Variant("", data(in_order(sent + later(other, 700))))


@change(BESIDE)
def day_before(sent, _):
    """The same people called the day before, and met the same."""
    yield Variant("", data(later(suffixed(sent, "zz"), -86400 * changes.SECOND) + sent))


@change(BESIDE)
def crowd(sent, _):
    """Good calls of others around it."""
    yield Variant("strangers", data(changes.among_strangers(sent)))
    yield Variant("its_own", data(changes.among_its_own(sent)))
