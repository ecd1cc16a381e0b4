"""Tables of a page with the offsets of their cells, and lists of "Term: value" entries. Knows nothing of questions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.sentences import Kind, Span, sentences, tidy
from assistant.learning.table_facts import names_columns
from indexer.documents import Page
from indexer.splitting import heading_path

ROWS = (3, 12)  # of a table that somebody may know by heart; longer ones are looked up
CELL_WORDS = 9
CELL_CHARACTERS = 60
_CELL = re.compile(r"[^|\t]+")
_CODE = re.compile(r"[A-Z]*[-.\d][\w.-]*\d[\w.-]*|\d[\d.,/ -]*")
_ENTRY = re.compile(r"(?:[•●▪*+–-]\s*|\d{1,2}[.)]\s*)?(?P<key>[^:：.;,?!|]{2,50})[:：]\s?(?P<value>\S.*)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: `page.text[start:end]`."""

    start: int
    end: int
    text: str  # as it is shown


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or a list of entries, which is a table of two columns without names."""

    columns: tuple[str, ...]  # names; () of a list of entries
    rows: tuple[tuple[Cell, ...], ...]  # each with as many cells as there are columns, two of a list of entries
    start: int
    end: int
    heading: str

    def column(self, number: int) -> list[Cell]:
        """The cells of a column, in the order of the rows."""
        return [row[number] for row in self.rows]


def tables(page: Page) -> list[Table]:
    """The tables and lists of entries of a page that are small enough to be known by heart and whose first cells are names."""
    spans = sentences(page.text, [heading.offset for heading in page.headings])
    found = [*_ruled(page, spans), *_entries(page, spans)]
    return [table for table in found if ROWS[0] <= len(table.rows) <= ROWS[1] and _names(table)]


def _names(table: Table) -> bool:
    """Whether the first cells are different names, not codes or bare numbers."""
    keys = [cell.text for cell in table.column(0)]
    return len({key.lower() for key in keys}) == len(keys) and not any(_CODE.fullmatch(key) or len(key) < 2 for key in keys)


def _ruled(page: Page, spans: list[Span]) -> Iterator[Table]:
    for run in _runs(spans, Kind.ROW):
        head, *body = run
        names = page.text[head.start : head.end].replace("\n", " ")
        if not names_columns(names):
            continue
        columns = tuple(cell.text for cell in _cells(page.text, head))
        rows = [tuple(_cells(page.text, span)) for span in body]
        kept = tuple(row for row in rows if len(row) == len(columns))
        if len(kept) == len(rows) and kept:  # a row that is short or long shows that cells were lost
            yield Table(columns, kept, head.start, body[-1].end, heading_path(page, head.start))


def _entries(page: Page, spans: list[Span]) -> Iterator[Table]:
    for run in _runs(spans, Kind.ITEM):
        found = [(span, _ENTRY.fullmatch(page.text[span.start : span.end].replace("\n", " "))) for span in run]
        rows = [
            (_cell(page.text, span.start + entry.start("key"), span.start + entry.end("key")),
             _cell(page.text, span.start + entry.start("value"), span.start + len(entry.group().rstrip(" .。;；"))))
            for span, entry in found if entry is not None
        ]  # fmt: skip
        if len(rows) == len(run):
            yield Table((), tuple(rows), run[0].start, run[-1].end, heading_path(page, run[0].start))


def _runs(spans: list[Span], kind: Kind) -> Iterator[list[Span]]:
    run: list[Span] = []
    for span in [*spans, Span(0, 0, Kind.HEADING)]:
        if span.kind is kind:
            run.append(span)
        elif run:
            yield run
            run = []


def _cells(text: str, span: Span) -> list[Cell]:
    line = text[span.start : span.end]
    return [
        _cell(text, span.start + found.start(), span.start + found.end())
        for found in _CELL.finditer(line)
        if found.group().strip()
    ]


def _cell(text: str, start: int, end: int) -> Cell:
    raw = text[start:end]
    start += len(raw) - len(raw.lstrip())
    end = start + len(raw.strip())
    return Cell(start, end, tidy(text[start:end]))
