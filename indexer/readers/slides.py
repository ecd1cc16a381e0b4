"""PPTX to pages: one for each slide, with its title, text, tables, charts and notes. Knows nothing of how a slide looks."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from indexer.documents import Reading
from indexer.errors import FileRefused, Verdict
from indexer.readers.chart import chart_rows
from indexer.readers.draft import Draft, damaged, no_title, one_line, table_rows
from indexer.readers.equation import equation_text
from indexer.readers.package import Element, attribute, core_title, local, main_part, part, relations
from indexer.settings import ReadingLimits

_TITLES = ("title", "ctrTitle")
_FURNITURE = ("dt", "ftr", "sldNum", "hdr", "sldImg")  # date, footer, number, header, picture of the slide
_BULLETED = ("body", "obj", "")  # what their layouts give bullets to
Links = dict[str, tuple[str, str]]


def read(path: Path, limits: ReadingLimits) -> Reading:
    """A PPTX file, one page for each slide with text; the page's number is the slide's."""
    draft = Draft(limits)
    with zipfile.ZipFile(path) as archive:
        names = list(_slide_names(archive))
        if len(names) > limits.pages:
            raise FileRefused(Verdict.TOO_LARGE, f"{len(names):,} slides, the limit is {limits.pages:,}", "Split the file")
        for number, name in enumerate(names, start=1):
            draft.page(number, anew=True)
            _write_slide(draft, archive, name)
        title = core_title(archive)
    return draft.finish("" if no_title(title) else title, path, paged=True)


def _slide_names(archive: zipfile.ZipFile) -> Iterator[str]:
    name = main_part(archive, "ppt/presentation.xml")
    root = part(archive, name)
    if root is None:
        raise damaged("the package has no presentation in it", "a presentation program")
    links = relations(archive, name)
    for slide in root.iterfind(".//{*}sldIdLst/{*}sldId"):
        for key in (key for key in slide.attrib if key.endswith("}id")):
            if slide.get(key) in links:
                yield links[slide.get(key)][1]


def _write_slide(draft: Draft, archive: zipfile.ZipFile, name: str) -> None:
    root = part(archive, name)
    tree = root.find(".//{*}spTree") if root is not None else None
    if tree is None:
        return
    links = relations(archive, name)
    shapes = list(_shapes(tree))
    for shape in shapes:
        if _kind(shape) in _TITLES:
            draft.heading(1, " ".join(line for line in _lines(shape, "") if line.strip()))
    for shape in shapes:
        if _kind(shape) not in _TITLES:
            _write_shape(draft, archive, links, shape)
    for kind, target in links.values():
        if kind == "notesSlide":
            _write_notes(draft, part(archive, target))


def _shapes(parent: Element) -> Iterator[Element]:
    """The shapes of a slide, those of groups too."""
    for element in parent:
        tag = local(element)
        if tag in ("sp", "graphicFrame"):
            yield element
        elif tag in ("grpSp", "AlternateContent", "Choice"):
            yield from _shapes(element)


def _kind(shape: Element) -> str:
    """What a placeholder is for ("title", "body", ...); "none" for a shape that is no placeholder."""
    place = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    return attribute(place, "type") if place is not None else "none"


def _write_shape(draft: Draft, archive: zipfile.ZipFile, links: Links, shape: Element) -> None:
    kind = _kind(shape)
    if kind in _FURNITURE:
        return
    table = shape.find(".//{*}tbl")
    if table is not None:
        draft.lines(table_rows(list(_table(table))))
    elif local(shape) == "graphicFrame":
        _write_graphic(draft, archive, links, shape)
    else:
        draft.lines(list(_lines(shape, "- " if kind in _BULLETED else "")))


def _write_graphic(draft: Draft, archive: zipfile.ZipFile, links: Links, frame: Element) -> None:
    for element in frame.iter("{*}chart", "{*}relIds"):
        for key, value in element.attrib.items():
            kind, target = links.get(value, ("", ""))
            root = part(archive, target) if key.endswith(("}id", "}dm")) and target else None
            if root is not None and kind == "chart":
                draft.lines(table_rows(chart_rows(root)))
            elif root is not None and kind == "diagramData":
                draft.lines([text for paragraph in root.iter("{*}p") if (text := _text(paragraph)).strip()])


def _write_notes(draft: Draft, root: Element | None) -> None:
    for shape in root.iter("{*}sp") if root is not None else ():
        lines = [line for line in _lines(shape, "") if line.strip()]
        if _kind(shape) == "body" and lines:
            draft.lines(["Notes:", *lines])


def _lines(shape: Element, bullet: str) -> Iterator[str]:
    """The paragraphs of a shape with their markers; `bullet` is that of paragraphs that do not name one."""
    paragraphs = [paragraph for body in shape.iterchildren("{*}txBody") for paragraph in body.iterchildren("{*}p")]
    several = sum(bool(_text(paragraph).strip()) for paragraph in paragraphs) > 1
    numbers: dict[int, int] = {}
    for paragraph in paragraphs:
        text = _text(paragraph)
        properties = paragraph.find("{*}pPr")
        level = attribute(properties, "lvl", "0")
        depth = int(level) if level.isdecimal() else 0
        numbers = {at: count for at, count in numbers.items() if at <= depth}
        marker = bullet if several else ""
        if properties is not None and properties.find("{*}buAutoNum") is not None:
            numbers[depth] = numbers.get(depth, 0) + 1
            marker = f"{numbers[depth]}. "
        elif properties is not None and properties.find("{*}buNone") is not None:
            marker = ""
        elif properties is not None and properties.find("{*}buChar") is not None:
            marker = "- "
        if text.strip():
            yield ("  " * depth if marker else "") + marker + text.strip()


def _text(element: Element) -> str:
    parts: list[str] = []
    for child in element:
        tag = local(child)
        if tag == "t":
            parts.append(child.text or "")
        elif tag == "br":
            parts.append("\n")
        elif tag in ("oMath", "oMathPara"):
            parts.append(equation_text(child))
        elif tag != "Fallback":
            parts.append(_text(child))
    return "".join(parts)


def _table(table: Element) -> Iterator[list[str]]:
    """The rows of a table; a cell that goes on from the row above says the same again."""
    above: list[str] = []
    for row in table.iterchildren("{*}tr"):
        texts: list[str] = []
        for place, cell in enumerate(row.iterchildren("{*}tc")):
            text = one_line(" ".join(_text(paragraph) for paragraph in cell.iter("{*}p")))
            merged = attribute(cell, "vMerge") in ("1", "true") and place < len(above)
            texts.append(above[place] if merged else text)
        above = texts
        yield texts
