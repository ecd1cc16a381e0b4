"""Three wrong options of the same kind as a right answer. Knows nothing of examples or documents."""

import re
from collections.abc import Sequence
from random import Random

from assistant.learning.found import FactKind
from assistant.learning.numerals import ONES
from assistant.learning.overlap import words

_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?")
_WORDS = tuple(ONES[1:13])
NAMED = (FactKind.AGENT, FactKind.PLACE)  # kinds whose answers can stand in for one another
FACTORS = (0.5, 2.0, 1.5, 3.0, 0.75, 1.2)


def wrong_options(right: str, kind: FactKind | None, alike: Sequence[str], random: Random) -> list[str]:
    """Three options that differ from the right answer and from each other, [] where there are not so many.

    `alike` are right answers of other questions of the same kind. Of a number or date other numbers are taken.
    """
    if kind in NAMED:
        found = [one for one in dict.fromkeys(alike) if _apart(one, right) and one[:1].isupper() == right[:1].isupper()]
        return random.sample(found, 3) if len(found) >= 3 else []
    if kind not in (FactKind.NUMBER, FactKind.AMOUNT, FactKind.DATE):
        return []
    made = [option for option in dict.fromkeys(_other_numbers(right, kind, random)) if option != right]
    return made[:3] if len(made) >= 3 else []


def _other_numbers(right: str, kind: FactKind, random: Random) -> list[str]:
    found = list(_AMOUNT.finditer(right))
    if not found:
        return _other_words(right, random)
    place = found[-1] if kind is FactKind.DATE else found[0]  # of a date the year, where there is one
    value = float(place.group().replace(",", ""))
    steps = random.sample((-3, -2, -1, 1, 2, 3), 6)
    if kind is FactKind.DATE and value <= 31:
        values = [(value - 1 + step) % 28 + 1 for step in steps]  # a day that every month has
    elif kind is FactKind.DATE or 1900 <= value <= 2100:
        values = [value + step for step in steps]
    else:
        values = [value * factor for factor in random.sample(FACTORS, len(FACTORS))]
    most = 100 if re.search(r"%|％|percent|per cent", right) else float("inf")
    numbers = [_written(one, place.group()) for one in values if 0 < one <= most]
    return [f"{right[: place.start()]}{number}{right[place.end() :]}" for number in numbers]


def _other_words(right: str, random: Random) -> list[str]:
    word = next((one for one in right.lower().split() if one in _WORDS), None)
    if word is None:
        return []
    others = [one for one in _WORDS[1:] if one != word]
    return [re.sub(rf"\b{word}\b", one, right, flags=re.IGNORECASE) for one in random.sample(others, 3)]


def _written(value: float, like: str) -> str:
    """A number written as the right one is: with thousands marked, with as many decimals; whole where that one is."""
    decimals = len(like.partition(".")[2])
    number = value if decimals else max(1, round(value))
    return f"{number:,.{decimals}f}" if "," in like else f"{number:.{decimals}f}"


def _apart(one: str, right: str) -> bool:
    mine, yours = set(words(one)), set(words(right))
    return not mine <= yours and not yours <= mine
