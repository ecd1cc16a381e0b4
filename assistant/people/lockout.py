"""How long somebody must wait after failed attempts to sign in. Knows nothing of accounts, passwords or pages."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from assistant.database import Database
from assistant.errors import SignInRefused

FREE = 5  # failed attempts for a name before the first wait
FREE_ADDRESS = 50  # for an address: a whole office may come from one
FIRST_S = 30
LONGEST_S = 15 * 60
FORGOTTEN_S = 60 * 60  # without a further attempt

REFUSED = (
    "The name or the password is not right, or there were too many attempts. "
    "After five failed attempts wait 30 seconds; each further one doubles the wait, up to 15 minutes."
)


def wait_s(failures: int, free: int = FREE) -> int:
    """Seconds to wait after so many failures in a row: 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, ... where 5 are free."""
    return 0 if failures < free else min(FIRST_S * 2 ** min(failures - free, 10), LONGEST_S)


class Lockout:
    """Failed attempts by name and by address, kept on disk so that a restart forgets none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, name: str, address: str, now: datetime) -> None:
        """Counts an attempt as failed before the password is looked at, so that attempts at the same time count too.

        Raises:
            SignInRefused: the name or the address has to wait.
        """
        moment = now.timestamp()
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM attempts WHERE last < ?", (moment - FORGOTTEN_S,))
            counted = []
            for key, free in zip(_keys(name, address), (FREE, FREE_ADDRESS), strict=True):
                row = connection.execute("SELECT failures, until FROM attempts WHERE key = ?", (key,)).fetchone()
                if row is not None and row["until"] > moment:
                    raise SignInRefused(REFUSED)
                failures = 1 if row is None else row["failures"] + 1
                counted.append((key, failures, moment, moment + wait_s(failures, free)))
            connection.executemany("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?)", counted)

    def forgive(self, name: str, address: str) -> None:
        """Forgets the failures of a name that signed in; of the address only that many.

        Otherwise somebody with one good account could clear the address between guesses at others.
        """
        by_name, by_address = _keys(name, address)
        with self._database.transaction() as connection:
            row = connection.execute("SELECT failures FROM attempts WHERE key = ?", (by_name,)).fetchone()
            forgiven = 0 if row is None else row["failures"]
            connection.execute("DELETE FROM attempts WHERE key = ?", (by_name,))
            connection.execute(
                "UPDATE attempts SET failures = max(0, failures - ?), until = CASE WHEN failures - ? < ? THEN 0 ELSE until END "
                "WHERE key = ?",
                (forgiven, forgiven, FREE_ADDRESS, by_address),
            )


def _keys(name: str, address: str) -> Sequence[str]:
    # hashed: people type passwords into the field for the name
    return [hashlib.sha256(key.encode()).hexdigest() for key in (f"name {name}", f"address {address}")]
