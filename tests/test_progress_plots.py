"""The pictures of progress: where things stand in them, and that every text is escaped."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from assistant.web.due_plot import TALLEST, due_plot
from assistant.web.mastery_plot import MOST, Point, mastery_plot
from assistant.web.skill_map_plot import COLUMNS, Box, Range, Sign, layout, map_plot, range_plot, shortened

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def box(skill: str, *requires: str, known: Range | None = None, name: str = "") -> Box:
    return Box(skill, name or skill, Sign.BEGUN if known else Sign.UNKNOWN, known, "50 %", 0.7, requires)


def test_what_is_needed_stands_left_of_what_needs_it() -> None:
    places = layout({"c": ("b",), "b": ("a",), "a": (), "d": ("a",)})
    assert places["a"][0] < places["b"][0] == places["d"][0] < places["c"][0]
    assert places["b"][1] != places["d"][1]


def test_what_stands_alone_comes_in_rows_below_the_chains() -> None:
    places = layout({"a": (), "b": ("a",)} | {f"alone-{n}": () for n in range(COLUMNS + 1)})
    chain, alone = places["b"][1], [places[f"alone-{n}"] for n in range(COLUMNS + 1)]
    assert all(y > chain for _, y in alone)
    assert alone[COLUMNS] == (alone[0][0], alone[COLUMNS][1])
    assert alone[COLUMNS][1] > alone[0][1]


def test_no_two_skills_stand_in_one_place_and_what_is_not_shown_draws_no_arrow() -> None:
    requires = {"a": (), "b": ("a",), "c": ("a", "b"), "d": ("gone",), "e": ("c", "d")}
    places = layout(requires)
    assert len(set(places.values())) == len(requires)
    assert map_plot([box("d", "gone")], "told", "k").count("d-arrow") == 0


def test_names_in_a_map_are_escaped_and_fit() -> None:
    view = map_plot([box("a", name="<b>A very long name of a skill</b>")], 'he said "no"', "k")
    assert "<b>" not in view
    assert "…" in view
    assert "&#34;no&#34;" in view


@pytest.mark.parametrize(("name", "short"), [
    ("Leave", "Leave"),
    ("Occupational health and safety", "Occupational health…"),
    ("职业健康安全管理体系要求与说明", "职业健康安全管理体…"),
])  # fmt: skip
def test_a_name_is_shortened_where_it_does_not_fit(name: str, short: str) -> None:
    assert shortened(name) == short


def test_a_range_is_drawn_in_its_place() -> None:
    view = range_plot(Range(0.25, 0.5, 0.75), 1.0)
    assert 'd="M32.0 9H92.0"' in view
    assert 'cx="62.0"' in view
    assert 'd="M122.0 2v14"' in view
    assert "circle" not in range_plot(None, None)


def test_nothing_is_drawn_of_no_skills_and_no_course() -> None:
    assert map_plot([], "told", "k") == ""
    assert mastery_plot([], 0.8, "told") == ""


def test_columns_are_as_high_as_what_is_due_and_mondays_stand_apart() -> None:
    days = {date(2026, 3, 6) + timedelta(days=n): count for n, count in enumerate([2, 0, 0, 4])}  # from a Friday
    view = due_plot(days, "told")
    heights = re.findall(r'class="d-due" .*?height="([\d.]+)"', view)
    assert [float(height) for height in heights] == [TALLEST / 2, TALLEST]
    middles = [float(x) for x in re.findall(r'<text x="([\d.]+)" y="\d+" text-anchor="middle">\d+</text>', view)]
    gaps = [after - before for before, after in pairwise(middles)]
    assert gaps[2] > gaps[0] == gaps[1]
    assert "2026-03" in view


def test_a_course_goes_from_left_to_right_within_its_range() -> None:
    points = [Point(START + timedelta(days=n), 0.2, 0.1 * n, 0.9) for n in range(5)]
    view = mastery_plot(points, 0.8, "told")
    line = re.search(r'class="d-course" d="M(.*?)"', view)
    assert line is not None
    places = [tuple(map(float, place.split())) for place in line[1].split("L")]
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)
    assert view.count("<circle") == 4
    assert "2026-03-02" in view
    assert "2026-03-06" in view


def test_of_a_long_course_the_first_and_the_last_points_are_drawn() -> None:
    points = [Point(START + timedelta(days=n), 0.2, 0.5, 0.9) for n in range(200)]
    view = mastery_plot(points, None, "told")
    assert view.count("<circle") == MOST - 1
    assert "d-target" not in view


def test_a_course_of_one_moment_can_be_drawn() -> None:
    assert "d-course" in mastery_plot([Point(START, 0.1, 0.2, 0.3)] * 2, 0.8, "told")
