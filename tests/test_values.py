"""Tests of assistant.learning.values: numbers with the unit that they are meant in."""

from assistant.learning.values import same_value, values


def test_a_number_takes_the_unit_that_stands_a_word_or_two_after_it() -> None:
    assert same_value(values("30 vacation days")[0], values("30 days")[0])
    assert same_value(values("5 unused working days")[0], values("5 working days")[0])


def test_words_that_begin_something_else_end_the_search() -> None:
    assert values("18 of the days")[0].bare


def test_another_number_or_unit_is_another_value() -> None:
    assert not same_value(values("5 days")[0], values("6 days")[0])
    assert not same_value(values("5 days")[0], values("5 weeks")[0])
    assert same_value(values("2 weeks")[0], values("14 days")[0])


def test_a_second_factor_measures_no_time() -> None:
    assert values("as a second factor") == []
