"""The line in front of an engine: who writes now, who waits and at which place. Knows nothing of documents or accounts."""

from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Generator as Events
from dataclasses import dataclass
from threading import Condition, Event
from time import monotonic
from typing import Self

from assistant.answering.generation import Generator, Order, Text, Waiting
from assistant.errors import EngineFailed, QueueFull

POLL_S = 0.05  # how soon a cancelled order leaves the line


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """One order in the line. `person` is whatever tells people apart; "" is nobody in particular."""

    number: int
    person: str


class _Stop(Event):
    """Set when the person cancels, or when the time for one answer is over."""

    def __init__(self, cancelled: Event, deadline: float, clock: Callable[[], float]) -> None:
        super().__init__()
        self._cancelled, self._deadline, self._clock = cancelled, deadline, clock

    @property
    def late(self) -> bool:
        """Whether the time is over."""
        return self._clock() > self._deadline

    def is_set(self) -> bool:
        """Whether writing must end."""
        return self._cancelled.is_set() or self.late


class Line:
    """A generator that `at_once` orders use at the same time while at most `waiting` others wait for their turn.

    First come, first served, but a person whose orders are being written already lets others go first.
    """

    def __init__(
        self,
        generator: Generator,
        at_once: int,
        waiting: int,
        timeout_s: float,
        clock: Callable[[], float] = monotonic,
        name: str = "",
    ) -> None:
        """`name` is written into answers instead of the generator's own."""
        self._name = name or generator.name
        self._generator, self._at_once, self._limit, self._timeout_s, self._clock = (
            generator,
            at_once,
            waiting,
            timeout_s,
            clock,
        )
        self._changed = Condition()
        self._waiting: list[_Place] = []
        self._writing: list[_Place] = []
        self._joined = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets the engine go."""
        self._generator.close()

    @property
    def name(self) -> str:
        """The model, as it is written into answers."""
        return self._name

    def write(self, order: Order, cancelled: Event, person: str = "") -> Events[Waiting | Text, None, None]:
        """The place in line as it changes, then the text as it comes; ends early once `cancelled` is set.

        Raises:
            QueueFull: too many wait; nothing was started.
            EngineFailed: the engine broke, or the answer took longer than the settings allow.
        """
        place = self._join(person)
        try:
            yield from self._wait(place, cancelled)
            stop = _Stop(cancelled, self._clock() + self._timeout_s, self._clock)
            for piece in () if cancelled.is_set() else self._generator.write(order, stop):
                yield Text(piece)
            if stop.late and not cancelled.is_set():
                raise EngineFailed(
                    f"the answer took longer than {self._timeout_s:g} s: ask again, or raise timeout_s of [writer]"
                )
        finally:
            self._leave(place)

    def _join(self, person: str) -> _Place:
        with self._changed:
            if len(self._writing) >= self._at_once and len(self._waiting) >= self._limit:
                raise QueueFull(f"{len(self._waiting)} people are waiting for an answer already: try again in a minute")
            self._joined += 1
            place = _Place(self._joined, person)
            self._waiting.append(place)
            return place

    def _wait(self, place: _Place, cancelled: Event) -> Iterator[Waiting]:
        told = None
        while not cancelled.is_set():
            with self._changed:
                ahead = self._in_order().index(place)
                if ahead == 0 and len(self._writing) < self._at_once:
                    self._waiting.remove(place)
                    self._writing.append(place)
                    self._changed.notify_all()
                    return
                if told == ahead:
                    self._changed.wait(POLL_S)
            if told != ahead:  # outside the lock: the one who reads this may take their time
                told = ahead
                yield Waiting(ahead + 1)

    def _in_order(self) -> list[_Place]:
        busy = Counter(place.person for place in self._writing if place.person)
        return sorted(self._waiting, key=lambda place: (busy[place.person], place.number))

    def _leave(self, place: _Place) -> None:
        with self._changed:
            for places in (self._waiting, self._writing):
                if place in places:
                    places.remove(place)
            self._changed.notify_all()
