"""What one answer is worth, in numbers that code can count. Knows nothing of who wrote it or of other answers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from assistant.answering.citations import prove
from assistant.answering.passages import Passage
from assistant.answering.prompts import REFUSAL, is_refusal
from assistant.answering.sentences import sentences
from assistant.learning.overlap import exact, token_f1
from indexer.embedding import Embedder

MOST_SENTENCES = 3  # that the prompt allows
LOWER_IS_BETTER = frozenset({"refusal_wrong"})
_MARKER = re.compile(r"\s*\[(\d{1,2}(?:\s*[,，]\s*\d{1,2})*)\]")


@dataclass(frozen=True, slots=True)
class Score:
    """What one answer is worth, each 0 to 1; None where a number says nothing about such a question or answer."""

    f1: float | None  # of answerable questions: words shared with the nearest reference; a refusal has 0
    exact_match: float | None  # of answerable questions: the same words as a reference
    support: float | None  # of answers: the share of the sentences that a passage proves
    citation: float | None  # of answered answerable questions: the numbers written are those of passages that hold the answer
    refusal_right: float | None  # of unanswerable questions: refused
    refusal_wrong: float | None  # of answerable questions: refused; the lower, the better
    format: float | None  # one to three sentences with a valid number after each, or the very words of the refusal

    def values(self) -> dict[str, float | None]:
        """The numbers by their names."""
        return asdict(self)


def score(text: str, answers: Sequence[str], passages: Sequence[Passage], right: Iterable[int], embedder: Embedder) -> Score:
    """The score of a written answer; `answers` are alternatives, none where the passages hold no answer.

    `right` are the numbers, from 1, of the passages that hold the answer.
    """
    refused = is_refusal(text)
    told, cited = bool(answers), frozenset(right)
    bare = without_markers(text)
    return Score(
        f1=_of(told, 0.0 if refused else max((token_f1(bare, one) for one in answers), default=0.0)),
        exact_match=_of(told, float(not refused and any(exact(bare, one) for one in answers))),
        support=None if refused else supported_share(text, passages, embedder),
        citation=_of(told and not refused, float(cites(text, cited))),
        refusal_right=_of(not told, float(refused)),
        refusal_wrong=_of(told, float(refused)),
        format=float(text.strip() in REFUSAL.values() if refused else keeps_format(text, len(passages))),
    )


def without_markers(text: str) -> str:
    """A written answer without the passage numbers."""
    return _MARKER.sub("", text).strip()


def numbers_written(text: str) -> frozenset[int]:
    """The passage numbers of an answer."""
    return frozenset(int(number) for marker in _MARKER.findall(text) for number in re.findall(r"\d+", marker))


def cites(text: str, right: frozenset[int]) -> bool:
    """Whether an answer names passages, and only such as hold the answer."""
    written = numbers_written(text)
    return bool(written) and written <= right


def supported_share(text: str, passages: Sequence[Passage], embedder: Embedder) -> float | None:
    """The share of the sentences that the passages prove; None where there is no sentence."""
    found = prove(text, passages, embedder).sentences
    return sum(sentence.supported for sentence in found) / len(found) if found else None


def keeps_format(text: str, passages: int) -> bool:
    """Whether an answer has one to three sentences, each with the number of one of so many passages after it."""
    inside = re.sub(r"([.!?。！？])((?:\s*\[\d{1,2}(?:\s*[,，]\s*\d{1,2})*\])+)", r"\2\1", text.strip())
    parts = [inside[span.start : span.end] for span in sentences(inside)]
    ends = all(re.search(r"\[[\d\s,，]+\]\W*$", part) for part in parts)
    return 1 <= len(parts) <= MOST_SENTENCES and ends and all(1 <= number <= passages for number in numbers_written(text))


def means(scores: Sequence[Score]) -> dict[str, float | None]:
    """The mean of each number over the answers that have it; None where none has."""
    return {name: _mean([value for one in scores if (value := one.values()[name]) is not None]) for name in METRICS}


METRICS = tuple(Score.__dataclass_fields__)


def _of(applies: bool, value: float) -> float | None:
    return value if applies else None


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
