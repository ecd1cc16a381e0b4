"""Spelling: one slip is mended, nothing else."""

import pytest

from indexer.spelling import mended

KNOWN = {"should", "health", "gender", "hearing", "test", "claim"}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("shuold", "should"),
        ("helth", "health"),
        ("gendr", "gender"),
        ("hearin", "hearing"),
        ("claimm", "claim"),
    ],
)
def test_one_slip_is_mended(written: str, meant: str) -> None:
    assert mended(written, KNOWN.__contains__) == meant


def test_two_slips_are_not_mended() -> None:
    assert mended("heerinng", KNOWN.__contains__) is None


def test_short_words_stay_as_they_are() -> None:
    assert mended("text", KNOWN.__contains__) is None


def test_chinese_stays_as_it_is() -> None:
    assert mended("年假最多可以", KNOWN.__contains__) is None
