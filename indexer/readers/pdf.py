"""PDF to pages of clean text, with headings from the outline or from the type. Knows nothing of pdfium's pointers."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # no types of its own

from indexer.documents import Reading
from indexer.errors import FileRefused, Verdict
from indexer.readers.draft import Draft, clean, no_title, one_line
from indexer.readers.layout import Block, blocks, body_size, leadings, without_contents, without_running_lines
from indexer.readers.pdf_lines import Line, open_pdf, page_lines
from indexer.readers.pdf_rows import with_rows
from indexer.settings import ReadingLimits

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SECTION_NUMBER = re.compile(r"^(chapter|section|kapitel|part)?\s*[\d.]+\s+", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_LOWEST = 6  # the level of the lowest heading
_OUTLINE_FROM = 3  # entries: a shorter outline is a table of bookmarks, not of contents
_LONE_CHARACTERS = 70
_HYPHENATED_SHARE = 0.03  # of lines that end in a cut word, where the typesetter cuts words at all
Outline = dict[int, list[tuple[int, str]]]  # page (from 0) -> level and squeezed title of each heading


def read(path: Path, limits: ReadingLimits) -> Reading:
    """A PDF file, one page for each of its pages that has text."""
    document = open_pdf(path)
    try:
        if len(document) > limits.pages:
            found = f"{len(document):,} pages, the limit is {limits.pages:,}"
            raise FileRefused(Verdict.TOO_LARGE, found, "Split it, or raise pages in [reading]")
        return _read(document, path, limits)
    finally:
        document.close()


def _read(document: pdfium.PdfDocument, path: Path, limits: ReadingLimits) -> Reading:
    heights = [float(document.get_page_size(index)[1]) for index in range(len(document))]
    pages = [page_lines(document, index) for index in range(len(document))]
    pages = without_running_lines(pages, heights)
    if not any(_LETTER.search(line.text) for lines in pages for line in lines):
        found = "the pages hold pictures of text, or nothing" if pages else "the PDF has no pages"
        raise FileRefused(Verdict.NO_TEXT, found, "Run OCR on it first, for example with ocrmypdf")
    pages = [without_contents(lines) for lines in pages]
    usual, mend = leadings(pages), mender(pages)
    laid_out = [blocks(with_rows(lines), usual | leadings([lines]), mend) for lines in pages]
    outline = _fitting(_outline(document), laid_out)
    body = body_size(pages)
    title, cover = _title(document, laid_out, body)
    ladder = Ladder.of([laid_out[0][cover:], *laid_out[1:]], body)
    draft = Draft(limits)
    for number, page in enumerate(laid_out, start=1):
        draft.page(number)
        _write(draft, page, number, outline, ladder, cover if number == 1 else 0)
    return draft.finish(title, path, paged=True)


def _write(draft: Draft, page: list[Block], number: int, outline: Outline, ladder: "Ladder", cover: int) -> None:
    entries = outline.get(number - 1, [])
    for place, block in enumerate(page):
        following = page[place + 1] if place + 1 < len(page) else None
        level = 0
        if place >= cover:  # what is the document's title need not stand in every heading path
            level = _outlined(block, entries) if outline else ladder.level(block, following)
        if level:
            draft.heading(level, block.text)
        else:
            draft.block(block.text)


def mender(pages: Sequence[list[Line]]) -> Callable[[str, str], str]:
    """A function that joins the two halves of a cut word, with a hyphen where this document writes the word with one."""
    words = Counter(word.lower() for lines in pages for line in lines for word in _WORD.findall(clean(line.text)))
    cuts = [
        (_last_word(upper.text), _first_word(lower.text)) for lines in pages for upper, lower in pairwise(lines) if upper.cut
    ]
    known = sum(words[head + tail] > 0 for head, tail in cuts) - sum(words[f"{head}-{tail}"] > 0 for head, tail in cuts)
    joins = known > 0 or (known == 0 and len(cuts) > _HYPHENATED_SHARE * sum(len(lines) for lines in pages))

    def mend(head: str, tail: str) -> str:
        left, right = _last_word(head), _first_word(tail)
        whole, parted = words[left + right], words[f"{left}-{right}"]
        is_word = left and right and not tail[:1].isupper()
        hyphen = parted > whole or (parted == whole and not joins) or not is_word
        return f"{head}-{tail}" if hyphen else head + tail

    return mend


def _last_word(text: str) -> str:
    words = _WORD.findall(clean(text.rpartition(" ")[2]))
    return words[-1].lower() if words else ""


def _first_word(text: str) -> str:
    words = _WORD.findall(clean(text.partition(" ")[0]))
    return words[0].lower() if words else ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Which type is a heading of which level in one document."""

    body: float  # font size of the text, in points
    sizes: tuple[float, ...]  # of headings, the largest first

    @classmethod
    def of(cls, pages: Sequence[list[Block]], body: float) -> "Ladder":
        """The ladder of a document, from the type of its blocks."""
        sizes = {_step(block.size) for page in pages for block in page if _is_short(block) and block.size >= 1.1 * body}
        return cls(body, tuple(sorted(sizes, reverse=True)))

    def level(self, block: Block, following: Block | None) -> int:
        """The level of a block that is a heading, else 0."""
        if not _is_short(block) or block.lines[0].cells or not _LETTER.search(block.text):
            return 0
        if block.size >= 1.1 * self.body:
            return min(self.sizes.index(_step(block.size)) + 1, _LOWEST - 2)
        if block.size < 0.95 * self.body or following is None or block.text[-1] in ".,;。，；":
            return 0
        if block.bold and "\n" not in block.text:
            return min(len(self.sizes), _LOWEST - 2) + 1
        return min(len(self.sizes), _LOWEST - 2) + 2 if _stands_alone(block, following) else 0


def _step(size: float) -> float:
    return round(size * 2) / 2


def _is_short(block: Block) -> bool:
    return len(block.lines) <= 3 and len(block.text) <= 160


def _stands_alone(block: Block, following: Block) -> bool:
    """Whether a line of ordinary type reads like a heading: short, begun with a capital, above text."""
    text = block.text
    if len(block.lines) > 1 or len(text) > _LONE_CHARACTERS or not text[0].isupper() or ":" in text[:-1]:
        return False
    return following.size <= block.size * 1.05 and (len(following.lines) > 1 or len(following.text) > _LONE_CHARACTERS)


def _title(document: pdfium.PdfDocument, pages: Sequence[list[Block]], body: float) -> tuple[str, int]:
    """The document's title, and how many blocks of the first page are that title."""
    cover = 0
    for block in pages[0] if pages else ():
        if not _is_short(block) or block.size < 1.5 * body or cover == 3:
            break
        cover += 1
    told = one_line(document.get_metadata_dict().get("Title", ""))
    shown = one_line(" ".join(block.text for block in pages[0][:cover])) if cover else ""
    if not no_title(told):
        return told, cover if shown and shown in told else 0
    return shown, cover


def _outline(document: pdfium.PdfDocument) -> Outline:
    outline: Outline = {}
    entries = list(document.get_toc(max_depth=_LOWEST))
    for entry in entries if len(entries) >= _OUTLINE_FROM else ():
        target = entry.get_dest()
        index = target.get_index() if target is not None else None
        if index is not None and index < len(document):
            title = squeezed(entry.get_title())
            outline.setdefault(index, []).extend([(entry.level + 1, title)] if title else [])
    return outline


def _fitting(outline: Outline, pages: Sequence[list[Block]]) -> Outline:
    """The outline, where most of its entries are found on their pages; else none."""
    found = sum(any(_outlined(block, [entry]) for block in pages[page]) for page in outline for entry in outline[page])
    return outline if found > 0.5 * sum(len(entries) for entries in outline.values()) else {}


def _outlined(block: Block, entries: list[tuple[int, str]]) -> int:
    """The level that the outline gives to a block; 0 where it does not name it."""
    text = squeezed(block.text)
    if not text or len(text) > 200:
        return 0
    bare = squeezed(_SECTION_NUMBER.sub("", block.text))
    return next((level for level, title in entries if title in (text, bare) or (len(title) > 8 and text.endswith(title))), 0)


def squeezed(text: str) -> str:
    """The letters and digits of a text, in lower case: what stays the same however it is set."""
    return "".join(character for character in clean(text).lower() if character.isalnum())
