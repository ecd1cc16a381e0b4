"""Assignments: who has to pass what until when, and how far they are. Knows nothing of mastery, mail or pages."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from assistant.database import Database
from assistant.errors import Problem
from assistant.learning.answers import Event
from assistant.learning.courses import REQUIZ, Course
from assistant.learning.outcomes import failures, passes
from assistant.learning.validity import expires

FORMAT = 1
SOON = timedelta(days=14)  # before the due date an assignment is "due"
SCHEMA = """
CREATE TABLE assignments (id TEXT PRIMARY KEY, body TEXT NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0);
CREATE TABLE reminded (
    person TEXT NOT NULL, assignment TEXT NOT NULL, until TEXT NOT NULL, days INTEGER NOT NULL,
    PRIMARY KEY (person, assignment, until, days));
CREATE TABLE joined (person TEXT NOT NULL, assignment TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (person, assignment));
CREATE TABLE mailed (person TEXT PRIMARY KEY, day TEXT NOT NULL);
"""


class Audience(StrEnum):
    """Whom an assignment is for."""

    PERSON = "person"  # by id
    GROUP = "group"
    ROLE = "role"  # of the skills map, by id


class State(StrEnum):
    """How far somebody is with an assignment."""

    CURRENT = "current"  # open, with time left
    DUE = "due"  # open, within 14 days
    OVERDUE = "overdue"
    PASSED = "passed"  # and still valid
    FAILED = "failed"  # no attempt is left
    EXPIRED = "expired"  # passed, but too long ago


@dataclass(frozen=True, slots=True)
class Assignment:
    """Something to pass: a course, or a short quiz on what changed (`questions`, `document`)."""

    id: str
    audience: Audience
    name: str  # of the person (id), group or role
    by: str  # id of who assigned it; "" for Docent itself
    assigned: datetime  # UTC
    days: int  # from `assigned`, or from `start` where that is later
    course: str = ""  # id; "" for a re-quiz
    start: datetime | None = None
    mandatory: bool = True
    grace_days: int = 0  # after the due date, before it is overdue
    questions: tuple[str, ...] = ()  # of a re-quiz: ids
    document: str = ""  # of a re-quiz

    def __post_init__(self) -> None:
        if not self.id or not self.name or self.days < 0 or self.grace_days < 0 or bool(self.course) == bool(self.document):
            raise Problem("an assignment needs somebody, a course or a changed document, and days that are not negative")

    @property
    def subject(self) -> str:
        """What the journal's passed and failed events call it: the course, or the re-quiz's own id."""
        return self.course or self.id

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The assignment as it is stored."""
        return {
            "id": self.id, "audience": self.audience.value, "name": self.name, "by": self.by,
            "assigned": self.assigned.isoformat(), "days": self.days, "course": self.course,
            "start": None if self.start is None else self.start.isoformat(), "mandatory": self.mandatory,
            "grace_days": self.grace_days, "questions": list(self.questions), "document": self.document,
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:  # Any: JSON
        """The assignment that `to_json` gave."""
        return cls(
            row["id"], Audience(row["audience"]), row["name"], row["by"], datetime.fromisoformat(row["assigned"]), row["days"],
            row["course"], None if row["start"] is None else datetime.fromisoformat(row["start"]), row["mandatory"],
            row["grace_days"], tuple(row["questions"]), row["document"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Status:
    """How far one person is with one assignment."""

    assignment: Assignment
    state: State
    due: datetime
    valid_until: datetime | None = None  # of a passed one; None: for ever
    score: float | None = None  # of the last attempt, 0 to 1
    attempts_left: int | None = None  # None: any number
    next_attempt: datetime | None = None  # not before; None: now, or never again

    @property
    def until(self) -> datetime | None:
        """The date that matters now: until when it is valid, or when it is or was due."""
        return self.valid_until if self.state in (State.PASSED, State.EXPIRED) else self.due

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The status as commands print it."""
        return {
            "assignment": self.assignment.id, "course": self.assignment.course, "mandatory": self.assignment.mandatory,
            "state": self.state.value, "due": self.due.isoformat(),
            "valid_until": None if self.valid_until is None else self.valid_until.isoformat(), "score": self.score,
            "attempts_left": self.attempts_left,
            "next_attempt": None if self.next_attempt is None else self.next_attempt.isoformat(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Retired:
    """A question that a changed document took the key from, with what stands in for it."""

    question: str  # id
    document: str
    version: str  # the document's new version, SHA-256
    instead: tuple[str, ...] = ()  # ids of approved questions on the new text; none: the passage is read again


def due(assignment: Assignment, joined: datetime | None = None) -> datetime:
    """When it is due for somebody: n days after it was assigned, begins, or they joined its audience, whichever is last."""
    at = max(one for one in (assignment.assigned, assignment.start, joined) if one is not None)
    return at + timedelta(days=assignment.days)


def concerns(assignment: Assignment, person: str, groups: Collection[str], roles: Collection[str]) -> bool:
    """Whether an assignment is for somebody with these groups and roles of the skills map."""
    among = {Audience.PERSON: (person,), Audience.GROUP: groups, Audience.ROLE: roles}
    return assignment.name in among[assignment.audience]


def status(
    assignment: Assignment,
    course: Course | None,
    events: Iterable[Event],
    now: datetime,
    joined: datetime | None = None,
) -> Status:
    """How far somebody is by their journal; `course` gives the rules, None (a re-quiz) means no limits.

    Having passed the course before it was assigned counts while that is valid. Only what stands after corrections counts.
    """
    events = tuple(events)
    stand, missed = passes(events, assignment.subject), failures(events, assignment.subject)
    tried = sorted((*stand, *missed), key=lambda event: event.sequence)
    passed = max((event.time for event in stand), default=None)
    until = None if passed is None or course is None else expires(passed, course.validity_months)
    when_due = due(assignment, joined)
    score = float(tried[-1].data["score"]) if tried and "score" in tried[-1].data else None
    if passed is not None and (until is None or until > now):
        return Status(assignment, State.PASSED, when_due, until, score)
    since = max(one for one in (assignment.assigned, until) if one is not None)
    left, wait = (None, None) if course is None else tries(course, [event.time for event in missed], since, now)
    return Status(assignment, _open_state(assignment, until, left, when_due, now), when_due, until, score, left, wait)


def tries(
    course: Course, failed: Iterable[datetime], since: datetime | None, now: datetime
) -> tuple[int | None, datetime | None]:
    """How many attempts are left of those since a time (None: any number), and before when the next may not come."""
    counted = [time for time in failed if since is None or time >= since]
    left = None if course.attempts == 0 else max(0, course.attempts - len(counted))
    again = counted[-1] + timedelta(hours=course.cooldown_h) if counted and left != 0 else now
    return left, again if again > now else None


def requizzes(
    retired: Sequence[Retired], journals: Mapping[str, Iterable[Event]], now: datetime, days: int = 14
) -> Iterator[Assignment]:
    """A short re-quiz for exactly the people whose journals show that they passed a retired question, one for each document.

    The id is made of the person, the document's version and the questions: the same change gives the same assignment.
    """
    by_document: dict[tuple[str, str], list[Retired]] = {}
    for one in retired:
        by_document.setdefault((one.document, one.version), []).append(one)
    for person, events in sorted(journals.items()):
        known = passed_questions(events)
        for (document, version), inside in by_document.items():
            passed = [one for one in inside if one.question in known]
            if passed:
                told = json.dumps([person, document, version, sorted(one.question for one in passed)])
                instead = tuple(dict.fromkeys(question for one in passed for question in one.instead))
                yield Assignment(
                    f"{REQUIZ}{hashlib.sha256(told.encode()).hexdigest()[:24]}", Audience.PERSON, person, "", now, days,
                    questions=instead, document=document,
                )  # fmt: skip


def passed_questions(events: Iterable[Event]) -> frozenset[str]:
    """The ids of the questions that somebody passed: their last answer to it was right, after corrections, or it was in a
    quiz that they passed and not answered since."""
    right: dict[str, bool] = {}
    asked: dict[int, str] = {}
    last: dict[str, int] = {}
    for event in events:
        if event.kind == "answered":
            question = str(event.data["question"])
            asked[event.sequence] = question
            last[question] = event.sequence
            right[question] = bool(event.data["correct"])
        elif event.kind == "scored" and last.get(asked.get(event.data["answer"], "")) == event.data["answer"]:
            right[asked[event.data["answer"]]] = bool(event.data["correct"])
        elif event.kind == "passed":
            for question, _ in event.data.get("questions", ()):
                right.setdefault(str(question), True)
    return frozenset(question for question, correct in right.items() if correct)


class Assignments:
    """All assignments, and which reminders were given, in one SQLite file."""

    def __init__(self, file: Path) -> None:
        self._database = Database(file, SCHEMA, FORMAT)

    def close(self) -> None:
        """Closes the file."""
        self._database.close()

    def add(self, assignment: Assignment) -> bool:
        """Keeps an assignment; False where one with its id is there already, also a withdrawn one."""
        body = json.dumps(assignment.to_json(), ensure_ascii=False)
        with self._database.transaction() as connection:
            added = connection.execute("INSERT OR IGNORE INTO assignments (id, body) VALUES (?, ?)", (assignment.id, body))
            return added.rowcount == 1

    def list(self) -> tuple[Assignment, ...]:
        """All that are not withdrawn, in the order they were added."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT body FROM assignments WHERE NOT withdrawn ORDER BY rowid").fetchall()
        return tuple(Assignment.from_json(json.loads(row["body"])) for row in rows)

    def withdraw(self, assignment_id: str) -> None:
        """Takes an assignment back; journals keep what was done for it."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE assignments SET withdrawn = 1 WHERE id = ?", (assignment_id,))

    def join(self, people: Iterable[str], assignment_ids: Sequence[str], now: datetime) -> None:
        """Notes that assignments concern people from now on, where that is not known already."""
        rows = [(person, one, now.isoformat()) for person in people for one in assignment_ids]
        with self._database.transaction() as connection:
            connection.executemany("INSERT OR IGNORE INTO joined VALUES (?, ?, ?)", rows)

    def joined(self, person: str, assignment_ids: Collection[str], now: datetime) -> dict[str, datetime]:
        """Since when assignments concern a person: from now on, where that is not known already."""
        known = self._joined(person)
        new = [one for one in assignment_ids if one not in known]
        if new:
            self.join([person], new, now)
            known = self._joined(person)
        return known

    def reminded(self, person: str) -> frozenset[tuple[str, str, int]]:
        """Which reminders a person got: assignment, the date that it was about (ISO), days before it."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT assignment, until, days FROM reminded WHERE person = ?", (person,)).fetchall()
        return frozenset((row["assignment"], row["until"], row["days"]) for row in rows)

    def remember(self, person: str, given: Iterable[tuple[str, str, int]], day: date) -> bool:
        """Notes reminders as given on a day, before they are sent; False, and nothing noted, where that day had its mail.

        Of two processes one gets True.
        """
        with self._database.transaction() as connection:
            first = connection.execute(
                "INSERT INTO mailed VALUES (?, ?)"
                " ON CONFLICT (person) DO UPDATE SET day = excluded.day WHERE day < excluded.day",
                (person, day.isoformat()),
            )
            if first.rowcount != 1:
                return False
            connection.executemany("INSERT OR IGNORE INTO reminded VALUES (?, ?, ?, ?)", [(person, *one) for one in given])
        return True

    def take_back(self, person: str, given: Iterable[tuple[str, str, int]]) -> None:
        """Undoes `remember`: the mail could not be sent, and may be tried again on the same day."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM mailed WHERE person = ?", (person,))
            connection.executemany(
                "DELETE FROM reminded WHERE person = ? AND assignment = ? AND until = ? AND days = ?",
                [(person, *one) for one in given],
            )

    def _joined(self, person: str) -> dict[str, datetime]:
        with self._database.reading() as connection:
            rows = connection.execute("SELECT assignment, at FROM joined WHERE person = ?", (person,)).fetchall()
        return {row["assignment"]: datetime.fromisoformat(row["at"]) for row in rows}

    def forget(self, person: str) -> None:
        """Removes what is kept of a person: their own assignments, since when others concern them, and reminders."""
        with self._database.transaction() as connection:
            for table in ("reminded", "joined", "mailed"):
                connection.execute(f"DELETE FROM {table} WHERE person = ?", (person,))  # noqa: S608 - names from above
            connection.execute(
                "DELETE FROM assignments WHERE json_extract(body, '$.audience') = ? AND json_extract(body, '$.name') = ?",
                (Audience.PERSON.value, person),
            )


def _open_state(assignment: Assignment, lapsed: datetime | None, left: int | None, when_due: datetime, now: datetime) -> State:
    """The state of what is not passed now."""
    if left == 0:
        return State.FAILED
    if lapsed is not None:
        return State.EXPIRED
    if now > when_due + timedelta(days=assignment.grace_days):
        return State.OVERDUE
    return State.DUE if when_due - now <= SOON else State.CURRENT
