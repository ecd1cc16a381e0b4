"""Tests of assistant.learning.testing_out: the shortest test that decides."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.learning.mastery import Item, likelihoods
from assistant.learning.testing_out import Outcome, Test, information, next_question, standing

ITEMS = {f"q{n:02}": Item((n % 9) / 2 - 1.0, slip=0.03) for n in range(40)}
TEST = Test(ITEMS)
NAMES = sorted(ITEMS)


def test_before_a_reply_the_person_is_as_likely_above_the_pass_mark_as_below() -> None:
    found = standing(TEST, ())
    assert found.outcome is Outcome.OPEN
    assert (found.above, found.spread) == pytest.approx((0.5, 1.28), abs=0.05)


def test_replies_move_the_probability_of_being_above() -> None:
    found = [standing(TEST, [(name, score) for name in NAMES[:3]]).above for score in (0.0, 0.5, 1.0)]
    assert found == pytest.approx([0.0171, 0.2228, 0.6949], abs=1e-4)


def test_who_is_always_right_passes_and_who_is_always_wrong_fails_soon() -> None:
    ends = {}
    for score in (1.0, 0.0):
        replies: list[tuple[str, float]] = []
        while (name := next_question(TEST, replies, Random(len(replies)))) is not None:
            replies.append((name, score))
        ends[score] = standing(TEST, replies)
    assert (ends[1.0].outcome, ends[0.0].outcome) == (Outcome.PASSED, Outcome.FAILED)
    assert ends[1.0].above >= 0.9
    assert ends[0.0].above <= 0.1
    assert max(one.asked for one in ends.values()) <= 8


def test_at_least_three_questions_are_asked() -> None:
    sure = Test({name: Item(1.4) for name in NAMES}, certainty=0.6)
    assert [standing(sure, [(name, 1.0) for name in NAMES[:n]]).outcome for n in (2, 3)] == [Outcome.OPEN, Outcome.PASSED]


def test_a_test_ends_after_the_most_questions() -> None:
    long = Test(ITEMS, certainty=0.999999, most=4)
    assert standing(long, [(name, 1.0) for name in NAMES[:4]]).outcome is Outcome.UNDECIDED


def test_a_test_ends_when_no_question_is_left() -> None:
    short = Test({name: ITEMS[name] for name in NAMES[:3]}, certainty=0.999)
    assert standing(short, [(name, 1.0) for name in NAMES[:3]]).outcome is Outcome.UNDECIDED
    assert next_question(short, [(name, 1.0) for name in NAMES[:3]], Random(1)) is None
    assert standing(Test({}), ()).outcome is Outcome.UNDECIDED


def test_a_test_ends_when_more_questions_would_not_tell_more() -> None:
    many = Test({f"q{n:03}": Item(1.4) for n in range(200)}, certainty=0.9999, most=200)
    replies = [(f"q{n:03}", float(n % 2)) for n in range(60)]
    found = standing(many, replies)
    assert (found.outcome, found.spread < 0.35) == (Outcome.UNDECIDED, True)


def test_questions_are_of_those_that_tell_most_at_the_pass_mark_and_differ_between_people() -> None:
    best = sorted(NAMES, key=lambda name: (-information(ITEMS[name], TEST.cut), name))[:5]
    asked = {next_question(TEST, (), Random(seed)) for seed in range(40)}
    assert asked == set(best)


def test_a_question_that_can_be_guessed_tells_less() -> None:
    told = [information(Item(1.4, guess), TEST.cut) for guess in (0.0, 1 / 3, 0.5)]
    assert told == pytest.approx([0.25, 0.125, 0.0833], abs=1e-3)


@settings(max_examples=20, deadline=None)
@given(some.integers(0, 10**6), some.lists(some.booleans(), min_size=25, max_size=25))
def test_no_question_comes_twice_and_a_test_has_an_end(seed: int, right: list[bool]) -> None:
    chance, replies = Random(seed), list[tuple[str, float]]()
    while (name := next_question(TEST, replies, chance)) is not None:
        replies.append((name, float(right[len(replies)])))
    assert len({name for name, _ in replies}) == len(replies) <= 25
    assert standing(TEST, replies).outcome is not Outcome.OPEN


def test_a_harder_skill_has_a_higher_pass_mark() -> None:
    assert Test(ITEMS).cut == pytest.approx(1.3863, abs=1e-4)
    assert Test(ITEMS, average=0.5).cut == pytest.approx(1.8863, abs=1e-4)
    assert Test(ITEMS, target=0.5).cut == 0.0


def test_likelihoods_are_shared_and_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        likelihoods(Item())[0][0] = 1.0
