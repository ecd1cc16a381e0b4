"""Statements turned round by their verb."""

import pytest

from assistant.learning.denying import turned


def said(text: str) -> str | None:
    found = turned(text)
    return None if found is None else f"{text[: found[0]]}{found[2]}{text[found[1] :]}"


@pytest.mark.parametrize(
    ("told", "turned_round"),
    [
        ("Ambulance rides are not covered by the plan.", "Ambulance rides are covered by the plan."),
        ("The plan does not cover dental work.", "The plan covers dental work."),
        ("Visitors cannot open the store.", "Visitors can open the store."),
        ("Do not share a password.", "Share a password."),
        ("The deposit is paid back at the gate.", "The deposit is not paid back at the gate."),
        ("The plan covers dental work.", "The plan does not cover dental work."),
        ("Report a loss at the gate.", "Do not report a loss at the gate."),
        ("The plan has been approved.", "The plan has not been approved."),
        ("The desk has red doors.", "The desk does not have red doors."),
        ("The desk has a register.", "The desk does not have a register."),
        ("The report covers dental work.", "The report does not cover dental work."),
        ("Staff must never enter the store.", "Staff may enter the store."),
        ("Employees must wear a badge.", "Employees need not wear a badge."),
    ],
)
def test_an_affirmation_is_denied_and_a_denial_affirmed(told: str, turned_round: str) -> None:
    assert said(told) == turned_round


@pytest.mark.parametrize(
    "told",
    [
        "All visitors are counted at the gate.",  # "all are not": some, or none?
        "The gate is open unless it rains.",
        "The gate is not closed when it is not dark.",  # two denials
        "What is kept in the store is counted every day.",  # the verb of another clause
        "Examples of supplies are bandages and gauze.",
        "Managers approve requests.",  # a noun that looks like a verb
        "The boss approves the trip.",
        "年假不可以结转。",
        "",
    ],
)
def test_what_would_say_two_things_is_left_alone(told: str) -> None:
    assert said(told) is None
