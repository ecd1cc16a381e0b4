"""DOCX to blocks: headings by style, lists with their markers, tables as rows, text boxes, notes. Knows no page numbers."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.documents import Reading
from indexer.readers.chart import chart_rows
from indexer.readers.draft import Draft, damaged, no_title, one_line, table_rows
from indexer.readers.equation import equation_text
from indexer.readers.numbering import Numbering
from indexer.readers.package import Element, attribute, core_title, local, main_part, outermost, part, relations
from indexer.settings import ReadingLimits

_HEADING_STYLE = re.compile(r"^heading (\d)$")
_UNREAD_TAGS = """del moveFrom Fallback instrText delText pPr rPr sdtPr sdtEndPr tblPr trPr tcPr sectPr proofErr
commentReference annotationRef bookmarkStart bookmarkEnd"""
_UNREAD = frozenset(_UNREAD_TAGS.split())
_SPLIT_FROM = 3  # words: shorter footers are page numbers
_NOTE_KINDS = ("separator", "continuationSeparator", "continuationNotice")


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style means for reading."""

    name: str = ""
    level: int = 0  # of a heading, from 1; 0 for anything else
    list_id: str = ""
    depth: int = 0


def read(path: Path, limits: ReadingLimits) -> Reading:
    """A DOCX file as one page."""
    draft = Draft(limits)
    with zipfile.ZipFile(path) as archive:
        name = main_part(archive, "word/document.xml")
        root = part(archive, name)
        body = root.find("{*}body") if root is not None else None
        if body is None:
            raise damaged("the package has no document in it", "a word processor")
        links = relations(archive, name)
        writer = _Writer(draft, archive, links)
        writer.margins("header")
        writer.blocks(body)
        writer.notes()
        writer.margins("footer")
        title = core_title(archive)
    return draft.finish(writer.title or ("" if no_title(title) else title), path, paged=False)


class _Writer:
    """Adds the blocks of a document to a draft, counting lists as it goes."""

    def __init__(self, draft: Draft, archive: zipfile.ZipFile, links: dict[str, tuple[str, str]]) -> None:
        self._draft = draft
        self._archive = archive
        self._links = links
        self._styles = _styles(part(archive, self._target("styles")))
        self._numbering = Numbering(part(archive, self._target("numbering")))
        self._noted: list[tuple[str, str]] = []  # kind and id of the notes in the order of their marks
        self._in_list = False
        self.title = ""  # the paragraph in the style Title

    def _target(self, kind: str) -> str:
        return next((target for found, target in self._links.values() if found == kind), "")

    def blocks(self, parent: Element) -> None:
        """Adds what stands inside this element."""
        for element in parent:
            tag = local(element)
            if tag == "p":
                self._paragraph(element)
            elif tag == "tbl":
                self._table(element)
            elif tag not in _UNREAD:
                self.blocks(element)

    def _paragraph(self, element: Element) -> None:
        properties = element.find("{*}pPr")
        style = self._styles.get(attribute(_child(properties, "pStyle"), "val"), Style())
        text = self._text(element)
        boxes = list(outermost(element, "txbxContent")) if element.find(".//{*}txbxContent") is not None else []
        if text.strip() and not style.name.startswith("toc "):
            self._write(text, style, properties)
        for box in boxes:
            self.blocks(box)
        for chart in element.iter("{*}chart"):
            kind, target = self._links.get(attribute(chart, "id"), ("", ""))
            root = part(self._archive, target) if kind == "chart" else None
            self._draft.lines(table_rows(chart_rows(root)) if root is not None else [])

    def _write(self, text: str, style: Style, properties: Element | None) -> None:
        marker, depth = self._marker(style, properties)
        outline = attribute(_child(properties, "outlineLvl"), "val")
        level = int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else style.level
        if level > 0 and len(text) < 300:
            self._in_list = False
            self._draft.heading(level, ("" if marker == "- " else marker) + text)
            if style.name == "title" and not self.title:
                self.title = one_line(text)
            return
        self._draft.block("  " * depth + marker + text.strip(), parted=not (marker and self._in_list))
        self._in_list = bool(marker)

    def _marker(self, style: Style, properties: Element | None) -> tuple[str, int]:
        numbers = _child(properties, "numPr")
        list_id = attribute(_child(numbers, "numId"), "val", style.list_id)
        depth = attribute(_child(numbers, "ilvl"), "val", str(style.depth))
        if list_id in ("", "0"):
            return "", 0
        level = int(depth) if depth.isdecimal() else 0
        return self._numbering.marker(list_id, level), level

    def _text(self, element: Element) -> str:
        """The text of a paragraph with its notes marked; text boxes are left out, they are blocks of their own."""
        parts: list[str] = []
        for child in element:
            tag = local(child)
            if tag == "t":
                parts.append(child.text or "")
            elif tag == "r":
                hidden = child.find("{*}rPr/{*}vanish")
                parts.append(self._text(child) if hidden is None else "")
            elif tag in ("tab", "ptab"):
                parts.append("\t")
            elif tag in ("br", "cr"):
                parts.append("\n")
            elif tag == "noBreakHyphen":
                parts.append("-")
            elif tag == "sym":
                parts.append(_symbol(child))
            elif tag in ("footnoteReference", "endnoteReference"):
                self._noted.append((tag.removesuffix("Reference") + "s", attribute(child, "id")))
                parts.append(f"[{len(self._noted)}]")
            elif tag in ("oMath", "oMathPara"):
                parts.append(equation_text(child))
            elif tag not in _UNREAD and tag != "txbxContent":
                parts.append(self._text(child))
        return "".join(parts)

    def _table(self, table: Element) -> None:
        self._in_list = False
        rows = [list(_cells(row)) for row in _rows(table)]
        if max((len(row) for row in rows), default=0) <= 1:  # a frame around text
            for row in rows:
                for cell in row:
                    self.blocks(cell)
            return
        above: list[str] = []
        lines: list[list[str]] = []
        for row in rows:
            above = self._row(row, above)
            lines.append(above)
        self._draft.lines(table_rows(lines))

    def _row(self, row: list[Element], above: list[str]) -> list[str]:
        texts: list[str] = []
        for cell in row:
            properties = cell.find("{*}tcPr")
            merged = _child(properties, "vMerge")
            text = " ".join(self._cell_texts(cell))
            if merged is not None and attribute(merged, "val", "continue") == "continue" and len(texts) < len(above):
                text = above[len(texts)]
            span = attribute(_child(properties, "gridSpan"), "val", "1")
            texts += [text, *[""] * (min(int(span), 100) - 1 if span.isdecimal() else 0)]
        return texts

    def _cell_texts(self, cell: Element) -> Iterator[str]:
        for paragraph in cell.iter("{*}p"):
            if not _inside(paragraph, "Fallback"):
                properties = paragraph.find("{*}pPr")
                style = self._styles.get(attribute(_child(properties, "pStyle"), "val"), Style())
                text = self._text(paragraph)
                if text.strip():
                    yield self._marker(style, properties)[0] + text

    def margins(self, kind: str) -> None:
        """Adds the text of page headers or footers, each once; page numbers are left out."""
        seen: set[str] = set()
        for found, target in self._links.values():
            root = part(self._archive, target) if found == kind else None
            for paragraph in root.iter("{*}p") if root is not None else ():
                text = one_line(self._text(paragraph))
                if len(text.split()) >= _SPLIT_FROM and text not in seen:
                    seen.add(text)
                    self._draft.block(text)

    def notes(self) -> None:
        """Adds the footnotes and endnotes that the text refers to, each with its mark."""
        self._in_list = False
        texts: dict[tuple[str, str], str] = {}
        for kind in ("footnotes", "endnotes"):
            root = part(self._archive, self._target(kind))
            for note in root if root is not None else ():
                if attribute(note, "type") not in _NOTE_KINDS:
                    texts[kind, attribute(note, "id")] = " ".join(self._text(item) for item in note.iter("{*}p"))
        for number, key in enumerate(list(self._noted), start=1):
            if texts.get(key, "").strip():
                self._draft.block(f"[{number}] {one_line(texts[key])}", parted=number == 1)


def _styles(root: Element | None) -> dict[str, Style]:
    """The styles by id; what a style leaves open it takes from the one it is based on."""
    elements = {attribute(item, "styleId"): item for item in root.iterchildren("{*}style")} if root is not None else {}
    return {style_id: _style(style_id, elements, 0) for style_id in elements}


def _style(style_id: str, elements: dict[str, Element], depth: int) -> Style:
    element = elements.get(style_id)
    if element is None or depth > 20:  # styles may be based on one another in a ring
        return Style()
    base = _style(attribute(element.find("{*}basedOn"), "val"), elements, depth + 1)
    name = attribute(element.find("{*}name"), "val").lower()
    heading = _HEADING_STYLE.match(name)
    outline = attribute(element.find("{*}pPr/{*}outlineLvl"), "val")
    level = base.level
    if heading is not None:
        level = int(heading[1])
    elif name == "title":
        level = 1
    elif outline.isdecimal():
        level = int(outline) + 1 if int(outline) < 9 else 0
    numbers = element.find("{*}pPr/{*}numPr")
    list_id = attribute(_child(numbers, "numId"), "val", base.list_id)
    list_depth = attribute(_child(numbers, "ilvl"), "val", str(base.depth))
    return Style(name, level, list_id, int(list_depth) if list_depth.isdecimal() else 0)


def _child(element: Element | None, name: str) -> Element | None:
    return element.find(f"{{*}}{name}") if element is not None else None


def _inside(element: Element, name: str) -> bool:
    return any(local(above) == name for above in element.iterancestors())


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if local(child) == "tr":
            yield child
        elif local(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if local(child) == "tc":
            yield child
        elif local(child) in ("sdt", "sdtContent", "customXml"):
            yield from _cells(child)


def _symbol(element: Element) -> str:
    try:
        code = int(attribute(element, "char", "0"), 16)
    except ValueError:
        return ""
    return {0xF0FE: "☒", 0xF0A8: "☐", 0xF06F: "☐", 0xF0FC: "✓", 0xF0B7: "•", 0xF0E0: "→"}.get(code, "")
