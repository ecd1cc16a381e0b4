"""The command `quiz grade`."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.learning.questions import Kind
from tests.graded_questions import picking

Rows = list[dict[str, Any]]  # Any: JSON


def graded(folder: Path, rows: Rows, *more: str) -> tuple[int, Rows]:
    """The exit code and the rows that come out."""
    (folder / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    code = main(["quiz", "grade", "--batch", str(folder / "in.jsonl"), "--out", str(folder / "out.jsonl"), *more])
    return code, [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def test_reference_answers_and_items_are_graded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    item = picking(Kind.SINGLE_CHOICE, "a1").to_json()
    code, rows = graded(
        tmp_path,
        [
            {"id": "1", "question": "How long?", "reference_answers": ["14 days"], "reply": "two weeks"},
            {"id": "2", "item": item, "reply": "a2"},
        ],
        "--json",
    )
    assert (code, json.loads(capsys.readouterr().out)) == (0, {"graded": 2, "failed": 0})
    assert rows[0] == {
        "id": "1", "score": 1.0, "correct": True, "label": "correct", "certain": True, "feedback": "Right.", "evidence": None,
        "why": [],
    }  # fmt: skip
    assert (rows[1]["label"], rows[1]["why"], rows[1]["evidence"]["page"]) == ("incorrect", ["wrong_pick"], 3)


def test_a_row_that_cannot_be_graded_says_why_and_the_others_go_on(tmp_path: Path) -> None:
    code, rows = graded(
        tmp_path,
        [
            {"id": "1", "reference_answers": ["x"], "reply": 7},
            {"id": "2", "reference_answers": [], "reply": "x"},
            {"id": "3", "item": {"id": "q"}, "reply": "x"},
            {"id": "4", "question": "Which?", "reference_answers": ["the key"], "reply": "key"},
        ],
    )
    assert code == 1
    assert ["error" in row for row in rows] == [True, True, True, False]
    assert "nothing was graded" in rows[0]["error"]


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "1"}'])
def test_a_line_that_is_no_row_is_named(tmp_path: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    assert main(["quiz", "grade", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl")]) == 1
    assert "line 2" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quiz", "grade", "--batch", str(tmp_path / "no.jsonl"), "--out", str(tmp_path / "out.jsonl")]) == 1
    assert "no.jsonl" in capsys.readouterr().err
