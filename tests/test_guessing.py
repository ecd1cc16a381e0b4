"""Tests of assistant.learning.guessing: what a guesser without the documents takes, for one question and over a bank."""

from dataclasses import replace

import pytest

from assistant.learning.guessing import Guessed, chance, detail, echo, guessable, length, middle, over_bank, position_p, taken
from assistant.learning.questions import Question
from assistant.learning.reasons import Reason
from tests.memory_index import EMBEDDER
from tests.questions_to_check import CARRY, CLOZE, STATEMENT, choice, context

GIVEN_AWAY = choice(
    "Who may carry over unused days?",
    ("a full-time employee with unused days, after 3 years", "nobody", "a guest"),
    "a full-time employee with unused days, after 3 years",
    CARRY.evidence,
)


def keyed(place: int) -> Question:
    return replace(CARRY, key=(f"a{place}",))


def test_a_question_that_every_guesser_gets_is_guessable() -> None:
    found = guessable(GIVEN_AWAY, context())
    assert found.reasons == (Reason.GUESSABLE,)
    assert found.checks["guessable"] >= 0.8


def test_a_question_with_like_options_is_not() -> None:
    found = guessable(CARRY, context())
    assert not found.reasons
    assert found.checks["guessable"] < 0.6


def test_ties_are_shared() -> None:
    assert taken(CARRY, EMBEDDER)["echo"] == pytest.approx(1 / 3)


def test_each_guesser_has_its_own_cue() -> None:
    assert length("", ["a", "abc"]) == [1, 3]
    assert detail("", ["plain", "within 3 days, at night"]) == [0, 2]
    assert echo("carried days", ["days", "weeks"]) == [1, 0]
    assert middle("", ["5", "10", "20"]) == [-1.0, 0.0, -1.0]
    assert middle("", ["5", "ten", "20"]) == [0.0, 0.0, 0.0]


def test_a_denial_is_guessed_to_be_false() -> None:
    denied = replace(STATEMENT, question="Trains are never booked.", key=("false",))
    assert guessable(denied, context()).reasons == (Reason.GUESSABLE,)
    assert guessable(STATEMENT, context()).checks == {"guessable": 0.5}


def test_what_has_no_options_cannot_be_guessed() -> None:
    assert guessable(CLOZE, context()).checks == {}
    assert chance(CLOZE) == 0.0
    assert chance(CARRY) == pytest.approx(1 / 3)


def test_a_bank_is_told_which_guesser_does_too_well() -> None:
    found = {one.guesser: one for one in over_bank([GIVEN_AWAY] * 20, EMBEDDER)}
    assert found["length"].share == 1.0
    assert not found["length"].passed
    assert Guessed("length", 100, 0.40, 0.3333).passed


def test_keys_that_always_stand_first_are_not_by_chance() -> None:
    assert position_p([keyed(1)] * 12) < 0.001
    assert position_p([keyed(1), keyed(2), keyed(3)] * 4) == 1.0
    assert position_p([]) == 1.0


def test_the_tail_is_that_of_the_chi_square_tables() -> None:
    skewed = [keyed(1)] * 9 + [keyed(2)] * 3 + [keyed(3)] * 3
    assert position_p(skewed) == pytest.approx(0.0907, abs=1e-4)  # statistic 4.8, 2 degrees of freedom
    two = [replace(keyed(1), options=CARRY.options[:2])] * 14 + [replace(keyed(2), options=CARRY.options[:2])] * 6
    assert position_p(two, options=2) == pytest.approx(0.0736, abs=1e-4)  # statistic 3.2, 1 degree of freedom
