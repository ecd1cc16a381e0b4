"""What a person has done, in a file that only grows; each line fixes the one before. Knows nothing of what the events mean.

A line is on the disk when `append` returns. What a kill or a power cut leaves of a line that nobody was told of is set aside in
a file beside, and the next line goes where it stood. A line changed later is reported with its number; nothing is reset.
"""

import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.errors import JournalDamaged, Problem
from assistant.people.erasure import FILE as ERASED
from assistant.people.erasure import erased_facts, facts, take_away
from assistant.people.file_lock import held
from assistant.people.journal_chain import Flaw, Place, Reading, followed, keyed, whole
from assistant.people.journal_events import FORMAT, Event, EventKind, accepted_data, accepted_key, event_of, hash_of, line_of
from indexer.disk import sync_folder, write_atomically

__all__ = ["Check", "Event", "EventKind", "Journal", "Journals"]

FILE = "journal.jsonl"
TORN = "torn-"  # begins the name of a file with what is left of a line; then comes its hash
KEPT = 64  # journals kept in memory, the last used
_HEXADECIMAL = frozenset("0123456789abcdef")
_REMEDY = "Restore the file from a backup, or use the version of Docent that wrote it; nothing in it was changed"

Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The time by the clock of this machine."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Check:
    """What is to be said of one journal."""

    person: str  # id
    events: int
    last: str  # hash of the last line: who notes it can tell later whether lines were taken off the end
    flaws: tuple[Flaw, ...]
    torn: tuple[str, ...]  # files with what is left of lines that nobody was told of
    unfinished_bytes: int  # of such a line that still stands at the end

    @property
    def good(self) -> bool:
        """Whether every line is as it was written."""
        return not self.flaws

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """What `progress --verify --json` prints of it."""
        return {
            "person": self.person, "good": self.good, "events": self.events, "last": self.last,
            "flaws": [{"line": flaw.line, "why": flaw.why} for flaw in self.flaws],
            "torn": list(self.torn), "unfinished_bytes": self.unfinished_bytes,
        }  # fmt: skip


class Journal:
    """The journal of one person. Any number of threads and processes may read and append."""

    def __init__(self, folder: Path, lock: Path, clock: Clock = utc_now) -> None:
        self.folder = folder
        self.file = folder / FILE
        self._lock = lock
        self._clock = clock
        self._reading = Lock()
        self._known = Reading((), Place())  # what was read so far

    @property
    def person_id(self) -> str:
        """Whose journal it is."""
        return self.folder.name

    def append(self, kind: EventKind, data: Mapping[str, Any], key: str = "") -> Event:  # Any: JSON
        """Writes an event, which is on the disk when this returns; a key that was used before gets the event of then.

        Raises:
            Problem: the data are not JSON or too long, or the disk does not take them.
            JournalDamaged: the last line, the first, or the one with this key is broken.
        """
        data, key = accepted_data(data), accepted_key(key)
        with self.locked():
            try:
                return self._appended(kind, data, key)
            except OSError as error:
                raise Problem(f"{self.file} cannot be written ({error}): nothing was saved, so repeat it then") from error

    def events(self) -> tuple[Event, ...]:
        """All events, the first first. Only what is new since the last call is read.

        Raises:
            JournalDamaged: a line is broken.
        """
        with self._reading:
            new = self.after(self._known.place)
            before = () if new.anew else self._known.events
            self._known = Reading(before + new.events if new.events else before, new.place)
            return self._known.events

    def after(self, place: Place) -> Reading:
        """The events behind a place; all events where the file is not the one that the place was of.

        Raises:
            JournalDamaged: a line is broken.
        """
        content = self._content_after(place)
        anew = content is None
        if content is None:
            place, content = Place(), self._content()
        reading = followed(content[: whole(content)], place)
        if reading.flaws:
            raise self._damaged(reading.flaws[0])
        return replace(reading, anew=anew)

    def check(self) -> Check:
        """Every line against the one before it."""
        with self.locked():  # else a line that is just being written would look like one cut off
            content = self._content()
        end = whole(content)
        reading = followed(content[:end])
        torn = tuple(path.name for path in self.torn())
        return Check(self.person_id, len(reading.events), reading.place.last, reading.flaws, torn, len(content) - end)

    def torn(self) -> list[Path]:
        """The files with what was left of lines that nobody was told of."""
        return sorted(self.folder.glob(f"{TORN}*"))

    def exported(self) -> dict[str, Any]:  # Any: JSON
        """Everything that is kept of the person here, also where the journal is damaged."""
        content = self._content()
        end = whole(content)
        reading = followed(content[:end])
        torn = [*(path.read_bytes() for path in self.torn()), content[end:]]
        return {
            "format": FORMAT,
            "person": self.person_id,
            "events": [event.to_json() for event in reading.events],
            "torn": [piece.decode(errors="replace") for piece in torn if piece],
            "flaws": [{"line": flaw.line, "why": flaw.why} for flaw in reading.flaws],
        }

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps everybody else from writing."""
        with held(self._lock):
            yield

    def readable_events(self) -> tuple[Event, ...]:
        """The events of all lines that are as they were written, whatever became of the others."""
        content = self._content()
        return followed(content[: whole(content)]).events

    def _appended(self, kind: EventKind, data: dict[str, Any], key: str) -> Event:  # Any: JSON
        with self._opened() as file:
            content = self._without_torn(file, file.readall())
            try:
                written = keyed(content, key) if key else None
                last, before = _last(content)
            except (ValueError, RecursionError) as error:
                raise self._damaged(followed(content).flaws[0]) from error
            if written is not None:
                os.fsync(file.fileno())  # who wrote it may have been killed before it was on the disk
                return written
            event = self._next(last, before, kind, data, key)
            _write(file, line_of(event))
            return event

    def _next(self, last: Event | None, before: str, kind: EventKind, data: dict[str, Any], key: str) -> Event:  # Any: JSON
        now = self._clock()
        assert now.tzinfo is not None, "a clock without a time zone"
        now = now.astimezone(UTC)
        if last is None:
            return Event(1, now, kind, data, before, key)
        return Event(last.sequence + 1, max(now, last.time), kind, data, before, key)  # clocks are put back at times

    @contextmanager
    def _opened(self) -> Iterator[FileIO]:
        """The file for reading and appending, private and with a name that survives a power cut."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        with FileIO(str(self.file), "a+", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            if os.fstat(file.fileno()).st_size == 0:  # not only where it was just made: a kill may have come between
                for folder in (self.folder, self.folder.parent, self.folder.parent.parent):
                    sync_folder(folder)
            file.seek(0)
            yield file

    def _without_torn(self, file: FileIO, content: bytes) -> bytes:
        """Whole lines only: the rest goes into a file beside."""
        end = whole(content)
        if end == len(content):
            return content
        torn = content[end:]
        aside = self.folder / f"{TORN}{hash_of(torn)[:16]}"  # the same name again, should a kill come before the next step
        write_atomically(aside, torn, mode=0o600)
        file.truncate(end)
        os.fsync(file.fileno())
        logger.warning("%s ended with %d bytes of a line cut off, now in %s", self.file, len(torn), aside.name)
        return content[:end]

    def _content(self) -> bytes:
        try:
            return self.file.read_bytes()
        except FileNotFoundError:
            return b""

    def _content_after(self, place: Place) -> bytes | None:
        """What stands behind a place; None where the file is another than the one that the place was of."""
        if place.sequence == 0:
            return self._content()
        try:
            with self.file.open("rb") as file:
                file.seek(place.start)
                line = file.read(place.offset - place.start)
                return file.read() if line.endswith(b"\n") and hash_of(line[:-1]) == place.last else None
        except FileNotFoundError:
            return None

    def _damaged(self, flaw: Flaw) -> JournalDamaged:
        return JournalDamaged(f"{self.file}, line {flaw.line}: {flaw.why}. {_REMEDY}")


class Journals:
    """The journals of everybody, each in a folder named by the person's id."""

    def __init__(self, folder: Path, clock: Clock = utc_now) -> None:
        self.folder = folder
        self._clock = clock
        self._journals: OrderedDict[str, Journal] = OrderedDict()
        self._lock = Lock()

    def of(self, person_id: str) -> Journal:
        """The journal of a person, which is there from the first event on.

        Raises:
            Problem: that is no id of a person.
        """
        if not _is_id(person_id):
            raise Problem(f"{person_id[:40]!r} is no id of a person: give its 32 hexadecimal digits")
        with self._lock:
            journal = self._journals.pop(person_id, None)
            if journal is None:
                # two digits: few lock files, which never go away and tell of nobody that was here
                lock = self.folder / "locks" / f"{person_id[:2]}.lock"
                journal = Journal(self.folder / person_id, lock, self._clock)
            self._journals[person_id] = journal
            while len(self._journals) > KEPT:
                self._journals.popitem(last=False)
        return journal

    def people(self) -> list[str]:
        """The ids of all who have a journal."""
        return sorted(path.parent.name for path in self.folder.glob(f"*/{FILE}") if _is_id(path.parent.name))

    def marks(self) -> frozenset[tuple[str, int, int]]:
        """What changes whenever a journal does, or the answers of erased people: name, size and time of each file."""
        files = [*self.folder.glob(f"*/{FILE}"), self.folder / ERASED]
        found = [(path, path.stat()) for path in files if path.is_file()]
        return frozenset((str(path.relative_to(self.folder)), told.st_size, told.st_mtime_ns) for path, told in found)

    def verify(self) -> Iterator[Check]:
        """What is to be said of each journal."""
        for person_id in self.people():
            yield self.of(person_id).check()

    def erase(self, person_id: str) -> int:
        """Takes away all that is kept here of a person; how many answers stay, without who gave them and when.

        A damaged journal goes, too; of its answers those stay that can be read.
        """
        journal = self.of(person_id)
        with held(self.folder / "locks" / "erasing.lock"), journal.locked():
            kept = facts(journal.readable_events())
            take_away(journal.folder, kept)
        return len(kept)

    def erased(self) -> list[dict[str, Any]]:  # Any: JSON
        """The answers of people who were erased, as `erasure.facts` describes them."""
        return erased_facts(self.folder)


def _is_id(text: str) -> bool:
    return len(text) == 32 and _HEXADECIMAL.issuperset(text)


def _last(content: bytes) -> tuple[Event | None, str]:
    """The last of some whole lines as an event, and its hash.

    Raises:
        ValueError: it is none, or the first line is of another format.
    """
    if not content:
        return None, ""
    event_of(content[: content.index(b"\n")])
    line = content[content.rfind(b"\n", 0, -1) + 1 : -1]
    return event_of(line), hash_of(line)


def _write(file: FileIO, line: bytes) -> None:
    """Appends a line and waits until the disk has it; leaves nothing of it behind where that fails."""
    size = os.fstat(file.fileno()).st_size
    try:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(file.fileno(), rest) :]
        os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):  # else the next event finds it and sets it aside
            file.truncate(size)
        raise
