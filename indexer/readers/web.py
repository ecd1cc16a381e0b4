"""HTML to blocks: headings, paragraphs, lists and tables without the page's furniture. Knows nothing of files on the web."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html  # type: ignore[import-untyped]  # lxml has no types of its own

from indexer.documents import Reading
from indexer.readers.draft import Draft, one_line, table_rows
from indexer.readers.encoding import decoded
from indexer.readers.package import Element
from indexer.settings import ReadingLimits

_DROPPED_TAGS = """script style noscript template svg iframe object embed nav aside button select input textarea head
canvas audio video map dialog"""
_BLOCK_TAGS = """address article blockquote center dd details div dl dt fieldset figcaption figure footer form header hr
li main ol p pre section summary table tbody td tfoot th thead tr ul body html h1 h2 h3 h4 h5 h6 caption legend"""
_ROLES = "navigation banner contentinfo search complementary menu menubar toolbar"
_DROPPED, _BLOCKS, _FURNITURE_ROLES = (
    frozenset(_DROPPED_TAGS.split()),
    frozenset(_BLOCK_TAGS.split()),
    frozenset(_ROLES.split()),
)
_SHOWN = ("nav", "aside", "button")  # dropped, but text all the same
_FURNITURE_NAMES = re.compile(
    r"\b(cookie|consent|breadcrumbs?|navbar|sidebar|site-?(header|footer|nav)|page-?footer|share-?buttons?|skip-?link|toc-?toggle"
    r"|mw-editsection|navbox|noprint|vector-(header|menu|column)[\w-]*)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^h([1-6])$")


def read(path: Path, limits: ReadingLimits) -> Reading:
    """An HTML file as one page."""
    draft = Draft(limits)
    tree = parsed(decoded(path))
    titles = tree.xpath("//head/title/text()") if tree is not None else []
    if tree is not None:
        write_html(tree, draft)
    return draft.finish(str(titles[0]) if titles else "", path, paged=False)


def parsed(text: str) -> Element | None:
    """The tree of an HTML text; None where there is nothing in it."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except etree.ParserError:  # lxml's word for an empty document
        return None


def write_html(tree: Element, draft: Draft) -> None:
    """Adds the blocks of a tree to the draft, of its main part where it names one."""
    mains = tree.xpath("//main | //*[@role='main']") or tree.xpath("//article")
    root = mains[0] if len(mains) == 1 and len(mains[0].text_content().split()) > 30 else tree
    _Blocks(draft).walk(root)
    if draft.empty:  # a page that is nothing but what others have around their text
        _Blocks(draft, all_of_it=True).walk(root)


class _Blocks:
    """Walks a tree and adds what it finds to a draft."""

    def __init__(self, draft: Draft, all_of_it: bool = False) -> None:
        self._draft = draft
        self._all = all_of_it
        self._inline = ""
        self._prefix = ""  # the marker of the list item that is about to begin
        self._indent = -1
        self._tight = False  # the next block stands on the next line, as items of one list do

    def walk(self, element: Element) -> None:
        """Adds the blocks of an element and what follows inside it."""
        self._element(element)
        self._flush()

    def _flush(self) -> None:
        text = "\n".join(one_line(line) for line in self._inline.split("\n"))
        self._inline = ""
        if text.strip():
            indent = "  " * max(self._indent, 0) if self._prefix else ""
            self._draft.block(indent + self._prefix + text.strip(), parted=not self._tight)
            self._prefix = ""
            self._tight = self._indent >= 0

    def _element(self, element: Element) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or (tag in _DROPPED and not (self._all and tag in _SHOWN)) or (not self._all and _is_furniture(element)):
            return
        heading = _HEADING.match(tag)
        if heading is not None:
            self._flush()
            self._tight = False
            self._draft.heading(int(heading[1]), _text(element))
        elif tag == "table" and _is_data(element):
            self._flush()
            self._tight = False
            self._table(element)
        elif tag == "pre":
            self._flush()
            self._draft.block(_text(element))
        elif tag in ("ul", "ol"):
            self._list(element, ordered=tag == "ol")
        elif tag == "br":
            self._inline += "\n"
        elif tag == "img":
            self._inline += f" {element.get('alt', '')} "
        else:
            self._children(element, block=tag in _BLOCKS)

    def _children(self, element: Element, block: bool) -> None:
        if block:
            self._flush()
        self._inline += _folded(element.text)
        for child in element:
            self._element(child)
            self._inline += _folded(child.tail)
        if block:
            self._flush()

    def _list(self, element: Element, ordered: bool) -> None:
        self._flush()
        nested = self._indent >= 0
        self._tight = nested
        self._indent += 1
        number = int(element.get("start", "1")) if element.get("start", "1").isdecimal() else 1
        for item in element:
            if item.tag == "li":
                self._prefix = f"{number}. " if ordered else "- "
                number += 1
            self._element(item)
            self._flush()
            self._prefix = ""
        self._indent -= 1
        self._tight = nested

    def _table(self, table: Element) -> None:
        for caption in table.iterchildren("caption"):
            self._draft.block(_text(caption))
        self._draft.lines(table_rows(_grid(table)))


def _folded(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _is_furniture(element: Element) -> bool:
    if element.get("role") in _FURNITURE_ROLES or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if element.tag in ("header", "footer") and element.getparent() is not None and element.getparent().tag == "body":
        return True
    name = f"{element.get('class', '')} {element.get('id', '')}"
    return len(name) > 1 and element.tag not in ("html", "body", "main") and _FURNITURE_NAMES.search(name) is not None


def _is_data(table: Element) -> bool:
    """Whether a table holds data: layout tables have one column, or tables and headings inside."""
    if table.xpath(".//table | .//h1 | .//h2 | .//h3"):
        return False
    return any(len(row) > 1 for row in _rows(table))


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _grid(table: Element) -> list[list[str]]:
    """The cells of a table in their columns; a cell over several rows is said again in each of them."""
    grid: list[list[str]] = []
    reaching: dict[int, tuple[int, str]] = {}  # column -> how many more rows its cell reaches into, and the cell
    for row in _rows(table):
        cells: list[str] = []
        for cell in (cell for cell in row if cell.tag in ("td", "th")):
            _say_again(cells, reaching)
            text, column = _text(cell), len(cells)
            cells += [text, *[""] * (_span(cell, "colspan") - 1)]
            if _span(cell, "rowspan") > 1:
                reaching[column] = _span(cell, "rowspan") - 1, text
        _say_again(cells, reaching)
        grid.append(cells)
    return grid


def _say_again(cells: list[str], reaching: dict[int, tuple[int, str]]) -> None:
    """Adds the cells that reach down into the next columns of this row."""
    while len(cells) in reaching:
        left, text = reaching.pop(len(cells))
        if left > 1:
            reaching[len(cells)] = left - 1, text
        cells.append(text)


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), 100) if value.isdecimal() else 1


def _text(element: Element) -> str:
    """The text of an element; a break inside it is a new line, a block inside it is parted by a space."""
    parts: list[str] = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _DROPPED and not _is_furniture(child):
            if child.tag == "br":
                parts.append("\n")
            elif child.tag == "img":
                parts.append(child.get("alt", ""))
            else:
                parts.append(f" {_text(child)} " if child.tag in _BLOCKS else _text(child))
        parts.append(child.tail or "")
    return "".join(parts)
