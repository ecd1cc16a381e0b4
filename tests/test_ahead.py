"""Working ahead in a thread."""

import threading
from collections.abc import Iterator

import pytest

from indexer.ahead import ahead


def test_the_items_come_in_their_order() -> None:
    with ahead(range(100), 3) as items:
        assert list(items) == list(range(100))


def test_items_are_worked_out_before_they_are_asked_for() -> None:
    third = threading.Event()

    def numbers() -> Iterator[int]:
        yield 1
        yield 2
        third.set()
        yield 3

    with ahead(numbers(), 3) as items:
        assert third.wait(10)
        assert list(items) == [1, 2, 3]


def test_an_error_is_raised_where_the_items_are_used() -> None:
    def numbers() -> Iterator[int]:
        yield 1
        raise ValueError("two")

    with ahead(numbers(), 3) as items:
        assert next(items) == 1
        with pytest.raises(ValueError, match="two"):
            next(items)


def test_whoever_stops_early_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    with ahead(iter(range(1_000_000)), 2) as items:
        assert next(items) == 0
    assert threading.active_count() == before
