"""The pictures of a team: where things stand in them, what is not told, and that every text is escaped."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.team_plot import HEIGHT, LONGEST, WIDTH, Bar, Column, Dot, bars, columns, dots


def circles(view: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.-]+)" cy="([\d.-]+)"', view)]


def heights(view: str) -> list[float]:
    return [float(height) for height in re.findall(r'<rect class="d-fill" .*?height="([\d.]+)"', view)]


def test_a_bar_is_as_long_as_its_share_and_the_mark_stands_at_the_target() -> None:
    view = bars([Bar("Leave", 0.5, 0.8, "50 %")], "told", "caption")
    assert f'width="{(WIDTH - 8) * 0.5:.1f}"' in view
    assert f'd="M{4 + (WIDTH - 8) * 0.8:.1f} 15v18"' in view
    assert "50 %" in view
    assert "<figcaption>caption</figcaption>" in view


def test_what_is_not_told_has_a_frame_and_no_bar() -> None:
    view = bars([Bar("Leave", None, 0.8, "too few")], "told", "caption")
    assert "d-fill" not in view
    assert "d-untold" in view
    assert "too few" in view


def test_nothing_known_is_a_bar_without_length_and_not_an_untold_one() -> None:
    view = bars([Bar("Leave", 0.0, 0.8, "0 %")], "told", "caption")
    assert 'class="d-fill"' in view
    assert 'width="0.0"' in view
    assert "d-untold" not in view


def test_bars_stand_below_one_another_in_a_picture_that_holds_all() -> None:
    view = bars([Bar(str(n), 0.5, 0.8, "") for n in range(30)], "told", "caption")
    tops = [int(y) for y in re.findall(r'class="d-bar-name" x="4" y="(\d+)"', view)]
    assert tops == sorted(set(tops))
    height = re.search(r'viewBox="0 0 \d+ (\d+)"', view)
    assert height is not None
    assert tops[-1] + 20 < int(height[1])


@pytest.mark.parametrize("name", ["x" * (LONGEST + 1), "年" * 200])
def test_a_long_name_is_cut_and_one_that_fits_is_not(name: str) -> None:
    view = bars([Bar(name, 0.5, 0.8, ""), Bar(name[:LONGEST], 0.5, 0.8, "")], "told", "caption")
    assert name not in view
    assert f">{name[: LONGEST - 1]}…<" in view
    assert f">{name[:LONGEST]}<" in view


def test_texts_are_escaped() -> None:
    views = (
        bars([Bar("<b>Leave</b>", 0.5, 0.8, "<i>")], 'a "b"', "<u>"),
        columns([Column("<b>", 1)], 'a "b"', "<u>"),
        dots([Dot(1, 0.5, 0.5)], 'a "b"', "<i>", "<b>", "<u>"),
    )
    for view in views:
        assert not re.search(r"<[biu]>", view)
        assert 'aria-label="a &#34;b&#34;"' in view


def test_a_point_stands_further_right_and_higher_for_more() -> None:
    low, high = circles(dots([Dot(1, 0.0, 0.0), Dot(2, 1.0, 1.0)], "told", "right", "up", "caption"))
    assert low[0] < high[0]
    assert low[1] > high[1]


def test_the_picture_goes_below_nothing_only_where_a_point_does() -> None:
    above, below = (dots([Dot(1, 0.5, up)], "told", "right", "up", "caption") for up in (0.2, -0.2))
    assert ">−0.5<" not in above
    assert ">−0.5<" in below
    assert above.count("d-grid") == 3
    assert below.count("d-grid") == 5


@pytest.mark.parametrize("place", [(0.0, 0.0), (0.5, -0.5), (1.0, 1.0)])
def test_points_that_share_a_place_stand_beside_one_another_inside_the_picture(place: tuple[float, float]) -> None:
    found = circles(dots([Dot(n, *place) for n in range(1, 13)], "told", "right", "up", "caption"))
    across = sorted(x for x, _ in found)
    assert all(after - before > 9 for before, after in pairwise(across))
    assert all(9 <= x <= WIDTH - 9 and 4 <= y <= HEIGHT for x, y in found)


def test_a_point_moved_aside_does_not_hide_the_one_that_stands_there() -> None:
    beside = 15 / (WIDTH - 40 - 16)  # as far as a point is moved
    first, moved, there = circles(dots([Dot(1, 0.0, 0.0), Dot(2, 0.0, 0.0), Dot(3, beside, 0.0)], "told", "r", "u", "c"))
    assert len({first, moved, there}) == 3


def test_columns_are_as_high_as_their_counts() -> None:
    most, half, none = heights(columns([Column("1", 4), Column("2", 2), Column("3", 0)], "told", "caption"))
    assert most == pytest.approx(2 * half)
    assert none == 0.0


def test_a_count_that_is_not_told_is_a_dashed_outline_with_a_question_mark() -> None:
    view = columns([Column("1", 4), Column("2", None)], "told", "caption")
    assert view.count("d-untold") == 1
    assert ">?</text>" in view
    assert len(heights(view)) == 1


def test_every_other_week_is_named() -> None:
    view = columns([Column(f"w{n}", n) for n in range(4)], "told", "caption")
    assert [f"w{n}" for n in range(4) if f">w{n}<" in view] == ["w0", "w2"]


@given(st.lists(st.none() | st.integers(0, 10**6), max_size=60))
def test_columns_stay_inside_the_picture_however_many_and_high(counts: list[int | None]) -> None:
    view = columns([Column("", count) for count in counts], "told", "caption")
    drawn = re.findall(r'<rect class="[^"]+" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', view)
    assert len(drawn) == len(counts)
    for x, y, width, height in ([float(one) for one in row] for row in drawn):
        assert 0 <= x <= x + width <= WIDTH
        assert 10 <= y <= y + height <= HEIGHT
