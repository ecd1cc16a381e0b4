"""Makers for what sentences say without numbers: cases, reasons, times, terms, lists. Keys are copied from the page."""

from collections.abc import Iterator

from assistant.answering.words import content_words, language
from assistant.learning import wording
from assistant.learning.conditions import Case
from assistant.learning.descriptions import Description
from assistant.learning.distractors import Wrong
from assistant.learning.endings import Ending
from assistant.learning.forming import Maker, choice, made
from assistant.learning.key_words import SHOWN, key_word
from assistant.learning.ladders import turn
from assistant.learning.material import Sheet
from assistant.learning.questions import Kind, Question
from assistant.learning.standalone import orders

LONGEST = 28  # words of a statement inside a question
ALIKE = 0.4  # of the words of the shorter of two beginnings
POOL = 40  # parts of other sentences that are compared


def choices_of_endings(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """How a statement ends, among the ways in which others end; asked in words of its own where it can be."""
    asked = {one.statement.start: one for one in sheet.adjuncts}
    for one in sheet.endings:
        statement = one.statement
        if len(statement.shown.split()) > LONGEST or '"' in statement.text or "“" in statement.text:
            continue
        wrong = _other_endings(one, sheet, maker)
        if wrong is None:
            continue
        known = asked.get(statement.start)
        stem = wording.completed(statement.text, one.start - statement.start, one.end - statement.start, "en")
        if known is not None and (known.start, known.end) == (one.start, one.end):
            stem = known.question
        yield choice(sheet, maker, stem, one.text, wrong, (statement.start, statement.end, statement.heading))


def answers_in_words(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """Why, when, how or where: a reply in words where there is nothing to choose from."""
    chosen = {one.start for one in sheet.endings if _other_endings(one, sheet, maker) is not None}
    for one in sheet.adjuncts:
        if one.start in chosen:
            continue
        place = (one.statement.start, one.statement.end, one.statement.heading)
        stem = wording.lead(sheet.title, one.statement.heading, "en") + one.question
        yield made(sheet, maker, Kind.SHORT_ANSWER, stem, place, accept=(one.text,), points=(one.text,))


def choices_of_cases(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """What applies in a case, among what applies in others of the document."""
    for one in sheet.cases:
        if len(one.points) != 1 or one.question or language(one.asked) != "en":
            continue
        right = sheet.shown(*one.points[0])
        pool = [
            text
            for text, home in _consequences(maker)
            if _built(text) == _built(right) and not _about_same(home.asked, one.asked)
        ]
        wrong = maker.distractors.in_place(right, _some(pool, right), wording.lead(sheet.title, one.heading, "en") + one.asked)
        if wrong is not None and len(right.split()) <= LONGEST:
            stem = wording.case(one.asked, "en", told_to_do(right))
            yield choice(sheet, maker, stem, right, wrong, (one.start, one.end, one.heading))


def clozes_of_words(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """A statement without one of the document's words, its first letters given."""
    for statement in sheet.statements:
        if len(statement.shown.split()) > LONGEST or '"' in statement.text or "“" in statement.text:
            continue
        word = key_word(statement, sheet.title, maker.material.vocabulary)
        if word is None:
            continue
        start, end = word.start - statement.start, word.end - statement.start
        gap = wording.gapped(statement.text, start, end)
        stem = wording.lead(sheet.title, statement.heading, "en") + wording.hinted(gap, word.text[:SHOWN])
        place = (statement.start, statement.end, statement.heading)
        yield made(sheet, maker, Kind.CLOZE, stem, place, accept=(word.text,))


def choices_of_names(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """Which entry of a list is described so, among the list's other entries."""
    for one in sheet.descriptions:
        wrong = _other_names(one, maker)
        if wrong is not None:
            stem = wording.described(one.said)
            yield choice(sheet, maker, stem, one.name, wrong, (one.start, one.end, one.heading))


def _other_endings(one: Ending, sheet: Sheet, maker: Maker) -> Wrong | None:
    """Endings of other statements that begin alike, from other sections."""
    section = sheet.section(one.start).casefold()
    pool = [
        other.text
        for other in maker.material.endings
        if other.told is one.told
        and other.opener == one.opener
        and other.statement.heading != one.statement.heading
        and other.text.casefold() not in section
        and not _about_same(_beginning(one), _beginning(other))
    ]
    stem = wording.lead(sheet.title, one.statement.heading, "en") + _beginning(one)
    return maker.distractors.in_place(one.text, _some(pool, one.text), stem)


def _beginning(one: Ending) -> str:
    return one.statement.text[: one.start - one.statement.start]


def _about_same(one: str, other: str) -> bool:
    """Whether two beginnings share so many words that the ending of one could be that of the other."""
    first, second = set(content_words(one)), set(content_words(other))
    return len(first & second) > ALIKE * min(len(first), len(second))


def _consequences(maker: Maker) -> Iterator[tuple[str, Case]]:
    for sheet in maker.material.sheets:
        for case in sheet.cases:
            if len(case.points) == 1 and not case.question and language(case.asked) == "en":
                yield sheet.shown(*case.points[0]), case


def _built(text: str) -> str:
    """How a consequence begins: as an order, or with its first word."""
    return "order" if told_to_do(text) else text.split(" ", 1)[0].casefold()


def told_to_do(text: str) -> bool:
    """Whether a consequence tells somebody to do something: "inform the manager"."""
    return language(text) == "en" and orders(text[:1].upper() + text[1:])


def _some(pool: list[str], salt: str) -> list[str]:
    """At most so many of a pool, always the same ones."""
    unique = list(dict.fromkeys(pool))
    return sorted(unique, key=lambda text: turn(salt, text))[:POOL]


def _other_names(one: Description, maker: Maker) -> Wrong | None:
    fit = [text for text in one.others if text[:1].isupper() == one.name[:1].isupper()]
    close = sorted(fit, key=lambda text: (abs(len(text) - len(one.name)), turn(one.name, text)))[:4]
    chosen = sorted(close, key=lambda text: turn(one.name, text))[:2]
    return Wrong(tuple(chosen)) if len(chosen) == 2 else None
