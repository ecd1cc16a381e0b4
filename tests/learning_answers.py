"""Answers, journals and histories for the tests of the learner model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.learning.answers import Answered, History
from assistant.learning.questions import Kind

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    """A line of a journal, as the learner model sees it."""

    sequence: int
    kind: str
    data: Mapping[str, Any]  # Any: JSON
    time: datetime = START


def answered(number: int, score: float, skill: str = "leave", hours: float = 0.0, **told: Any) -> Answered:  # Any: fields
    """Answer `number`, to a question of its own unless another is named."""
    fields: dict[str, Any] = {"question": f"q{number}", "kind": Kind.SINGLE_CHOICE, **told}
    return Answered(number, START + timedelta(hours=hours), version=1, skill=skill, score=score, correct=score >= 0.5, **fields)


def scores(values: Sequence[float], skill: str = "leave", every: float = 8.0, **told: Any) -> History:  # Any: fields
    """A history of answers to different questions, some hours from one another."""
    return History(tuple(answered(n, score, skill, n * every, **told) for n, score in enumerate(values, start=1)))
