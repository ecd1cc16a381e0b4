"""The manifest of a generation and its checksums."""

import json
from pathlib import Path

import pytest

from indexer.errors import IndexDamaged, IndexIncompatible
from indexer.manifest import FILE, Manifest, check_files, read_manifest, seal


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A folder with two files, one of them deeper, and its manifest."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "a").write_bytes(b"alpha")
    (tmp_path / "inner/b").write_bytes(b"beta")
    seal(tmp_path, 7, embedder="hashed-64", dimensions=64, documents=2, chunks=5, quantised=False)
    return tmp_path


def test_it_says_what_the_generation_holds(sealed: Path) -> None:
    manifest = read_manifest(sealed)
    assert (manifest.generation, manifest.embedder, manifest.documents, manifest.chunks) == (7, "hashed-64", 2, 5)
    assert set(manifest.files) == {"a", "inner/b"}
    assert manifest.created.tzinfo is not None


def test_json_and_back_is_the_same(sealed: Path) -> None:
    manifest = read_manifest(sealed)
    assert Manifest.from_json(json.loads(json.dumps(manifest.to_json()))) == manifest


def test_untouched_files_pass(sealed: Path) -> None:
    check_files(sealed, read_manifest(sealed))


@pytest.mark.parametrize("data", [b"alphA", b"alpha ", b""])
def test_a_changed_file_is_named(sealed: Path, data: bytes) -> None:
    (sealed / "a").write_bytes(data)
    with pytest.raises(IndexDamaged, match=r"a is missing or does not match .* rollback"):
        check_files(sealed, read_manifest(sealed))


def test_a_missing_file_is_damage(sealed: Path) -> None:
    (sealed / "inner/b").unlink()
    with pytest.raises(IndexDamaged, match="inner/b"):
        check_files(sealed, read_manifest(sealed))


def test_a_missing_manifest_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match=FILE):
        read_manifest(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', '{"format": 1}', '{"format": 1, "files": 3}'])
def test_something_else_than_a_manifest_is_damage(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(IndexDamaged):
        read_manifest(tmp_path)


def test_another_format_is_refused_with_the_remedy(sealed: Path) -> None:
    data = json.loads((sealed / FILE).read_text()) | {"format": 99}
    (sealed / FILE).write_text(json.dumps(data))
    with pytest.raises(IndexIncompatible, match=r"format 99.*reads 1.*update --all"):
        read_manifest(sealed)
