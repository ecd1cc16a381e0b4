"""The documents of a generation of the index, with their pages. Knows nothing of questions."""

import functools
from typing import Protocol

from assistant.learning.places import Edition
from indexer.content import DocumentRecord
from indexer.documents import Page

KEPT = 64  # documents whose pages are held, for rows that name one after the other


class Pages(Protocol):
    """What is needed of an opened index."""

    def documents(self) -> list[DocumentRecord]:
        """Every file of the folder, refused ones included."""

    def page(self, document: str, number: int) -> Page | None:
        """A page as it was read."""


class IndexedDocuments:
    """The documents as the index knows them: `Documents` for rechecking and importing."""

    def __init__(self, index: Pages) -> None:
        self._index = index
        self._records = {record.document: record for record in index.documents()}
        self._read = functools.lru_cache(KEPT)(self._edition)

    def names(self) -> list[str]:
        """All documents, in order."""
        return list(self._records)

    def edition(self, document: str) -> Edition | None:
        """The document now; without pages where its file was refused, None where there is none of that name."""
        return self._read(document)

    def _edition(self, document: str) -> Edition | None:
        record = self._records.get(document)
        if record is None:
            return None
        pages = (self._index.page(document, number) for number in range(1, record.pages + 1))
        return Edition(record.version, tuple(page for page in pages if page is not None))
