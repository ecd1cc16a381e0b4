"""A folder watched until it is still."""

from collections.abc import Iterator

from indexer.watching import LONGEST_WAIT, settled


def moments(*changes: str) -> Iterator[set[tuple[object, str]]]:
    """A set of paths a second, empty where nothing changed."""
    for change in changes:
        yield {("modified", path) for path in change.split()}


def seconds() -> Iterator[float]:
    """A clock that is a second later each time it is read."""
    return map(float, range(1000))


def test_it_says_so_once_when_it_begins_to_watch() -> None:
    clock = seconds()
    assert list(settled(moments("", "", "", ""), 3, lambda: next(clock))) == [0]


def test_it_waits_until_nothing_has_changed_for_long_enough() -> None:
    clock = seconds()
    assert list(settled(moments("", "a", "b", "a", "", "", ""), 3, lambda: next(clock))) == [0, 2]


def test_what_changes_right_at_the_beginning_is_waited_for_too() -> None:
    clock = seconds()
    assert list(settled(moments("a", "", "", ""), 3, lambda: next(clock))) == [1]


def test_each_time_it_settles_counts_on_its_own() -> None:
    clock = seconds()
    assert list(settled(moments("", "a b", "", "", "c", "", "", ""), 2, lambda: next(clock))) == [0, 2, 1]


def test_a_folder_that_never_rests_is_updated_all_the_same() -> None:
    clock = seconds()
    assert list(settled(moments(*["log"] * (LONGEST_WAIT * 3 + 1)), 3, lambda: next(clock))) == [1]
