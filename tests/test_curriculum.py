"""Courses taken from the first reading to the certificate, by the rules, and never on what may not be read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from assistant.certified import Validity
from assistant.coaching import Wish
from assistant.curriculum import Chance, Hindrance, PartState, Verdict
from assistant.errors import AccessDenied, Problem
from assistant.learning.answers import Mode
from assistant.learning.assignments import Audience, State
from assistant.learning.courses import Course, Quiz, Reading
from assistant.learning.path import StepState
from assistant.learning.questions import Kind
from assistant.learning.skills import Name, Place
from assistant.people.journal import EventKind
from tests.curricula import MORNING, Company, anything, not_pay


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path)
    made.ask("q1", "q2", "q3")
    yield made
    made.close()


def test_a_course_is_done_from_its_reading_to_the_certificate(company: Company) -> None:
    company.course(validity_months=12)
    assert company.states("ada") == [PartState.OPEN, PartState.LATER]
    company.read("ada")
    assert company.states("ada") == [PartState.DONE, PartState.OPEN]
    company.sit("ada", "a", "a")
    ada = company.person("ada")
    (held,) = company.curriculum.certificates(ada)
    assert held.certificate.documents == {"leave.md": "v1"}
    assert company.curriculum.verify(held.code) == held
    assert company.kinds("ada") == [
        "registered", "experienced", "initialized", "answered", "answered", "terminated", "completed", "passed", "earned",
    ]  # fmt: skip
    (standing,) = company.curriculum.courses(ada, "zh", anything)
    assert standing.name == "休假制度"
    assert standing.chance.hindrance is Hindrance.PASSED
    assert company.curriculum.certificate_pdf(ada, held.certificate.id, "zh").startswith(b"%PDF")


def test_questions_are_approved_ones_first_and_on_readable_documents_only(company: Company) -> None:
    company.ask("draft", approved=False)
    company.ask("free", kind=Kind.SHORT_ANSWER)
    company.ask("secret", document="pay.md")
    company.course(Quiz(("leave", "pay"), 3))
    quiz = company.curriculum.begin(company.person("ada"), "leave", 0, not_pay)
    assert {name for name, _ in quiz.questions} == {"q1", "q2", "q3"}
    assert quiz.mode is Mode.EXAM


def test_drafts_and_free_text_come_where_there_is_nothing_better(company: Company) -> None:
    company.ask("draft", approved=False)
    company.ask("free", kind=Kind.SHORT_ANSWER)
    company.course(Quiz(("leave",), 5))
    quiz = company.curriculum.begin(company.person("ada"), "leave", 0, not_pay)
    assert {name for name, _ in quiz.questions} == {"q1", "q2", "q3", "free", "draft"}


def test_people_are_asked_differently_and_a_second_attempt_asks_anew(company: Company) -> None:
    company.ask(*(f"more{number}" for number in range(12)))
    company.course(Quiz(("leave",), 5))
    ada, bob = (company.curriculum.begin(company.person(name), "leave", 0, anything) for name in ("ada", "bob"))
    assert ada.questions != bob.questions
    company.curriculum.finish(company.person("ada"), ada.id, anything)
    again = company.curriculum.begin(company.person("ada"), "leave", 0, anything)
    assert not set(again.questions) & set(ada.questions)


def test_a_course_with_a_document_that_may_not_be_read_is_not_there(company: Company) -> None:
    company.course(Reading(Place("pay.md")), Quiz(("leave",), 1))
    ada = company.person("ada")
    assert company.curriculum.courses(ada, "en", not_pay) == ()
    for forbidden in (
        lambda: company.curriculum.begin(ada, "leave", 1, not_pay),
        lambda: company.curriculum.read(ada, "leave", 0, 60.0, not_pay),
    ):
        with pytest.raises(AccessDenied, match="no such course"):
            forbidden()
    assert company.kinds("ada") == []


def test_a_course_without_a_question_says_so(company: Company) -> None:
    company.course(Quiz(("pay",), 1))
    with pytest.raises(Problem, match="no questions on this course yet"):
        company.curriculum.begin(company.person("ada"), "leave", 0, not_pay)


def test_a_part_waits_for_those_before_it(company: Company) -> None:
    company.course()
    with pytest.raises(Problem, match="finish the parts before it"):
        company.curriculum.begin(company.person("ada"), "leave", 1, anything)


@pytest.mark.parametrize("part", [-1, 0, 2])
def test_a_part_that_is_no_quiz_is_not_begun(company: Company, part: int) -> None:
    company.course()
    with pytest.raises(AccessDenied):
        company.curriculum.begin(company.person("ada"), "leave", part, anything)


@pytest.mark.parametrize("part", [-1, 1, 2])
def test_a_part_that_is_no_reading_is_not_confirmed(company: Company, part: int) -> None:
    company.course()
    with pytest.raises(AccessDenied):
        company.read("ada", part)


def test_confirming_twice_is_confirming_once(company: Company) -> None:
    company.course()
    company.read("ada")
    company.read("ada")
    assert company.kinds("ada") == ["registered", "experienced"]


def test_two_clicks_begin_one_quiz_also_in_two_processes(company: Company) -> None:
    company.course(Quiz(("leave",), 2))
    ada, other = company.person("ada"), Company(company.folder, clock=company.clock)  # with files and memory of its own
    together = Barrier(2)

    def begin(one: Company) -> str:
        together.wait(10)
        return one.curriculum.begin(ada, "leave", 0, anything).id

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(begin, (company, other))
    other.close()
    assert first == second
    assert company.kinds("ada") == ["registered", "initialized"]


def test_what_came_of_a_quiz_is_written_once_by_two_processes(company: Company) -> None:
    company.course(Quiz(("leave",), 2))
    ada, other = company.person("ada"), Company(company.folder, clock=company.clock)
    quiz, together = company.curriculum.begin(ada, "leave", 0, anything), Barrier(2)
    for name, _ in quiz.questions:
        company.coach.reply(ada.id, quiz.id, name, "a", anything)

    def finish(one: Company) -> None:
        together.wait(10)
        one.curriculum.finish(ada, quiz.id, anything)

    with ThreadPoolExecutor(2) as both:
        list(both.map(finish, (company, other)))
    other.close()
    kinds = company.kinds("ada")
    assert [kinds.count(kind) for kind in ("completed", "passed", "earned", "terminated")] == [1, 1, 1, 1]


def test_attempts_are_counted_and_a_new_assignment_gives_new_ones(company: Company) -> None:
    company.course(Quiz(("leave",), 2), attempts=2)
    for left in (1, 0):
        company.sit("ada", "b", "b", part=0)
        assert company.chance("ada").attempts_left == left
    assert company.chance("ada").hindrance is Hindrance.NO_ATTEMPT
    with pytest.raises(Problem, match="all 2 attempts were used"):
        company.curriculum.begin(company.person("ada"), "leave", 0, anything)
    company.clock.turn(days=1)
    company.curriculum.assign(company.person("boss"), Audience.GROUP, "office", "leave", 30)
    assert company.chance("ada") == Chance(None, None, 2)
    (standing,) = company.curriculum.courses(company.person("ada"), "en", anything)
    assert standing.status is not None
    assert standing.status.state is State.CURRENT


def test_after_a_failed_attempt_one_waits(company: Company) -> None:
    company.course(Quiz(("leave",), 2), cooldown_h=24)
    company.sit("ada", "b", "b", part=0)
    assert company.chance("ada") == Chance(Hindrance.COOLDOWN, MORNING + timedelta(hours=24))
    with pytest.raises(Problem, match="24 hours after a failed one; it can be begun from 2026-03-03 09:00 UTC"):
        company.curriculum.begin(company.person("ada"), "leave", 0, anything)
    company.clock.turn(hours=24)
    company.sit("ada", "a", "a", part=0)
    assert company.states("ada") == [PartState.DONE]


def test_a_quiz_ends_with_its_time_and_counts(company: Company) -> None:
    company.course(Quiz(("leave",), 2), time_limit_min=5, attempts=1)
    ada = company.person("ada")
    quiz = company.curriculum.begin(ada, "leave", 0, anything)
    assert quiz.minutes == 5
    company.clock.turn(minutes=5, seconds=1)
    with pytest.raises(Problem, match="time for this quiz is over"):
        company.coach.reply(ada.id, quiz.id, quiz.questions[0][0], "a", anything)
    assert company.chance("ada").hindrance is Hindrance.NO_ATTEMPT  # nobody had to end it


def test_a_running_quiz_is_gone_on_with(company: Company) -> None:
    company.course(Quiz(("leave",), 2))
    quiz = company.curriculum.begin(company.person("ada"), "leave", 0, anything)
    (standing,) = company.curriculum.courses(company.person("ada"), "en", anything)
    assert (standing.parts[0].state, standing.parts[0].session) == (PartState.RUNNING, quiz.id)


def test_the_pass_mark_decides(company: Company) -> None:
    company.course(Quiz(("leave",), 2), pass_mark=0.5)
    session = company.sit("ada", "a", "b", part=0)
    finished = company.curriculum.finish(company.person("ada"), session, anything)
    assert (finished.verdict, finished.quiz.score) == (Verdict.PASSED, 0.5)


def test_a_failed_quiz_can_be_taken_again(company: Company) -> None:
    company.course()
    company.read("ada")
    session = company.sit("ada", "a", "b")
    assert company.curriculum.finish(company.person("ada"), session, anything).verdict is Verdict.FAILED
    assert company.states("ada") == [PartState.DONE, PartState.OPEN]
    company.sit("ada", "a", "a")
    assert company.states("ada") == [PartState.DONE, PartState.DONE]


def test_all_quizzes_of_a_course_have_to_be_passed(company: Company) -> None:
    company.course(Quiz(("leave",), 1), Quiz(("leave",), 2))
    company.sit("ada", "a", part=0)
    assert company.states("ada") == [PartState.DONE, PartState.OPEN]
    assert company.curriculum.certificates(company.person("ada")) == ()
    company.sit("ada", "a", "a", part=1)
    (held,) = company.curriculum.certificates(company.person("ada"))
    assert held.certificate.score == 1.0


def test_a_regrade_afterwards_passes_the_course(company: Company) -> None:
    company.course(Quiz(("leave",), 2))
    session = company.sit("ada", "a", "b", part=0)
    wrong = next(one for one in company.coach.practice.quiz(company.person("ada").id, session).answers if not one.correct)
    company.coach.practice.regrade(wrong.question, "d1", "tina", "both are right", lambda _: 1.0)
    company.curriculum.catch_up_all()
    assert company.kinds("ada")[-4:] == ["scored", "completed", "passed", "earned"]


def test_a_regrade_afterwards_fails_the_course_and_withdraws_the_certificate(company: Company) -> None:
    company.course(Quiz(("leave",), 2), attempts=2)
    session, ada = company.sit("ada", "a", "a", part=0), company.person("ada")
    first = company.coach.practice.quiz(ada.id, session).answers[0]
    company.coach.practice.regrade(first.question, "d1", "tina", "the key was wrong", lambda _: 0.0)
    company.curriculum.catch_up_all()
    assert company.kinds("ada")[-2:] == ["scored", "failed"]
    (held,) = company.curriculum.certificates(ada)
    assert held.validity is Validity.WITHDRAWN
    assert company.chance("ada") == Chance(None, None, 1)
    with pytest.raises(AccessDenied):
        company.curriculum.certificate_pdf(ada, held.certificate.id, "en")
    company.sit("ada", "a", "a", part=0)
    assert [one.validity for one in company.curriculum.certificates(ada)] == [Validity.VALID, Validity.WITHDRAWN]


def test_a_kill_between_passing_and_the_certificate_loses_nothing(company: Company) -> None:
    company.course(Quiz(("leave",), 2))
    ada = company.person("ada")
    quiz = company.curriculum.begin(ada, "leave", 0, anything)
    for name, _ in quiz.questions:
        company.coach.reply(ada.id, quiz.id, name, "a", anything)
    company.journals.of(ada.id).append(EventKind.TERMINATED, {"session": quiz.id}, key=f"end/{quiz.id}")  # and then nothing
    company.curriculum.catch_up_all()
    assert company.kinds("ada")[-3:] == ["completed", "passed", "earned"]


def test_a_pass_that_runs_out_soon_can_be_renewed_and_not_before(company: Company) -> None:
    company.course(validity_months=12)
    company.read("ada")
    company.sit("ada", "a", "a")
    assert company.chance("ada") == Chance(Hindrance.PASSED, datetime(2026, 12, 2, 9, tzinfo=UTC))
    with pytest.raises(Problem, match="you have passed this course; it can be begun from 2026-12-02"):
        company.curriculum.begin(company.person("ada"), "leave", 1, anything)
    company.clock.now = datetime(2026, 12, 3, tzinfo=UTC)
    assert company.states("ada") == [PartState.OPEN, PartState.LATER]  # the next round begins with its reading
    company.library.versions["leave.md"] = "v2"
    company.read("ada")
    company.sit("ada", "a", "a")
    last, first = company.curriculum.certificates(company.person("ada"))
    assert last.certificate.documents == {"leave.md": "v2"}
    assert (first.certificate.documents, first.validity) == ({"leave.md": "v1"}, Validity.VALID)


def test_a_quiz_is_judged_by_the_rules_that_it_was_begun_with(company: Company) -> None:
    course = company.course(Quiz(("leave",), 2), pass_mark=0.5)
    quiz = company.curriculum.begin(company.person("ada"), "leave", 0, anything)
    company.curriculum.save_course(company.person("boss"), replace(course, pass_mark=1.0))
    for (name, _), reply in zip(quiz.questions, "ab", strict=True):
        company.coach.reply(company.person("ada").id, quiz.id, name, reply, anything)
    assert company.curriculum.finish(company.person("ada"), quiz.id, anything).verdict is Verdict.PASSED


def test_what_is_done_stays_done_where_another_part_is_put_before_it(company: Company) -> None:
    course = company.course(Quiz(("leave",), 1), Quiz(("leave",), 2))
    company.sit("ada", "a", part=0)
    changed = replace(course, parts=(Reading(Place("leave.md")), *course.parts))
    company.curriculum.save_course(company.person("boss"), changed)
    assert company.states("ada") == [PartState.OPEN, PartState.DONE, PartState.LATER]


def test_any_quiz_that_ends_finishes_the_steps_of_the_path_that_it_reached(company: Company) -> None:
    company.ask(*(f"more{number}" for number in range(20)))
    ada, skills = company.person("ada"), tuple[str, ...]()
    for _ in range(12):
        quiz = company.coach.begin(ada.id, Wish(10.0, skill="leave"), anything)
        while (turn := company.coach.turn(ada.id, quiz.id, anything)) is not None:
            company.coach.reply(ada.id, quiz.id, turn.asked.id, "a", anything)
        skills += company.curriculum.finish(ada, quiz.id, anything).skills
        company.clock.turn(days=1)
    assert skills == ("leave",)
    assert [step.state for step in company.curriculum.path(ada, anything).steps] == [StepState.FINISHED]


def test_somebody_elses_quiz_cannot_be_finished(company: Company) -> None:
    company.course(Quiz(("leave",), 2))
    session = company.curriculum.begin(company.person("ada"), "leave", 0, anything).id
    with pytest.raises(AccessDenied):
        company.curriculum.finish(company.person("bob"), session, anything)


def test_what_was_looked_at_is_noted_once_a_day(company: Company) -> None:
    for days in (0, 0, 1):
        company.clock.turn(days=days)
        company.curriculum.opened(company.person("ada"), "leave.md")
    company.curriculum.opened(company.person("ada"), "gone.md")
    assert company.kinds("ada") == ["experienced", "experienced"]


def test_a_status_follows_what_was_done(company: Company) -> None:
    company.course()
    company.curriculum.assign(company.person("boss"), Audience.GROUP, "office", "leave", 30)
    bob = company.person("bob")
    assert [(one.state, one.due) for one in company.curriculum.statuses(bob)] == [(State.CURRENT, MORNING + timedelta(days=30))]
    company.clock.turn(days=20)
    assert [one.state for one in company.curriculum.statuses(bob)] == [State.DUE]
    company.clock.turn(days=20)
    assert [one.state for one in company.curriculum.statuses(bob)] == [State.OVERDUE]
    company.read("bob")
    company.sit("bob", "a", "a")
    assert [one.state for one in company.curriculum.statuses(bob)] == [State.PASSED]


def test_who_joins_a_group_later_has_the_days_from_then(company: Company) -> None:
    company.course()
    company.curriculum.assign(company.person("boss"), Audience.GROUP, "office", "leave", 30)
    company.clock.turn(days=100)
    company.accounts.add("nina", groups=["office"])
    (status,) = company.curriculum.statuses(company.person("nina"))
    assert status.due == MORNING + timedelta(days=130)


def test_what_is_assigned_comes_first(company: Company) -> None:
    company.course()
    company.curriculum.save_course(company.person("boss"), Course("a", Name("About"), (Quiz(("leave",), 1),)))
    assert [one.id for one in company.curriculum.courses(company.person("ada"), "en", anything)] == ["a", "leave"]
    company.curriculum.assign(company.person("boss"), Audience.PERSON, company.person("ada").id, "leave", 30)
    assert [one.id for one in company.curriculum.courses(company.person("ada"), "en", anything)] == ["leave", "a"]
