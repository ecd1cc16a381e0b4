"""What people object to in questions, what the grader doubts, and what trainers made of it. Knows no scores.

A doubt is kept as an objection without words: the grader is not sure of its grade, and nobody has to object for a trainer to
look at it.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from assistant.database import Database
from assistant.errors import AccessDenied, Refused, Why

LONGEST = 2000  # characters of an objection
OF = "SELECT o.*, q.document FROM objections o JOIN questions q ON q.id = o.question AND q.version = o.version"


class Outcome(StrEnum):
    """What a trainer made of an objection."""

    UPHELD = "upheld"  # the question or the grading was wrong; of a doubt: the reply is right
    DISMISSED = "dismissed"  # of a doubt: the reply is wrong
    CONFIRMED = "confirmed"  # of a doubt: the score is as it should be


@dataclass(frozen=True, slots=True)
class Settled:
    """How an objection ended."""

    outcome: Outcome
    by: str  # a person's id
    reason: str
    at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Objection:
    """Somebody says that a version of a question, or how it was graded, is wrong; without a text, the grader has a doubt."""

    number: int
    question: str
    version: int
    answer: int  # sequence of the answered event in the person's journal, 0 where it is about no answer
    by: str  # a person's id, "" once that person is erased
    text: str
    at: datetime  # UTC
    settled: Settled | None  # None: open

    @property
    def doubt(self) -> bool:
        """Whether it is the grader's doubt about an answer and nobody has said anything."""
        return bool(self.by) and not self.text


class Objections:
    """The objections and doubts of a bank."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, question: str, version: int, by: str, text: str, now: datetime, *, within: Callable[[str], bool], answer: int = 0
    ) -> Objection:
        """Keeps an objection; what the same person already objects to is not kept twice while it is open.

        Raises:
            Problem: it is empty or longer than LONGEST.
            AccessDenied: there is no such version that may be read.
        """
        said = text.strip()
        if not 0 < len(said) <= LONGEST:
            text = f"an objection has {len(said)} characters, expected 1 to {LONGEST}: say what is wrong in a few sentences"
            raise Refused(Why.OBJECTION, text, n=LONGEST)
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT document FROM questions WHERE id = ? AND version = ?", (question, version)
            ).fetchone()
            if row is None or not within(row["document"]):
                raise AccessDenied(f"there is no question {question} that you may read")
            open_one = connection.execute(
                f"{OF} WHERE o.question = ? AND o.version = ? AND o.answer = ? AND o.by = ? AND o.outcome = ''",
                (question, version, answer, by),
            ).fetchone()
            if open_one is not None:
                return _objection(_with_words(connection, open_one, said))
            made = connection.execute(
                "INSERT INTO objections (question, version, answer, by, text, at) VALUES (?, ?, ?, ?, ?, ?)",
                (question, version, answer, by, said, now.astimezone(UTC).isoformat()),
            )
            return Objection(made.lastrowid or 0, question, version, answer, by, said, now.astimezone(UTC), None)

    def doubt(self, question: str, version: int, by: str, answer: int, now: datetime) -> None:
        """Keeps that the grader is not sure of a person's answer; once, also after it was settled."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO objections (question, version, answer, by, text, at) SELECT id, version, :answer, :by, '', :at "
                "FROM questions WHERE id = :question AND version = :version AND NOT EXISTS (SELECT 1 FROM objections "
                "WHERE question = :question AND version = :version AND answer = :answer AND by = :by)",
                {"question": question, "version": version, "answer": answer, "by": by, "at": now.astimezone(UTC).isoformat()},
            )

    def open(self, *, within: Callable[[str], bool], question: str | None = None) -> tuple[Objection, ...]:
        """The open objections to questions that may be read, or to one of them, oldest first."""
        return tuple(one for one in self.all(within=within, question=question) if one.settled is None)

    def all(self, *, within: Callable[[str], bool], question: str | None = None) -> tuple[Objection, ...]:
        """All objections to questions that may be read, or to one of them, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{OF} WHERE :question IS NULL OR o.question = :question ORDER BY o.number", {"question": question}
            ).fetchall()
        return tuple(_objection(row) for row in rows if within(row["document"]))

    def settle(
        self, number: int, outcome: Outcome, by: str, reason: str, now: datetime, *, within: Callable[[str], bool]
    ) -> Objection:
        """The objection settled, with the reason that its author is shown.

        Raises:
            Problem: it is settled already, or there is no reason.
            AccessDenied: there is none that may be read.
        """
        if not reason.strip():
            raise Refused(Why.REASON, "a reason is needed: it is shown to the person who objected")
        with self._database.transaction() as connection:
            row = connection.execute(f"{OF} WHERE o.number = ?", (number,)).fetchone()
            if row is None or not within(row["document"]):
                raise AccessDenied(f"there is no objection {number} that you may read")
            if row["outcome"]:
                raise Refused(Why.DECIDED, f"objection {number} is {row['outcome']} already: read it again")
            connection.execute(
                "UPDATE objections SET outcome = ?, settled_by = ?, reason = ?, settled_at = ? WHERE number = ?",
                (outcome, by, reason.strip(), now.astimezone(UTC).isoformat(), number),
            )
            return _objection(connection.execute(f"{OF} WHERE o.number = ?", (number,)).fetchone())

    def forget(self, person: str) -> int:
        """Takes name and words of a person out of all objections; how many there were. That there were some stays known.

        The grader's doubts about their answers go: there is nothing left to decide on.
        """
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM objections WHERE by = ? AND text = ''", (person,))
            return connection.execute("UPDATE objections SET by = '', text = '' WHERE by = ?", (person,)).rowcount


def _with_words(connection: sqlite3.Connection, row: sqlite3.Row, said: str) -> sqlite3.Row:
    """An open objection; a doubt becomes what its person says now."""
    if not row["text"]:
        connection.execute("UPDATE objections SET text = ? WHERE number = ?", (said, row["number"]))
        row = connection.execute(f"{OF} WHERE o.number = ?", (row["number"],)).fetchone()
    return row


def _objection(row: sqlite3.Row) -> Objection:
    settled = None
    if row["outcome"]:
        at = datetime.fromisoformat(row["settled_at"])
        settled = Settled(Outcome(row["outcome"]), row["settled_by"], row["reason"], at)
    at = datetime.fromisoformat(row["at"])
    return Objection(row["number"], row["question"], row["version"], row["answer"], row["by"], row["text"], at, settled)
