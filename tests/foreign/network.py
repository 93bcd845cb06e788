# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures as strangers' networks would make them. The same seed, kind and size give the same bytes:

    network.py SEED OUT.pcap [KIND [SIZE]]
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "plugin"))
import carrier  # noqa: E402
import crowds  # noqa: E402
import flows  # noqa: E402
import mutation  # noqa: E402
from world import World  # noqa: E402

KINDS = ("office", "day", "crowd", "broken")
SIZE = 400  # messages, about


def office(world, size):
    """People who call, register and so on, all over the time of the capture."""
    while len(world.sent) < size:
        world.pick(*flows.FLOWS)(world, world.random.uniform(0, world.length))


def crowd(world, size):
    """An office, and in it some crowds."""
    for _ in range(3):
        world.random.choice(crowds.CROWDS)(world, world.random.uniform(0, world.length), world.random.randint(5, max(6, size // 8)))
    office(world, max(size, len(world.sent) + size // 4))


def played(seed, kind, size=SIZE):
    """The world of a seed, with all that is sent in it."""
    world = World(f"{kind} {seed}", days=kind == "day")
    (crowd if kind == "crowd" else office)(world, size)
    if kind == "broken":
        mutation.mutate(world)
    return world


def capture(seed, kind, size=SIZE):
    return carrier.Carrier(played(seed, kind, size)).carry()


def main(seed, path, kind=KINDS[0], size=SIZE):
    capture(seed, kind, int(size)).write(pathlib.Path(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
