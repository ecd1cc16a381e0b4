"""A skills map drafted again without undoing what trainers edited. Knows nothing of documents or files."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from assistant.learning.skills import JobRole, Skill, SkillsMap, Target

Item = TypeVar("Item")


def redrafted(before: SkillsMap, edited: SkillsMap, after: SkillsMap) -> SkillsMap:
    """What trainers made of the draft `before`, with what is new in the draft `after`.

    Whatever differs between `before` and `edited` was a trainer's decision and stays, deletions too; the rest follows `after`.
    """
    kept = _merged(before.skills, edited.skills, after.skills, lambda skill: skill.id, _skill)
    known = {skill.id for skill in kept}
    owned = {place for skill in edited.skills for place in skill.places}
    olds = {skill.id for skill in edited.skills}
    skills = [  # a new skill does not take a place that a trainer gave to another
        skill if skill.id in olds else replace(skill, places=tuple(place for place in skill.places if place not in owned))
        for skill in kept
    ]
    skills = [
        replace(
            skill,
            requires=tuple(one for one in skill.requires if one in known),
            suggested=tuple(one for one in skill.suggested if one.skill in known and one.skill not in skill.requires),
        )
        for skill in skills
    ]
    roles = _merged(before.roles, edited.roles, after.roles, lambda role: role.id, _role)
    cleaned = [replace(role, targets=tuple(one for one in role.targets if one.skill in known)) for role in roles]
    return SkillsMap(tuple(skills), tuple(cleaned))


def _skill(before: Skill, edited: Skill, after: Skill) -> Skill:
    return Skill(
        edited.id,
        after.name if edited.name == before.name else edited.name,
        _union(before.places, edited.places, after.places),
        edited.requires,
        _union(before.suggested, edited.suggested, after.suggested),
    )


def _role(before: JobRole, edited: JobRole, after: JobRole) -> JobRole:
    return JobRole(
        edited.id,
        after.name if edited.name == before.name else edited.name,
        _union(before.groups, edited.groups, after.groups),
        tuple(_merged(before.targets, edited.targets, after.targets, lambda target: target.skill, _target)),
    )


def _target(before: Target, edited: Target, after: Target) -> Target:
    return after if edited == before else edited


def _merged(
    before: Iterable[Item],
    edited: Iterable[Item],
    after: Iterable[Item],
    key: Callable[[Item], str],
    both: Callable[[Item, Item, Item], Item],
) -> list[Item]:
    """Three-way: edited items in their order, brought up to date, then the new ones; what only the drafts had is gone."""
    old, new = {key(one): one for one in before}, {key(one): one for one in after}
    edited = list(edited)
    merged = [_brought(one, old.get(key(one)), new.get(key(one)), both) for one in edited]
    mine = {key(one) for one in edited}
    added = [one for name, one in new.items() if name not in mine and name not in old]
    return [one for one in merged if one is not None] + added


def _brought(edited: Item, old: Item | None, new: Item | None, both: Callable[[Item, Item, Item], Item]) -> Item | None:
    """An edited item brought up to date; None where nobody touched it and the draft no longer has it."""
    if new is None:
        return None if edited == old else edited
    return edited if old is None else both(old, edited, new)


def _union(before: Sequence[Item], edited: Sequence[Item], after: Sequence[Item]) -> tuple[Item, ...]:
    gone = [one for one in before if one not in after]
    kept = [one for one in edited if one not in gone]
    return (*kept, *(one for one in after if one not in before and one not in kept))
