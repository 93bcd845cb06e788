# SPDX-License-Identifier: GPL-2.0-or-later
"""What was captured more than once, and what was written down in another order."""

from kinds import SAME, Variant, change, changes, data, hop_of, hops, in_order, messages, recorded, requests, some


def twice(sent, late, which=lambda one: True):
    return [copy for one in sent for copy in ((one, one.copy(time=one.time + late)) if which(one) else (one,))]


@change(SAME)
def one_twice(sent, chance):
    for place in some(messages(sent), chance, 12):
        yield Variant(str(place), data([*sent[:place + 1], sent[place].copy(time=sent[place].time + 100), *sent[place + 1:]]))


@change(SAME)
def all_twice(sent, _):
    """Each packet was captured on two interfaces; the second may lag so far that both mix."""
    for late in (0, 60, 3000):
        yield Variant(str(late), data(in_order(twice(sent, late))))


@change(SAME)
def all_three_times(sent, _):
    yield Variant("", data([copy for one in sent for copy in (one, one.copy(time=one.time + 20), one.copy(time=one.time + 40))]))


@change(SAME)
def hop_twice(sent, _):
    """One of the hops was captured on two interfaces."""
    for number, hop in enumerate(hops(sent, 4) if len(hops(sent)) > 1 else ()):
        yield Variant(str(number), data(twice(sent, 100, lambda one, hop=hop: hop_of(one) == hop)))


@change(SAME)
def tagged_twice(sent, _):
    """Before and behind a router: another VLAN, another TTL."""
    if any(one.protocol == "TCP" for one in sent):
        return
    made = recorded.capture(twice(sent, 100))
    for number in range(1, len(made.records), 2):
        time, frame, length = made.records[number]
        frame = bytearray(frame)
        if frame[12:14] == b"\x08\x00":
            frame[22] -= 1
        made.records[number] = time, bytes(frame[:12]) + bytes.fromhex("81000064") + bytes(frame[12:]), length + 4
    yield Variant("", bytes(made))


@change(SAME)
def appended(sent, _):
    """The same file twice, one behind the other: the times go back."""
    if any(one.protocol == "TCP" for one in sent):
        return
    yield Variant("", data(sent + sent))


def is_close(one, other):
    return one.is_sip and other.is_sip and other.time - one.time < 5000 and hop_of(one) != hop_of(other)


@change(SAME)
def swapped(sent, chance):
    """Two messages of different hops are written down the other way round; their times with them, or not."""
    places = [place for place in range(len(sent) - 1) if is_close(sent[place], sent[place + 1])]
    for place in some(places, chance, 15):
        one, other = sent[place], sent[place + 1]
        for label, pair in (("", [other.copy(time=one.time), one.copy(time=other.time)]), ("t", [other, one])):
            yield Variant(f"{place}{label}", data([*sent[:place], *pair, *sent[place + 2:]]))


@change(SAME)
def hop_shifted(sent, _):
    """One interface's clock is 3 ms off."""
    for number, hop in enumerate(hops(sent, 4) if len(hops(sent)) > 1 else ()):
        for off in (3000, -3000):
            yield Variant(f"{number}{off:+}", data(in_order(
                [one.copy(time=one.time + off) if hop_of(one) == hop else one for one in sent])))


@change(SAME)
def coarse(sent, _):
    """A clock that knows no more than so many microseconds: many times are equal."""
    for step in (10, 4000):
        yield Variant(str(step), data([one.copy(time=one.time // step * step) for one in sent]))


@change(SAME)
def another_time(sent, _):
    """Other years: the first ones, and those that 31 and 32 bits no longer hold for who counts seconds so."""
    for label, start in (("1970", 5), ("2038", 2 ** 31 - 1), ("2105", 2 ** 32 - 2 ** 20), ("leap", 1709164799)):
        yield Variant(label, data([one.copy(time=one.time - sent[0].time + start * changes.SECOND) for one in sent]))


@change(SAME)
def slower(sent, _):
    """What came within a second takes half as long again."""
    yield Variant("", data(changes.slower(sent, {})))


@change(SAME)
def asked_again(sent, chance):
    """A request is sent again after half a second, and all that came after it comes so much later."""
    for place in some((place for place in requests(sent) if sent[place].protocol == "UDP"
                       and not sent[place].what.start.startswith("ACK ")), chance, 12):
        later = [one.copy(time=one.time + 500000) for one in sent[place + 1:]]
        yield Variant(str(place), data([*sent[:place + 1], sent[place].copy(time=sent[place].time + 499900), *later]))
