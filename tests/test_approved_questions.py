"""Tests of finetune.approved_questions: quiz rows in, items out."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import Problem
from finetune.approved_questions import quiz_items, read_quiz
from finetune.material import Item, Tally
from tests.company_index import LEAVE, SECRET, shelf

Row = dict[str, Any]


def row(**changes: Any) -> Row:
    made: Row = {
        "id": "q1", "kind": "single_choice", "question": "How many unused days may employees carry over?",
        "options": [{"id": "a", "text": "up to 3"}, {"id": "b", "text": "up to 5"}, {"id": "c", "text": "up to 8"}],
        "key": ["b"], "accept": [], "explanation": "Employees may carry over up to 5 unused days.", "state": "approved",
        "evidence": {"document": "leave.md", "page": 1, "quote": "up to 5 unused days"},
    }  # fmt: skip
    return {**made, **changes}


def items(*rows: Row, tally: Tally | None = None) -> list[Item]:
    return list(quiz_items(rows, shelf({"leave.md": LEAVE, "secret/pay.md": SECRET}), tally or Tally()))


def test_the_right_option_is_the_answer_and_the_others_are_wrong() -> None:
    (found,) = items(row())
    assert (found.answer, found.wrong) == ("up to 5", ("up to 3", "up to 8"))
    assert found.explanation == "Employees may carry over up to 5 unused days."
    assert "up to 5 unused days" in found.proof[0].text


def test_an_accepted_answer_is_used_where_there_are_no_options() -> None:
    (found,) = items(row(kind="short_answer", options=[], key=[], accept=["up to 5 days", "five"]))
    assert (found.answer, found.wrong) == ("up to 5 days", ())


def test_several_right_options_are_one_answer() -> None:
    assert items(row(kind="multiple_choice", key=["a", "b"]))[0].answer == "up to 3; up to 5"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": "draft"}, "not approved"),
        ({"kind": "ordering"}, "a question of kind ordering has no answer to write"),
        ({"kind": "single_choice", "key": []}, "a question of kind single_choice has no answer to write"),
        ({"evidence": {"document": "gone.md", "quote": "up to 5"}}, "not everybody may read its document, or it is gone"),
        ({"evidence": {"document": "leave.md", "quote": "up to 7"}}, "the document no longer holds its quote"),
        ({"evidence": None}, "not everybody may read its document, or it is gone"),
    ],
)
def test_what_cannot_be_used_is_counted_with_its_reason(changes: Row, reason: str) -> None:
    tally = Tally()
    assert items(row(**changes), tally=tally) == []
    assert tally.dropped(reason) == 1


def test_a_question_on_a_withheld_document_is_not_used_nor_its_document_named() -> None:
    tally = Tally()
    assert items(row(evidence={"document": "secret/pay.md", "quote": "EUR 900000"}), tally=tally) == []
    assert "secret" not in json.dumps(tally.to_json())


def test_a_file_of_questions_is_read(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(json.dumps(row()) + "\n\n", encoding="utf-8")
    assert read_quiz(tmp_path / "q.jsonl") == [row()]


@pytest.mark.parametrize("content", ["{", "[1]\n"])
def test_a_file_of_something_else_says_what_was_expected(tmp_path: Path, content: str) -> None:
    (tmp_path / "q.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(Problem, match="quiz make"):
        read_quiz(tmp_path / "q.jsonl")
