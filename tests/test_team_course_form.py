"""A course while it is edited: what was typed stays, parts move, and what is wrong is named."""

from dataclasses import replace

import pytest

from assistant.learning.courses import Course, Quiz, Reading
from assistant.learning.skills import Name, Place
from assistant.web.team_course_form import CourseForm, PartForm, course_of, form_of, landed, sent_form, shaped, wrong

COURSE = Course(
    "leave",
    Name("Leave", "休假"),
    (Reading(Place("leave.md", "Carry-over")), Quiz(("leave", "pay"), 5)),
    3,
    0.75,
    2,
    20,
    24,
    12,
)
READING, QUIZ = PartForm(False, "leave.md"), PartForm(True, skills=("leave",))
GOOD = CourseForm(en="Leave", parts=(READING, QUIZ))
SENT = {
    "course": "leave", "version": "3", "en": " Leave ", "zh": "休假", "pass_mark": "75", "attempts": "2",
    "time_limit_min": "20", "cooldown_h": "24", "validity_months": "12", "parts": "2",
    "part_0_kind": "reading", "part_0_document": "leave.md", "part_0_heading": "Carry-over",
    "part_1_kind": "quiz", "part_1_skills": ["leave", "pay"], "part_1_questions": "5",
}  # fmt: skip


def test_a_course_comes_through_its_form_as_it_was() -> None:
    assert course_of(form_of(COURSE), ()) == COURSE


def test_what_the_page_sends_is_the_form() -> None:
    assert sent_form(SENT) == form_of(COURSE)


def test_a_quiz_without_a_choice_of_skills_has_none() -> None:
    assert sent_form({"parts": "1", "part_0_kind": "quiz"}).parts == (PartForm(True),)


def test_no_more_parts_are_read_than_a_course_may_have() -> None:
    assert len(sent_form({"parts": "999999"}).parts) == 40


@pytest.mark.parametrize(
    ("step", "at", "parts"),
    [
        ("reading", 0, (READING, QUIZ, PartForm(False))),
        ("quiz", 0, (READING, QUIZ, PartForm(True))),
        ("up", 1, (QUIZ, READING)),
        ("down", 0, (QUIZ, READING)),
        ("up", 0, (READING, QUIZ)),
        ("remove", 0, (QUIZ,)),
        ("remove", 7, (READING, QUIZ)),
    ],
)
def test_parts_are_added_moved_and_removed(step: str, at: int, parts: tuple[PartForm, ...]) -> None:
    assert shaped(GOOD, step, at).parts == parts


@pytest.mark.parametrize(
    ("step", "at", "place"), [("quiz", 0, 2), ("up", 1, 0), ("down", 0, 1), ("down", 1, 1), ("remove", 0, None)]
)
def test_it_is_known_where_a_part_has_gone(step: str, at: int, place: int | None) -> None:
    assert landed(GOOD, step, at) == place


@pytest.mark.parametrize(
    ("form", "named"),
    [
        (GOOD, []),
        (replace(GOOD, en=""), ["name"]),
        (replace(GOOD, en="", zh="休假"), []),
        (replace(GOOD, parts=(READING,)), ["no_quiz"]),
        (replace(GOOD, parts=(PartForm(False), QUIZ)), ["document"]),
        (replace(GOOD, parts=(PartForm(True),)), ["skills"]),
        (replace(GOOD, parts=(replace(QUIZ, questions="0"),)), ["questions"]),
        (replace(GOOD, numbers={**GOOD.numbers, "pass_mark": "0", "attempts": "-1"}), ["pass_mark", "attempts"]),
        (replace(GOOD, numbers={**GOOD.numbers, "validity_months": "a year"}), ["validity_months"]),
        (replace(GOOD, numbers={**GOOD.numbers, "cooldown_h": "1.5"}), ["cooldown_h"]),
    ],
)
def test_what_is_wrong_is_named(form: CourseForm, named: list[str]) -> None:
    assert list(wrong(form)) == named


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Fire & Safety!", "fire-safety-2"),
        ("休假", "休假"),
        ("***", "course"),
        ("Requiz-me", "course-requiz-me"),
        ("x" * 90, "x" * 50),
    ],
)
def test_a_new_course_gets_an_id_of_its_name_that_is_not_taken(name: str, id_: str) -> None:
    assert course_of(replace(GOOD, en=name), {"fire-safety"}).id == id_
