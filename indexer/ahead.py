"""An iterator that is worked through in a thread while its results are used. Knows nothing of what it yields."""

import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None


class _Ahead(Generic[Item]):
    def __init__(self, items: Iterable[Item], size: int) -> None:
        self._items = items
        self._queue: queue.Queue[Item | _End] = queue.Queue(size)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="ahead", daemon=True)
        self._thread.start()

    def results(self) -> Iterator[Item]:
        while not isinstance(item := self._queue.get(), _End):
            yield item
        if item.error is not None:
            raise item.error

    def stop(self) -> None:
        self._stopped.set()
        while self._thread.is_alive():  # it may be waiting for room
            while not self._queue.empty():
                self._queue.get_nowait()
            self._thread.join(timeout=0.05)

    def _work(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._items:
                self._queue.put(item)
                if self._stopped.is_set():
                    break
        except BaseException as caught:  # noqa: BLE001 - raised again where the results are used
            error = caught
        self._queue.put(_End(error))


@contextmanager
def ahead(items: Iterable[Item], size: int) -> Iterator[Iterator[Item]]:
    """The same items in the same order, up to `size` of them worked out before they are asked for."""
    worker = _Ahead(items, size)
    try:
        yield worker.results()
    finally:
        worker.stop()
