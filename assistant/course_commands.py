"""The commands about courses: course, assign, assignments, certificate, remind and path. Knows no web server."""

import json
import sys
import tomllib
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import Problem
from assistant.learning.skill_commands import add_command, add_common
from assistant.learning.skills_file import SkillsFile
from assistant.people.person import Person, Role
from assistant.settings import Settings, load_settings
from indexer.disk import write_atomically

if TYPE_CHECKING:
    from assistant.certified import Held
    from assistant.learning.assignments import Assignment, Status
    from assistant.learning.path import Difference, Step
    from assistant.learning.path import Path as Way
    from assistant.learning.skills import SkillsMap
    from assistant.learning_assembly import Learning

Rows = list[dict[str, Any]]  # Any: JSON


def add_courses(parser: ArgumentParser) -> None:
    """Adds the subcommands of `course`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add_command(actions, "list", "show all courses", _list)
    shown = add_command(actions, "show", "print a course as JSON, for editing", _show)
    shown.add_argument("course", metavar="COURSE", help="its id")
    saved = add_command(actions, "save", "keep a course as its next version", _save)
    saved.add_argument("file", type=Path, metavar="FILE", help="JSON as `course show` prints it, or the same as TOML")
    withdrawn = add_command(actions, "withdraw", "take a course off the list; what people did for it stays", _withdraw_course)
    withdrawn.add_argument("course", metavar="COURSE", help="its id")
    for action in (saved, withdrawn):
        _by(action)


def add_assign(parser: ArgumentParser) -> None:
    """Adds the arguments of `assign`."""
    parser.add_argument("course", metavar="COURSE", help="its id")
    audience = parser.add_mutually_exclusive_group(required=True)
    audience.add_argument("--person", metavar="NAME", help="the name of an account")
    audience.add_argument("--group", metavar="NAME")
    audience.add_argument("--role", metavar="ID", help="of the skills map")
    parser.add_argument(
        "--days", type=int, required=True, metavar="N", help="to pass it, for each person from when it is theirs"
    )
    parser.add_argument("--start", metavar="DATE", help="from which the days count, as 2026-09-01 (UTC); else from now")
    parser.add_argument("--grace", type=int, default=0, metavar="N", help="days after the due date before it is overdue")
    parser.add_argument("--optional", action="store_true", help="recommended, not mandatory")
    _by(parser)
    add_common(parser, _assign)


def add_assignments(parser: ArgumentParser) -> None:
    """Adds the arguments of `assignments`."""
    parser.add_argument("person", nargs="?", metavar="PERSON", help="only this account: how far they are with each of theirs")
    parser.add_argument("--withdraw", metavar="ID", help="take an assignment back")
    _by(parser)
    add_common(parser, _assignments)


def add_certificates(parser: ArgumentParser) -> None:
    """Adds the subcommands of `certificate`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = add_command(actions, "list", "show somebody's certificates", _certificates)
    listed.add_argument("person", metavar="PERSON", help="the name of an account")
    printed = add_command(actions, "pdf", "write a certificate as PDF", _pdf)
    printed.add_argument("person", metavar="PERSON", help="the name of an account")
    printed.add_argument("id", metavar="ID", help="as `certificate list` shows it")
    printed.add_argument("file", type=Path, metavar="FILE.pdf", help="where it goes")
    checked = add_command(
        actions, "verify", "say whose certificate has a code; exit code 1 where none that counts has", _verify
    )
    checked.add_argument("code", metavar="CODE", help="as it stands on the certificate")


def add_remind(parser: ArgumentParser) -> None:
    """Adds the arguments of `remind`."""
    add_common(parser, _remind)


def add_path(parser: ArgumentParser) -> None:
    """Adds the arguments of `path`."""
    parser.add_argument("person", metavar="PERSON", help="the name of an account")
    parser.add_argument("--role", metavar="ROLE", help="what if they had this role of the skills map, and everybody's?")
    add_common(parser, _path)


def _by(parser: ArgumentParser) -> None:
    parser.add_argument("--as", dest="by", metavar="NAME", help="the trainer or admin who does it; without, any admin")


def _list(arguments: Namespace) -> int:
    with _opened(arguments) as learning:
        found = learning.curriculum.course_list(lambda _: True)
    lines = [f"{one.id}  version {one.version}  {one.name.told('en')}" for one in found]
    _print(arguments, [one.to_json() for one in found], lines or ["there are no courses"])
    return 0


def _show(arguments: Namespace) -> int:
    with _opened(arguments) as learning:
        found = next((one for one in learning.curriculum.course_list(lambda _: True) if one.id == arguments.course), None)
        if found is None:
            raise Problem(f"there is no course {arguments.course!r}: 'python -m assistant course list' shows all")
    sys.stdout.write(json.dumps(found.to_json(), ensure_ascii=False, indent=1) + "\n")
    return 0


def _save(arguments: Namespace) -> int:
    from assistant.learning.courses import Course

    with _opened(arguments) as learning:
        saved = learning.curriculum.save_course(_who(learning, arguments), Course.from_json(_table(arguments.file)))
    _print(arguments, saved.to_json(), [f"{saved.id}: version {saved.version} saved"])
    return 0


def _withdraw_course(arguments: Namespace) -> int:
    with _opened(arguments) as learning:
        learning.curriculum.withdraw_course(_who(learning, arguments), arguments.course)
    _print(arguments, {"withdrawn": arguments.course}, [f"{arguments.course}: withdrawn"])
    return 0


def _assign(arguments: Namespace) -> int:
    from assistant.learning.assignments import Audience

    with _opened(arguments) as learning:
        by, kind, name = _who(learning, arguments), Audience.GROUP, str(arguments.group)
        if arguments.person is not None:
            kind, name = Audience.PERSON, learning.accounts.named(arguments.person).id
        elif arguments.role is not None:
            kind, name = Audience.ROLE, arguments.role
        made = learning.curriculum.assign(
            by, kind, name, arguments.course, arguments.days, not arguments.optional,
            start=_date(arguments.start), grace_days=arguments.grace,
        )  # fmt: skip
    _print(arguments, made.to_json(), [_assigned(made)])
    return 0


def _assignments(arguments: Namespace) -> int:
    with _opened(arguments) as learning:
        if arguments.withdraw is not None:
            learning.curriculum.withdraw(_who(learning, arguments), arguments.withdraw)
            _print(arguments, {"withdrawn": arguments.withdraw}, [f"{arguments.withdraw}: withdrawn"])
            return 0
        if arguments.person is None:
            made = learning.curriculum.all_assignments()
            _print(arguments, [one.to_json() for one in made], [_assigned(one) for one in made] or ["nothing is assigned"])
            return 0
        person = learning.accounts.named(arguments.person)
        learning.curriculum.catch_up(person)
        statuses = learning.curriculum.statuses(person)
        lines = [_standing(learning.curriculum.named(person, one), one) for one in statuses]
    _print(arguments, [one.to_json() for one in statuses], lines or ["nothing is assigned"])
    return 0


def _certificates(arguments: Namespace) -> int:
    with _opened(arguments) as learning:
        held = learning.curriculum.certificates(learning.accounts.named(arguments.person))
    _print(arguments, [one.to_json() for one in held], [_held(one) for one in held] or ["no certificate"])
    return 0


def _pdf(arguments: Namespace) -> int:
    with _opened(arguments) as learning:
        person = learning.accounts.named(arguments.person)
        printed = learning.curriculum.certificate_pdf(person, arguments.id, person.language)
    try:
        write_atomically(arguments.file, printed, mode=0o600)
    except OSError as error:
        raise Problem(f"{arguments.file} cannot be written ({error}): name another file") from error
    sys.stderr.write(f"written to {arguments.file}\n")
    return 0


def _verify(arguments: Namespace) -> int:
    with _opened(arguments) as learning:
        held = learning.curriculum.verify(arguments.code)
    row = {"valid": False} if held is None else held.to_json() | {"valid": held.validity.value == "valid"}
    said = "no certificate of this installation has that code" if held is None else f"{held.certificate.name}: {_held(held)}"
    _print(arguments, row, [said])
    return 0 if row["valid"] else 1


def _remind(arguments: Namespace) -> int:
    with _opened(arguments) as learning:
        made = learning.curriculum.digests(datetime.now(UTC))
    said = f"{len(made.sent)} digest(s) sent, {len(made.shown)} shown in the pages only"
    _print(arguments, made.to_json(), [said])
    return 0


def _path(arguments: Namespace) -> int:
    settings = _settings(arguments)
    with _opened(arguments) as learning:
        person, curriculum = learning.accounts.named(arguments.person), learning.curriculum
        skills, within = SkillsFile(settings.practice.skills).read(), learning.within(person)
        own = curriculum.path(person, within)
        if arguments.role is None:
            _print(arguments, own.to_json(), _told(skills, own))
            return 0
        way = curriculum.path(person, within, curriculum.roles_with(arguments.role))
        changed = curriculum.what_if(person, within, arguments.role)
    row = way.to_json() | {"added": list(changed.added), "raised": list(changed.raised), "dropped": list(changed.dropped)}
    _print(arguments, row, [*_told(skills, way), _changed(changed)])
    return 0


@contextmanager
def _opened(arguments: Namespace) -> "Iterator[Learning]":
    from assistant.learning_assembly import open_learning

    with open_learning(_settings(arguments)) as learning:
        yield learning


def _settings(arguments: Namespace) -> Settings:
    settings = load_settings(arguments.settings)
    return settings if arguments.index is None else replace(settings, index=replace(settings.index, folder=arguments.index))


def _who(learning: "Learning", arguments: Namespace) -> Person:
    """Who does it: the account that is named, else whoever runs the server, with an admin's rights."""
    return Person("", "", Role.ADMIN, frozenset()) if arguments.by is None else learning.accounts.named(arguments.by)


def _table(file: Path) -> dict[str, Any]:  # Any: JSON or TOML
    try:
        text = file.read_text(encoding="utf-8")
        found = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
    except (OSError, ValueError) as error:
        raise Problem(
            f"{file} cannot be read ({error}): give a course as 'course show' prints it, or the same as TOML"
        ) from error
    if not isinstance(found, dict):
        raise Problem(f"{file} holds {type(found).__name__}, a course was expected: an object with id, name and parts")
    return found


def _date(text: str | None) -> datetime | None:
    try:
        return None if text is None else datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise Problem(f"{text!r} is no date: write it as 2026-09-01") from error


def _print(arguments: Namespace, row: object, lines: list[str]) -> None:
    sys.stdout.write((json.dumps(row, ensure_ascii=False) if arguments.json else "\n".join(lines)) + "\n")


def _assigned(one: "Assignment") -> str:
    what = one.course or f"re-quiz on {one.document}"
    kind = "mandatory" if one.mandatory else "optional"
    return f"{one.id}  {what}  {one.audience.value} {one.name}  {one.days} days from {one.assigned:%Y-%m-%d}  {kind}"


def _standing(name: str, one: "Status") -> str:
    until = "" if one.until is None else f", {one.until:%Y-%m-%d}"
    left = "" if one.attempts_left is None else f", {one.attempts_left} attempt(s) left"
    return f"{one.assignment.id}  {name}: {one.state.value}{until}{left}"


def _held(one: "Held") -> str:
    end = "" if one.certificate.expires is None else f" until {one.certificate.expires:%Y-%m-%d}"
    return f"{one.certificate.id}  {one.certificate.course_name}  {one.validity.value}{end}  {one.code}"


def _told(skills: "SkillsMap", way: "Way") -> list[str]:
    states = Counter(step.state.value for step in way.steps)
    counts = ", ".join(f"{count} {state}" for state, count in states.items()) or "nothing to learn"
    hidden = f"; {way.hidden} more on documents that are not for them" if way.hidden else ""
    first = f"{', '.join(way.roles) or 'no role'}: {counts}, {way.minutes:.0f} minutes left{hidden}"
    return [first, *(_line(skills, number, step) for number, step in enumerate(way.left, 1))]


def _line(skills: "SkillsMap", number: int, step: "Step") -> str:
    skill = skills.skill(step.skill)
    name = step.skill if skill is None else skill.name.told("en")
    codes = ", ".join(reason.code.value for reason in step.reasons)
    return f"  {number}. {name}: level {step.level}, {step.minutes:.0f} min, {step.questions} question(s); {codes}"


def _changed(changed: "Difference") -> str:
    told = (("new", changed.added), ("at a higher level", changed.raised), ("no longer needed", changed.dropped))
    parts = [f"{what}: {', '.join(skills)}" for what, skills in told if skills]
    return f"compared with today: {'; '.join([*parts, f'{changed.minutes:+.0f} minutes'])}"
