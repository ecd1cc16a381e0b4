"""Vectors that outlive the run that computed them."""

import io
from pathlib import Path

import numpy as np
import pytest

from indexer.embedding_log import EmbeddingLog

KEYS = [bytes([number]) * 16 for number in range(1, 4)]
VECTORS = np.eye(3, 4, dtype=np.float32)


def reopened(path: Path, embedder: str = "hashed-4", dimensions: int = 4) -> EmbeddingLog:
    """The log that another run finds."""
    return EmbeddingLog(path, embedder, dimensions)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log of three vectors, left behind as a killed run leaves it."""
    log = EmbeddingLog(tmp_path / "embedded.log", "hashed-4", 4)
    log.append(KEYS[:2], VECTORS[:2])
    log.append(KEYS[2:], VECTORS[2:])
    log.close()
    return tmp_path / "embedded.log"


def places(log: EmbeddingLog, keys: list[bytes]) -> list[int]:
    """Where the vectors of keys lie; -1 for keys that are not there."""
    return [log.place(key) if key in log else -1 for key in keys]


def test_a_later_run_finds_the_vectors_of_an_earlier_one(path: Path) -> None:
    log = reopened(path)
    assert np.array_equal(log.vectors(np.array(places(log, KEYS[::-1]))), VECTORS[::-1])
    log.close()


def test_vectors_can_be_added_to_those_found(path: Path) -> None:
    log = reopened(path)
    log.append([b"x" * 16], np.full((1, 4), 0.5, dtype=np.float32))
    assert np.array_equal(log.vectors(np.array([log.place(b"x" * 16), log.place(KEYS[0])])), [[0.5] * 4, VECTORS[0]])
    log.close()


@pytest.mark.parametrize("lost", [1, 17, 36])
def test_a_torn_end_costs_only_the_last_vector(path: Path, lost: int) -> None:
    path.write_bytes(path.read_bytes()[:-lost])
    log = reopened(path)
    assert places(log, KEYS) == [0, 1, -1]
    log.append(KEYS[2:], VECTORS[2:])
    log.close()
    log = reopened(path)
    assert np.array_equal(log.vectors(np.array(places(log, KEYS))), VECTORS)
    log.close()


def test_a_changed_vector_and_what_follows_are_not_used(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-40] ^= 1  # in the second of three
    path.write_bytes(data)
    log = reopened(path)
    assert places(log, KEYS) == [0, -1, -1]
    log.close()


@pytest.mark.parametrize(("embedder", "dimensions"), [("other", 4), ("hashed-4", 5)])
def test_another_embedder_begins_anew(path: Path, embedder: str, dimensions: int) -> None:
    log = reopened(path, embedder, dimensions)
    assert places(log, KEYS) == [-1, -1, -1]
    log.close()


def test_discarded_it_is_gone(path: Path) -> None:
    reopened(path).discard()
    assert not path.exists()


def test_without_vectors_it_gives_none(tmp_path: Path) -> None:
    log = reopened(tmp_path / "new.log")
    assert log.vectors(np.zeros(0, dtype=np.int64)).shape == (0, 4)
    log.close()


def test_a_disk_that_takes_only_a_part_at_a_time_loses_nothing(path: Path) -> None:
    class Narrow(io.FileIO):
        def write(self, data: bytes, /) -> int:  # type: ignore[override]  # the log gives bytes
            return super().write(memoryview(data)[:7]) or 0

    log = reopened(path)
    log._file.close()
    log._file = Narrow(path, "ab")
    log.append([b"x" * 16, b"y" * 16], VECTORS[:2])
    assert np.array_equal(log.vectors(np.array([log.place(b"x" * 16), log.place(b"y" * 16)])), VECTORS[:2])
    log.close()


def test_an_embedder_may_have_a_long_name(tmp_path: Path) -> None:
    log = reopened(tmp_path / "new.log", embedder="模型" * 100)
    log.append(KEYS, VECTORS)
    assert np.array_equal(log.vectors(np.array(places(log, KEYS))), VECTORS)
    log.close()
