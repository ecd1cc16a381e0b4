"""Numbers in digits and words, English and Chinese: what each form is worth; written and read again they are the same."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.numerals import (
    CHINESE,
    DIGITS,
    FRACTION,
    WORDS,
    chinese,
    digits,
    fraction,
    plain_fractions,
    scale,
    words,
)
from bench.spoken import in_chinese, in_words


@given(st.integers(0, 999_999))
def test_a_number_in_english_words_is_read_as_it_was_written(number: int) -> None:
    written = in_words(number)
    assert re.fullmatch(WORDS, written)
    assert words(written) == number


@given(st.integers(0, 99_999))
def test_a_number_in_chinese_is_read_as_it_was_written(number: int) -> None:
    written = in_chinese(number)
    assert re.fullmatch(CHINESE, written)
    assert chinese(written) == number


@given(st.integers(0, 10**9))
def test_grouping_with_commas_changes_nothing(number: int) -> None:
    assert re.fullmatch(DIGITS, f"{number:,}")
    assert digits(f"{number:,}") == digits(str(number)) == {number}


@given(st.integers(0, 9999), st.integers(0, 99))
def test_two_decimals_are_read_with_a_dot_and_with_a_comma(whole: int, cents: int) -> None:
    value = whole + Fraction(cents, 100)
    assert digits(f"{whole}.{cents:02}") == digits(f"{whole},{cents:02}") == {value}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.000", {1, 1000}),
        ("1,000", {1000}),
        ("0.125", {Fraction(1, 8)}),
        ("1.234.567", {1234567}),
        ("1.234,5", {Fraction(12345, 10)}),
        ("1,234.5", {Fraction(12345, 10)}),
        ("1'000", {1000}),
        ("1 000", {1000}),
        ("12,5", {Fraction(25, 2)}),
        ("007", {7}),
    ],
)
def test_digits_mean_everything_that_they_can_mean(text: str, values: set[Fraction]) -> None:
    assert digits(text) == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("one hundred and five", 105),
        ("a hundred", 100),
        ("two thousand twenty-four", 2024),
        ("a dozen", 12),
        ("three million", 3_000_000),
        ("two and a half", Fraction(5, 2)),
        ("nineteen", 19),
        ("ninety nine", 99),
    ],
)
def test_english_words(text: str, value: Fraction) -> None:
    assert re.fullmatch(WORDS, text)
    assert words(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零五", 105),
        ("两万", 20_000),
        ("二〇二四", 2024),
        ("一亿二千万", 120_000_000),
        ("三万零五十", 30_050),
        ("两百五", 250),
        ("一千五", 1500),
        ("一万二", 12_000),
        ("零", 0),
    ],
)
def test_chinese_numerals(text: str, value: int) -> None:
    assert chinese(text) == value


@pytest.mark.parametrize(("text", "value"), [("1/2", Fraction(1, 2)), ("1 1/2", Fraction(3, 2)), ("2 3/4", Fraction(11, 4))])
def test_fractions(text: str, value: Fraction) -> None:
    assert re.fullmatch(FRACTION, text)
    assert fraction(text) == value


def test_a_vulgar_fraction_behind_a_number_stays_apart_from_it() -> None:
    assert plain_fractions("1½ hours").split() == ["1", "1/2", "hours"]


@pytest.mark.parametrize(
    ("text", "value"), [("", 1), ("k", 1000), (" million", 10**6), ("万", 10**4), ("百", 100), ("dozen", 12)]
)
def test_what_stands_behind_a_number_multiplies_it(text: str, value: int) -> None:
    assert scale(text) == value
