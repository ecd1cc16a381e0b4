"""Other numbers, times and dates than a right one."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.ladders import MONTH_NAMES, beyond, in_order, moved, others, turn, written
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


NUMBERS = st.integers(1, 500)
SALTS = st.text("abc", max_size=3)


@given(NUMBERS, st.sampled_from(["minutes", "hours", "days", "weeks", "months", "years"]), SALTS)
def test_other_numbers_are_none_or_as_many_as_wanted_and_never_the_right_one(number: int, unit: str, salt: str) -> None:
    made = others(span(f"Answer within {number} {unit}."), [], [], 2, salt)
    assert len(made) == len(set(made)) in (0, 2)
    assert str(number) not in made
    assert all(value_of(one) > 0 for one in made)


@given(NUMBERS, SALTS)
def test_what_stands_near_the_right_number_is_no_other(number: int, salt: str) -> None:
    one = span(f"Answer within {number} days.")
    taken = others(one, [], [], 2, salt)
    assert not set(others(one, [], taken, 2, salt)) & set(taken)


@given(NUMBERS, SALTS)
def test_beyond_a_limit_is_on_its_other_side_however_large_it_is(number: int, salt: str) -> None:
    most, least = (
        beyond(span(f"Answer within {number} days."), [], salt),
        beyond(span(f"Ask at least {number} days."), [], salt),
    )
    assert most is None or value_of(most) > number
    assert least is None or value_of(least) < number


@given(st.integers(0, 23), st.integers(0, 59), SALTS)
def test_other_times_are_times_of_the_same_day(hour: int, minute: int, salt: str) -> None:
    right = f"{hour:02d}:{minute:02d}"
    for one in others(span(f"Report by {right} at the latest."), [], [], 2, salt):
        assert one != right
        assert time.fromisoformat(one)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), SALTS)
def test_other_dates_are_real_ones_in_the_same_form(day: date, salt: str) -> None:
    english, chinese = f"{day.day} {MONTH_NAMES[day.month - 1]}", f"{day.month}月{day.day}日"
    for one in others(span(f"Days lapse on {english}."), [], [], 2, salt):
        number, name = one.split(" ")
        assert date(2026, MONTH_NAMES.index(name) + 1, int(number)) != day
    for one in others(span(f"年假在{chinese}到期。"), [], [], 2, salt):
        month, number = one.removesuffix("日").split("月")
        assert date(2026, int(month), int(number)) != day


def test_the_last_day_of_a_month_is_moved_to_last_days() -> None:
    made = {one for salt in "abcdef" for one in others(span("Days lapse on 31 March."), [], [], 2, salt)}
    assert made <= {"31 January", "28 February", "30 April", "31 May", "30 June"}


@given(st.integers(2, 10**6), st.integers(2, 10**6))
def test_a_number_written_like_another_has_its_marks(value: int, like: int) -> None:
    text = written(float(value), f"{like:,}")
    assert text is not None
    assert value_of(text) == value
    assert ("," in text) == (value >= 1000) or "," not in f"{like:,}"


def test_a_number_that_has_no_word_or_no_chinese_numeral_is_not_written() -> None:
    assert written(37.0, "five") is None
    assert written(5.0, "三") is None
    assert written(12.0, "five") == "twelve"
    assert written(7.5, "2.5") == "7.5"


@given(st.lists(st.integers(1, 999), min_size=1, max_size=6, unique=True))
def test_options_with_numbers_rise_and_none_is_lost(numbers: list[int]) -> None:
    texts = in_order([f"{number} days" for number in numbers])
    assert texts == [f"{number} days" for number in sorted(numbers)]
    assert in_order([*texts, "no limit"]) == [*texts, "no limit"]


@pytest.mark.parametrize(
    ("texts", "sorted_"),
    [
        (["31 March", "30 June", "31 January"], ["31 January", "31 March", "30 June"]),
        (["Friday", "Monday"], ["Monday", "Friday"]),
        (["12月31日", "1月31日"], ["1月31日", "12月31日"]),
        (["EUR 1,500", "EUR 900"], ["EUR 900", "EUR 1,500"]),
    ],
)
def test_dates_days_and_amounts_are_sorted_by_what_they_mean(texts: list[str], sorted_: list[str]) -> None:
    assert in_order(texts) == sorted_


@pytest.mark.parametrize("sentence", ["Report by 09:30 at the latest.", "Send it by 31 March.", "Send it by Wednesday."])
def test_a_deadline_is_moved_behind_it(sentence: str) -> None:
    one = span(sentence)
    made = {moved(one, [], salt) for salt in "abcdefgh"} - {None}
    assert made
    assert all(in_order([text, one.text]) == [one.text, text] for text in made if text is not None)
