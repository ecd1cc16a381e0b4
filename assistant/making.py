"""Making questions from all documents in the background, into the bank. Knows no page; how questions are made is learning's."""

import json
import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from assistant.answering.reader import Scorer
from assistant.errors import Problem, Refused, Why
from assistant.learning.authoring import Wish, author
from assistant.learning.bank import DOCENT, Added, Bank
from assistant.learning.conflicts import DocumentConflict
from assistant.learning.skills import SkillsMap
from indexer.disk import write_atomically
from indexer.embedding import Embedder
from indexer.store import Index

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one document."""

    document: str
    kept: int  # questions that passed every check and are new or changed
    dropped: Mapping[str, int]  # by the first reason
    conflicts: tuple[DocumentConflict, ...]


@dataclass(frozen=True, slots=True)
class MakingState:
    """The making that runs, or the last one that ran."""

    running: bool = False
    by: str = ""
    document: str = ""  # that is read now
    done: int = 0  # documents
    of: int = 0
    kept: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    conflicts: int = 0
    problem: str = ""
    finished: datetime | None = None


def make(
    index: Index,
    embedder: Embedder,
    bank: Bank,
    skills: SkillsMap,
    clock: Callable[[], datetime],
    judge: Scorer | None = None,
) -> Iterator[Made | str]:
    """Makes questions document by document: the name of each before it is read, then what became of it.

    All documents together are looked through for other answers; the judge, where there is one, reads back what the reader that
    quotes does not find. A question is asked only to people who may read its own.
    """
    within = index.everything()
    writing = author(index, within, embedder, judge, lambda place: skills.skill_of(place.document, place.heading))
    for record in index.documents():
        if not record.pages:
            continue
        yield record.document
        places = tuple((record.document, number) for number in range(1, record.pages + 1))
        taken = tuple(bank.list(within=lambda _: True))
        batch = writing.write(index, within, Wish(None, places=places, taken=taken))
        added = bank.add_all(batch.questions, DOCENT, clock())
        yield Made(
            record.document,
            sum(one in (Added.NEW, Added.CHANGED) for one in added),
            batch.report.dropped,
            batch.conflicts,
        )


class Making:
    """One making at a time, in a thread of its own; the conflicts between documents that it met lie in a file."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._conflicts = folder / "conflicts.json"
        self._clock = clock
        self._lock = threading.Lock()
        self._state = MakingState()

    @property
    def state(self) -> MakingState:
        """The state at this moment."""
        with self._lock:
            return self._state

    def start(self, work: Callable[[], Iterator[Made | str]], of: int, by: str) -> threading.Thread:
        """Starts to make questions from so many documents; the thread is returned so that a caller may wait for it.

        Raises:
            Problem: it runs already.
        """
        with self._lock:
            if self._state.running:
                text = f"{self._state.by} started to make questions, which still goes on: wait until it has finished"
                raise Refused(Why.MAKING, text)
            self._state = MakingState(running=True, by=by, of=of)
        thread = threading.Thread(target=self._run, args=(work,), name="making", daemon=True)
        thread.start()
        return thread

    def conflicts(self) -> list[Mapping[str, Any]]:  # Any: JSON
        """The places where documents gave different answers when questions were made last."""
        try:
            rows: list[Mapping[str, Any]] = json.loads(self._conflicts.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        except (OSError, ValueError):
            logger.exception("%s cannot be read: make questions again", self._conflicts)
            return []
        return rows

    def _run(self, work: Callable[[], Iterator[Made | str]]) -> None:
        problem, met, dropped = "", dict[DocumentConflict, None](), Counter[str]()
        try:
            for event in work():
                if isinstance(event, str):
                    self._change(document=event)
                    continue
                met |= dict.fromkeys(event.conflicts)
                dropped.update(event.dropped)
                state = self.state
                self._change(done=state.done + 1, kept=state.kept + event.kept, dropped=dict(dropped), conflicts=len(met))
            write_atomically(self._conflicts, json.dumps([one.to_json() for one in met], ensure_ascii=False).encode())
        except Problem as error:
            problem = str(error)
        except Exception:
            code = uuid4().hex[:8]
            logger.exception("making questions failed, id %s", code)
            problem = f"an internal error stopped it (id {code} in the server's log); what was made until then is kept"
        self._change(running=False, document="", problem=problem, finished=self._clock())

    def _change(self, **changed: Any) -> None:  # Any: values of several fields
        with self._lock:
            self._state = replace(self._state, **changed)
