"""Following answers one by one comes to what the whole history comes to."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.learning.answers import Answered, Credit, History
from assistant.learning.followed import Common, Followed
from assistant.learning.mastery import Calibration, Item, Scale, Tally, learner, masteries
from assistant.learning.reviews import cards
from tests.learning_answers import START, answered

NOW = START + timedelta(days=200)
SCALE = Scale({"q1": Item(1.2, 0.3)}, {"leave": 0.4}, Calibration(0.9, 0.1))
COMMON = Common(SCALE, {"q1": 10.0, "q2": 40.0}, 0.85)
SKILLS = ("leave", "travel", "never met")


def random_history(seed: int, count: int) -> History:
    chance, hours, told, credits = Random(seed), 0.0, list[Answered](), list[Credit]()
    for number in range(1, count + 1):
        hours += chance.choice([0.0, 0.05, 3.0, 30.0, 400.0])
        skill = chance.choice(SKILLS[:2])
        if chance.random() < 0.1:
            credits.append(Credit(number, START + timedelta(hours=hours), skill, chance.choice([0.5, 0.9])))
            continue
        fields: dict[str, Any] = {"question": f"q{chance.randrange(6)}", "seconds": chance.choice([5.0, 90.0])}  # Any: fields
        fields |= {"sure": chance.random() < 0.8, "hinted": chance.random() < 0.2, "certain": chance.choice([None, True])}
        told.append(answered(number, chance.choice([0.0, 0.5, 1.0]), skill, hours, **fields))
    return History(tuple(told), tuple(credits))


def beginning(past: History, last: int) -> History:
    return History(
        tuple(one for one in past.answers if one.sequence <= last), tuple(one for one in past.credits if one.sequence <= last)
    )


@settings(max_examples=20, deadline=None)
@given(some.integers(0, 10**6), some.integers(0, 25), some.integers(0, 25))
def test_followed_piece_by_piece_is_the_whole_worked_out(seed: int, one: int, other: int) -> None:
    past = random_history(seed, 25)
    found = Followed.nothing(COMMON)
    for last in sorted((one, other, 25)):
        found = found.after(beginning(past, last))
    told = masteries(past, SKILLS, SCALE, NOW)
    assert found.masteries(SKILLS, NOW) == {skill: replace(known, why=()) for skill, known in told.items()}
    assert found.cards == cards(past.answers, COMMON.seconds, COMMON.retention)
    whole = learner(past, SCALE)
    assert found.learner.skills.keys() == whole.skills.keys()
    for skill, known in whole.skills.items():
        assert np.array_equal(found.learner.skills[skill].right, known.right)
        assert np.array_equal(found.learner.skills[skill].wrong, known.wrong)


def test_where_nothing_is_new_nothing_is_done() -> None:
    found = Followed.nothing(COMMON).after(random_history(1, 9))
    assert found.after(random_history(1, 9)) is found


def test_a_success_counts_as_kept_from_a_day_after_the_first_answer() -> None:
    first = Tally().after(0.0, START, credit=False)
    assert not first.after(1.0, START + timedelta(hours=23), credit=False).stayed
    assert first.after(0.8, START + timedelta(hours=24), credit=False) == Tally(2, START, True, False)


@pytest.mark.parametrize(("share", "vouched"), [(0.79, False), (0.8, True)])
def test_a_credit_vouches_from_the_target_on(share: float, vouched: bool) -> None:
    assert Tally().after(share, START, credit=True) == Tally(1, START, False, vouched)
