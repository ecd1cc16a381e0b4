"""A journal as a table for spreadsheets (CSV), an event a row. Knows nothing of files or people.

UTF-8 with a byte order mark, every text quoted, none of them a formula. What an event tells besides these columns is in
`more`, as JSON: nothing is left out.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from assistant.learning.answers import Event
from assistant.learning.question_csv import safe_cell

TOLD = ("session", "mode", "question", "version", "skill", "document", "score", "correct", "seconds", "reply")
COLUMNS = ("sequence", "time", "kind", *TOLD, "more")


def journal_csv(events: Iterable[Event]) -> str:
    """The events of a journal as CSV."""
    out = io.StringIO(newline="")
    table = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for event in events:
        more = {name: value for name, value in event.data.items() if name not in TOLD}
        cells = [_cell(event.data, name) for name in TOLD]
        table.writerow([event.sequence, event.time.isoformat(), str(event.kind), *cells, _json(more) if more else ""])
    return "\ufeff" + out.getvalue()


def _cell(data: Mapping[str, Any], name: str) -> str | int | float:  # Any: JSON
    value = data.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return "" if value is None else safe_cell(value if isinstance(value, str) else _json(value))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
