"""A sample document as PDF: outline, running header and footer, tables, a Chinese font. Knows nothing of other formats."""

import html
import re
from pathlib import Path
from typing import Any

from tools.sample_sources import Block, Source

CHINESE_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")  # Debian: fonts-wqy-microhei, Apache-2.0
_SIZES = {1: 15, 2: 12, 3: 10.5}


def write_pdf(source: Source, path: Path) -> None:
    """Write the document to `path`; only the glyphs that it uses are embedded."""
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]  # no types of its own
    from reportlab.platypus import SimpleDocTemplate, Spacer  # type: ignore[import-untyped]  # no types of its own

    chinese = not source.title.isascii()
    styles = _styles(_chinese_font() if chinese else ("Helvetica", "Helvetica-Bold"), chinese)
    margin = 62
    document = SimpleDocTemplate(
        str(path), pagesize=A4, leftMargin=margin, rightMargin=margin, topMargin=78, bottomMargin=72, invariant=1,
        title=source.title, author="Lindqvale Pumps", subject=source.about, lang="zh-CN" if chinese else "en-GB",
    )  # fmt: skip
    story: list[Any] = []  # Any: reportlab has no types
    for block in source.blocks:
        story += [*_flowables(block, styles, A4[0] - 2 * margin), Spacer(1, 6)]
    running = _Running(source, styles["text"].fontName)
    document.build(story, onFirstPage=running, onLaterPages=running)


class _Running:
    """Draws what stands on every page: the title above, owner, version and page number below."""

    def __init__(self, source: Source, font: str) -> None:
        self._source, self._font = source, font

    def __call__(self, canvas: Any, document: Any) -> None:  # Any: reportlab has no types
        canvas.setFont(self._font, 8)
        canvas.drawString(62, 800, f"Lindqvale Pumps  |  {self._source.title}")
        canvas.drawString(62, 40, self._source.about)
        canvas.drawRightString(533, 40, str(canvas.getPageNumber()))
        canvas.line(62, 793, 533, 793)


def _chinese_font() -> tuple[str, str]:
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]  # no types of its own
    from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]  # no types of its own

    pdfmetrics.registerFont(TTFont("chinese", str(CHINESE_FONT), subfontIndex=0))
    return "chinese", "chinese"


def _styles(fonts: tuple[str, str], chinese: bool) -> dict[str, Any]:  # Any: reportlab has no types
    from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]  # no types of its own

    wrap: dict[str, Any] = {"wordWrap": "CJK"} if chinese else {}
    plain, bold = fonts
    heading: dict[str, Any] = {"fontName": bold, "spaceBefore": 8, "keepWithNext": 1, **wrap}
    headings = {
        f"heading{level}": ParagraphStyle(f"heading{level}", fontSize=size, leading=size * 1.4, **heading)
        for level, size in _SIZES.items()
    }
    text = ParagraphStyle("text", fontName=plain, fontSize=10, leading=15, **wrap)
    cell = ParagraphStyle("cell", parent=text, fontSize=9, leading=12)
    head = ParagraphStyle("head", parent=cell, fontName=bold)
    return {**headings, "text": text, "cell": cell, "head": head}


def _flowables(block: Block, styles: dict[str, Any], width: float) -> list[Any]:  # Any: reportlab has no types
    from reportlab.platypus import ListFlowable, PageBreak, Paragraph

    if block.kind == "break":
        return [PageBreak()]
    if block.kind == "heading":
        return [_outline_entry(block), Paragraph(_markup(block.lines[0]), styles[f"heading{block.level}"])]
    if block.kind == "table":
        return [_table(block, styles, width)]
    paragraphs = [Paragraph(_markup(line), styles["text"]) for line in block.lines]
    if block.kind == "bullets":
        return [ListFlowable(paragraphs, bulletType="bullet", start="•", bulletFontName=styles["text"].fontName)]
    if block.kind == "steps":
        return [ListFlowable(paragraphs, bulletType="1", bulletFormat="%s.", bulletFontName=styles["text"].fontName)]
    return paragraphs


def _outline_entry(block: Block) -> Any:  # Any: reportlab has no types
    from reportlab.platypus import Flowable

    class Entry(Flowable):  # type: ignore[misc]  # reportlab has no types
        """An invisible mark that puts its heading into the PDF's outline."""

        keepWithNext = 1  # noqa: N815 - reportlab's name

        def draw(self) -> None:
            """Enter the heading, with the page it stands on."""
            key = f"{self.canv.getPageNumber()}-{block.lines[0]}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(block.lines[0], key, level=block.level - 1)

    return Entry()


def _table(block: Block, styles: dict[str, Any], width: float) -> Any:  # Any: reportlab has no types
    from reportlab.lib import colors  # type: ignore[import-untyped]  # no types of its own
    from reportlab.platypus import Paragraph, Table, TableStyle

    rows = [
        [Paragraph(_markup(cell), styles["cell" if number else "head"]) for cell in row]
        for number, row in enumerate(block.cells)
    ]
    longest = [min(40, max(11, *(len(cell) for cell in column))) for column in zip(*block.cells, strict=True)]
    widths = [width * part / sum(longest) for part in longest]
    grid = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Table(rows, colWidths=widths, repeatRows=1, style=TableStyle(grid))


def _markup(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", html.escape(text, quote=False))
