"""Approved answers."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.answering.answers import Citation
from assistant.answering.standard import StandardAnswer, StandardAnswers, normal
from assistant.errors import Problem
from tests.memory_index import EMBEDDER

CITED = (Citation(1, "leave.md", "v1", 1, "Leave", "30 days.", 0, 8, 0.9, ("b.md",)),)
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def approved(tmp_path: Path) -> StandardAnswers:
    answers = StandardAnswers(tmp_path / "kept" / "standard.json")
    answers.add("How many vacation days do I get?", "30 days.", CITED, "t" * 32, NOW)
    return answers


def match(answers: StandardAnswers, question: str, readable: bool = True) -> StandardAnswer | None:
    return answers.match(question, lambda _: readable, EMBEDDER)


def test_an_approved_answer_survives_a_restart(approved: StandardAnswers, tmp_path: Path) -> None:
    assert StandardAnswers(tmp_path / "kept" / "standard.json").list() == approved.list()
    only = approved.list()[0]
    assert StandardAnswer.from_json(json.loads(json.dumps(only.to_json()))) == only


@pytest.mark.parametrize(
    "question",
    ["How many vacation days do I get?", "how many  VACATION days do I get", "How many vacation days do you get?"],
)
def test_the_same_question_is_matched(approved: StandardAnswers, question: str) -> None:
    found = match(approved, question)
    assert found is not None and found.answer == "30 days." and found.citations == CITED


@pytest.mark.parametrize(
    "question",
    [
        "How many sick days do I get?",
        "How many vacation days do I get in 2027?",
        "How many vacation days do part-timers get?",
        "Vacation?",
    ],
)
def test_another_question_is_not_matched_however_alike(approved: StandardAnswers, question: str) -> None:
    assert match(approved, question) is None


def test_a_person_who_may_not_read_what_it_cites_does_not_see_it(approved: StandardAnswers) -> None:
    assert match(approved, "How many vacation days do I get?", readable=False) is None


def test_the_same_question_is_approved_once(approved: StandardAnswers) -> None:
    approved.add("how many vacation days do I get", "31 days.", CITED, "t" * 32, NOW)
    assert [answer.answer for answer in approved.list()] == ["31 days."]


def test_an_approved_answer_can_be_taken_back(approved: StandardAnswers) -> None:
    approved.remove(approved.list()[0].id)
    approved.remove("not there")
    assert approved.list() == ()


@pytest.mark.parametrize(("question", "answer", "cited"), [("", "a", CITED), ("q", " ", CITED), ("q", "a", ())])
def test_an_answer_without_question_text_or_proof_is_refused(
    approved: StandardAnswers, question: str, answer: str, cited: tuple[Citation, ...]
) -> None:
    with pytest.raises(Problem, match="add what is missing"):
        approved.add(question, answer, cited, "t" * 32)


def test_a_damaged_file_or_another_format_is_reported_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "standard.json"
    for text, said in (("{", "cannot be read"), ('{"format": 9, "answers": []}', "format 9")):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(Problem, match=said):
            StandardAnswers(file).list()
        assert file.read_text(encoding="utf-8") == text


def test_nothing_but_the_file_is_left_behind(approved: StandardAnswers, tmp_path: Path) -> None:
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["standard.json"]


def test_normal_form_ignores_case_width_and_punctuation() -> None:
    assert normal("Ｗhat  is IT?!") == "what is it" and normal("什么是年假？") == normal("什么是年假")
