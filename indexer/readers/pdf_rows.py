"""Lines of a PDF page to rows of its tables: cells that go over several lines are put together. Knows no paragraphs."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.readers.pdf_lines import Cell, Line

_ALIGNED_PT = 4.0  # by so much the cells of a column may begin apart
_NEAR = 3.2  # font sizes between the lines of a table at the most
_LEADING = 1.7  # font sizes between the lines of a cell at the most
_NUMBER = re.compile(r"^[-–+$€£¥]?\d[\d.,]*\s?[%€$£¥]?$")
_SPACE = 0.45  # font sizes: a wider gap is no space between two words
_LOOK_AHEAD = 4  # lines in which a column without a name in the head shows


def with_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines, with those of a table as one line a row and its cells parted by bars."""
    made: list[Line] = []
    place = 0
    while place < len(lines):
        if len(lines[place].cells) > 1:
            table = _Table(lines[place:])
            made += table.rows
            place += table.used
        else:
            made.append(lines[place])
            place += 1
    return made


class _Table:
    """The table that begins with the first of these lines: its rows, and how many lines it takes."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._columns = _columns(lines)
        self._grid: list[list[str]] = []
        self._tops: list[Line] = []  # the first line of each row
        self._above = self._bottom = math.inf  # where the row before the last, and the last one, end
        self.used = 0
        for line in lines:
            pieces = self._pieces(line)
            if pieces is None:
                break
            self._add(line, pieces)
            self.used += 1

    @property
    def rows(self) -> list[Line]:
        """One line for each row."""
        right = max(line.right for line in self._tops)
        cells = self._columns
        rows = [(top, " | ".join(row).rstrip(" |").lstrip()) for top, row in zip(self._tops, self._grid, strict=True)]
        return [replace(top, text=text, right=right, cells=cells, cut=False) for top, text in rows]

    def _pieces(self, line: Line) -> list[tuple[int, Cell]] | None:
        """The cells of a line and their columns; None where the line is not of this table."""
        cells = line.cells or (Cell(line.left, line.right, line.text),)
        if self._tops and not self._is_near(line, len(cells)):
            return None
        if len(cells) == len(self._columns):
            return list(enumerate(cells))
        if any(self._reaches_over(cell) for cell in cells):
            cells = self._cut(line)
        places = [self._column(cell) for cell in cells]
        is_outside = cells[0].left < self._columns[0].left - _ALIGNED_PT
        if is_outside or any(self._reaches_over(cell) for cell in cells) or len(set(places)) < len(places):
            return None
        return list(zip(places, cells, strict=True))

    def _reaches_over(self, cell: Cell) -> bool:
        following = self._column(cell) + 1
        return following < len(self._columns) and cell.right > self._columns[following].left + _ALIGNED_PT

    def _cut(self, line: Line) -> tuple[Cell, ...]:
        """The pieces of a line that fills its cells: cut where a word stands at the left of a column after a wide space."""
        pieces: list[Cell] = []
        for word in line.words:
            before = pieces[-1] if pieces else None
            is_column = any(abs(column.left - word.left) < _ALIGNED_PT for column in self._columns)
            if before is None or (is_column and word.left - before.right > _SPACE * line.size):
                pieces.append(word)
            else:
                pieces[-1] = Cell(before.left, word.right, f"{before.text} {word.text}")
        return tuple(pieces) or (Cell(line.left, line.right, line.text),)

    def _is_near(self, line: Line, cells: int) -> bool:
        """Whether a line is below the rows before it, not far away, and of the same type."""
        top = self._tops[-1]
        if abs(line.size - top.size) > 0.15 * top.size or (line.bold and not top.bold and cells == 1):
            return False
        return self._bottom - _NEAR * line.size < line.y < min(self._above - 0.3 * line.size, top.y + 2 * line.size)

    def _column(self, cell: Cell) -> int:
        """The column in which a cell begins, else the one it lies under."""
        for place, column in enumerate(self._columns):
            if abs(column.left - cell.left) <= _ALIGNED_PT:
                return place
        overlaps = [min(column.right, cell.right) - max(column.left, cell.left) for column in self._columns]
        if max(overlaps) > 0:
            return overlaps.index(max(overlaps))
        return max((place for place, column in enumerate(self._columns) if column.left <= cell.left), default=0)

    def _add(self, line: Line, pieces: Sequence[tuple[int, Cell]]) -> None:
        if not self._grid or self._begins_row(line, pieces):
            self._above = self._bottom
            self._grid.append([""] * len(self._columns))
            self._tops.append(line)
            self._bottom = line.y
        self._bottom = min(self._bottom, line.y)
        row = self._grid[-1]
        for place, cell in pieces:
            space = " " if row[place] and not (row[place][-1] > "\u2e80" and cell.text[:1] > "\u2e80") else ""
            row[place] += space + cell.text

    def _begins_row(self, line: Line, pieces: Sequence[tuple[int, Cell]]) -> bool:
        """Whether a line is a row of its own, not more of the cells of the row before."""
        row = self._grid[-1]
        if len(pieces) == len(self._columns) or line.y < self._bottom - _LEADING * line.size:
            return True
        if pieces[0][0] == 0 and any(row[1:]):
            return True
        return any(_NUMBER.match(row[place]) and _NUMBER.match(cell.text) for place, cell in pieces)


def _columns(lines: Sequence[Line]) -> tuple[Cell, ...]:
    """The cells of the head; where the first column has no name, the cell below stands for it."""
    columns = lines[0].cells
    for line in lines[1:_LOOK_AHEAD]:
        first = line.cells[0] if line.cells else Cell(line.left, line.right, line.text)
        if first.right < columns[0].left and len(line.cells) == len(columns) + 1:
            return (first, *columns)
    return columns
