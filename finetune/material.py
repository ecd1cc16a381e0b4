"""Questions with answers from a company's own material, and the count of what was left out. Knows nothing of where it lies."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.answering.passages import Passage
from assistant.learning.found import FactKind


class Source(StrEnum):
    """Where a question with its answer comes from."""

    DOCUMENTS = "documents"  # made by code from sentences, tables and questions in headings
    WRITER = "writer"  # made by the writer from a passage
    QUESTIONS = "questions"  # approved quiz questions
    CHATS = "chats"  # answers that people rated good, and those that trainers wrote
    DIALOGUES = "dialogues"  # past support dialogues


@dataclass(frozen=True, slots=True)
class Item:
    """One question, its answer and the passages that prove it, all of which everybody may read."""

    id: str
    source: Source
    question: str
    told: tuple[tuple[str, int], ...]  # the sentences of the answer, each with the place of its passage in `proof`
    proof: tuple[Passage, ...]
    key: str  # the shortest form of the answer, as the passage words it
    kind: FactKind | None = None
    wrong: tuple[str, ...] = ()  # wrong answers that were approved with it
    explanation: str = ""  # approved with it

    @property
    def answer(self) -> str:
        """The answer as one text."""
        return " ".join(text for text, _ in self.told)

    @property
    def document(self) -> str:
        """The document of the first proof."""
        return self.proof[0].document


def item(source: Source, id: str, question: str, answer: str, proof: Passage, key: str = "", **more: Any) -> Item:
    """An item with one proof; `more` are further fields (Any: their types differ)."""
    return Item(id, source, question, ((answer, 0),), (proof,), key or answer, **more)


class Tally:
    """What was used and what was left out, by source, document and reason."""

    def __init__(self) -> None:
        self._dropped: Counter[tuple[str, str, str]] = Counter()
        self._replaced: Counter[str] = Counter()

    def drop(self, source: str, document: str, reason: str, count: int = 1) -> None:
        """Counts something that is not used. `document` is "" where its name must not be told."""
        if count:
            self._dropped[source, document, reason] += count

    def replaced(self, kinds: Iterable[str]) -> None:
        """Counts personal data that was replaced."""
        self._replaced.update(kinds)

    def dropped(self, reason: str) -> int:
        """How often something was left out for a reason."""
        return sum(count for (_, _, why), count in self._dropped.items() if why == reason)

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """Both counts, the most frequent first."""
        rows = [
            {"source": source, "document": document, "reason": reason, "count": count}
            for (source, document, reason), count in self._dropped.most_common()
        ]
        reasons: Counter[str] = Counter()
        for row in rows:
            reasons[f"{row['source']}: {row['reason']}"] += int(str(row["count"]))
        return {"reasons": dict(reasons.most_common()), "dropped": rows, "personal_data": dict(self._replaced.most_common())}
