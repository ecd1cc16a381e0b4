"""The values of a text as questions ask for them: "30 vacation days" are days, whatever stands between. Knows no questions."""

import re
from dataclasses import replace

from assistant.learning.quantities import Quantity, plain, quantities, signature

_ORDINALS = ("a second", "second")  # "as a second factor" measures no time
AHEAD = 2  # words between a number and its unit at the most
_WORD = re.compile(r"\s*([a-z][a-z-]*)")
_BORDER = frozenset(
    ("of", "in", "on", "for", "with", "after", "to", "at", "by", "within", "from", "every", "and", "or", "but", "per", "is",
     "are", "was", "were", "must", "may")
)  # fmt: skip


def values(text: str) -> list[Quantity]:
    """The quantities of a text, offsets as in `plain(text)`; one without a unit takes that of the nearest words after it."""
    body = plain(text)
    found = (one for one in quantities(text) if body[one.start : one.end] not in _ORDINALS)
    return [_with_unit(one, body) for one in found]


def same_value(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities mean the same, bounds aside; a bare number is the same as one with a unit."""
    if signature(one) == signature(other):
        return True
    return one.bare != other.bare and not one.date and not other.date and one.low == other.low and one.high == other.high


def _with_unit(one: Quantity, body: str) -> Quantity:
    place = one.end
    for _ in range(AHEAD + 1 if one.bare else 0):
        word = _WORD.match(body, place)
        if word is None or word[1] in _BORDER:
            break
        after = _WORD.match(body, word.end())
        for unit in quantities(f"2 {word[1]} {after[1] if after else ''}")[:1]:
            if not unit.bare and not unit.date:
                return replace(one, unit=unit.unit, end=place + unit.end - 1)
        place = word.end()
    return one
