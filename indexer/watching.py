"""The folder of documents watched for changes, until it has been still for a while. Knows nothing of what an update does."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from threading import Event

LONGEST_WAIT = 12  # times `settle_s`; a folder that never rests, with a log file in it, is updated all the same
Changes = Iterable[Collection[tuple[object, str]]]  # as watchfiles gives them: an empty set when a moment passed without any


def settled(changes: Changes, settle_s: float, clock: Callable[[], float] = time.monotonic) -> Iterator[int]:
    """The number of paths that changed, each time that none has for `settle_s` or that they never rest; first 0, at once."""
    paths: set[str] = set()
    first: float | None = None
    last: float | None = None
    for change in changes:
        if change:
            paths |= {path for _, path in change}
            last = clock()
            first = last if first is None else first
            is_due = last - first >= LONGEST_WAIT * settle_s
        else:
            is_due = last is None or (bool(paths) and clock() - last >= settle_s)
        if is_due:
            yield len(paths)
            paths, first, last = set(), None, clock()


def folder_changes(folder: Path, stop: Event) -> Changes:
    """The changes below a folder as they happen, an empty set about once a second without one; ends once `stop` is set."""
    from watchfiles import watch

    return watch(folder, yield_on_timeout=True, rust_timeout=1000, step=200, raise_interrupt=True, stop_event=stop)
