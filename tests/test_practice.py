"""Quizzes that a person takes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.errors import AccessDenied, Problem
from assistant.learning.answers import Mode
from assistant.learning.grades import Grade, graded
from assistant.learning.practice import LONGEST_S, Practice, asked, quizzes, running
from assistant.learning.questions import Kind, Option, Question
from assistant.people.journal import Journals
from tests.test_questions import choice, of_kind

ADA, BOB = "a" * 32, "b" * 32
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST, SECOND = choice(id="first"), choice(id="second", key=("b",))


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now

    def turn(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


def exact(question: Question, reply: object) -> Grade:
    if reply not in [option.id for option in question.options]:
        raise Problem("choose one of the options")
    return graded(float([reply] == list(question.key)), "exact")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journals(tmp_path: Path, clock: Clock) -> Journals:
    return Journals(tmp_path / "progress", clock)


@pytest.fixture
def practice(journals: Journals) -> Iterator[Practice]:
    yield Practice(journals, exact)


def test_a_quiz_asks_its_questions_one_after_the_other(practice: Practice, clock: Clock) -> None:
    quiz = practice.begin(ADA, [FIRST, SECOND], Mode.PRACTICE)
    assert quiz.next == ("first", 1)
    grade, answer = practice.reply(ADA, quiz.id, FIRST, "a", clock.turn(12))
    assert (grade.correct, answer.seconds) == (True, 12.0)
    assert practice.quiz(ADA, quiz.id).next == ("second", 1)
    practice.reply(ADA, quiz.id, SECOND, "a", clock.turn(5))
    done = practice.quiz(ADA, quiz.id)
    assert done.next is None
    assert done.score == 0.5


def test_a_quiz_goes_on_after_a_restart(practice: Practice, journals: Journals, clock: Clock) -> None:
    quiz = practice.begin(ADA, [FIRST, SECOND], Mode.PRACTICE)
    practice.reply(ADA, quiz.id, FIRST, "a", clock.turn(3))
    found = running(Journals(journals.folder, clock).of(ADA).events(), clock.now)
    assert found is not None
    assert (found.id, found.next) == (quiz.id, ("second", 1))


def test_a_reply_is_graded_and_kept_once(practice: Practice, journals: Journals, clock: Clock) -> None:
    quiz = practice.begin(ADA, [FIRST], Mode.PRACTICE)
    practice.reply(ADA, quiz.id, FIRST, "b", clock.turn(3))
    grade, answer = practice.reply(ADA, quiz.id, FIRST, "a", clock.turn(3))  # another tab, or looked up meanwhile
    assert not grade.correct
    assert answer.reply == "b"
    assert len(quizzes(journals.of(ADA).events())[0].answers) == 1


def test_two_clicks_begin_one_quiz(practice: Practice, journals: Journals) -> None:
    one, other = (practice.begin(ADA, [FIRST], Mode.PRACTICE, wish="click") for _ in range(2))
    assert one == other
    assert len(quizzes(journals.of(ADA).events())) == 1


def test_a_question_that_is_not_its_turn_is_not_taken(practice: Practice, clock: Clock) -> None:
    quiz = practice.begin(ADA, [FIRST, SECOND], Mode.PRACTICE)
    with pytest.raises(AccessDenied, match="not the one that is asked now"):
        practice.reply(ADA, quiz.id, SECOND, "a", clock.now)


def test_a_quiz_of_somebody_else_is_not_there(practice: Practice, clock: Clock) -> None:
    quiz = practice.begin(ADA, [FIRST], Mode.PRACTICE)
    with pytest.raises(AccessDenied, match="not yours"):
        practice.reply(BOB, quiz.id, FIRST, "a", clock.now)


def test_a_reply_that_is_none_leaves_the_question_open(practice: Practice, clock: Clock) -> None:
    quiz = practice.begin(ADA, [FIRST], Mode.PRACTICE)
    with pytest.raises(Problem, match="choose one"):
        practice.reply(ADA, quiz.id, FIRST, "zzz", clock.now)
    assert practice.quiz(ADA, quiz.id).next == ("first", 1)


def test_a_quiz_needs_questions_each_once(practice: Practice) -> None:
    for questions in ([], [FIRST, FIRST]):
        with pytest.raises(Problem, match="needs questions, each once"):
            practice.begin(ADA, questions, Mode.PRACTICE)


def test_after_its_time_a_quiz_takes_no_reply(practice: Practice, journals: Journals, clock: Clock) -> None:
    quiz = practice.begin(ADA, [FIRST, SECOND], Mode.EXAM, minutes=1)
    practice.reply(ADA, quiz.id, FIRST, "a", clock.turn(59))
    with pytest.raises(Problem, match="time for this quiz is over"):
        practice.reply(ADA, quiz.id, SECOND, "b", clock.turn(2))
    assert running(journals.of(ADA).events(), clock.now) is None
    assert practice.quiz(ADA, quiz.id).score == 0.5


def test_a_quiz_that_was_ended_asks_nothing_more(practice: Practice, clock: Clock) -> None:
    quiz = practice.begin(ADA, [FIRST, SECOND], Mode.PRACTICE, course="safety", part=2, course_version=3)
    practice.reply(ADA, quiz.id, FIRST, "a", clock.turn(3))
    practice.end(ADA, quiz.id)
    ended = practice.end(ADA, quiz.id)
    assert (ended.ended, ended.next, ended.score) == (True, None, 0.5)
    assert (ended.course, ended.part, ended.course_version) == ("safety", 2, 3)


def test_who_was_away_for_long_is_not_slow(practice: Practice, clock: Clock) -> None:
    quiz = practice.begin(ADA, [FIRST], Mode.PRACTICE)
    assert practice.reply(ADA, quiz.id, FIRST, "a", clock.turn(50_000))[1].seconds == LONGEST_S


def test_an_objection_names_an_own_answer_and_says_something(practice: Practice, clock: Clock) -> None:
    quiz = practice.begin(ADA, [FIRST], Mode.PRACTICE)
    _, answer = practice.reply(ADA, quiz.id, FIRST, "b", clock.now)
    assert practice.object(ADA, answer.sequence, " The page says 7. ").question == "first"
    with pytest.raises(AccessDenied):
        practice.object(BOB, answer.sequence, "wrong")
    with pytest.raises(Problem, match="say what is wrong"):
        practice.object(ADA, answer.sequence, "  ")


def test_a_decision_scores_the_answers_of_everybody_anew_and_once(practice: Practice, journals: Journals, clock: Clock) -> None:
    for person, reply in ((ADA, "b"), (BOB, "a")):
        quiz = practice.begin(person, [FIRST, SECOND], Mode.PRACTICE)
        practice.reply(person, quiz.id, FIRST, reply, clock.turn(1))
    lines = len(journals.of(ADA).events())
    for _ in range(2):
        practice.regrade(
            "first", "decision-1", "trainer", "b is right, too", lambda answer: 1.0 if answer.reply == "b" else None
        )
    assert quizzes(journals.of(ADA).events())[0].score == 0.5  # one of two, right after all
    assert len(journals.of(ADA).events()) == lines + 1
    assert quizzes(journals.of(BOB).events())[0].score == 0.5


def test_what_is_shown_does_not_tell_the_key() -> None:
    for kind in Kind:
        shown = asked(of_kind(kind), "seed")
        assert "key" not in repr(shown)
        assert "accept" not in repr(shown)


def test_options_stand_in_an_order_of_each_person_that_a_reload_keeps() -> None:
    words = choice(options=tuple(Option(name, f"option {name}") for name in "abcdef"), key=("a",))
    orders = {tuple(option.id for option in asked(words, f"person {n}").options) for n in range(30)}
    assert len(orders) > 10
    assert asked(words, "one") == asked(words, "one")


@pytest.mark.parametrize("kind", [Kind.TRUE_FALSE, Kind.SINGLE_CHOICE])
def test_numbers_and_true_or_false_keep_their_order(kind: Kind) -> None:
    question = of_kind(kind)
    assert all(asked(question, str(n)).options == question.options for n in range(10))


def test_a_matching_question_shows_both_sides_apart() -> None:
    shown = asked(of_kind(Kind.MATCHING), "seed")
    assert {option.id for option in shown.options} == {"l1", "l2"}
    assert {option.id for option in shown.others} == {"r1", "r2"}


def test_a_decision_reaches_everybody_else_where_one_journal_is_damaged(
    practice: Practice, journals: Journals, clock: Clock
) -> None:
    for person in (ADA, BOB):
        quiz = practice.begin(person, [FIRST], Mode.PRACTICE)
        practice.reply(person, quiz.id, FIRST, "b", clock.turn(1))
    file = journals.of(ADA).file
    file.write_bytes(file.read_bytes().replace(b'"mode":"practice"', b'"mode":"review"', 1))
    fresh = Practice(Journals(journals.folder, clock), exact)
    assert fresh.regrade("first", "decision-2", "trainer", "b is right", lambda _: 1.0) == 1
