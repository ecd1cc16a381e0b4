"""Vectors in a FAISS file, searched within a mask."""

from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.errors import IndexDamaged
from indexer.vectors import Vectors, write_vectors


def unit_vectors(count: int, dimensions: int = 16, seed: int = 0) -> NDArray[np.float32]:
    """Random unit vectors (count, dimensions) float32."""
    vectors = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def stored(path: Path, vectors: NDArray[np.float32], *, quantise: bool = False, like: Vectors | None = None) -> Vectors:
    """The vectors, written in two parts and opened again."""
    write_vectors(path, vectors.shape[1], [vectors[:7], vectors[7:]], quantise=quantise, like=like)
    return Vectors(path, *vectors.shape)


@pytest.fixture(scope="module")
def hundred(tmp_path_factory: pytest.TempPathFactory) -> Vectors:
    """A hundred vectors."""
    return stored(tmp_path_factory.mktemp("vectors") / "v", unit_vectors(100))


def test_the_nearest_rows_come_first_with_their_cosines(hundred: Vectors) -> None:
    found = hundred.search(unit_vectors(100)[42], np.ones(100, dtype=np.bool_), 3)
    assert found[0][0] == 42
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


@hypothesis_settings(max_examples=50, deadline=None)
@given(rows=st.sets(st.integers(0, 99)), count=st.integers(0, 120), asked=st.integers(0, 99))
def test_only_rows_of_the_mask_are_found_and_as_many_as_there_are(
    hundred: Vectors, rows: set[int], count: int, asked: int
) -> None:
    mask = np.isin(np.arange(100), list(rows))
    vectors = unit_vectors(100)
    expected = sorted(rows, key=lambda row: -float(vectors[row] @ vectors[asked]))[:count]
    assert [row for row, _ in hundred.search(vectors[asked], mask, count)] == expected


def test_an_empty_mask_finds_nothing(hundred: Vectors) -> None:
    assert hundred.search(unit_vectors(1)[0], np.zeros(100, dtype=np.bool_), 5) == []


def test_rows_give_their_vectors_in_the_order_asked(hundred: Vectors) -> None:
    assert np.array_equal(hundred.rows([5, 3, 5]), unit_vectors(100)[[5, 3, 5]])
    assert hundred.rows([]).shape == (0, 16)


def test_many_threads_find_the_same(hundred: Vectors) -> None:
    mask = np.arange(100) % 2 == 0
    expected = hundred.search(unit_vectors(100)[1], mask, 10)
    found: list[list[tuple[int, float]]] = []
    threads = [Thread(target=lambda: found.append(hundred.search(unit_vectors(100)[1], mask, 10))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_an_index_of_no_vectors_is_written_and_found_empty(tmp_path: Path) -> None:
    write_vectors(tmp_path / "v", 16, [], quantise=False)
    assert Vectors(tmp_path / "v", 0, 16).search(unit_vectors(1)[0], np.zeros(0, dtype=np.bool_), 5) == []


def test_eight_bits_a_dimension_keep_the_neighbours(tmp_path: Path) -> None:
    vectors = unit_vectors(200)
    small = stored(tmp_path / "v", vectors, quantise=True)
    assert small.quantised
    assert (tmp_path / "v").stat().st_size < vectors.nbytes / 2
    hits = [small.search(vector, np.ones(200, dtype=np.bool_), 1)[0][0] for vector in vectors]
    assert hits == list(range(200))


def test_eight_bits_are_searched_within_the_mask_too(tmp_path: Path) -> None:
    small = stored(tmp_path / "v", unit_vectors(200), quantise=True)
    assert {row for row, _ in small.search(unit_vectors(1)[0], np.arange(200) < 3, 10)} == {0, 1, 2}


def test_vectors_copied_from_a_quantised_index_do_not_change_any_more(tmp_path: Path) -> None:
    first = stored(tmp_path / "v1", unit_vectors(200), quantise=True)
    copied = stored(tmp_path / "v2", first.rows(range(200)), quantise=True, like=first)
    assert np.array_equal(copied.rows(range(200)), first.rows(range(200)))


@pytest.mark.parametrize(("count", "dimensions"), [(99, 16), (100, 17)])
def test_another_number_or_length_of_vectors_is_damage(tmp_path: Path, count: int, dimensions: int) -> None:
    stored(tmp_path / "v", unit_vectors(100))
    with pytest.raises(IndexDamaged, match="expected"):
        Vectors(tmp_path / "v", count, dimensions)


def test_another_kind_of_index_is_not_even_read(tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(b"IxPQ" + bytes(100))
    with pytest.raises(IndexDamaged, match="IxPQ"):
        Vectors(tmp_path / "v", 100, 16)


def test_a_file_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="could not be written"):
        write_vectors(tmp_path / "nowhere/vectors.faiss", 4, [np.eye(4, dtype=np.float32)], quantise=False)
