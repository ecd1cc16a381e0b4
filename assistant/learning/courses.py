"""Courses: documents and quizzes in order, with the rules for passing. Knows nothing of who takes them.

They lie in SQLite and not in a file for editing: journals and certificates name a course with its version, so no version
may change or go, and trainers save from pages at the same time.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self, TypeAlias

from assistant.database import Database
from assistant.errors import Problem, Refused, Why
from assistant.learning.skills import Name, Place

FORMAT = 1
REQUIZ = "requiz-"  # begins the ids of short quizzes after a change, which stand beside those of courses
_ID = re.compile(r"\w[\w.-]{0,59}")
SCHEMA = """
CREATE TABLE courses (
    id TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, saved_by TEXT NOT NULL, saved_at TEXT NOT NULL,
    PRIMARY KEY (id, version));
CREATE TABLE withdrawn (id TEXT PRIMARY KEY, withdrawn_by TEXT NOT NULL, withdrawn_at TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of a course: something to read."""

    place: Place


@dataclass(frozen=True, slots=True)
class Quiz:
    """A part of a course: questions on some skills."""

    skills: tuple[str, ...]  # ids
    questions: int = 10


Part: TypeAlias = Reading | Quiz


@dataclass(frozen=True, slots=True)
class Course:
    """A version of a course.

    Raises:
        Problem: its rules cannot be kept; all reasons are listed.
    """

    id: str
    name: Name
    parts: tuple[Part, ...]
    version: int = 0  # from 1 once it is saved
    pass_mark: float = 0.8  # share of the points
    attempts: int = 0  # at the most; 0: any number
    time_limit_min: float = 0.0  # minutes for a quiz; 0: none
    cooldown_h: float = 0.0  # hours after a failed attempt before the next one
    validity_months: int = 0  # of having passed; 0: for ever

    def __post_init__(self) -> None:
        found = list(_problems(self))
        if found:
            raise Problem(f"course {self.id!r} cannot be held: {'; '.join(found)}")

    @property
    def skills(self) -> frozenset[str]:
        """The ids of the skills that its quizzes ask about."""
        return frozenset(skill for part in self.parts if isinstance(part, Quiz) for skill in part.skills)

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that it has people read, each once."""
        return tuple(dict.fromkeys(part.place.document for part in self.parts if isinstance(part, Reading)))

    def open_to(self, readable: Callable[[str], bool]) -> bool:
        """Whether somebody may take it: they may read every document of it."""
        return all(readable(document) for document in self.documents)

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The course as it is stored."""
        return {
            "id": self.id, "version": self.version, "name": {"en": self.name.en, "zh": self.name.zh},
            "parts": [_part_json(part) for part in self.parts], "pass_mark": self.pass_mark, "attempts": self.attempts,
            "time_limit_min": self.time_limit_min, "cooldown_h": self.cooldown_h, "validity_months": self.validity_months,
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:  # Any: JSON
        """The course that `to_json` gave.

        Raises:
            Problem: something is missing or of another kind.
        """
        try:
            return cls(
                str(row["id"]),
                Name(str(row["name"].get("en", "")), str(row["name"].get("zh", ""))),
                tuple(_part(part) for part in row["parts"]),
                int(row.get("version", 0)),
                float(row.get("pass_mark", 0.8)),
                int(row.get("attempts", 0)),
                float(row.get("time_limit_min", 0.0)),
                float(row.get("cooldown_h", 0.0)),
                int(row.get("validity_months", 0)),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Problem(f"a course cannot be read ({error!r}): give id, name and parts") from error


class Courses:
    """All courses with all their versions, in one SQLite file."""

    def __init__(self, file: Path) -> None:
        self._database = Database(file, SCHEMA, FORMAT)

    def close(self) -> None:
        """Closes the file."""
        self._database.close()

    def list(self) -> tuple[Course, ...]:
        """The newest version of each course that is not withdrawn, in the order of their ids."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT body FROM courses AS newest WHERE id NOT IN (SELECT id FROM withdrawn)"
                " AND version = (SELECT max(version) FROM courses WHERE id = newest.id) ORDER BY id"
            ).fetchall()
        return tuple(Course.from_json(json.loads(row["body"])) for row in rows)

    def get(self, course_id: str, version: int | None = None) -> Course | None:
        """A version of a course, by default its newest; withdrawn ones are still known."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT body FROM courses WHERE id = ? AND (version = ? OR ? IS NULL) ORDER BY version DESC LIMIT 1",
                (course_id, version, version),
            ).fetchone()
        return None if row is None else Course.from_json(json.loads(row["body"]))

    def save(self, course: Course, by: str, now: datetime) -> Course:
        """Keeps a course as its next version; `course.version` is the one it was made from, 0 for a new course.

        Raises:
            Problem: somebody else saved a version meanwhile, or the id is taken.
        """
        with self._database.transaction() as connection:
            newest = connection.execute("SELECT max(version) FROM courses WHERE id = ?", (course.id,)).fetchone()[0] or 0
            if newest != course.version:
                raise Refused(
                    Why.COURSE_CHANGED,
                    f"course {course.id!r} has version {newest}, the change was made from {course.version}: "
                    "open it again and repeat the change, or choose another id for a new course",
                )
            saved = replace(course, version=newest + 1)
            body = json.dumps(saved.to_json(), ensure_ascii=False)
            connection.execute(
                "INSERT INTO courses VALUES (?, ?, ?, ?, ?)", (saved.id, saved.version, body, by, now.isoformat())
            )
            connection.execute("DELETE FROM withdrawn WHERE id = ?", (saved.id,))
        return saved

    def withdraw(self, course_id: str, by: str, now: datetime) -> None:
        """Takes a course off the list; its versions stay known, and saving a next one brings it back."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO withdrawn VALUES (?, ?, ?)", (course_id, by, now.isoformat()))


def _part_json(part: Part) -> dict[str, Any]:  # Any: JSON
    if isinstance(part, Reading):
        return {"kind": "reading", "document": part.place.document, "heading": part.place.heading}
    return {"kind": "quiz", "skills": list(part.skills), "questions": part.questions}


def _part(row: Mapping[str, Any]) -> Part:  # Any: JSON
    if row["kind"] == "reading":
        return Reading(Place(str(row["document"]), str(row.get("heading", ""))))
    if row["kind"] == "quiz":
        return Quiz(tuple(str(skill) for skill in row["skills"]), int(row["questions"]))
    raise ValueError(f"a part is {row['kind']!r}, reading or quiz was expected")


def _problems(course: Course) -> list[str]:
    found = []
    if not _ID.fullmatch(course.id) or course.id.startswith(REQUIZ):
        found.append(f"the id has 1 to 60 letters, digits, '-', '_' and '.', and does not begin with {REQUIZ!r}")
    if not course.name.told("en").strip():
        found.append("a name is needed")
    if not any(isinstance(part, Quiz) for part in course.parts):
        found.append("without a quiz nobody can pass it")
    if any(isinstance(part, Quiz) and (part.questions < 1 or not part.skills) for part in course.parts):
        found.append("a quiz needs skills and at least one question")
    if not 0.0 < course.pass_mark <= 1.0:
        found.append(f"the pass mark {course.pass_mark} is not above 0 and at most 1")
    if min(course.attempts, course.time_limit_min, course.cooldown_h, course.validity_months, course.version) < 0:
        found.append("attempts, time limit, cool-down and validity are at least 0")
    return found
