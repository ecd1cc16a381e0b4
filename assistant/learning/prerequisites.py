"""Which skill a text suggests to learn before which: by terms, references and numbers. Knows nothing of files or people.

Only what a reader could point at counts: a term that one text defines and the other uses, the other's name, numbers in
names. The outcome is for a person to confirm; nothing follows it by itself.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.words import content_words
from assistant.learning.skills import Suggestion, Why, circles

LEAST_USES = 2  # of another skill's terms or names, before that skill is suggested
TIMES_MORE = 2  # than the other way round
MOST = 3  # suggestions for a skill
_DEFINED = re.compile(
    r"(?:^|(?<=[.!?]\s)|(?<=\n))(?:[-•*]\s*)?(?:[Tt]he |[Aa]n? )?[\"“*]*([A-Za-z][\w-]*(?: [\w-]+){0,3}?)[\"”*]* "
    r"(?:means|refers to|is defined as|stands for|is called)\b"
)
_DEFINED_ZH = re.compile(r"[“\"]?([\u4e00-\u9fff]{2,10}?)[”\"]?(?:，)?(?:是指|指的是)")
_WORD = re.compile(r"[a-z0-9][\w-]*|[\u3400-\u9fff]")
_SERIES = re.compile(
    r"\b(module|part|lesson|unit|level|week|day|session)\s*(\d{1,2})\b|第([一二三四五六七八九十]|\d{1,2})(课|单元|讲|部分|天)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(\d{1,3})[\s._-]+\D")
_NUMERALS = "零一二三四五六七八九十"
_POINTING = frozenset(
    ("it", "this", "that", "which", "they", "these", "we", "you", "there", "here", "what", "each", "he", "she")
)


@dataclass(frozen=True, slots=True)
class Taught:
    """A skill as the documents teach it."""

    skill: str  # id
    text: str
    names: tuple[str, ...]  # what others call it: titles and headings
    series: str = ""  # what its numbered neighbours share: a folder or a document
    label: str = ""  # the name that may hold a number: "02-forklift", "Module 2: Signs"


def suggestions(taught: Sequence[Taught], requires: Mapping[str, Iterable[str]]) -> dict[str, tuple[Suggestion, ...]]:
    """The suggested prerequisites by skill, none of which is required already or closes a circle; strongest first."""
    edges = {skill: list(needed) for skill, needed in requires.items()}
    made: defaultdict[str, list[Suggestion]] = defaultdict(list)
    found = sorted([*_by_terms(taught), *_by_numbers(taught)], key=lambda one: (-one[0], one[1], one[2].skill))
    for _, skill, suggestion in found:
        known = edges.setdefault(skill, [])
        if suggestion.skill in known or len(made[skill]) == MOST:
            continue
        known.append(suggestion.skill)
        if circles(edges):
            known.pop()
        else:
            made[skill].append(suggestion)
    return {skill: tuple(kept) for skill, kept in made.items() if kept}


def defined_terms(text: str) -> tuple[str, ...]:
    """The terms that a text says the meaning of, in lower case, each once."""
    found = [match.group(1).lower() for match in _DEFINED.finditer(text)] + _DEFINED_ZH.findall(text)
    return tuple(dict.fromkeys(filter(_telling, found)))


def _telling(term: str) -> bool:
    """Whether a term means something away from its sentence: "this process" and "first" do not."""
    words = term.split()
    return words[0] not in _POINTING and (len(words) > 1 or len(term) > 5 or not term.isascii()) and bool(content_words(term))


def _by_terms(taught: Sequence[Taught]) -> Iterator[tuple[float, str, Suggestion]]:
    terms = _owned_terms(taught)
    uses = {one.skill: _uses(one, terms) for one in taught}
    for using in taught:
        for owner, counts in uses[using.skill].items():
            count, back = counts.total(), uses[owner].get(using.skill, Counter()).total()
            if count >= LEAST_USES and count >= TIMES_MORE * back and count > back:
                (term, why), _ = counts.most_common(1)[0]
                yield float(count - back), using.skill, Suggestion(owner, why, term)


def _owned_terms(taught: Sequence[Taught]) -> dict[tuple[str, ...], tuple[str, str, Why]]:
    """Who explains a term, by its words; terms of several skills belong to nobody."""
    owners: defaultdict[tuple[str, ...], dict[str, tuple[str, Why]]] = defaultdict(dict)
    for one in taught:
        for name in one.names:
            if len(set(content_words(name))) >= 2:  # "Leave" or "Overview" alone would be everywhere
                owners[_words(name)].setdefault(one.skill, (name, Why.LINK))
        for term in defined_terms(one.text):
            owners[_words(term)][one.skill] = (term, Why.DEFINITION)
    return {
        words: (skill, *told)
        for words, found in owners.items()
        if len(found) == 1 and words
        for skill, told in found.items()
    }  # fmt: skip


def _uses(one: Taught, terms: Mapping[tuple[str, ...], tuple[str, str, Why]]) -> dict[str, Counter[tuple[str, Why]]]:
    """How often a text uses the terms of each other skill; of overlapping terms the longest counts."""
    words, found = _words(one.text), defaultdict[str, Counter[tuple[str, Why]]](Counter)
    longest = max(map(len, terms), default=0)
    starts = {term[0] for term in terms}
    place = 0
    while place < len(words):
        sizes = range(min(longest, len(words) - place), 0, -1) if words[place] in starts else range(0)
        size = next((size for size in sizes if words[place : place + size] in terms), 0)
        if size:
            owner, term, why = terms[words[place : place + size]]
            if owner != one.skill:
                found[owner][term, why] += 1
        place += size or 1
    return found


def _by_numbers(taught: Sequence[Taught]) -> Iterator[tuple[float, str, Suggestion]]:
    """Each numbered skill of a series after the one before it."""
    series: defaultdict[tuple[str, str], list[tuple[int, Taught]]] = defaultdict(list)
    for one in taught:
        word, number = _number(one.label)
        if number is not None:
            series[one.series, word].append((number, one))
    for numbered in series.values():
        ordered = sorted(numbered, key=lambda pair: pair[0])
        for (low, before), (high, after) in pairwise(ordered):
            if low < high:
                yield 1.0, after.skill, Suggestion(before.skill, Why.ORDER, str(high))


def _number(label: str) -> tuple[str, int | None]:
    found = _SERIES.search(label)
    if found is not None:
        number = found[2] or found[3]
        return (found[1] or found[4]).lower(), _NUMERALS.index(number) if number in _NUMERALS else int(number)
    leading = _NUMBERED.match(label)
    return "", int(leading[1]) if leading is not None else None


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))
