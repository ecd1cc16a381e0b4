"""Practising, wired together: bank, journals, skills and learner model."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.coaching import Coach, Wish, usable
from assistant.errors import AccessDenied, Problem
from assistant.learning.answers import Mode
from assistant.learning.bank import Bank
from assistant.learning.grades import Label
from assistant.learning.grading import Grader
from assistant.learning.objections import Outcome
from assistant.learning.questions import Kind, Question, State
from assistant.learning.skills import Name, Place, Skill, SkillsMap
from assistant.people.journal import Journals
from tests.bank_questions import QUOTE, evidence, question
from tests.shelves import MemoryShelf

ADA, BOB, TRAINER = "a" * 32, "b" * 32, "c" * 32
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
CHECKED = {"grounded": True, "guessable": 0.3}
LEAVE = Skill("leave", Name("Leave", "休假"), (Place("leave.md"),))


class Clock:
    """A clock that tests turn."""

    now = MORNING

    def __call__(self) -> datetime:
        return self.now


def anything(_: str) -> bool:
    return True


def not_pay(document: str) -> bool:
    return document != "pay.md"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    opened = Bank(tmp_path / "questions.db")
    yield opened
    opened.close()


@pytest.fixture
def coach(bank: Bank, tmp_path: Path, clock: Clock) -> Coach:
    journals = Journals(tmp_path / "progress", clock)
    return Coach(bank, journals, lambda: SkillsMap((LEAVE,)), Grader(), drafts=True, retention=0.9, clock=clock)


def drafted(
    bank: Bank, *names: str, document: str = "leave.md", **changes: Any
) -> list[Question]:  # Any: values of several fields
    made = [question(name, evidence=evidence(document=document), checks=CHECKED, **changes) for name in names]
    bank.add_all(made, TRAINER, MORNING)
    return made


def begun(coach: Coach, **wish: object) -> str:
    return coach.begin(ADA, replace(Wish(minutes=10.0), **wish), anything).id  # type: ignore[arg-type]  # values of several fields


def test_a_quiz_is_asked_and_graded_with_its_source(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1", "q2")
    quiz = begun(coach)
    turn = coach.turn(ADA, quiz, anything)
    assert turn is not None
    assert (turn.place, turn.draft) == (1, True)
    graded = coach.reply(ADA, quiz, turn.asked.id, "a", anything)
    assert graded.answer.correct
    assert graded.answer.skill == "leave"
    assert graded.feedback.label is Label.CORRECT
    assert graded.feedback.evidence is not None
    assert graded.feedback.evidence.quote.startswith("Full-time employees")
    second = coach.turn(ADA, quiz, anything)
    assert second is not None
    assert second.place == 2
    assert second.asked.id != turn.asked.id


def test_an_end_comes_after_the_last_question(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1")
    quiz = begun(coach)
    coach.reply(ADA, quiz, "q1", "b", anything)
    assert coach.turn(ADA, quiz, anything) is None
    (told,) = coach.graded(ADA, quiz, anything)
    assert told.feedback.answer == "30"
    assert [one.id for one in coach.taken(ADA)] == [quiz]


def test_a_miss_comes_with_where_the_wrong_option_belongs_and_the_section_to_read(
    bank: Bank, tmp_path: Path, clock: Clock
) -> None:
    shelf = MemoryShelf({"leave.md": f"# Vacation\n\n{QUOTE}\n\nPart-time employees get 18 days.\n\n# Sick leave\n\nCall."})
    journals = Journals(tmp_path / "progress", clock)
    coach = Coach(
        bank, journals, SkillsMap, Grader(), drafts=True, retention=0.9, clock=clock, library=lambda: shelf
    )  # fmt: skip
    drafted(bank, "q1", "q2")
    quiz = begun(coach)
    missed = coach.reply(ADA, quiz, *_next(coach, quiz, "b"), anything)
    (pick,) = missed.feedback.wrong
    assert pick.belongs_to is not None
    assert pick.belongs_to.quote == "Part-time employees get 18 days."
    assert missed.read is not None
    assert missed.read.heading == "Vacation"
    known = coach.reply(ADA, quiz, *_next(coach, quiz, "a"), anything)
    assert known.read is None
    assert [one.read is None for one in coach.graded(ADA, quiz, anything)] == [False, True]


def _next(coach: Coach, quiz: str, pick: str) -> tuple[str, str]:
    turn = coach.turn(ADA, quiz, anything)
    assert turn is not None
    return turn.asked.id, pick


def test_a_quiz_may_be_of_certain_questions_only(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1", "q2", "q3")
    quiz = coach.begin(ADA, Wish(10.0, among=("q2",)), anything)
    assert [one for one, _ in quiz.questions] == ["q2"]
    assert quiz.mode is Mode.PRACTICE


def test_nobody_is_asked_about_what_they_may_not_read(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1")
    drafted(bank, "secret", document="pay.md")
    assert [one.id for one in coach.questions(not_pay)] == ["q1"]
    assert set(coach.overview(ADA, "en", not_pay).documents) == {"leave.md"}
    with pytest.raises(Problem, match="no questions on that"):
        coach.begin(ADA, Wish(10.0, document="pay.md"), not_pay)


def test_a_question_on_a_document_taken_away_meanwhile_is_not_shown(coach: Coach, bank: Bank) -> None:
    drafted(bank, "secret", document="pay.md")
    quiz = begun(coach)
    assert coach.turn(ADA, quiz, not_pay) is None
    assert coach.practice.quiz(ADA, quiz).ended
    assert coach.graded(ADA, quiz, not_pay) == []


def test_a_reply_to_a_question_of_another_quiz_is_refused(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1")
    quiz = begun(coach)
    with pytest.raises(AccessDenied, match="not one of this quiz"):
        coach.reply(ADA, quiz, "q9", "a", anything)
    with pytest.raises(AccessDenied, match="not yours"):
        coach.reply(BOB, quiz, "q1", "a", anything)


def test_a_topic_or_a_document_can_be_chosen(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1")
    drafted(bank, "pay1", document="pay.md", skill="")
    assert coach.practice.quiz(ADA, begun(coach, skill="leave")).questions == (("q1", 1),)
    assert coach.practice.quiz(ADA, begun(coach, document="pay.md")).questions == (("pay1", 1),)


def test_what_is_due_is_a_review_and_an_exam_has_a_time(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1")
    assert coach.practice.quiz(ADA, begun(coach)).mode is Mode.REVIEW
    exam = coach.practice.quiz(ADA, begun(coach, mode=Mode.EXAM, click="exam"))
    assert (exam.mode, exam.minutes) == (Mode.EXAM, 10.0)


@pytest.mark.parametrize("minutes", [0.0, -3.0, 121.0, float("nan")])
def test_minutes_that_are_none_are_refused(coach: Coach, minutes: float) -> None:
    with pytest.raises(Problem, match="minutes were asked for"):
        coach.begin(ADA, Wish(minutes), anything)


def test_a_quiz_takes_the_minutes_it_was_given(coach: Coach, bank: Bank) -> None:
    drafted(bank, *(f"q{n}" for n in range(9)))
    assert len(coach.practice.quiz(ADA, begun(coach, minutes=2.0)).questions) == 4


def test_the_overview_tells_topics_by_name_and_what_is_due(coach: Coach, bank: Bank, clock: Clock) -> None:
    drafted(bank, "q1", "q2")
    fresh = coach.overview(ADA, "zh", anything)
    assert [(topic.name, topic.questions, topic.due) for topic in fresh.topics] == [("休假", 2, 0)]
    quiz = begun(coach)
    assert coach.overview(ADA, "en", anything).running is not None
    for name in ("q1", "q2"):
        coach.reply(ADA, quiz, (coach.turn(ADA, quiz, anything) or pytest.fail(name)).asked.id, "b", anything)
    clock.now += timedelta(days=3)
    later = coach.overview(ADA, "en", anything)
    assert (later.due, later.due_minutes, later.running) == (2, 1.0, None)
    assert later.topics[0].mastery.answers == 2


def test_an_objection_reaches_the_bank(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1")
    quiz = begun(coach)
    graded = coach.reply(ADA, quiz, "q1", "b", anything)
    coach.object(ADA, graded.answer.sequence, "Part-time people get 18.", anything)
    (kept,) = bank.objections.open(within=anything)
    assert (kept.question, kept.by, kept.answer) == ("q1", ADA, graded.answer.sequence)


@pytest.mark.parametrize(
    ("state", "checks", "drafts", "wanted"),
    [
        (State.APPROVED, {}, False, True),
        (State.DRAFT, CHECKED, True, True),
        (State.DRAFT, CHECKED, False, False),
        (State.DRAFT, CHECKED | {"grounded": False}, True, False),
        (State.DRAFT, {}, True, False),  # nobody has checked it
        (State.RETIRED, CHECKED, True, False),
    ],
)
def test_what_may_be_asked(state: State, checks: dict[str, object], drafts: bool, wanted: bool) -> None:
    assert usable(question("q", Kind.SINGLE_CHOICE, state=state, checks=checks), drafts) is wanted


def test_an_upheld_objection_makes_the_same_reply_right_for_everybody(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1")
    for person in (ADA, BOB):
        quiz = coach.begin(person, Wish(10.0), anything).id
        graded = coach.reply(person, quiz, "q1", "b", anything)
    coach.object(BOB, graded.answer.sequence, "18 is right for me.", anything)
    assert coach.settle(1, Outcome.UPHELD, TRAINER, "Both are right.", anything) == 2
    assert [one.score for one in coach.taken(ADA)] == [1.0]
    assert bank.objections.open(within=anything) == ()
    with pytest.raises(Problem):
        coach.settle(1, Outcome.UPHELD, TRAINER, "Again.", anything)


def test_a_dismissed_objection_changes_no_score(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1")
    quiz = begun(coach)
    graded = coach.reply(ADA, quiz, "q1", "b", anything)
    coach.object(ADA, graded.answer.sequence, "No.", anything)
    assert coach.settle(1, Outcome.DISMISSED, TRAINER, "The page says 30.", anything) == 0
    assert coach.practice.quiz(ADA, quiz).score == 0.0


def test_a_quiz_tells_what_it_changed(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1")
    quiz = begun(coach)
    coach.reply(ADA, quiz, "q1", "a", anything)
    (change,) = coach.changes(ADA, quiz, "en")
    assert change.name == "Leave"
    assert change.before.answers == 0
    assert change.after.share > change.before.share
