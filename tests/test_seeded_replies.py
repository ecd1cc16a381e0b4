"""Typed replies made from a seed: the same each time, the parts apart, and no reply with two verdicts."""

import gzip
import json
from pathlib import Path
from random import Random

import pytest

from assistant.learning.grading import grade
from assistant.learning.questions import Evidence, Kind, Question
from bench.seeded_replies import Row, replies
from bench.spoken import in_chinese, in_words, mistyped

TERMS = ("Photosynthesis", "Mississippi", "Hemoglobin", "Constantinople", "Trigonometry", "Shakespeare", "Barometer", "Equator")


@pytest.fixture
def trivia(tmp_path: Path) -> Path:
    rows = [{"question": "?", "options": [one, "Saturn", "Copper"], "correct": one} for one in TERMS]
    path = tmp_path / "trivia.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return path


def graded(row: Row) -> str:
    evidence = Evidence("d", "v", 1, row["quote"], 0, len(row["quote"]))
    question = Question(row["id"], 1, Kind(row["kind"]), row["question"], evidence, accept=tuple(row["accept"]))
    return grade(question, row["reply"]).label.value


def test_a_part_is_the_same_each_time(trivia: Path) -> None:
    assert replies(0, trivia, 150) == replies(0, trivia, 150)


def test_the_parts_share_no_right_answer(trivia: Path) -> None:
    accepted = [{row["accept"][0] for row in replies(part, trivia, 400) if row["kind"] == "cloze"} for part in (0, 1)]
    assert not accepted[0] & accepted[1]


def test_no_reply_to_an_answer_has_two_verdicts(trivia: Path) -> None:
    verdicts: dict[tuple[str, str, str], str] = {}
    for row in replies(0, trivia, 400):
        key = (row["question"], row["accept"][0], row["reply"])
        assert verdicts.setdefault(key, row["expected"]) == row["expected"], key


def test_nothing_wrong_is_accepted_and_what_is_right_nearly_always(trivia: Path) -> None:
    rows = [(row["expected"], graded(row)) for part in (0, 1) for row in replies(part, trivia, 250)]
    right = [said for expected, said in rows if expected == "correct"]
    assert [said for expected, said in rows if expected == "incorrect" and said == "correct"] == []
    assert sum(said != "correct" for said in right) <= 0.02 * len(right)


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (0, "zero", "零"),
        (21, "twenty-one", "二十一"),
        (105, "one hundred and five", "一百零五"),
        (12000, "twelve thousand", "一万二千"),
    ],
)
def test_numbers_as_people_write_them(number: int, english: str, chinese: str) -> None:
    assert (in_words(number), in_chinese(number)) == (english, chinese)


def test_a_mistyped_word_keeps_its_ends() -> None:
    for seed in range(20):
        word = mistyped("ombudsperson", Random(seed))
        assert (word[:2], word[-1], word != "ombudsperson") == ("om", "n", True)
