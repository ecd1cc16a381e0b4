"""Documents, pages and chunks of a generation in one SQLite file, as it is read. Knows nothing of vectors or people.

A row is a chunk's place in its generation: documents lie in the order of their paths, a document's chunks in the order of
its text. Rows are counted when the file is opened and stored nowhere, so that a changed document renumbers nothing.
"""

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from indexer.documents import Chunk, Heading, Page
from indexer.errors import Verdict

if TYPE_CHECKING:
    from scipy.sparse import csr_array  # type: ignore[import-untyped]  # scipy has no types

SCHEMA = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, version TEXT NOT NULL, title TEXT NOT NULL, paged INTEGER NOT NULL,
    pages INTEGER NOT NULL, chunks INTEGER NOT NULL, size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    indexed_at TEXT NOT NULL, verdict TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE pages (
    document INTEGER NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL, headings TEXT NOT NULL, opening TEXT NOT NULL,
    PRIMARY KEY (document, number));
CREATE TABLE chunks (
    document INTEGER NOT NULL, place INTEGER NOT NULL, page INTEGER NOT NULL, heading TEXT NOT NULL, start INTEGER NOT NULL,
    finish INTEGER NOT NULL, text TEXT NOT NULL, words BLOB NOT NULL, key BLOB NOT NULL, twin INTEGER NOT NULL,
    PRIMARY KEY (document, place));
CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
CREATE INDEX chunks_key ON chunks (key);
CREATE INDEX chunks_twin ON chunks (twin);
"""
WORD_COUNT = np.dtype([("word", "<i4"), ("count", "<i4")])  # what chunks.words holds, once for each word of the chunk
DOCUMENT_COLUMNS = "path, version, title, paged, pages, chunks, size_bytes, mtime_ns, indexed_at, verdict, detail"


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A file of the folder of documents as a generation knows it, refused files included."""

    document: str  # path below the folder of documents, with forward slashes
    version: str  # SHA-256 of its bytes, hexadecimal
    title: str
    paged: bool
    pages: int
    chunks: int
    size_bytes: int
    mtime_ns: int  # of the file when it was read
    indexed_at: datetime
    verdict: Verdict
    detail: str = ""  # what was found and what to do about it, empty where it is indexed

    @property
    def modified(self) -> datetime:
        """When the file was last changed before it was read."""
        return datetime.fromtimestamp(self.mtime_ns / 1e9, UTC)

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The record with times as ISO 8601."""
        return asdict(self) | {"modified": self.modified.isoformat(), "indexed_at": self.indexed_at.isoformat()}

    @classmethod
    def from_columns(cls, columns: Sequence[Any]) -> "DocumentRecord":  # Any: SQLite
        """The record of DOCUMENT_COLUMNS."""
        path, version, title, paged, pages, chunks, size, mtime, indexed_at, verdict, detail = columns
        when = datetime.fromisoformat(indexed_at)
        return cls(path, version, title, bool(paged), pages, chunks, size, mtime, when, Verdict(verdict), detail)

    def columns(self) -> tuple[str | int, ...]:
        """What `from_columns` takes."""
        return (
            self.document,
            self.version,
            self.title,
            int(self.paged),
            self.pages,
            self.chunks,
            self.size_bytes,
            self.mtime_ns,
            self.indexed_at.isoformat(),
            self.verdict.value,
            self.detail,
        )


class Content:
    """One generation's text, never changed once opened; several threads may read at once."""

    def __init__(self, path: Path) -> None:
        # immutable: no lock files, no journal, and the pages stay readable when the generation is deleted meanwhile
        self._database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._lock = threading.Lock()
        self._closed = weakref.finalize(self, self._database.close)  # nobody closes what several readers may hold
        found = self._all(f"SELECT id, {DOCUMENT_COLUMNS} FROM documents ORDER BY path")  # noqa: S608 - a constant
        self.records = [DocumentRecord.from_columns(columns[1:]) for columns in found]
        self.ids = np.array([columns[0] for columns in found], dtype=np.int64)
        self.sizes = np.array([record.chunks for record in self.records], dtype=np.int64)
        self.count = int(self.sizes.sum())  # of chunks
        self.firsts = np.cumsum(self.sizes) - self.sizes  # the first row of each document
        self._ordinals = {record.document: ordinal for ordinal, record in enumerate(self.records)}
        self._ordinal_of_id = {int(number): ordinal for ordinal, number in enumerate(self.ids)}

    def close(self) -> None:
        """Closes the file."""
        self._closed()

    def record(self, document: str) -> DocumentRecord | None:
        """What is known of a document."""
        ordinal = self._ordinals.get(document)
        return None if ordinal is None else self.records[ordinal]

    def chunk(self, row: int) -> Chunk:
        """The chunk of a row.

        Raises:
            IndexError: there is no such row.
        """
        ordinal, place = self._place(row)
        record = self.records[ordinal]
        [(page, heading, start, end, text)] = self._all(
            "SELECT page, heading, start, finish, text FROM chunks WHERE document = ? AND place = ?",
            (int(self.ids[ordinal]), place),
        )
        return Chunk(record.document, record.version, record.title, page, heading, start, end, text)

    def page(self, document: str, number: int) -> Page | None:
        """A page as it was read, None where there is no such document or page."""
        ordinal = self._ordinals.get(document)
        if ordinal is None:
            return None
        found = self._all(
            "SELECT text, headings, opening FROM pages WHERE document = ? AND number = ?", (int(self.ids[ordinal]), number)
        )
        return Page(number, found[0][0], _headings(found[0][1]), tuple(json.loads(found[0][2]))) if found else None

    def page_rows(self, document: str, page: int) -> range:
        """The rows of a page's chunks, in the order of its text; empty where there are none."""
        ordinal = self._ordinals.get(document)
        if ordinal is None:
            return range(0)
        [(low, high)] = self._all(
            "SELECT min(place), max(place) FROM chunks WHERE document = ? AND page = ?", (int(self.ids[ordinal]), page)
        )
        first = int(self.firsts[ordinal])
        return range(0) if low is None else range(first + low, first + high + 1)

    def twins(self, row: int) -> list[int]:
        """The other rows whose text is the same but for case and white space, in order."""
        ordinal, place = self._place(row)
        found = self._all(
            "SELECT document, place FROM chunks WHERE twin = (SELECT twin FROM chunks WHERE document = ? AND place = ?)",
            (int(self.ids[ordinal]), place),
        )
        rows = (int(self.firsts[self._ordinal_of_id[document]]) + other for document, other in found)
        return sorted(other for other in rows if other != row)

    def rows_of_keys(self, keys: Iterable[bytes]) -> dict[bytes, int]:
        """A row for each key of an embedded text that this generation has."""
        rows: dict[bytes, int] = {}
        for key in keys:
            found = self._all("SELECT document, place FROM chunks WHERE key = ? LIMIT 1", (key,))
            if found:
                rows[key] = int(self.firsts[self._ordinal_of_id[found[0][0]]]) + found[0][1]
        return rows

    def keys(self, document: str) -> list[bytes]:
        """The keys of a document's embedded texts, in the order of its chunks."""
        number = int(self.ids[self._ordinals[document]])
        return [key for (key,) in self._all("SELECT key FROM chunks WHERE document = ? ORDER BY place", (number,))]

    def firsts_of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The first rows of documents by their numbers in the file, which a copy of it keeps."""
        return self.firsts[[self._ordinal_of_id[int(number)] for number in ids]]

    def words(self) -> tuple["csr_array", list[str]]:
        """How often each chunk has each word that the keyword index counts: (chunks, words), and the words by column."""
        from scipy.sparse import csr_array

        known = self._all("SELECT id, word FROM words ORDER BY id")
        numbers, vocabulary = [number for number, _ in known], [word for _, word in known]
        column = np.zeros(max(numbers, default=0) + 1, dtype=np.int32)
        column[numbers] = np.arange(len(numbers))
        blobs = [blob for (blob,) in self._all("SELECT words FROM documents JOIN chunks ON document = id ORDER BY path, place")]
        pairs = np.frombuffer(b"".join(blobs), dtype=WORD_COUNT)
        ends = np.cumsum([0, *(len(blob) // WORD_COUNT.itemsize for blob in blobs)])
        return csr_array((pairs["count"], column[pairs["word"]], ends), shape=(len(blobs), len(vocabulary))), vocabulary

    def _place(self, row: int) -> tuple[int, int]:
        if not 0 <= row < self.count:
            raise IndexError(row)
        ordinal = int(np.searchsorted(self.firsts, row, side="right")) - 1
        return ordinal, row - int(self.firsts[ordinal])

    def _all(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:  # Any: SQLite
        with self._lock:
            return self._database.execute(query, values).fetchall()


def gathered(firsts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The rows of several ranges, one after the other: firsts [5, 0], sizes [2, 3] give [5, 6, 0, 1, 2]."""
    starts = np.cumsum(sizes) - sizes
    return np.repeat(firsts - starts, sizes) + np.arange(int(sizes.sum()), dtype=np.int64)


def _headings(text: str) -> tuple[Heading, ...]:
    return tuple(Heading(offset, level, title) for offset, level, title in json.loads(text))
