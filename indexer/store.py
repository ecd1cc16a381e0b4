"""The index on disk: its generations, and one of them opened for searching. Knows nothing of people or prompts."""

import logging
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.content import Content, DocumentRecord
from indexer.disk import sync_folder, write_atomically
from indexer.documents import Chunk, Page
from indexer.errors import IndexDamaged, IndexIncompatible, IndexMissing
from indexer.keywords import KeywordIndex
from indexer.manifest import MEND, Manifest, check_files, read_manifest
from indexer.selection import Selection
from indexer.vectors import Vectors

logger = logging.getLogger(__name__)

CONTENT, VECTORS, KEYWORDS = "content.sqlite", "vectors.faiss", "keywords"
UNFINISHED = ".building"  # ends the name of a generation's folder until its manifest is written


class Index:
    """One generation, opened; it never changes, and several threads may search it at once."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Opens the files of a generation after comparing them with their checksums.

        Raises:
            IndexDamaged: a file is not what the manifest says.
        """
        check_files(folder, manifest)
        self.folder = folder
        self.manifest = manifest
        self.generation = manifest.generation
        self.count = manifest.chunks
        self.embedder = manifest.embedder
        self.content = Content(folder / CONTENT)
        self._vectors = Vectors(folder / VECTORS, manifest.chunks, manifest.dimensions)
        self._keywords = KeywordIndex.open(folder / KEYWORDS) if self.count else None
        if self.content.count != self.count:
            raise IndexDamaged(f"{folder} holds {self.content.count} chunks, its manifest says {self.count}: {MEND}")

    def require(self, embedder: str) -> None:
        """Makes sure that questions are embedded by what embedded the passages.

        Raises:
            IndexIncompatible: it was another embedder.
        """
        if embedder != self.embedder:
            raise IndexIncompatible(
                f"the index was built with {self.embedder}, the settings name {embedder}: "
                "name the first one again, or build the index anew with 'python -m indexer update --all'"
            )

    def documents(self) -> list[DocumentRecord]:
        """Every file of the folder, refused ones included, in the order of their paths."""
        return list(self.content.records)

    def select(self, readable: Callable[[str], bool]) -> Selection:
        """The chunks of the documents for whose paths `readable` is true."""
        flags = np.array([readable(record.document) for record in self.content.records], dtype=np.bool_)
        return Selection(self.generation, np.repeat(flags, self.content.sizes))

    def everything(self) -> Selection:
        """All chunks: for the operator's own search, which no person uses."""
        return Selection(self.generation, np.ones(self.count, dtype=np.bool_))

    def search_vectors(self, vector: NDArray[np.float32], *, within: Selection, count: int) -> list[tuple[int, float]]:
        """The rows of the selection nearest to a unit vector (d,), nearest first, with their cosines."""
        return self._vectors.search(vector, within.mask, count) if self._fits(within) else []

    def search_keywords(self, question: str, *, within: Selection, count: int) -> list[tuple[int, float]]:
        """The rows of the selection that share a word with the question, best first, with their BM25 scores."""
        if not self._fits(within) or self._keywords is None:
            return []
        return self._keywords.search(question, within, count)

    def chunk(self, row: int) -> Chunk:
        """The chunk of a row."""
        return self.content.chunk(row)

    def chunks(self, rows: Sequence[int]) -> list[Chunk]:
        """The chunks of rows, in their order."""
        return [self.content.chunk(row) for row in rows]

    def row_range(self, document: str, page: int) -> range:
        """The rows of a page's chunks, in the order of its text."""
        return self.content.page_rows(document, page)

    def page(self, document: str, number: int) -> Page | None:
        """A page as it was read, None where there is none of that number."""
        return self.content.page(document, number)

    def vectors(self, rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """The unit vectors (len(rows), d) float32 of rows."""
        return self._vectors.rows(rows)

    def twins(self, row: int) -> list[int]:
        """The rows of other places with the same text, but for case and white space."""
        return self.content.twins(row)

    @property
    def stored_vectors(self) -> Vectors:
        """The vectors as they are stored, for the generation that is built on this one."""
        return self._vectors

    def _fits(self, within: Selection) -> bool:
        if within.generation is None:
            return False
        if within.generation != self.generation:
            raise ValueError(f"a selection of generation {within.generation} cannot search generation {self.generation}")
        return True


class Generations:
    """The generations below an index folder, and the pointer to the one that is served."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "CURRENT"
        self._home = folder / "generations"
        self._lock = threading.Lock()
        self._opened: Index | None = None

    def path(self, generation: int) -> Path:
        """The folder of a generation."""
        return self._home / f"{generation:04d}"

    def current(self) -> int | None:
        """The generation that is served, None where none was built.

        Raises:
            IndexDamaged: the pointer cannot be read.
        """
        try:
            return int(self._pointer.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise IndexDamaged(
                f"{self._pointer} does not name a generation: serve the newest again with 'python -m indexer rollback'"
            ) from error

    def list(self) -> list[int]:
        """The numbers of the complete generations that are kept, oldest first."""
        if not self._home.is_dir():
            return []
        return sorted(int(path.name) for path in self._home.iterdir() if path.name.isdecimal())

    def open(self) -> Index:
        """The generation that is served; the same object until another one is published.

        Raises:
            IndexMissing: nothing was built yet.
            IndexDamaged: a file does not match its checksum.
            IndexIncompatible: it was written in another format.
        """
        with self._lock:
            number = self.current()
            if number is None:
                raise IndexMissing(f"{self.folder} holds no index: run 'python -m indexer update'")
            if self._opened is None or self._opened.generation != number:
                folder = self.path(number)
                self._opened = Index(folder, read_manifest(folder))
            return self._opened

    def start(self) -> tuple[int, Path]:
        """The number of the next generation and an empty folder to build it in; half-built ones are removed."""
        self._home.mkdir(parents=True, exist_ok=True)
        for leftover in self._home.glob(f"*{UNFINISHED}"):
            shutil.rmtree(leftover)
        for leftover in self.folder.glob(f"{self._pointer.name}.*"):
            leftover.unlink()
        number = max([0, *self.list()]) + 1
        folder = self._home / f"{number:04d}{UNFINISHED}"
        folder.mkdir()
        return number, folder

    def publish(self, generation: int, built: Path, keep: int) -> None:
        """Serves a generation whose manifest is written; removes all but the newest `keep`, and those that were rolled back."""
        base = self.current()
        built.rename(self.path(generation))
        sync_folder(self._home)
        write_atomically(self._pointer, f"{generation}\n".encode())  # from here on it is served
        rolled_back = [number for number in self.list() if base is not None and base < number < generation]
        kept = [number for number in self.list() if number not in rolled_back]
        for number in [*rolled_back, *kept[:-keep]]:
            shutil.rmtree(self.path(number), ignore_errors=True)  # where a reader holds it, the next writer tries again

    def rollback(self) -> int:
        """Serves the generation before the current one again; returns its number.

        Raises:
            IndexMissing: no earlier generation is kept.
        """
        try:
            current = self.current()
        except IndexDamaged:  # then any complete generation is better
            current = None
        earlier = [number for number in self.list() if current is None or number < current]
        if not earlier:
            raise IndexMissing(f"{self.folder} keeps no generation before {current}: nothing to go back to")
        read_manifest(self.path(earlier[-1]))
        write_atomically(self._pointer, f"{earlier[-1]}\n".encode())
        return earlier[-1]
