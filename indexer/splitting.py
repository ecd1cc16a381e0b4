"""Pages to chunks: passages of one page that are small enough to be embedded. Knows nothing of vectors or indexes."""

import functools
import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexer.documents import Chunk, Heading, Page, Reading

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

CHUNK_CHARACTERS = 900
OVERLAP_CHARACTERS = 0
_SEPARATORS = [r"\n\s*\n", r"\n(?=[•\-*\d])", r"(?<=[.!?])\s+", r"(?<=[。！？；])", r"\n", r"(?<=[,，、;:：])", r"\s+", ""]


def split(reading: Reading, document: str, version: str) -> list[Chunk]:
    """The chunks of a reading in the order of its text; none crosses a page."""
    return [
        Chunk(document, version, reading.title, page.number, heading, start, end, page.text[start:end])
        for page in reading.pages
        for start, end, heading in _pieces(page)
    ]


def embedded_text(chunk: Chunk) -> str:
    """What is embedded and keyword-indexed: the document's title, the heading path, then the text."""
    return "\n".join(part for part in (chunk.title, chunk.heading, chunk.text) if part)


def heading_path(page: Page, offset: int) -> str:
    """The headings in force at an offset of a page, highest first: `Leave > Carry-over`."""
    path = [Heading(0, level, title) for level, title in enumerate(page.opening, 1)]
    for heading in page.headings:
        if heading.offset > offset:
            break
        path = [*(above for above in path if above.level < heading.level), heading]
    return " > ".join(heading.title for heading in path)


def _pieces(page: Page) -> Iterator[tuple[int, int, str]]:
    for begin, finish in _sections(page):
        for start, end in _cut(page.text[begin:finish]):
            yield begin + start, begin + end, heading_path(page, begin + start)


def _sections(page: Page) -> list[tuple[int, int]]:
    """Where the page falls apart at its headings; short neighbours stay together up to the size of a chunk."""
    borders = [0, *(heading.offset for heading in page.headings if heading.offset > 0), len(page.text)]
    sections: list[tuple[int, int]] = []
    for begin, finish in itertools.pairwise(borders):
        if sections and finish - sections[-1][0] <= CHUNK_CHARACTERS:
            sections[-1] = (sections[-1][0], finish)
        else:
            sections.append((begin, finish))
    return sections


def _cut(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for piece in _splitter().split_text(text):
        at = text.index(piece, at)
        yield at, at + len(piece)
        at += len(piece)


@functools.cache
def _splitter() -> "RecursiveCharacterTextSplitter":
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=CHUNK_CHARACTERS,
        chunk_overlap=OVERLAP_CHARACTERS,
    )
