"""Questions that a document asks itself, in headings or lines, with the sentences that follow. Knows nothing of the index."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.sentences import Kind, Span, sentences, tidy

MOST_SENTENCES = 3
MOST_WORDS = 70  # of an answer
_HOW_TO = re.compile(r"(?P<word>How|When|Where|Whom|What) to (?P<rest>[a-z].+)")


@dataclass(frozen=True, slots=True)
class AskedByDocument:
    """A question in the document's own words and the sentences under it."""

    question: str
    answer: str


def asked_by_document(text: str, heading: str = "") -> list[AskedByDocument]:
    """The questions of a passage with their answers, at most three sentences each.

    `heading` is the heading path in force where the passage begins; its last part is asked about the passage's beginning.
    """
    found: list[AskedByDocument] = []
    spans = sentences(text)
    leaf = heading.rpartition(" > ")[2]
    starts = [(0, leaf)] if not spans or tidy(text[spans[0].start : spans[0].end]).lstrip("# ") != leaf else []
    starts += [(place + 1, tidy(text[span.start : span.end]).lstrip("# ")) for place, span in enumerate(spans)]
    for place, title in starts:
        question = _question(title)
        answer = _answer(text, spans[place:]) if question else ""
        if question and answer and question not in [one.question for one in found]:
            found.append(AskedByDocument(question, answer))
    return found


def _question(title: str) -> str | None:
    """A heading as a question: as it stands, or "How to pair" as "How do you pair?"."""
    bare = re.sub(r"^(?:[\d.]+\s+|[-•*▪–]\s*)", "", title).strip()
    if bare.endswith(("?", "？")):
        return bare if len(bare) >= 8 else None
    how = _HOW_TO.fullmatch(bare)
    return f"{how['word']} do you {how['rest']}?" if how is not None and len(bare.split()) < 12 else None


def _answer(text: str, spans: list[Span]) -> str:
    return " ".join(_told(text, spans))


def _told(text: str, spans: list[Span]) -> Iterator[str]:
    """The sentences up to the next heading, question or table."""
    words = 0
    for span in spans[:MOST_SENTENCES]:
        sentence = tidy(text[span.start : span.end])
        if span.kind is Kind.ITEM:
            sentence = re.sub(r"^(?:[-•*▪–]|\d{1,2}[.)])\s*", "", sentence)
            sentence = sentence if sentence.endswith((".", "!", "。", "！")) else f"{sentence}."
        words += len(sentence.split()) if sentence.isascii() else len(sentence) // 2
        if span.kind in (Kind.HEADING, Kind.ROW) or sentence.endswith(("?", "？", ":", "：")) or words > MOST_WORDS:
            return
        yield sentence
