"""The commands about what people should know: skills draft, check, show, and path. Knows no web server."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.learning.answers import history
from assistant.learning.coverage import Coverage, coverage
from assistant.learning.drafting import draft
from assistant.learning.outlines import outlines
from assistant.learning.redrafting import redrafted
from assistant.learning.skills import SkillsMap
from assistant.learning.skills_file import SkillsFile
from assistant.people.access import may_read
from assistant.people.accounts import Accounts
from assistant.people.journal import Journals
from assistant.people.person import EVERYONE, Person
from assistant.settings import Settings, groups_of, load_settings

if TYPE_CHECKING:
    from assistant.learning.path import Difference, Step
    from assistant.learning.path import Path as Way
    from indexer.store import Index

DRAFTED = ".drafted"  # in the name of the file that keeps the last draft, so that the next one tells what trainers edited


def add_skills(parser: ArgumentParser) -> None:
    """Adds the subcommands of `skills`."""
    commands = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    _command(commands, "draft", "make the skills map from the documents; what trainers edited stays", _draft)
    _command(commands, "check", "read the map, and hold it against the documents; exit code 1 where a place is missing", _check)
    shown = _command(commands, "show", "print the map", _show)
    shown.add_argument("--role", metavar="ROLE", help="only what this role needs")


def add_path(parser: ArgumentParser) -> None:
    """Adds the arguments of `path`."""
    parser.add_argument("person", metavar="PERSON", help="the name of an account")
    parser.add_argument("--role", metavar="ROLE", help="what if they had this role of the skills map, and everybody's?")
    _common(parser, _path)


def _command(commands: Any, name: str, text: str, command: Callable[[Namespace], int]) -> ArgumentParser:  # Any: argparse
    parser: ArgumentParser = commands.add_parser(name, help=text, description=text)
    _common(parser, command)
    return parser


def _common(parser: ArgumentParser, command: Callable[[Namespace], int]) -> None:
    parser.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
    parser.add_argument("--index", type=Path, metavar="DIR", help="another index than the settings name")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=command)


def _draft(arguments: Namespace) -> int:
    settings = _settings(arguments)
    file, last = SkillsFile(settings.practice.skills), SkillsFile(_drafted(settings.practice.skills))
    there = file.path.exists()
    edited, before = (file.read(), last.read()) if there else (SkillsMap(), SkillsMap())
    new = draft(outlines(_index(settings), lambda _: True), lambda document: groups_of(document, settings.access.rules))
    after = redrafted(before, edited, new)
    file.write(after)
    last.write(new)  # second: after a kill in between, what was new counts as edited and is kept
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
    found = coverage(skills, outlines(_index(settings), lambda _: True))
    _print(arguments, found.to_json() | {"skills": len(skills.skills), "roles": len(skills.roles)}, _fit(skills, found))
    return 1 if found.missing else 0


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


def _path(arguments: Namespace) -> int:
    settings, now = _settings(arguments), datetime.now(UTC)
    skills = SkillsFile(settings.practice.skills).read()
    with closing(Accounts(settings.people.folder, settings.people.password_length)) as accounts:
        person = accounts.named(arguments.person)
    index = _index(settings)
    own = _way(settings, skills, person, [role.id for role in skills.roles_of(person.memberships)], index, now)
    if arguments.role is None:
        _print(arguments, own.to_json(), _told(skills, own))
        return 0
    from assistant.learning.path import difference

    others = [role.id for role in skills.roles_of({EVERYONE}) if role.id != arguments.role]
    way = _way(settings, skills, person, [*others, skills.role(arguments.role).id], index, now)
    changed = difference(own, way)
    row = way.to_json() | {"added": list(changed.added), "raised": list(changed.raised), "dropped": list(changed.dropped)}
    _print(arguments, row, f"{_told(skills, way)}\n{_changed(changed)}")
    return 0


def _way(settings: Settings, skills: SkillsMap, person: Person, roles: list[str], index: "Index", now: datetime) -> "Way":
    from assistant.learning.mastery import Scale
    from assistant.learning.path import aims, estimates, path
    from assistant.learning.study_time import study_time

    def readable(document: str) -> bool:
        return may_read(person, document, settings.access.rules)

    events = Journals(settings.people.progress).of(person.id).events()
    held, past = [skills.role(role) for role in roles], history(events)
    mastery = estimates(past, aims(skills, held), Scale(), now)
    times = study_time(skills, outlines(index, readable), past.answers)
    return path(skills, held, mastery, events, times, readable, now)


def _settings(arguments: Namespace) -> Settings:
    settings = load_settings(arguments.settings)
    return settings if arguments.index is None else replace(settings, index=replace(settings.index, folder=arguments.index))


def _index(settings: Settings) -> "Index":
    from indexer.store import Generations

    return Generations(settings.index.folder).open()


def _drafted(file: Path) -> Path:
    return file.with_name(f"{file.stem}{DRAFTED}{file.suffix}")


def _print(arguments: Namespace, row: object, text: str) -> None:
    sys.stdout.write((json.dumps(row, ensure_ascii=False) if arguments.json else text) + "\n")


def _fit(skills: SkillsMap, found: Coverage) -> str:
    lines = [f"{len(skills.skills)} skill(s), {len(skills.roles)} role(s)"]
    lines += [f"  {skill}: no document has {place.document} {place.heading}".rstrip() for skill, place in found.missing]
    lines += [f"  belongs to no skill: {document}" for document in found.untaught]
    return "\n".join(lines)


def _told(skills: SkillsMap, way: "Way") -> str:
    states = Counter(step.state.value for step in way.steps)
    counts = ", ".join(f"{count} {state}" for state, count in states.items()) or "nothing to learn"
    hidden = f"; {way.hidden} more on documents that are not for them" if way.hidden else ""
    lines = [f"{', '.join(way.roles) or 'no role'}: {counts}, {way.minutes:.0f} minutes left{hidden}"]
    return "\n".join([*lines, *(_line(skills, number, step) for number, step in enumerate(way.left, 1))])


def _line(skills: SkillsMap, number: int, step: "Step") -> str:
    skill = skills.skill(step.skill)
    name = step.skill if skill is None else skill.name.told("en")
    codes = ", ".join(reason.code.value for reason in step.reasons)
    return f"  {number}. {name}: level {step.level}, {step.minutes:.0f} min, {step.questions} question(s); {codes}"


def _changed(changed: "Difference") -> str:
    told = (("new", changed.added), ("at a higher level", changed.raised), ("no longer needed", changed.dropped))
    parts = [f"{what}: {', '.join(skills)}" for what, skills in told if skills]
    return f"compared with today: {'; '.join([*parts, f'{changed.minutes:+.0f} minutes'])}"
