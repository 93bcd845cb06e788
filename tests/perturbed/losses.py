# SPDX-License-Identifier: GPL-2.0-or-later
"""What was not captured."""

from kinds import LESS, Variant, change, data, hop_of, hops, messages, some


@change(LESS)
def without_one(sent, chance):
    """One message is missing."""
    for place in some(messages(sent), chance):
        yield Variant(str(place), data(sent[:place] + sent[place + 1:]))


@change(LESS)
def without_two(sent, chance):
    """Two messages are missing."""
    places = messages(sent)
    for _ in range(12 if len(places) > 3 else 0):
        first, second = sorted(chance.sample(places, 2))
        yield Variant(f"{first}-{second}", data([one for place, one in enumerate(sent) if place not in (first, second)]))


@change(LESS)
def with_holes(sent, chance):
    """A capture that loses a fifth of all packets."""
    for number in range(6):
        yield Variant(str(number), data([one for one in sent if chance.random() > 0.2] or sent[:1]))


@change(LESS)
def without_hop(sent, _):
    """Captured where what one pair of elements sends does not pass."""
    for number, hop in enumerate(hops(sent) if len(hops(sent)) > 1 else ()):
        yield Variant(str(number), data([one for one in sent if not one.is_sip or hop_of(one) != hop]))


@change(LESS)
def without_direction(sent, _):
    """What one element sends to another is not seen."""
    ways = list(dict.fromkeys((one.source, one.destination) for one in sent if one.is_sip))
    for number, way in enumerate(ways[:8]):
        yield Variant(str(number), data([one for one in sent if not one.is_sip or (one.source, one.destination) != way]))


@change(LESS)
def without_host(sent, _):
    """What one host sends is not seen, whomever it sends it to."""
    sources = list(dict.fromkeys(one.source[0] for one in sent if one.is_sip))
    for number, source in enumerate(sources[:8] if len(sources) > 1 else ()):
        yield Variant(str(number), data([one for one in sent if one.source[0] != source]))


@change(LESS)
def begun_late(sent, chance):
    for place in some(range(1, len(sent)), chance):
        yield Variant(str(place), data(sent[place:]))


@change(LESS)
def ended_early(sent, chance):
    for place in some(range(1, len(sent)), chance):
        yield Variant(str(place), data(sent[:place]))


@change(LESS)
def paused(sent, chance):
    """Nothing was captured for a while in the middle."""
    for _ in range(8 if len(sent) > 4 else 0):
        first = chance.randrange(1, len(sent) - 2)
        last = chance.randrange(first + 1, len(sent) - 1)
        yield Variant(f"{first}-{last}", data(sent[:first] + sent[last:]))
