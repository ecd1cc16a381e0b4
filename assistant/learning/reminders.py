"""Reminders of what is due or runs out, one digest a person. Knows nothing of mail, languages or where they are kept."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.learning.assignments import State, Status

DAYS = (90, 60, 30, 7, 0)  # before the date that an assignment is due or runs out; 0: it has passed
Given = tuple[str, str, int]  # assignment, the date that it was about (ISO), days before it


@dataclass(frozen=True, slots=True)
class Reminder:
    """An assignment in a digest."""

    status: Status
    until: datetime
    days: int  # one of DAYS: the smallest that is not below the days left
    new: bool  # was not reminded of at this distance

    @property
    def given(self) -> Given:
        """What is noted when the digest was given."""
        return self.status.assignment.id, self.until.isoformat(), self.days


@dataclass(frozen=True, slots=True)
class Digest:
    """What somebody is reminded of on a day, the most urgent first."""

    person: str  # id
    reminders: tuple[Reminder, ...]


def digest(person: str, statuses: Iterable[Status], given: Collection[Given], now: datetime) -> Digest | None:
    """Everything that is within 90 days, where something of it is newly 90, 60, 30 or 7 days off or past; else None.

    A day on which nobody was reminded is made up for: distances in between count as given with the nearest.
    """
    found = sorted(_reminders(statuses, given, now), key=lambda one: (not one.status.assignment.mandatory, one.until))
    return Digest(person, tuple(found)) if any(one.new for one in found) else None


def _reminders(statuses: Iterable[Status], given: Collection[Given], now: datetime) -> Iterator[Reminder]:
    for status in statuses:
        until = status.until
        if until is None or status.state is State.FAILED:
            continue
        days = next((day for day in sorted(DAYS) if until - now <= timedelta(days=day)), None)
        if days is not None:
            key = (status.assignment.id, until.isoformat(), days)
            yield Reminder(status, until, days, key not in given)
