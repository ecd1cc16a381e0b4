"""A misspelt word to the known word one slip away from it. Knows nothing of indexes or scores."""

import string
from collections.abc import Callable, Iterator

SHORTEST = 5  # letters: one slip in a shorter word too often makes another real word ("text", "test")


def mended(word: str, known: Callable[[str], bool]) -> str | None:
    """The known word that is one letter more, less, other or swapped away from `word`: `shuold` -> `should`; else None."""
    if len(word) < SHORTEST or not (word.isascii() and word.isalpha()):
        return None
    return next((near for near in _one_slip_away(word) if known(near)), None)


def _one_slip_away(word: str) -> Iterator[str]:
    """Swaps first, then a letter too few, another letter, a letter too many: the order in which people mistype."""
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    yield from (head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1)
    yield from (head + letter + tail for head, tail in parts for letter in string.ascii_lowercase)
    yield from (head + letter + tail[1:] for head, tail in parts if tail for letter in string.ascii_lowercase)
    yield from (head + tail[1:] for head, tail in parts if tail)
