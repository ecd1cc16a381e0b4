"""The commands about what people should know: skills draft, check and show. Knows no web server."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.learning.coverage import Coverage, coverage
from assistant.learning.drafting import draft
from assistant.learning.outlines import outlines
from assistant.learning.role_conflicts import RoleConflicts, role_conflicts
from assistant.learning.skills import SkillsMap
from assistant.learning.skills_file import SkillsFile
from assistant.people.accounts import Accounts
from assistant.people.person import EVERYONE, Role
from assistant.settings import Settings, groups_of, load_settings

if TYPE_CHECKING:
    from indexer.store import Index


def add_skills(parser: ArgumentParser) -> None:
    """Adds the subcommands of `skills`."""
    commands = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add_command(commands, "draft", "make the skills map from the documents; what trainers edited stays", _draft)
    check = "hold the map against documents, people and groups; exit code 1 where a place or group is missing"
    add_command(commands, "check", check, _check)
    shown = add_command(commands, "show", "print the map", _show)
    shown.add_argument("--role", metavar="ROLE", help="only what this role needs")


def add_command(commands: Any, name: str, text: str, command: Callable[[Namespace], int]) -> ArgumentParser:  # Any: argparse
    """Adds a subcommand with the arguments of all."""
    parser: ArgumentParser = commands.add_parser(name, help=text, description=text)
    add_common(parser, command)
    return parser


def add_common(parser: ArgumentParser, command: Callable[[Namespace], int]) -> None:
    """Adds --settings, --index and --json, and what the parser runs."""
    parser.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
    parser.add_argument("--index", type=Path, metavar="DIR", help="another index than the settings name")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=command)


def _draft(arguments: Namespace) -> int:
    settings = _settings(arguments)
    file = SkillsFile(settings.practice.skills)
    new = draft(outlines(_index(settings), lambda _: True), lambda document: groups_of(document, settings.access.rules))
    edited, after = file.redraft(new)
    old_ids, new_ids = {skill.id for skill in edited.skills}, {skill.id for skill in after.skills}
    row = {
        "file": str(file.path), "skills": len(new_ids), "roles": len(after.roles),
        "suggested": sum(len(skill.suggested) for skill in after.skills),
        "added": sorted(new_ids - old_ids), "removed": sorted(old_ids - new_ids),
    }  # fmt: skip
    _print(arguments, row, f"{file.path}: {row['skills']} skill(s), {row['roles']} role(s), {len(new_ids - old_ids)} new, "
           f"{len(old_ids - new_ids)} gone, {row['suggested']} suggested prerequisite(s) to confirm")  # fmt: skip
    return 0


def _check(arguments: Namespace) -> int:
    settings = _settings(arguments)
    skills = SkillsFile(settings.practice.skills).read()
    found, conflicts = coverage(skills, outlines(_index(settings), lambda _: True)), _conflicts(settings, skills)
    row = found.to_json() | conflicts.to_json() | {"skills": len(skills.skills), "roles": len(skills.roles)}
    _print(arguments, row, "\n".join([_fit(skills, found), *_told(conflicts)]))
    return 1 if found.missing or conflicts.unknown else 0


def _conflicts(settings: Settings, skills: SkillsMap) -> RoleConflicts:
    with closing(Accounts(settings.people.folder, settings.people.password_length)) as accounts:
        people = {one.name: one.groups for one in accounts.list() if one.active and one.role is not Role.ADMIN}
    named = {group for groups in settings.access.rules.values() for group in groups}
    return role_conflicts(skills, people, named | {EVERYONE})


def _told(conflicts: RoleConflicts) -> list[str]:
    lines = [
        f"  {name} has no role: none is of {', '.join(groups)}; add one of these groups to a role"
        for name, groups in conflicts.unheld
    ]
    lines += [
        f"  {role}: nobody is in group {group}, and no access rule names it; correct its name, or add people"
        for role, group in conflicts.unknown
    ]
    return lines + [f"  {role}: has no group, so nobody holds it; name its groups" for role in conflicts.empty]


def _show(arguments: Namespace) -> int:
    skills = SkillsFile(_settings(arguments).practice.skills).read()
    roles = skills.roles if arguments.role is None else (skills.role(arguments.role),)
    wanted = {target.skill for role in roles for target in role.targets}
    chosen = [skill for skill in skills.skills if arguments.role is None or skill.id in wanted]
    rows = [
        {
            "id": skill.id, "name": {"en": skill.name.en, "zh": skill.name.zh}, "requires": list(skill.requires),
            "suggested": [one.skill for one in skill.suggested],
            "places": [{"document": place.document, "heading": place.heading} for place in skill.places],
            "roles": {role.id: target.level for role in roles for target in role.targets if target.skill == skill.id},
        }
        for skill in chosen
    ]  # fmt: skip
    lines = [
        f"{skill.id}: {skill.name.told('en')}" + (f", after {', '.join(skill.requires)}" if skill.requires else "")
        for skill in chosen
    ]  # fmt: skip
    _print(arguments, rows, "\n".join(lines or ["the skills map is empty: python -m assistant skills draft"]))
    return 0


def _settings(arguments: Namespace) -> Settings:
    settings = load_settings(arguments.settings)
    return settings if arguments.index is None else replace(settings, index=replace(settings.index, folder=arguments.index))


def _index(settings: Settings) -> "Index":
    from indexer.store import Generations

    return Generations(settings.index.folder).open()


def _print(arguments: Namespace, row: object, text: str) -> None:
    sys.stdout.write((json.dumps(row, ensure_ascii=False) if arguments.json else text) + "\n")


def _fit(skills: SkillsMap, found: Coverage) -> str:
    lines = [f"{len(skills.skills)} skill(s), {len(skills.roles)} role(s)"]
    lines += [f"  {skill}: no document has {place.document} {place.heading}".rstrip() for skill, place in found.missing]
    lines += [f"  belongs to no skill: {document}" for document in found.untaught]
    return "\n".join(lines)
