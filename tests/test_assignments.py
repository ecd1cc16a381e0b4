"""Assignments: when they are due, how far somebody is, and the re-quiz after a change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import Problem
from assistant.learning.assignments import (
    Assignment,
    Assignments,
    Audience,
    Retired,
    State,
    concerns,
    due,
    passed_questions,
    requizzes,
    status,
    tries,
)
from assistant.learning.courses import Course, Quiz
from assistant.learning.skills import Name

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COURSE = Course("fire", Name("Fire"), (Quiz(("fire",)),), 1, attempts=2, cooldown_h=24, validity_months=12)
GIVEN = Assignment("a1", Audience.GROUP, "line", "ada", NOW, 30, "fire")


@dataclass(frozen=True)
class Line:
    """An event of a journal."""

    sequence: int
    time: datetime
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


def day(number: float) -> datetime:
    return NOW + timedelta(days=number)


def tried(kind: str, time: datetime, score: float = 0.9, course: str = "fire") -> Line:
    return Line(1, time, kind, {"course": course, "version": 1, "score": score, "questions": []})


def state(now: datetime, *events: Line, assignment: Assignment = GIVEN, course: Course | None = COURSE) -> State:
    return status(assignment, course, events, now).state


def test_an_assignment_comes_back_as_it_was_written() -> None:
    full = replace(GIVEN, course="", start=day(3), mandatory=False, grace_days=2, questions=("q1",), document="leave.md")
    assert Assignment.from_json(full.to_json()) == full
    assert Assignment.from_json(GIVEN.to_json()) == GIVEN


@pytest.mark.parametrize("changes", [{"id": ""}, {"name": ""}, {"days": -1}, {"course": ""}, {"document": "leave.md"}])
def test_an_assignment_of_nothing_or_of_two_things_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Problem, match="an assignment needs"):
        replace(GIVEN, **changes)


@pytest.mark.parametrize(
    ("start", "joined", "days"),
    [(None, None, 30), (day(10), None, 40), (day(-10), None, 30), (None, day(5), 35), (day(10), day(5), 40)],
)
def test_days_count_from_the_latest_of_assigned_start_and_joined(
    start: datetime | None, joined: datetime | None, days: int
) -> None:
    assert due(replace(GIVEN, start=start), joined) == day(days)


def test_an_assignment_concerns_its_group_role_or_person() -> None:
    role, person = replace(GIVEN, audience=Audience.ROLE), replace(GIVEN, audience=Audience.PERSON)
    assert concerns(GIVEN, "ada", {"line"}, set()) and not concerns(GIVEN, "ada", {"hr"}, {"line"})
    assert concerns(role, "ada", set(), {"line"}) and not concerns(role, "ada", {"line"}, set())
    assert concerns(person, "line", set(), set()) and not concerns(person, "ada", {"line"}, {"line"})


@pytest.mark.parametrize(
    ("now", "found"),
    [(0, State.CURRENT), (15.9, State.CURRENT), (16, State.DUE), (30, State.DUE), (30.1, State.OVERDUE), (400, State.OVERDUE)],
)
def test_what_is_open_becomes_due_and_overdue(now: float, found: State) -> None:
    assert state(day(now)) is found


def test_days_of_grace_come_before_overdue() -> None:
    assert state(day(31), assignment=replace(GIVEN, grace_days=2)) is State.DUE
    assert state(day(32.1), assignment=replace(GIVEN, grace_days=2)) is State.OVERDUE


def test_a_passed_course_is_passed_until_it_expires() -> None:
    passed = tried("passed", day(5))
    assert state(day(5), passed) is State.PASSED
    assert state(day(300), passed) is State.PASSED
    assert state(day(371), passed) is State.EXPIRED
    found = status(GIVEN, COURSE, [passed], day(6))
    assert (found.valid_until, found.score, found.until) == (datetime(2027, 3, 7, 9, 0, tzinfo=UTC), 0.9, found.valid_until)


def test_passing_again_renews_it() -> None:
    assert state(day(400), tried("passed", day(5)), tried("passed", day(372))) is State.PASSED


def test_having_passed_before_it_was_assigned_counts_while_it_is_valid() -> None:
    assert state(NOW, tried("passed", day(-100))) is State.PASSED
    assert state(NOW, tried("passed", day(-400))) is State.EXPIRED


def test_no_attempt_left_is_failed() -> None:
    first, second = tried("failed", day(1), 0.2), tried("failed", day(3), 0.4)
    assert state(day(4), first) is State.CURRENT
    assert state(day(4), first, second) is State.FAILED
    assert status(GIVEN, COURSE, [first], day(4)).attempts_left == 1
    assert status(GIVEN, COURSE, [first, second], day(4)).score == 0.4


def test_failures_before_it_was_assigned_or_before_it_lapsed_do_not_count() -> None:
    old = tried("failed", day(-1))
    assert status(GIVEN, COURSE, [old, old], NOW).attempts_left == 2
    lapsed = [tried("failed", day(1)), tried("passed", day(5)), tried("failed", day(380))]
    assert status(GIVEN, COURSE, lapsed, day(381)).attempts_left == 1


def test_the_next_attempt_waits_for_the_cool_down() -> None:
    failed = tried("failed", day(1))
    assert status(GIVEN, COURSE, [failed], day(1.5)).next_attempt == day(2)
    assert status(GIVEN, COURSE, [failed], day(2)).next_attempt is None


def test_other_courses_do_not_count() -> None:
    assert state(day(1), tried("passed", day(1), course="first-aid")) is State.CURRENT


def test_a_status_is_printed() -> None:
    row = status(GIVEN, COURSE, [tried("failed", day(1))], day(1.5)).to_json()
    assert (row["state"], row["due"], row["next_attempt"]) == ("current", day(30).isoformat(), day(2).isoformat())


def answered(sequence: int, question: str, correct: bool) -> Line:
    return Line(sequence, NOW, "answered", {"question": question, "version": 1, "correct": correct})


PASSED = (answered(1, "q1", False), answered(2, "q1", True), answered(3, "q2", True), answered(4, "q3", False))
RETIRED = (Retired("q1", "leave.md", "v2", ("n1",)), Retired("q3", "leave.md", "v2", ("n3",)), Retired("q2", "pay.md", "v9"))


def test_the_last_answer_decides_whether_a_question_was_passed() -> None:
    assert passed_questions(PASSED) == {"q1", "q2"}
    assert passed_questions([*PASSED, answered(5, "q1", False)]) == {"q2"}


def test_a_regrade_of_the_last_answer_decides() -> None:
    assert passed_questions([*PASSED, Line(5, NOW, "scored", {"answer": 2, "correct": False})]) == {"q2"}
    assert passed_questions([*PASSED, Line(5, NOW, "scored", {"answer": 1, "correct": False})]) == {"q1", "q2"}


def test_questions_of_a_passed_quiz_were_passed_unless_answered_wrong() -> None:
    quiz = Line(5, NOW, "passed", {"course": "fire", "questions": [["q3", 1], ["q4", 2]]})
    assert passed_questions([*PASSED, quiz]) == {"q1", "q2", "q4"}


def test_exactly_those_who_passed_a_retired_question_get_a_re_quiz_on_it() -> None:
    found = list(requizzes(RETIRED, {"ada": PASSED, "bob": (answered(1, "q3", False),), "eve": ()}, NOW))
    assert [(one.name, one.document, one.questions, one.audience) for one in found] == [
        ("ada", "leave.md", ("n1",), Audience.PERSON),
        ("ada", "pay.md", (), Audience.PERSON),
    ]
    assert due(found[0]) == day(14)


def test_the_same_change_gives_the_same_assignment_once(tmp_path: Path) -> None:
    first, again = (list(requizzes(RETIRED, {"ada": PASSED}, now)) for now in (NOW, day(1)))
    assert [one.id for one in first] == [one.id for one in again]
    kept = Assignments(tmp_path / "a.sqlite")
    assert [kept.add(one) for one in first + again] == [True, True, False, False]
    kept.close()
    (other, _) = requizzes([replace(RETIRED[0], version="v3"), RETIRED[2]], {"ada": PASSED}, NOW)
    assert other.id not in [one.id for one in first]


def test_a_re_quiz_is_passed_by_its_own_id() -> None:
    one, _ = requizzes(RETIRED, {"ada": PASSED}, NOW)
    assert state(day(1), tried("passed", day(1), course=one.id), assignment=one, course=None) is State.PASSED
    assert state(day(900), tried("passed", day(1), course=one.id), assignment=one, course=None) is State.PASSED
    assert state(day(1), *[tried("failed", day(1), course=one.id)] * 9, assignment=one, course=None) is State.DUE


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Assignments]:
    opened = Assignments(tmp_path / "assignments.sqlite")
    yield opened
    opened.close()


def test_assignments_are_kept_in_order_and_withdrawn(kept: Assignments) -> None:
    others = [replace(GIVEN, id=name) for name in ("b", "a")]
    assert all(kept.add(one) for one in others)
    assert kept.list() == tuple(others)
    kept.withdraw("b")
    assert kept.list() == (others[1],)
    assert not kept.add(others[0])


def test_reminders_given_are_remembered_for_each_person(kept: Assignments) -> None:
    kept.remember("ada", [("a1", "2026-04-01", 30), ("a1", "2026-04-01", 30)], NOW.date())
    assert kept.reminded("ada") == {("a1", "2026-04-01", 30)}
    assert kept.reminded("bob") == frozenset()


def test_nothing_is_left_of_somebody_who_is_forgotten(kept: Assignments) -> None:
    kept.add(GIVEN)
    kept.add(replace(GIVEN, id="own", audience=Audience.PERSON, name="ada"))
    kept.remember("ada", [("a1", "2026-04-01", 30)], NOW.date())
    kept.forget("ada")
    assert kept.list() == (GIVEN,)
    assert kept.reminded("ada") == frozenset()


def test_since_when_an_assignment_concerns_somebody_is_noted_once(kept: Assignments) -> None:
    kept.join(["ada", "bob"], ["a1"], NOW)
    assert kept.joined("ada", ["a1", "a2"], day(3)) == {"a1": NOW, "a2": day(3)}
    assert kept.joined("ada", ["a1", "a2"], day(9)) == {"a1": NOW, "a2": day(3)}
    kept.forget("ada")
    assert kept.joined("ada", ["a1"], day(9)) == {"a1": day(9)}
    assert kept.joined("bob", ["a1"], day(9)) == {"a1": NOW}


def test_a_day_has_one_mail_whoever_sends_it(kept: Assignments, tmp_path: Path) -> None:
    other, given = Assignments(tmp_path / "assignments.sqlite"), [("a1", "2026-04-01", 30)]
    assert [one.remember("ada", given, NOW.date()) for one in (kept, other, kept)] == [True, False, False]
    assert other.reminded("ada") == set(given)
    kept.take_back("ada", given)
    assert other.reminded("ada") == frozenset()
    assert other.remember("ada", given, NOW.date())
    assert kept.remember("ada", [], day(1).date())
    other.close()


def test_attempts_are_counted_since_a_time_and_the_last_one_holds_up() -> None:
    failed = [day(1), day(5)]
    assert tries(COURSE, failed, None, day(9)) == (0, None)
    assert tries(COURSE, failed, day(2), day(9)) == (1, None)
    assert tries(COURSE, failed, day(2), day(5.5)) == (1, day(6))
    assert tries(replace(COURSE, attempts=0), failed, None, day(5.5)) == (None, day(6))
    assert tries(COURSE, [], None, day(5.5)) == (2, None)
