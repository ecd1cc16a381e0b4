"""Where a quote stands on a page of a PDF, and the page as a picture with it marked. Knows nothing of answers."""

import ctypes
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2.raw as raw  # type: ignore[import-untyped]  # no types of its own
from PIL import Image, ImageDraw

from indexer.errors import FileRefused, Verdict
from indexer.readers.draft import clean
from indexer.readers.pdf_lines import character_box, open_pdf

Box = tuple[float, float, float, float]  # left, bottom, right, top in points from the page's lower left corner
_PART_CHARACTERS = 24  # squeezed; the first and last of these find a quote of which the page has most
_CELL_END = re.compile(r"\s\|\s|\n")
_MOST = 0.6  # of a quote's letters have to be found
_YELLOW = (255, 221, 0, 96)
_MOST_PIXELS = 4000  # of a picture's longer side


def quote_boxes(path: Path | str, page: int, quote: str) -> list[Box]:
    """A box for each line of the quote on that page (from 1); none where the page does not hold it.

    Raises:
        FileRefused: the file cannot be opened, or has no such page.
    """
    document = open_pdf(Path(path))
    try:
        text_page = _page(document, page).get_textpage()
        letters, places = _squeezed(text_page.raw, text_page.count_chars())
        ranges = _ranges(letters, quote)
        return _line_boxes(text_page.raw, [place for start, end in ranges for place in places[start:end]])
    finally:
        document.close()


def page_picture(path: Path | str, page: int, boxes: Sequence[Box], scale: float = 1.5) -> bytes:
    """The page (from 1) as a PNG with the boxes marked; `scale` is pixels a point.

    Raises:
        FileRefused: the file cannot be opened, or has no such page.
    """
    document = open_pdf(Path(path))
    try:
        sheet = _page(document, page)
        width, height = sheet.get_size()
        scale = min(scale, _MOST_PIXELS / max(width, height, 1.0))
        picture = sheet.render(scale=scale).to_pil().convert("RGBA")
        marks = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        pen = ImageDraw.Draw(marks)
        for box in boxes:
            pen.rectangle(_pixels(sheet, box, picture.size), fill=_YELLOW)
        file = io.BytesIO()
        Image.alpha_composite(picture, marks).convert("RGB").save(file, "PNG")
        return file.getvalue()
    finally:
        document.close()


def quote_picture(path: Path | str, page: int, quote: str, scale: float = 1.5) -> bytes:
    """The page (from 1) as a PNG with the quote marked, where the page holds it.

    Raises:
        FileRefused: as `page_picture`.
    """
    return page_picture(path, page, quote_boxes(path, page, quote), scale)


def _page(document: Any, page: int) -> Any:  # Any: pypdfium2 has no types of its own
    if not 1 <= page <= len(document):
        found = f"the document has {len(document)} pages, not {page}"
        raise FileRefused(Verdict.DAMAGED, found, "Re-index: the file has changed since it was indexed")
    return document[page - 1]


def _letters(text: str) -> list[str]:
    """The letters and digits of a text in lower case: what stays the same however it is set."""
    return [letter for letter in clean(text).lower() if letter.isalnum()]


def _squeezed(handle: Any, count: int) -> tuple[str, list[int]]:  # Any: a pointer of pdfium
    """The letters and digits of a page, and for each of them the number of pdfium's character."""
    letters: list[str] = []
    places: list[int] = []
    for place in range(count):
        code = raw.FPDFText_GetUnicode(handle, place)
        for letter in _letters(chr(code)) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else ():  # two for a ligature
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def _ranges(letters: str, quote: str) -> list[tuple[int, int]]:
    """Where the quote stands in the letters of a page: in one piece, else cell by cell, as a table's row may be set."""
    whole = "".join(_letters(quote))
    found = _found(letters, whole)
    if found is not None:
        return [found]
    pieces = ["".join(_letters(piece)) for piece in _CELL_END.split(quote)]
    parts = [part for piece in pieces if len(pieces) > 1 and (part := _found(letters, piece)) is not None]
    return parts if sum(end - start for start, end in parts) > _MOST * len(whole) else []


def _found(letters: str, wanted: str) -> tuple[int, int] | None:
    """Where the wanted letters stand: all of them, else from where they begin to where they end."""
    if not wanted:
        return None
    start = letters.find(wanted)
    if start >= 0:
        return start, start + len(wanted)
    if len(wanted) < 2 * _PART_CHARACTERS:
        return None
    start = letters.find(wanted[:_PART_CHARACTERS])  # a running head, a footnote or a picture's label may stand in between
    end = letters.find(wanted[-_PART_CHARACTERS:], start)
    if start < 0 or end < 0 or end - start > 2 * len(wanted):
        return None
    return start, end + _PART_CHARACTERS


def _line_boxes(handle: Any, places: Sequence[int]) -> list[Box]:  # Any: a pointer of pdfium
    """One box around the characters of each line."""
    lines: list[list[Box]] = []
    for box in (_box(handle, place) for place in places):
        if lines and _same_line(lines[-1][-1], box):
            lines[-1].append(box)
        else:
            lines.append([box])
    boxes = [
        (min(b[0] for b in line), min(b[1] for b in line), max(b[2] for b in line), max(b[3] for b in line)) for line in lines
    ]
    return [(left - 1, bottom - 1, right + 1, top + 1) for left, bottom, right, top in boxes]


def _box(handle: Any, place: int) -> Box:  # Any: a pointer of pdfium
    left, right, bottom, top = character_box(handle, place)
    return left, bottom, right, top


def _same_line(before: Box, box: Box) -> bool:
    height = max(before[3] - before[1], box[3] - box[1], 1.0)
    overlap = min(before[3], box[3]) - max(before[1], box[1])
    return overlap > -0.2 * height and -2 * height < box[0] - before[2] < 8 * height


def _pixels(sheet: Any, box: Box, size: tuple[int, int]) -> Box:  # Any: a page of pypdfium2
    """A box of the page in pixels of its picture, whichever way the page is turned and cropped."""
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for left, bottom in ((box[0], box[1]), (box[2], box[3])):
        raw.FPDF_PageToDevice(sheet.raw, 0, 0, size[0], size[1], 0, left, bottom, x, y)
        corners.append((x.value, y.value))
    (x0, y0), (x1, y1) = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
