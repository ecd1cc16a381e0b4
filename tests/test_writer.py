"""One writer at a time."""

import os
from pathlib import Path

import pytest

from indexer.errors import IndexBusy
from indexer.writer import sole_writer


def test_a_second_writer_is_told_who_is_writing(tmp_path: Path) -> None:
    with (
        sole_writer(tmp_path),
        pytest.raises(IndexBusy, match=rf"process {os.getpid()} on .* since .*: wait"),
        sole_writer(tmp_path),
    ):
        raise AssertionError("two writers")


def test_the_next_one_may_write_when_the_first_is_done(tmp_path: Path) -> None:
    for _ in range(2):
        with sole_writer(tmp_path):
            assert (tmp_path / "writer.json").is_file()
    assert not (tmp_path / "writer.json").exists()


def test_a_failed_writer_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="full"), sole_writer(tmp_path):
        raise ValueError("disk full")
    with sole_writer(tmp_path):
        pass


def test_a_note_that_cannot_be_read_does_not_hide_that_somebody_is_writing(tmp_path: Path) -> None:
    with sole_writer(tmp_path):
        (tmp_path / "writer.json").write_text("torn")
        with pytest.raises(IndexBusy, match="another process"), sole_writer(tmp_path):
            raise AssertionError("two writers")


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_nobody_else_may_look_into_a_new_index(tmp_path: Path) -> None:
    with sole_writer(tmp_path / "index"):
        assert (tmp_path / "index").stat().st_mode & 0o077 == 0
