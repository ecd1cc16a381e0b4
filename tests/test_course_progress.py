"""How far somebody is in a course, from events alone: parts in order, rounds, versions, and what is to be written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.learning.answers import Answered, Mode
from assistant.learning.course_progress import (
    PartState,
    Past,
    course_past,
    course_progress,
    pass_record,
    sitting_records,
)
from assistant.learning.courses import Course, Quiz, Reading
from assistant.learning.outcomes import Verdict
from assistant.learning.questions import Kind
from assistant.learning.record import Quiz as Sitting
from assistant.learning.skills import Name, Place

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
READING, QUIZ = Reading(Place("fire.md", "Exits")), Quiz(("fire",), 2)
COURSE = Course("fire", Name("Fire"), (READING, QUIZ), 1, pass_mark=0.5, validity_months=12)
ANSWER = Answered(3, NOW, "q0", 1, Kind.SINGLE_CHOICE, "fire", 1.0, True, "s1")


@dataclass(frozen=True)
class Line:
    """An event of a journal."""

    sequence: int
    kind: str
    data: Mapping[str, Any]
    time: datetime = NOW


def line(sequence: int, kind: str, time: datetime = NOW, **data: Any) -> Line:  # Any: JSON
    return Line(sequence, kind, {"course": "fire", **data}, time)


def sitting(*scores: float, name: str = "s1", ended: bool = True, part: int = 1, version: int = 1) -> Sitting:
    answers = tuple(replace(ANSWER, question=f"q{place}", score=score) for place, score in enumerate(scores))
    questions = (("q0", 1), ("q1", 1))
    return Sitting(name, Mode.EXAM, NOW, questions, answers, ended, NOW, "fire", 5.0, part, version)


READ = line(1, "experienced", document="fire.md", heading="Exits")
BEGUN = line(2, "initialized", session="s1")


def versions(course_id: str, number: int) -> Course | None:
    return COURSE if (course_id, number) == ("fire", 1) else None


def states(past: Past, course: Course = COURSE, now: datetime = NOW) -> list[PartState]:
    return [part.state for part in course_progress(course, versions, past, now).parts]


def test_parts_come_one_after_the_other() -> None:
    assert states(Past((), ())) == [PartState.OPEN, PartState.LATER]
    assert states(Past((READ,), ())) == [PartState.DONE, PartState.OPEN]


def test_another_section_of_the_document_is_another_reading() -> None:
    assert states(Past((line(1, "experienced", document="fire.md", heading=""),), ())) == [PartState.OPEN, PartState.LATER]


def test_a_quiz_runs_until_it_is_ended_answered_or_late() -> None:
    running = Past((READ, BEGUN), (sitting(1.0, ended=False),))
    assert states(running) == [PartState.DONE, PartState.RUNNING]
    assert states(running, now=NOW + timedelta(minutes=6)) == [PartState.DONE, PartState.DONE]  # half of it was right
    assert states(Past((READ, BEGUN), (sitting(1.0, 0.0, ended=False),))) == [PartState.DONE, PartState.DONE]


def test_the_last_quiz_is_told_with_its_score_and_verdict() -> None:
    past = Past((READ, BEGUN, line(3, "initialized", session="s2")), (sitting(0.0), sitting(0.5, 0.0, name="s2")))
    part = course_progress(COURSE, versions, past, NOW).parts[1]
    assert (part.state, part.session, part.score, part.verdict) == (PartState.OPEN, "s2", 0.25, Verdict.FAILED)


def test_what_came_of_a_quiz_is_to_be_written_until_it_is() -> None:
    past = Past((READ, BEGUN), (sitting(1.0),))
    (record,) = sitting_records("fire", versions, past, NOW)
    assert record == ("completed", {"course": "fire", "part": 1, "session": "s1", "score": 0.5}, "completed/s1/0")
    written = replace(past, events=(*past.events, line(3, "completed", session="s1")))
    assert list(sitting_records("fire", versions, written, NOW)) == []


def test_a_later_regrade_is_to_be_written_under_another_key() -> None:
    past = Past((READ, BEGUN, line(3, "completed", session="s1")), (sitting(0.0),))
    ((kind, data, key),) = sitting_records("fire", versions, past, NOW)
    assert (kind, key, data["questions"]) == ("failed", "failed/s1/1", [["q0", 1], ["q1", 1]])


def test_a_course_is_passed_once_all_parts_are_done() -> None:
    past = Past((READ, BEGUN), (sitting(1.0),))
    record = pass_record(course_progress(COURSE, versions, past, NOW), past)
    assert record is not None
    kind, data, key = record
    assert (kind, data["sessions"], data["score"], key) == ("passed", ["s1"], 0.5, "passed/fire/0")
    unread = Past((BEGUN,), (sitting(1.0),))
    assert pass_record(course_progress(COURSE, versions, unread, NOW), unread) is None


def test_a_passed_course_is_not_passed_again_before_it_is_renewed() -> None:
    past = Past((READ, BEGUN, line(3, "passed", sessions=["s1"])), (sitting(1.0),))
    progress = course_progress(COURSE, versions, past, NOW)
    assert (progress.over, progress.valid_until, progress.since) == (True, datetime(2027, 3, 2, 9, tzinfo=UTC), 0)
    assert states(past) == [PartState.DONE, PartState.DONE]
    assert pass_record(progress, past) is None


def test_a_round_to_renew_it_begins_ninety_days_before_it_runs_out() -> None:
    past = Past((READ, BEGUN, line(3, "passed", sessions=["s1"])), (sitting(1.0),))
    assert states(past, now=datetime(2026, 12, 2, 8, tzinfo=UTC)) == [PartState.DONE, PartState.DONE]
    later = course_progress(COURSE, versions, past, datetime(2026, 12, 2, 9, tzinfo=UTC))
    assert (later.over, later.since, later.parts[0].state) == (False, 3, PartState.OPEN)


def test_a_course_that_is_passed_for_ever_is_never_renewed() -> None:
    past = Past((READ, BEGUN, line(3, "passed", sessions=["s1"])), (sitting(1.0),))
    progress = course_progress(replace(COURSE, validity_months=0), versions, past, NOW + timedelta(days=9999))
    assert (progress.over, progress.valid_until) == (True, None)


def test_a_part_is_the_same_wherever_a_later_version_puts_it() -> None:
    moved = replace(COURSE, version=2, parts=(QUIZ, READING))
    assert states(Past((BEGUN,), (sitting(1.0),)), moved) == [PartState.DONE, PartState.OPEN]
    other = replace(COURSE, version=2, parts=(READING, Quiz(("fire",), 5)))
    assert states(Past((READ, BEGUN), (sitting(1.0),)), other) == [PartState.DONE, PartState.OPEN]


def test_only_what_names_a_course_is_looked_at() -> None:
    elsewhere = Line(9, "answered", {"question": "q"})
    practice = replace(sitting(1.0), course="")
    assert course_past([READ, elsewhere], [sitting(1.0), practice]) == Past((READ,), (sitting(1.0),))
