"""Writing that survives a kill."""

import hashlib
import os
from pathlib import Path

import pytest

from indexer.disk import sha256, sync_file, sync_folder, write_atomically


def test_a_file_is_replaced_and_no_other_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    write_atomically(tmp_path / "file", b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"file": b"new"}


def test_when_writing_fails_the_old_bytes_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)  # the one place where a full disk shows
    with pytest.raises(OSError, match="no space"):
        write_atomically(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"old"


def test_syncing_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"bytes")
    sync_file(tmp_path / "file")
    sync_folder(tmp_path)
    assert (tmp_path / "file").read_bytes() == b"bytes"


def test_the_checksum_is_that_of_all_bytes(tmp_path: Path) -> None:
    data = os.urandom(3_000_000)
    (tmp_path / "file").write_bytes(data)
    assert sha256(tmp_path / "file") == hashlib.sha256(data).hexdigest()
