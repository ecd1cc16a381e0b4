"""Exercises "what is this token?"."""

from collections.abc import Sequence

import pytest

from assistant.learning.grading import grade
from assistant.learning.questions import Kind, Question, State
from finetune.java_tokens import JavaUnreadable, Tag, tagged
from finetune.naming import exercises
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


def test_an_exercise_is_an_ordinary_question_that_survives_a_file() -> None:
    one = exercises(SOURCE, "Till.java", parser, 1)[0]
    assert (one.kind, one.state, one.version, one.language) == (Kind.SINGLE_CHOICE, State.DRAFT, 1, "en")
    assert [option.id for option in one.options] == [tag.value for tag in Tag]
    assert one.checks["parser"] is one.checks["tagger"] is True
    assert one.checks["guessable"] == 0.25
    assert Question.from_json(one.to_json()) == one


def test_the_key_is_what_the_parser_says_of_that_place() -> None:
    known = {f"`{token.text}` in line {token.line}, column {token.column}?": token.tag.value for token in tagged(SOURCE)}
    for one in exercises(SOURCE, "Till.java", parser, 20):
        asked = one.question.splitlines()[0].removeprefix("What is ")
        assert one.key == (known[asked],)


def test_the_evidence_is_the_line_with_its_place_in_the_file() -> None:
    for one in exercises(SOURCE, "Till.java", parser, 20):
        found = one.evidence
        assert SOURCE[found.start : found.end] == found.quote == found.quote.strip()
        assert found.document == "Till.java"
        assert found.quote in one.question


def test_no_token_is_asked_about_twice_and_marks_never() -> None:
    found = exercises(SOURCE, "Till.java", parser, 50)
    asked = [one.question.split("`")[1] for one in found]
    assert len(asked) == len(set(asked))
    assert set(asked) == {"class", "Till", "private", "int", "total", "add", "price", "return", "round"}


def test_kinds_come_in_turn() -> None:
    assert {one.key[0] for one in exercises(SOURCE, "Till.java", parser, 4)} == {tag.value for tag in Tag}


def test_what_the_tagger_does_not_confirm_is_not_asked() -> None:
    asked = [one.question.split("`")[1] for one in exercises(SOURCE, "Till.java", doubting, 50)]
    assert "total" not in asked
    assert "price" not in asked
    assert "add" in asked


def test_the_same_seed_makes_the_same_questions() -> None:
    assert exercises(SOURCE, "Till.java", parser, 3, seed=1) == exercises(SOURCE, "Till.java", parser, 3, seed=1)


def test_questions_come_in_chinese_too_with_ids_of_their_own() -> None:
    one, english = (exercises(SOURCE, "Till.java", parser, 1, language)[0] for language in ("zh", "en"))
    assert one.language == "zh"
    assert "是什么" in one.question
    assert one.id != english.id


def test_a_source_the_parser_does_not_read_is_a_problem() -> None:
    with pytest.raises(JavaUnreadable):
        exercises("record A() { }", "A.java", lambda words: [], 3)


@pytest.mark.parametrize(("reply", "score"), [("variable", 1.0), ("keyword", 0.0), ("", 0.0)])
def test_replies_are_graded_as_those_to_any_question(reply: str, score: float) -> None:
    one = next(one for one in exercises(SOURCE, "Till.java", parser, 50) if one.key == ("variable",))
    assert grade(one, reply).score == score
    assert one.explanation.endswith("is: variable.")
