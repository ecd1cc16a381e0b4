"""Rows of a sheet to pages: parts of a readable size, each with the header row again. Knows no file format."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from indexer.readers.draft import Draft, one_line, table_rows

_PART_CHARACTERS = 1500  # about what one passage holds: the header row is to stand in the same one as the rows
_PARTS = 1900  # of a workbook at the most, fewer than a file may have pages; long sheets get longer parts
Row = tuple[int, list[str]]  # the number of the row in its sheet, from 1, and its cells


class Sheets:
    """Adds sheets to a draft and numbers their parts through."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._number = 0

    def write(self, name: str, rows: Sequence[Row]) -> None:
        """Adds a sheet; a row without text parts one table from the next."""
        filled = [(number, [one_line(cell) for cell in cells]) for number, cells in rows]
        parts = max(1, (_PARTS - self._number) // 2)  # half of what is left: nobody knows how many sheets follow
        budget = max(_PART_CHARACTERS, sum(len(cell) for _, cells in filled for cell in cells) // parts)
        for part in _gathered(_tables(filled), budget):
            self._number += 1
            self._draft.page(self._number, anew=True)
            first, last = part[0][0][0], part[-1][-1][0]
            title = f"{name}, rows {first}-{last}" if last > first else f"{name}, row {first}"
            self._draft.invisible_heading(1, title.removeprefix(", ").capitalize() if not name else title)
            for table in part:
                self._draft.lines(table_rows([cells for _, cells in table]))


def _tables(rows: Sequence[Row]) -> Iterator[list[Row]]:
    for filled, group in groupby(rows, key=lambda row: any(row[1])):
        if filled:
            yield list(group)


def _gathered(tables: Iterator[list[Row]], budget: int) -> Iterator[list[list[Row]]]:
    """The parts of a sheet: short tables together, a long one cut with its header row repeated."""
    part: list[list[Row]] = []
    size = 0
    for table in tables:
        for piece in _cut(table, budget):
            length = sum(_length(row) for row in piece)
            if part and size + length > budget:
                yield part
                part, size = [], 0
            part.append(piece)
            size += length
    if part:
        yield part


def _cut(table: list[Row], budget: int) -> Iterator[list[Row]]:
    header = _header(table)
    piece: list[Row] = []
    size = 0
    for row in table:
        if piece and size + _length(row) > budget:
            yield piece
            piece, size = [*((row[0], cells) for _, cells in header)], sum(_length(above) for above in header)
        piece.append(row)
        size += _length(row)
    yield piece


def _header(table: list[Row]) -> list[Row]:
    """The row that names the columns: the first with more than one cell, where its cells are words."""
    for row in table[:5]:
        cells = [cell for cell in row[1] if cell]
        if len(cells) > 1:
            return [row] if all(not cell.replace(".", "").replace(",", "").isdecimal() for cell in cells) else []
    return []


def _length(row: Row) -> int:
    return sum(len(cell) + 3 for cell in row[1] if cell)
