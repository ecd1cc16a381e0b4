"""Numbers, units, ranges, money and dates in the forms that people write."""

from fractions import Fraction

import pytest

from assistant.learning.quantities import Bound, Comparison, compared, off_by, quantities
from assistant.learning.units import BARE, unit_of

DAYS = unit_of("days")


def how(key: str, reply: str) -> Comparison:
    """How the first quantity of one text stands to that of the other."""
    return compared(quantities(key)[0], quantities(reply)[0])


@pytest.mark.parametrize(
    "text",
    [
        "14 days",
        "2 weeks",
        "two weeks",
        "fourteen days",
        "a fortnight",
        "336 hours",
        "14-day",
        "14 calendar days",
        "十四天",
        "两周",
        "14 天",
        "１４天",
        "14.0 days",
        "within 14 days",
    ],
)
def test_fourteen_days_in_many_forms(text: str) -> None:
    assert how("within 14 days", text) is Comparison.SAME


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,000", 1000),
        ("1 000", 1000),
        ("1'000", 1000),
        ("1.000,50", Fraction(2001, 2)),
        ("1,000.50", Fraction(2001, 2)),
        ("1.000.000", 1_000_000),
        ("2,5", Fraction(5, 2)),
        ("2.5", Fraction(5, 2)),
        ("0,125", Fraction(1, 8)),
        ("5k", 5000),
        ("1.5 million", 1_500_000),
        ("twenty-one", 21),
        ("one hundred and five", 105),
        ("two thousand three hundred", 2300),
        ("a dozen", 12),
        ("3万", 30_000),
        ("1.5亿", 150_000_000),
        ("三千五百", 3500),
        ("½", Fraction(1, 2)),
    ],
)
def test_numbers_as_people_write_them(text: str, value: Fraction) -> None:
    text = f"{text} days" if text == "½" else text
    assert value in quantities(text)[0].low


def test_a_dot_before_three_digits_may_group_thousands_or_mark_decimals() -> None:
    assert quantities("1.000")[0].low == {Fraction(1), Fraction(1000)}
    assert quantities("1,000")[0].low == {Fraction(1000)}


@pytest.mark.parametrize(
    ("key", "reply"),
    [
        ("1 hour 30 minutes", "90 min"),
        ("an hour and a half", "1½ hours"),
        ("half an hour", "30 minutes"),
        ("1 year", "12 months"),
        ("一年半", "18 months"),
        ("一个半月", "1.5 months"),
        ("两个半小时", "150分钟"),
        ("2个半月", "两个半月"),
        ("半个月", "0.5 months"),
        ("$1.5 million", "1,500,000 USD"),
        ("€50", "50 euros"),
        ("¥3000", "三千元"),
        ("5%", "five per cent"),
        ("百分之五", "5 percent"),
        ("5-10 days", "between five and ten days"),
        ("5至10天", "5 to 10 days"),
        ("17:00", "5 pm"),
        ("下午5点", "17:00"),
        ("noon", "12:00"),
        ("1 GB", "1000 MB"),
        ("2 km", "2000 metres"),
        ("10 working days", "10 business days"),
        ("10个工作日", "ten workdays"),
    ],
)
def test_the_same_in_other_words_or_units(key: str, reply: str) -> None:
    assert how(key, reply) is Comparison.SAME


@pytest.mark.parametrize(
    "text",
    [
        "31 March 2024",
        "March 31st, 2024",
        "2024-03-31",
        "31/03/2024",
        "31.3.2024",
        "03/31/2024",
        "the 31st of March 2024",
        "2024年3月31日",
        "二〇二四年三月三十一日",
    ],
)
def test_one_date_in_many_forms(text: str) -> None:
    assert how("31 March 2024", text) is Comparison.SAME


@pytest.mark.parametrize(
    ("key", "reply", "found"),
    [
        ("30 days", "31 days", Comparison.OTHER),
        ("24 hours", "48 hours", Comparison.OTHER),
        ("30 days", "1 month", Comparison.OTHER),
        ("5-10 days", "5 days", Comparison.OTHER),
        ("31 March 2024", "31 March 2025", Comparison.OTHER),
        ("31 March 2024", "2024", Comparison.OTHER),
        ("9 am", "9 pm", Comparison.OTHER),
        ("14 days", "14", Comparison.UNIT_MISSING),
        ("14 days", "14 working days", Comparison.UNIT_WRONG),
        ("14 days", "14 weeks", Comparison.UNIT_WRONG),
        ("$50", "€50", Comparison.UNIT_WRONG),
        ("14 days", "at least 14 days", Comparison.BOUND),
        ("at most 5", "at least 5", Comparison.BOUND),
        ("14 days", "about 14 days", Comparison.APPROXIMATE),
        ("31 March 2024", "31 March", Comparison.DATE_INCOMPLETE),
    ],
)
def test_what_is_not_the_same_says_why(key: str, reply: str, found: Comparison) -> None:
    assert how(key, reply) is found


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("up to 5 days", Bound.MOST),
        ("no more than 5 days", Bound.MOST),
        ("not less than 5 days", Bound.LEAST),
        ("at least 5 days", Bound.LEAST),
        ("5 days or more", Bound.LEAST),
        ("over 5 days", Bound.MORE),
        ("fewer than 5 days", Bound.LESS),
        ("最多可以结转5天", Bound.MOST),
        ("不得超过5天", Bound.MOST),
        ("5 days", Bound.NONE),
    ],
)
def test_what_stands_before_a_number_is_read(text: str, bound: Bound) -> None:
    assert quantities(text)[0].bound is bound


def test_a_bare_number_takes_the_unit_that_the_question_names() -> None:
    key, reply = quantities("2 weeks")[0], quantities("14")[0]
    assert compared(key, reply, DAYS) is Comparison.SAME
    assert compared(key, quantities("2")[0], DAYS) is Comparison.UNIT_WRONG


def test_how_far_off_a_reply_is_counts_in_the_unit_of_the_answer() -> None:
    assert off_by(quantities("10 minutes")[0], quantities("660 seconds")[0]) == 1.0
    assert off_by(quantities("10 minutes")[0], quantities("10 euros")[0]) is None


@pytest.mark.parametrize("text", ["", "no number", "version 1.2.3", "一般情况", "an employee", "MB"])
def test_a_text_without_quantities_has_none(text: str) -> None:
    assert quantities(text) == []


def test_digits_beside_letters_are_left_to_the_words() -> None:
    assert [one.unit for one in quantities("TLS 1.2")] == [BARE]
    assert quantities("TLS1.2") == []
