"""The next generation in the making: what was read, its vectors, its keywords. Knows nothing of plans or files."""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.content import Content, DocumentRecord, gathered
from indexer.documents import Page
from indexer.drafting import Draft, DraftChunk
from indexer.embedding import Embedder
from indexer.embedding_log import EmbeddingLog
from indexer.keywords import KeywordIndex
from indexer.manifest import seal
from indexer.splitting import embedded_text
from indexer.store import CONTENT, KEYWORDS, VECTORS, Index
from indexer.vectors import write_vectors

logger = logging.getLogger(__name__)

WINDOW = 16  # batches whose texts are sorted by length together: like lengths need little padding
_PART = 8192  # vectors copied at a time


class Building:
    """A half-built generation: documents are added, then it is finished. Killed at any point, it is worth nothing."""

    def __init__(self, folder: Path, base: Index | None, embedder: Embedder, log: EmbeddingLog, batch: int) -> None:
        self._folder = folder
        self._base = base
        self._embedder = embedder
        self._log = log
        self._batch = batch
        self._waiting: dict[bytes, str] = {}  # texts to embed, by key
        self._added: set[str] = set()  # documents that are not the base's
        self.embedded = 0  # chunks' texts that went through the embedder
        self.records: list[DocumentRecord] = []  # of all documents, once it is finished
        self.draft = Draft(folder / CONTENT, None if base is None else base.folder / CONTENT)

    @property
    def waiting(self) -> int:
        """How many texts are still to be embedded."""
        return len(self._waiting)

    def add(self, record: DocumentRecord, pages: Sequence[Page], chunks: Sequence[DraftChunk]) -> None:
        """Adds a document; its texts wait to be embedded unless their vectors are known."""
        self.draft.add(record, pages, chunks)
        self._added.add(record.document)
        texts = {draft.key: draft for draft in chunks if draft.key not in self._log and draft.key not in self._waiting}
        known = self._base.content.rows_of_keys(texts) if self._base is not None else {}
        self._waiting |= {key: embedded_text(draft.chunk) for key, draft in texts.items() if key not in known}

    def embed(self, *, rest: bool) -> Iterator[int]:
        """Embeds what waits, window by window, all of it where `rest`; yields the number of texts after each batch."""
        window = self._batch * WINDOW
        while len(self._waiting) >= window or (rest and self._waiting):
            keys = sorted(list(self._waiting)[:window], key=lambda key: len(self._waiting[key]), reverse=True)
            for first in range(0, len(keys), self._batch):
                batch = keys[first : first + self._batch]
                self._log.append(batch, self._embedder.passages([self._waiting.pop(key) for key in batch]))
                self.embedded += len(batch)
                yield len(batch)

    def finish(self, generation: int, quantise_above: int) -> Iterator[str]:
        """Completes the generation; yields the name of each step before it is taken."""
        yield "vectors"
        self.draft.close()
        content = Content(self._folder / CONTENT)
        quantise = content.count > quantise_above
        like = self._base.stored_vectors if self._base is not None else None
        parts = self._vectors(content)
        write_vectors(self._folder / VECTORS, self._embedder.dimensions, parts, quantise=quantise, like=like)
        yield "keywords"
        if content.count:
            KeywordIndex.build_from_counts(*content.words(), self._folder / KEYWORDS)
        content.close()
        self.records = content.records
        yield "checksums"
        seal(
            self._folder,
            generation,
            embedder=self._embedder.name,
            dimensions=self._embedder.dimensions,
            documents=len(content.records),
            chunks=content.count,
            quantised=quantise,
        )

    def close(self) -> None:
        """Lets go of the half-built file where it was not finished."""
        self.draft.abandon()

    def _vectors(self, content: Content) -> Iterator[NDArray[np.float32]]:
        sources = self._sources(content)
        for first in range(0, len(sources), _PART):
            part = sources[first : first + _PART]
            vectors = np.empty((len(part), self._embedder.dimensions), dtype=np.float32)
            copied = part >= 0
            if self._base is not None and copied.any():
                vectors[copied] = self._base.vectors(part[copied])
            vectors[~copied] = self._log.vectors(-1 - part[~copied])
            yield vectors

    def _sources(self, content: Content) -> NDArray[np.int64]:
        """Where each row's vector comes from (n,): a row of the base from 0 up, place p of the log as -1 - p."""
        sources = np.empty(content.count, dtype=np.int64)
        kept = np.array([record.document not in self._added for record in content.records], dtype=np.bool_)
        if self._base is not None:
            origin = gathered(self._base.content.firsts_of(content.ids[kept]), content.sizes[kept])
            sources[gathered(content.firsts[kept], content.sizes[kept])] = origin
        for ordinal in np.flatnonzero(~kept):
            first, size = int(content.firsts[ordinal]), int(content.sizes[ordinal])
            sources[first : first + size] = self._sources_of(content.keys(content.records[ordinal].document))
        return sources

    def _sources_of(self, keys: Sequence[bytes]) -> list[int]:
        known = {} if self._base is None else self._base.content.rows_of_keys(key for key in keys if key not in self._log)
        return [known[key] if key in known else -1 - self._log.place(key) for key in keys]
