"""The writer in use, and its exchange for another one while people ask. Knows nothing of documents, people or tuning."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock, Thread

from assistant.answering.generation import Generator, Message, Order
from assistant.answering.line import Line
from assistant.answering.models import DOCENT_WRITER
from assistant.answering.registry import SHIPPED, WRITER, Change, Entry, Registry, Serving
from assistant.errors import Problem
from assistant.settings import Settings

logger = logging.getLogger(__name__)
# Whether the tuned writer that comes with Docent writes answers in mode "auto"; a promoted one always does.
SHIPPED_WRITES = False
TRIAL = Order((Message("user", "Hello"),), max_tokens=1)
Start = Callable[[Entry | None], Line | None]


@dataclass(slots=True)
class _Served:
    """A writer that answers are written with. Without a line nothing is written: sentences are quoted."""

    entry: Entry | None  # None: the writer that comes with Docent, or that the settings name
    change: Change | None  # that put it live; None where nothing did
    line: Line | None
    users: int = 0  # questions that are being answered with it
    retired: bool = False


@dataclass(frozen=True, slots=True)
class InUse:
    """What the page for admins shows of the writer."""

    entry: Entry | None  # None: the writer that comes with Docent, or that the settings name
    change: Change | None  # that put it live, with who did and when; None where nothing did
    problem: str  # why it is not the one that should serve; "" where it is
    changing: bool  # another one is being loaded


class Writers:
    """The writer that the registry names. A new one is loaded beside the old one and takes the questions from then on.

    An answer that is being written is finished by the writer that began it, which is closed after its last answer.
    """

    def __init__(self, registry: Registry | None, start: Start) -> None:
        """`start` opens a writer, None as the one that comes with Docent; without a registry it is never exchanged.

        Raises:
            Problem: not even the writer that comes with Docent can be opened.
        """
        self._registry, self._start = registry, start
        self._lock = Lock()
        self._pointer = b"" if registry is None else registry.pointer(WRITER)
        self._thread: Thread | None = None
        self._closed = False
        self._served, self._problem = self._first()

    def close(self) -> None:
        """Lets the writer go; one that is still being loaded is let go once it is."""
        with self._lock:
            self._closed = True
            line, self._served.line = self._served.line, None
        if line is not None:
            line.close()

    @contextmanager
    def lease(self) -> Iterator[Line | None]:
        """The line to write with, which stays open until the block ends; None where nothing is written."""
        self.look()
        with self._lock:
            served = self._served
            served.users += 1
        try:
            yield served.line
        finally:
            self._give_back(served)

    def in_use(self) -> InUse:
        """Which writer it is."""
        self.look()
        with self._lock:
            return InUse(self._served.entry, self._served.change, self._problem, self._thread is not None)

    def look(self) -> None:
        """Begins to load another writer where the registry names one; a look costs one small file."""
        if self._registry is None:
            return
        try:
            pointer = self._registry.pointer(WRITER)
        except OSError as error:
            logger.warning("the registry cannot be read, the writer stays: %s", error)
            return
        with self._lock:
            if pointer == self._pointer or self._thread is not None or self._closed:
                return
            self._pointer = pointer
            self._thread = Thread(target=self._exchange, args=(self._registry,), name="new writer", daemon=True)
            self._thread.start()

    def settle(self) -> None:
        """Returns once no other writer is being loaded."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _first(self) -> tuple[_Served, str]:
        """The writer that the registry names, or the first before it that can be loaded."""
        if self._registry is None:
            return _Served(None, None, self._start(None)), ""
        serving = self._registry.current(WRITER)
        entry, problems = serving.entry, list(serving.problems)
        while entry is not None:
            try:
                return self._opened(entry, serving), _told(problems)
            except Problem as problem:
                problems.append(f"{entry.label} cannot be used: {problem}")
                entry = self._registry.sound_before(entry)
        return self._opened(None, serving), _told(problems)

    def _opened(self, entry: Entry | None, serving: Serving) -> _Served:
        number = SHIPPED if entry is None else entry.number
        change = serving.change if serving.change is not None and serving.change.entry == number else None
        return _Served(entry, change, self._start(entry))

    def _exchange(self, registry: Registry) -> None:
        problems: list[str] = []
        try:
            serving = registry.current(WRITER)
            problems += serving.problems
            if serving.change is not None and serving.entry != self._served.entry:  # without one the registry is unreadable
                self._swap(self._opened(serving.entry, serving))
        except Problem as problem:
            problems.append(f"the writer stays what it was, for the new one cannot be used: {problem}")
        except Exception:
            logger.exception("a new writer could not be loaded")
            problems.append("the writer stays what it was: the new one could not be loaded, the server's log says why")
        finally:
            with self._lock:
                self._problem, self._thread = _told(problems), None

    def _swap(self, new: _Served) -> None:
        with self._lock:
            old, idle = self._served, new
            if not self._closed:
                self._served, old.retired = new, True
                idle = old
            unused = idle.line if idle.users == 0 else None
        if unused is not None:
            unused.close()
        logger.info("the writer is %s", "the one that comes with Docent" if new.entry is None else new.entry.label)

    def _give_back(self, served: _Served) -> None:
        with self._lock:
            served.users -= 1
            line = served.line if served.retired and served.users == 0 else None
        if line is not None:
            line.close()


def follows_registry(settings: Settings) -> bool:
    """Whether the settings leave it to the registry which writer serves: they name one that comes with Docent."""
    return settings.writer.model in (DOCENT_WRITER.name, DOCENT_WRITER.base.name) and settings.writer.engine != "remote"


def writes(settings: Settings, entry: Entry | None) -> bool:
    """Whether answers are written where the writer is `entry`, or without one that of the settings; else it is not loaded."""
    if settings.answering.mode != "auto":
        return settings.answering.mode == "generated"
    shipped = SHIPPED_WRITES and DOCENT_WRITER.shipped and settings.writer.model == DOCENT_WRITER.name
    return follows_registry(settings) and (entry is not None or shipped)


def tried(generator: Generator) -> Generator:
    """A generator that has written something, so that its model is known to load.

    Raises:
        EngineFailed: it does not; the generator is closed.
    """
    try:
        for _ in generator.write(TRIAL, Event()):
            pass
    except BaseException:
        generator.close()
        raise
    return generator


def _told(problems: list[str]) -> str:
    for problem in problems:
        logger.warning("%s", problem)
    return "\n".join(problems)
