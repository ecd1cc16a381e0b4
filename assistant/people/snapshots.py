"""What follows from a journal, kept so that only new events are gone through. Knows nothing of what it is that follows."""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from assistant.errors import Problem
from assistant.people.journal import Journal
from assistant.people.journal_chain import Place
from assistant.people.journal_events import Event, encoded, hash_of
from indexer.disk import write_atomically

FORMAT = 1
FOLDER = "snapshots"
EVERY = 200  # new events after which it is worth writing one: going through so many takes about a millisecond

S = TypeVar("S")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fold(Generic[S]):
    """A rule by which something follows from events, one after the other.

    S is JSON that comes back as it was (objects with text as names, lists, text, numbers). `step` may change the S that it is
    given and returns the one that counts. Another `version` makes all snapshots of the earlier one worthless.
    """

    name: str  # of the file
    version: int
    initial: Callable[[], S]
    step: Callable[[S, Event], S]


@dataclass(frozen=True)
class Resumed(Generic[S]):
    """What follows from a journal as far as it was read."""

    place: Place
    state: S
    anew: bool  # nothing of what was known before counts


def replay(journal: Journal, fold: Fold[S], every: int = EVERY) -> S:
    """What follows from all events of a journal. A snapshot that is damaged or of another journal is made anew.

    Raises:
        JournalDamaged: a line of the journal that had to be read is broken.
    """
    return resumed(journal, fold, None, every).state


def resumed(journal: Journal, fold: Fold[S], before: Resumed[S] | None, every: int = EVERY) -> Resumed[S]:
    """The same for who knows already what followed earlier: its state is carried on; None begins with the snapshot.

    Raises:
        JournalDamaged: as `replay`.
    """
    if before is not None:
        reading = journal.after(before.place)
        if not reading.anew:
            return Resumed(reading.place, _followed(fold, before.state, reading.events), False)
    file = journal.folder / FOLDER / f"{fold.name}.json"
    known: tuple[Place, S] | None = _read(file, fold)
    place, state = (Place(), fold.initial()) if known is None else known
    reading = journal.after(place)
    state = _followed(fold, fold.initial() if reading.anew else state, reading.events)
    if len(reading.events) >= every:
        try:
            _write(journal, file, fold, reading.place, state)
        except (OSError, Problem) as error:  # what follows is right without it, only slower the next time
            logger.warning("%s cannot be written: %s", file, error)
    return Resumed(reading.place, state, True)


def _followed(fold: Fold[S], state: S, events: Iterable[Event]) -> S:
    for event in events:
        state = fold.step(state, event)
    return state


def _read(file: Path, fold: Fold[S]) -> tuple[Place, S] | None:
    """A snapshot; None where there is none that counts."""
    try:
        head, body = file.read_bytes().split(b"\n", 1)
        said = json.loads(head)
        if (said["format"], said["version"]) != (FORMAT, fold.version):
            return None
        if said["hash"] != hash_of(body):
            raise ValueError("the hash is another")
        return Place.from_json(said["place"]), json.loads(body)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        logger.warning("%s is damaged (%s) and made anew", file, error)
        return None


def _write(journal: Journal, file: Path, fold: Fold[S], place: Place, state: S) -> None:
    body = encoded(state)
    head = {"format": FORMAT, "version": fold.version, "place": place.to_json(), "hash": hash_of(body)}
    with journal.locked():
        if not journal.file.is_file():
            return  # erased in the meantime: nothing may be left behind
        file.parent.mkdir(mode=0o700, exist_ok=True)
        write_atomically(file, encoded(head) + b"\n" + body, mode=0o600)
