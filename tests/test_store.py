"""The index on disk and its generations."""

from pathlib import Path

import numpy as np
import pytest

from indexer.errors import IndexDamaged, IndexIncompatible, IndexMissing, Verdict
from indexer.keywords import KeywordIndex
from indexer.selection import Selection
from indexer.splitting import embedded_text
from indexer.store import Generations, Index
from tests.indexing import EXPENSES, LEAVE, Workplace


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A workplace whose index is built."""
    place = Workplace.at(tmp_path)
    place.update()
    return place


@pytest.fixture
def index(place: Workplace) -> Index:
    """The generation that is served."""
    return place.index()


def row_of(index: Index, text: str) -> int:
    """The row whose chunk has a text."""
    return next(row for row in range(index.count) if index.chunk(row).text == text)


def test_without_an_index_the_message_says_how_to_build_one(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    assert generations.current() is None
    assert generations.list() == []
    with pytest.raises(IndexMissing, match="python -m indexer update"):
        generations.open()


def test_documents_come_in_the_order_of_their_paths(index: Index) -> None:
    records = index.documents()
    assert [record.document for record in records] == ["expenses.txt", "hr/leave.txt", "travel.txt"]
    assert [(record.pages, record.chunks, record.paged, record.verdict) for record in records] == [
        (2, 2, True, Verdict.INDEXED),
        (2, 2, True, Verdict.INDEXED),
        (1, 1, True, Verdict.INDEXED),
    ]
    assert records[0].size_bytes == len(EXPENSES)
    assert records[0].modified.tzinfo is not None
    assert records[0].to_json()["modified"] == records[0].modified.isoformat()


def test_a_chunk_knows_its_place(index: Index) -> None:
    text = LEAVE.split("\f")[1]
    chunk = index.chunk(row_of(index, text))
    assert (chunk.document, chunk.page, chunk.start, chunk.end) == ("hr/leave.txt", 2, 0, len(text))
    assert chunk.version == index.documents()[1].version
    page = index.page(chunk.document, chunk.page)
    assert page is not None
    assert page.text[chunk.start : chunk.end] == chunk.text


def test_a_row_that_is_not_there_is_not_another_one(index: Index) -> None:
    for row in (-1, index.count):
        with pytest.raises(IndexError):
            index.chunk(row)


def test_a_page_that_is_not_there_is_none(index: Index) -> None:
    assert index.page("hr/leave.txt", 3) is None
    assert index.page("hr/gone.txt", 1) is None


def test_the_rows_of_a_page_are_its_chunks(index: Index) -> None:
    rows = index.row_range("hr/leave.txt", 2)
    assert [index.chunk(row).text for row in rows] == [LEAVE.split("\f")[1]]
    assert list(index.row_range("hr/leave.txt", 3)) == []
    assert list(index.row_range("hr/gone.txt", 1)) == []


def test_the_nearest_passage_is_found_by_its_vector(place: Workplace) -> None:
    assert place.found("unused days carried over to March", 1) == [LEAVE.split("\f")[1]]


def test_a_word_finds_the_passages_that_have_it(index: Index) -> None:
    found = index.search_keywords("receipts", within=index.everything(), count=5)
    assert [index.chunk(row).document for row, _ in found] == ["expenses.txt"]
    assert found[0][1] > 0


def test_kept_word_counts_score_as_words_that_are_cut_up_anew(place: Workplace, tmp_path: Path) -> None:
    place.write("travel.txt", "Trains, not planes: rule ISO-27001 and 30 days.")
    place.update()
    index = place.index()
    KeywordIndex.build([embedded_text(index.chunk(row)) for row in range(index.count)], tmp_path / "anew")
    for question in ("days", "receipts within 30 days", "ISO-27001 trains", "nowhere"):
        expected = KeywordIndex.open(tmp_path / "anew").search(question, index.everything(), 9)
        found = index.search_keywords(question, within=index.everything(), count=9)
        assert [row for row, _ in found] == [row for row, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-5)


def test_a_selection_holds_the_passages_of_readable_documents_only(place: Workplace) -> None:
    index = place.index()
    within = index.select(lambda document: document.startswith("hr/"))
    assert within.count == 2
    vector = place.embedder.question("receipts for meals within 30 days")
    found = [row for row, _ in index.search_vectors(vector, within=within, count=5)]
    found += [row for row, _ in index.search_keywords("days receipts meals", within=within, count=5)]
    assert {index.chunk(row).document for row in found} == {"hr/leave.txt"}


def test_nothing_finds_nothing(place: Workplace) -> None:
    index = place.index()
    nothing = Selection.nothing()
    assert index.search_vectors(place.embedder.question("leave"), within=nothing, count=5) == []
    assert index.search_keywords("leave", within=nothing, count=5) == []


def test_a_selection_of_another_generation_is_refused(place: Workplace) -> None:
    old = place.index().everything()
    place.write("new.txt", "Something new.")
    place.update()
    with pytest.raises(ValueError, match="generation 1 cannot search generation 2"):
        place.index().search_keywords("new", within=old, count=5)


def test_vectors_are_those_of_the_passages(place: Workplace, index: Index) -> None:
    vectors = index.vectors([2, 0])
    assert vectors.shape == (2, place.embedder.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_twins_are_passages_with_the_same_text_elsewhere(place: Workplace) -> None:
    place.write("copy.txt", LEAVE.upper().replace(" ", "  "))
    place.update()
    index = place.index()
    row = row_of(index, LEAVE.split("\f")[1])
    assert [index.chunk(twin).document for twin in index.twins(row)] == ["copy.txt"]
    assert index.twins(row_of(index, EXPENSES.split("\f")[0])) == []


def test_the_same_object_is_opened_until_another_generation_is_published(place: Workplace) -> None:
    first = place.index()
    assert place.index() is first
    place.write("new.txt", "Something new.")
    place.update()
    assert place.index() is not first


def test_a_reader_keeps_what_it_opened_when_its_generation_is_removed(place: Workplace) -> None:
    index = place.index()
    for number in range(4):
        place.write("new.txt", f"Version {number}.")
        place.update()
    assert not index.folder.exists()
    assert index.chunk(0).document == "expenses.txt"
    assert index.search_keywords("receipts", within=index.everything(), count=1) != []
    vector = place.embedder.question("receipts within 30 days")
    assert index.chunk(index.search_vectors(vector, within=index.everything(), count=1)[0][0]).document == "expenses.txt"


def test_three_generations_are_kept(place: Workplace) -> None:
    for number in range(4):
        place.write("new.txt", f"Version {number}.")
        place.update()
    assert place.generations.list() == [3, 4, 5]


def test_rollback_serves_the_generation_before(place: Workplace) -> None:
    place.write("new.txt", "Something new.")
    place.update()
    assert place.generations.rollback() == 1
    assert [record.document for record in place.index().documents()] == ["expenses.txt", "hr/leave.txt", "travel.txt"]


def test_there_may_be_nothing_to_go_back_to(place: Workplace) -> None:
    with pytest.raises(IndexMissing, match="no generation before 1"):
        place.generations.rollback()


def test_a_generation_that_was_rolled_back_is_not_gone_back_to_later(place: Workplace) -> None:
    place.write("new.txt", "Something wrong.")
    place.update()
    place.generations.rollback()
    place.write("new.txt", "Something right.")
    assert place.update().generation == 3
    assert place.generations.list() == [1, 3]
    assert place.generations.rollback() == 1


@pytest.mark.parametrize("name", ["content.sqlite", "vectors.faiss", "keywords/vocab.index.json"])
def test_one_wrong_byte_in_any_file_is_noticed(place: Workplace, name: str) -> None:
    path = place.generations.path(1) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexDamaged, match=name):
        Generations(place.generations.folder).open()


def test_a_pointer_to_nowhere_is_damage(place: Workplace) -> None:
    for text in ("99\n", "seven\n", ""):
        (place.generations.folder / "CURRENT").write_text(text)
        with pytest.raises(IndexDamaged, match="rollback"):
            Generations(place.generations.folder).open()


def test_rollback_mends_a_pointer_that_was_lost(place: Workplace) -> None:
    pointer = place.generations.folder / "CURRENT"
    for lose in (pointer.unlink, lambda: pointer.write_text("seven\n")):
        lose()
        assert place.generations.rollback() == 1
        assert place.index().count == 5


def test_another_format_is_refused(place: Workplace) -> None:
    manifest = place.generations.path(1) / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(IndexIncompatible, match="update --all"):
        Generations(place.generations.folder).open()


def test_what_a_killed_writer_left_is_removed_by_the_next(place: Workplace) -> None:
    leftovers = [
        place.generations.folder / "CURRENT.4711.tmp",
        place.generations.path(2).with_name("0002.building") / "content.sqlite",
    ]
    for leftover in leftovers:
        leftover.parent.mkdir(exist_ok=True)
        leftover.write_bytes(b"half")
    place.write("new.txt", "Something new.")
    place.update()
    assert [leftover for leftover in leftovers if leftover.exists()] == []
