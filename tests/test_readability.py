"""Tests of assistant.learning.readability: golden numbers of the Flesch-Kincaid grade, and Chinese by characters."""

import pytest

from assistant.learning.readability import readability, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [("day", 1), ("table", 2), ("carried", 2), ("accounts", 2), ("organisation", 5), ("booked", 1), ("VPN", 1)],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_is_that_of_the_formula() -> None:
    found = readability("The cat sat on the mat. It was fat.")  # 9 words of one syllable in 2 sentences
    assert found.grade == pytest.approx(0.39 * 4.5 + 11.8 - 15.59, abs=0.01)
    assert found.longest == 6


def test_long_words_and_sentences_are_harder() -> None:
    easy, hard = (
        "How many days do you get?",
        "What constitutes organisational accountability considering interdepartmental obligations?",
    )
    assert readability(easy).grade < 6 < 16 < readability(hard).grade


def test_chinese_is_measured_by_the_characters_of_its_longest_sentence() -> None:
    assert readability("试用期为三个月。不得延长试用期限。") == readability("不得延长试用期限。")
    assert readability("试用期为三个月。").longest == 7


def test_an_empty_text_is_not_hard() -> None:
    assert readability("").longest == 0
    assert readability("...").grade == 0.0
