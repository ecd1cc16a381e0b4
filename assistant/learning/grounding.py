"""Whether a question's quote stands where it says and holds the key. Knows nothing of options, banks or wording."""

import re
from dataclasses import replace

from assistant.answering.clues import is_superseded
from assistant.answering.passages import Passage
from assistant.answering.words import numbers
from assistant.learning.check_context import CheckContext
from assistant.learning.overlap import contains, words
from assistant.learning.questions import BLANK, Kind, Question
from assistant.learning.reasons import Finding, Reason, finding
from indexer.documents import Chunk


def grounded(question: Question, context: CheckContext) -> Finding:
    """Whether the quote is `page.text[start:end]` in the version it names, within what may be read, and in force."""
    evidence = question.evidence
    page, passage = context.index.page(evidence.document, evidence.page), source(question, context)
    if page is None or passage is None or passage.version != evidence.version:
        return finding("quoted", Reason.QUOTE_MISSING)
    if not evidence.quote.strip() or page.text[evidence.start : evidence.end] != evidence.quote:
        return finding("quoted", Reason.QUOTE_MISSING)
    return finding("quoted", *([Reason.SUPERSEDED] if is_superseded(passage) else []))


def key_grounded(question: Question, context: CheckContext) -> Finding:
    """Whether the quote holds the key: word for word, in the right order, left and right together. True/false: see verdicts."""
    if question.kind is Kind.TRUE_FALSE:
        return Finding()
    quote, text = f"{question.evidence.heading} {question.evidence.quote}", question.evidence.quote
    page = context.index.page(question.evidence.document, question.evidence.page)
    if question.kind is Kind.ORDERING:
        held = in_order(key_texts(question), text)
    elif question.kind is Kind.SHORT_ANSWER:
        held = all(contains(page.text if page else "", one) for one in question.points or question.accept[:1])
    elif question.kind is Kind.NUMERIC:
        held = contains(text, question.accept[0]) or _quantity_held(question.accept[0], text)
    else:
        held = all(contains(quote, one) or one in quote for one in key_texts(question))  # "the Director's"
    return finding("key_quoted", *([] if held else [Reason.KEY_NOT_QUOTED]))


def key_texts(question: Question) -> list[str]:
    """The key as texts: of options those that it names, else the answer; of matching both sides of every pair."""
    texts = {option.id: option.text for option in question.options}
    named = [one for pair in question.key for one in pair.split("=")] if question.kind is Kind.MATCHING else question.key
    return [texts[one] for one in named] if question.key else [question.accept[0]]


def in_order(parts: list[str], text: str) -> bool:
    """Whether the parts stand in the text one after the other."""
    bare, place = f" {' '.join(words(text))} ", 0
    for part in parts:
        found = bare.find(f" {' '.join(words(part))} ", place)
        if found < 0:
            return False
        place = found + 1
    return True


def retrievable(question: Question, context: CheckContext) -> Finding:
    """Whether a search for the question, its key blanked, finds its passage among the first few."""
    hits = context.hits(query(question), context.limits.passages)
    found = any(holds_quote(question, chunk) for hit in hits for chunk in (hit.chunk, *hit.also))
    return finding("retrievable", *([] if found else [Reason.NOT_RETRIEVED]))


def query(question: Question) -> str:
    """What is searched for: the stem without its blank and without the key; of matching and ordering with the options."""
    stem = question.question.replace(BLANK, " ")
    if question.kind in (Kind.MATCHING, Kind.ORDERING):
        return f"{stem} {' '.join(option.text for option in question.options)}"
    if question.kind is Kind.TRUE_FALSE:
        return stem
    for text in key_texts(question):
        stem = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", " ", stem, flags=re.IGNORECASE)
    return stem


def holds_quote(question: Question, chunk: Chunk) -> bool:
    """Whether a chunk holds the quote's place, or the same text elsewhere."""
    evidence = question.evidence
    here = (chunk.document, chunk.page) == (evidence.document, evidence.page)
    return (here and chunk.start < evidence.end and evidence.start < chunk.end) or contains(chunk.text, evidence.quote)


def source(question: Question, context: CheckContext) -> Passage | None:
    """The chunks around the quote as one passage; None where there are none that may be read."""
    evidence, index = question.evidence, context.index
    page = index.page(evidence.document, evidence.page)
    rows = [row for row in index.row_range(evidence.document, evidence.page) if row in context.within]
    chunks = [index.chunk(row) for row in rows]
    around = [chunk for chunk in chunks if chunk.start < evidence.end and evidence.start < chunk.end]
    if page is None or not around:
        return None
    start, end = around[0].start, max(chunk.end for chunk in around)
    return replace(whole(around[0]), end=end, text=page.text[start:end])


def whole(chunk: Chunk) -> Passage:
    """A chunk as a passage."""
    return Passage(
        chunk.document, chunk.version, chunk.title, chunk.page, chunk.heading, chunk.start, chunk.end, chunk.text, 1.0
    )  # fmt: skip


def _quantity_held(answer: str, text: str) -> bool:
    """Whether the number stands in the text, and its unit in the singular or plural."""
    unit = " ".join(word for word in words(answer) if not re.fullmatch(r"[\d.,]+", word))
    unit_held = not unit or contains(text, unit) or contains(text, unit.removesuffix("s"))
    return bool(numbers(answer)) and numbers(answer) <= numbers(text) and unit_held
