"""One question to the passages that answer it best: vectors and keywords, fused. Knows nothing of people or prompts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.documents import Chunk
from indexer.embedding import Embedder
from indexer.keywords import chinese_share
from indexer.ranking import Candidate, Fit, ranked
from indexer.selection import Selection

CANDIDATES = 30  # rows that each of the two searches proposes; 50 or 200 find nothing more on Northwind
ENGLISH_ONLY = ("all-minilm-l", "-en-", "-en@")  # in the names of embedders that do not know Chinese
CHINESE_FROM = 0.3  # share of Chinese letters from which a question is Chinese
BLIND_WEIGHT = 0.1  # of a vector that was made without knowing the language


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
    hits: list[Hit] = []
    seen: set[int] = set()
    candidates = _candidates(index, embedder.question(question), question, within, max(CANDIDATES, count))
    for fit in ranked(question, candidates, vector=_vector_weight(question, embedder)):
        if len(hits) == count:
            break
        if fit.candidate.row not in seen:
            twins = [twin for twin in index.twins(fit.candidate.row) if twin in within and twin != fit.candidate.row]
            seen.update(twins)
            hits.append(_hit(fit, len(hits) + 1, index.chunks(twins)))
    return hits


def _candidates(
    index: Searchable, vector: NDArray[np.float32], question: str, within: Selection, count: int
) -> list[Candidate]:
    """What either search proposes, each with both scores."""
    cosines = dict(index.search_vectors(vector, within=within, count=count))
    keywords = dict(index.search_keywords(question, within=within, count=count))
    rows = sorted({*cosines, *keywords})
    unseen = [row for row in rows if row not in cosines]
    if unseen:
        cosines.update(zip(unseen, (index.vectors(unseen) @ vector).tolist(), strict=True))
    unscored = [row for row in rows if row not in keywords]
    if unscored:
        mask = np.zeros_like(within.mask)
        mask[unscored] = True
        keywords.update(index.search_keywords(question, within=replace(within, mask=mask), count=len(unscored)))
    chunks = index.chunks(rows)
    return [Candidate(row, chunk, cosines[row], keywords.get(row, 0.0)) for row, chunk in zip(rows, chunks, strict=True)]


def _vector_weight(question: str, embedder: Embedder) -> float:
    """1, but nearly nothing for a question in Chinese where the embedder knows English only."""
    blind = chinese_share(question) > CHINESE_FROM and any(name in embedder.name.lower() for name in ENGLISH_ONLY)
    return BLIND_WEIGHT if blind else 1.0


def _hit(fit: Fit, rank: int, twins: Sequence[Chunk]) -> Hit:
    candidate = fit.candidate
    score = min(1.0, max(0.0, (candidate.cosine + fit.covered) / 2))
    return Hit(candidate.chunk, candidate.row, rank, score, candidate.cosine, candidate.keyword, tuple(twins))
