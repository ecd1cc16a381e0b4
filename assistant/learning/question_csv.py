"""Questions as a table for spreadsheets (CSV). Knows nothing of banks or people.

UTF-8 with a byte order mark, one question a row, every cell quoted, a header row. Columns:

id, version             of the question; a new question has neither
kind                    single_choice, multiple_choice, true_false, cloze, numeric, short_answer, ordering, matching
question                what is asked; a cloze question has one blank, written ____
options                 one a line, as "id: text"; true_false has the ids true and false
key                     one a line: ids of right options; ordering: all ids in order; matching: left=right
accept, points          one a line: accepted answers, the main one first; statements of a full reply
tolerance               numeric: how far off a reply may be
explanation             shown after a reply
document, document_version, page, quote, start, end, heading        the place that proves the key
skill, difficulty, language
state, checks           written only: what is imported is a draft, and is checked again

In a cell of lines, a line break inside a line is written \\n and a backslash \\\\. A cell that a spreadsheet would take for a
formula begins with an apostrophe, which is taken off again.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from assistant.errors import Problem
from assistant.learning.entries import Entry, Written
from assistant.learning.questions import Evidence, Question, id_of

COLUMNS = (
    "id", "version", "kind", "question", "options", "key", "accept", "points", "tolerance", "explanation",
    "document", "document_version", "page", "quote", "start", "end", "heading",
    "skill", "difficulty", "language", "state", "checks",
)  # fmt: skip
NEEDED = ("kind", "question")
NUMBERS = frozenset({"version", "tolerance", "page", "start", "end", "difficulty"})
# fullwidth signs too: spreadsheets in Chinese and Japanese take them for the others
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
Row = dict[str, Any]  # Any: JSON


def write_csv(questions: Iterable[Question]) -> Written:
    """Questions as CSV; one whose option ids the table cannot hold is left out."""
    out, count, left_out = io.StringIO(newline=""), 0, []
    table = csv.DictWriter(out, COLUMNS, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writeheader()
    for one in questions:
        if any(": " in option.id for option in one.options):
            left_out.append((one.id, "an option id holds a colon and a space, which end an id in this table"))
            continue
        table.writerow({name: value if name in NUMBERS else safe_cell(str(value)) for name, value in _cells(one).items()})
        count += 1
    return Written("\ufeff" + out.getvalue(), count, tuple(left_out))


def read_csv(text: str) -> Iterator[Entry]:
    """The questions of a CSV file, separated by commas or semicolons, each with the line on which its row begins.

    Raises:
        Problem: the header lacks a column that is needed, or names one that is not known.
    """
    body = text.removeprefix("\ufeff")
    header = body.partition("\n")[0]
    table = csv.reader(io.StringIO(body, newline=""), delimiter=";" if header.count(";") > header.count(",") else ",")
    names = _header(next(table, []))
    while True:
        line = table.line_num + 1
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            yield Entry(line, None, f"the row cannot be read ({error}); nothing after it was read")
            return
        if any(cell.strip() for cell in cells):
            yield _entry(line, names, cells)


def _header(names: list[str]) -> list[str]:
    found = [name.strip().lower() for name in names]
    unknown, missing = sorted(set(found) - set(COLUMNS)), sorted(set(NEEDED) - set(found))
    if unknown or missing or len(set(found)) != len(found):
        raise Problem(f"the header has {found}, expected columns of {list(COLUMNS)}, each once; missing: {missing}")
    return found


def _entry(line: int, names: list[str], cells: list[str]) -> Entry:
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        return Entry(line, None, f"the row has {len(cells)} cells, the header {len(names)}: quote cells that hold a separator")
    try:
        return Entry(line, Question.from_json(_row({name: _given(cell) for name, cell in zip(names, cells, strict=False)})))
    except Problem as problem:
        return Entry(line, None, str(problem))
    except (ValueError, RecursionError) as error:
        return Entry(
            line, None, f"a cell cannot be read ({error}): write numbers as 1.5, and options as 'id: text', one a line"
        )


def _cells(one: Question) -> Row:
    row, place = one.to_json(), one.evidence
    return {
        **{name: row[name] for name in COLUMNS if name in row},
        "options": _lines(f"{option.id}: {option.text}" for option in one.options),
        "key": _lines(one.key), "accept": _lines(one.accept), "points": _lines(one.points),
        "document": place.document, "document_version": place.version, "page": place.page, "quote": place.quote,
        "start": place.start, "end": place.end, "heading": place.heading,
        "checks": json.dumps(row["checks"], ensure_ascii=False),
    }  # fmt: skip


def _row(cells: dict[str, str]) -> Row:
    """The cells of a row in the shape of a question's JSON."""
    kept = ("kind", "question", "explanation", "skill", "state")
    row: Row = {name: cells[name] for name in kept if cells.get(name)}
    row.setdefault("question", "")
    row["options"] = [_option(line) for line in _split(cells.get("options", ""))]
    row |= {name: _split(cells.get(name, "")) for name in ("key", "accept", "points")}
    row |= {name: float(cells[name]) for name in ("tolerance", "difficulty") if cells.get(name)}
    row["language"] = cells.get("language") or "en"
    row["checks"] = json.loads(cells.get("checks") or "{}")
    row["evidence"] = {
        "document": cells.get("document", ""), "version": cells.get("document_version", ""), "page": cells.get("page") or 1,
        "quote": cells.get("quote", ""), "start": cells.get("start") or 0, "end": cells.get("end") or 0,
        "heading": cells.get("heading", ""),
    }  # fmt: skip
    row["version"] = int(cells.get("version") or 1)
    row["id"] = cells.get("id") or _made_id(row)
    return row


def _made_id(row: Row) -> str:
    place = row["evidence"]
    evidence = Evidence(place["document"], "", 1, f"{place['quote']} {row['question']}", 0, 0)
    return id_of(row.get("kind", ""), evidence, json.dumps([row["options"], row["key"], row["accept"]], ensure_ascii=False))


def _option(line: str) -> dict[str, str]:
    name, colon, text = line.partition(": ")
    if not colon:
        raise ValueError(f"the option {line!r} has no id")
    return {"id": name, "text": text}


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n") for text in texts)


def _split(cell: str) -> list[str]:
    lines = [line.rstrip("\r") for line in cell.split("\n")]
    return [re.sub(r"\\([\\nr])", _decoded, line) for line in lines if line.strip()]


def _decoded(found: re.Match[str]) -> str:
    return {"n": "\n", "r": "\r"}.get(found.group(1), found.group(1))


def safe_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _given(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
