"""Batches of questions."""

from pathlib import Path

import pytest

from indexer.errors import Problem
from indexer.questions import read_questions


def test_lines_are_questions_with_all_their_fields(tmp_path: Path) -> None:
    (tmp_path / "q").write_text(
        '{"id": "a", "question": "多少天？", "history": []}\n\n{"id": 7, "question": ""}\n', encoding="utf-8"
    )
    first, second = read_questions(tmp_path / "q")
    assert (first.id, first.question, first.fields["history"]) == ("a", "多少天？", [])
    assert (second.id, second.question) == (7, "")


@pytest.mark.parametrize(
    "line", ["{", "[]", "3", '{"id": "a"}', '{"question": "x"}', '{"id": [], "question": "x"}', '{"id": 1, "question": 2}']
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "q").write_text(f'{{"id": 1, "question": "x"}}\n{line}\n')
    with pytest.raises(Problem, match="line 2"):
        read_questions(tmp_path / "q")


@pytest.mark.parametrize("data", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "q").write_bytes(data)
    with pytest.raises(Problem, match="cannot be read"):
        read_questions(tmp_path / "q")


def test_a_mark_at_the_beginning_and_odd_line_ends_inside_a_text_are_taken(tmp_path: Path) -> None:
    (tmp_path / "q").write_text('\ufeff{"id": 1, "question": "one\u2028two"}\r\n', encoding="utf-8")
    assert [question.question for question in read_questions(tmp_path / "q")] == ["one\u2028two"]
