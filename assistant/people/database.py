"""The file that holds accounts, sessions and tokens, in SQLite. Knows nothing of passwords, pages or documents."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from assistant.errors import Problem

FILE = "people.sqlite"
FORMAT = 1

SCHEMA = """
CREATE TABLE accounts (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, role TEXT NOT NULL, groups TEXT NOT NULL,
    language TEXT NOT NULL, active INTEGER NOT NULL, must_change INTEGER NOT NULL, password TEXT NOT NULL,
    password_changes INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE sessions (
    token TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES accounts(id), opened REAL NOT NULL, seen REAL NOT NULL
) STRICT;
CREATE INDEX sessions_of_person ON sessions(person);
CREATE TABLE tokens (
    id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, person TEXT NOT NULL REFERENCES accounts(id), created REAL NOT NULL
) STRICT;
CREATE TABLE attempts (key TEXT PRIMARY KEY, failures INTEGER NOT NULL, last REAL NOT NULL, until REAL NOT NULL) STRICT;
-- here and not in Python: no way of changing an account can forget to end its sessions, whichever process changes it
CREATE TRIGGER end_sessions AFTER UPDATE OF role, active, password_changes ON accounts
BEGIN DELETE FROM sessions WHERE person = NEW.id; END;
"""


class Database:
    """One connection, used by one thread at a time; several processes may have the file open."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file = folder / FILE
        # made before SQLite does, so that it is never readable by others; its -wal and -shm files take the same mode
        os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, 0o600))
        self._lock = RLock()
        self._connection = sqlite3.connect(self.file, timeout=10, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise Problem(f"{self.file} cannot be read ({error}): restore it from a backup, or move it away") from error
        except BaseException:
            self._connection.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are kept together when the block ends, and none of them when it raises."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for looking something up; it does not wait for a writer."""
        with self._lock:
            yield self._connection

    def close(self) -> None:
        """Closes the file; nothing can be asked afterwards."""
        with self._lock:
            self._connection.close()

    def _prepare(self) -> None:
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        with self.transaction() as connection:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                for statement in _statements(SCHEMA):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {FORMAT}")
            elif found != FORMAT:
                raise Problem(f"{self.file} has format {found}, this version reads {FORMAT}: use the version that wrote it")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; a trigger's inner semicolon does not end it."""
    lines = ""
    for line in script.splitlines():
        lines += line + "\n"
        if sqlite3.complete_statement(lines):
            yield lines
            lines = ""
