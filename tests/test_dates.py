"""Dates and times of day: every form of one day is that day, ambiguous ones are both, and what is no date is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.dates import clocks, dates
from bench.spoken import in_chinese

DAYS = st.dates(date(1600, 1, 1), date(2199, 12, 31))
FORMS = (
    "{d} {m} {y}", "{m} {d}, {y}", "{s} {d} {y}", "{d} {s}. {y}", "{y}-{n:02}-{d:02}", "{y}/{n}/{d}", "{y}.{n}.{d}",
    "the {d}th of {m} {y}", "{d}-{s}-{y}", "{y}年{n}月{d}日", "{y}年{n}月{d}号", "by {d} {m}, {y} at the latest",
)  # fmt: skip


def readings(text: str) -> set[tuple[int, int, int]]:
    """All readings of the only date of a text."""
    (found,) = dates(text.lower())
    return set(found.readings)


def minutes(text: str) -> list[int]:
    return [found.minutes for found in clocks(text.lower())]


@pytest.mark.parametrize("form", FORMS)
@given(day=DAYS)
def test_every_form_of_a_day_is_that_day(form: str, day: date) -> None:
    text = form.format(d=day.day, n=day.month, y=day.year, m=f"{day:%B}", s=f"{day:%b}")
    assert (day.year, day.month, day.day) in readings(text)


@given(DAYS)
def test_a_day_in_figures_can_be_read_both_ways_round(day: date) -> None:
    found = readings(f"{day.day}/{day.month}/{day.year}")
    assert (day.year, day.month, day.day) in found
    assert found == readings(f"{day.day}-{day.month}-{day.year}")
    assert (len(found) == 2) == (day.day <= 12 and day.day != day.month)


@given(st.integers(1, 12), st.integers(1, 28))
def test_a_day_in_chinese_numerals(month: int, day: int) -> None:
    assert readings(f"二〇二四年{in_chinese(month)}月{in_chinese(day)}日") == {(2024, month, day)}


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("31 March", (0, 3, 31)),
        ("march 2024", (2024, 3, 0)),
        ("the 1st of May", (0, 5, 1)),
        ("3月31日", (0, 3, 31)),
        ("2024年", (2024, 0, 0)),
        ("on may 5", (0, 5, 5)),
        ("29 February", (0, 2, 29)),
    ],
)
def test_a_part_that_is_not_said_is_zero(text: str, reading: tuple[int, int, int]) -> None:
    assert readings(text) == {reading}


@pytest.mark.parametrize(
    "text",
    ["31 april 2024", "30 february", "2024-13-01", "32/01/2024", "3年", "you may 5 times", "1.2.3", "version 2024-1", "12/25"],
)
def test_what_is_no_day_of_the_calendar_is_no_date(text: str) -> None:
    assert list(dates(text)) == []


def test_two_dates_of_a_text_are_two() -> None:
    found = list(dates("from 1 march 2024 to 31 march 2024"))
    assert [one.readings for one in found] == [{(2024, 3, 1)}, {(2024, 3, 31)}]
    assert found[0].end <= found[1].start


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_of_24_hours_and_one_of_12_are_the_same(hour: int, minute: int) -> None:
    half = "am" if hour < 12 else "pm"
    assert minutes(f"{hour}:{minute:02}") == minutes(f"{hour % 12 or 12}:{minute:02} {half}") == [60 * hour + minute]


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("noon", 720),
        ("midnight", 0),
        ("9 a.m.", 540),
        ("12 pm", 720),
        ("12 am", 0),
        ("5.30 p.m.", 1050),
        ("five o'clock", 300),
        ("17h30", 1050),
        ("4:45 in the afternoon", 1005),
        ("8 in the evening", 1200),
        ("8 o'clock in the morning", 480),
        ("下午5点", 1020),
        ("下午五点半", 1050),
        ("晚上八点十五分", 1215),
        ("上午九点", 540),
        ("中午12点", 720),
        ("凌晨12点", 0),
        ("17:30:15", 1050),
    ],
)
def test_a_time_of_day_in_many_forms(text: str, minute: int) -> None:
    assert minutes(text) == [minute]


@pytest.mark.parametrize("text", ["25:00", "13 pm", "10:75", "version 1.30", "three hours", "3小时", "2h"])
def test_what_is_no_time_of_day_is_none(text: str) -> None:
    assert minutes(text) == []
