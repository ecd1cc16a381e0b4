"""Conversations, each of one person, in SQLite. Knows nothing of pages, passages or models.

Every statement names the person: what belongs to one cannot be reached with another's id, and a wrong id is answered as if
the conversation did not exist.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from assistant.answering.answers import Answer, without_forbidden
from assistant.database import Database
from assistant.errors import AccessDenied, Problem

FILE = "conversations.sqlite"
FORMAT = 1
RATINGS = ("up", "down", "")  # the last takes a rating back
TITLE_CHARACTERS = 80
_SCHEMA = """
CREATE TABLE conversations (
    id TEXT PRIMARY KEY, person TEXT NOT NULL, title TEXT NOT NULL, started TEXT NOT NULL, changed TEXT NOT NULL
) STRICT;
CREATE INDEX conversations_of_person ON conversations(person, changed);
CREATE TABLE turns (
    id TEXT PRIMARY KEY, conversation TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE, number INTEGER NOT NULL,
    question TEXT NOT NULL, answer TEXT NOT NULL, text TEXT NOT NULL, refused INTEGER NOT NULL, at TEXT NOT NULL,
    rating TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
    UNIQUE (conversation, number)
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer."""

    id: str  # that of the answer
    question: str
    answer: Answer
    at: datetime  # UTC
    rating: str = ""  # "up", "down" or ""
    reason: str = ""
    note: str = ""

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The turn as it is exported."""
        return {
            "question": self.question,
            "answer": self.answer.to_json(),
            "at": self.at.isoformat(),
            "rating": self.rating,
            "reason": self.reason,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation; `turns` is empty in lists."""

    id: str
    title: str
    started: datetime  # UTC
    changed: datetime  # UTC
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How often Docent was asked, without names."""

    questions: int
    refused: int
    up: int
    down: int


def _now() -> datetime:
    return datetime.now(UTC)


class Conversations:
    """All conversations of a folder; one connection, used by one thread at a time."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = _now) -> None:
        self._clock = clock
        self._database = Database(folder / FILE, _SCHEMA, FORMAT)

    def close(self) -> None:
        """Closes the file."""
        self._database.close()

    def start(self, person_id: str, title: str = "") -> str:
        """Begins a conversation; its id."""
        conversation_id, at = uuid4().hex, self._clock().isoformat()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", (conversation_id, person_id, _title(title), at, at)
            )
        return conversation_id

    def list(self, person_id: str) -> tuple[Conversation, ...]:
        """The person's conversations that hold something, the latest first."""
        return self._listed(
            "SELECT * FROM conversations c WHERE person = ? AND EXISTS (SELECT 1 FROM turns WHERE conversation = c.id)"
            " ORDER BY changed DESC, id",
            person_id,
        )

    def search(self, person_id: str, text: str) -> tuple[Conversation, ...]:
        """The person's conversations in whose title, questions or answers the text occurs, the latest first."""
        like = "%" + text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        return self._listed(
            "SELECT * FROM conversations c WHERE person = ? AND (title LIKE ? ESCAPE '\\' OR EXISTS (SELECT 1 FROM turns WHERE"
            " conversation = c.id AND (question LIKE ? ESCAPE '\\' OR text LIKE ? ESCAPE '\\'))) ORDER BY changed DESC, id",
            person_id, like, like, like,
        )  # fmt: skip

    def get(self, person_id: str, conversation_id: str) -> Conversation:
        """A conversation with its turns.

        Raises:
            AccessDenied: the person has no such conversation.
        """
        with self._database.reading() as connection:
            row = self._owned(person_id, conversation_id)
            turns = connection.execute("SELECT * FROM turns WHERE conversation = ? ORDER BY number", (row["id"],))
            return _conversation(row, tuple(_turn(turn) for turn in turns))

    def append(self, person_id: str, conversation_id: str, question: str, answer: Answer) -> Turn:
        """Adds a turn; it is on disk when this returns. The first question names a conversation without a title.

        Raises:
            AccessDenied: the person has no such conversation.
        """
        at = self._clock()
        with self._database.transaction() as connection:
            row = self._owned(person_id, conversation_id)
            connection.execute(
                "INSERT INTO turns (id, conversation, number, question, answer, text, refused, at) VALUES (?, ?,"
                " (SELECT 1 + COALESCE(MAX(number), 0) FROM turns WHERE conversation = ?), ?, ?, ?, ?, ?)",
                (answer.id, conversation_id, conversation_id, question, json.dumps(answer.to_json(), ensure_ascii=False),
                 answer.answer, answer.refused, at.isoformat()),
            )  # fmt: skip
            connection.execute(
                "UPDATE conversations SET changed = ?, title = ? WHERE id = ?",
                (at.isoformat(), row["title"] or _title(question), conversation_id),
            )
        return Turn(answer.id, question, answer, at)

    def rate(self, person_id: str, conversation_id: str, turn_id: str, rating: str, reason: str = "", note: str = "") -> None:
        """Keeps a thumb, the reason for it and the person's own words; a later rating replaces the earlier one.

        Raises:
            AccessDenied: the person has no such turn.
            Problem: the rating is none of "up", "down" and "".
        """
        if rating not in RATINGS:
            raise Problem(f"found the rating {rating!r}, expected 'up', 'down' or nothing")
        with self._database.transaction() as connection:
            self._owned(person_id, conversation_id)
            changed = connection.execute(
                "UPDATE turns SET rating = ?, reason = ?, note = ? WHERE id = ? AND conversation = ?",
                (rating, reason, note, turn_id, conversation_id),
            )
            if changed.rowcount == 0:
                raise AccessDenied("there is no such answer, or it is not yours")

    def rename(self, person_id: str, conversation_id: str, title: str) -> None:
        """Gives a conversation another title.

        Raises:
            AccessDenied: the person has no such conversation.
        """
        with self._database.transaction() as connection:
            self._owned(person_id, conversation_id)
            connection.execute("UPDATE conversations SET title = ? WHERE id = ?", (_title(title), conversation_id))

    def delete(self, person_id: str, conversation_id: str) -> None:
        """Deletes a conversation with its turns.

        Raises:
            AccessDenied: the person has no such conversation.
        """
        with self._database.transaction() as connection:
            self._owned(person_id, conversation_id)
            connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))

    def unanswered(self, person_id: str, since: datetime) -> tuple[tuple[str, ...], ...]:
        """The documents closest to each question of the person since then that got no answer, the oldest question first."""
        return tuple(answer.closest for answer, _ in self._told(person_id, "t.refused = 1 AND t.at >= ?", since.isoformat()))

    def thumbs(self, person_id: str) -> tuple[tuple[str, bool], ...]:
        """Each thumb of the person with each document that the answer cited, the oldest first: up, or down."""
        rated = self._told(person_id, "t.rating <> ?", "")
        cited = [(dict.fromkeys(one.document for one in answer.citations), rating == "up") for answer, rating in rated]
        return tuple((document, up) for documents, up in cited for document in documents)

    def delete_all(self, person_id: str) -> None:
        """Deletes everything the person has asked."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM conversations WHERE person = ?", (person_id,))

    def export(self, person_id: str, may_read: Callable[[str], bool]) -> dict[str, Any]:  # Any: JSON
        """Everything the person has asked, with ratings and what of the answers they may still read, the latest first."""
        with self._database.reading():
            whole = [self.get(person_id, one.id) for one in self.list(person_id)]
        rows = [
            {
                "id": one.id,
                "title": one.title,
                "started": one.started.isoformat(),
                "changed": one.changed.isoformat(),
                "turns": [replace(turn, answer=without_forbidden(turn.answer, may_read)).to_json() for turn in one.turns],
            }
            for one in whole
        ]
        return {"format": FORMAT, "conversations": rows}

    def rated(self, rating: str) -> tuple[Turn, ...]:
        """Every turn with that rating, over everybody and without names, the earliest first: for tuning, never for a page."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM turns WHERE rating = ? ORDER BY at, id", (rating,))
            return tuple(_turn(row) for row in rows)

    def counts(self) -> Counts:
        """How many questions were asked and refused and how answers were rated, over everybody."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT COUNT(*), COALESCE(SUM(refused), 0), COALESCE(SUM(rating = 'up'), 0), COALESCE(SUM(rating = 'down'), 0)"
                " FROM turns"
            ).fetchone()
        return Counts(*row)

    def _listed(self, query: str, *values: str) -> tuple[Conversation, ...]:
        with self._database.reading() as connection:
            return tuple(_conversation(row) for row in connection.execute(query, values))

    def _told(self, person_id: str, where: str, value: str) -> Sequence[tuple[Answer, str]]:
        """Answers to the person with their ratings; `where` comes from above, never from outside."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT t.answer, t.rating FROM turns t JOIN conversations c ON c.id = t.conversation"  # noqa: S608
                f" WHERE c.person = ? AND {where} ORDER BY t.at, t.id",
                (person_id, value),
            ).fetchall()
        return tuple((Answer.from_json(json.loads(row["answer"])), row["rating"]) for row in rows)

    def _owned(self, person_id: str, conversation_id: str) -> sqlite3.Row:
        with self._database.reading() as connection:
            row: sqlite3.Row | None = connection.execute(
                "SELECT * FROM conversations WHERE id = ? AND person = ?", (conversation_id, person_id)
            ).fetchone()
        if row is None:
            raise AccessDenied("there is no such conversation, or it is not yours")
        return row


def _title(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE_CHARACTERS else line[: TITLE_CHARACTERS - 1].rstrip() + "…"


def _conversation(row: sqlite3.Row, turns: tuple[Turn, ...] = ()) -> Conversation:
    started, changed = (datetime.fromisoformat(row[name]) for name in ("started", "changed"))
    return Conversation(row["id"], row["title"], started, changed, turns)


def _turn(row: sqlite3.Row) -> Turn:
    answer = Answer.from_json(json.loads(row["answer"]))
    at = datetime.fromisoformat(row["at"])
    return Turn(row["id"], row["question"], answer, at, row["rating"], row["reason"], row["note"])
