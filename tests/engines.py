"""Generators that write what a test tells them to, and what starts them."""

from collections.abc import Iterator, Sequence
from threading import Event

from assistant.answering.generation import Order
from assistant.answering.line import Line
from assistant.answering.registry import Entry
from assistant.errors import EngineFailed


class ScriptedGenerator:
    """Writes the same pieces for every order; where `gates` are given, each piece waits until its gate is opened."""

    def __init__(self, pieces: Sequence[str] = ("Up to ", "5 days."), gates: Sequence[Event] = ()) -> None:
        self._pieces, self._gates = pieces, gates
        self.orders: list[Order] = []
        self.closed = False

    @property
    def name(self) -> str:
        return "scripted"

    def write(self, order: Order, cancelled: Event) -> Iterator[str]:
        self.orders.append(order)
        for number, piece in enumerate(self._pieces):
            if number < len(self._gates):
                self._gates[number].wait(10)
            if cancelled.is_set():
                return
            yield piece

    def close(self) -> None:
        self.closed = True


class Engines:
    """Starts writers that write the name of their run twice; keeps them for a look."""

    def __init__(self) -> None:
        self.started: list[ScriptedGenerator] = []
        self.broken: set[str] = set()  # names of runs whose model does not load
        self.gate: Event | None = None  # what a start waits for

    def __call__(self, entry: Entry | None) -> Line:
        if self.gate is not None:
            assert self.gate.wait(10)
        name = "shipped" if entry is None else entry.name
        if name in self.broken:
            raise EngineFailed(f"{name} cannot be loaded: no memory")
        self.started.append(ScriptedGenerator([f"{name} ", name]))
        return Line(self.started[-1], 2, 2, 60.0, name=name)

    def closed(self) -> list[bool]:
        """Of every writer that was started, whether it was closed."""
        return [one.closed for one in self.started]
