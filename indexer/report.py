"""What an update is doing and what it did: progress, and a verdict for every file. Knows nothing of how it is done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from indexer.errors import Verdict


class Change(StrEnum):
    """What an update found a file to be."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is."""

    step: str  # reading, embedding, vectors, keywords, checksums
    done: int
    total: int  # of documents while reading, of passages while embedding; it may grow
    document: str = ""


@dataclass(frozen=True, slots=True)
class FileReport:
    """How one file ended."""

    document: str
    change: Change
    verdict: Verdict
    pages: int
    chunks: int
    detail: str = ""  # for a file that was refused: what was found and what to do


@dataclass(frozen=True, slots=True)
class Report:
    """What an update did; every file of the folder has its verdict."""

    generation: int | None  # the one that is served now
    published: bool  # False where there was nothing to do
    files: tuple[FileReport, ...]
    removed: tuple[str, ...]
    chunks: int
    read: int  # files that were parsed
    embedded: int  # passages that went through the embedder
    seconds: Mapping[str, float]  # by step, and "total"

    @property
    def verdicts(self) -> dict[str, int]:
        """How many files ended with each verdict."""
        return dict(sorted(Counter(file.verdict.value for file in self.files).items()))

    @property
    def refused(self) -> list[FileReport]:
        """The files that are not indexed."""
        return [file for file in self.files if file.verdict != Verdict.INDEXED]

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The report with its verdicts counted."""
        return asdict(self) | {"verdicts": self.verdicts}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:  # Any: JSON
        """The report that `to_json` gave."""
        files = tuple(
            FileReport(**{**file, "change": Change(file["change"]), "verdict": Verdict(file["verdict"])})
            for file in data["files"]
        )
        rest = {name: value for name, value in data.items() if name not in ("files", "verdicts", "removed")}
        return cls(files=files, removed=tuple(data["removed"]), **rest)
