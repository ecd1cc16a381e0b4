"""What everybody may read of an index, and searches that see nothing else. Knows nothing of questions or training."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np

from assistant.answering.passages import Passage
from assistant.settings import groups_of
from indexer.documents import Chunk
from indexer.embedding import Embedder
from indexer.searching import Hit, Searchable, search
from indexer.selection import Selection

EVERYONE = "everyone"
Rules = Mapping[str, tuple[str, ...]]


class Named(Protocol):
    """A document as the index lists it."""

    @property
    def document(self) -> str:
        """Its path below the folder of documents."""


class ShelfIndex(Searchable, Protocol):
    """What is needed of an index."""

    @property
    def generation(self) -> int:
        """The generation's number."""

    def documents(self) -> Sequence[Named]:
        """Every document."""

    def select(self, readable: Callable[[str], bool]) -> Selection:
        """The chunks of the documents for which `readable` is true."""

    def chunk(self, row: int) -> Chunk:
        """The chunk of a row."""


class Shelf:
    """The documents of an index that everybody may read; the only way by which tuning comes to a document's text."""

    def __init__(self, index: ShelfIndex, rules: Rules, embedder: Embedder) -> None:
        self.generation = index.generation
        self.embedder = embedder
        self._index = index
        names = [record.document for record in index.documents()]
        self._public = frozenset(name for name in names if EVERYONE in groups_of(name, rules))
        self.withheld = len(names) - len(self._public)  # documents that not everybody may read

    @property
    def documents(self) -> tuple[str, ...]:
        """The names of the documents, sorted."""
        return tuple(sorted(self._public))

    def holds(self, document: str) -> bool:
        """Whether everybody may read a document."""
        return document in self._public

    def passages(self, documents: Collection[str] | None = None) -> Iterator[Passage]:
        """The passages of the documents, all on the shelf where none are named, in the order of the index."""
        for row in np.flatnonzero(self._within(documents).mask):
            chunk = self._index.chunk(int(row))
            if self.holds(chunk.document):  # asked again: a mistake in the selection must not reach an example
                yield _passage(chunk)

    def find(self, question: str, count: int, documents: Collection[str] | None = None) -> list[Passage]:
        """The best passages for a question in the documents, all on the shelf where none are named."""
        hits = search(self._index, self.embedder, question, within=self._within(documents), count=count)
        return [_passage(hit.chunk, hit) for hit in hits if self.holds(hit.chunk.document)]

    def place(self, document: str, quote: str) -> Passage | None:
        """The passage of a document that holds a quote, line breaks aside; None where none does or it is not for everybody."""
        wanted = "".join(quote.split())
        if not wanted or not self.holds(document):
            return None
        return next((one for one in self.passages((document,)) if wanted in "".join(one.text.split())), None)

    def _within(self, documents: Collection[str] | None) -> Selection:
        named = self._public if documents is None else self._public & frozenset(documents)
        return self._index.select(lambda document: document in named)


def _passage(chunk: Chunk, hit: Hit | None = None) -> Passage:
    score = 1.0 if hit is None else hit.score
    return Passage(
        chunk.document, chunk.version, chunk.title, chunk.page, chunk.heading, chunk.start, chunk.end, chunk.text, score
    )
