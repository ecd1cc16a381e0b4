"""Batches of texts of about one length, so that little is padding. Knows nothing of texts or models."""

from collections.abc import Sequence
from random import Random

BATCHES = 40  # that are sorted by length together


def batches(lengths: Sequence[int], size: int, random: Random) -> list[list[int]]:
    """Places in batches of texts of nearly one length, in any order; each place once."""
    order = random.sample(range(len(lengths)), len(lengths))
    groups: list[list[int]] = []
    for first in range(0, len(order), size * BATCHES):
        stretch = sorted(order[first : first + size * BATCHES], key=lambda place: lengths[place])
        groups += [stretch[start : start + size] for start in range(0, len(stretch), size)]
    return random.sample(groups, len(groups))
