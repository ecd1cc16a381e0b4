"""Edits of a skills map, one skill or role at a time. Knows nothing of files, pages or people."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from assistant.errors import Problem
from assistant.learning.drafting import slug
from assistant.learning.skills import JobRole, Name, Skill, SkillsInvalid, SkillsMap, circles


class Circle(SkillsInvalid):
    """Prerequisites would go in a circle: the ids of its skills, from one back to itself."""

    def __init__(self, skills: tuple[str, ...]) -> None:
        super().__init__(f"prerequisites would go in a circle: {' -> '.join(skills)}; take one of them away")
        self.skills = skills


class ChangedMeanwhile(Problem):
    """Somebody else changed what was edited."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what!r} was changed by somebody else meanwhile: look at it again and repeat the change")


def mark(one: Skill | JobRole | None) -> str:
    """A short text that is another one after any change; "" of what is not there."""
    return "" if one is None else hashlib.sha256(repr(one).encode()).hexdigest()[:16]


def with_skill(skills: SkillsMap, skill: Skill) -> SkillsMap:
    """The map with a skill, in the place of the one with its id; places that were another skill's are its own now.

    Raises:
        Circle: its prerequisites lead back to it.
        SkillsInvalid: something else does not fit.
    """
    taken = frozenset(skill.places)
    others = [
        replace(one, places=tuple(place for place in one.places if place not in taken))
        for one in skills.skills
        if one.id != skill.id
    ]
    place = next((number for number, one in enumerate(skills.skills) if one.id == skill.id), len(others))
    after = [*others[:place], skill, *others[place:]]
    found = circles({one.id: one.requires for one in after})
    if found:
        raise Circle(found[0])
    return SkillsMap(tuple(after), skills.roles)


def without_skill(skills: SkillsMap, skill_id: str) -> SkillsMap:
    """The map without a skill: nothing requires it and no role needs it any more."""
    kept = [
        replace(
            one,
            requires=tuple(needed for needed in one.requires if needed != skill_id),
            suggested=tuple(found for found in one.suggested if found.skill != skill_id),
        )
        for one in skills.skills
        if one.id != skill_id
    ]
    roles = [replace(role, targets=tuple(one for one in role.targets if one.skill != skill_id)) for role in skills.roles]
    return SkillsMap(tuple(kept), tuple(roles))


def with_role(skills: SkillsMap, role: JobRole) -> SkillsMap:
    """The map with a role, in the place of the one with its id.

    Raises:
        SkillsInvalid: it does not fit.
    """
    there = any(one.id == role.id for one in skills.roles)
    roles = [role if one.id == role.id else one for one in skills.roles]
    return SkillsMap(skills.skills, tuple(roles if there else [*roles, role]))


def without_role(skills: SkillsMap, role_id: str) -> SkillsMap:
    """The map without a role."""
    return SkillsMap(skills.skills, tuple(one for one in skills.roles if one.id != role_id))


def new_id(name: Name, known: Iterable[str]) -> str:
    """An id for something new, made of its name; with a number where there is one like it."""
    taken, made = frozenset(known), slug(name.told("en"))
    number = 2
    found = made
    while found in taken:
        found, number = f"{made}-{number}", number + 1
    return found
