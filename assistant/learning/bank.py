"""The bank of questions: every version of each, its state, and who changed it when and why. Knows no page and no journal."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.database import Database
from assistant.errors import AccessDenied, Problem, Refused, Why
from assistant.learning.bank_tables import FORMAT, SCHEMA
from assistant.learning.objections import Objections
from assistant.learning.questions import Kind, Question, State

QUOTED = "quoted"  # the check that the quote stands in the document; false where it was found in none
DOCENT = ""  # who changed something when no person did

Readable = Callable[[str], bool]  # document -> whether the person may read it


class ChangedMeanwhile(Problem):
    """Somebody else changed the question since it was read."""


class Action(StrEnum):
    """What was done to a question."""

    ADDED = "added"
    EDITED = "edited"
    APPROVED = "approved"
    REJECTED = "rejected"  # a draft that a person did not want
    RETIRED = "retired"  # by a person
    KEPT = "kept"  # its document changed, the quote stands where it stood
    MOVED = "moved"  # its document changed, the quote stands elsewhere
    OUTDATED = "outdated"  # its document changed, the quote is gone


class Added(StrEnum):
    """What came of adding a draft."""

    NEW = "new"
    CHANGED = "changed"  # the next version of a question that was there
    SAME = "same"  # nothing was written, but for the results of its checks
    STANDS = "stands"  # a person approved, rejected or retired the question, and a draft does not undo that


@dataclass(frozen=True, slots=True)
class Change:
    """A line of a question's history."""

    question: str
    version: int
    action: Action
    by: str  # a person's id, or DOCENT
    reason: str
    at: datetime  # UTC


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a question: it takes the place of the version it was decided on, or follows it."""

    question: Question
    expected: int  # the version that it was decided on; 0 for a question that the bank does not have
    action: Action
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many questions there are that a person may read."""

    states: Mapping[State, int]  # every state is there
    rejected: int  # of the retired ones
    objections: int  # open ones


class Bank:
    """The questions of one installation. Whoever asks says which documents may be read; there is no default."""

    def __init__(self, file: Path) -> None:
        """Opens the file, or makes it.

        Raises:
            Problem: it cannot be read, or has another format.
        """
        self.database = Database(file, SCHEMA, FORMAT)
        self.objections = Objections(self.database)

    def close(self) -> None:
        """Closes the file."""
        self.database.close()

    def add(self, draft: Question, by: str, now: datetime) -> Added:
        """Takes a draft in: see `add_all`."""
        return self.add_all([draft], by, now)[0]

    def add_all(self, drafts: Iterable[Question], by: str, now: datetime) -> tuple[Added, ...]:
        """Takes drafts in, all or none: a new question, the next version of one with this id, or nothing where it is the same.

        The bank numbers versions itself. What a person decided stands: an approved question is changed by `edit` only, and a
        rejected or retired one comes back only in other words.
        """
        with self.database.transaction() as connection:
            return tuple(_add(connection, draft, by, now) for draft in drafts)

    def submit(self, draft: Question, by: str, reason: str, now: datetime, *, within: Readable) -> Added:
        """Takes in what a person wrote or changed outside: a new question, or an edit of the version that the draft names.

        Raises:
            ChangedMeanwhile: the question has another version by now.
            AccessDenied: it rests on a document that may not be read, or did before.
        """
        if not within(draft.evidence.document):
            raise AccessDenied(f"question {draft.id} rests on a document that you may not read")
        with self.database.transaction() as connection:
            row = _row(connection, draft.id)
            if row is None:
                return _add(connection, draft, by, now)
            current = _readable(connection, draft.id, within)
            if content(draft) == content(current):
                return Added.SAME
            _expect(draft.id, current.version, draft.version)
            changed = draft.next_version(state=State.DRAFT)
            _take(connection, Step(changed, current.version, Action.EDITED, reason.strip()), by, now)
            return Added.CHANGED

    def get(self, question: str, *, within: Readable, version: int | None = None) -> Question:
        """A version of a question, or its current one. An old version has the state that it last had.

        Raises:
            AccessDenied: there is none that may be read.
        """
        with self.database.reading() as connection:
            return _readable(connection, question, within, version)

    def versions(self, question: str, *, within: Readable) -> tuple[Question, ...]:
        """All versions of a question that may be read, the first one first.

        Raises:
            AccessDenied: there is none.
        """
        with self.database.reading() as connection:
            rows = connection.execute("SELECT * FROM questions WHERE id = ? ORDER BY version", (question,)).fetchall()
        found = tuple(_question(row) for row in rows if within(row["document"]))
        if not found:
            raise _unknown(question)
        return found

    def approve(self, question: str, by: str, reason: str, now: datetime, *, expected: int, within: Readable) -> Question:
        """The draft approved; `expected` is the version that the person saw.

        Raises:
            Problem: it is no draft, or its evidence was found in no document.
            ChangedMeanwhile, AccessDenied.
        """

        def decide(current: Question) -> Step:
            _require_draft(current, "approved")
            if current.checks.get(QUOTED) is False:
                raise Refused(
                    Why.UNQUOTED,
                    f"the evidence of question {question} was found in no document, so it cannot be approved: "
                    "give it a quote that stands in a document",
                )
            return Step(replace(current, state=State.APPROVED), expected, Action.APPROVED, reason.strip())

        return self._change(question, decide, by, now, expected, within)

    def edit(self, changed: Question, by: str, reason: str, now: datetime, *, expected: int, within: Readable) -> Question:
        """The changed question as the next version, a draft again: what was approved or retired was another text.

        Raises:
            Problem: nothing is changed.
            ChangedMeanwhile, AccessDenied: also where the changed evidence names a document that may not be read.
        """
        if not within(changed.evidence.document):
            raise AccessDenied(f"question {changed.id} would rest on a document that you may not read")

        def decide(current: Question) -> Step:
            if content(changed) == content(current):
                text = f"question {changed.id} is the same as before: change something, or leave it"
                raise Refused(Why.UNCHANGED, text)
            draft = replace(changed, version=expected + 1, state=State.DRAFT)
            return Step(draft, expected, Action.EDITED, reason.strip())

        return self._change(changed.id, decide, by, now, expected, within)

    def reject(self, question: str, by: str, reason: str, now: datetime, *, expected: int, within: Readable) -> Question:
        """The draft retired, and kept with the reason as an example of what not to ask.

        Raises:
            Problem: it is no draft, or there is no reason.
            ChangedMeanwhile, AccessDenied.
        """
        said = _reason(reason)

        def decide(current: Question) -> Step:
            _require_draft(current, "rejected")
            return Step(replace(current, state=State.RETIRED), expected, Action.REJECTED, said)

        return self._change(question, decide, by, now, expected, within)

    def retire(self, question: str, by: str, reason: str, now: datetime, *, expected: int, within: Readable) -> Question:
        """The question taken out of use.

        Raises:
            Problem: it is retired already, or there is no reason.
            ChangedMeanwhile, AccessDenied.
        """
        said = _reason(reason)

        def decide(current: Question) -> Step:
            if current.state is State.RETIRED:
                raise Refused(Why.DECIDED, f"question {question} is retired already")
            return Step(replace(current, state=State.RETIRED), expected, Action.RETIRED, said)

        return self._change(question, decide, by, now, expected, within)

    def revise(self, document: str, decide: Callable[[Sequence[Question]], Sequence[Step]], now: datetime) -> None:
        """Does in one transaction what is decided about the current questions of a document, retired ones included."""
        with self.database.transaction() as connection:
            rows = connection.execute("SELECT * FROM questions WHERE current = 1 AND document = ? ORDER BY id", (document,))
            for step in decide([_question(row) for row in rows.fetchall()]):
                _take(connection, step, DOCENT, now)

    def history(self, question: str, *, within: Readable) -> tuple[Change, ...]:
        """What was done to a question, oldest first.

        Raises:
            AccessDenied: there is none that may be read.
        """
        with self.database.reading() as connection:
            _readable(connection, question, within)
            rows = connection.execute("SELECT * FROM history WHERE question = ? ORDER BY number", (question,)).fetchall()
        return tuple(_changed(row) for row in rows)

    def rejected(self, *, within: Readable) -> tuple[tuple[Question, Change], ...]:
        """Every version that was rejected, with who, when and why: examples to learn from."""
        return self._with_action(Action.REJECTED, within)

    def counts(self, *, within: Readable) -> Counts:
        """How many questions of each state may be read, and how many objections are open."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT document, state, action = ? AS rejected, count(*) AS many FROM questions WHERE current = 1 "
                "GROUP BY document, state, rejected",
                (Action.REJECTED,),
            ).fetchall()
        seen = [row for row in rows if within(row["document"])]
        states = {state: sum(row["many"] for row in seen if row["state"] == state) for state in State}
        return Counts(states, sum(row["many"] for row in seen if row["rejected"]), len(self.objections.open(within=within)))

    def documents(self) -> tuple[str, ...]:
        """The documents that questions in use rest on, for going over all of them: names, and no question."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT document FROM questions WHERE current = 1 AND state <> ? ORDER BY document", (State.RETIRED,)
            ).fetchall()
        return tuple(row["document"] for row in rows)

    def outdated(self, since: datetime, *, within: Readable) -> tuple[tuple[Question, Change], ...]:
        """Every question retired since then because its document changed, and why; it may have come back meanwhile."""
        return tuple(pair for pair in self._with_action(Action.OUTDATED, within) if pair[1].at >= since)

    def list(
        self,
        *,
        within: Readable,
        state: State | None = None,
        skill: str | None = None,
        document: str | None = None,
        language: str | None = None,
        kind: Kind | None = None,
    ) -> list[Question]:
        """The current questions that may be read, by document and id; None leaves a property open."""
        wanted = {"state": state, "skill": skill, "document": document, "language": language, "kind": kind}
        given = {name: str(value) for name, value in wanted.items() if value is not None}
        where = "".join(f" AND {name} = :{name}" for name in given)  # names from above, never from outside
        with self.database.reading() as connection:
            rows = connection.execute(
                f"SELECT * FROM questions WHERE current = 1{where} ORDER BY document, id",  # noqa: S608
                given,
            ).fetchall()
        readable = {name: within(name) for name in {row["document"] for row in rows}}
        return [_question(row) for row in rows if readable[row["document"]]]

    def _with_action(self, action: Action, within: Readable) -> tuple[tuple[Question, Change], ...]:
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT q.*, h.number, h.question, h.action, h.by, h.reason, h.at FROM history h "
                "JOIN questions q ON q.id = h.question AND q.version = h.version WHERE h.action = ? ORDER BY h.number",
                (action,),
            ).fetchall()
        return tuple((_question(row), _changed(row)) for row in rows if within(row["document"]))

    def _change(
        self, question: str, decide: Callable[[Question], Step], by: str, now: datetime, expected: int, within: Readable
    ) -> Question:
        with self.database.transaction() as connection:
            current = _readable(connection, question, within)
            _expect(question, current.version, expected)
            step = decide(current)
            _take(connection, step, by, now)
        return step.question


def content(question: Question) -> dict[str, Any]:  # Any: JSON
    """What makes a version: all but its number, its state, and what checks found."""
    row = question.to_json()
    return {name: value for name, value in row.items() if name not in ("id", "version", "state", "checks")}


def wording(question: Question) -> dict[str, Any]:  # Any: JSON
    """What a person reads and answers: the content without the place that proves it, its skill and its difficulty."""
    row = content(question)
    return {name: value for name, value in row.items() if name not in ("evidence", "skill", "difficulty")}


def _add(connection: sqlite3.Connection, draft: Question, by: str, now: datetime) -> Added:
    row = _row(connection, draft.id)
    if row is None:
        _take(connection, Step(replace(draft, version=1, state=State.DRAFT), 0, Action.ADDED), by, now)
        return Added.NEW
    current, last = _question(row), Action(row["action"])
    if content(draft) == content(current) and last is not Action.OUTDATED:
        checked = replace(current, checks=draft.checks)
        connection.execute(
            "UPDATE questions SET row = ? WHERE id = ? AND version = ?", (_text(checked), current.id, current.version)
        )
        return Added.SAME
    refused = last in (Action.REJECTED, Action.RETIRED) and wording(draft) == wording(current)
    if current.state is State.APPROVED or refused:
        return Added.STANDS
    following = replace(draft, version=current.version + 1, state=State.DRAFT)
    _take(connection, Step(following, current.version, Action.ADDED), by, now)
    return Added.CHANGED


def _take(connection: sqlite3.Connection, step: Step, by: str, now: datetime) -> None:
    """Writes a step and its line of history."""
    question, row = step.question, _row(connection, step.question.id)
    _expect(question.id, 0 if row is None else row["version"], step.expected)
    if question.version not in (step.expected, step.expected + 1):
        raise ValueError(f"version {question.version} does not follow version {step.expected}")
    connection.execute("UPDATE questions SET current = 0 WHERE id = ? AND current = 1", (question.id,))
    connection.execute(
        "INSERT INTO questions VALUES (:id, :version, 1, :state, :action, :kind, :skill, :document, :language, :row) "
        "ON CONFLICT (id, version) DO UPDATE SET current = 1, state = :state, action = :action, row = :row",
        {
            "id": question.id, "version": question.version, "state": question.state, "action": step.action,
            "kind": question.kind, "skill": question.skill, "document": question.evidence.document,
            "language": question.language, "row": _text(question),
        },
    )  # fmt: skip
    connection.execute(
        "INSERT INTO history (question, version, action, by, reason, at) VALUES (?, ?, ?, ?, ?, ?)",
        (question.id, question.version, step.action, by, step.reason, now.astimezone(UTC).isoformat()),
    )


def _row(connection: sqlite3.Connection, question: str) -> Any:  # Any: sqlite3.Row | None, as sqlite3 types it
    return connection.execute("SELECT * FROM questions WHERE id = ? AND current = 1", (question,)).fetchone()


def _readable(connection: sqlite3.Connection, question: str, within: Readable, version: int | None = None) -> Question:
    which, values = ("current = 1", (question,)) if version is None else ("version = ?", (question, version))
    row = connection.execute(f"SELECT * FROM questions WHERE id = ? AND {which}", values).fetchone()  # noqa: S608
    if row is None or not within(row["document"]):
        raise _unknown(question)
    return _question(row)


def _question(row: sqlite3.Row) -> Question:
    return Question.from_json({**json.loads(row["row"]), "state": row["state"]})


def _text(question: Question) -> str:
    return json.dumps(question.to_json(), ensure_ascii=False)


def _changed(row: sqlite3.Row) -> Change:
    at = datetime.fromisoformat(row["at"])
    return Change(row["question"], row["version"], Action(row["action"]), row["by"], row["reason"], at)


def _expect(question: str, found: int, expected: int) -> None:
    if found != expected:
        raise ChangedMeanwhile(
            f"question {question} has version {found}, you saw version {expected}: somebody changed it meanwhile; read it again"
        )


def _require_draft(current: Question, become: str) -> None:
    if current.state is not State.DRAFT:
        text = f"question {current.id} is {current.state}, only a draft can be {become}: read it again"
        raise Refused(Why.DECIDED, text)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(Why.REASON, "a reason is needed: say in a few words what is wrong with the question")
    return reason.strip()


def _unknown(question: str) -> AccessDenied:
    # one sentence for both: whether a question exists tells what a document says
    return AccessDenied(f"there is no question {question} that you may read")
