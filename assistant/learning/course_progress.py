"""How far somebody is in a course, as their journal tells it. Knows nothing of who assigned it, of questions or of files.

A course is done in rounds: a round ends when the course is passed, and the next one, which renews it, begins 90 days before
that runs out.

    experienced {course, document, heading, version, seconds}     a reading was confirmed
    initialized {session, course, part, course_version, ...}      a quiz began
    completed   {course, part, session, score}                    a quiz was passed
    failed      {course, part, session, score, questions}         a quiz was failed, also one that counted as passed before
    passed      {course, version, score, sessions, questions}     all parts are done
    earned      the certificate, its code, and {sequence} of the passed event
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias

from assistant.learning.answers import Event
from assistant.learning.courses import Course, Part, Reading
from assistant.learning.outcomes import Verdict, failures, passes, recorded, verdict
from assistant.learning.record import Quiz as Sitting
from assistant.learning.validity import expires

Versions: TypeAlias = Callable[[str, int], Course | None]  # id and version -> the course as it was then
Record: TypeAlias = tuple[str, dict[str, Any], str]  # kind, data and key of an event  # Any: JSON
RENEWAL = timedelta(days=90)  # before a pass runs out it can be renewed


class PartState(StrEnum):
    """How far a part of a course is."""

    OPEN = "open"
    LATER = "later"  # the parts before it come first
    RUNNING = "running"  # somebody is in the middle of the quiz
    WAITING = "waiting"  # a trainer has to decide on an answer of the quiz
    DONE = "done"


@dataclass(frozen=True, slots=True)
class PartStanding:
    """A part of a course with how far it is."""

    part: Part
    state: PartState
    session: str = ""  # of the quiz: the running one, else the last
    score: float | None = None  # of the last quiz that has ended, 0 to 1
    verdict: Verdict | None = None  # of the last quiz that has ended


@dataclass(frozen=True, slots=True)
class Past:
    """What a journal tells about courses and re-quizzes."""

    events: tuple[Event, ...]  # those that name one, in their order
    sittings: tuple[Sitting, ...]  # the quizzes of them, in the order in which they were begun

    def sittings_of(self, course_id: str) -> list[Sitting]:
        """The quizzes of a course."""
        return [one for one in self.sittings if one.course == course_id]


@dataclass(frozen=True, slots=True)
class CourseProgress:
    """How far somebody is with the present version of a course."""

    course: Course
    parts: tuple[PartStanding, ...]
    passed: datetime | None  # last
    valid_until: datetime | None  # None: for ever, or not passed
    renewing: bool  # it was passed, and this is the round in which it is renewed
    failed: tuple[datetime, ...]  # in this round
    since: int  # sequence of the passed event after which this round began; 0: of the first round
    sittings: int  # quizzes of this course that were begun, of all rounds

    @property
    def over(self) -> bool:
        """Whether this round has ended: the course is passed, and it is too early to renew it."""
        return self.passed is not None and not self.renewing


def course_past(events: Iterable[Event], sittings: Iterable[Sitting]) -> Past:
    """What a journal with these events and quizzes tells about courses."""
    return Past(tuple(event for event in events if event.data.get("course")), tuple(one for one in sittings if one.course))


def course_progress(course: Course, versions: Versions, past: Past, now: datetime) -> CourseProgress:
    """How far somebody is with a course."""
    stand = passes(past.events, course.id)
    passed = stand[-1].time if stand else None
    until = None if passed is None else expires(passed, course.validity_months)
    renewing = until is not None and until - RENEWAL <= now
    before = [0, *(event.sequence for event in stand)]
    since = before[-1] if renewing or not stand else before[-2]
    this_round = [event for event in past.events if event.sequence > since]
    sittings, begun = past.sittings_of(course.id), {_session(event) for event in this_round if event.kind == "initialized"}
    parts = _parts(course, versions, this_round, [one for one in sittings if one.id in begun], now)
    failed = tuple(event.time for event in failures(past.events, course.id) if event.sequence > since)
    return CourseProgress(course, parts, passed, until, renewing, failed, since, len(sittings))


def over(sitting: Sitting, now: datetime) -> bool:
    """Whether no reply to a quiz will be taken any more."""
    return sitting.next is None or sitting.late(now)


def sitting_records(course_id: str, versions: Versions, past: Past, now: datetime) -> Iterator[Record]:
    """What is to be written of the quizzes of a course, of all rounds: also corrections after a trainer's decision."""
    for sitting in past.sittings_of(course_id):
        course = versions(course_id, sitting.course_version)
        if course is None or not over(sitting, now):
            continue
        found, (before, times) = verdict(sitting, course.pass_mark), recorded(past.events, course_id, sitting.id)
        if found in (before, Verdict.WAITING):
            continue
        kind = "completed" if found is Verdict.PASSED else "failed"
        data = {"course": course_id, "part": sitting.part, "session": sitting.id, "score": round(sitting.score, 4)}
        data |= {"questions": [list(one) for one in sitting.questions]} if kind == "failed" else {}
        yield kind, data, f"{kind}/{sitting.id}/{times}"


def pass_record(progress: CourseProgress, past: Past) -> Record | None:
    """What is to be written when all parts of a course are done in a round; None where they are not."""
    if progress.over or not all(part.state is PartState.DONE for part in progress.parts):
        return None
    course, by_id = progress.course, {one.id: one for one in past.sittings}
    sat = [by_id[part.session] for part in progress.parts if part.session]
    score = sum(one.score for one in sat) / len(sat)
    data = {
        "course": course.id, "version": course.version, "score": round(score, 4), "sessions": [one.id for one in sat],
        "questions": [list(question) for one in sat for question in one.questions],
    }  # fmt: skip
    before = sum(event.kind == "passed" and event.data.get("course") == course.id for event in past.events)
    return "passed", data, f"passed/{course.id}/{before}"


def _parts(
    course: Course, versions: Versions, events: Sequence[Event], sittings: Sequence[Sitting], now: datetime
) -> tuple[PartStanding, ...]:
    found: list[PartStanding] = []
    for part in course.parts:
        if isinstance(part, Reading):
            one = _reading(course.id, part, events)
        else:
            one = _quiz(part, [sat for sat in sittings if _part_of(sat, versions) == part], now, versions)
        earlier = all(before.state is PartState.DONE for before in found)
        found.append(one if earlier or one.state is not PartState.OPEN else replace(one, state=PartState.LATER))
    return tuple(found)


def _reading(course_id: str, part: Reading, events: Sequence[Event]) -> PartStanding:
    place = (course_id, part.place.document, part.place.heading)
    read = any(
        (event.data.get("course"), event.data.get("document"), event.data.get("heading", "")) == place
        for event in events
        if event.kind == "experienced"
    )
    return PartStanding(part, PartState.DONE if read else PartState.OPEN)


def _quiz(part: Part, sittings: Sequence[Sitting], now: datetime, versions: Versions) -> PartStanding:
    ended = [(one, _verdict(one, versions)) for one in sittings if over(one, now)]
    passed = [one for one, found in ended if found is Verdict.PASSED]
    if passed:
        return PartStanding(part, PartState.DONE, passed[-1].id, passed[-1].score, Verdict.PASSED)
    score, found = (ended[-1][0].score, ended[-1][1]) if ended else (None, None)
    if sittings and not over(sittings[-1], now):
        return PartStanding(part, PartState.RUNNING, sittings[-1].id, score, found)
    state = PartState.WAITING if found is Verdict.WAITING else PartState.OPEN
    return PartStanding(part, state, ended[-1][0].id if ended else "", score, found)


def _session(event: Event) -> str:
    return str(event.data.get("session", ""))


def _part_of(sitting: Sitting, versions: Versions) -> Part | None:
    """The part that a quiz was of: in another version of the course it may stand elsewhere."""
    course = versions(sitting.course, sitting.course_version)
    return course.parts[sitting.part] if course is not None and sitting.part < len(course.parts) else None


def _verdict(sitting: Sitting, versions: Versions) -> Verdict:
    course = versions(sitting.course, sitting.course_version)
    assert course is not None, "a quiz of a version that was never saved"
    return verdict(sitting, course.pass_mark)
