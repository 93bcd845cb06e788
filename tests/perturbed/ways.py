# SPDX-License-Identifier: GPL-2.0-or-later
"""The same under other names, in other words, by other ways, in other files."""

import re
import struct

from kinds import SAME, Variant, change, changes, data, recorded


def renamed(sent, *how):
    """The sent, and what is called what now."""
    names = []
    for one in how:
        new = {}
        sent = one(sent, new)
        names.insert(0, new)
    return sent, names


@change(SAME)
def renames(sent, _):
    for how in ([changes.renumbered], [changes.other_tokens], [changes.in_ipv6], [other_users], [other_domains],
                [changes.other_ports_of_clients], [changes.renumbered, changes.other_tokens, other_users, other_domains]):
        new, names = renamed(sent, *how)
        yield Variant("+".join(one.__name__ for one in how), data(new), names)


def other_users(sent, names):
    """Other users, of the same shape: letters of names and the last digits of numbers are others."""
    users = set()
    user = re.compile(r"(?:sips?|tel):([^@;>?\s:,\"]{3,})(?=[@;>:?\s])")
    changes.rewritten(sent, lambda text: (users.update(user.findall(text)), text)[1])
    turn = str.maketrans("abcdefghijklmnopqrstuvwxyz", "bcdefghijklmnopqrstuvwxyza")
    hosts = {host for one in sent for host in (one.source[0], one.destination[0])}
    moved = {}
    for user in sorted(users - hosts):
        if re.fullmatch(r"\+?\d{4,}", user):
            moved[user] = user[:-2] + user[-2:].translate(str.maketrans("0123456789", "3456789012"))
        elif re.fullmatch(r"[a-z]{3,}", user) and user not in ("anonymous", "invalid", "localhost", "ping", "sip", "tel", "sips"):
            moved[user] = user.translate(turn)
    if len(set(moved.values()) | users) != len(moved) + len(users):
        return sent
    names.update({new: old for old, new in moved.items()})
    return word_by_word(sent, moved)


def other_domains(sent, names):
    """Other names of hosts below the same top."""
    found = set()
    name = re.compile(r"[@:]([a-z][\w-]*(?:\.[\w-]+)*\.example(?:\.(?:com|net|org))?)\b")
    changes.rewritten(sent, lambda text: (found.update(name.findall(text)), text)[1])
    moved = {name: "w" + name for name in found}
    names.update({new: old for old, new in moved.items()})
    return word_by_word(sent, moved)


def word_by_word(sent, moved):
    if not moved:
        return sent
    known = re.compile(r"(?<![\w.+-])(?:" + "|".join(map(re.escape, sorted(moved, key=len, reverse=True))) + r")(?![\w-]|\.\w)")
    return changes.rewritten(sent, lambda text: known.sub(lambda hit: moved[hit[0]], text))


@change(SAME)
def over_tcp(sent, _):
    for label, together in (("", False), ("segments", True)):
        yield Variant(label, data(changes.over_tcp(sent, {}), together=together))


@change(SAME)
def spelled(sent, _):
    """Each way to write a header."""
    for how in changes.WRITTEN[1:]:
        yield Variant(how.__name__, data(sent, written=how))


@change(SAME)
def quoted(sent, _):
    """Display names in which there is what separates elsewhere."""
    def with_names(message):
        return bytes(recorded.Message(message.start, [
            [name, '"Doe, J. \\"x\\" <sip:a@b>" ' + value if name in ("From", "To", "Contact") and value.startswith("<") else value]
            for name, value in message.headers], message.body))
    yield Variant("", data(sent, written=with_names))


@change(SAME)
def provisional(sent, _):
    yield Variant("trying", data(changes.trying(sent, {})))
    new, ended = [], set()
    for one in sent:
        if one.is_sip and one.what.status >= 300 and one.what.status not in (401, 407) and one.what.method == "INVITE" and (
                one.what.value("Via") not in ended):
            ended.add(one.what.value("Via"))
            kept = [header for header in one.what.headers if header[0] in ("Via", "From", "To", "Call-ID", "CSeq")]
            new.append(one.copy(time=one.time - 200, what=recorded.Message("SIP/2.0 183 Session Progress", kept)))
        new.append(one)
    yield Variant("progress", data(changes.in_order(new)))


# ---- how it is framed -------------------------------------------------------------------------------------------------


def with_two_tags(made):
    made.records = [(time, frame[:12] + bytes.fromhex("88a8000a81000007") + frame[12:], length + 8)
                    for time, frame, length in made.records]
    return bytes(made)


def in_nanoseconds(made):
    whole = bytes(made)
    out, place = [struct.pack("<I", 0xA1B23C4D) + whole[4:24]], 24
    while place < len(whole):
        seconds, fraction, length, size = struct.unpack_from("<IIII", whole, place)
        out += [struct.pack("<IIII", seconds, fraction * 1000 + 7, length, size), whole[place + 16:place + 16 + length]]
        place += 16 + length
    return b"".join(out)


def big_endian(made):
    out = [struct.pack(">IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)]
    for time, frame, length in made.records:
        out += [struct.pack(">IIII", time // 1000000, time % 1000000, len(frame), length), frame]
    return b"".join(out)


def padded(made):
    """Ethernet's shortest frame, and a trailer."""
    made.records = [(time, frame + bytes(max(0, 60 - len(frame)) + 4), max(length, 60) + 4) for time, frame, length in made.records]
    return bytes(made)


def in_fragments(made):
    """Whatever UDP sends over IPv4 is cut in two by IP."""
    new = []
    for number, (time, frame, length) in enumerate(made.records):
        if frame[12:14] != b"\x08\x00" or frame[23] != 17 or length < 300:
            new.append((time, frame, length))
            continue
        size = (length - 34) // 16 * 8
        for offset, part, more in ((0, frame[34:34 + size], 0x2000), (size // 8, frame[34 + size:], 0)):
            head = bytearray(frame[:34])
            struct.pack_into("!HHH", head, 16, 20 + len(part), number + 1, offset | more)
            new.append((time, bytes(head) + part, 34 + len(part)))
    made.records = new
    return bytes(made)


FRAMES = {**{name: how for name, how in changes.FRAMES.items() if name != "ethernet"}, "two_tags": with_two_tags,
          "nanoseconds": in_nanoseconds, "big_endian": big_endian, "padded": padded, "fragments": in_fragments,
          "cooked2": changes.link(276, lambda kind: kind + bytes(18)),
          "loopback": changes.link(0, lambda kind: struct.pack("<I", 2 if kind == b"\x08\x00" else 24))}


@change(SAME)
def framed(sent, _):
    """Other files and link types."""
    for label, how in FRAMES.items():
        yield Variant(label, how(recorded.capture(sent)))
