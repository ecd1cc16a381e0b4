"""The commands about accounts: user add, list, disable, enable, password, role, groups, mail, token. Knows no web server."""

import getpass
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from assistant.people.accounts import Accounts, NewAccount
from assistant.people.person import Person, Role
from assistant.people.tokens import Tokens
from assistant.settings import LANGUAGES, load_settings

Outcome: TypeAlias = dict[str, Any] | list[dict[str, Any]]  # Any: JSON
Command: TypeAlias = Callable[[Accounts, Namespace], Outcome]


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the subcommands of `user` and their arguments."""
    commands = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = _command(commands, "add", "make an account; prints a one-time password unless --password-stdin is given", _add)
    add.add_argument("--role", choices=[role.value for role in Role], default=Role.EMPLOYEE.value)
    add.add_argument("--groups", default="", help="separated by commas")
    add.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    add.add_argument("--mail", default="", metavar="ADDRESS", help="where reminders go, where a mail server is set up")
    _password_arguments(add)
    _command(commands, "list", "show all accounts", _list, named=False)
    _command(commands, "disable", "shut somebody out and end their sessions", _disable)
    _command(commands, "enable", "let somebody sign in again", _enable)
    _password_arguments(_command(commands, "password", "set a password, or print a one-time password", _password))
    role = _command(commands, "role", "give somebody another role and end their sessions", _role)
    role.add_argument("role", choices=[role.value for role in Role])
    groups = _command(commands, "groups", "replace somebody's groups", _groups)
    groups.add_argument("groups", help='separated by commas; "" for none')
    mail = _command(commands, "mail", "replace the address that somebody's reminders go to", _mail)
    mail.add_argument("mail", metavar="ADDRESS", help='"" for none')
    token = _command(commands, "token", "make a token for the API, printed once; or list or revoke tokens", _token)
    token.add_argument("--list", action="store_true", help="show the tokens there are")
    token.add_argument("--revoke", metavar="ID", help="make a token useless")


def run(arguments: Namespace) -> int:
    """Runs the subcommand and prints its outcome; problems are raised."""
    with _accounts(arguments.settings) as accounts:
        command: Command = arguments.command_of_user
        outcome = command(accounts, arguments)
    if arguments.json:
        sys.stdout.write(json.dumps(outcome, ensure_ascii=False) + "\n")
    else:
        for row in outcome if isinstance(outcome, list) else [outcome]:
            sys.stdout.write("  ".join(f"{name}: {_shown(value)}" for name, value in row.items()) + "\n")
    return 0


def _command(commands: Any, name: str, text: str, command: Command, named: bool = True) -> ArgumentParser:  # Any: argparse
    parser: ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command_of_user=command)
    parser.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
    parser.add_argument("--json", action="store_true", help="print JSON")
    if named:
        parser.add_argument("name", metavar="NAME")
    return parser


def _password_arguments(parser: ArgumentParser) -> None:
    # never as an argument: other users of the machine can see those
    given = parser.add_mutually_exclusive_group()
    given.add_argument("--ask", action="store_true", help="ask for the password at the terminal")
    given.add_argument("--password-stdin", action="store_true", help="read the password from the first line of the input")


@contextmanager
def _accounts(settings: Path | None) -> Iterator[Accounts]:
    people = load_settings(settings).people
    accounts = Accounts(people.folder, people.password_length)
    try:
        yield accounts
    finally:
        accounts.close()


def _given_password(arguments: Namespace) -> str | None:
    if arguments.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return getpass.getpass("Password: ") if arguments.ask else None


def _add(accounts: Accounts, arguments: Namespace) -> Outcome:
    role, groups = Role(arguments.role), _split(arguments.groups)
    password = _given_password(arguments)
    return _new(accounts.add(arguments.name, role, groups, password, arguments.language, arguments.mail))


def _list(accounts: Accounts, arguments: Namespace) -> Outcome:
    return [_row(person) for person in accounts.list()]


def _disable(accounts: Accounts, arguments: Namespace) -> Outcome:
    accounts.disable(accounts.named(arguments.name).id)
    return _row(accounts.named(arguments.name))


def _enable(accounts: Accounts, arguments: Namespace) -> Outcome:
    accounts.enable(accounts.named(arguments.name).id)
    return _row(accounts.named(arguments.name))


def _password(accounts: Accounts, arguments: Namespace) -> Outcome:
    return _new(accounts.set_password(accounts.named(arguments.name).id, _given_password(arguments)))


def _role(accounts: Accounts, arguments: Namespace) -> Outcome:
    accounts.set_role(accounts.named(arguments.name).id, Role(arguments.role))
    return _row(accounts.named(arguments.name))


def _groups(accounts: Accounts, arguments: Namespace) -> Outcome:
    accounts.set_groups(accounts.named(arguments.name).id, _split(arguments.groups))
    return _row(accounts.named(arguments.name))


def _mail(accounts: Accounts, arguments: Namespace) -> Outcome:
    accounts.set_mail(accounts.named(arguments.name).id, arguments.mail)
    return _row(accounts.named(arguments.name))


def _token(accounts: Accounts, arguments: Namespace) -> Outcome:
    person, tokens = accounts.named(arguments.name), Tokens(accounts)
    if arguments.list:
        return [{"id": token.id, "created": token.created.isoformat()} for token in tokens.list(person)]
    if arguments.revoke is not None:
        tokens.revoke(person, arguments.revoke)
        return {"revoked": arguments.revoke}
    return {"name": person.name, "token": tokens.create(person, datetime.now(UTC))}


def _new(account: NewAccount) -> Outcome:
    secret = {} if account.one_time_password is None else {"one_time_password": account.one_time_password}
    return _row(account.person) | secret


def _row(person: Person) -> dict[str, Any]:  # Any: JSON
    return {
        "name": person.name,
        "role": person.role.value,
        "groups": sorted(person.groups),
        "language": person.language,
        "active": person.active,
        "mail": person.mail,
        "id": person.id,
    }


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ",".join(value) or "-"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _split(groups: str) -> list[str]:
    return [group.strip() for group in groups.split(",") if group.strip()]
