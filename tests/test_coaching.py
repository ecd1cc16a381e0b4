"""Practising, wired together: bank, journals, skills and learner model."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.coaching import Coach, Wish, usable, waits
from assistant.errors import AccessDenied, Problem
from assistant.learning.answers import Answered, Mode
from assistant.learning.bank import Bank
from assistant.learning.grades import Grade, Label, graded
from assistant.learning.grading import Grader
from assistant.learning.mastery import masteries
from assistant.learning.objections import Outcome
from assistant.learning.practice import Quiz
from assistant.learning.questions import Kind, Question, State
from assistant.learning.reviews import cards
from assistant.learning.skills import Name, Place, Skill, SkillsMap
from assistant.people.journal import Journals
from tests.bank_questions import QUOTE, evidence, question
from tests.learning_answers import answered
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
    first = evidence(document=document)
    places = [replace(first, quote=f"{first.quote} ({name})", start=100 * n, end=100 * n + 60) for n, name in enumerate(names)]
    made = [question(name, evidence=place, checks=CHECKED, **changes) for name, place in zip(names, places, strict=True)]
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
    bank.add(question("q1", checks=CHECKED), TRAINER, MORNING)
    missed = coach.reply(ADA, begun(coach), "q1", "b", anything)
    (pick,) = missed.feedback.wrong
    assert pick.belongs_to is not None
    assert pick.belongs_to.quote == "Part-time employees get 18 days."
    assert missed.read is not None
    assert missed.read.heading == "Vacation"
    quiz = begun(coach, click="again")
    assert coach.reply(ADA, quiz, "q1", "a", anything).read is None
    assert [one.read for one in coach.graded(ADA, quiz, anything)] == [None]


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


def test_two_questions_on_one_sentence_do_not_come_in_one_quiz(coach: Coach, bank: Bank) -> None:
    bank.add_all([question("q1", checks=CHECKED), question("q2", Kind.NUMERIC, checks=CHECKED)], TRAINER, MORNING)
    assert len(coach.practice.quiz(ADA, begun(coach)).questions) == 1


class Unsure(Grader):
    """A grader that is never sure."""

    def grade(self, question: Question, reply: object) -> Grade:
        return graded(0.4, "unsure", certain=False)


@pytest.fixture
def doubting(bank: Bank, tmp_path: Path, clock: Clock) -> Coach:
    journals = Journals(tmp_path / "progress", clock)
    return Coach(bank, journals, lambda: SkillsMap((LEAVE,)), Unsure(), drafts=True, retention=0.9, clock=clock)


def said(coach: Coach, person: str, reply: str) -> Answered:
    quiz = coach.begin(person, Wish(10.0), anything).id
    return coach.reply(person, quiz, "q1", reply, anything).answer


def answers(coach: Coach, person: str) -> list[tuple[float, bool]]:
    return [(one.score, one.decided) for one in coach.history(person).answers]


def test_what_the_grader_doubts_waits_for_a_trainer_and_nobody_has_to_object(doubting: Coach, bank: Bank) -> None:
    drafted(bank, "q1", kind=Kind.SHORT_ANSWER)
    answer = said(doubting, ADA, "thirty days")
    (waiting,) = bank.objections.open(within=anything)
    assert (waiting.doubt, waiting.question, waiting.answer) == (True, "q1", answer.sequence)
    assert doubting.objected(waiting) == answer
    assert not answer.decided


@pytest.mark.parametrize(("outcome", "score"), [(Outcome.UPHELD, 1.0), (Outcome.DISMISSED, 0.0), (Outcome.CONFIRMED, 0.4)])
def test_a_decision_on_a_doubt_holds_for_the_same_reply_of_everybody(
    doubting: Coach, bank: Bank, outcome: Outcome, score: float
) -> None:
    drafted(bank, "q1", kind=Kind.SHORT_ANSWER)
    for person, reply in ((ADA, "Thirty  days"), (BOB, "thirty days"), (TRAINER, "eighteen")):
        said(doubting, person, reply)
    assert doubting.settle(1, outcome, TRAINER, "As the page says.", anything) == 2
    assert answers(doubting, ADA) == answers(doubting, BOB) == [(score, True)]
    assert answers(doubting, TRAINER) == [(0.4, False)]
    assert [one.number for one in bank.objections.open(within=anything)] == [3]


def test_one_damaged_journal_keeps_no_trainer_from_the_answers_of_others(doubting: Coach, bank: Bank, tmp_path: Path) -> None:
    drafted(bank, "q1", kind=Kind.SHORT_ANSWER)
    for person in (ADA, BOB):
        said(doubting, person, "thirty days")
    file = tmp_path / "progress" / ADA / "journal.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"mode":"review"', b'"mode":"practice"', 1))
    fresh = Coach(
        bank, Journals(tmp_path / "progress", doubting.now), lambda: SkillsMap((LEAVE,)), Unsure(), drafts=True, retention=0.9,
        clock=doubting.now,
    )  # fmt: skip
    (waiting,) = fresh.open_objections(anything)
    assert waiting[0].by == BOB
    assert fresh.settle(waiting[0].number, Outcome.UPHELD, TRAINER, "As the page says.", anything) == 1
    assert answers(fresh, BOB) == [(1.0, True)]
    assert [one.by for one in bank.objections.open(within=anything)] == [ADA]  # waits until it is restored


def test_a_decision_on_a_doubt_needs_a_reason_and_leaves_other_versions_alone(doubting: Coach, bank: Bank) -> None:
    (first,) = drafted(bank, "q1", kind=Kind.SHORT_ANSWER)
    said(doubting, ADA, "thirty")
    with pytest.raises(Problem, match="reason"):
        doubting.settle(1, Outcome.UPHELD, TRAINER, " ", anything)
    assert answers(doubting, ADA) == [(0.4, False)]
    bank.edit(replace(first, question="How many weeks?"), TRAINER, "", MORNING, expected=1, within=anything)
    said(doubting, BOB, "thirty")
    doubting.settle(1, Outcome.UPHELD, TRAINER, "Yes.", anything)
    assert (answers(doubting, ADA), answers(doubting, BOB)) == ([(1.0, True)], [(0.4, False)])


def test_a_dismissed_objection_to_a_doubtful_grade_confirms_it(doubting: Coach, bank: Bank) -> None:
    drafted(bank, "q1", kind=Kind.SHORT_ANSWER)
    answer = said(doubting, ADA, "thirty")
    doubting.object(ADA, answer.sequence, "That is it.", anything)
    (waiting,) = bank.objections.open(within=anything)
    assert (waiting.text, waiting.doubt) == ("That is it.", False)
    assert doubting.settle(1, Outcome.DISMISSED, TRAINER, "Partly.", anything) == 1
    assert answers(doubting, ADA) == [(0.4, True)]


def test_a_doubt_that_a_kill_kept_from_the_queue_is_found_when_all_answers_are_gone_through(
    doubting: Coach, bank: Bank, clock: Clock
) -> None:
    drafted(bank, "q1", kind=Kind.SHORT_ANSWER)
    quiz = doubting.begin(ADA, Wish(10.0), anything).id
    doubting.practice.reply(ADA, quiz, bank.get("q1", within=anything), "thirty", clock.now)
    assert bank.objections.open(within=anything) == ()
    clock.now += timedelta(hours=1)
    doubting.measured()
    assert [one.doubt for one in bank.objections.open(within=anything)] == [True]
    doubting.settle(1, Outcome.CONFIRMED, TRAINER, "Fine.", anything)
    said(doubting, BOB, "other")  # something has changed
    clock.now += timedelta(hours=1)
    doubting.measured()
    assert [one.by for one in bank.objections.open(within=anything)] == [BOB]


def test_nobody_decides_any_more_on_the_doubts_about_somebody_erased(doubting: Coach, bank: Bank) -> None:
    drafted(bank, "q1", kind=Kind.SHORT_ANSWER)
    said(doubting, ADA, "thirty")
    doubting.forget(ADA)
    assert bank.objections.open(within=anything) == ()


@pytest.mark.parametrize(
    ("told", "course", "wanted"),
    [
        ({"sure": False}, "", True),
        ({"sure": False, "corrected": "trainer"}, "", False),
        ({"kind": Kind.SHORT_ANSWER, "reply": "thirty"}, "", False),  # nothing rests on it
        ({"kind": Kind.SHORT_ANSWER, "reply": "thirty"}, "safety", True),
        ({"kind": Kind.SHORT_ANSWER, "reply": " "}, "safety", False),  # nothing was said
        ({"kind": Kind.CLOZE, "reply": "thirty"}, "safety", False),
    ],
)
def test_which_answers_wait_for_a_trainer(told: dict[str, Any], course: str, wanted: bool) -> None:
    quiz = Quiz("s", Mode.PRACTICE, MORNING, (), (), False, MORNING, course)
    assert waits(answered(1, 0.4, **told), quiz) is wanted


def test_difficulties_and_usual_times_come_from_everybodys_answers(coach: Coach, bank: Bank, clock: Clock) -> None:
    drafted(bank, "q1", "q2")
    for number in range(6):
        person = f"{number:032x}"
        quiz = coach.begin(person, Wish(10.0), anything).id
        for _ in range(2):
            turn = coach.turn(person, quiz, anything)
            assert turn is not None
            clock.now += timedelta(seconds=75)
            coach.reply(person, quiz, turn.asked.id, "a" if turn.asked.id == "q1" else "b", anything)
    clock.now += timedelta(days=3)
    items = coach.scale().items
    assert items["q1"].difficulty < -0.5 < 0.5 < items["q2"].difficulty
    assert coach.measured().common.seconds == {"q1": 75.0, "q2": 75.0}
    assert coach.overview(f"{1:032x}", "en", anything).due_minutes == 2.5
    again = coach.begin(f"{1:032x}", Wish(2.0, click="again"), anything)
    assert len(again.questions) == 1  # each takes 75 seconds


def test_where_somebody_stands_is_what_their_whole_history_comes_to(coach: Coach, bank: Bank, clock: Clock) -> None:
    drafted(bank, "q1", "q2")
    quiz = begun(coach)
    for reply in "ab":
        clock.now += timedelta(hours=1)
        coach.reply(ADA, quiz, *_next(coach, quiz, reply), anything)
    where = coach.followed(ADA)
    (known,) = where.masteries(["leave"], clock.now).values()
    told = masteries(coach.history(ADA), ["leave"], coach.scale(), clock.now)["leave"]
    assert known == replace(told, why=())
    assert where.cards == cards(coach.history(ADA).answers, coach.measured().common.seconds)


def test_without_a_wish_new_questions_come_in_the_language_of_the_page(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1", "q2")
    drafted(bank, "q3", document="休假.md", language="zh")
    quiz = coach.practice.quiz(ADA, begun(coach, language="zh"))
    assert [name for name, _ in quiz.questions] == ["q3"]


def test_what_was_answered_before_comes_again_in_whatever_language(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1")
    drafted(bank, "q3", document="休假.md", language="zh")
    first = begun(coach, document="leave.md", click="one")
    coach.reply(ADA, first, "q1", "a", anything)
    quiz = coach.practice.quiz(ADA, begun(coach, language="zh", click="two"))
    assert {name for name, _ in quiz.questions} == {"q1", "q3"}


def test_who_has_no_questions_in_their_language_gets_the_others(coach: Coach, bank: Bank) -> None:
    drafted(bank, "q1")
    assert len(coach.practice.quiz(ADA, begun(coach, language="zh")).questions) == 1
