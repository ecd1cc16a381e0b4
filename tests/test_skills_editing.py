"""Tests of assistant.learning.skills_editing: one edit at a time, and nothing that does not fit."""

from dataclasses import replace

import pytest

from assistant.learning.skills import JobRole, Name, Place, Skill, SkillsInvalid, SkillsMap, Suggestion, Target, Why
from assistant.learning.skills_editing import Circle, mark, new_id, with_role, with_skill, without_role, without_skill

LEAVE = Skill("leave", Name("Leave"), (Place("leave.md"), Place("leave.md", "Carry-over")))
TRAVEL = Skill("travel", Name("Travel"), (Place("travel.md"),), ("leave",), (Suggestion("pay", Why.LINK),))
PAY = Skill("pay", Name("Pay"), (), ("travel",))
CLERK = JobRole("clerk", Name("Clerk"), ("office",), (Target("leave"), Target("pay", 4)))
MAP = SkillsMap((LEAVE, TRAVEL, PAY), (CLERK,))


def test_a_skill_keeps_its_place_and_a_new_one_comes_last() -> None:
    renamed = replace(TRAVEL, name=Name("Journeys", "差旅"))
    assert with_skill(MAP, renamed).skills == (LEAVE, renamed, PAY)
    new = Skill("new", Name("New"))
    assert with_skill(MAP, new).skills == (LEAVE, TRAVEL, PAY, new)


def test_a_place_belongs_to_the_skill_it_was_given_to_last() -> None:
    found = with_skill(MAP, replace(PAY, places=(Place("leave.md", "Carry-over"),)))
    assert found.skills[0].places == (Place("leave.md"),)
    assert found.skill_of("leave.md", "Carry-over") == "pay"


def test_a_circle_is_refused_by_name() -> None:
    with pytest.raises(Circle, match="leave -> pay -> travel -> leave") as refused:
        with_skill(MAP, replace(LEAVE, requires=("pay",)))
    assert refused.value.skills[0] == refused.value.skills[-1]
    with pytest.raises(Circle, match="pay -> pay"):
        with_skill(MAP, replace(PAY, requires=("pay",)))


def test_a_skill_without_a_name_is_refused() -> None:
    with pytest.raises(SkillsInvalid, match="has no name"):
        with_skill(MAP, replace(PAY, name=Name(" ")))


def test_nothing_names_a_skill_that_was_taken_away() -> None:
    found = without_skill(MAP, "pay")
    assert [one.id for one in found.skills] == ["leave", "travel"]
    assert found.skills[1].suggested == ()
    assert found.roles[0].targets == (Target("leave"),)
    assert without_skill(MAP, "leave").skills[0].requires == ()


def test_roles_are_kept_made_and_taken_away() -> None:
    changed = replace(CLERK, groups=("office", "plant"))
    assert with_role(MAP, changed).roles == (changed,)
    new = JobRole("new", Name("New"))
    assert with_role(MAP, new).roles == (CLERK, new)
    assert without_role(MAP, "clerk").roles == ()
    with pytest.raises(SkillsInvalid, match="level 7"):
        with_role(MAP, replace(CLERK, targets=(Target("leave", 7),)))


def test_a_mark_changes_with_anything() -> None:
    assert mark(LEAVE) == mark(replace(LEAVE))
    assert mark(LEAVE) != mark(replace(LEAVE, places=LEAVE.places[::-1]))
    assert mark(CLERK) != mark(replace(CLERK, targets=()))
    assert mark(None) == ""


@pytest.mark.parametrize(("name", "made"), [
    (Name("Fire safety"), "fire-safety"), (Name("Leave"), "leave-3"), (Name(zh="消防 安全"), "消防-安全"),
])  # fmt: skip
def test_an_id_is_made_of_the_name_and_is_nobody_elses(name: Name, made: str) -> None:
    assert new_id(name, ["leave", "leave-2"]) == made
