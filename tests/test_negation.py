"""Tests of assistant.learning.negation: negations that could be overlooked, and how they are marked."""

import pytest

from assistant.learning.negation import denials, emphasised, negations, unmarked


@pytest.mark.parametrize(
    "stem", ["What must you not do?", "Which is never paid?", "Which goes without a form?", "以下哪项不属于设备？"]
)
def test_a_negation_that_is_marked_is_no_longer_overlooked(stem: str) -> None:
    assert unmarked(stem)
    assert not unmarked(emphasised(stem))


def test_a_negation_in_a_condition_turns_nothing_round() -> None:
    assert not unmarked("What applies if the first engineer does not answer?")
    assert not unmarked("How many days may you be sick without a certificate?")


def test_marking_twice_marks_once() -> None:
    once = emphasised("哪项不属于设备？")
    assert once == "哪项【不属于】设备？"
    assert emphasised(once) == once


def test_words_that_only_hold_a_negation_are_none() -> None:
    assert not negations("What does another notary note in Northgate?")
    assert not negations("有什么不同？")


def test_a_limit_denies_nothing() -> None:
    assert denials("No more than 5 days, no later than Monday") == 0
    assert denials("每月不超过 10 个") == 0
    assert denials("Nobody may not enter") == 2
    assert denials("不得使用电梯") == 1
