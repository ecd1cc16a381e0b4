"""Markers of Word lists: formats, levels, what counts on and what begins again."""

import pytest
from lxml import etree  # type: ignore[import-untyped]  # no types of its own

from indexer.readers.numbering import Numbering
from tests.office_files import W, numbering


def lists(*levels: tuple[str, str]) -> Numbering:
    return Numbering(etree.fromstring(f"<w:numbering {W}>{numbering(*levels)}</w:numbering>"))


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        ("decimal", ["1.", "2.", "3."]),
        ("decimalZero", ["01.", "02.", "03."]),
        ("lowerLetter", ["a.", "b.", "c."]),
        ("upperRoman", ["I.", "II.", "III."]),
        ("chineseCounting", ["一.", "二.", "三."]),
        ("ordinalText", ["1.", "2.", "3."]),
    ],
)
def test_items_count_in_their_format(format: str, expected: list[str]) -> None:
    made = lists((format, "%1."))
    assert [made.marker("1", 0).strip() for _ in range(3)] == expected


@pytest.mark.parametrize(
    ("format", "count", "expected"),
    [("lowerLetter", 28, "bb"), ("lowerRoman", 49, "xlix"), ("upperRoman", 94, "XCIV"), ("chineseCounting", 21, "二十一")],
)
def test_long_lists_count_on_as_people_write_it(format: str, count: int, expected: str) -> None:
    made = lists((format, "%1"))
    assert [made.marker("1", 0).strip() for _ in range(count)][-1] == expected


def test_lower_levels_begin_again_below_each_item() -> None:
    made = lists(("decimal", "%1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)"))
    depths = [0, 1, 1, 2, 0, 1, 2, 2]
    assert [made.marker("1", depth).strip() for depth in depths] == ["1", "1.1", "1.2", "a)", "2", "2.1", "a)", "b)"]


def test_a_level_may_be_left_out() -> None:
    made = lists(("decimal", "%1"), ("decimal", "%1.%2"))
    assert made.marker("1", 1) == "1.1 "


def test_bullets_are_dashes_and_nothing_is_nothing() -> None:
    assert lists(("bullet", "\uf0b7")).marker("1", 0) == "- "
    assert lists(("none", "")).marker("1", 0) == ""
    assert lists(("decimal", "")).marker("1", 0) == ""


def test_a_list_that_the_file_does_not_define_has_no_markers() -> None:
    assert lists(("decimal", "%1.")).marker("99", 0) == ""
    assert Numbering(None).marker("1", 0) == ""
    assert lists(("decimal", "%1.")).marker("1", 7) == "- "
