"""Accounts: who there is, what they sign in with, their role and groups. Knows nothing of documents or pages."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from assistant.database import Database
from assistant.errors import AccountInvalid, SignInRefused
from assistant.people.lockout import REFUSED, Lockout
from assistant.people.passwords import Passwords, normal, one_time_password, refuse_weak
from assistant.people.person import EVERYONE, Person, Role
from assistant.people.tables import FILE, FORMAT, MIGRATIONS, SCHEMA
from assistant.settings import LANGUAGES

LONGEST_NAME = 64  # characters
LONGEST_MAIL = 254  # characters (RFC 5321)
PASSWORD_LENGTH = 15  # characters at the least

BY_NAME = "SELECT * FROM accounts WHERE folded = ?"
BY_ID = "SELECT * FROM accounts WHERE id = ?"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account just made, or given a new password. `one_time_password` is shown once and kept nowhere."""

    person: Person
    one_time_password: str | None


class Accounts:
    """All accounts of one installation."""

    def __init__(self, folder: Path, password_length: int = PASSWORD_LENGTH, passwords: Passwords | None = None) -> None:
        self.database = Database(folder / FILE, SCHEMA, FORMAT, MIGRATIONS)
        self._lockout = Lockout(self.database)
        self._password_length = password_length
        self._passwords = Passwords() if passwords is None else passwords

    def close(self) -> None:
        """Closes the file of accounts."""
        self.database.close()

    def add(
        self,
        name: str,
        role: Role = Role.EMPLOYEE,
        groups: Iterable[str] = (),
        password: str | None = None,
        language: str = "en",
        mail: str = "",
    ) -> NewAccount:
        """Makes an account; without a password it gets a one-time password, to be changed at the first sign-in.

        Raises:
            AccountInvalid: the name is taken or cannot be used, the password is weak, a group, the language or
                the mail address cannot be used.
        """
        name = _accepted_name(name)
        secret = self._new_secret(name, password)
        person_id = uuid4().hex
        row = {
            "id": person_id,
            "name": name,
            "folded": _folded(name),
            "role": role.value,
            "groups": json.dumps(_accepted_groups(groups)),
            "language": _accepted_language(language),
            "mail": _accepted_mail(mail),
            "must_change": int(password is None),
            "password": self._passwords.hashed(secret),
        }
        try:
            with self.database.transaction() as connection:
                connection.execute(
                    "INSERT INTO accounts (id, name, folded, role, groups, language, active, must_change, password, mail) "
                    "VALUES (:id, :name, :folded, :role, :groups, :language, 1, :must_change, :password, :mail)",
                    row,
                )
        except sqlite3.IntegrityError as error:
            raise AccountInvalid(f"there is an account called {name} already: choose another name") from error
        return NewAccount(self.get(person_id), secret if password is None else None)

    def list(self) -> list[Person]:
        """Everybody, by name."""
        with self.database.reading() as connection:
            return [_person(row) for row in connection.execute("SELECT * FROM accounts ORDER BY folded")]

    def find(self, name: str) -> Person | None:
        """The person who signs in with this name, in whatever case it is written."""
        row = self._row(BY_NAME, _folded(name))
        return None if row is None else _person(row)

    def named(self, name: str) -> Person:
        """The person who signs in with this name.

        Raises:
            AccountInvalid: there is nobody of that name.
        """
        person = self.find(name)
        if person is None:
            raise AccountInvalid(f"there is no account called {name}: 'python -m assistant user list' shows all")
        return person

    def get(self, person_id: str) -> Person:
        """The person with this id.

        Raises:
            AccountInvalid: there is none.
        """
        row = self._row(BY_ID, person_id)
        if row is None:
            raise AccountInvalid("there is no such account")
        return _person(row)

    def check(self, name: str, password: str, address: str, now: datetime) -> Person:
        """The person whom name and password belong to. Takes a moment on purpose: never call it in an event loop.

        Raises:
            SignInRefused: always with the same words, and for an unknown name after the same time.
        """
        folded = _folded(name)
        self._lockout.begin(folded, address, now)
        row = self._row(BY_NAME, folded)
        right = self._passwords.matches(password, None if row is None else row["password"])
        if row is None or not right or not row["active"]:
            raise SignInRefused(REFUSED)
        self._lockout.forgive(folded, address)
        if self._passwords.outdated(row["password"]):
            again = self._passwords.hashed(password)
            with self.database.transaction() as connection:  # unless another password was set meanwhile
                connection.execute(
                    "UPDATE accounts SET password = ? WHERE id = ? AND password = ?", (again, row["id"], row["password"])
                )
        return _person(row)

    def change_password(self, person_id: str, old: str, new: str, address: str, now: datetime) -> None:
        """Replaces a person's own password, given the old one; ends all of the person's sessions.

        Raises:
            SignInRefused: the old password is wrong, or was wrong too often.
            AccountInvalid: the new password is weak, or the old one again.
        """
        self.check(self.get(person_id).name, old, address, now)
        if normal(old) == normal(new):
            raise AccountInvalid("the new password is the old one: choose another")
        self.set_password(person_id, new)

    def set_password(self, person_id: str, password: str | None = None) -> NewAccount:
        """Sets a password, or a one-time password where none is given; ends all of the person's sessions.

        Raises:
            AccountInvalid: the password is weak, or there is no such person.
        """
        secret = self._new_secret(self.get(person_id).name, password)
        self._update(
            "UPDATE accounts SET password_changes = password_changes + 1, must_change = ?, password = ? WHERE id = ?",
            int(password is None),
            self._passwords.hashed(secret),
            person_id,
        )
        return NewAccount(self.get(person_id), secret if password is None else None)

    def disable(self, person_id: str) -> None:
        """Shuts a person out and ends all of the person's sessions.

        Raises:
            AccountInvalid: nobody would be left who is an admin.
        """
        self._keep_an_admin(person_id)
        self._update("UPDATE accounts SET active = 0 WHERE id = ?", person_id)

    def enable(self, person_id: str) -> None:
        """Lets a person sign in again."""
        self._update("UPDATE accounts SET active = 1 WHERE id = ?", person_id)

    def set_role(self, person_id: str, role: Role) -> None:
        """Gives a person another role and ends all of the person's sessions.

        Raises:
            AccountInvalid: nobody would be left who is an admin.
        """
        if role is not Role.ADMIN:
            self._keep_an_admin(person_id)
        self._update("UPDATE accounts SET role = ? WHERE id = ?", role.value, person_id)

    def set_groups(self, person_id: str, groups: Iterable[str]) -> None:
        """Replaces a person's groups; what they may read changes with the next request.

        Raises:
            AccountInvalid: a group's name cannot be used.
        """
        self._update("UPDATE accounts SET groups = ? WHERE id = ?", json.dumps(_accepted_groups(groups)), person_id)

    def set_language(self, person_id: str, language: str) -> None:
        """Remembers the language of a person's pages.

        Raises:
            AccountInvalid: there are no pages in that language.
        """
        self._update("UPDATE accounts SET language = ? WHERE id = ?", _accepted_language(language), person_id)

    def set_mail(self, person_id: str, mail: str) -> None:
        """Replaces the address that a person's reminders go to; "" for none.

        Raises:
            AccountInvalid: it is no address.
        """
        self._update("UPDATE accounts SET mail = ? WHERE id = ?", _accepted_mail(mail), person_id)

    def _new_secret(self, name: str, password: str | None) -> str:
        if password is None:
            return one_time_password()
        refuse_weak(password, name, self._password_length)
        return password

    def _keep_an_admin(self, person_id: str) -> None:
        if not any(person.role is Role.ADMIN and person.active and person.id != person_id for person in self.list()):
            raise AccountInvalid("nobody would be left who is an admin: make somebody else one first")

    def _row(self, query: str, value: str) -> sqlite3.Row | None:
        with self.database.reading() as connection:
            found: sqlite3.Row | None = connection.execute(query, (value,)).fetchone()
            return found

    def _update(self, query: str, *values: Any) -> None:  # Any: what SQLite stores
        with self.database.transaction() as connection:
            if connection.execute(query, values).rowcount != 1:
                raise AccountInvalid("there is no such account")


def _person(row: sqlite3.Row) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        role=Role(row["role"]),
        groups=frozenset(json.loads(row["groups"])),
        language=row["language"],
        active=bool(row["active"]),
        must_change_password=bool(row["must_change"]),
        mail=row["mail"],
    )


def _folded(name: str) -> str:
    return normal(name).strip().casefold()


def _accepted_name(name: str) -> str:
    name = normal(name).strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise AccountInvalid(f"a name has 1 to {LONGEST_NAME} visible characters: choose another")
    return name


def _accepted_groups(groups: Iterable[str]) -> list[str]:
    accepted = sorted({group.strip() for group in groups} - {EVERYONE})  # everyone belongs to that one anyway
    if not all(group and group.isprintable() and "," not in group for group in accepted):
        raise AccountInvalid("a group's name has visible characters and no comma")
    return accepted


def _accepted_language(language: str) -> str:
    if language not in LANGUAGES:
        raise AccountInvalid(f"there are no pages in {language}: choose one of {', '.join(LANGUAGES)}")
    return language


def _accepted_mail(mail: str) -> str:
    """The address without the spaces around it; a mail server decides about the rest of its form."""
    mail = mail.strip()
    name, at, host = mail.rpartition("@")
    if mail and not (
        name and at and host and len(mail) <= LONGEST_MAIL and mail.isprintable() and not set(" ,;<>") & set(mail)
    ):
        raise AccountInvalid(f"{mail!r} is no mail address: give one as name@example.com, or none")
    return mail
