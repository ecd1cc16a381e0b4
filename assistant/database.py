"""A SQLite file that is kept safe: private, committed to disk, of a known format. Knows nothing of what is in it."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from assistant.errors import Problem

NONE: Mapping[int, str] = {}


class Database:
    """One connection, used by one thread at a time; several processes may have the file open."""

    def __init__(self, file: Path, schema: str, format_number: int, migrations: Mapping[int, str] = NONE) -> None:
        """Opens the file, or makes it; `migrations` are scripts, each from a format to the next one.

        Raises:
            Problem: it cannot be read, or has a format that no script leads from.
        """
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file = file
        # made before SQLite does, so that it is never readable by others; its -wal and -shm files take the same mode
        os.close(os.open(self.file, os.O_CREAT | os.O_RDWR, 0o600))
        self._lock = RLock()
        self._connection = sqlite3.connect(self.file, timeout=10, isolation_level=None, check_same_thread=False)
        try:
            self._prepare(schema, format_number, migrations)
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

    def _prepare(self, schema: str, format_number: int, migrations: Mapping[int, str]) -> None:
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        with self.transaction() as connection:
            found = connection.execute("PRAGMA user_version").fetchone()[0]
            if found == 0:
                for statement in _statements(schema):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {format_number}")
                return
            while found in migrations:
                for statement in _statements(migrations[found]):
                    connection.execute(statement)
                found += 1
                connection.execute(f"PRAGMA user_version = {found}")
            if found != format_number:
                raise Problem(
                    f"{self.file} has format {found}, this version reads {format_number}: use the version that wrote it"
                )


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; a trigger's inner semicolon does not end it."""
    lines = ""
    for line in script.splitlines():
        lines += line + "\n"
        if sqlite3.complete_statement(lines):
            yield lines
            lines = ""
