"""Answers that trainers approved for a question, kept in one JSON file. Knows nothing of retrieval, models or pages."""

import json
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, Self
from uuid import uuid4

from assistant.answering.answers import Citation
from assistant.answering.words import content_words, numbers
from assistant.errors import Problem
from indexer.embedding import Embedder

FORMAT = 1
LEAST_COSINE = 0.85  # of two ways of asking the same; their content words and numbers must be the same as well


@dataclass(frozen=True, slots=True)
class StandardAnswer:
    """What a trainer approved."""

    id: str
    question: str
    answer: str
    citations: tuple[Citation, ...]
    by: str  # the trainer's id
    at: datetime  # UTC

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The answer as it is stored."""
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:  # Any: JSON
        """The answer that `to_json` wrote."""
        citations = tuple(map(Citation.from_json, data["citations"]))
        return cls(data["id"], data["question"], data["answer"], citations, data["by"], datetime.fromisoformat(data["at"]))


class StandardAnswers:
    """The approved answers of one file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()

    def list(self) -> tuple[StandardAnswer, ...]:
        """All approved answers, oldest first.

        Raises:
            Problem: the file has another format or cannot be read.
        """
        if not self._file.exists():
            return ()
        try:
            data = json.loads(self._file.read_text(encoding="utf-8"))
            found = data["format"]
            if found != FORMAT:
                raise Problem(f"{self._file} has format {found}, this version reads {FORMAT}: use the version that wrote it")
            return tuple(StandardAnswer.from_json(row) for row in data["answers"])
        except (ValueError, KeyError, TypeError) as error:
            raise Problem(f"{self._file} cannot be read ({error}): restore it from a backup, or move it away") from error

    def add(
        self, question: str, answer: str, citations: tuple[Citation, ...], by: str, now: datetime | None = None
    ) -> StandardAnswer:
        """Approves an answer; one for the same question in other words of the same normal form is replaced.

        Raises:
            Problem: the question, the answer or the citations are missing.
        """
        if not question.strip() or not answer.strip() or not citations:
            raise Problem("an approved answer needs a question, a text and at least one citation: add what is missing")
        new = StandardAnswer(uuid4().hex, question.strip(), answer.strip(), citations, by, now or datetime.now(UTC))
        with self._lock:
            kept = [old for old in self.list() if normal(old.question) != normal(question)]
            self._write((*kept, new))
        return new

    def remove(self, answer_id: str) -> None:
        """Takes an approved answer back; nothing happens where it is gone already."""
        with self._lock:
            self._write(tuple(old for old in self.list() if old.id != answer_id))

    def match(self, question: str, may_read: Callable[[str], bool], embedder: Embedder) -> StandardAnswer | None:
        """The approved answer for a question, where the person may read every document that it cites."""
        allowed = [old for old in self.list() if all(may_read(cited.document) for cited in old.citations)]
        same = next((old for old in allowed if normal(old.question) == normal(question)), None)
        if same is not None:
            return same
        alike = [old for old in allowed if _same_words(old.question, question)]
        if not alike:
            return None
        cosines = embedder.passages([old.question for old in alike]) @ embedder.question(question)
        best = int(cosines.argmax())
        return alike[best] if cosines[best] >= LEAST_COSINE else None

    def _write(self, answers: tuple[StandardAnswer, ...]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        data = {"format": FORMAT, "answers": [answer.to_json() for answer in answers]}
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self._file.parent, delete=False) as draft:
            json.dump(data, draft, ensure_ascii=False, indent=1)
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).replace(self._file)


def normal(question: str) -> str:
    """A question without case, width, punctuation and spare spaces: two that differ only in these are the same."""
    text = unicodedata.normalize("NFKC", question).casefold()
    return re.sub(r"[\W_]+", " ", text).strip()


def _same_words(one: str, other: str) -> bool:
    return set(content_words(one)) == set(content_words(other)) and numbers(one) == numbers(other)
