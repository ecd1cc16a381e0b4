"""Who may keep courses and assign them, and to whom."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import AccessDenied, Problem
from assistant.learning.assignments import Audience
from assistant.learning.courses import Course, Quiz, Reading
from assistant.learning.skills import Name, Place
from assistant.people.person import Role
from tests.curricula import Company, anything, not_pay


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path)
    made.ask("q1")
    made.course()
    yield made
    made.close()


def assign(company: Company, by: str, audience: Audience, name: str, course: str = "leave") -> None:
    if audience is Audience.PERSON:
        name = company.person(name).id
    company.curriculum.assign(company.person(by), audience, name, course, 14)


@pytest.mark.parametrize(
    ("by", "audience", "name"),
    [
        ("tina", Audience.GROUP, "office"), ("tina", Audience.PERSON, "ada"), ("tina", Audience.ROLE, "clerk"),
        ("boss", Audience.GROUP, "everyone"), ("boss", Audience.PERSON, "otto"), ("boss", Audience.ROLE, "clerk"),
    ],
)  # fmt: skip
def test_trainers_assign_within_their_groups_and_admins_anywhere(
    company: Company, by: str, audience: Audience, name: str
) -> None:
    assign(company, by, audience, name)
    assert len(company.curriculum.assignments(company.person(by))) == 1


@pytest.mark.parametrize(
    ("by", "audience", "name"),
    [
        ("tina", Audience.GROUP, "plant"), ("tina", Audience.GROUP, "everyone"), ("tina", Audience.PERSON, "boss"),
        ("otto", Audience.ROLE, "clerk"), ("ada", Audience.GROUP, "office"), ("ada", Audience.PERSON, "ada"),
    ],
)  # fmt: skip
def test_nobody_else_assigns(company: Company, by: str, audience: Audience, name: str) -> None:
    with pytest.raises(AccessDenied):
        assign(company, by, audience, name)


def test_a_group_without_people_is_a_mistake(company: Company) -> None:
    with pytest.raises(Problem, match="group 'offce' has 0 active people"):
        assign(company, "boss", Audience.GROUP, "offce")


def test_a_role_that_is_not_there_is_a_mistake(company: Company) -> None:
    with pytest.raises(Problem, match="no role 'clrk': name one of its roles"):
        assign(company, "boss", Audience.ROLE, "clrk")
    with pytest.raises(Problem, match="no role 'clrk'"):
        assign(company, "tina", Audience.ROLE, "clrk")


def test_what_nobody_may_read_is_not_assigned(company: Company) -> None:
    company.curriculum.save_course(
        company.person("boss"), Course("pay", Name("Pay"), (Reading(Place("pay.md")), Quiz(("leave",), 1)))
    )
    with pytest.raises(Problem, match="none may read all documents of course 'pay'"):
        assign(company, "boss", Audience.GROUP, "office", "pay")
    with pytest.raises(AccessDenied, match="no such course"):
        assign(company, "tina", Audience.GROUP, "office", "pay")


def test_an_assignment_of_a_course_that_one_may_not_read_is_not_named(company: Company) -> None:
    course = company.curriculum.course_list(anything)[0]
    assign(company, "boss", Audience.GROUP, "office")
    changed = replace(course, parts=(Reading(Place("pay.md")), *course.parts))
    company.curriculum.save_course(company.person("boss"), changed)
    assert company.curriculum.statuses(company.person("ada")) == ()
    assert company.curriculum.reminders(company.person("ada")) is None


def test_an_assignment_is_taken_back_by_those_who_may_give_it(company: Company) -> None:
    assign(company, "boss", Audience.GROUP, "office")
    (made,) = company.curriculum.assignments(company.person("tina"))
    for name in ("otto", "ada"):
        assert company.curriculum.assignments(company.person(name)) == ()
        with pytest.raises(AccessDenied, match="not for you to take back"):
            company.curriculum.withdraw(company.person(name), made.id)
    company.curriculum.withdraw(company.person("tina"), made.id)
    assert company.curriculum.statuses(company.person("ada")) == ()


def test_an_assignment_to_a_role_that_went_is_left_to_admins(company: Company) -> None:
    assign(company, "boss", Audience.ROLE, "clerk")
    company.skills = replace(company.skills, roles=())
    assert company.curriculum.assignments(company.person("tina")) == ()
    assert len(company.curriculum.assignments(company.person("boss"))) == 1


def test_trainers_keep_courses_on_what_they_may_read(company: Company) -> None:
    tina, mine = company.person("tina"), Course("mine", Name("Mine"), (Quiz(("leave",), 1),))
    assert company.curriculum.save_course(tina, mine).version == 1
    with pytest.raises(AccessDenied, match="only trainers and admins"):
        company.curriculum.save_course(company.person("ada"), replace(mine, version=1))
    with pytest.raises(AccessDenied, match="that they may read"):
        company.curriculum.save_course(tina, replace(mine, id="pay", parts=(Reading(Place("pay.md")), *mine.parts)))
    company.curriculum.withdraw_course(tina, "mine")
    assert [one.id for one in company.curriculum.course_list(not_pay)] == ["leave"]


def test_nobody_changes_what_they_may_not_read(company: Company) -> None:
    secret = Course("pay", Name("Pay"), (Reading(Place("pay.md")), Quiz(("leave",), 1)))
    company.curriculum.save_course(company.person("boss"), secret)
    tina = company.person("tina")
    with pytest.raises(AccessDenied):
        company.curriculum.withdraw_course(tina, "pay")
    with pytest.raises(AccessDenied):  # also not by a version without the document
        company.curriculum.save_course(tina, replace(secret, version=1, parts=secret.parts[1:]))
    with pytest.raises(AccessDenied):
        company.curriculum.withdraw_course(company.person("ada"), "leave")


def test_documents_and_skills_that_are_not_there_are_all_named(company: Company) -> None:
    wrong = Course("new", Name("New"), (Reading(Place("laeve.md")), Quiz(("leve", "leave"), 1)))
    with pytest.raises(Problem, match=r"'laeve.md' is not in the index; skill 'leve' is not in the skills map; name documents"):
        company.curriculum.save_course(company.person("boss"), wrong)


def test_two_who_save_at_once_are_told(company: Company) -> None:
    with pytest.raises(Problem, match="has version 1, the change was made from 0"):
        company.course()


def test_an_inactive_person_is_nobody_to_assign_to(company: Company) -> None:
    company.accounts.add("gone", Role.EMPLOYEE, groups=["away"])
    company.accounts.disable(company.person("gone").id)
    with pytest.raises(Problem, match="has 0 active people"):
        assign(company, "boss", Audience.GROUP, "away")
