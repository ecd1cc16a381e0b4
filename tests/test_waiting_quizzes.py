"""Quizzes whose outcome hangs on free text: they wait for a trainer, and the course follows the decision."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.curriculum import Hindrance, PartState, Verdict
from assistant.errors import AccessDenied, Problem
from assistant.learning.courses import Quiz
from assistant.learning.objections import Outcome
from assistant.learning.questions import Kind
from tests.curricula import Company, anything


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path)
    made.ask("free", kind=Kind.SHORT_ANSWER)
    made.course(Quiz(("leave",), 1), attempts=1)
    yield made
    made.close()


def doubt(company: Company) -> int:
    (one,) = company.bank.objections.open(within=anything)
    return one.number


def test_a_quiz_of_free_text_waits_for_a_trainer(company: Company) -> None:
    session = company.sit("ada", "30 vacation days", part=0)
    finished = company.curriculum.finish(company.person("ada"), session, anything)
    assert finished.verdict is Verdict.WAITING
    assert company.states("ada") == [PartState.WAITING]
    assert company.chance("ada").hindrance is Hindrance.WAITING
    with pytest.raises(Problem, match="a trainer has to look at your last quiz first"):
        company.curriculum.begin(company.person("ada"), "leave", 0, anything)
    assert not {"completed", "failed", "passed"} & set(company.kinds("ada"))


@pytest.mark.parametrize(
    ("outcome", "kinds"),
    [(Outcome.UPHELD, ["scored", "completed", "passed", "earned"]), (Outcome.DISMISSED, ["scored", "failed"])],
)
def test_the_decision_passes_or_fails_the_course(company: Company, outcome: Outcome, kinds: list[str]) -> None:
    company.sit("ada", "30 vacation days", part=0)
    company.curriculum.settle(doubt(company), outcome, company.person("tina"), "as the page says")
    assert company.kinds("ada")[-len(kinds) :] == kinds


def test_nobody_decides_on_their_own_reply(company: Company) -> None:
    company.sit("tina", "30 vacation days", part=0)
    with pytest.raises(AccessDenied, match="nobody decides on their own answer"):
        company.curriculum.settle(doubt(company), Outcome.UPHELD, company.person("tina"), "it is mine")
    assert company.states("tina") == [PartState.WAITING]


def test_a_quiz_whose_time_ran_out_waits_too(company: Company) -> None:
    (course,) = company.curriculum.course_list(anything)
    company.curriculum.save_course(company.person("boss"), replace(course, time_limit_min=5.0))
    ada = company.person("ada")
    quiz = company.curriculum.begin(ada, "leave", 0, anything)
    company.coach.reply(ada.id, quiz.id, "free", "30 vacation days", anything)
    company.clock.turn(minutes=6)
    assert company.states("ada") == [PartState.WAITING]


def test_free_text_that_was_left_empty_needs_no_trainer(company: Company) -> None:
    company.curriculum.begin(company.person("ada"), "leave", 0, anything)
    (standing,) = company.curriculum.courses(company.person("ada"), "en", anything)
    company.curriculum.finish(company.person("ada"), standing.parts[0].session, anything)
    assert company.chance("ada").hindrance is Hindrance.NO_ATTEMPT
