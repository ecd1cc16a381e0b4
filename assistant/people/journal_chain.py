"""The lines of a journal, each fixed by the next: followed, and where they are broken. Knows nothing of folders or locks."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.people.journal_events import Event, encoded, event_of, hash_of


@dataclass(frozen=True, slots=True)
class Place:
    """How far a journal is known. The hash of the last line fixes all before it."""

    offset: int = 0  # bytes, just behind the last known line
    start: int = 0  # byte at which that line begins
    sequence: int = 0  # of that line, which is its number, too
    last: str = ""  # its hash

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The place as an object."""
        return {"offset": self.offset, "start": self.start, "sequence": self.sequence, "last": self.last}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> "Place":  # Any: JSON
        """The place of an object.

        Raises:
            KeyError, TypeError, ValueError: it is none.
        """
        return cls(int(row["offset"]), int(row["start"]), int(row["sequence"]), str(row["last"]))


@dataclass(frozen=True, slots=True)
class Flaw:
    """A line that is not as it was written, or does not follow the one before."""

    line: int  # from 1
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands in a journal after a place, and how far it is known then."""

    events: tuple[Event, ...]
    place: Place
    flaws: tuple[Flaw, ...] = ()
    anew: bool = False  # the file is not the one that the place was of: it was read from its beginning


def followed(content: bytes, place: Place = Place()) -> Reading:
    """The events of whole lines that stand behind a place; a line with a flaw is left out, and the next one is tried."""
    events: list[Event] = []
    flaws: list[Flaw] = []
    previous, last = place.sequence, place.last
    start, offset = place.start, place.offset
    time: datetime | None = None
    for number, line in enumerate(content.split(b"\n")[:-1], place.sequence + 1):
        try:
            event = event_of(line)
            previous, expected = event.sequence, previous + 1
            _refuse_unchained(event, expected, last, time)
            events.append(event)
            time = event.time
        except (ValueError, RecursionError) as error:
            flaws.append(Flaw(number, str(error)))
        last, start, offset = hash_of(line), offset, offset + len(line) + 1
    return Reading(tuple(events), Place(offset, start, previous, last), tuple(flaws))


def whole(content: bytes) -> int:
    """How many bytes are whole lines: all but a last line that has no newline or is not JSON, which is a write cut off."""
    end = content.rfind(b"\n") + 1
    if end == 0:
        return 0
    start = content.rfind(b"\n", 0, end - 1) + 1
    try:
        json.loads(content[start:end])
    except (ValueError, RecursionError):
        return start
    return end


def keyed(content: bytes, key: str) -> Event | None:
    """The event among whole lines that was written with a key.

    Raises:
        ValueError: the line that seems to hold it is broken.
    """
    mark = b'"key":' + encoded(key)
    found = content.find(mark)
    while found >= 0:
        end = content.find(b"\n", found)
        event = event_of(content[content.rfind(b"\n", 0, found) + 1 : end])
        if event.key == key:  # the data of another event may hold the same words
            return event
        found = content.find(mark, end)
    return None


def _refuse_unchained(event: Event, number: int, last: str, time: datetime | None) -> None:
    if event.before != last:
        raise ValueError("does not follow the line before, which was changed, or between them lines are gone or were put in")
    if event.sequence != number:
        raise ValueError(f"has sequence {event.sequence}, expected {number}")
    if time is not None and event.time < time:
        raise ValueError("is earlier than the line before")
