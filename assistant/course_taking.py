"""Taking courses: readings confirmed, quizzes begun by the rules, and what came of them written down. Knows no page or command.

Everything lies in the person's journal and is brought up to date from it: after a kill, a quiz whose time ran out, or a
trainer's later decision, catching up writes what is missing, each once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from random import Random

from assistant.coaching import Coach
from assistant.errors import AccessDenied, Refused, Why
from assistant.learning.answers import Event, Mode
from assistant.learning.apart import apart
from assistant.learning.assignments import Status, tries
from assistant.learning.bank import Readable
from assistant.learning.certificates import Seal, certificate
from assistant.learning.course_progress import (
    RENEWAL,
    CourseProgress,
    PartState,
    Past,
    Record,
    course_past,
    course_progress,
    pass_record,
    sitting_records,
)
from assistant.learning.courses import Course, Courses, Quiz, Reading
from assistant.learning.outcomes import Verdict, passes, verdict
from assistant.learning.questions import Kind, Question, State
from assistant.learning.record import Quiz as Sitting
from assistant.people.journal import EventKind
from assistant.people.person import Person

MOST_READING_S = 3600.0  # of one reading: who took longer was away
NOT_THERE = "there is no such course, or it is not for you"


class Hindrance(StrEnum):
    """Why nothing of a course can be begun now."""

    PASSED = "passed"  # and still valid; it can be renewed from a date on, where it runs out
    WAITING = "waiting"  # a trainer has to decide on an answer of its quiz
    COOLDOWN = "cooldown"  # until a date
    NO_ATTEMPT = "no_attempt"  # all were used: a trainer can assign it anew


@dataclass(frozen=True, slots=True)
class Chance:
    """Whether a course can be gone on with now."""

    hindrance: Hindrance | None  # None: it can
    begins: datetime | None = None  # from when it can be; None: now, or not foreseen
    attempts_left: int | None = None  # None: any number


class CourseTaking:
    """Courses as they are taken by people, one person at a time."""

    def __init__(
        self, coach: Coach, courses: Courses, seal: Callable[[], Seal], signer: str, clock: Callable[[], datetime]
    ) -> None:
        self._coach = coach
        self._courses = courses
        self._seal = seal
        self._signer = signer
        self._clock = clock

    def progress(self, person: Person, course: Course) -> CourseProgress:
        """How far a person is with a course."""
        return course_progress(course, self._courses.get, self._past(person), self._clock())

    def chance(self, progress: CourseProgress, statuses: Iterable[Status]) -> Chance:
        """Whether somebody with these assignments of a course can go on with it; the last assigned one gives new attempts."""
        now, course = self._clock(), progress.course
        assigned = [status.assignment.assigned for status in statuses if status.assignment.course == course.id]
        left, wait = tries(course, progress.failed, max(assigned, default=None), now)
        if progress.over:
            again = None if progress.valid_until is None else progress.valid_until - RENEWAL
            return Chance(Hindrance.PASSED, again, left)
        if any(part.state is PartState.WAITING for part in progress.parts):
            return Chance(Hindrance.WAITING, None, left)
        if any(part.state is PartState.RUNNING for part in progress.parts):
            return Chance(None, None, left)
        if left == 0:
            return Chance(Hindrance.NO_ATTEMPT, None, left)
        return Chance(None if wait is None else Hindrance.COOLDOWN, wait, left)

    def begin(self, person: Person, course: Course, part: int, statuses: Iterable[Status], within: Readable) -> Sitting:
        """Begins the quiz of a part, or gives the one that runs; of two clicks, tabs or processes one quiz comes.

        Raises:
            AccessDenied: there is no such part.
            Problem: its time has not come, or there are no questions on it.
        """
        self.catch_up(person)
        progress = self.progress(person, course)
        standing = progress.parts[part] if 0 <= part < len(progress.parts) else None
        if standing is None or not isinstance(standing.part, Quiz):
            raise AccessDenied(NOT_THERE)
        if standing.state is PartState.RUNNING:
            return self._coach.practice.quiz(person.id, standing.session)
        self._refuse_hindered(course, standing.state, self.chance(progress, statuses))
        seed = f"course/{course.id}/{part}/{progress.sittings}"
        questions = self._questions(person, standing.part, seed, within)
        self._register(person, course)
        return self._coach.practice.begin(
            person.id, questions, Mode.EXAM, course=course.id, part=part, course_version=course.version,
            minutes=course.time_limit_min or None, wish=seed,
        )  # fmt: skip

    def read(self, person: Person, course: Course, part: int, version: str, seconds: float) -> None:
        """Notes that the person confirmed a reading; `version` is that of the document now.

        Raises:
            AccessDenied: there is no such part.
            Problem: its time has not come.
        """
        progress = self.progress(person, course)
        standing = progress.parts[part] if 0 <= part < len(progress.parts) else None
        if standing is None or not isinstance(standing.part, Reading):
            raise AccessDenied(NOT_THERE)
        if progress.over:
            text = "you have passed this course: there is nothing to read for it until it is renewed"
            raise Refused(Why.COURSE_PASSED, text)
        if standing.state is PartState.LATER:
            raise Refused(Why.COURSE_ORDER, "this comes after another part of the course: finish that one first")
        if standing.state is PartState.DONE:
            return
        self._register(person, course)
        place = standing.part.place
        data = {
            "course": course.id, "part": part, "document": place.document, "heading": place.heading, "version": version,
            "seconds": round(min(MOST_READING_S, max(0.0, seconds)), 1),
        }  # fmt: skip
        key = f"read/{course.id}/{progress.since}/{course.version}/{part}"
        self._append(person, EventKind.EXPERIENCED, data, key)
        self.catch_up(person)

    def verdict(self, sitting: Sitting) -> Verdict:
        """What came of a quiz of a course that has ended."""
        course = self._courses.get(sitting.course, sitting.course_version)
        assert course is not None, "a quiz of a version that was never saved"
        return verdict(sitting, course.pass_mark)

    def catch_up(self, person: Person) -> None:
        """Writes what came of the person's courses and is not in their journal yet."""
        events = self._past(person).events
        started = dict.fromkeys(str(event.data["course"]) for event in events if event.kind == EventKind.REGISTERED)
        for course_id in started:
            course = self._courses.get(course_id)
            if course is None:
                continue
            self._write(person, sitting_records(course_id, self._courses.get, self._past(person), self._clock()))
            passed = pass_record(self.progress(person, course), self._past(person))
            self._write(person, [] if passed is None else [passed])
            self._certify(person, course_id)

    def _certify(self, person: Person, course_id: str) -> None:
        """Issues the certificate of each pass that has none."""
        events = self._past(person).events
        issued = {event.data.get("sequence") for event in events if event.kind == EventKind.EARNED}
        for passed in passes(events, course_id):
            if passed.sequence in issued:
                continue
            course = self._courses.get(course_id, int(passed.data["version"]))
            assert course is not None, "a version that somebody passed"
            versions = read_versions(events, course_id, passed.sequence)
            made = certificate(
                person.id,
                person.name,
                course,
                versions,
                float(passed.data["score"]),
                self._signer,
                passed.time,
                person.language,
            )
            data = made.to_json() | {"code": self._seal().code(made), "sequence": passed.sequence}
            self._append(person, EventKind.EARNED, data, f"earned/{course_id}/{passed.sequence}")

    def _questions(self, person: Person, part: Quiz, seed: str, within: Readable) -> list[Question]:
        """The questions of an attempt: the skills in turn; approved before drafts, closed before free text, new before old."""
        met = Counter(question for one in self._past(person).sittings for question, _ in one.questions)
        chance = Random(f"{person.id}/{seed}")  # noqa: S311 - which question, not a secret
        left = {skill: list[Question]() for skill in part.skills}
        for question in self._coach.questions(within):
            if question.skill in left:
                left[question.skill].append(question)
        for questions in left.values():
            chance.shuffle(questions)
            questions.sort(key=lambda one: (one.state is not State.APPROVED, one.kind is Kind.SHORT_ANSWER, met[one.id]))
        chosen = _in_turn([apart(questions) for questions in left.values()], part.questions)
        if not chosen:
            text = "there are no questions on this course yet: ask your trainer to make some"
            raise Refused(Why.COURSE_QUESTIONS, text)
        chance.shuffle(chosen)
        return chosen

    def _refuse_hindered(self, course: Course, state: PartState, chance: Chance) -> None:
        told = {
            Hindrance.PASSED: "you have passed this course",
            Hindrance.WAITING: "a trainer has to look at your last quiz first",
            Hindrance.COOLDOWN: f"the next attempt comes {course.cooldown_h:g} hours after a failed one",
            Hindrance.NO_ATTEMPT: f"all {course.attempts} attempts were used: your trainer can assign the course anew",
        }
        if chance.hindrance is not None:
            when = "" if chance.begins is None else f"; it can be begun from {chance.begins:%Y-%m-%d %H:%M} UTC"
            raise Refused(Why(f"course_{chance.hindrance.value}"), told[chance.hindrance] + when)
        if state is not PartState.OPEN:
            text = "this quiz cannot be begun now: finish the parts before it first, or it is done already"
            raise Refused(Why.COURSE_ORDER, text)

    def _register(self, person: Person, course: Course) -> None:
        self._append(person, EventKind.REGISTERED, {"course": course.id}, f"registered/{course.id}")

    def _write(self, person: Person, records: Iterable[Record]) -> None:
        for kind, data, key in list(records):
            self._append(person, EventKind(kind), data, key)

    def _append(self, person: Person, kind: EventKind, data: dict[str, object], key: str) -> None:
        self._coach.journals.of(person.id).append(kind, data, key)

    def _past(self, person: Person) -> Past:
        record = self._coach.practice.records.of(person.id)
        return course_past(self._coach.journals.of(person.id).events(), record.quizzes.values())


def read_versions(events: Iterable[Event], course_id: str, before: int) -> dict[str, str]:
    """The versions of the documents that somebody read for a course before an event: SHA-256 by document."""
    return {
        str(event.data["document"]): str(event.data["version"])
        for event in events
        if event.kind == EventKind.EXPERIENCED and event.data.get("course") == course_id and event.sequence < before
    }


def _in_turn(piles: Sequence[list[Question]], count: int) -> list[Question]:
    """Questions from the tops of the piles, one from each in turn."""
    longest = max(map(len, piles), default=0)
    rows = [pile[row] for row in range(longest) for pile in piles if row < len(pile)]
    return rows[:count]
