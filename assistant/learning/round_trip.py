"""Whether a made question leads back to its answer, and only through its passage. Knows nothing of who made the question.

A question is kept if a reader, asked with the right passage, gives the answer back, and with the other passages does not.
The reader should not be what made the question: two mistakes of one model agree with one another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Event
from typing import Protocol

from assistant.answering.generation import Generator, Order
from assistant.answering.passages import Passage
from assistant.answering.prompts import question_messages
from assistant.answering.quoting import quoted
from assistant.answering.reader import Scorer, reads
from assistant.answering.sentences import tidy
from assistant.learning.found import FactKind
from assistant.learning.overlap import contains, token_f1, words
from assistant.learning.sentence_facts import phrases
from indexer.embedding import Embedder

LEAST_F1 = 0.8  # of what is read with the key, from which it is the same answer
QUESTION_TOKENS = 48


class Verdict(StrEnum):
    """How a question came through."""

    KEPT = "kept"
    NOT_BACK = "asked again, its passage does not give the answer"
    ELSEWHERE = "another passage gives the answer too"


class Reader(Protocol):
    """Finds the answer to a question in a passage."""

    def read(self, question: str, passage: Passage) -> tuple[str, float]:
        """The answer in the passage's words, "" where there is none, and how sure that is."""


class QuotingReader:
    """The sentence that answers best, as answers are quoted without a writer."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def read(self, question: str, passage: Passage) -> tuple[str, float]:
        """The best sentence of the passage with its score."""
        found = quoted(question, [passage], self._embedder)
        best = max(found, key=lambda citation: citation.score, default=None)
        return ("", 0.0) if best is None else (tidy(best.quote), best.score)


class JudgeReader:
    """The span that the judge takes for the answer."""

    def __init__(self, judge: Scorer) -> None:
        self._judge = judge

    def read(self, question: str, passage: Passage) -> tuple[str, float]:
        """The span with how far it is above the next best, in logits."""
        found = reads(self._judge, question, passage.text)
        return ("", 0.0) if found is None else (tidy(passage.text[found.start : found.end]), found.margin)


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """What a writer asked for a phrase of a passage."""

    question: str
    phrase: str
    kind: FactKind


def round_trip(question: str, key: str, right: Passage, others: Sequence[Passage], reader: Reader) -> Verdict:
    """What comes of asking again, with the right passage and with each of the others."""
    if not comes_back(reader.read(question, right)[0], key):
        return Verdict.NOT_BACK
    holding = (other for other in others if contains(other.text, key))  # what a text does not hold, no reader finds in it
    if any(comes_back(reader.read(question, other)[0], key) for other in holding):
        return Verdict.ELSEWHERE
    return Verdict.KEPT


def comes_back(read: str, key: str) -> bool:
    """Whether what was read is the key, or a sentence that holds it word for word."""
    return bool(words(key)) and (token_f1(read, key) >= LEAST_F1 or contains(read, key))


def written_questions(passage: Passage, writer: Generator, most: int, taken: Sequence[str] = ()) -> Iterator[WrittenQuestion]:
    """Questions that a writer makes for phrases of a passage, at most so many; phrases in `taken` are left out.

    Raises:
        EngineFailed: the writer's engine broke.
    """
    chosen = [(phrase, kind) for phrase, kind in phrases(passage.text) if phrase not in taken][:most]
    for phrase, kind in chosen:
        order = Order(question_messages(passage, phrase), max_tokens=QUESTION_TOKENS, stop=("\n",))
        question = tidy("".join(writer.write(order, Event())))
        if question.endswith(("?", "？")) and len(question) > 9 and not contains(question, phrase):
            yield WrittenQuestion(question, phrase, kind)
