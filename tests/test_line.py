"""The line in front of an engine."""

from collections.abc import Generator, Iterator
from threading import Event, Thread

import pytest

from assistant.answering.generation import Message, Order, Text, Waiting
from assistant.answering.line import Line
from assistant.errors import EngineFailed, QueueFull
from tests.engines import ScriptedGenerator

ORDER = Order((Message("user", "How many days?"),))


def line_of(at_once: int = 1, waiting: int = 2, timeout_s: float = 60.0) -> Line:
    return Line(ScriptedGenerator(), at_once, waiting, timeout_s)


def writing(line: Line, person: str = "", cancelled: Event | None = None) -> Generator[Waiting | Text, None, None]:
    """An order that has joined the line; its first event has been taken."""
    events = line.write(ORDER, cancelled or Event(), person)
    next(events)
    return events


def test_a_free_engine_writes_at_once() -> None:
    assert list(line_of().write(ORDER, Event())) == [Text("Up to "), Text("5 days.")]


def test_who_waits_is_told_the_place_and_moves_up() -> None:
    line = line_of()
    first = writing(line)
    second = line.write(ORDER, Event())
    third = line.write(ORDER, Event())
    assert [next(second), next(third)] == [Waiting(1), Waiting(2)]
    first.close()
    assert next(second) == Text("Up to ")
    assert next(third) == Waiting(1)
    second.close()
    assert list(third) == [Text("Up to "), Text("5 days.")]


def test_as_many_as_allowed_write_at_the_same_time() -> None:
    line = line_of(at_once=2)
    first, second = writing(line), writing(line)
    third = line.write(ORDER, Event())
    assert next(third) == Waiting(1)
    second.close()
    assert next(third) == Text("Up to ")
    first.close()


def test_a_full_line_is_refused_and_the_next_place_is_free_again() -> None:
    line = line_of(waiting=1)
    first, second = writing(line), writing(line)
    with pytest.raises(QueueFull, match="1 people are waiting"):
        next(line.write(ORDER, Event()))
    second.close()
    assert next(line.write(ORDER, Event())) == Waiting(1)
    first.close()


def test_without_places_to_wait_a_free_engine_still_writes() -> None:
    assert next(line_of(waiting=0).write(ORDER, Event())) == Text("Up to ")


def test_who_cancels_while_waiting_gives_up_the_place() -> None:
    line, cancelled = line_of(), Event()
    first = writing(line)
    second = writing(line, cancelled=cancelled)
    third = line.write(ORDER, Event())
    assert next(third) == Waiting(2)
    cancelled.set()
    assert list(second) == []
    assert next(third) == Waiting(1)
    first.close()


def test_cancelling_ends_the_text_without_an_error() -> None:
    cancelled = Event()
    events = writing(line_of(), cancelled=cancelled)
    cancelled.set()
    assert list(events) == []


def test_a_person_who_is_being_answered_lets_others_go_first() -> None:
    line = line_of(at_once=2, waiting=4)
    ada, bob = writing(line, "ada"), writing(line, "bob")
    more_of_ada, cyd = line.write(ORDER, Event(), "ada"), line.write(ORDER, Event(), "cyd")
    assert next(more_of_ada) == Waiting(1)
    assert next(cyd) == Waiting(1)
    assert next(more_of_ada) == Waiting(2)
    bob.close()
    assert next(cyd) == Text("Up to ")
    ada.close()
    assert next(more_of_ada) == Text("Up to ")


def test_an_answer_that_takes_too_long_fails() -> None:
    times = iter([0.0, 1.0, 61.0, 61.0])
    line = Line(ScriptedGenerator(), 1, 0, 60.0, clock=lambda: next(times))
    events = line.write(ORDER, Event())
    assert next(events) == Text("Up to ")
    with pytest.raises(EngineFailed, match="longer than 60 s"):
        next(events)
    line_free = Line(ScriptedGenerator(), 1, 0, 60.0)
    assert next(line_free.write(ORDER, Event())) == Text("Up to ")


def test_an_engine_that_breaks_leaves_its_place() -> None:
    class Broken(ScriptedGenerator):
        def write(self, order: Order, cancelled: Event) -> Iterator[str]:
            raise EngineFailed("no model")

    line = Line(Broken(), 1, 0, 60.0)
    for _ in range(2):
        with pytest.raises(EngineFailed, match="no model"):
            next(line.write(ORDER, Event()))


def test_people_in_threads_are_all_served() -> None:
    line = Line(ScriptedGenerator(), 2, 20, 60.0)
    texts: list[str] = []

    def ask() -> None:
        texts.append("".join(event.piece for event in line.write(ORDER, Event()) if isinstance(event, Text)))

    people = [Thread(target=ask) for _ in range(12)]
    for person in people:
        person.start()
    for person in people:
        person.join(10)
    assert texts == ["Up to 5 days."] * 12


def test_closing_the_line_closes_the_engine() -> None:
    generator = ScriptedGenerator()
    with Line(generator, 1, 0, 60.0) as line:
        assert line.name == "scripted"
    assert generator.closed
