"""The next generation's text while it is made."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from indexer.content import Content, DocumentRecord, gathered
from indexer.documents import Chunk, Heading, Page
from indexer.drafting import Draft, DraftChunk, key_of, twin_of
from indexer.errors import Verdict

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def add(draft: Draft, document: str, *texts: str) -> None:
    """Adds a document whose pages are one chunk each."""
    record = DocumentRecord(document, "v", "Title", True, len(texts), len(texts), 9, 1_500_000_000, NOW, Verdict.INDEXED)
    pages = [Page(number, text, (Heading(0, 1, text[:3]),), ("Top", "Below")) for number, text in enumerate(texts, 1)]
    chunks = [Chunk(document, "v", "Title", page.number, "Top", 0, len(page.text), page.text) for page in pages]
    draft.add(record, pages, [DraftChunk(chunk, Counter(chunk.text.split()), key_of(chunk.text)) for chunk in chunks])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A finished file with two documents."""
    draft = Draft(tmp_path / "one.sqlite", None)
    add(draft, "b.txt", "beta one", "beta two")
    add(draft, "a.txt", "alpha one one")
    draft.close()
    return tmp_path / "one.sqlite"


def changed(path: Path) -> Draft:
    """A draft that starts from a file."""
    return Draft(path.with_name("two.sqlite"), path)


def finished(draft: Draft, path: Path) -> Content:
    """The draft, finished and opened."""
    draft.close()
    return Content(path.with_name("two.sqlite"))


def counted(content: Content) -> list[dict[str, int]]:
    """How often each chunk has each word."""
    counts, words = content.words()
    return [{words[column]: int(row[column]) for column in np.flatnonzero(row)} for row in counts.toarray()]


def test_rows_follow_the_paths_and_not_the_order_of_arrival(path: Path) -> None:
    content = Content(path)
    assert [content.chunk(row).text for row in range(content.count)] == ["alpha one one", "beta one", "beta two"]


def test_a_page_comes_back_as_it_was(path: Path) -> None:
    assert Content(path).page("b.txt", 2) == Page(2, "beta two", (Heading(0, 1, "bet"),), ("Top", "Below"))


def test_a_record_comes_back_as_it_was(path: Path) -> None:
    record = Content(path).record("b.txt")
    assert record is not None
    assert DocumentRecord.from_columns(record.columns()) == record
    assert record.modified == datetime(1970, 1, 1, 0, 0, 1, 500_000, UTC)


def test_words_are_counted_in_the_order_of_rows(path: Path) -> None:
    assert counted(Content(path)) == [{"alpha": 1, "one": 2}, {"beta": 1, "one": 1}, {"beta": 1, "two": 1}]


def test_the_base_is_not_touched(path: Path) -> None:
    before = path.read_bytes()
    draft = changed(path)
    draft.remove(["a.txt"])
    finished(draft, path)
    assert path.read_bytes() == before


def test_what_is_removed_takes_its_own_words_with_it(path: Path) -> None:
    draft = changed(path)
    draft.remove(["a.txt"])
    content = finished(draft, path)
    assert content.words()[1] == ["beta", "one", "two"]
    assert b"alpha" not in path.with_name("two.sqlite").read_bytes()


def test_a_moved_document_keeps_its_text_and_changes_its_place(path: Path) -> None:
    draft = changed(path)
    draft.move("a.txt", "c.txt", 7)
    content = finished(draft, path)
    assert [content.chunk(row).document for row in range(3)] == ["b.txt", "b.txt", "c.txt"]
    assert counted(content)[2] == {"alpha": 1, "one": 2}


def test_new_words_are_added_to_those_that_are_known(path: Path) -> None:
    draft = changed(path)
    add(draft, "c.txt", "gamma one")
    assert counted(finished(draft, path))[3] == {"gamma": 1, "one": 1}


def test_a_document_without_text_has_no_rows(path: Path) -> None:
    draft = changed(path)
    add(draft, "aa.txt")
    add(draft, "z.txt")
    content = finished(draft, path)
    assert [content.chunk(row).document for row in range(3)] == ["a.txt", "b.txt", "b.txt"]
    assert content.page_rows("aa.txt", 1) == range(0)


def test_space_is_given_back_when_much_is_removed(tmp_path: Path) -> None:
    draft = Draft(tmp_path / "one.sqlite", None)
    add(draft, "large.txt", *(f"{number} " * 500 for number in range(100)))
    add(draft, "small.txt", "small")
    draft.close()
    draft = changed(tmp_path / "one.sqlite")
    draft.remove(["large.txt"])
    finished(draft, tmp_path / "one.sqlite")
    assert (tmp_path / "two.sqlite").stat().st_size < (tmp_path / "one.sqlite").stat().st_size / 3


def test_a_known_text_is_found_by_its_key(path: Path) -> None:
    content = Content(path)
    assert content.rows_of_keys([key_of("beta two"), key_of("unknown")]) == {key_of("beta two"): 2}
    assert content.keys("b.txt") == [key_of("beta one"), key_of("beta two")]


def test_twins_differ_in_case_and_white_space_only() -> None:
    assert twin_of("Up to  5\ndays") == twin_of("up to 5 DAYS ")
    assert twin_of("Up to 5 days") != twin_of("Up to 6 days")
    assert 0 <= twin_of("any") < 2**63


def test_ranges_are_gathered_one_after_the_other() -> None:
    assert gathered(np.array([5, 0, 9]), np.array([2, 3, 0])).tolist() == [5, 6, 0, 1, 2]
    assert gathered(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)).tolist() == []
