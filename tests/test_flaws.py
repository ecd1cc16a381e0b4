"""Tests of assistant.learning.flaws: each flaw changes what it should, and the checks find it."""

from dataclasses import replace

import pytest

from assistant.learning.checks import check
from assistant.learning.flaws import SEEDS, Flaw, seeded
from assistant.learning.questions import Question
from bench.flaws import EXPECTED
from tests.questions_to_check import CARRY, CHINESE, CLOZE, NUMERIC, STATEMENT, choice, context, evidence

ROLE = choice(
    "Who is told before 9 am when you are sick?", ("your manager", "your adviser", "your colleague"), "your manager",
    evidence("Tell your manager before 9 am when you are sick."),
)  # fmt: skip
GOOD = (CARRY, ROLE, CLOZE, STATEMENT, NUMERIC, CHINESE)


@pytest.mark.parametrize("flaw", Flaw)
def test_every_flaw_can_be_put_into_one_of_the_questions_and_is_found(flaw: Flaw) -> None:
    made = [(one, flawed) for one in GOOD if (flawed := seeded(flaw, one)) is not None]
    assert made
    for one, flawed in made:
        around = context(others=(one,) if flaw is Flaw.DUPLICATE else ())
        assert EXPECTED[flaw] & set(check(flawed, around).reasons), flawed.question


def test_the_seeds_are_as_many_as_the_flaws() -> None:
    assert set(SEEDS) == set(Flaw) == set(EXPECTED)


@pytest.mark.parametrize("question", GOOD, ids=lambda one: one.question)
def test_a_flawed_question_is_still_one_that_can_be_read(question: Question) -> None:
    for flaw in Flaw:
        flawed = seeded(flaw, question)
        assert flawed is None or Question.from_json(flawed.to_json()) == flawed


def test_a_wrong_key_is_another_answer() -> None:
    assert seeded(Flaw.WRONG_KEY, CLOZE) == replace(CLOZE, accept=("7",))
    flipped = seeded(Flaw.WRONG_KEY, STATEMENT)
    assert flipped is not None
    assert flipped.key == ("false",)


def test_a_flaw_that_a_kind_cannot_have_is_not_put_in() -> None:
    assert seeded(Flaw.ALL_OF_ABOVE, CLOZE) is None
    assert seeded(Flaw.GRAMMAR, CHINESE) is None
