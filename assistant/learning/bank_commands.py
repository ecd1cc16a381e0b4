"""The commands about the bank of questions: list, export, import, recheck. Knows no web server and makes no questions."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from assistant.errors import AccessDenied, Problem
from assistant.learning import interchange
from assistant.learning.bank import Bank, Readable
from assistant.learning.doubt import doubt
from assistant.learning.indexed_documents import IndexedDocuments
from assistant.learning.interchange import Format
from assistant.learning.questions import Kind, Question, State
from assistant.learning.rechecking import recheck_all
from assistant.people.access import may_read
from assistant.people.accounts import Accounts
from assistant.people.person import Person, Role
from assistant.settings import Settings, load_settings
from indexer.disk import write_atomically

FILE = "questions.db"  # in the folder of the setting [practice] bank
SUFFIXES = {".jsonl": Format.JSON_LINES, ".csv": Format.CSV, ".gift": Format.GIFT, ".txt": Format.GIFT}


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the subcommands of `bank`; each sets `run`, which takes the arguments and returns the exit code."""
    commands = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = _command(commands, "list", "show questions, the most doubtful first", show)
    _filters(listing)
    exporting = _command(commands, "export", "write questions to a file", export)
    _filters(exporting)
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE", help="ends in .jsonl, .csv or .gift")
    importing = _command(commands, "import", "take the questions of a file in as drafts", take)
    importing.add_argument("file", type=Path, metavar="FILE", help="ends in .jsonl, .csv, .gift or .txt (GIFT)")
    rechecking = _command(commands, "recheck", "compare questions with the documents as they are indexed now", recheck)
    for command in (listing, exporting, importing):
        command.add_argument("--as", dest="person", required=True, metavar="PERSON", help="whose rights count")
    for command in (exporting, importing):
        command.add_argument("--format", choices=[form.value for form in Format], help="where the file's name does not say it")
    for command in (listing, exporting, importing, rechecking):
        command.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
        command.add_argument("--json", action="store_true", help="print JSON")


def show(arguments: Namespace) -> int:
    """Prints the questions that a person may read, the most doubtful first."""
    settings = load_settings(arguments.settings)
    with _bank(settings) as bank:
        within = _rights(settings, arguments.person)
        found = _chosen(bank, arguments, within)
        objections = [one.question for one in bank.objections.open(within=within)]
    doubts = {one.id: doubt(one, objections.count(one.id)) for one in found}
    for one in sorted(found, key=lambda one: -doubts[one.id]):
        told = round(doubts[one.id], 2)
        row = json.dumps({**one.to_json(), "doubt": told}, ensure_ascii=False)
        line = f"{one.id}  v{one.version}  {one.state}  {one.kind}  doubt {told}  {one.evidence.document}  {one.question}"
        sys.stdout.write((row if arguments.json else line) + "\n")
    return 0


def export(arguments: Namespace) -> int:
    """Writes the questions that a person may read to a file; those that its format cannot hold are named."""
    settings, form = load_settings(arguments.settings), _format(arguments.out, arguments.format)
    with _bank(settings) as bank:
        written = interchange.write(_chosen(bank, arguments, _rights(settings, arguments.person)), form)
    write_atomically(arguments.out, written.text.encode())
    if arguments.json:
        _print_json({"written": written.count, "left_out": [{"id": name, "reason": why} for name, why in written.left_out]})
        return 0
    sys.stdout.write(f"{written.count} question(s) written to {arguments.out}\n")
    for name, why in written.left_out:
        sys.stderr.write(f"left out: {name}: {why}\n")
    return 0


def take(arguments: Namespace) -> int:
    """Takes the questions of a file in as drafts; exit code 1 where a row was refused."""
    settings, form = load_settings(arguments.settings), _format(arguments.file, arguments.format)
    person = _person(settings, arguments.person)
    if person.role is Role.EMPLOYEE:
        raise AccessDenied("only trainers and admins take questions in")
    entries = interchange.read(_text(arguments.file), form)
    with _bank(settings) as bank:
        within = partial(_may_read, person, settings)
        report = interchange.take(bank, entries, person.id, datetime.now(UTC), within=within, documents=_documents(settings))
    if arguments.json:
        _print_json(report.to_json())
    else:
        for one in report.taken:
            unproved = "" if one.quoted else "  (its quote was found in no document)"
            sys.stdout.write(f"line {one.line}: {one.question} {one.outcome}{unproved}\n")
        for row in report.refused:
            sys.stderr.write(f"line {row.line}: refused: {row.reason}\n")
    return 1 if report.refused else 0


def recheck(arguments: Namespace) -> int:
    """Compares the questions with the documents as they are indexed now, and retires those that are proved no longer."""
    settings = load_settings(arguments.settings)
    with _bank(settings) as bank:
        found = recheck_all(bank, _documents(settings), datetime.now(UTC))
    if arguments.json:
        _print_json({document: result.to_json() for document, result in found.items()})
        return 0
    for document, result in found.items():
        told = f"{len(result.kept)} kept, {len(result.moved)} moved, {len(result.retired)} retired"
        sys.stdout.write(f"{document}: {told}\n")
        for one in result.retired:
            sys.stdout.write(f"  {one.question.id} {one.why}{f': {one.now}' if one.now else ''}\n")
    if not found:
        sys.stdout.write("Every question stands as it did.\n")
    return 0


def _command(commands: Any, name: str, text: str, run: Callable[[Namespace], int]) -> ArgumentParser:  # Any: argparse
    parser: ArgumentParser = commands.add_parser(name, help=text, description=run.__doc__)
    parser.set_defaults(run=run)
    return parser


def _filters(parser: ArgumentParser) -> None:
    parser.add_argument("--state", choices=[state.value for state in State])
    parser.add_argument("--kind", choices=[kind.value for kind in Kind])
    parser.add_argument("--skill", metavar="ID")
    parser.add_argument("--document", metavar="PATH", help="as `python -m indexer status` names it")
    parser.add_argument("--language", metavar="LANGUAGE", help="en, zh")


def _chosen(bank: Bank, arguments: Namespace, within: Readable) -> list[Question]:
    return bank.list(
        within=within,
        state=None if arguments.state is None else State(arguments.state),
        kind=None if arguments.kind is None else Kind(arguments.kind),
        skill=arguments.skill,
        document=arguments.document,
        language=arguments.language,
    )


@contextmanager
def _bank(settings: Settings) -> Iterator[Bank]:
    bank = Bank(settings.practice.bank / FILE)
    try:
        yield bank
    finally:
        bank.close()


def _documents(settings: Settings) -> IndexedDocuments:
    from indexer.store import Generations  # loads the search libraries

    return IndexedDocuments(Generations(settings.index.folder).open())


def _person(settings: Settings, name: str) -> Person:
    accounts = Accounts(settings.people.folder, settings.people.password_length)
    try:
        return accounts.named(name)
    finally:
        accounts.close()


def _rights(settings: Settings, name: str) -> Readable:
    return partial(_may_read, _person(settings, name), settings)


def _may_read(person: Person, settings: Settings, document: str) -> bool:
    return may_read(person, document, settings.access.rules)


def _format(file: Path, named: str | None) -> Format:
    if named is not None:
        return Format(named)
    if file.suffix.lower() not in SUFFIXES:
        raise Problem(f"{file} ends in {file.suffix or 'nothing'}, expected {', '.join(SUFFIXES)}: or name the --format")
    return SUFFIXES[file.suffix.lower()]


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")  # as it is: a text file read as text would lose its line ends
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{file} cannot be read ({error}): name a UTF-8 file") from error


def _print_json(value: dict[str, Any]) -> None:  # Any: JSON
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
