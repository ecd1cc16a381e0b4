"""Rows of tables in a PDF: cells over several lines, columns without a name, where a table ends."""

from pathlib import Path

import pytest
from reportlab.lib import colors  # type: ignore[import-untyped]  # no types of its own
from reportlab.lib.styles import getSampleStyleSheet  # type: ignore[import-untyped]  # no types of its own
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table  # type: ignore[import-untyped]  # no types of its own

from indexer.readers.pdf_lines import Cell, Line
from indexer.readers.pdf_rows import with_rows
from indexer.readers.table import read_file
from indexer.settings import ReadingLimits

PLACES = (72.0, 200.0, 300.0)  # of columns, from the left


def cell(text: str, left: float) -> Cell:
    return Cell(left, left + 5 * len(text), text)


def row(y: float, *texts: str, bold: bool = False) -> Line:
    """A line with a piece in each of the first columns; an empty text is no piece."""
    cells = tuple(cell(text, left) for text, left in zip(texts, PLACES, strict=False) if text)
    text = " | ".join(cell.text for cell in cells)
    return Line(text, cells[0].left, cells[-1].right, y, 10, bold, cells=cells if len(cells) > 1 else ())


def rows(*lines: Line) -> list[str]:
    return [line.text for line in with_rows(lines)]


HEAD = row(700, "Plan", "Year", "Cost", bold=True)


def test_rows_stay_rows() -> None:
    assert rows(HEAD, row(685, "Basic", "2025", "$5"), row(670, "Plus", "2026", "$6")) == [
        "Plan | Year | Cost",
        "Basic | 2025 | $5",
        "Plus | 2026 | $6",
    ]


def test_a_cell_of_two_lines_is_one_cell() -> None:
    table = [
        HEAD,
        row(680, "Basic, for"),
        row(668, "all"),
        row(680, "", "from", ""),
        row(668, "", "2025"),
        row(680, "", "", "$5"),
    ]
    assert rows(*table) == ["Plan | Year | Cost", "Basic, for all | from 2025 | $5"]


def test_an_empty_cell_keeps_its_place() -> None:
    assert rows(HEAD, row(685, "Basic", "", "$5")) == ["Plan | Year | Cost", "Basic |  | $5"]


def test_a_first_column_without_a_name_is_a_column() -> None:
    assert rows(row(700, "", "2025", "2026"), row(685, "Basic", "$5", "$6")) == ["| 2025 | 2026", "Basic | $5 | $6"]


def test_numbers_below_numbers_are_another_row() -> None:
    found = rows(HEAD, row(680, "Basic", "2025", "$5"), row(668, "", "Total", "$5"), row(656, "", "Due", "$1"))
    assert found[1:] == ["Basic | 2025 | $5", "| Total | $5", "| Due | $1"]


def test_a_row_that_fills_its_cells_is_cut_at_the_columns() -> None:
    words = (
        Cell(72, 120, "Everybody"),
        Cell(123, 195, "whoworkshere"),
        Cell(200, 295, "everyyearofthese"),
        Cell(300, 320, "$5"),
    )
    full = Line("Everybody whoworkshere everyyearofthese $5", 72, 320, 685, 10, words=words)
    assert rows(HEAD, full) == ["Plan | Year | Cost", "Everybody whoworkshere | everyyearofthese | $5"]


def test_chinese_cells_are_joined_without_a_space() -> None:
    assert rows(HEAD, row(680, "基本"), row(668, "方案"), row(680, "", "2025", "5 元")) == [
        "Plan | Year | Cost",
        "基本方案 | 2025 | 5 元",
    ]


@pytest.mark.parametrize(
    "after",
    [
        Line("A paragraph below the table that goes over all of its columns", 72, 400, 670, 10),
        Line("Next heading", 72, 140, 670, 14),
        Line("Bold words", 72, 140, 670, 10, bold=True),
        Line("Far below", 72, 140, 600, 10),
        Line("Beside", 20, 60, 670, 10),
        Line("The next column", 72, 150, 790, 10),
    ],
)
def test_a_table_ends_where_something_else_begins(after: Line) -> None:
    assert with_rows([HEAD, row(685, "Basic", "2025", "$5"), after])[-1] == after


def test_lines_without_gaps_are_left_as_they_are() -> None:
    lines = [Line("One", 72, 90, 700, 10), Line("Two", 72, 90, 688, 10)]
    assert with_rows(lines) == lines


def test_a_table_of_a_real_pdf_is_read_row_by_row(tmp_path: Path) -> None:
    style = getSampleStyleSheet()["BodyText"]
    data = [
        ["Site", "What happens there", "People"],
        [
            Paragraph("Leeds, Aire Works", style),
            Paragraph("Head office, engineering, and the plant for both of the large pumps", style),
            "410",
        ],
        [Paragraph("Suzhou", style), Paragraph("Plant for the small pump", style), "190"],
    ]
    path = tmp_path / "a.pdf"
    text = Paragraph("The figures in the table are those of the last day of the year, as the sites reported them.", style)
    table = Table(
        data, colWidths=[70, 160, 50], style=[("GRID", (0, 0), (-1, -1), 1, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    )
    SimpleDocTemplate(str(path)).build([table, text])
    assert read_file(path, ReadingLimits()).pages[0].text.split("\n") == [
        "Site | What happens there | People",
        "Leeds, Aire Works | Head office, engineering, and the plant for both of the large pumps | 410",
        "Suzhou | Plant for the small pump | 190",
        "",
        "The figures in the table are those of the last day of the year, as the sites reported them.",
    ]
