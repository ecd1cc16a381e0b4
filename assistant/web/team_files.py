"""What is told of a team as files: a table as CSV, all tables as PDF. Knows nothing of how the tables come about."""

import csv
import io
from collections.abc import Iterable
from xml.sax.saxutils import escape

from assistant.learning.certificates import CHINESE_FONT
from assistant.learning.question_csv import safe_cell
from assistant.web.team_tables import Cell, Sheet

MARGIN = 36  # points
WIDE = 24  # characters, from which a column gets more room


def as_csv(sheet: Sheet) -> str:
    """A table as CSV for spreadsheets: UTF-8 with a byte order mark, every text quoted, none of them a formula."""
    out = io.StringIO(newline="")
    table = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    table.writerow(map(safe_cell, sheet.heads))
    table.writerows([safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows)
    return "\ufeff" + out.getvalue()


def as_pdf(title: str, lines: Iterable[str], sheets: Iterable[Sheet], nothing: str) -> bytes:
    """Tables below one another on A4 pages across; `lines` stand below the title, `nothing` where a table has no rows."""
    from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]  # no types
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]  # no types
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]  # no types
    from reportlab.platypus import SimpleDocTemplate, Spacer  # type: ignore[import-untyped]  # no types

    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE_FONT))
    out, size = io.BytesIO(), landscape(A4)
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN)
    document = SimpleDocTemplate(out, pagesize=size, title=title, invariant=True, **margins)  # the same bytes each time
    story = [_paragraph(title, 18), *(_paragraph(line, 9) for line in lines)]
    for sheet in sheets:
        story += [Spacer(1, 12), _paragraph(sheet.title, 13), Spacer(1, 4)]
        story.append(_table(sheet, size[0] - 2 * MARGIN) if sheet.rows else _paragraph(nothing, 9))
    document.build(story)
    return out.getvalue()


def _table(sheet: Sheet, width: float) -> object:
    from reportlab.lib import colors  # type: ignore[import-untyped]  # no types
    from reportlab.platypus import LongTable

    texts = [sheet.heads, *([_told(cell) for cell in row] for row in sheet.rows)]
    longest = [min(WIDE * 2, max(8, *(len(row[at]) for row in texts))) for at in range(len(sheet.heads))]
    widths = [width * one / sum(longest) for one in longest]
    cells = [[_paragraph(text, 8) for text in row] for row in texts]
    style = [
        ("GRID", (0, 0), (-1, -1), 0.4, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return LongTable(cells, colWidths=widths, repeatRows=1, style=style)


def _paragraph(text: str, size: int) -> object:
    """A text that wraps, in the font that has its signs."""
    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]  # no types
    from reportlab.platypus import Paragraph

    latin = all(ord(sign) < 0x100 for sign in text)
    style = ParagraphStyle(
        "cell", fontName="Helvetica" if latin else CHINESE_FONT, fontSize=size, leading=size * 1.35,
        wordWrap=None if latin else "CJK",
    )  # fmt: skip
    return Paragraph(escape(text), style)


def _told(cell: Cell) -> str:
    return str(cell)
