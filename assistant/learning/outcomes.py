"""What came of quizzes that decide something: passed, failed, or for a person to decide. Knows no course's parts and no clock.

A grade that is not certain never decides, and free text never does: a quiz is passed where its other answers alone reach the
pass mark, failed where it could not be reached even if all the doubtful ones were right, and waits for a trainer in between.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from assistant.learning.answers import Answered, Event
from assistant.learning.record import Quiz

NEARLY = 1e-9  # what adding up shares may lose


class Verdict(StrEnum):
    """What came of a quiz that has ended."""

    PASSED = "passed"
    FAILED = "failed"
    WAITING = "waiting"  # for a trainer's decision


def doubtful(answer: Answered) -> bool:
    """Whether an answer's score decides nothing until a person has confirmed or changed it."""
    return not answer.decided


def verdict(quiz: Quiz, pass_mark: float) -> Verdict:
    """What came of a quiz; `pass_mark` is a share of its points."""
    asked = len(quiz.questions)
    sure = sum(answer.score for answer in quiz.answers if not doubtful(answer))
    most = sure + sum(doubtful(answer) for answer in quiz.answers)
    if sure >= pass_mark * asked - NEARLY:
        return Verdict.PASSED
    return Verdict.FAILED if most < pass_mark * asked - NEARLY else Verdict.WAITING


def passes(events: Sequence[Event], subject: str) -> list[Event]:
    """The "passed" events of a course that still stand: none of their quizzes was found to be failed later."""
    withdrawn = [(str(event.data["session"]), event.sequence) for event in _of(events, "failed", subject) if _session(event)]
    return [
        event
        for event in _of(events, "passed", subject)
        if not any(name in event.data.get("sessions", ()) and later > event.sequence for name, later in withdrawn)
    ]


def failures(events: Sequence[Event], subject: str) -> list[Event]:
    """The "failed" events of a course that still stand: the quiz was not found to be passed later."""
    passed = {_session(event): event.sequence for event in _of(events, "completed", subject) if _session(event)}
    return [
        event for event in _of(events, "failed", subject) if not passed.get(_session(event), 0) > event.sequence
    ]  # fmt: skip


def recorded(events: Iterable[Event], subject: str, session: str) -> tuple[Verdict | None, int]:
    """What a journal last said of a quiz, and how often it said something."""
    said = [event for event in events if event.kind in ("completed", "failed") and event.data.get("course") == subject]
    about = [event for event in said if _session(event) == session]
    if not about:
        return None, 0
    return (Verdict.PASSED if about[-1].kind == "completed" else Verdict.FAILED), len(about)


def _of(events: Iterable[Event], kind: str, subject: str) -> list[Event]:
    return [event for event in events if event.kind == kind and event.data.get("course") == subject]


def _session(event: Event) -> str:
    return str(event.data.get("session", ""))
