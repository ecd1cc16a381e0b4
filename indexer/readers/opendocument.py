"""ODT, ODS and ODP to blocks, sheets and slides. Knows nothing of how the text looks."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from indexer.documents import Reading
from indexer.readers.draft import Draft, damaged, table_rows
from indexer.readers.package import Element, attribute, local, outermost, part
from indexer.readers.tabular import Row, Sheets
from indexer.settings import ReadingLimits

_UNREAD = ("tracked-changes", "annotation", "annotation-end", "sequence-decls", "table-of-content", "title", "desc")
_REPEATED = 1000  # rows or columns that are the same; more are filling
_LONGEST = "number-columns-repeated"


def read(path: Path, limits: ReadingLimits) -> Reading:
    """An OpenDocument file: a text is one page, a slide is one, a part of a sheet is one."""
    draft = Draft(limits)
    with zipfile.ZipFile(path) as archive:
        root = part(archive, "content.xml")
        body = root.find("{*}body") if root is not None else None
        if root is None or body is None or not len(body):
            raise damaged("the package has no document in it", "an office program")
        meta = part(archive, "meta.xml")
        title = (meta.findtext(".//{*}title") or "") if meta is not None else ""
    ordered = {
        attribute(style, "name") for style in root.iter("{*}list-style") if local(next(iter(style), style)).endswith("number")
    }
    kind = local(body[0])
    if kind == "spreadsheet":
        sheets = Sheets(draft)
        for table in body[0].iterchildren("{*}table"):
            sheets.write(attribute(table, "name"), list(_sheet_rows(table)))
    elif kind == "presentation":
        for number, slide in enumerate(body[0].iterchildren("{*}page"), start=1):
            draft.page(number, anew=True)
            _write_slide(draft, slide, ordered)
    else:
        _Blocks(draft, ordered).walk(body[0])
    return draft.finish(title, path, paged=kind == "presentation")


def _write_slide(draft: Draft, slide: Element, ordered: set[str]) -> None:
    frames = list(slide)
    titles = [frame for frame in frames if attribute(frame, "class") == "title"]
    for frame in titles:
        draft.heading(1, " ".join(_text(paragraph) for paragraph in frame.iter("{*}p")))
    for frame in frames:
        if frame in titles:
            continue
        if local(frame) == "notes":
            notes = [text for paragraph in frame.iter("{*}p") if (text := _text(paragraph)).strip()]
            draft.lines(["Notes:", *notes] if notes else [])
        else:
            _Blocks(draft, ordered).walk(frame)


class _Blocks:
    """Walks a text and adds what it finds to a draft."""

    def __init__(self, draft: Draft, ordered: set[str]) -> None:
        self._draft = draft
        self._ordered = ordered  # names of the list styles that count

    def walk(self, parent: Element) -> None:
        """Adds the blocks inside an element."""
        for element in parent:
            tag = local(element)
            if tag == "h":
                level = attribute(element, "outline-level", "1")
                self._draft.heading(int(level) if level.isdecimal() else 1, _text(element))
            elif tag == "p":
                self._draft.block(_text(element))
                for box in outermost(element, "text-box"):
                    self.walk(box)
            elif tag == "list":
                self._draft.lines(list(self._list(element, 0, attribute(element, "style-name"))))
            elif tag == "table":
                self._draft.lines(table_rows([_cells(row) for row in element.iter("{*}table-row")]))
            elif tag not in _UNREAD:
                self.walk(element)

    def _list(self, element: Element, depth: int, style: str) -> Iterator[str]:
        for number, item in enumerate(element.iterchildren("{*}list-item", "{*}list-header"), start=1):
            marker = f"{number}. " if style in self._ordered else "- "
            for child in item:
                if local(child) == "list" and depth < 20:
                    yield from self._list(child, depth + 1, attribute(child, "style-name", style))
                elif local(child) in ("p", "h") and _text(child).strip():
                    yield "  " * depth + marker + _text(child)
                    marker = " " * len(marker)


def _sheet_rows(table: Element) -> Iterator[Row]:
    number = 1
    for row in table.iter("{*}table-row"):
        repeated = _count(row, "number-rows-repeated")
        cells = _cells(row)
        for place in range(min(repeated, _REPEATED) if any(cells) else 1):
            yield number + place, cells
        number += repeated


def _cells(row: Element) -> list[str]:
    texts: list[str] = []
    for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
        text = " ".join(_text(paragraph) for paragraph in cell.iter("{*}p"))
        texts += [text] * (_count(cell, _LONGEST) if text else min(_count(cell, _LONGEST), _REPEATED))
        if len(texts) > 10 * _REPEATED:
            break
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _count(element: Element, name: str) -> int:
    value = attribute(element, name, "1")
    return min(int(value), 10_000_000) if value.isdecimal() else 1


def _text(element: Element) -> str:
    """The text of a paragraph: spaces, tabs and breaks are elements of their own; boxes are blocks of their own."""
    parts = [element.text or ""]
    for child in element:
        tag = local(child)
        if tag == "s":
            parts.append(" " * min(_count(child, "c"), 100))
        elif tag == "tab":
            parts.append("\t")
        elif tag == "line-break":
            parts.append("\n")
        elif tag == "note":
            parts.append(f" [{' '.join(' '.join(child.itertext()).split())}]")
        elif tag not in _UNREAD and tag not in ("frame", "text-box"):
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
