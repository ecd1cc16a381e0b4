"""Courses: their rules, and all versions kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import Problem
from assistant.learning.courses import Course, Courses, Quiz, Reading
from assistant.learning.skills import Name, Place

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIRE = Course(
    "fire", Name("Fire safety", "消防安全"), (Reading(Place("fire.md", "Fire > Exits")), Quiz(("fire", "first-aid"), 5)),
    pass_mark=0.75, attempts=3, time_limit_min=20.0, cooldown_h=24.0, validity_months=12,
)  # fmt: skip


@pytest.fixture
def courses(tmp_path: Path) -> Iterator[Courses]:
    opened = Courses(tmp_path / "courses.sqlite")
    yield opened
    opened.close()


def test_a_course_comes_back_as_it_was_written() -> None:
    assert Course.from_json(FIRE.to_json()) == FIRE


def test_a_course_knows_its_documents_and_skills() -> None:
    assert FIRE.documents == ("fire.md",)
    assert FIRE.skills == {"fire", "first-aid"}


def test_a_course_is_open_to_those_who_may_read_all_of_it() -> None:
    assert FIRE.open_to(lambda document: document == "fire.md")
    assert not FIRE.open_to(lambda _: False)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": " "}, "the id has 1 to 60"),
        ({"id": "requiz-1"}, "does not begin with"),
        ({"name": Name()}, "a name is needed"),
        ({"parts": ()}, "without a quiz"),
        ({"parts": (Quiz((), 5),)}, "needs skills"),
        ({"parts": (Quiz(("a",), 0),)}, "at least one question"),
        ({"pass_mark": 1.1}, "pass mark 1.1"),
        ({"pass_mark": 0.0}, "pass mark 0.0"),
        ({"attempts": -1}, "at least 0"),
    ],
)
def test_rules_that_cannot_be_kept_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Problem, match=said):
        replace(FIRE, **changes)


@pytest.mark.parametrize("row", [{}, {"id": "a", "name": "A", "parts": []}, FIRE.to_json() | {"parts": [{"kind": "film"}]}])
def test_a_row_that_is_no_course_is_told(row: dict[str, Any]) -> None:
    with pytest.raises(Problem, match="a course cannot be read"):
        Course.from_json(row)


def test_every_version_is_kept(courses: Courses) -> None:
    first = courses.save(FIRE, "ada", NOW)
    second = courses.save(replace(first, pass_mark=0.9), "ada", NOW)
    assert (first.version, second.version) == (1, 2)
    assert courses.list() == (second,)
    assert (courses.get("fire"), courses.get("fire", 1), courses.get("fire", 3)) == (second, first, None)


def test_two_trainers_do_not_undo_each_other(courses: Courses) -> None:
    first = courses.save(FIRE, "ada", NOW)
    courses.save(replace(first, attempts=1), "ada", NOW)
    with pytest.raises(Problem, match="has version 2, the change was made from 1"):
        courses.save(replace(first, attempts=2), "bob", NOW)
    with pytest.raises(Problem, match="another id"):
        courses.save(FIRE, "bob", NOW)


def test_a_withdrawn_course_is_off_the_list_and_still_known(courses: Courses) -> None:
    saved = courses.save(FIRE, "ada", NOW)
    courses.withdraw("fire", "ada", NOW)
    courses.withdraw("fire", "ada", NOW)
    assert courses.list() == ()
    assert courses.get("fire") == saved
    assert courses.list() == () and courses.save(saved, "ada", NOW) in courses.list()


def test_courses_are_there_after_a_restart(tmp_path: Path, courses: Courses) -> None:
    saved = courses.save(FIRE, "ada", NOW)
    again = Courses(tmp_path / "courses.sqlite")
    assert again.list() == (saved,)
    again.close()
