"""What a journal comes to for practising: answers, credits and quizzes, carried on event by event. Knows no bank and no page.

A record is a value: who holds one sees no later event. `Records` keeps those used last, so that a click goes through the
events that are new and no others, however long the journal is.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from assistant.learning.answers import Answered, Event, History, Mode
from assistant.learning.test_sessions import following, from_json
from assistant.learning.testing_out import Test
from assistant.people.journal import EventKind, Journal, Journals
from assistant.people.snapshots import Fold, Resumed, resumed

KEPT = 64  # records kept in memory, the last used
KINDS = frozenset(
    (
        EventKind.INITIALIZED,
        EventKind.ANSWERED,
        EventKind.TERMINATED,
        EventKind.SCORED,
        EventKind.CREDITED,
        EventKind.VOIDED,
    )
)
CHANGING = frozenset((EventKind.SCORED, EventKind.VOIDED))  # change what an earlier event said


@dataclass(frozen=True, slots=True)
class Quiz:
    """One quiz of one person, as their journal tells it."""

    id: str
    mode: Mode
    begun: datetime
    questions: tuple[tuple[str, int], ...]  # ids with versions, in the order in which they are asked
    answers: tuple[Answered, ...]  # so far
    ended: bool
    last: datetime  # of its last event
    course: str = ""
    minutes: float | None = None  # after which no reply is taken; None: any time
    part: int = 0  # of the course, from 0
    course_version: int = 0
    test: Test | None = None  # where the questions are only those that may come: its rule chooses the next one

    @property
    def next(self) -> tuple[str, int] | None:
        """The question that comes now; None where all are answered, the test is decided, or the quiz has ended."""
        if self.test is not None:
            name = None if self.ended else following(self.test, self.id, self.answers)
            return None if name is None else (name, dict(self.questions)[name])
        answered = {answer.question for answer in self.answers}
        left = [one for one in self.questions if one[0] not in answered]
        return None if self.ended or not left else left[0]

    @property
    def score(self) -> float:
        """The mean score over all its questions (of a test those asked), 0 to 1; what was not answered counts as wrong."""
        count = len(self.questions if self.test is None else self.answers)
        return sum(answer.score for answer in self.answers) / count if count else 0.0

    @property
    def most(self) -> int:
        """How many questions it asks at the most."""
        return len(self.questions) if self.test is None else min(self.test.most, len(self.questions))

    @property
    def decides(self) -> bool:
        """Whether something follows from its result."""
        return bool(self.course) or self.mode in (Mode.EXAM, Mode.TEST_OUT)

    def late(self, now: datetime) -> bool:
        """Whether its time is over."""
        return self.minutes is not None and (now - self.begun).total_seconds() > 60 * self.minutes


@dataclass(frozen=True, slots=True)
class Record:
    """What the events of a journal so far come to."""

    history: History = field(default_factory=History)
    quizzes: dict[str, Quiz] = field(default_factory=dict)  # by id, in the order in which they were begun
    last: int = 0  # sequence of the last event, of whatever kind
    root: object = field(default_factory=object, compare=False)  # another one after something earlier was changed

    def after(self, events: Iterable[Event]) -> "Record":
        """The record after these events, too, which follow those that it knows."""
        events = tuple(events)
        if not events:
            return self
        past, quizzes = self.history.after(events), dict(self.quizzes)
        for event in events:
            _carry_on(quizzes, past, event)
        root = object() if any(event.kind in CHANGING for event in events) else self.root
        return Record(past, quizzes, events[-1].sequence, root)

    def answer(self, sequence: int) -> Answered | None:
        """The answer whose event has this number."""
        return self.history.answer(sequence)

    def running(self, now: datetime) -> Quiz | None:
        """The quiz that the person is in the middle of: the last one that was begun, where something of it is left."""
        last = next(reversed(self.quizzes.values()), None)
        return last if last is not None and last.next is not None and not last.late(now) else None

    def engaged(self, now: datetime) -> Quiz | None:
        """The quiz with a result that the person is in the middle of, which no other one may push aside."""
        found = reversed(self.quizzes.values())
        return next((one for one in found if one.decides and one.next is not None and not one.late(now)), None)

    def over(self, now: datetime) -> Quiz | None:
        """The last quiz, where nothing is left of it but its end."""
        last = next(reversed(self.quizzes.values()), None)
        return last if last is not None and not last.ended and (last.next is None or last.late(now)) else None

    def left(self, but: str) -> list[str]:
        """The ids of quizzes without a result that were begun and not ended, but for one."""
        return [one.id for one in self.quizzes.values() if not (one.ended or one.decides or one.id == but)]


def quizzes(events: Iterable[Event]) -> list[Quiz]:
    """All quizzes of a journal in the order in which they were begun."""
    return list(Record().after(events).quizzes.values())


def running(events: Iterable[Event], now: datetime) -> Quiz | None:
    """The quiz that a person is in the middle of, as `Record.running`."""
    return Record().after(events).running(now)


class Records:
    """The records of everybody, each as far as its journal goes when it is asked for. For any number of threads."""

    def __init__(self, journals: Journals) -> None:
        self._journals = journals
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = Lock()

    def of(self, person: str) -> Record:
        """The record of a person.

        Raises:
            JournalDamaged: a line of the journal that had to be read is broken.
        """
        with self._lock:
            kept = self._kept.pop(person, None) or _Kept()
            self._kept[person] = kept
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return kept.brought_up(self._journals.of(person))

    def once(self, person: str) -> Record:
        """The same without keeping it: for going through everybody.

        Raises:
            JournalDamaged: as `of`.
        """
        with self._lock:
            kept = self._kept.get(person) or _Kept()
        return kept.brought_up(self._journals.of(person))


class _Kept:
    """One person's record with how far the journal is known."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._resumed: Resumed[State] | None = None
        self._record = Record()

    def brought_up(self, journal: Journal) -> Record:
        with self._lock:
            found = resumed(journal, ROWS, self._resumed)
            known = Record() if found.anew else self._record
            self._record = known.after(map(_event_of_row, found.state["rows"]))
            if found.state["last"] > self._record.last:  # the last events were of no kind that counts here
                self._record = replace(self._record, last=found.state["last"])
            self._resumed = replace(found, state=_no_rows())  # the record holds them
            return self._record


@dataclass(frozen=True, slots=True)
class _Row:
    """An event as the snapshot keeps it."""

    sequence: int
    time: datetime
    kind: str
    data: Mapping[str, Any]  # Any: JSON


State = dict[str, Any]  # Any: JSON: "rows" of [sequence, time, kind, data], and "last", the sequence of the last event


def _no_rows() -> State:
    return {"rows": [], "last": 0}


def _step(state: State, event: Event) -> State:
    if event.kind in KINDS:
        state["rows"].append([event.sequence, event.time.isoformat(), str(event.kind), event.data])
    state["last"] = event.sequence
    return state


ROWS: Fold[State] = Fold("record", 1, _no_rows, _step)


def _event_of_row(row: list[Any]) -> _Row:  # Any: JSON
    return _Row(row[0], datetime.fromisoformat(row[1]).astimezone(UTC), row[2], row[3])


def _carry_on(quizzes: dict[str, Quiz], past: History, event: Event) -> None:
    """Brings quizzes up to one more event, which the history knows already."""
    name = str(event.data.get("session", ""))
    if event.kind == EventKind.INITIALIZED:
        quizzes[name] = _begun(event, name)
    elif event.kind == EventKind.ANSWERED and name in quizzes:
        answer = past.answer(event.sequence)
        assert answer is not None, "a history without one of its answers"
        quizzes[name] = replace(quizzes[name], answers=(*quizzes[name].answers, answer), last=event.time)
    elif event.kind == EventKind.TERMINATED and name in quizzes:
        quizzes[name] = replace(quizzes[name], ended=True, last=event.time)
    elif event.kind == EventKind.SCORED:
        changed = past.answer(event.data["answer"])
        if changed is not None and changed.session in quizzes:
            quiz = quizzes[changed.session]
            answers = tuple(changed if one.sequence == changed.sequence else one for one in quiz.answers)
            quizzes[changed.session] = replace(quiz, answers=answers)


def _begun(event: Event, name: str) -> Quiz:
    data = event.data
    questions = tuple((str(one[0]), int(one[1])) for one in data["questions"])
    minutes = data.get("minutes")
    return Quiz(
        name, Mode(data["mode"]), event.time, questions, (), False, event.time, str(data.get("course", "")),
        None if minutes is None else float(minutes), int(data.get("part", 0)), int(data.get("course_version", 0)),
        from_json(data["test"]) if "test" in data else None,
    )  # fmt: skip
