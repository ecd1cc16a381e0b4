"""The manifest of a generation: what it holds and the checksum of every file. Knows nothing of what is in the files."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from indexer.disk import sha256, sync_file, sync_folder, write_atomically
from indexer.errors import IndexDamaged, IndexIncompatible

FORMAT = 1  # of everything below generations/; another number means "build it anew"
FILE = "manifest.json"
MEND = "go back with 'python -m indexer rollback', or build it anew with 'python -m indexer update --all'"


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a file of a generation must be."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """A complete generation; it is written last, so its presence says that the rest is there."""

    generation: int
    created: datetime
    embedder: str
    dimensions: int
    documents: int
    chunks: int
    quantised: bool
    files: Mapping[str, Checksum]  # by path below the generation's folder, with forward slashes
    format: int = FORMAT

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The manifest as it is written."""
        return asdict(self) | {"created": self.created.isoformat()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:  # Any: JSON
        """The manifest that `to_json` gave."""
        files = {name: Checksum(**checksum) for name, checksum in data["files"].items()}
        return cls(**{**data, "created": datetime.fromisoformat(data["created"]), "files": files})


def seal(
    folder: Path, generation: int, *, embedder: str, dimensions: int, documents: int, chunks: int, quantised: bool
) -> None:
    """Makes every file of a folder durable and writes its manifest, which completes the generation."""
    files: dict[str, Checksum] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != FILE):
        sync_file(path)
        files[path.relative_to(folder).as_posix()] = Checksum(sha256(path), path.stat().st_size)
    for inner in [path for path in folder.rglob("*") if path.is_dir()]:
        sync_folder(inner)
    manifest = Manifest(generation, datetime.now(UTC), embedder, dimensions, documents, chunks, quantised, files)
    write_atomically(folder / FILE, json.dumps(manifest.to_json(), indent=1).encode())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        IndexDamaged: it is missing or not what `seal` writes.
        IndexIncompatible: it has another format.
    """
    path = folder / FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        found = data["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{path} cannot be read ({error}): {MEND}") from error
    if found != FORMAT:
        raise IndexIncompatible(
            f"{path} has format {found}, this version reads {FORMAT}: build it anew with 'python -m indexer update --all'"
        )
    try:
        return Manifest.from_json(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged(f"{path} is not a manifest ({error!r}): {MEND}") from error


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compares every file with its checksum.

    Raises:
        IndexDamaged: a file is missing or differs.
    """
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != expected.size_bytes or sha256(path) != expected.sha256:
            raise IndexDamaged(f"{path} is missing or does not match its checksum in the manifest: {MEND}")
