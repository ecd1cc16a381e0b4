"""Who has to pass what until when: the most urgent first, and no scores."""

from dataclasses import fields
from datetime import timedelta

import pytest

from assistant.insight.standings import Standing, completions, standings
from assistant.learning.assignments import Assignment, Audience, State, Status
from assistant.people.person import Person, Role
from tests.learning_answers import START


def status(state: State, days: int, course: str = "fire", score: float | None = 0.5, document: str = "") -> Status:
    named = {"course": "" if document else course, "document": document}
    one = Assignment(f"{course}{days}", Audience.GROUP, "sales", "boss", START, 30, **named)  # type: ignore[arg-type]  # texts
    return Status(one, state, START + timedelta(days=days), score=score)


PEOPLE = [
    Person("1", "Bea", Role.EMPLOYEE, frozenset({"sales", "it"})),
    Person("2", "adam", Role.EMPLOYEE, frozenset({"sales"})),
]
KNOWN = {"1": (status(State.CURRENT, 40), status(State.OVERDUE, -3)), "2": (status(State.PASSED, 9), status(State.DUE, 2))}


def found(group: str = "") -> tuple[Standing, ...]:
    return standings(PEOPLE, lambda one: KNOWN[one.id], lambda _: True, group)


def test_the_most_urgent_stands_first() -> None:
    assert [(one.person, one.state) for one in found()] == [
        ("Bea", State.OVERDUE), ("adam", State.DUE), ("Bea", State.CURRENT), ("adam", State.PASSED),
    ]  # fmt: skip
    assert [one.urgent for one in found()] == [True, True, False, False]


@pytest.mark.parametrize(("group", "people"), [("it", {"Bea"}), ("sales", {"Bea", "adam"}), ("hr", set())])
def test_a_group_has_its_own_people(group: str, people: set[str]) -> None:
    assert {one.person for one in found(group)} == people


def test_what_may_not_be_told_of_is_left_out() -> None:
    assert standings(PEOPLE, lambda one: KNOWN[one.id], lambda one: one.course != "fire") == ()


def test_a_score_is_no_part_of_a_standing() -> None:
    assert "score" not in {field.name for field in fields(Standing)}


def test_people_are_counted_by_course_and_re_quiz() -> None:
    rows = standings(PEOPLE, lambda one: (*KNOWN[one.id], status(State.DUE, 5, document="leave.md")), lambda _: True)
    assert [(one.subject, one.requiz, dict(one.counts)) for one in completions(rows)] == [
        ("fire", False, {State.OVERDUE: 1, State.DUE: 1, State.CURRENT: 1, State.PASSED: 1}),
        ("leave.md", True, {State.DUE: 2}),
    ]  # fmt: skip
