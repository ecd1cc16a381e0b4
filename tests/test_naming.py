"""Exercises "what is this token?"."""

from collections.abc import Sequence

import pytest

from assistant.errors import Problem
from finetune.java_tokens import JavaUnreadable, Tag, tagged
from finetune.naming import exercises, grade
from finetune.tagging import WordTag

SOURCE = """class Till {
    private int total;

    int add(int price) {
        total += price;
        return round(total);
    }
}
"""


def parser(words: Sequence[str]) -> list[WordTag]:
    """A tagger that always finds what the parser does."""
    assert [token.text for token in tagged(SOURCE)] == list(words)
    return [WordTag(token.text, token.tag.value, 0.99) for token in tagged(SOURCE)]


def doubting(words: Sequence[str]) -> list[WordTag]:
    """As the parser, but wrong about total and unsure about price."""
    found = []
    for one in parser(words):
        tag = "function" if one.word == "total" else one.tag
        found.append(WordTag(one.word, tag, 0.6 if one.word == "price" else one.probability))
    return found


def test_a_question_has_the_shape_of_a_quiz_row() -> None:
    row = exercises(SOURCE, "Till.java", parser, 1)[0]
    assert row["kind"] == "single_choice"
    assert [option["id"] for option in row["options"]] == [tag.value for tag in Tag]
    assert len(row["key"]) == 1
    assert (row["language"], row["state"], row["version"]) == ("en", "draft", 1)
    assert row["checks"]["parser"] == row["checks"]["tagger"] == row["key"][0]
    assert row["checks"]["guessable"] == 0.25


def test_the_key_is_what_the_parser_says_of_that_place() -> None:
    known = {f"`{token.text}` in line {token.line}, column {token.column}?": token.tag.value for token in tagged(SOURCE)}
    for row in exercises(SOURCE, "Till.java", parser, 20):
        asked = row["question"].splitlines()[0].removeprefix("What is ")
        assert row["key"] == [known[asked]]


def test_the_evidence_is_the_line_with_its_place_in_the_file() -> None:
    for row in exercises(SOURCE, "Till.java", parser, 20):
        found = row["evidence"]
        assert SOURCE[found["start"] : found["end"]] == found["quote"]
        assert found["document"] == "Till.java"
        assert found["quote"] in row["question"]


def test_no_token_is_asked_about_twice_and_marks_never() -> None:
    rows = exercises(SOURCE, "Till.java", parser, 50)
    asked = [row["question"].split("`")[1] for row in rows]
    assert len(asked) == len(set(asked))
    assert set(asked) == {"class", "Till", "private", "int", "total", "add", "price", "return", "round"}


def test_kinds_come_in_turn() -> None:
    assert {row["key"][0] for row in exercises(SOURCE, "Till.java", parser, 4)} == {tag.value for tag in Tag}


def test_what_the_tagger_does_not_confirm_is_not_asked() -> None:
    asked = [row["question"].split("`")[1] for row in exercises(SOURCE, "Till.java", doubting, 50)]
    assert "total" not in asked
    assert "price" not in asked
    assert "add" in asked


def test_the_same_seed_makes_the_same_questions() -> None:
    assert exercises(SOURCE, "Till.java", parser, 3, seed=1) == exercises(SOURCE, "Till.java", parser, 3, seed=1)


def test_questions_come_in_chinese_too() -> None:
    row = exercises(SOURCE, "Till.java", parser, 1, "zh")[0]
    assert row["language"] == "zh"
    assert "是什么" in row["question"]


def test_a_source_the_parser_does_not_read_is_a_problem() -> None:
    with pytest.raises(JavaUnreadable):
        exercises("record A() { }", "A.java", lambda words: [], 3)


@pytest.mark.parametrize("reply", ["variable", " Variable ", "VARIABLE"])
def test_the_right_option_is_correct(reply: str) -> None:
    row = next(one for one in exercises(SOURCE, "Till.java", parser, 50) if one["key"] == ["variable"])
    found = grade(row, reply)
    assert (found["score"], found["correct"], found["label"]) == (1.0, True, "correct")
    assert found["feedback"].startswith("Right.")
    assert found["evidence"] == row["evidence"]


@pytest.mark.parametrize(("reply", "why"), [("keyword", "the parser's label"), ("a field", "the reply names no option")])
def test_all_else_is_incorrect_and_says_what_it_is(reply: str, why: str) -> None:
    row = next(one for one in exercises(SOURCE, "Till.java", parser, 50) if one["key"] == ["variable"])
    found = grade(row, reply)
    assert (found["score"], found["label"], found["why"]) == (0.0, "incorrect", why)
    assert "is: variable" in found["feedback"]


def test_the_text_of_an_option_is_a_reply_too() -> None:
    row = next(one for one in exercises(SOURCE, "Till.java", parser, 50, "zh") if one["key"] == ["function"])
    assert grade(row, "函数")["correct"]


def test_an_item_of_another_kind_is_a_problem() -> None:
    with pytest.raises(Problem, match="is no exercise"):
        grade({"kind": "cloze", "key": ["x"]}, "x")
