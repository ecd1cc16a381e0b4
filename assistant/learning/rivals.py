"""Sentences elsewhere that answer what a question asks: with the same value, or with another. Knows nothing of options."""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.clues import asks_past, identifiers, is_superseded, tells_past
from assistant.answering.passages import Passage
from assistant.answering.quoting import Candidate, candidates
from assistant.answering.sentences import Kind
from assistant.answering.words import content_words, numbers
from assistant.learning.check_context import CheckContext
from assistant.learning.grounding import key_texts, query, source, whole
from assistant.learning.overlap import contains
from assistant.learning.quantities import Quantity, plain
from assistant.learning.questions import BLANK, Question
from assistant.learning.stems import core
from assistant.learning.values import same_value, values

LEAST_WORDS = 2  # that a sentence must share with a question to be about the same


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sentence must say to be about what a question asks."""

    words: frozenset[str]  # stems that the question shares with its quote
    numbers: frozenset[str]
    codes: frozenset[str]
    past: bool

    def met(self, row: Candidate, passage: Passage) -> bool:
        """Whether a sentence, with what stands around it, says all of that and still holds."""
        if not self.past and (is_superseded(passage) or tells_past(row.text)):
            return False
        table = row.before if row.span.kind is Kind.ROW else ""  # the columns' names; of prose only the sentence itself counts
        own = frozenset(content_words(row.text))
        around = own | frozenset(content_words(f"{row.heading} {table} {passage.heading}"))
        told = f"{row.text} {table} {row.heading} {passage.heading}"
        if not (self.words <= around and self.numbers <= numbers(told) and self.codes <= identifiers(told)):
            return False
        shared = len(own & self.words)
        return shared >= min(LEAST_WORDS, len(self.words)) and 2 * shared >= len(self.words)


@dataclass(frozen=True, slots=True)
class Rival:
    """A sentence that is about what a question asks, in its passage."""

    row: Candidate
    passage: Passage


def asked(question: Question, context: CheckContext) -> Asked:
    """What the question asks for: its words that stand in the quote, its headings or the columns' names, without the key."""
    passage, stem = source(question, context), core(question).replace(BLANK, " ")
    quote = f"{question.evidence.quote} {question.evidence.heading} {_columns(question, passage)}"
    key = {word for text in _answers(question) for word in content_words(text) if not values(text) or word.isdigit()}
    words = (frozenset(content_words(stem)) & frozenset(content_words(quote))) - key
    return Asked(
        words, (numbers(stem) & numbers(quote)) - numbers(" ".join(_answers(question))), identifiers(stem), asks_past(stem)
    )


def rivals(question: Question, context: CheckContext) -> Iterator[Rival]:
    """The sentences, other than the quote, that are about what the question asks; none where it says too little to tell."""
    wanted = asked(question, context)
    if len(wanted.words) < LEAST_WORDS:
        return
    hits = context.hits(query(question), context.limits.compared)
    passages = [whole(hit.chunk) for hit in hits]
    for passage in passages:
        for row in rows_of(passage):
            if not _is_quote(question, passage, row) and not row.header and wanted.met(row, passage):
                yield Rival(row, passage)


@functools.lru_cache(maxsize=2048)
def rows_of(passage: Passage) -> tuple[Candidate, ...]:
    """The sentences of a passage; kept, because the same passages are held against question after question."""
    return tuple(candidates([passage]))


def other_values(question: Question, text: str) -> list[str]:
    """The quantities of a text that are of the key's unit but not the key; [] where the text gives the key as well."""
    key = [one for answer in _answers(question)[:1] for one in values(answer)]
    found = values(text)
    if len(key) != 1 or any(same_value(one, key[0]) for one in found):
        return []
    body = plain(text)
    return [body[one.start : one.end] for one in found if _comparable(one, key[0], body, question)]


def supports(question: Question, option: str, row: Candidate, wanted: Asked) -> bool:
    """Whether a sentence says of an option what it should say of the key only; the clause around either decides."""
    if not contains(row.text, option) or contains(core(question), option):
        return False
    clauses = _clauses(row.text)
    homes = [frozenset(content_words(one)) for one in clauses if contains(one, option)]
    keyed = [frozenset(content_words(one)) for one in clauses if any(contains(one, key) for key in _answers(question))]
    best = max((len(home & wanted.words) for home in homes), default=0)
    return bool(homes) and best >= max((len(home & wanted.words) for home in keyed), default=len(wanted.words))


def _answers(question: Question) -> Sequence[str]:
    """The key as texts; of a true statement its quantities, of a false one nothing."""
    if question.options and question.key in (("true",), ("false",)):
        body = plain(core(question))
        return [body[one.start : one.end] for one in values(body)][:1]
    return key_texts(question)


def _comparable(one: Quantity, key: Quantity, body: str, question: Question) -> bool:
    """Whether a quantity could stand for the key: the same unit, or counting the same things."""
    if one.date or key.date:
        return bool(one.date) and bool(key.date) and one.bound == key.bound
    if one.unit.dimension != key.unit.dimension or not one.low:
        return False
    if not key.bare:
        return one.bound == key.bound or not {one.bound, key.bound} <= {"at least", "at most"}
    counted = _counted(plain(question.evidence.quote), key)
    return bool(counted) and counted == _noun(body[one.end :])


def _counted(quote: str, key: Quantity) -> str:
    same = next((one for one in values(quote) if same_value(one, key)), None)
    return _noun(quote[same.end :]) if same is not None else ""


def _noun(after: str) -> str:
    found = re.match(r"\s*((?:[a-z-]+|[\u4e00-\u9fff]))", after)
    return " ".join(content_words(found[1]) or [found[1]]) if found else ""


def _columns(question: Question, passage: Passage | None) -> str:
    """What stands before the quote and helps to understand it: the names of a table's columns."""
    rows = [row for row in rows_of(passage) if row.text in question.evidence.quote] if passage is not None else []
    return " ".join(row.before for row in rows if "|" in row.text or "\t" in row.text)


def _is_quote(question: Question, passage: Passage, row: Candidate) -> bool:
    evidence = question.evidence
    here = (passage.document, passage.page) == (evidence.document, evidence.page)
    start, end = passage.start + row.span.start, passage.start + row.span.end
    return (here and start < evidence.end and evidence.start < end) or contains(evidence.quote, row.text)


def _clauses(text: str) -> list[str]:
    parts = re.split(r"[,;:，；：。]|\b(?:but|while|whereas|and|or)\b|而|但", text)
    return [part for part in parts if part.strip()]
