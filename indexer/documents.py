"""What a file becomes when it is read: pages with their text, numbers and headings. Knows nothing of chunks or vectors."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a page."""

    offset: int  # characters from the start of the page's text to the start of the heading's line
    level: int  # 1 is the highest
    title: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of text. Offsets everywhere in Docent count characters of `text`."""

    number: int  # from 1: PDF page, slide, part of a sheet; always 1 for a file without pages
    text: str
    headings: tuple[Heading, ...] = ()  # in the order of their offsets
    opening: tuple[str, ...] = ()  # the heading path in force where the page begins, highest first

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The page as JSON values."""
        headings = [[heading.offset, heading.level, heading.title] for heading in self.headings]
        return {"number": self.number, "text": self.text, "headings": headings, "opening": list(self.opening)}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:  # Any: JSON
        """The page that `to_json` gave."""
        headings = tuple(Heading(int(offset), int(level), str(title)) for offset, level, title in value["headings"])
        return cls(int(value["number"]), str(value["text"]), headings, tuple(str(title) for title in value["opening"]))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one file."""

    title: str
    pages: tuple[Page, ...]
    paged: bool  # True where `number` is a page that a person can turn to

    @property
    def characters(self) -> int:
        """The number of characters on all pages."""
        return sum(len(page.text) for page in self.pages)

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The reading as JSON values."""
        return {"title": self.title, "paged": self.paged, "pages": [page.to_json() for page in self.pages]}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:  # Any: JSON
        """The reading that `to_json` gave."""
        return cls(str(value["title"]), tuple(Page.from_json(page) for page in value["pages"]), bool(value["paged"]))


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of one page, as it is indexed, found and cited: `text` is `page.text[start:end]`."""

    document: str  # path below the folder of documents, with forward slashes
    version: str  # SHA-256 of the file's bytes, hexadecimal
    title: str  # the document's title
    page: int
    heading: str  # the heading path in force where the chunk begins: "Leave > Carry-over", "" where there is none
    start: int  # offset in the page's text
    end: int
    text: str
