"""Where roles of the skills map and groups of people do not fit together. Knows no documents and no files."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.learning.skills import SkillsMap


@dataclass(frozen=True, slots=True)
class RoleConflicts:
    """What does not fit."""

    unheld: tuple[tuple[str, tuple[str, ...]], ...]  # people with groups none of which gives a role: names and groups
    unknown: tuple[tuple[str, str], ...]  # roles with a group that nobody is in and no access rule names: ids and groups
    empty: tuple[str, ...]  # roles without a group: nobody can hold them

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The conflicts as `skills check` prints them."""
        return {
            "people_without_role": [{"person": name, "groups": list(groups)} for name, groups in self.unheld],
            "unknown_groups": [{"role": role, "group": group} for role, group in self.unknown],
            "roles_without_group": list(self.empty),
        }


def role_conflicts(skills: SkillsMap, people: Mapping[str, Collection[str]], groups: Collection[str]) -> RoleConflicts:
    """The conflicts of a map with people (names with their groups) and the groups that access rules name."""
    known = {*groups, *(group for theirs in people.values() for group in theirs)}
    unheld = [(name, tuple(sorted(theirs))) for name, theirs in people.items() if theirs and not skills.roles_of(theirs)]
    unknown = [(role.id, group) for role in skills.roles for group in role.groups if group not in known]
    return RoleConflicts(tuple(unheld), tuple(unknown), tuple(role.id for role in skills.roles if not role.groups))
