"""The folder of documents against the index: what is new, changed, moved, removed, the same. Knows nothing of reading."""

import fnmatch
import logging
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from indexer.content import DocumentRecord
from indexer.disk import sha256
from indexer.errors import FolderMissing, IndexDamaged, IndexIncompatible, SettingsInvalid
from indexer.settings import IndexerSettings
from indexer.store import Generations

logger = logging.getLogger(__name__)

_LATEST_NS = 2**63 - 1  # in the year 2262; files with broken dates lie beyond
CHANGED_MEANWHILE = -1  # as the time of a file that changed while it was read: nobody knows which bytes its text is from


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the folder of documents."""

    document: str  # path below the folder, with forward slashes
    size_bytes: int
    mtime_ns: int
    version: str = ""  # SHA-256 of its bytes, hexadecimal


@dataclass(frozen=True, slots=True)
class Move:
    """A file that lies elsewhere now, with the same bytes."""

    old: str
    file: FoundFile


@dataclass(frozen=True, slots=True)
class Plan:
    """What an update would do; nothing has happened yet."""

    folder: Path
    base: int | None  # the generation that it was compared with
    everything: bool  # read and embed all files again, whatever the index holds
    new: tuple[FoundFile, ...] = ()
    changed: tuple[FoundFile, ...] = ()
    moved: tuple[Move, ...] = ()
    removed: tuple[str, ...] = ()
    same: tuple[FoundFile, ...] = ()
    removed_share: float = 0.0  # of the chunks of the index, 0 to 1

    @property
    def empty(self) -> bool:
        """Whether the index is what the folder is already."""
        return not (self.everything or self.new or self.changed or self.moved or self.removed) and self.base is not None

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The plan with its files named in full."""
        return asdict(self) | {"folder": str(self.folder)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:  # Any: JSON
        """The plan that `to_json` gave."""
        files = {name: tuple(FoundFile(**file) for file in data[name]) for name in ("new", "changed", "same")}
        moved = tuple(Move(move["old"], FoundFile(**move["file"])) for move in data["moved"])
        return cls(**{**data, **files, "folder": Path(data["folder"]), "moved": moved, "removed": tuple(data["removed"])})


def plan_update(folder: Path, generations: Generations, settings: IndexerSettings, *, everything: bool = False) -> Plan:
    """Compares the folder with the generation that is served.

    A file with the size and time that the index remembers counts as unchanged; any other one is told by its SHA-256.

    Raises:
        FolderMissing: there is no such folder.
        SettingsInvalid: the index lies inside it, and would be indexed itself.
        IndexDamaged, IndexIncompatible: the generation cannot be read, and `everything` is false.
    """
    if not folder.is_dir():
        raise FolderMissing(f"{folder} is not a folder: name the folder of documents with --folder or in settings.toml")
    if settings.index.folder.resolve().is_relative_to(folder.resolve()):
        raise SettingsInvalid(f"the index {settings.index.folder} lies in the folder of documents: put it outside of {folder}")
    files = list(found_files(folder, settings.documents.exclude))
    base, known = _known(generations, everything)
    if everything:
        return _anew(folder, base, known, [_hashed(folder, file) for file in files])
    same, others = _sorted_by_time(files, known)
    hashed = [_hashed(folder, file) for file in others]
    same += [file for file in hashed if file.document in known and _is_same(file, known[file.document])]
    changed = [file for file in hashed if file.document in known and not _is_same(file, known[file.document])]
    gone = set(known) - {file.document for file in files}
    moved = _moves([file for file in hashed if file.document not in known], [known[document] for document in sorted(gone)])
    arrived = {move.file.document for move in moved}
    removed = sorted(gone - {move.old for move in moved})
    return Plan(
        folder,
        base,
        everything,
        new=tuple(file for file in hashed if file.document not in known and file.document not in arrived),
        changed=tuple(changed),
        moved=tuple(moved),
        removed=tuple(removed),
        same=tuple(sorted(same, key=lambda file: file.document)),
        removed_share=_share(removed, known),
    )


def found_files(folder: Path, exclude: tuple[str, ...]) -> Iterator[FoundFile]:
    """The files below a folder in the order of their paths: no hidden ones, none excluded, no links.

    What a link leads to is indexed where it lies; under the link's path another access rule might apply to it.
    """
    patterns = [unicodedata.normalize("NFC", glob) for glob in exclude]
    for file in sorted(_files(folder.resolve(), ""), key=lambda file: file.document):
        name = unicodedata.normalize("NFC", file.document)
        if not any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
            yield file


def _files(folder: Path, prefix: str) -> Iterator[FoundFile]:
    with os.scandir(folder) as entries:
        for entry in entries:
            document = prefix + entry.name
            if entry.name.startswith("."):
                continue
            if not _is_text(entry.name):
                logger.warning("%r is left out: its name is not UTF-8; rename it", document)
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path), f"{document}/")
            elif not entry.is_symlink():
                status = _status(Path(entry.path))
                if status is not None and stat.S_ISREG(status.st_mode):
                    yield FoundFile(document, status.st_size, time_ns(status))


def time_ns(status: os.stat_result) -> int:
    """When a file was last changed, in nanoseconds since 1970; a date that the index cannot hold is the nearest it can."""
    return min(max(status.st_mtime_ns, 0), _LATEST_NS)


def _status(path: Path) -> os.stat_result | None:
    """What the system says of a file; None where it is gone again."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _is_text(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _known(generations: Generations, everything: bool) -> tuple[int | None, dict[str, DocumentRecord]]:
    base = generations.current()
    if base is None:
        return None, {}
    try:
        return base, {record.document: record for record in generations.open().documents()}
    except (IndexDamaged, IndexIncompatible):
        if everything:
            return base, {}
        raise


def _hashed(folder: Path, file: FoundFile) -> FoundFile:
    try:
        return replace(file, version=sha256(folder / file.document))
    except OSError:
        return file  # not readable, or gone again: its reader says so


def _sorted_by_time(files: list[FoundFile], known: dict[str, DocumentRecord]) -> tuple[list[FoundFile], list[FoundFile]]:
    same: list[FoundFile] = []
    others: list[FoundFile] = []
    for file in files:
        record = known.get(file.document)
        is_known = record is not None and record.version != ""  # else it could not be opened: new rights leave its time alone
        if record is not None and is_known and (record.size_bytes, record.mtime_ns) == (file.size_bytes, file.mtime_ns):
            same.append(replace(file, version=record.version))
        else:
            others.append(file)
    return same, others


def _is_same(file: FoundFile, record: DocumentRecord) -> bool:
    return record.version == file.version and record.mtime_ns != CHANGED_MEANWHILE


def _moves(arrived: list[FoundFile], gone: list[DocumentRecord]) -> list[Move]:
    by_version: dict[str, list[str]] = {}
    for record in gone:
        by_version.setdefault(record.version, []).append(record.document)
    moves: list[Move] = []
    for file in arrived:
        if by_version.get(file.version):
            moves.append(Move(by_version[file.version].pop(0), file))
    return moves


def _anew(folder: Path, base: int | None, known: dict[str, DocumentRecord], files: list[FoundFile]) -> Plan:
    removed = sorted(set(known) - {file.document for file in files})
    return Plan(
        folder,
        base,
        everything=True,
        new=tuple(file for file in files if file.document not in known),
        changed=tuple(file for file in files if file.document in known),
        removed=tuple(removed),
        removed_share=_share(removed, known),
    )


def _share(removed: list[str], known: dict[str, DocumentRecord]) -> float:
    total = sum(record.chunks for record in known.values())
    return sum(known[document].chunks for document in removed) / total if total else 0.0
