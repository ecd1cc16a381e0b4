"""The SQLite file of the next generation while it is made: a copy of the last one, changed. Knows nothing of vectors."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.content import DOCUMENT_COLUMNS, SCHEMA, WORD_COUNT, DocumentRecord
from indexer.documents import Chunk, Page

_FREE_SHARE = 0.25  # of the file; above it the space of what was removed is given back


@dataclass(frozen=True, slots=True)
class DraftChunk:
    """A chunk with what the search needs to know of it."""

    chunk: Chunk
    words: Mapping[str, int]  # how often it has each word that the keyword index counts
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
        self._removed = False  # whether anything was taken out
        self._words: dict[str, int] | None = None  # their numbers, read when the first document is added

    def remove(self, documents: Iterable[str]) -> None:
        """Takes documents out, with everything that was read from them."""
        for document in documents:
            self._removed = True
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
            "INSERT INTO chunks (document, place, words, key, twin, page, heading, start, finish, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, place, self._counts(draft.words), *_chunk_columns(draft)) for place, draft in enumerate(chunks)),
        )

    def close(self) -> None:
        """Completes the file."""
        if self._removed:
            self._forget_words()
        self._database.execute("COMMIT")
        [(free,), (size,)] = (self._database.execute(f"PRAGMA {name}").fetchone() for name in ("freelist_count", "page_count"))
        if free > size * _FREE_SHARE:
            self._database.execute("VACUUM")
        self._database.close()

    def abandon(self) -> None:
        """Closes the file without completing it."""
        self._database.close()

    def _counts(self, words: Mapping[str, int]) -> bytes:
        if self._words is None:
            self._words = dict(self._database.execute("SELECT word, id FROM words"))
        for word in words:
            if word not in self._words:
                self._words[word] = self._database.execute("INSERT INTO words (word) VALUES (?)", (word,)).lastrowid or 0
        counts = [(self._words[word], count) for word, count in words.items()]
        return np.array(counts, dtype=WORD_COUNT).tobytes()

    def _forget_words(self) -> None:
        """Takes out the words that no chunk has any more: they may have been the withdrawn document's own."""
        blobs = [blob for (blob,) in self._database.execute("SELECT words FROM chunks")]
        numbers = [number for (number,) in self._database.execute("SELECT id FROM words")]
        used = np.zeros(max(numbers, default=0) + 1, dtype=np.bool_)
        used[np.frombuffer(b"".join(blobs), dtype=WORD_COUNT)["word"]] = True
        unused = [(number,) for number in numbers if not used[number]]
        self._database.executemany("DELETE FROM words WHERE id = ?", unused)

    def _number(self, document: str) -> int:
        [(number,)] = self._database.execute("SELECT id FROM documents WHERE path = ?", (document,)).fetchall()
        return int(number)


def _page_columns(page: Page) -> tuple[int, str, str, str]:
    headings = json.dumps([(heading.offset, heading.level, heading.title) for heading in page.headings], ensure_ascii=False)
    return page.number, page.text, headings, json.dumps(page.opening, ensure_ascii=False)


def _chunk_columns(draft: DraftChunk) -> tuple[bytes, int, int, str, int, int, str]:
    chunk = draft.chunk
    return draft.key, twin_of(chunk.text), chunk.page, chunk.heading, chunk.start, chunk.end, chunk.text
