"""Tests of assistant.learning.journal_csv: all that a journal tells, for spreadsheets."""

import csv
import io
import json

from assistant.learning.journal_csv import COLUMNS, journal_csv
from tests.learning_answers import Line


def rows(*lines: Line) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(journal_csv(lines).removeprefix("\ufeff"))))


def test_an_event_is_a_row_with_everything_it_tells() -> None:
    told = {"question": "q1", "version": 2, "score": 0.5, "correct": False, "reply": ["p", "q"], "grader": "typed"}
    (row,) = rows(Line(3, "answered", told))
    assert (row["sequence"], row["kind"], row["question"], row["version"], row["score"]) == ("3", "answered", "q1", "2", "0.5")
    assert (row["correct"], row["reply"]) == ("false", '["p", "q"]')
    assert json.loads(row["more"]) == {"grader": "typed"}


def test_no_cell_is_a_formula() -> None:
    (row,) = rows(Line(1, "answered", {"reply": "=HYPERLINK(1)", "skill": "@x"}))
    assert (row["reply"], row["skill"]) == ("'=HYPERLINK(1)", "'@x")


def test_an_empty_journal_has_its_head_alone() -> None:
    assert journal_csv([]) == "\ufeff" + ",".join(f'"{name}"' for name in COLUMNS) + "\r\n"


def test_a_negative_number_is_a_number() -> None:
    assert rows(Line(1, "answered", {"score": -1}))[0]["score"] == "-1"
