"""The lines of a PDF page with their places, as pdfium sees them. Knows nothing of paragraphs or headings."""

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # no types of its own
import pypdfium2.raw as raw  # type: ignore[import-untyped]  # no types of its own

from indexer.errors import FileRefused, Verdict
from indexer.readers.draft import damaged

HYPHENS = "\ufffe\x02"  # pdfium puts one of these where a word is cut at the end of a line
_BREAKS = re.compile(f"([\r\n]+|[{HYPHENS}])")
_BOLD_NAME = re.compile(r"bold|black|heavy|cmbx|demi", re.IGNORECASE)
_BOLD_WEIGHT = 600
_CELL_GAP = 1.1  # font sizes between two cells of a row
_WIDE, _NARROW = 0.56, 0.46  # font sizes a character, on average: a long line that is wider has gaps in it, a short one may
_SHORT = 40  # characters
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"\d{1,2}|[A-Z]")
_LEADING = re.compile(r"\W|\(?\w{1,4}[.):]|\d+(\.\d+)+|.*[.·…_]{3,}", re.DOTALL)  # markers of lists, section numbers, leaders
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
TextPage = Any  # Any: pypdfium2 has no types of its own


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line with a gap before and after it; places in points."""

    left: float
    right: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text on a page; places in points from the lower left corner."""

    text: str
    left: float
    right: float
    y: float  # of the baseline
    size: float  # of the font, in points
    bold: bool = False
    cut: bool = False  # the last word goes on in the next line
    cells: tuple[Cell, ...] = ()  # of a line with gaps in it, as the row of a table has
    words: tuple[Cell, ...] = ()  # only on a page that has lines with gaps


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """The document, opened without a password.

    Raises:
        FileRefused: it needs a password, or it is not a PDF that can be opened.
    """
    try:
        return _opened(path)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            found = "the PDF opens only with a password"
            raise FileRefused(
                Verdict.NEEDS_PASSWORD, found, "Save a copy without the password, for example with qpdf"
            ) from error
        if b" obj" not in path.read_bytes():
            raise damaged("the file is not a PDF, whatever its name says", "the program that made it") from error
        raise damaged("the PDF is broken beyond repair", "a PDF program") from error


def _opened(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code != raw.FPDF_ERR_FORMAT:
            raise
    data = path.read_bytes()  # with something before the first line, or without that line
    return pdfium.PdfDocument(b"%PDF-1.7\n" + data[max(data.find(b"%PDF-"), 0) :])


def page_lines(document: pdfium.PdfDocument, index: int) -> list[Line]:
    """The lines of a page (from 0) in the order in which the file holds them."""
    page = document[index]
    text_page = page.get_textpage()
    try:
        text = _characters(text_page)
        lines = list(_lines(text_page.raw, text, with_words=False))
        if any(line.cells for line in lines):  # a table: where its words stand tells its cells apart
            lines = list(_lines(text_page.raw, text, with_words=True))
        return _with_scripts(lines)
    finally:
        text_page.close()
        page.close()


def _with_scripts(lines: list[Line]) -> list[Line]:
    """The lines with their pieces joined again: powers, note marks, fractions."""
    joined: list[Line] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before is not None and not before.cut and _continues(before, line):
            main = before if before.size >= line.size else line
            space = " " if line.left - before.right > 0.2 * main.size else ""
            text = f"{before.text}{space}{line.text}"
            bold = before.bold and line.bold
            left, right = min(before.left, line.left), max(before.right, line.right)
            cells = _joined_cells(before, line, space)
            joined[-1] = Line(text, left, right, main.y, main.size, bold, line.cut, cells, before.words + line.words)
        else:
            joined.append(line)
    return joined


def _joined_cells(before: Line, line: Line, space: str) -> tuple[Cell, ...]:
    if not before.cells and not line.cells:
        return ()
    left = before.cells or (Cell(before.left, before.right, before.text),)
    right = line.cells or (Cell(line.left, line.right, line.text),)
    middle = Cell(left[-1].left, right[0].right, f"{left[-1].text}{space}{right[0].text}")
    return (*left[:-1], middle, *right[1:])


def _continues(before: Line, line: Line) -> bool:
    size = max(before.size, line.size)
    return abs(before.y - line.y) < 0.6 * size and -0.5 * size < line.left - before.right < size


def _characters(text_page: TextPage) -> str:
    """The characters of a page, one for each of pdfium's."""
    count = text_page.count_chars()
    text = str(text_page.get_text_range()) if count > 0 else ""
    if len(text) == count:
        return text
    codes = (
        raw.FPDFText_GetUnicode(text_page.raw, place) for place in range(count)
    )  # surrogates, or codes without a character
    return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes)


def _lines(handle: Any, text: str, with_words: bool) -> Iterator[Line]:  # Any: a pointer of pdfium
    place = 0
    pieces = _BREAKS.split(text)
    for piece, end in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if piece.strip():
            yield _line(handle, piece, place, end in HYPHENS and end != "", with_words)
        place += len(piece) + len(end)


def _line(handle: Any, piece: str, place: int, cut: bool, with_words: bool) -> Line:  # Any: a pointer of pdfium
    first = place + len(piece) - len(piece.lstrip())
    last = place + len(piece.rstrip()) - 1
    left, _, _, _ = character_box(handle, first)
    _, right, _, _ = character_box(handle, last)
    middle = next(
        (at for at in range((first + last) // 2, last) if not piece[at - place].isspace()), first
    )  # a bullet may differ
    size, y = _size_and_baseline(handle, middle)
    if _RIGHT_TO_LEFT.match(piece.strip()):  # mirrored, so that what follows need not know
        left, right = -max(left, right), -min(left, right)
    bold = _is_bold(handle, first) and _is_bold(handle, last)
    text = " ".join(piece.split())
    width = size * sum(2 if letter > "\u2e80" else 1 for letter in text)
    is_wide = right - left > (_WIDE if len(text) > _SHORT else _NARROW) * width
    words = _words(handle, piece, place) if is_wide or with_words else ()
    cells = _cells(words, size) if is_wide else ()
    if len(cells) > 1:
        text = " | ".join(cell.text for cell in cells)
    return Line(text, left, right, y, size, bold, cut, cells if len(cells) > 1 else (), words if with_words else ())


def _words(handle: Any, piece: str, place: int) -> tuple[Cell, ...]:  # Any: a pointer of pdfium
    """The words of a line with their places."""
    words: list[Cell] = []
    for word in _WORD.finditer(piece):
        left, _, _, _ = character_box(handle, place + word.start())
        _, right, _, _ = character_box(handle, place + word.end() - 1)
        words.append(Cell(left, right, word[0]))
    return tuple(words)


def _cells(words: Sequence[Cell], size: float) -> tuple[Cell, ...]:
    """The pieces of a line between its gaps."""
    cells: list[Cell] = []
    for word in words:
        before = cells[-1] if cells else None
        is_leading = len(cells) == 1 and _LEADING.fullmatch(cells[0].text) is not None
        if before is None or (abs(word.left - before.right) > _CELL_GAP * size and not is_leading):
            cells.append(word)
        else:
            cells[-1] = Cell(before.left, word.right, f"{before.text} {word.text}")
    is_numbered = (  # a heading: "3   Leave"
        len(cells) == 2 and _NUMBER.fullmatch(cells[0].text) is not None and cells[1].left - cells[0].right < 3 * size
    )
    return () if is_numbered else tuple(cells)


def character_box(handle: Any, place: int) -> tuple[float, float, float, float]:  # Any: a pointer of pdfium
    """Left, right, bottom and top of a character, in points."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(handle, place, left, right, bottom, top)
    return left.value, right.value, bottom.value, top.value


def _size_and_baseline(handle: Any, place: int) -> tuple[float, float]:  # Any: a pointer of pdfium
    matrix = raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(handle, place, x, y)
    size = float(raw.FPDFText_GetFontSize(handle, place))
    if raw.FPDFText_GetMatrix(handle, place, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    return round(size, 1), y.value


def _is_bold(handle: Any, place: int) -> bool:  # Any: a pointer of pdfium
    if raw.FPDFText_GetFontWeight(handle, place) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(handle, place, name, len(name), flags)
    return 0 < length <= len(name) and _BOLD_NAME.search(name.value.decode("latin-1")) is not None
