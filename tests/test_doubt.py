"""Tests of assistant.learning.doubt: golden numbers of what is reviewed first."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.doubt import WEIGHTS, Cause, doubt, doubts
from assistant.learning.questions import Kind
from tests.bank_questions import question

PROVED = {"quoted": True, "key_quoted": True, "unique": True, "round_trip": True, "guessable": 1 / 3, "readable": True}


@dataclass(frozen=True)
class Answers:
    """What people's answers say."""

    people: int = 40
    facility: float = 0.7
    discrimination: float | None = 0.4


def test_there_is_nothing_to_doubt_about_a_proved_question_that_people_answer_well() -> None:
    assert doubts(question(checks=PROVED), 0, Answers()) == {}
    assert doubt(question(checks=PROVED)) == 0.0


@pytest.mark.parametrize(
    ("changed", "cause", "share"),
    [
        ({"quoted": False}, Cause.EVIDENCE, 1.0),
        ({"unique": False, "key_quoted": False}, Cause.EVIDENCE, 1.0),
        ({"unique": None}, Cause.EVIDENCE, 0.5),
        ({"round_trip": False}, Cause.ROUND_TRIP, 1.0),
        ({"round_trip": 0.75}, Cause.ROUND_TRIP, 0.25),
        ({"guessable": 2 / 3}, Cause.GUESSABLE, 0.5),
        ({"readable": False, "private": True}, Cause.FORM, 0.5),
    ],
)
def test_a_check_that_failed_counts_by_its_weight(changed: dict[str, Any], cause: Cause, share: float) -> None:
    one = question(checks={**PROVED, **changed})
    assert doubts(one) == {cause: pytest.approx(share)}
    assert doubt(one) == pytest.approx(WEIGHTS[cause] * share)


def test_what_was_never_checked_is_doubted_by_half() -> None:
    assert doubt(question()) == pytest.approx(0.5 * (WEIGHTS[Cause.EVIDENCE] + WEIGHTS[Cause.ROUND_TRIP]))


@pytest.mark.parametrize(("objections", "share"), [(0, 0.0), (1, 0.5), (2, 0.75), (10, 1 - 2**-10)])
def test_the_first_objection_counts_most(objections: int, share: float) -> None:
    assert doubts(question(checks=PROVED), objections).get(Cause.OBJECTIONS, 0.0) == share


@pytest.mark.parametrize(("unsure", "share"), [(0, 0.0), (1, 0.5), (3, 0.875)])
def test_replies_that_wait_for_a_decision_bring_a_question_forward(unsure: int, share: float) -> None:
    one = question(checks=PROVED)
    assert doubts(one, unsure=unsure).get(Cause.UNSURE, 0.0) == share
    assert doubt(one, unsure=unsure) == WEIGHTS[Cause.UNSURE] * share


@pytest.mark.parametrize(
    ("item", "found"),
    [
        (Answers(facility=0.1), {Cause.FACILITY: 1.0}),
        (Answers(facility=0.99), {Cause.FACILITY: 1.0}),
        (Answers(discrimination=0.05), {Cause.DISCRIMINATION: pytest.approx(0.75)}),
        (Answers(discrimination=-0.3), {Cause.DISCRIMINATION: 1.0}),
        (Answers(discrimination=None), {}),
        (Answers(people=19, facility=0.0, discrimination=-1.0), {}),
    ],
)
def test_odd_answers_count_once_enough_people_answered(item: Answers, found: dict[Cause, float]) -> None:
    assert doubts(question(checks=PROVED), 0, item) == found


def test_free_text_has_no_chance_to_guess_from() -> None:
    assert doubts(question(kind=Kind.CLOZE, checks={**PROVED, "guessable": 0.4})) == {Cause.GUESSABLE: 0.4}


@given(
    st.dictionaries(st.sampled_from([*PROVED, "new"]), st.one_of(st.booleans(), st.floats(-2, 3), st.none())),
    st.integers(0, 50),
    st.builds(Answers, st.integers(0, 99), st.floats(0, 1), st.one_of(st.none(), st.floats(-1, 1))),
)
def test_a_doubt_is_never_below_nothing_nor_above_all_weights(checks: dict[str, Any], objections: int, item: Answers) -> None:
    assert 0 <= doubt(question(checks=checks), objections, item) <= sum(WEIGHTS.values()) + 1e-9
