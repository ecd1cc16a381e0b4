"""Searching: what both searches propose becomes one ranked list, inside what may be read."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.documents import Chunk
from indexer.embedding import HashedEmbedder
from indexer.keywords import KeywordIndex
from indexer.searching import Hit, search
from indexer.selection import Selection
from indexer.splitting import embedded_text

TEXTS = (
    ("leave.md", "Unused vacation days carry over to March of the next year."),
    ("security.md", "Report a lost laptop to the help desk within 24 hours."),
    ("pay.md", "Salaries are paid on the last working day of the month."),
    ("old/security.md", "Report a lost laptop to the help desk within 24 hours."),
)


class FakeIndex:
    """Four chunks in memory."""

    def __init__(self, folder: Path, texts: Sequence[tuple[str, str]] = TEXTS) -> None:
        self._chunks = [Chunk(name, "v", "", 1, "", 0, len(text), text) for name, text in texts]
        self._vectors = HashedEmbedder().passages([embedded_text(chunk) for chunk in self._chunks])
        KeywordIndex.build([embedded_text(chunk) for chunk in self._chunks], folder)
        self._keywords = KeywordIndex.open(folder)

    def search_vectors(self, vector: NDArray[np.float32], *, within: Selection, count: int) -> list[tuple[int, float]]:
        cosines = self._vectors @ vector
        rows = [int(row) for row in np.argsort(-cosines, kind="stable") if int(row) in within]
        return [(row, float(cosines[row])) for row in rows[:count]]

    def search_keywords(self, question: str, *, within: Selection, count: int) -> list[tuple[int, float]]:
        return self._keywords.search(question, within, count)

    def chunks(self, rows: Sequence[int]) -> list[Chunk]:
        return [self._chunks[row] for row in rows]

    def twins(self, row: int) -> list[int]:
        return [n for n, chunk in enumerate(self._chunks) if n != row and chunk.text == self._chunks[row].text]

    def vectors(self, rows: Sequence[int]) -> NDArray[np.float32]:
        return np.asarray(self._vectors[list(rows)], dtype=np.float32)


def found(question: str, *readable: bool, count: int = 5) -> list[Hit]:
    within = Selection(1, np.array(readable or [True] * len(TEXTS)))
    with tempfile.TemporaryDirectory() as folder:
        return search(FakeIndex(Path(folder)), HashedEmbedder(), question, within=within, count=count)


def test_the_passage_that_answers_comes_first() -> None:
    assert found("When are salaries paid?")[0].chunk.document == "pay.md"


def test_ranks_count_from_one() -> None:
    assert [hit.rank for hit in found("lost laptop")] == [1, 2, 3]


def test_no_more_hits_come_than_asked_for() -> None:
    assert len(found("lost laptop", count=1)) == 1


def test_scores_are_between_0_and_1_and_fall() -> None:
    scores = [hit.score for hit in found("lost laptop")]
    assert all(0.0 <= score <= 1.0 for score in scores)


def test_the_same_text_is_one_hit_that_names_both_places() -> None:
    hit = found("lost laptop")[0]
    assert {hit.chunk.document, *(twin.document for twin in hit.also)} == {"security.md", "old/security.md"}


def test_a_twin_outside_the_selection_is_not_named() -> None:
    assert found("lost laptop", True, True, True, False)[0].also == ()


def test_nothing_outside_the_selection_is_found() -> None:
    assert {hit.chunk.document for hit in found("lost laptop", True, False, True, False)} <= {"leave.md", "pay.md"}


def test_the_empty_selection_finds_nothing(tmp_path: Path) -> None:
    assert search(FakeIndex(tmp_path), HashedEmbedder(), "laptop", within=Selection.nothing()) == []


def test_an_empty_question_finds_nothing() -> None:
    assert found("  ") == []


def test_json_has_the_fields_of_a_citation_and_both_scores() -> None:
    row = found("lost laptop")[0].to_json()
    assert list(row) == [
        *("n", "document", "version", "page", "heading", "quote", "start", "end", "score", "also"),
        *("text", "rank", "vector", "keyword"),
    ]
    assert (row["n"], row["rank"], row["page"]) == (1, 1, 1)
