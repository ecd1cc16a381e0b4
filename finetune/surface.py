"""How a word looks and what stands beside it, as numbers. Knows nothing of what words mean."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 16
NEAR = (-3, -2, -1, 1, 2, 3)  # places beside a word that are looked at


def surface(words: Sequence[str]) -> NDArray[np.int64]:
    """The features (n, k) of words, numbers below `BUCKETS`; the same word with the same neighbours has the same ones.

    They are the word, its shape, the shapes and words beside it, and pairs of these: "a name, and then (" is one.
    """
    shapes = [_shape(word) for word in words]
    rows = [[_bucket(feature) for feature in _features(words, shapes, place)] for place in range(len(words))]
    return np.array(rows, dtype=np.int64)


def _features(words: Sequence[str], shapes: Sequence[str], place: int) -> list[str]:
    near = {offset: _at(words, shapes, place + offset) for offset in NEAR}
    own = shapes[place]
    found = [f"word {words[place]}", f"shape {own}"]
    found += [f"{offset} {own} {seen}" for offset, seen in near.items()]
    found += [f"both {own} {near[-1]} {near[1]}", f"before {own} {near[-2]} {near[-1]}", f"after {own} {near[1]} {near[2]}"]
    found += [f"around {own} {near[-2]} {near[-1]} {near[1]} {near[2]}", f"word {words[place]} {near[-1]} {near[1]}"]
    return found


def _at(words: Sequence[str], shapes: Sequence[str], place: int) -> str:
    """What a neighbour is known by: a name by its shape, all else by itself."""
    if not 0 <= place < len(words):
        return "end"
    return shapes[place] if shapes[place] in _NAMES else words[place]


_NAMES = ("Name", "nAme", "NAME", "N", "name_", "string", "number")


def _shape(word: str) -> str:
    if word[0] in "\"'":
        return "string"
    if word[0].isdigit():
        return "number"
    if not (word[0].isalpha() or word[0] in "_$"):
        return "mark"
    if word.isupper():
        return "N" if len(word) == 1 else "NAME"
    if word[0].isupper():
        return "Name"
    if "_" in word:
        return "name_"
    return "name" if word.islower() else "nAme"


def _bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) % BUCKETS
