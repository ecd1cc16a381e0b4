"""The answers being written now, each with the switch that stops it. Knows nothing of answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class Stops:
    """Switches by person and open page, so that nobody can stop somebody else's answer."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: dict[tuple[str, str], set[Event]] = {}

    @contextmanager
    def running(self, person_id: str, page: str) -> Iterator[Event]:
        """A switch for as long as an answer is written; it is thrown at the end too, so that nothing goes on unseen."""
        cancelled, key = Event(), (person_id, page)
        with self._lock:
            self._running.setdefault(key, set()).add(cancelled)
        try:
            yield cancelled
        finally:
            cancelled.set()
            with self._lock:
                self._running[key].discard(cancelled)
                if not self._running[key]:
                    del self._running[key]

    def stop(self, person_id: str, page: str) -> int:
        """Stops what this person's page is writing; returns how many answers that were."""
        with self._lock:
            switches = list(self._running.get((person_id, page), ()))
        for cancelled in switches:
            cancelled.set()
        return len(switches)
