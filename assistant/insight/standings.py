"""Who of a trainer's people has to pass what until when, by name. Knows nothing of their answers or scores, or of pages."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.learning.assignments import Assignment, State, Status
from assistant.people.person import Person

URGENT = (State.OVERDUE, State.FAILED, State.EXPIRED, State.DUE)  # what somebody has to see to, the most urgent first
ORDER = (*URGENT, State.CURRENT, State.PASSED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is with something that they were assigned. Scores are no part of it."""

    person: str  # name
    groups: tuple[str, ...]
    subject: str  # id of the course, or the document of a re-quiz
    requiz: bool
    mandatory: bool
    state: State
    until: datetime | None  # due, or valid until; None: for ever

    @property
    def urgent(self) -> bool:
        """Whether something has to be done about it."""
        return self.state in URGENT


@dataclass(frozen=True, slots=True)
class Completion:
    """How many people are how far with a course."""

    subject: str
    requiz: bool
    counts: Mapping[State, int]


def standings(
    people: Iterable[Person],
    statuses: Callable[[Person], Iterable[Status]],
    told: Callable[[Assignment], bool],
    group: str = "",
) -> tuple[Standing, ...]:
    """Where the people stand, the most urgent first; without assignments that may not be told of. "" is every group."""
    found = [
        Standing(
            one.name, tuple(sorted(one.groups)), status.assignment.course or status.assignment.document,
            not status.assignment.course, status.assignment.mandatory, status.state, status.until,
        )
        for one in people
        if not group or group in one.groups
        for status in statuses(one)
        if told(status.assignment)
    ]  # fmt: skip
    return tuple(sorted(found, key=_urgency))


def completions(found: Iterable[Standing]) -> tuple[Completion, ...]:
    """How many are how far, by course and re-quiz."""
    counts: dict[tuple[bool, str], Counter[State]] = {}
    for one in found:
        counts.setdefault((one.requiz, one.subject), Counter())[one.state] += 1
    return tuple(Completion(subject, requiz, counts[requiz, subject]) for requiz, subject in sorted(counts))


def _urgency(one: Standing) -> tuple[int, float, str, str]:
    until = float("inf") if one.until is None else one.until.timestamp()
    return ORDER.index(one.state), until, one.person.casefold(), one.subject
