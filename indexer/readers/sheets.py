"""XLSX to rows of text as the sheet shows them. Knows nothing of formulas: their stored results are read."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # no types of its own

from indexer.documents import Reading
from indexer.errors import FileRefused, Verdict
from indexer.readers.draft import Draft, no_title
from indexer.readers.tabular import Row, Sheets
from indexer.settings import ReadingLimits

_CURRENCY = re.compile(r'\[\$([^\-\]]+)|"?([$€£¥₹])"?')
_EMPTY_ROWS = 10_000  # in a row, after which a sheet is over: formats may reach to the last row there is
_LITERALS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


def read(path: Path, limits: ReadingLimits) -> Reading:
    """An XLSX file, one page for each part of a sheet."""
    draft = Draft(limits)
    sheets = Sheets(draft)
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:  # sheets that are charts have no rows
            sheet.reset_dimensions()  # what the file says of its size may be wrong
            sheets.write(sheet.title, list(_rows(sheet, limits)))
        title = str(book.properties.title or "")
    finally:
        book.close()
    return draft.finish("" if no_title(title) else title, path, paged=False)


def _rows(sheet: Any, limits: ReadingLimits) -> Iterator[Row]:  # Any: a sheet of openpyxl
    empty = characters = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [cell_text(cell.value, getattr(cell, "number_format", "")) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        characters += sum(len(cell) for cell in cells)
        if characters > limits.characters:
            found = f"more than {limits.characters:,} characters in one sheet"
            raise FileRefused(Verdict.TOO_LARGE, found, "Split the file into smaller ones")
        empty = 0 if cells else empty + 1
        if empty > _EMPTY_ROWS:
            return
        if cells or empty == 1:  # one empty row is enough to part two tables
            yield number, cells


def cell_text(value: object, format: str) -> str:
    """A cell's value as the sheet shows it: dates as 2026-01-31, numbers with their currency, percent sign and digits."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, format or "General")
    return str(value)


def _number(value: float, format: str) -> str:
    positive = format.split(";")[0]
    found = _CURRENCY.search(positive)
    currency = (found[1] or found[2] or "") if found is not None else ""
    digits = _LITERALS.sub("", positive)
    if "0" not in digits:
        return f"{currency}{value:.10g}" if isinstance(value, float) else f"{currency}{value}"
    percent = "%" in digits
    decimals = len(re.match(r"[0#?]*", digits.partition(".")[2])[0]) if "." in digits else 0  # type: ignore[index]  # * always matches
    grouped = "," if "#,#" in digits or "0,0" in digits else ""
    text = f"{abs(value) * (100 if percent else 1):{grouped}.{decimals}f}"
    return f"{'-' if value < 0 else ''}{currency}{text}{'%' if percent else ''}"
