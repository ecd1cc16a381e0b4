"""Other numbers, times and dates than a right one."""

import pytest

from assistant.learning.ladders import beyond, in_order, others, turn, written
from assistant.learning.spans import Span, spans, value_of


def span(sentence: str) -> Span:
    return spans(sentence)[0]


def test_other_numbers_are_written_alike_and_neither_near_nor_far() -> None:
    for sentence in ("Report a loss within 24 hours.", "Answer in five days.", "The fee is £900 a year.", "Pay 15 % of it."):
        one = span(sentence)
        made = others(one, [], [], 2, "salt")
        assert len(set(made)) == 2
        assert all(1.1 <= max(value_of(x) / one.value, one.value / value_of(x)) <= 3 for x in made)
        assert all(x.isdigit() == one.number.isdigit() or "," in x for x in made)


def test_numbers_of_the_document_come_before_made_ones_and_those_nearby_not_at_all() -> None:
    one = span("Report a loss within 24 hours.")
    assert all(set(others(one, ["36"], ["48 hours"], 2, salt)) & {"36", "12", "8", "72"} for salt in "abcdef")
    assert not any("48" in others(one, ["36", "48"], ["48"], 2, salt) for salt in "abcdef")


def test_no_share_is_more_than_the_whole() -> None:
    assert all(value_of(x) <= 100 for salt in "abcdef" for x in others(span("Pay 95 % of it."), [], [], 2, salt))


@pytest.mark.parametrize(("sentence", "above"), [("Answer within 15 minutes.", True), ("Ask at least 30 days ahead.", False)])
def test_a_limit_is_made_false_in_the_only_direction_that_is(sentence: str, above: bool) -> None:
    one = span(sentence)
    made = {beyond(one, [], salt) for salt in "abcdefgh"}
    assert None not in made
    assert all((value_of(x) > one.value) is above for x in made if x is not None)


def test_times_and_days_have_others_of_their_kind() -> None:
    assert all(":" in x and x != "09:30" for x in others(span("Report by 09:30 at the latest."), [], [], 2, ""))
    assert "Tuesday" not in others(span("It is on a Tuesday."), [], [], 2, "")
    assert others(span("Days lapse on 31 March."), [], [], 2, "")[0].split()[0] in ("30", "31", "28")


def test_a_number_is_written_as_the_right_one_is() -> None:
    assert written(1500.0, "£900"[1:]) == "1,500"
    assert written(6.0, "Five") == "Six"
    assert written(2.5, "3") is None


def test_options_with_numbers_are_sorted() -> None:
    assert in_order(["90 days", "7 days", "30 days"]) == ["7 days", "30 days", "90 days"]
    assert in_order(["10:00", "09:30"]) == ["09:30", "10:00"]
    assert in_order(["the manager", "a team"]) == ["the manager", "a team"]


def test_a_turn_is_the_same_every_time() -> None:
    assert turn("a", "b") == turn("a", "b") != turn("b", "a")
