"""Courses on the page for practising: how far they are, what can be begun, and what is to be read."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.course_taking import Chance, Hindrance
from assistant.curriculum import CourseStanding
from assistant.learning.assignments import Assignment, Audience, State, Status
from assistant.learning.course_progress import PartStanding, PartState
from assistant.learning.courses import Course, Quiz, Reading
from assistant.learning.outlines import Section
from assistant.learning.skills import Name, Place
from assistant.web.practise_courses_view import course_view, courses_view, moment, reading_view
from assistant.web.words import Words

EN, ZH = Words("en"), Words("zh")
DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
READ, ASK = Reading(Place("fire.pdf", "Alarm <b>")), Quiz(("fire",), 4)
COURSE = Course("fire", Name("Fire <i>", "消防"), (READ, ASK), 1, 0.8, 3, 12.5)
ASSIGNED = Assignment("a1", Audience.GROUP, "sales", "boss", DAY, 30, "fire")
STANDING = CourseStanding(
    "fire", "Fire <i>", COURSE, None, (PartStanding(READ, PartState.DONE), PartStanding(ASK, PartState.OPEN)), Chance(None)
)


def view(words: Words = EN, **changes: Any) -> str:  # Any: values of several fields
    return course_view(replace(STANDING, **changes), words)


def part(state: PartState, part: Reading | Quiz = ASK, score: float | None = None) -> tuple[PartStanding, ...]:
    return (PartStanding(part, state, "s1", score),)


def test_without_courses_there_is_no_heading() -> None:
    assert courses_view([], EN) == ""
    assert EN("practise.courses") in courses_view([STANDING], EN)


def test_a_course_tells_its_rules_and_its_name_is_escaped() -> None:
    shown = view()
    assert "Fire &lt;i&gt;" in shown
    assert "<i>" not in shown
    assert EN("practise.course_rules", mark=80) in shown
    assert EN("practise.course_limit", n="12.5") in shown


def test_a_course_without_a_limit_names_none() -> None:
    assert "minutes for a quiz" not in view(course=replace(COURSE, time_limit_min=0.0))


def test_what_nobody_assigned_is_voluntary_and_what_is_mandatory_is_said() -> None:
    assert EN("practise.course_open") in view()
    shown = view(status=Status(ASSIGNED, State.OVERDUE, DAY))
    assert EN("practise.course_overdue") in shown
    assert EN("practise.course_mandatory") in shown
    assert EN("practise.course_until", day="2026-03-02") in shown


@pytest.mark.parametrize("state", list(State))
def test_every_state_is_told_in_words_of_both_languages(state: State) -> None:
    for words in (EN, ZH):
        assert words(f"practise.course_{state.value}") in view(words, status=Status(ASSIGNED, state, DAY))


def test_only_a_part_whose_turn_it_is_has_a_button_that_says_for_what() -> None:
    shown = view(
        parts=(PartStanding(READ, PartState.DONE), PartStanding(ASK, PartState.OPEN), PartStanding(ASK, PartState.LATER))
    )
    assert shown.count("<button") == 1
    assert 'data-do="begin" data-course="fire" data-part="1"' in shown
    assert f'aria-label="{EN("practise.begin")}: Fire &lt;i&gt;, {EN("practise.part_quiz", n=4)}"' in shown


@pytest.mark.parametrize("state", [PartState.DONE, PartState.WAITING, PartState.LATER])
def test_what_is_done_waits_or_comes_later_cannot_be_begun(state: PartState) -> None:
    assert "<button" not in view(parts=part(state))


def test_a_quiz_that_runs_is_gone_on_with_also_where_no_other_may_begin() -> None:
    shown = view(parts=part(PartState.RUNNING), chance=Chance(Hindrance.COOLDOWN, DAY))
    assert EN("practise.continue") in shown
    assert "<button" not in view(parts=part(PartState.OPEN), chance=Chance(Hindrance.COOLDOWN, DAY))


def test_something_to_read_is_opened() -> None:
    shown = view(parts=part(PartState.OPEN, READ))
    assert 'data-do="read"' in shown
    assert "fire.pdf, Alarm &lt;b&gt;" in shown


@pytest.mark.parametrize(("questions", "key"), [(1, "practise.part_quiz_one"), (4, "practise.part_quiz")])
def test_one_question_is_told_as_one(questions: int, key: str) -> None:
    assert EN(key, n=questions) in view(parts=part(PartState.OPEN, Quiz(("fire",), questions)))


def test_a_score_of_nothing_is_told_and_one_that_is_not_known_is_not() -> None:
    assert EN("practise.part_score", percent=0) in view(parts=part(PartState.OPEN, score=0.0))
    assert EN("practise.part_score", percent=0) not in view(parts=part(PartState.OPEN))


def test_a_passed_course_shows_until_when_and_its_certificate_and_no_parts() -> None:
    shown = view(chance=Chance(Hindrance.PASSED, DAY), passed=DAY, valid_until=DAY)
    assert EN("practise.course_valid", day="2026-03-02") in shown
    assert EN("practise.hindrance_again", when=moment(DAY)) in shown
    assert EN("practise.certificate_open") in shown
    assert "d-parts" not in shown


def test_a_course_passed_for_ever_names_no_day() -> None:
    shown = view(chance=Chance(Hindrance.PASSED), passed=DAY)
    assert "None" not in shown
    assert "2026" not in shown


@pytest.mark.parametrize("hindrance", list(Hindrance))
def test_every_hindrance_is_told_with_its_time(hindrance: Hindrance) -> None:
    for words in (EN, ZH):
        assert words(f"practise.hindrance_{hindrance.value}", when=moment(DAY)) in view(words, chance=Chance(hindrance, DAY))


def test_how_many_attempts_are_left_is_told_down_to_none() -> None:
    assert EN("practise.attempts_left", n=0) in view(chance=Chance(Hindrance.NO_ATTEMPT, attempts_left=0))
    assert "ttempts" not in view(chance=Chance(None))


def test_a_quiz_after_a_change_is_called_after_its_document_and_earns_no_certificate() -> None:
    shown = view(course=None, name="leave.md", chance=Chance(Hindrance.PASSED))
    assert EN("practise.course_changed", document="leave.md") in shown
    assert EN("practise.certificate_open") not in shown
    assert EN("practise.course_rules", mark=80) not in shown


def test_what_is_to_be_read_is_text_and_opens_at_its_page() -> None:
    sections = [Section(3, "Alarm", 0, 9, " Ring <b>.\n"), Section(3, "", 9, 20, "Leave.")]
    shown = reading_view("fire", 0, "fire.pdf", sections, DAY, EN)
    assert "Ring &lt;b&gt;." in shown
    assert "<h3>Alarm</h3>" in shown
    assert "<h3>fire.pdf</h3>" in shown
    assert "document=fire.pdf#page=3" in shown
    assert f'data-course="fire" data-part="0" data-shown="{DAY.isoformat()}"' in shown


def test_a_document_without_text_can_still_be_opened() -> None:
    shown = reading_view("fire", 0, "fire.pdf", [], DAY, EN)
    assert 'href="/documents/open?document=fire.pdf"' in shown
    assert "<h3>" not in shown
