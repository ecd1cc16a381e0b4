"""A line of a journal: what happened, when, and the hash of the line before. Knows nothing of files or of what it means."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from assistant.errors import Problem

FORMAT = 1  # stands in the first line of a journal
LONGEST_DATA_BYTES = 64 * 1024  # of one event, as JSON
LONGEST_KEY = 200  # characters
DEEPEST = 16  # objects and lists within one another; a line that can be written must be readable wherever it is read

_ADL = "http://adlnet.gov/expapi/verbs/"


class EventKind(StrEnum):
    """What happened. Each is one verb of the Experience API (xAPI)."""

    INITIALIZED = "initialized"  # a quiz began
    ANSWERED = "answered"
    TERMINATED = "terminated"  # a quiz ended
    SCORED = "scored"  # an answer got another score
    OBJECTED = "objected"
    CREDITED = "credited"  # evidence of learning elsewhere
    ASKED = "asked"  # for a credit
    VOIDED = "voided"  # a credit, or the asking for one, counts no longer
    EXPERIENCED = "experienced"  # a document was opened or read
    RATED = "rated"
    REGISTERED = "registered"  # a course was begun
    PASSED = "passed"  # a course or a re-quiz
    FAILED = "failed"  # a quiz of a course; also one, or a test, that counted as passed before a trainer's decision
    COMPLETED = "completed"  # a step of the path, also by a test; or a quiz of a course
    EARNED = "earned"  # a certificate


VERBS: Mapping[EventKind, str] = {
    EventKind.INITIALIZED: f"{_ADL}initialized",
    EventKind.ANSWERED: f"{_ADL}answered",
    EventKind.TERMINATED: f"{_ADL}terminated",
    EventKind.SCORED: f"{_ADL}scored",
    EventKind.OBJECTED: "http://activitystrea.ms/schema/1.0/disagree",
    EventKind.CREDITED: "https://w3id.org/xapi/adl/verbs/waived",  # cmi5: met by other means than the activity
    EventKind.ASKED: f"{_ADL}asked",
    EventKind.VOIDED: f"{_ADL}voided",
    EventKind.EXPERIENCED: f"{_ADL}experienced",
    EventKind.RATED: "http://id.tincanapi.com/verb/rated",
    EventKind.REGISTERED: f"{_ADL}registered",
    EventKind.PASSED: f"{_ADL}passed",
    EventKind.FAILED: f"{_ADL}failed",
    EventKind.COMPLETED: f"{_ADL}completed",
    EventKind.EARNED: "http://id.tincanapi.com/verb/earned",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one person."""

    sequence: int  # from 1, without gaps
    time: datetime  # UTC, never before that of the event before
    kind: EventKind
    data: Mapping[str, Any]  # Any: JSON
    before: str  # SHA-256 of the line before, hexadecimal; "" of the first
    key: str = ""  # names one wish to write, so that it is not fulfilled twice

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The object that stands in the line."""
        return {
            **({"format": FORMAT} if self.sequence == 1 else {}),
            "sequence": self.sequence,
            "time": self.time.isoformat(timespec="microseconds"),
            "kind": self.kind.value,
            **({"key": self.key} if self.key else {}),
            "data": self.data,
            "before": self.before,
        }

    @classmethod
    def from_json(cls, row: Any) -> Self:  # Any: JSON of whatever kind
        """The event of an object.

        Raises:
            ValueError: it is none, or one of another format.
        """
        try:
            time, kind = datetime.fromisoformat(row["time"]), EventKind(row["kind"])
            event = cls(row["sequence"], time, kind, row["data"], row["before"], row.get("key", ""))
            first_format = row.get("format") if event.sequence == 1 else FORMAT
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"is not an event ({error!r})") from error
        if first_format != FORMAT:
            raise ValueError(f"has format {first_format}, this version reads {FORMAT}")
        if type(event.sequence) is not int or not isinstance(event.data, dict) or time.tzinfo is not UTC:
            raise ValueError("is not an event (sequence, data or time)")
        return event


def line_of(event: Event) -> bytes:
    """The line of an event, with its newline."""
    return encoded(event.to_json()) + b"\n"


def event_of(line: bytes) -> Event:
    """The event of a line, with or without its newline.

    Raises:
        ValueError: it is not JSON, not an event, or of another format.
    """
    return Event.from_json(json.loads(line))


def hash_of(line: bytes) -> str:
    """What the next line says of this one, which is given without its newline: SHA-256, hexadecimal."""
    return hashlib.sha256(line).hexdigest()


def encoded(value: Any) -> bytes:  # Any: JSON
    """A JSON value on one line, UTF-8, written in one way only."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def accepted_data(data: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    """The data as they will be read again: tuples become lists.

    Raises:
        Problem: they are not JSON, too deep, or too long.
    """
    _refuse_unkept(data, DEEPEST)
    try:
        text = encoded(dict(data))
    except (ValueError, TypeError) as error:  # half of a surrogate pair, a number with thousands of digits
        raise Problem(f"the data of an event cannot be kept ({error}): give plain text and numbers") from error
    if len(text) > LONGEST_DATA_BYTES:
        raise Problem(f"the data of an event have {len(text)} bytes: at most {LONGEST_DATA_BYTES} are kept")
    decoded: dict[str, Any] = json.loads(text)
    return decoded


def accepted_key(key: str) -> str:
    """The key, where it can be kept.

    Raises:
        Problem: it cannot.
    """
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Problem(f"the key of an event has {len(key)} characters: give at most {LONGEST_KEY}, all of them visible")
    return key


def _refuse_unkept(value: object, deeper: int) -> None:
    if deeper < 0:
        raise Problem(f"the data of an event are more than {DEEPEST} levels deep: make them flatter")
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise Problem("the data of an event have a name that is not text: JSON would change it")
        value = tuple(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            _refuse_unkept(one, deeper - 1)
    elif not (value is None or isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))):
        raise Problem(f"the data of an event hold {type(value).__name__} {str(value)[:40]!r}: only JSON is kept")
