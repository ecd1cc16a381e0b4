"""Tests of assistant.profiles: what somebody knows, held against what their roles need, within what they may read."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from assistant.learning.answers import Mode
from assistant.profiles import Profile
from tests.curricula import anything, not_pay
from tests.learning_company import LearningCompany


@pytest.fixture
def company(tmp_path: Path) -> Iterator[LearningCompany]:
    made = LearningCompany(tmp_path)
    made.ask("q1", "q2", "q3")
    yield made
    made.close()


def profile(company: LearningCompany, name: str = "ada", language: str = "en") -> Profile:
    person = company.person(name)
    return company.profiles.profile(person, language, partial(company.may_read, person))


def test_a_profile_holds_what_roles_need_and_what_can_be_practised(company: LearningCompany) -> None:
    found = profile(company)
    assert [one.name for one in found.skills] == ["Leave"]
    assert [(role.name, dict(role.levels)) for role in found.roles] == [("Clerk", {"leave": 1})]
    assert found.skills[0].practised
    assert profile(company, language="zh").skills[0].name == "休假"


def test_prerequisites_of_a_target_are_in_the_profile(company: LearningCompany) -> None:
    company.accounts.set_groups(company.person("ada").id, ["advisers"])
    found = profile(company)
    assert [(one.skill, one.requires) for one in found.skills] == [("leave", ()), ("advice", ("leave",))]
    assert not found.skills[1].practised


def test_mastery_is_held_against_the_target(company: LearningCompany) -> None:
    company.practise("ada", "a", "a", "a")
    company.clock.turn(days=2)
    company.practise("ada", "a", "a", "a")
    clerk = profile(company).known("leave")
    company.accounts.set_groups(company.person("ada").id, ["advisers"])
    adviser = profile(company).known("leave")
    assert clerk is not None
    assert adviser is not None
    assert (clerk.mastery.needed, clerk.mastery.share) == ((), adviser.mastery.share)
    assert adviser.mastery.needed != ()
    assert len(clerk.mastery.why) == 6
    assert {reason.question for reason in clerk.mastery.why} <= set(profile(company).questions)


def test_what_may_not_be_read_is_in_no_profile_and_not_due(company: LearningCompany) -> None:
    company.ask("p1", document="pay.md")
    company.accounts.set_groups(company.person("ada").id, ["pay"])
    company.practise("boss", *"aaaa")
    boss, ada = company.person("boss"), profile(company)
    assert ada.known("pay") is None
    assert [dict(role.levels) for role in ada.roles] == [{}]
    assert "p1" not in ada.questions
    seen = company.profiles.calendar(boss, "en", anything, 100)
    less = company.profiles.calendar(boss, "en", not_pay, 100)
    assert sum(day.questions for day in seen.days.values()) == sum(day.questions for day in less.days.values()) + 1
    assert "pay" not in company.profiles.names("en", not_pay)


def test_the_calendar_tells_each_day_with_its_topics_and_what_comes_later(company: LearningCompany) -> None:
    company.practise("ada", "a", "b", "a")
    ada = company.person("ada")
    short = company.profiles.calendar(ada, "en", not_pay, 2)
    assert [day.questions for day in short.days.values()] == [0, 1]
    assert list(short.days.values())[1].skills == {"Leave": 1}
    assert short.later == 2
    company.clock.turn(days=200)
    assert next(iter(company.profiles.calendar(ada, "en", not_pay, 2).days.values())).questions == 3


def test_what_was_known_is_followed_over_time(company: LearningCompany) -> None:
    company.practise("ada", "a", "b")
    moments = company.profiles.progressions(company.person("ada"), ["leave", "pay"])
    assert list(moments) == ["leave"]
    assert len(moments["leave"]) == 3


@pytest.mark.parametrize(("mode", "end", "held"), [
    (Mode.EXAM, False, True), (Mode.EXAM, True, False), (Mode.PRACTICE, False, False),
])  # fmt: skip
def test_feedback_of_an_exam_is_held_back_until_its_end(company: LearningCompany, mode: Mode, end: bool, held: bool) -> None:
    session = company.practise("ada", "a", mode=mode, end=end)
    quiz = company.coach.practice.quiz(company.person("ada").id, session)
    assert company.profiles.held_back(quiz) is held
    company.clock.turn(hours=3)
    assert not company.profiles.held_back(quiz)
