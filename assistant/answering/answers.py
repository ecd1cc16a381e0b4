"""An answer as it is shown, stored and exported: sentences, citations and how it came about. Knows nothing of engines."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self


class Mode(StrEnum):
    """How an answer was made."""

    GENERATED = "generated"  # written by the model, each sentence checked against the passages
    QUOTED = "quoted"  # sentences of the passages, word for word
    STANDARD = "standard"  # an answer that a trainer approved for this question


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence is proved: `quote` is the page's text from `start` to `end`."""

    n: int  # the number shown in the answer, from 1
    document: str
    version: str
    page: int
    heading: str
    quote: str
    start: int
    end: int
    score: float  # 0 to 1: how well the quote supports what cites it
    also: tuple[str, ...] = ()  # other documents with the same text that the person may read
    answer: tuple[int, int] | None = None  # offsets in the quote of what answers the question; None where nobody pointed

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:  # Any: JSON
        """The citation of a row; rows of older answers have fewer keys."""
        answer = row.get("answer")
        return cls(**{**row, "also": tuple(row.get("also", ())), "answer": None if answer is None else (answer[0], answer[1])})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]
    supported: bool


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long the steps took; None where a step did not happen."""

    retrieve: float
    first_token: float | None
    total: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question. `closest` names the nearest documents where nothing relevant was found."""

    id: str
    question: str
    answer: str
    refused: bool
    mode: Mode
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    model: str
    generation: int
    seconds: Seconds
    confidence: float = 1.0  # 0 to 1: how sure retrieval is that the passages hold the answer
    weak: bool = False  # the evidence is thin: the page says so
    closest: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The shape of `ask --json`, as DESIGN.md fixes it, with three further keys at the end."""
        return {**asdict(self), "mode": self.mode.value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:  # Any: JSON
        """The answer that `to_json` wrote."""
        sentences = tuple(Sentence(row["text"], tuple(row["citations"]), row["supported"]) for row in data["sentences"])
        citations = tuple(map(Citation.from_json, data["citations"]))
        rest = {
            **data,
            "mode": Mode(data["mode"]),
            "sentences": sentences,
            "citations": citations,
            "seconds": Seconds(**data["seconds"]),
            "closest": tuple(data.get("closest", ())),
        }
        return cls(**rest)


def without_forbidden(answer: Answer, may_read: Callable[[str], bool]) -> Answer:
    """The answer without what rests on documents that the person may not read today, in its text as in its citations."""
    allowed = {cited.n for cited in answer.citations if may_read(cited.document)}
    closest = tuple(name for name in answer.closest if may_read(name))
    if len(allowed) == len(answer.citations):
        also = tuple(replace(cited, also=tuple(filter(may_read, cited.also))) for cited in answer.citations)
        return replace(answer, citations=also, closest=closest)
    sentences = tuple(
        replace(sentence, citations=tuple(n for n in sentence.citations if n in allowed))
        for sentence in answer.sentences
        if allowed.intersection(sentence.citations)  # a sentence without proof may repeat what a forbidden page says
    )
    citations = tuple(
        replace(cited, also=tuple(filter(may_read, cited.also))) for cited in answer.citations if cited.n in allowed
    )
    text = " ".join(sentence.text for sentence in sentences)
    return replace(answer, answer=text, sentences=sentences, citations=citations, closest=closest)
