"""The command about progress files: shown, checked, exported, erased. Knows no web server."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from assistant.errors import AccountInvalid, Problem
from assistant.people.accounts import Accounts
from assistant.people.journal import Check, Journal, Journals
from assistant.people.person import Person
from assistant.people.progress import Progress, progress
from assistant.settings import Settings, load_settings
from indexer.disk import write_atomically

Shown: TypeAlias = dict[str, Any] | list[dict[str, Any]]  # Any: JSON


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the arguments of `progress`."""
    parser.add_argument("person", nargs="?", metavar="PERSON", help="the name of an account, or an id")
    parser.add_argument("--all", action="store_true", help="with --verify: everybody")
    parser.add_argument(
        "--verify", action="store_true", help="check every line; exit code 1 where one is not as it was written"
    )
    parser.add_argument("--export", type=Path, metavar="FILE", help="write all that is kept of the person's progress as JSON")
    parser.add_argument(
        "--erase",
        action="store_true",
        help="remove all that is kept of the person but the account; item statistics stay, nameless",
    )
    parser.add_argument("--yes", action="store_true", help="with --erase: without it nothing is removed")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: Namespace, forget: Callable[[Settings, str], int]) -> int:
    """Does what the arguments say; exit code 1 where a journal is damaged.

    `forget` erases what is kept of a person, by id, and returns how many answers stay without a name.
    """
    settings = load_settings(arguments.settings)
    journals = Journals(settings.people.progress)
    if arguments.all:
        return _verify_all(journals, arguments)
    if arguments.person is None:
        raise Problem("progress takes the name of a person, or --all with --verify")
    person_id, person = _person(settings, journals, arguments.person)
    journal = journals.of(person_id)
    if arguments.export is not None:
        _export(journal, person, arguments.export)
    if arguments.erase:
        return _erase(arguments, person_id, lambda: forget(settings, person_id))
    if arguments.verify:
        return _verify(journal, arguments.json)
    if arguments.export is None:
        _show(journal, arguments.person, arguments.json)
    return 0


def _person(settings: Settings, journals: Journals, name: str) -> tuple[str, Person | None]:
    """The id with that name, and the account; an id is taken as it is where it has no account but a journal."""
    accounts = Accounts(settings.people.folder, settings.people.password_length)
    try:
        found = accounts.get(name) if name in journals.people() else accounts.named(name)
        return found.id, found
    except AccountInvalid:
        if name in journals.people():
            return name, None
        raise
    finally:
        accounts.close()


def _show(journal: Journal, name: str, as_json: bool) -> None:
    numbers, torn = progress(journal), [path.name for path in journal.torn()]
    row = {"person": name, "id": journal.person_id, **numbers.to_json(), "torn": torn}
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n" if as_json else _text(name, numbers, torn))


def _text(name: str, numbers: Progress, torn: list[str]) -> str:
    last = "nothing yet" if numbers.last is None else f"last on {numbers.last:%Y-%m-%d %H:%M} UTC"
    lines = [f"{name}: {numbers.events} event(s), {last}"]
    lines += [f"  {kind}: {count}" for kind, count in numbers.kinds.items()]
    lines += [f"  {skill or 'no skill'}: {right} of {asked} right" for skill, (right, asked) in numbers.skills.items()]
    lines += [f"  what was left of a line that was never saved: {piece}" for piece in torn]
    return "\n".join(lines) + "\n"


def _verify(journal: Journal, as_json: bool) -> int:
    found = journal.check()
    sys.stdout.write(json.dumps(found.to_json(), ensure_ascii=False) + "\n" if as_json else _said(found))
    return 0 if found.good else 1


def _verify_all(journals: Journals, arguments: Namespace) -> int:
    if not arguments.verify or arguments.person is not None or arguments.erase or arguments.export is not None:
        raise Problem("--all goes with --verify and nothing else")
    checks = list(journals.verify())
    if arguments.json:
        sys.stdout.write(json.dumps([found.to_json() for found in checks], ensure_ascii=False) + "\n")
    else:
        damaged = sum(not found.good for found in checks)
        sys.stdout.write("".join(map(_said, checks)) + f"{len(checks)} journal(s), {damaged} damaged\n")
    return 0 if all(found.good for found in checks) else 1


def _said(found: Check) -> str:
    lines = [f"{found.person}: {'good' if found.good else 'DAMAGED'}, {found.events} event(s), last {found.last or '-'}"]
    lines += [f"  line {flaw.line}: {flaw.why}" for flaw in found.flaws]
    if found.unfinished_bytes:
        lines.append(f"  {found.unfinished_bytes} bytes of a line that was never saved; the next event sets them aside")
    lines += [f"  what was left of a line that was never saved: {piece}" for piece in found.torn]
    return "\n".join(lines) + "\n"


def _export(journal: Journal, person: Person | None, file: Path) -> None:
    account = {} if person is None else {"name": person.name, "role": person.role.value, "groups": sorted(person.groups)}
    text = json.dumps({"account": account, "journal": journal.exported()}, ensure_ascii=False, indent=1)
    try:
        write_atomically(file, text.encode() + b"\n", mode=0o600)
    except OSError as error:
        raise Problem(f"{file} cannot be written ({error}): name another file") from error
    sys.stderr.write(f"written to {file}\n")


def _erase(arguments: Namespace, person_id: str, forget: Callable[[], int]) -> int:
    if not arguments.yes:
        raise Problem(
            f"the progress of {arguments.person} would be gone for good, with their conversations and own assignments: "
            "add --yes; --export FILE keeps a copy of the progress"
        )
    kept = forget()
    row = {"person": arguments.person, "erased": person_id, "answers_kept_without_name": kept}
    said = f"erased; {kept} answer(s) stay for item statistics, without name and time\n"
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n" if arguments.json else said)
    return 0
