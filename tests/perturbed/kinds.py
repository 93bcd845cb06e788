# SPDX-License-Identifier: GPL-2.0-or-later
"""The catalogue: what is done to a recording, by name, and what may be different in the verdict then."""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cases"))
import changes  # noqa: E402  (found by the line above)
import recorded  # noqa: E402

# The verdict is the same.
SAME = "same"
# Something was not captured: what is said may be less certain, and never another thing.
LESS = "less"
# Others speak too: of the calls of the recording the verdict is the same.
BESIDE = "beside"

CATALOGUE = {}
AT_MOST = 40  # variants that one change makes of one recording


class Variant:
    """A capture made of a recording. @label: which of the change's variants; @names: what is called what now, new -> old,
    of each renaming, the last first."""

    def __init__(self, label, data, names=()):
        self.label, self.data, self.names = label, data, [one for one in names if one]

    def old(self, text):
        """The text with the names that things had before."""
        for names in self.names:
            longest = sorted(names, key=len, reverse=True)
            text = re.sub("|".join(map(re.escape, longest)), lambda hit, names=names: names[hit[0]], text)
        return text


def change(rule):
    """Puts a function (sent, chance) -> Variants into the catalogue, with what its variants must keep."""
    def put(function):
        function.rule = rule
        CATALOGUE[function.__name__] = function
        return function
    return put


def some(places, chance, number=AT_MOST):
    places = list(places)
    return places if len(places) <= number else sorted(chance.sample(places, number))


def messages(sent):
    """Places of the SIP messages."""
    return [place for place, one in enumerate(sent) if one.is_sip]


def requests(sent, *methods):
    return [place for place in messages(sent) if not sent[place].what.status
            and (not methods or sent[place].what.start.split(" ")[0] in methods)]


def hop_of(one):
    return frozenset((one.source, one.destination))


def hops(sent, most=8):
    """The pairs of places between which something is sent, in order."""
    return list(dict.fromkeys(hop_of(one) for one in sent if one.is_sip))[:most]


def data(sent, **how):
    return bytes(recorded.capture(sent, **how))


def in_order(sent):
    return changes.in_order(sent)
