"""One question to the passages that answer it best: vectors and keywords, fused. Knows nothing of people or prompts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.documents import Chunk
from indexer.embedding import Embedder
from indexer.selection import Selection

CANDIDATES = 50  # rows that each of the two searches proposes
RANK_OFFSET = 60  # of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)


class Searchable(Protocol):
    """What a search needs of an index."""

    def search_vectors(self, vector: NDArray[np.float32], *, within: Selection, count: int) -> list[tuple[int, float]]:
        """The nearest rows with their cosines, best first."""

    def search_keywords(self, question: str, *, within: Selection, count: int) -> list[tuple[int, float]]:
        """The best rows with their BM25 scores, best first."""

    def chunks(self, rows: Sequence[int]) -> list[Chunk]:
        """The chunks of the rows, in the same order."""

    def twins(self, row: int) -> list[int]:
        """Other rows with the same text."""

    def vectors(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """The unit vectors of the rows (n, d)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found."""

    chunk: Chunk
    row: int
    rank: int  # from 1
    score: float  # 0 to 1, comparable between questions
    vector: float  # cosine to the question
    keyword: float  # BM25
    also: tuple[Chunk, ...] = ()  # where the same text stands too, within the selection

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The shape of `search --json`: a citation's fields, then text, rank and both scores."""
        chunk = self.chunk
        return {
            "n": self.rank,
            "document": chunk.document,
            "version": chunk.version,
            "page": chunk.page,
            "heading": chunk.heading,
            "quote": chunk.text,
            "start": chunk.start,
            "end": chunk.end,
            "score": self.score,
            "also": [twin.document for twin in self.also],
            "text": chunk.text,
            "rank": self.rank,
            "vector": self.vector,
            "keyword": self.keyword,
        }


def search(index: Searchable, embedder: Embedder, question: str, *, within: Selection, count: int = 5) -> list[Hit]:
    """The passages that answer the question best, within what may be read, best first; the same text is one hit."""
    if not question.strip() or within.count == 0:
        return []
    vector = embedder.question(question)
    nearest = index.search_vectors(vector, within=within, count=CANDIDATES)
    worded = index.search_keywords(question, within=within, count=CANDIDATES)
    rows = _fused([row for row, _ in nearest], [row for row, _ in worded])
    cosines, keywords = dict(nearest), dict(worded)
    hits: list[Hit] = []
    seen: set[int] = set()
    for row in rows:
        if row in seen:
            continue
        twins = [twin for twin in index.twins(row) if twin in within and twin != row]
        seen.update(twins, [row])
        cosine = cosines[row] if row in cosines else float(index.vectors([row])[0] @ vector)
        chunk, *also = index.chunks([row, *twins])
        hits.append(Hit(chunk, row, len(hits) + 1, max(0.0, cosine), cosine, keywords.get(row, 0.0), tuple(also)))
        if len(hits) == count:
            break
    return hits


def _fused(*rankings: list[int]) -> list[int]:
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, row in enumerate(ranking, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (RANK_OFFSET + place)
    return sorted(scores, key=lambda row: (-scores[row], row))
