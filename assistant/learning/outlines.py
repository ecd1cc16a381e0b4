"""What documents consist of: sections with their headings, places and reading times. Knows nothing of skills or people."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from indexer.documents import Page
from indexer.splitting import heading_path

WORD_S = 0.3  # seconds to read a word: 200 a minute, for text that is to be remembered
CHARACTER_S = 0.2  # and a Chinese character: 300 a minute
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")


class Record(Protocol):
    """What is known of an indexed document."""

    @property
    def document(self) -> str:
        """Path below the folder of documents."""

    @property
    def version(self) -> str:
        """SHA-256 of the file's bytes, hexadecimal."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def pages(self) -> int:
        """How many it has."""


class Library(Protocol):
    """What is needed of a generation of the index."""

    def documents(self) -> Sequence[Record]:
        """Every file of the folder."""

    def page(self, document: str, number: int, /) -> Page | None:
        """A page as it was read."""


@dataclass(frozen=True, slots=True)
class Section:
    """The text of a page from a heading to the next one: `page.text[start:end] == text`."""

    page: int
    heading: str  # path, "Leave > Carry-over"
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A document by its sections, in the order of its text."""

    document: str
    version: str
    title: str
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(section.text for section in self.sections)


def outlines(library: Library, readable: Callable[[str], bool]) -> Iterator[Outline]:
    """The outlines of the documents for which `readable` is true, without those that have no text."""
    for record in library.documents():
        if readable(record.document):
            found = outline(library, record)
            if found.sections:
                yield found


def outline(library: Library, record: Record) -> Outline:
    """The outline of a document."""
    pages = (library.page(record.document, number) for number in range(1, record.pages + 1))
    found = tuple(section for page in pages if page is not None for section in sections(page))
    return Outline(record.document, record.version, record.title, found)


def sections(page: Page) -> list[Section]:
    """The sections of a page in order; those without a word are left out."""
    borders = sorted({0, *(heading.offset for heading in page.headings), len(page.text)})
    return [
        Section(page.number, heading_path(page, start), start, end, page.text[start:end])
        for start, end in pairwise(borders)
        if _WORD.search(page.text[start:end])
    ]


def section_at(page: Page, offset: int) -> Section | None:
    """The section that holds an offset of the page, None where there is no text."""
    return next((section for section in sections(page) if section.start <= offset < section.end), None)


def word_count(text: str) -> int:
    """The words of a text; two Chinese characters are one."""
    chinese = len(_CHINESE.findall(text))
    return len(_WORD.findall(_CHINESE.sub(" ", text))) + (chinese + 1) // 2


def reading_seconds(text: str) -> float:
    """How long reading a text attentively takes, in seconds."""
    return WORD_S * len(_WORD.findall(_CHINESE.sub(" ", text))) + CHARACTER_S * len(_CHINESE.findall(text))
