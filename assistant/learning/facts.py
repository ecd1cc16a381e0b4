"""Facts of a text and the questions they answer, made by code. Knows nothing of models, examples or people."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.sentences import Kind, Span, sentences, tidy
from assistant.answering.words import language
from assistant.learning.chinese_facts import chinese_facts
from assistant.learning.found import FactKind, Found
from assistant.learning.sentence_facts import sentence_facts
from assistant.learning.table_facts import item_facts, names_columns, row_facts

__all__ = ["Fact", "FactKind", "facts"]
LONGEST_SENTENCE = 400  # characters
LONGEST_ANSWER = 30  # words


@dataclass(frozen=True, slots=True)
class Fact:
    """A question, and its answer's place in the text: `text[start:end]`, inside `text[sentence_start:sentence_end]`."""

    question: str
    answer: str  # line breaks of the page are spaces
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    kind: FactKind
    whole: str  # the answer with its unit: "up to 5 unused days" for "up to 5"


def facts(text: str, title: str = "") -> list[Fact]:
    """The facts of a text in order, at most one of a kind in a sentence, each question once; `title` is the document's."""
    made: dict[str, Fact] = {}
    for span, found in _finds(text, title):
        answer = tidy(text[span.start + found.start : span.start + found.end])
        if found.question is None or not _answers(found.question, answer):
            continue
        start, end = span.start + found.start, span.start + found.end
        whole = found.whole or (found.start, found.end)
        told = tidy(text[span.start + whole[0] : span.start + whole[1]])
        fact = Fact(found.question, answer, start, end, span.start, span.end, found.kind, told)
        made.setdefault(found.question, fact)
    return list(made.values())


def _finds(text: str, title: str) -> Iterator[tuple[Span, Found]]:
    """What each sentence, list item and table row tells; of a sentence only the first of each kind."""
    columns: str | None = None
    for span in sentences(text):
        sentence = text[span.start : span.end].replace("\n", " ")  # as long as before: offsets stay right
        if span.kind is not Kind.ROW:
            columns = None
        if len(sentence) > LONGEST_SENTENCE or sentence.endswith(("?", "？")) or span.kind is Kind.HEADING:
            continue
        if span.kind is Kind.ROW:
            if columns is None:
                columns = sentence if names_columns(sentence) else ""
            elif columns:
                yield from ((span, found) for found in row_facts(columns, sentence))
            continue
        kinds: set[FactKind] = set()
        for found in _told(sentence, text, title, span.kind):
            if found.question is not None and found.kind not in kinds:
                kinds.add(found.kind)
                yield span, found


def _told(sentence: str, text: str, title: str, kind: Kind) -> Iterator[Found]:
    if language(sentence) == "zh":
        yield from chinese_facts(sentence)
        return
    yield from item_facts(sentence, title)
    if kind is Kind.SENTENCE:
        yield from sentence_facts(sentence, text)


def _answers(question: str, answer: str) -> bool:
    words = len(answer.split())
    return 0 < words <= LONGEST_ANSWER and answer.lower() not in question.lower()
