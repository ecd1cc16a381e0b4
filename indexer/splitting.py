"""Pages to chunks: passages of one page that are small enough to be embedded. Knows nothing of vectors or indexes."""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from indexer.documents import Chunk, Heading, Page, Reading

if TYPE_CHECKING:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

CHUNK_CHARACTERS = 900
SCRAP_CHARACTERS = 120  # less than this is no passage of its own: it only says something with what follows
_WORD = re.compile(r"\w+")
HEADINGS = 2  # of the path, counted from the nearest, that are embedded with a chunk
_SEPARATORS = [r"\n\s*\n", r"\n(?=[•\-*\d])", r"(?<=[.!?])\s+", r"(?<=[。！？；])", r"\n", r"(?<=[,，、;:：])", r"\s+", ""]


def split(reading: Reading, document: str, version: str) -> list[Chunk]:
    """The chunks of a reading in the order of its text; none crosses a page."""
    return [
        Chunk(document, version, reading.title, page.number, heading, start, end, page.text[start:end])
        for page in reading.pages
        for start, end, heading in _pieces(page)
    ]


def embedded_text(chunk: Chunk) -> str:
    """What is embedded and keyword-indexed: the title, the nearest headings that the text does not begin with, the text.

    Two headings are enough to say where a passage stands; more of them made the vectors of a document alike (Northwind,
    dense only: hit@1 0.62 with the whole path, 0.67 with two).
    """
    path = [next(same) for _, same in itertools.groupby(chunk.heading.split(" > "), key=_bare)][-HEADINGS:]
    untold = [title for title in path if not _bare(chunk.text).startswith(_bare(title))]
    return "\n".join(part for part in (chunk.title, " > ".join(untold), chunk.text) if part)


def heading_path(page: Page, offset: int) -> str:
    """The headings in force at an offset of a page, highest first: `Leave > Carry-over`."""
    return next(_heading_paths(page, [offset]))


def _heading_paths(page: Page, offsets: Iterable[int]) -> Iterator[str]:
    """`heading_path` of offsets that do not go back, in one walk: a changelog has thousands of headings on its one page."""
    path = [Heading(0, level, title) for level, title in enumerate(page.opening, 1)]
    place = 0
    for offset in offsets:
        while place < len(page.headings) and page.headings[place].offset <= offset:
            heading = page.headings[place]
            path = [*(above for above in path if above.level < heading.level), heading]
            place += 1
        yield " > ".join(heading.title for heading in path)


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _pieces(page: Page) -> Iterator[tuple[int, int, str]]:
    cuts = [(begin + start, begin + end) for begin, finish in _sections(page) for start, end in _cut(page.text[begin:finish])]
    paths = _heading_paths(page, [start for start, _ in cuts])
    yield from ((start, end, path) for (start, end), path in zip(cuts, paths, strict=True))


def _sections(page: Page) -> list[tuple[int, int]]:
    """Where the page falls apart at its headings; short neighbours stay together up to the size of a chunk."""
    borders = [0, *(heading.offset for heading in page.headings if heading.offset > 0), len(page.text)]
    sections: list[tuple[int, int]] = []
    for begin, finish in itertools.pairwise(borders):
        if sections and (finish - sections[-1][0] <= CHUNK_CHARACTERS or begin - sections[-1][0] < SCRAP_CHARACTERS):
            sections[-1] = (sections[-1][0], finish)
        else:
            sections.append((begin, finish))
    return sections


def _cut(text: str) -> list[tuple[int, int]]:
    """Where the chunks of a section begin and end; a scrap, such as a heading alone, stays with its neighbour."""
    cuts: list[tuple[int, int]] = []
    begin, at = None, 0
    for piece in _splitter().split_text(text):
        at = text.index(piece, at)
        begin = at if begin is None else begin
        at += len(piece)
        if at - begin >= SCRAP_CHARACTERS:
            cuts.append((begin, at))
            begin = None
    if begin is not None:
        cuts.append((cuts.pop()[0] if cuts else begin, at))
    return cuts


@functools.cache
def _splitter() -> "RecursiveCharacterTextSplitter":
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        separators=_SEPARATORS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=CHUNK_CHARACTERS,
        chunk_overlap=0,
    )
