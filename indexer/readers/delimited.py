"""CSV to rows: the delimiter is found, the encoding guessed. Knows nothing of sheets."""

import csv
import io
from pathlib import Path

from indexer.documents import Reading
from indexer.readers.draft import Draft, title_of_name
from indexer.readers.encoding import decoded
from indexer.readers.tabular import Sheets
from indexer.settings import ReadingLimits

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 30


def read(path: Path, limits: ReadingLimits) -> Reading:
    """A CSV or TSV file, one page for each part of it."""
    text = decoded(path)
    csv.field_size_limit(limits.characters)  # by itself it gives a file up for one long cell, or one quote that never ends
    sample = text.splitlines()[:_SAMPLE_LINES]
    delimiter = max(_DELIMITERS, key=lambda candidate: _fit(sample, candidate))
    draft = Draft(limits)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    Sheets(draft).write(title_of_name(path), [(number, cells) for number, cells in enumerate(rows, start=1)])
    return draft.finish(title_of_name(path), path, paged=False)


def _fit(lines: list[str], delimiter: str) -> tuple[float, int]:
    """How well a delimiter cuts lines into columns: the share of lines with the usual number of them, and that number."""
    widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    usual = max(set(widths), key=widths.count, default=1)
    return (widths.count(usual) / len(widths) if usual > 1 else 0.0), usual
