"""Sample documents as DOCX, PPTX and XLSX. Knows nothing of PDF."""

import csv
import re
from pathlib import Path
from typing import Any

from tools.sample_sources import Block, Source


def write_docx(source: Source, path: Path) -> None:
    """Write the document with real headings, lists, tables, a header and a footer."""
    from docx import Document

    document = Document()
    document.core_properties.title = source.title
    document.core_properties.author = "Lindqvale Pumps"
    document.sections[0].header.paragraphs[0].text = f"Lindqvale Pumps | {source.title}"
    document.sections[0].footer.paragraphs[0].text = source.about
    for block in source.blocks:
        _add_block(document, block)
    document.save(str(path))


def _add_block(document: Any, block: Block) -> None:  # Any: python-docx names no public type for it
    if block.kind == "break":
        document.add_page_break()
    elif block.kind == "heading":
        document.add_heading(block.lines[0], level=block.level)
    elif block.kind == "table":
        _add_table(document, block)
    else:
        style = {"bullets": "List Bullet", "steps": "List Number"}.get(block.kind)
        for line in block.lines:
            _add_runs(document.add_paragraph(style=style), line)


def _add_runs(paragraph: Any, line: str) -> None:  # Any: as above
    """Text with its **bold** words."""
    for number, part in enumerate(re.split(r"\*\*(.+?)\*\*", line)):
        paragraph.add_run(part).bold = number % 2 == 1


def _add_table(document: Any, block: Block) -> None:  # Any: as above
    rows = block.cells
    table = document.add_table(rows=0, cols=len(rows[0]), style="Light Grid Accent 1")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _add_runs(cell.paragraphs[0], text)


def write_pptx(source: Source, path: Path) -> None:
    """Write one slide for each heading, with points, a table where there is one, and the speaker's notes."""
    from pptx import Presentation

    deck = Presentation()
    deck.core_properties.title = source.title
    deck.core_properties.author = "Lindqvale Pumps"
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = source.title
    first.placeholders[1].text = source.about
    slide = first
    for block in source.blocks:
        if block.kind == "heading":
            slide = deck.slides.add_slide(deck.slide_layouts[5 if _has_table(source, block) else 1])
            slide.shapes.title.text = block.lines[0]
        elif block.kind == "notes":
            slide.notes_slide.notes_text_frame.text = "\n".join(block.lines)
        elif block.kind == "table":
            _place_table(slide, block)
        else:
            slide.placeholders[1].text = "\n".join(block.lines)
    deck.save(str(path))


def _has_table(source: Source, heading: Block) -> bool:
    following = source.blocks[source.blocks.index(heading) + 1 :]
    return bool(following) and following[0].kind == "table"


def _place_table(slide: Any, block: Block) -> None:  # Any: python-pptx has no types
    from pptx.util import Inches

    rows = block.cells
    table = slide.shapes.add_table(len(rows), len(rows[0]), Inches(0.5), Inches(1.6), Inches(9), Inches(4)).table
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text


def write_xlsx(source: Path, path: Path) -> None:
    """Write a CSV source as a workbook with one sheet: a header row in bold, numbers as numbers."""
    from openpyxl import Workbook  # type: ignore[import-untyped]  # no types of its own
    from openpyxl.styles import Font  # type: ignore[import-untyped]  # no types of its own

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = source.name.split(".")[1]
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            sheet.append([float(cell) if re.fullmatch(r"\d+(\.\d+)?", cell) else cell for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    book.save(path)
