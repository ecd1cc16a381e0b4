"""Generators that write what a test tells them to."""

from collections.abc import Iterator, Sequence
from threading import Event

from assistant.answering.generation import Order


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
