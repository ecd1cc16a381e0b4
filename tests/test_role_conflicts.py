"""Roles and groups that do not fit together."""

from assistant.learning.role_conflicts import RoleConflicts, role_conflicts
from assistant.learning.skills import JobRole, Name, SkillsMap

MAP = SkillsMap((), (JobRole("clerk", Name("Clerk"), ("office", "everyone")), JobRole("pilot", Name("Pilot"), ("air", "sea"))))


def test_a_map_that_fits_has_no_conflict() -> None:
    people = {"ada": {"office"}, "bob": {"air", "plant"}, "eve": set[str]()}
    assert role_conflicts(MAP, people, {"everyone", "sea"}) == RoleConflicts((), (), ())


def test_people_whose_groups_give_no_role_are_named() -> None:
    found = role_conflicts(MAP, {"ada": {"plant", "lab"}, "bob": {"office"}}, {"everyone", "air", "sea"})
    assert found.unheld == (("ada", ("lab", "plant")),)


def test_a_group_that_nobody_knows_is_named_with_its_role() -> None:
    assert role_conflicts(MAP, {"bob": {"office"}}, {"everyone", "air"}).unknown == (("pilot", "sea"),)


def test_a_role_that_nobody_can_hold_is_named() -> None:
    found = role_conflicts(SkillsMap((), (JobRole("ghost", Name("Ghost")),)), {}, ())
    assert found.empty == ("ghost",)
    assert found.to_json() == {"people_without_role": [], "unknown_groups": [], "roles_without_group": ["ghost"]}
