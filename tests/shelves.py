"""Documents in memory with pages and headings, as the index has them, for tests of outlines, maps and paths."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.documents import Heading, Page


@dataclass(frozen=True)
class ShelfRecord:
    """A document of the shelf."""

    document: str
    title: str
    pages: int
    version: str = "v1"


class MemoryShelf:
    """Markdown texts; a form feed begins the next page, which begins under the headings in force."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._pages = {name: _pages(text) for name, text in texts.items()}

    def documents(self) -> Sequence[ShelfRecord]:
        return [ShelfRecord(name, _title(name, pages), len(pages)) for name, pages in sorted(self._pages.items())]

    def page(self, document: str, number: int, /) -> Page | None:
        pages = self._pages.get(document, [])
        return pages[number - 1] if 0 < number <= len(pages) else None


def prose(words: int, word: str = "pump") -> str:
    """So many words in sentences of ten."""
    return " ".join(f"{word}." if place % 10 == 9 else word for place in range(words))


def _pages(text: str) -> list[Page]:
    pages: list[Page] = []
    opening: list[str] = []
    for number, part in enumerate(text.split("\f"), 1):
        headings = tuple(
            Heading(found.start(), len(found[1]), found[2]) for found in re.finditer(r"^(#+) (.+)$", part, re.MULTILINE)
        )
        pages.append(Page(number, part, headings, tuple(opening)))
        for heading in headings:
            opening = [*opening[: heading.level - 1], heading.title]
    return pages


def _title(name: str, pages: list[Page]) -> str:
    first = next((heading.title for heading in pages[0].headings if heading.level == 1), "")
    return first or name.rpartition("/")[2].partition(".")[0]
