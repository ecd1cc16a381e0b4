"""Sessions on the server: a random token stands for a person for a while. Knows nothing of passwords or cookies."""

import hashlib
import secrets
from datetime import datetime, timedelta

from assistant.errors import AccountInvalid
from assistant.people.accounts import Accounts
from assistant.people.person import Person

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY_S = 30.0  # how exactly idling is measured: not every request writes to the disk


class Sessions:
    """Who is signed in. The tokens themselves are nowhere on disk, only their SHA-256."""

    def __init__(self, accounts: Accounts, idle: timedelta = IDLE, longest: timedelta = LONGEST) -> None:
        self._accounts = accounts
        self._database = accounts.database
        self._idle_s = idle.total_seconds()
        self._longest_s = longest.total_seconds()

    def open(self, person: Person, now: datetime) -> str:
        """Begins a session and returns its token, which nobody has had before; clears away those that have ended."""
        token = secrets.token_urlsafe(32)
        moment = now.timestamp()
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM sessions WHERE seen < ? OR opened < ?", (moment - self._idle_s, moment - self._longest_s)
            )
            connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (hashed(token), person.id, moment, moment))
        return token

    def person(self, token: str, now: datetime) -> Person | None:
        """Who the token stands for at this moment; None once the session has ended for whatever reason."""
        moment = now.timestamp()
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM sessions WHERE token = ?", (hashed(token),)).fetchone()
        if row is None:
            return None
        if moment - row["seen"] > self._idle_s or moment - row["opened"] > self._longest_s:
            self.close(token)
            return None
        if moment - row["seen"] > min(SEEN_EVERY_S, self._idle_s / 2):
            with self._database.transaction() as connection:
                connection.execute("UPDATE sessions SET seen = ? WHERE token = ?", (moment, hashed(token)))
        return active_person(self._accounts, row["person"])

    def close(self, token: str) -> None:
        """Ends a session; one that has ended stays so."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE token = ?", (hashed(token),))

    def close_all(self, person_id: str) -> None:
        """Ends every session of a person."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE person = ?", (person_id,))


def hashed(token: str) -> str:
    """What is kept of a token: SHA-256, hexadecimal. A slow hash would add nothing to 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def active_person(accounts: Accounts, person_id: str) -> Person | None:
    """The person with this id, unless the account is gone or disabled."""
    try:
        person = accounts.get(person_id)
    except AccountInvalid:
        return None
    return person if person.active else None
