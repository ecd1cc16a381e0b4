"""Tokens with which a program acts for a person. Knows nothing of sessions' ends, pages or HTTP."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.errors import AccountInvalid
from assistant.people.accounts import Accounts
from assistant.people.person import Person
from assistant.people.sessions import active_person, hashed

PREFIX = "docent_"  # so that a scanner for secrets recognises one


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """A token that exists; the token itself is not kept."""

    id: str
    person_id: str
    created: datetime  # UTC


class Tokens:
    """The tokens of all accounts, kept as SHA-256. A disabled account's tokens do not work."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._database = accounts.database

    def create(self, person: Person, now: datetime) -> str:
        """A new token, shown once."""
        token = PREFIX + secrets.token_urlsafe(32)
        with self._database.transaction() as connection:
            row = (secrets.token_hex(4), hashed(token), person.id, now.timestamp())
            connection.execute("INSERT INTO tokens VALUES (?, ?, ?, ?)", row)
        return token

    def person(self, token: str) -> Person | None:
        """Who the token acts for; None where it is unknown, revoked, or the account is disabled."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT person FROM tokens WHERE token = ?", (hashed(token),)).fetchone()
        return None if row is None else active_person(self._accounts, row["person"])

    def list(self, person: Person) -> list[TokenRecord]:
        """A person's tokens, the oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM tokens WHERE person = ? ORDER BY created", (person.id,)).fetchall()
        return [TokenRecord(row["id"], row["person"], datetime.fromtimestamp(row["created"], UTC)) for row in rows]

    def revoke(self, person: Person, token_id: str) -> None:
        """Makes a token useless at once.

        Raises:
            AccountInvalid: the person has none with that id.
        """
        with self._database.transaction() as connection:
            row = (token_id, person.id)
            if connection.execute("DELETE FROM tokens WHERE id = ? AND person = ?", row).rowcount != 1:
                remedy = f"'python -m assistant user token {person.name} --list' shows them"
                raise AccountInvalid(f"{person.name} has no token {token_id}: {remedy}")
