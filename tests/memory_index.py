"""An index in memory over a few pages of text, for tests of answering. One chunk for each paragraph."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.answering.passages import Passage
from assistant.answering.words import content_words
from indexer.documents import Chunk, Page
from indexer.embedding import HashedEmbedder
from indexer.selection import Selection

EMBEDDER = HashedEmbedder()
HANDBOOK = {
    "leave.md": (
        "# Vacation\n\nFull-time employees get 30 vacation days a year. Part-time employees get 18 vacation days a year.\n\n"
        "# Carry-over\n\nUp to 5 unused days may be carried over. They lapse on 31 March.\n\n"
        "# Sick leave\n\nTell your manager before 9 am when you are sick. A certificate is needed after 3 days."
    ),
    "travel.md": (
        "# Hotels\n\nThe company pays up to 150 euros for a night in a hotel.\n\n"
        "# Trains\n\nTrains are booked through the travel portal. First class is not paid."
    ),
    "hr/pay.md": "# Pay\n\nThe salary of the director is 900000 euros a year.",
    "zh/leave.md": "# 年假\n\n正式员工每年有15天年假。未休的年假最多可以结转5天。\n\n# 病假\n\n病假需要提供医院证明。",
}


def anything(_: str) -> bool:
    """Everything may be read."""
    return True


class MemoryIndex:
    """Chunks in a list; words counted for keywords, hashed words for vectors."""

    def __init__(self, texts: dict[str, str] | None = None, generation: int = 1) -> None:
        self.generation = generation
        self.texts = HANDBOOK if texts is None else texts
        self._chunks = [chunk for name, text in self.texts.items() for chunk in _chunks(name, text)]
        self._vectors = EMBEDDER.passages([f"{chunk.heading} {chunk.text}" for chunk in self._chunks])

    def everything(self) -> Selection:
        return self.only("")

    def only(self, prefix: str) -> Selection:
        mask = [chunk.document.startswith(prefix) for chunk in self._chunks]
        return Selection(self.generation, np.array(mask, dtype=np.bool_))

    def without(self, prefix: str) -> Selection:
        return Selection(self.generation, ~self.only(prefix).mask)

    def search_vectors(self, vector: NDArray[np.float32], *, within: Selection, count: int) -> list[tuple[int, float]]:
        scores = self._vectors @ vector
        return self._best({row: float(score) for row, score in enumerate(scores)}, within, count)

    def search_keywords(self, question: str, *, within: Selection, count: int) -> list[tuple[int, float]]:
        asked = set(content_words(question))
        bags = [set(content_words(f"{chunk.heading} {chunk.text}")) for chunk in self._chunks]
        return self._best({row: 2.0 * len(asked & bag) for row, bag in enumerate(bags) if asked & bag}, within, count)

    def chunk(self, row: int) -> Chunk:
        return self._chunks[row]

    def chunks(self, rows: Sequence[int]) -> list[Chunk]:
        return [self._chunks[row] for row in rows]

    def row_range(self, document: str, page: int) -> range:
        rows = [row for row, chunk in enumerate(self._chunks) if (chunk.document, chunk.page) == (document, page)]
        return range(rows[0], rows[-1] + 1) if rows else range(0)

    def page(self, document: str, number: int) -> Page | None:
        return Page(number, self.texts[document]) if document in self.texts and number == 1 else None

    def vectors(self, rows: Sequence[int]) -> NDArray[np.float32]:
        return np.asarray(self._vectors[list(rows)], dtype=np.float32)

    def twins(self, row: int) -> list[int]:
        text = self._chunks[row].text
        return [other for other, chunk in enumerate(self._chunks) if other != row and chunk.text == text]

    def _best(self, scores: dict[int, float], within: Selection, count: int) -> list[tuple[int, float]]:
        allowed = [(row, score) for row, score in scores.items() if row in within]
        return sorted(allowed, key=lambda pair: (-pair[1], pair[0]))[:count]


def passage(text: str, document: str = "leave.md", start: int = 0, heading: str = "", score: float = 0.8) -> Passage:
    """A passage of a page of its own."""
    return Passage(document, "v1", document, 1, heading, start, start + len(text), text, score)


def _chunks(name: str, text: str) -> list[Chunk]:
    chunks, heading = [], ""
    for found in re.finditer(r"[^\n]+", text):
        if found.group().startswith("# "):
            heading = found.group()[2:]
            continue
        chunks.append(Chunk(name, "v1", name, 1, heading, found.start(), found.end(), found.group()))
    return chunks
