"""Units: which words name them, what converts into what, and that nothing else does."""

import re
from fractions import Fraction
from itertools import combinations

import pytest

from assistant.learning.units import BARE, PERCENT, PREFIX, pattern, unit_of


@pytest.mark.parametrize(
    ("words", "dimension"),
    [
        ("day days d calendar_days 天 日 自然日", "time"),
        ("hour hours hr hrs h 小时 个小时", "time"),
        ("working_days business_days workday 工作日 个工作日", "working days"),
        ("month months mth 个月 年 years annum 季度", "months"),
        ("% percent per_cent pct", "percent"),
        ("percentage_points pp 百分点", "percentage points"),
        ("$ usd dollars US_dollars U.S._dollars bucks 美元", "usd"),
        ("元 rmb yuan 块 人民币 ¥", "cny"),
        ("MB gb kilobytes bytes", "bytes"),
        ("km metres meters 米 公里 inch feet", "length"),
        ("kg kilograms grams 公斤 吨", "weight"),
        ("people persons 人 名 位", "people"),
        ("times 次", "times"),
    ],
)
def test_words_of_a_dimension(words: str, dimension: str) -> None:
    for word in words.split():
        assert unit_of(word.replace("_", " ")).dimension == dimension, word


@pytest.mark.parametrize(
    ("one", "count", "other"),
    [
        ("weeks", 7, "days"),
        ("days", 24, "hours"),
        ("hours", 60, "minutes"),
        ("fortnight", 14, "days"),
        ("years", 12, "months"),
        ("quarter", 3, "months"),
        ("GB", 1000, "MB"),
        ("km", 1000, "m"),
        ("kg", 1000, "g"),
        ("feet", 12, "inches"),
        ("l", 1000, "ml"),
    ],
)
def test_units_of_a_dimension_convert(one: str, count: int, other: str) -> None:
    assert unit_of(one).factor == count * unit_of(other).factor
    assert unit_of(one).dimension == unit_of(other).dimension


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("months", "weeks"),
        ("days", "working days"),
        ("%", "percentage points"),
        ("usd", "eur"),
        ("°c", "°f"),
        ("people", "times"),
    ],
)
def test_what_does_not_convert_has_another_dimension(one: str, other: str) -> None:
    assert unit_of(one).dimension != unit_of(other).dimension


def test_no_two_currencies_are_one() -> None:
    dimensions = [unit_of(word).dimension for word in ("usd", "eur", "gbp", "cny", "chf", "jpy")]
    assert all(one != other for one, other in combinations(dimensions, 2))


def test_case_and_space_around_a_word_do_not_matter() -> None:
    assert unit_of(" Days ") == unit_of("DAYS") == unit_of("days")


@pytest.mark.parametrize("word", ["", "apples", "dayss", "percentile", "12", "k"])
def test_other_words_name_no_unit(word: str) -> None:
    assert unit_of(word) == BARE


def test_a_share_is_a_number_of_hundredths() -> None:
    assert unit_of("%") == PERCENT
    assert PERCENT.factor == Fraction(1)


@pytest.mark.parametrize(
    ("text", "found"), [("minutes", "minutes"), ("percentage points", "percentage points"), ("months", "months")]
)
def test_the_longest_word_is_taken(text: str, found: str) -> None:
    match = re.match(pattern(), text, re.IGNORECASE)
    assert match is not None and match.group() == found


@pytest.mark.parametrize("text", ["mango", "sister", "horse", "daily"])
def test_the_beginning_of_another_word_is_no_unit(text: str) -> None:
    assert re.match(pattern(), text, re.IGNORECASE) is None


@pytest.mark.parametrize("sign", ["$", "€", "£", "¥", "US$", "EUR", "rmb"])
def test_signs_that_stand_before_an_amount_are_units_too(sign: str) -> None:
    assert re.fullmatch(PREFIX, sign, re.IGNORECASE)
    assert unit_of(sign) != BARE
