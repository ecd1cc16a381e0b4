"""The skills map: what it finds, merges and refuses."""

from itertools import pairwise

import pytest

from assistant.errors import Problem
from assistant.learning.skills import (
    JobRole,
    Name,
    Place,
    Skill,
    SkillsInvalid,
    SkillsMap,
    Suggestion,
    Target,
    Why,
    circles,
    merged_targets,
)

LEAVE, CARRY, SAFETY = Place("hr/leave.md"), Place("hr/leave.md", "Leave > Carry-over"), Place("safety/")


def skill(name: str, *places: Place, requires: tuple[str, ...] = ()) -> Skill:
    return Skill(name, Name(name.title()), places, requires)


def role(name: str, *targets: Target, groups: tuple[str, ...] = ()) -> JobRole:
    return JobRole(name, Name(name.title()), groups, targets)


@pytest.fixture
def company() -> SkillsMap:
    return SkillsMap(
        (skill("leave", LEAVE), skill("carry", CARRY, requires=("leave",)), skill("safety", SAFETY)),
        (role("everyone", Target("leave"), groups=("everyone",)), role("line", Target("safety", 3), groups=("line", "night"))),
    )


@pytest.mark.parametrize(
    ("document", "heading", "found"),
    [
        ("hr/leave.md", "", "leave"),
        ("hr/leave.md", "Leave", "leave"),
        ("hr/leave.md", "Leave > Carry-over", "carry"),
        ("hr/leave.md", "Leave > Carry-over > Deadline", "carry"),
        ("hr/leave.md", "Leave > Carry-over of tools", "leave"),
        ("safety/night/lamps.md", "Lamps", "safety"),
        ("safety.md", "", ""),
    ],
)
def test_a_question_belongs_to_the_skill_of_the_smallest_place(
    company: SkillsMap, document: str, heading: str, found: str
) -> None:
    assert company.skill_of(document, heading) == found


def test_a_document_named_by_itself_wins_over_its_folder() -> None:
    skills = SkillsMap((skill("all", SAFETY), skill("lamps", Place("safety/lamps.md"))))
    assert skills.skill_of("safety/lamps.md", "Lamps") == "lamps"
    assert skills.skill_of("safety/doors.md", "Doors") == "all"


def test_people_hold_the_roles_of_their_groups(company: SkillsMap) -> None:
    assert [one.id for one in company.roles_of({"everyone", "night"})] == ["everyone", "line"]
    assert company.roles_of(()) == ()


def test_an_unknown_role_is_told_with_those_there_are(company: SkillsMap) -> None:
    with pytest.raises(Problem, match=r"no role 'pilot'.*everyone, line"):
        company.role("pilot")
    assert company.role("line").targets == (Target("safety", 3),)


def test_prerequisites_come_each_after_its_own() -> None:
    skills = SkillsMap((skill("a", requires=("b", "c")), skill("b", requires=("d",)), skill("c", requires=("d",)), skill("d")))
    assert skills.prerequisites("a") == ("d", "b", "c")
    assert skills.prerequisites("unknown") == ()


def test_several_roles_ask_for_the_stricter_of_each_target() -> None:
    one = role("one", Target("a", 2, 0.9, False, 24), Target("b", 1))
    other = role("other", Target("a", 3, 0.2, True, 12), Target("c", 4, validity_months=6))
    assert merged_targets([one, other]) == (
        Target("a", 3, 0.9, True, 12),
        Target("b", 1),
        Target("c", 4, validity_months=6),
    )


def test_a_target_that_never_lapses_does_not_hide_one_that_does() -> None:
    (merged,) = merged_targets([role("one", Target("a", validity_months=0)), role("two", Target("a", validity_months=12))])
    assert merged.validity_months == 12


def test_skills_of_unreadable_documents_are_not_known_of(company: SkillsMap) -> None:
    assert company.readable(lambda document: document.startswith("hr/")) == {"leave", "carry"}
    assert SkillsMap((skill("free"),)).readable(lambda _: False) == {"free"}


def test_a_circle_is_refused_by_naming_it() -> None:
    with pytest.raises(SkillsInvalid, match=r"in a circle: a -> b -> c -> a|b -> c -> a -> b|c -> a -> b -> c"):
        SkillsMap((skill("a", requires=("b",)), skill("b", requires=("c",)), skill("c", requires=("a",))))


def test_every_circle_is_named() -> None:
    found = circles({"a": ["b"], "b": ["a"], "c": ["c"], "d": ["a"]})
    assert sorted(frozenset(circle) for circle in found) == sorted([frozenset("ab"), frozenset("c")])
    assert all(circle[0] == circle[-1] for circle in found)
    assert circles({"a": ["b"], "b": []}) == []


def test_a_circle_reads_in_the_direction_of_requires() -> None:
    requires = {"a": ["b"], "b": ["c"], "c": ["a"]}
    (circle,) = circles(requires)
    assert all(needed in requires[needing] for needing, needed in pairwise(circle))


def test_a_suggestion_may_go_in_a_circle_but_not_to_nowhere() -> None:
    suggested = (Suggestion("b", Why.ORDER),)
    assert SkillsMap((Skill("a", Name("A"), (), (), suggested), skill("b", requires=("a",))))
    with pytest.raises(SkillsInvalid, match="'a' requires 'b'"):
        SkillsMap((Skill("a", Name("A"), (), (), suggested),))


@pytest.mark.parametrize(
    ("skills", "roles", "said"),
    [
        ((skill("a"), skill("a")), (), "skill id 'a' is used twice"),
        ((Skill("a b", Name("A")),), (), "skill id 'a b' is not made of"),
        ((Skill("a", Name()),), (), "skill 'a' has no name"),
        ((skill("a", requires=("b",)),), (), "'a' requires 'b', which is no skill"),
        ((skill("a", LEAVE), skill("b", LEAVE)), (), "belongs to skill 'a' and to 'b'"),
        ((skill("a", Place("safety/", "Doors")),), (), "a folder has no heading"),
        ((), (role("r", Target("a")),), "target 'a' is no skill"),
        ((skill("a"),), (role("r", Target("a"), Target("a")),), "is there twice"),
        ((skill("a"),), (role("r", Target("a", level=5)),), "level 5 is not"),
        ((skill("a"),), (role("r", Target("a", importance=1.5)),), "importance 1.5 is not"),
        ((skill("a"),), (role("r", Target("a", validity_months=-1)),), "validity_months -1 is negative"),
    ],
)
def test_what_does_not_fit_together_is_refused(skills: tuple[Skill, ...], roles: tuple[JobRole, ...], said: str) -> None:
    with pytest.raises(SkillsInvalid, match=said):
        SkillsMap(skills, roles)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(SkillsInvalid) as refused:
        SkillsMap((skill("a", requires=("a",)), skill("b", requires=("x",))), (role("r", Target("y", level=0)),))
    assert all(said in str(refused.value) for said in ("circle: a -> a", "'x'", "'y' is no skill", "level 0"))


@pytest.mark.parametrize(("level", "chance"), [(1, 0.6), (2, 0.7), (3, 0.8), (4, 0.9)])
def test_a_level_stands_for_a_chance_of_a_right_answer(level: int, chance: float) -> None:
    assert Target("a", level).chance == chance


def test_a_name_in_one_language_stands_in_for_the_other() -> None:
    assert (Name("Leave", "休假").told("zh"), Name("Leave").told("zh"), Name(zh="休假").told("en")) == ("休假", "Leave", "休假")
