"""How a question is asked in a terminal, and what a typed line means as a reply. Knows nothing of grades or journals."""

import re
from typing import Any

from assistant.errors import Problem
from assistant.learning.practice import Asked
from assistant.learning.questions import Kind

HINTS = {
    Kind.SINGLE_CHOICE: "the number of one option",
    Kind.TRUE_FALSE: "1 or 2",
    Kind.MULTIPLE_CHOICE: "the numbers of all right options, as 1 3",
    Kind.ORDERING: "all numbers in the right order, as 2 1 3",
    Kind.MATCHING: "pairs of a number and a letter, as 1b 2a",
    Kind.CLOZE: "what is missing",
    Kind.NUMERIC: "the number with its unit",
    Kind.SHORT_ANSWER: "a sentence",
}


def shown(asked: Asked) -> str:
    """A question as lines: its text, its options with numbers, those they are matched with with letters."""
    lines = [asked.text]
    lines += [f"  {number}. {option.text}" for number, option in enumerate(asked.options, 1)]
    lines += [f"     {_letter(place)}. {option.text}" for place, option in enumerate(asked.others)]
    return "\n".join(lines)


def reply(asked: Asked, line: str) -> Any:  # Any: a reply as JSON
    """What a typed line means as a reply; an empty one is an empty reply.

    Raises:
        Problem: it is none to such a question.
    """
    typed = line.strip()
    if not asked.options:
        return typed
    if asked.kind is Kind.MATCHING:
        return _pairs(asked, typed)
    numbers = re.findall(r"\d+", typed)
    if re.sub(r"[\d\s,;.]", "", typed) or not all(1 <= int(one) <= len(asked.options) for one in numbers):
        raise _unusable(asked, typed)
    ids = list(dict.fromkeys(asked.options[int(one) - 1].id for one in numbers))
    if asked.kind in (Kind.MULTIPLE_CHOICE, Kind.ORDERING):
        if asked.kind is Kind.ORDERING and ids and len(ids) != len(asked.options):
            raise _unusable(asked, typed)
        return ids
    if len(ids) > 1:
        raise _unusable(asked, typed)
    return ids[0] if ids else ""


def _pairs(asked: Asked, typed: str) -> dict[str, str]:
    found = re.findall(r"(\d+)\s*[-=:]?\s*([A-Za-z])\b", typed)
    rest = re.sub(r"(\d+)\s*[-=:]?\s*([A-Za-z])\b|[\s,;]", "", typed)
    letters = {_letter(place): option.id for place, option in enumerate(asked.others)}
    good = not rest and all(1 <= int(number) <= len(asked.options) and letter.lower() in letters for number, letter in found)
    if not good:
        raise _unusable(asked, typed)
    return {asked.options[int(number) - 1].id: letters[letter.lower()] for number, letter in found}


def _letter(place: int) -> str:
    return chr(ord("a") + place)


def _unusable(asked: Asked, typed: str) -> Problem:
    return Problem(f"{typed[:60]!r} does not fit: type {HINTS[asked.kind]}")
