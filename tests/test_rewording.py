"""A stem in a writer's words."""

import pytest

from assistant.learning.questions import Kind
from assistant.learning.rewording import reworded, same_question
from tests.pages import Near, Suggesting
from tests.test_makers import RULES, made

STEM = "Within how many working days does the manager not answer in Leeds?"


def test_a_stem_that_asks_the_same_is_taken_and_is_harder() -> None:
    [question] = [one for one in made(RULES, kind=Kind.NUMERIC) if "carried" in one.question]
    told = "How many unused days may be carried over into the next year?"
    found = reworded(question, Suggesting(told), Near(0.9))
    assert found.question == f"Handbook – Carry-over. {told}"
    assert found.difficulty > question.difficulty and found.id == question.id


def test_another_stem_leaves_the_question_as_it_was() -> None:
    [question] = [one for one in made(RULES, kind=Kind.NUMERIC) if "carried" in one.question]
    assert reworded(question, Suggesting("How long is the year?"), Near(0.9)) == question


def test_kinds_that_quote_a_sentence_are_not_reworded() -> None:
    [question] = made(RULES, kind=Kind.SHORT_ANSWER)
    writer = Suggesting("What happens?")
    assert reworded(question, writer, Near()) == question and not writer.orders


@pytest.mark.parametrize(
    "written",
    [
        "Within how many working days does the manager answer in Leeds?",  # the negation is gone
        "Within how many working days does the manager not answer?",  # a word is gone
        "Within how many of 20 working days does the manager not answer in Leeds?",  # the key is told
        "Within how many working days does the manager not answer in Leeds 7?",  # a number came in
        "Within how many working days does the manager not answer in Leeds",  # no question
    ],
)
def test_what_changes_the_question_is_refused(written: str) -> None:
    assert same_question(STEM, STEM, "20", Near(0.9))
    assert not same_question(written, STEM, "20", Near(0.9))


def test_a_stem_that_is_far_from_the_made_one_is_refused() -> None:
    assert not same_question("In Leeds, within how many working days does the manager not answer?", STEM, "20", Near(0.3))
