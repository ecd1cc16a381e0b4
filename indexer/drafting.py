"""The SQLite file of the next generation while it is made: a copy of the last one, changed. Knows nothing of vectors."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.content import DOCUMENT_COLUMNS, SCHEMA, DocumentRecord
from indexer.documents import Chunk, Page

_FREE_SHARE = 0.25  # of the file; above it the space of what was removed is given back


@dataclass(frozen=True, slots=True)
class DraftChunk:
    """A chunk with what the search needs to know of it."""

    chunk: Chunk
    words: Sequence[str]  # what the keyword index counts
    key: bytes  # names the embedded text


def key_of(text: str) -> bytes:
    """The name of an embedded text: 16 bytes of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8")).digest()[:16]


def twin_of(text: str) -> int:
    """A number that two texts share when they differ in case and white space only (63 bits of SHA-256)."""
    same = " ".join(text.casefold().split())
    return int.from_bytes(hashlib.sha256(same.encode("utf-8")).digest()[:8]) >> 1


class Draft:
    """Documents, pages and chunks that are being written; nobody else reads them yet."""

    def __init__(self, path: Path, base: Path | None) -> None:
        """Starts from a copy of `base`, or empty."""
        if base is not None:
            shutil.copyfile(base, path)
        self._database = sqlite3.connect(path, isolation_level=None)
        # A half-built file is thrown away, so it needs no journal; what is withdrawn leaves no traces in free pages.
        self._database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA secure_delete=ON;")
        if base is None:
            self._database.executescript(SCHEMA)
        self._database.execute("BEGIN")

    def remove(self, documents: Iterable[str]) -> None:
        """Takes documents out, with everything that was read from them."""
        for document in documents:
            number = self._number(document)
            for table, column in (("chunks", "document"), ("pages", "document"), ("documents", "id")):
                self._database.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))  # noqa: S608 - constants

    def move(self, old: str, new: str, mtime_ns: int) -> None:
        """Gives a document another path."""
        self._database.execute("UPDATE documents SET path = ?, mtime_ns = ? WHERE path = ?", (new, mtime_ns, old))

    def touch(self, times: Iterable[tuple[str, int]]) -> None:
        """Remembers new modification times of unchanged documents."""
        self._database.executemany("UPDATE documents SET mtime_ns = ?2 WHERE path = ?1", times)

    def add(self, record: DocumentRecord, pages: Sequence[Page], chunks: Sequence[DraftChunk]) -> None:
        """Writes a document with its pages and its chunks, which are in the order of its text."""
        columns = record.columns()
        number = self._database.execute(
            f"INSERT INTO documents ({DOCUMENT_COLUMNS}) VALUES ({', '.join('?' * len(columns))})",  # noqa: S608 - constants
            columns,
        ).lastrowid
        self._database.executemany(
            "INSERT INTO pages VALUES (?, ?, ?, ?, ?)", ((number, *_page_columns(page)) for page in pages)
        )
        self._database.executemany(
            "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, place, *_chunk_columns(draft)) for place, draft in enumerate(chunks)),
        )

    def close(self) -> None:
        """Completes the file."""
        self._database.execute("COMMIT")
        [(free,), (size,)] = (self._database.execute(f"PRAGMA {name}").fetchone() for name in ("freelist_count", "page_count"))
        if free > size * _FREE_SHARE:
            self._database.execute("VACUUM")
        self._database.close()

    def abandon(self) -> None:
        """Closes the file without completing it."""
        self._database.close()

    def _number(self, document: str) -> int:
        [(number,)] = self._database.execute("SELECT id FROM documents WHERE path = ?", (document,)).fetchall()
        return int(number)


def _page_columns(page: Page) -> tuple[int, str, str, str]:
    headings = json.dumps([(heading.offset, heading.level, heading.title) for heading in page.headings], ensure_ascii=False)
    return page.number, page.text, headings, json.dumps(page.opening, ensure_ascii=False)


def _chunk_columns(draft: DraftChunk) -> tuple[int, str, int, int, str, str, bytes, int]:
    chunk = draft.chunk
    return (
        chunk.page,
        chunk.heading,
        chunk.start,
        chunk.end,
        chunk.text,
        " ".join(draft.words),
        draft.key,
        twin_of(chunk.text),
    )
