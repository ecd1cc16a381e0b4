"""What a person has answered, as their journal tells it, with later corrections applied. Knows nothing of files or mastery."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from assistant.learning.questions import Kind


class Event(Protocol):
    """A line of a journal."""

    @property
    def sequence(self) -> int:
        """From 1, in the order of writing."""

    @property
    def time(self) -> datetime:
        """When it was written, aware, UTC."""

    @property
    def kind(self) -> str:
        """What happened: "answered", "scored", "credited", ..."""

    @property
    def data(self) -> Mapping[str, Any]:  # Any: JSON
        """What is known of it."""


class Mode(StrEnum):
    """What a quiz is for."""

    PRACTICE = "practice"
    REVIEW = "review"
    EXAM = "exam"
    TEST_OUT = "test_out"


@dataclass(frozen=True, slots=True)
class Answered:
    """One reply to one question, with the score that counts today."""

    sequence: int  # of the event
    time: datetime  # aware, UTC
    question: str  # id
    version: int
    kind: Kind
    skill: str  # id
    score: float  # 0 to 1
    correct: bool
    session: str = ""
    document: str = ""
    seconds: float = 0.0  # from showing the question to the reply
    mode: Mode = Mode.PRACTICE
    hinted: bool = False
    certain: bool | None = None  # what the person said of their own reply; None: was not asked
    sure: bool = True  # the grader is; a person's correction always is
    reply: Any = None  # JSON, as given  # Any: JSON
    corrected: str = ""  # who changed or confirmed the score, else nothing

    @property
    def decided(self) -> bool:
        """Whether the score may count for passing or failing: code is sure and free text aside, or a person confirmed it"""
        said = self.kind is Kind.SHORT_ANSWER and bool(str(self.reply or "").strip())
        return bool(self.corrected) or (self.sure and not said)


@dataclass(frozen=True, slots=True)
class Credit:
    """Evidence of learning before or elsewhere: a certificate, a manager's word."""

    sequence: int
    time: datetime
    skill: str
    share: float  # of the skill that it vouches for, 0 to 1
    by: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """All that a journal tells about what a person knows, in the order of writing."""

    answers: tuple[Answered, ...] = ()
    credits: tuple[Credit, ...] = ()

    def after(self, events: Iterable[Event]) -> "History":
        """The history after these events, too, which follow those that it was made of."""
        answers, credits = list(self.answers), list(self.credits)
        for event in events:
            if event.kind == "answered":
                answers.append(_answered(event))
            elif event.kind == "scored":
                place = _place(answers, event.data["answer"])
                if place is not None:
                    answers[place] = _corrected(answers[place], event.data)
            elif event.kind == "credited":
                credits.append(_credit(event))
            elif event.kind == "voided":
                credits = [one for one in credits if one.sequence != event.data["event"]]
        return History(tuple(answers), tuple(credits))

    def answer(self, sequence: int) -> Answered | None:
        """The answer whose event has this number."""
        place = _place(self.answers, sequence)
        return None if place is None else self.answers[place]


def history(events: Iterable[Event]) -> History:
    """Answers and credits of a journal.

    A later `scored` event gives the answer that it names another score, a `voided` one takes the credit that it names away.
    """
    return History().after(events)


def _place(answers: Sequence[Answered], sequence: int) -> int | None:
    """Where the answer of an event stands among answers in the order of writing."""
    place = bisect_left(answers, sequence, key=lambda one: one.sequence)
    return place if place < len(answers) and answers[place].sequence == sequence else None


def _answered(event: Event) -> Answered:
    told = event.data
    return Answered(
        sequence=event.sequence,
        time=event.time,
        question=str(told["question"]),
        version=int(told["version"]),
        kind=Kind(told["kind"]),
        skill=str(told["skill"]),
        score=_share(told["score"]),
        correct=bool(told["correct"]),
        session=str(told.get("session", "")),
        document=str(told.get("document", "")),
        seconds=float(told.get("seconds", 0.0)),
        mode=Mode(told.get("mode", Mode.PRACTICE)),
        hinted=bool(told.get("hinted", False)),
        certain=told.get("certain"),
        sure=bool(told.get("sure", True)),
        reply=told.get("reply"),
    )


def _corrected(answer: Answered, told: Mapping[str, Any]) -> Answered:  # Any: JSON
    score = _share(told["score"])
    return replace(answer, score=score, correct=bool(told["correct"]), sure=True, corrected=str(told.get("by", "")))


def _credit(event: Event) -> Credit:
    told = event.data
    by, why = str(told.get("by", "")), str(told.get("why", ""))
    return Credit(event.sequence, event.time, str(told["skill"]), _share(told["share"]), by, why)


def _share(value: Any) -> float:  # Any: a number of a journal
    return min(1.0, max(0.0, float(value)))
