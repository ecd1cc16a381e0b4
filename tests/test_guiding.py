"""Paths and recommendations wired: by roles, on readable documents, with what others found useful."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.answers import Answer, Citation, Mode, Seconds
from assistant.errors import Problem
from assistant.learning.assignments import Audience
from assistant.learning.path import Code
from assistant.learning.recommendation import Rule, What
from assistant.learning.skills import JobRole, Name, Target
from tests.curricula import SKILLS, Company, anything, not_pay

CHIEF = JobRole("chief", Name("Chief"), ("board",), (Target("leave", 2), Target("pay", 1)))
BASE = JobRole("all", Name("All"), ("everyone",), (Target("leave", 1),))


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path)
    made.ask("q1", "q2", "q3")
    yield made
    made.close()


def told(name: str, **changes: Any) -> Answer:  # Any: values of several fields
    plain = Answer(name, "What?", "It is so.", False, Mode.QUOTED, (), (), "", 1, Seconds(0.0, 0.0, 0.0))
    return replace(plain, **changes)


def answer(company: Company, name: str, said: Answer, rating: str = "") -> None:
    person = company.person(name).id
    talk = company.conversations.start(person)
    turn = company.conversations.append(person, talk, "What?", said)
    if rating:
        company.conversations.rate(person, talk, turn.id, rating)


def test_a_path_leads_to_the_persons_own_role(company: Company) -> None:
    found = company.curriculum.path(company.person("ada"), anything)
    assert found.roles == ("clerk",)
    (step,) = found.steps
    assert (step.skill, step.mandatory, step.reading_s > 0) == ("leave", True, True)
    assert Code.UNKNOWN in [reason.code for reason in step.reasons]


def test_what_if_compares_with_another_role_and_everybodys(company: Company) -> None:
    company.skills = replace(SKILLS, roles=(*SKILLS.roles, CHIEF, BASE))
    ada = company.person("ada")
    assert company.curriculum.roles_with("chief") == ("all", "chief")
    changed = company.curriculum.what_if(ada, anything, "chief")
    assert (changed.added, changed.raised, changed.dropped) == (("pay",), ("leave",), ())
    assert company.curriculum.what_if(ada, not_pay, "chief").added == ()  # what may not be read is not told
    with pytest.raises(Problem, match="no role 'pilot'"):
        company.curriculum.what_if(ada, anything, "pilot")


def test_a_person_without_a_role_has_nothing_to_learn(company: Company) -> None:
    assert company.curriculum.path(company.person("otto"), anything).steps == ()
    assert [role.id for role in company.curriculum.roles()] == ["clerk"]


def test_the_reading_time_leaves_out_what_may_not_be_read(company: Company) -> None:
    company.skills = replace(SKILLS, roles=(CHIEF,))
    paths = [company.curriculum.path(company.person("ada"), within, ("chief",)) for within in (anything, not_pay)]
    assert [path.hidden for path in paths] == [0, 1]
    assert paths[0].minutes > paths[1].minutes


def test_what_is_mandatory_and_late_is_recommended_first(company: Company) -> None:
    company.course()
    company.curriculum.assign(company.person("boss"), Audience.GROUP, "office", "leave", 1)
    company.clock.turn(days=3)
    first, second, *_ = company.curriculum.recommendations(company.person("ada"), not_pay)
    assert (first.rule, first.what) == (Rule.OVERDUE, What.ASSIGNMENT)
    assert (second.rule, second.id) == (Rule.GAP, "leave")


def test_a_question_without_an_answer_is_taken_up(company: Company) -> None:
    company.skills = replace(SKILLS, roles=())
    answer(company, "ada", told("a1", refused=True, closest=("pay.md", "leave.md")))
    found = company.curriculum.recommendations(company.person("ada"), not_pay)
    assert [(one.rule, one.id) for one in found if one.what is What.SKILL] == [(Rule.ASKED, "leave")]
    company.clock.turn(days=31)
    assert Rule.ASKED not in [one.rule for one in company.curriculum.recommendations(company.person("ada"), not_pay)]


def test_what_five_people_of_the_role_liked_is_recommended_to_the_sixth(company: Company) -> None:
    cited = Citation(1, "leave.md", "v1", 1, "", "x", 0, 1, 1.0)
    for number in range(5):
        company.accounts.add(f"clerk{number}", groups=["office"])
        company.curriculum.opened(company.person(f"clerk{number}"), "leave.md")
        answer(company, f"clerk{number}", told(f"a{number}", citations=(cited,)), "up")
    found = company.curriculum.recommendations(company.person("ada"), not_pay)
    (liked,) = [one for one in found if one.what is What.DOCUMENT]
    assert (liked.rule, liked.id, liked.people) == (Rule.USEFUL, "leave.md", 5)
    other = company.curriculum.recommendations(company.person("otto"), not_pay)  # of no such role
    assert Rule.USEFUL not in [one.rule for one in other]


def test_nothing_is_recommended_that_may_not_be_read(company: Company) -> None:
    company.skills = replace(SKILLS, roles=(CHIEF, replace(CHIEF, id="office", groups=("office",))))
    for day in range(20):
        company.clock.turn(days=day)
        found = company.curriculum.recommendations(company.person("ada"), not_pay)
        assert not {"pay", "pay.md"} & {one.id for one in found}


def test_without_an_index_there_is_still_a_path(company: Company) -> None:
    company.library = None  # type: ignore[assignment]  # no index can be read
    (step,) = company.curriculum.path(company.person("ada"), anything).steps
    assert step.reading_s == 0.0
    assert company.curriculum.recommendations(company.person("ada"), anything)
