"""Testing out, wired together: begun, gone on with after a restart, passed once, and nothing for what may not be read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.coaching import Coach
from assistant.errors import AccessDenied, Problem
from assistant.learning.answers import Mode
from assistant.learning.bank import Bank
from assistant.learning.grading import Grader
from assistant.learning.skills import Name, Place, Skill, SkillsMap
from assistant.learning.testing_out import Outcome
from assistant.people.journal import EventKind, Journals
from assistant.settings import PracticeSettings
from assistant.testing import Testing
from tests.fakes import START, Clock
from tests.test_test_sessions import on_rules

ADA, BOB = "a" * 32, "b" * 32
LEAVE = SkillsMap((Skill("leave", Name("Leave", "休假"), (Place("leave.md"),)),))
CHECKED = {"grounded": True}


def anything(_: str) -> bool:
    return True


class Desk:
    """A coach and its tests over files that stay."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.bank = Bank(folder / "questions.db")
        self.journals = Journals(folder / "progress", clock)
        self.coach = Coach(
            self.bank, self.journals, lambda: LEAVE, Grader(), drafts=True, retention=0.9, clock=clock
        )  # fmt: skip
        self.testing = Testing(self.coach, PracticeSettings(folder), clock)

    def answer(self, session: str, right: bool) -> bool:
        """Answers the question that comes now; False where none does."""
        turn = self.coach.turn(ADA, session, anything)
        if turn is not None:
            number = turn.asked.id.removeprefix("q")
            self.coach.reply(ADA, session, turn.asked.id, number if right else "forty", anything)
        return turn is not None


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    made = Desk(tmp_path, clock)
    drafts = [replace(one, accept=(one.id.removeprefix("q"),), checks=CHECKED) for one in on_rules(20)]
    made.bank.add_all(drafts, "trainer", START)
    yield made
    made.bank.close()


def completed(desk: Desk) -> list[object]:
    return [dict(one.data) for one in desk.journals.of(ADA).events() if one.kind == EventKind.COMPLETED]


def test_a_test_that_is_passed_counts_as_a_finished_step_once(desk: Desk) -> None:
    session = desk.testing.begin(ADA, "leave", anything).id
    while desk.answer(session, right=True):
        pass
    result = desk.testing.finish(ADA, session)
    assert (result.outcome, result.skill, result.level) == (Outcome.PASSED, "leave", 3)
    assert result.certainty >= 0.9
    assert 3 <= result.asked < 20
    assert desk.testing.finish(ADA, session) == result
    assert completed(desk) == [{"skill": "leave", "level": 3, "session": session}]
    ended = desk.journals.of(ADA).events()[-1]
    assert (ended.kind, ended.data["outcome"]) == (EventKind.TERMINATED, "passed")


def test_a_test_that_is_failed_or_left_counts_for_nothing(desk: Desk) -> None:
    session = desk.testing.begin(ADA, "leave", anything).id
    while desk.answer(session, right=False):
        pass
    result = desk.testing.finish(ADA, session)
    assert (result.outcome, result.certainty >= 0.9) == (Outcome.FAILED, True)
    assert completed(desk) == []


def test_a_trainers_later_decision_changes_what_came_of_a_test_each_time_once(desk: Desk) -> None:
    session = desk.testing.begin(ADA, "leave", anything).id
    while desk.answer(session, right=True):
        pass
    assert desk.testing.finish(ADA, session).outcome is Outcome.PASSED
    told = {"skill": "leave", "level": 3, "session": session}
    asked = [one.question for one in desk.coach.practice.quiz(ADA, session).answers]
    for decision, right in (("d1", False), ("d2", True)):
        for question in asked:
            desk.coach.practice.regrade(question, decision, BOB, "As the page says.", lambda _: 1.0 if right else 0.0)  # noqa: B023 - used at once
        for _ in range(2):
            desk.testing.catch_up(ADA)
    kinds = (EventKind.COMPLETED, EventKind.FAILED)
    said = [(one.kind, dict(one.data)) for one in desk.journals.of(ADA).events() if one.kind in kinds]
    assert said == [(EventKind.COMPLETED, told), (EventKind.FAILED, told), (EventKind.COMPLETED, told)]


def test_a_test_that_goes_on_is_not_caught_up_with(desk: Desk) -> None:
    session = desk.testing.begin(ADA, "leave", anything).id
    while desk.answer(session, right=True):
        pass
    desk.testing.catch_up(ADA)
    assert completed(desk) == []


def test_a_test_that_is_left_is_undecided(desk: Desk) -> None:
    session = desk.testing.begin(ADA, "leave", anything).id
    desk.answer(session, right=True)
    assert desk.testing.finish(ADA, session).outcome is Outcome.UNDECIDED
    assert desk.coach.turn(ADA, session, anything) is None


def test_a_test_goes_on_after_a_restart_with_the_same_question(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    session = desk.testing.begin(ADA, "leave", anything).id
    for right in (True, False, True):
        desk.answer(session, right)
    before = desk.coach.turn(ADA, session, anything)
    other = Desk(tmp_path, clock)
    after = other.coach.turn(ADA, session, anything)
    other.bank.close()
    assert before is not None
    assert after == before
    assert after.place == 4


def test_only_the_question_that_is_asked_now_can_be_answered(desk: Desk) -> None:
    quiz = desk.testing.begin(ADA, "leave", anything)
    turn = desk.coach.turn(ADA, quiz.id, anything)
    assert turn is not None
    other = next(name for name, _ in quiz.questions if name != turn.asked.id)
    with pytest.raises(AccessDenied):
        desk.coach.reply(ADA, quiz.id, other, "1", anything)


def test_the_same_click_begins_one_test_and_another_person_has_none_of_it(desk: Desk) -> None:
    first, second = (desk.testing.begin(ADA, "leave", anything, "c1") for _ in range(2))
    assert first.id == second.id
    assert first.mode is Mode.TEST_OUT
    with pytest.raises(AccessDenied):
        desk.testing.finish(BOB, first.id)


def test_a_skill_is_offered_where_it_can_be_decided_and_not_on_the_day_of_a_test(desk: Desk, clock: Clock) -> None:
    assert desk.testing.offers(ADA, anything) == {"leave": None}
    assert desk.testing.offers(ADA, lambda _: False) == {}
    desk.answer(desk.testing.begin(ADA, "leave", anything).id, right=True)
    again = START + timedelta(days=1)
    assert desk.testing.offers(ADA, anything) == {"leave": again}
    with pytest.raises(Problem, match="from 2026-03-03"):
        desk.testing.begin(ADA, "leave", anything)
    clock.forward(days=1)
    assert desk.testing.offers(ADA, anything) == {"leave": None}


def test_nothing_is_tested_on_what_may_not_be_read(desk: Desk) -> None:
    with pytest.raises(Problem, match="too few questions"):
        desk.testing.begin(ADA, "leave", lambda _: False)


def test_an_ordinary_quiz_is_no_test(desk: Desk) -> None:
    quiz = desk.coach.practice.begin(ADA, on_rules(2), Mode.PRACTICE)
    assert quiz.test is None
    with pytest.raises(AccessDenied):
        desk.testing.result(ADA, quiz.id)
