"""What everybody's answers come to, worked out anew now and then: items, usual seconds, statistics. Knows no page.

A click never waits for much of it. Where there are few answers, whoever asks works it out; where there are many, a thread does,
and until it has ended what was known before is told. So what is told is as old as `REFRESH`, the time since anybody asked
last, and the seconds of the working out, together, and no older.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import Any, TypeAlias

from assistant.errors import JournalDamaged, Problem
from assistant.insight.items import Statistics, first_answers, left_answers, scale, statistics, usual_seconds
from assistant.learning.answers import History
from assistant.learning.followed import Common
from assistant.learning.questions import Question
from assistant.learning.record import Record, Records
from assistant.people.journal import Journals

REFRESH = timedelta(minutes=10)
FEW_BYTES = 500_000  # of journals: about a thousand answers, gone through in a fraction of a second

Work: TypeAlias = Callable[[], None]
Mark: TypeAlias = tuple[Any, ...]  # Any: what can be compared: another one where something has changed
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Measured:
    """What everybody's answers come to."""

    common: Common = field(default_factory=Common)
    statistics: Mapping[str, Statistics] = field(default_factory=dict)  # by the id of the question, where enough have answered


def measured(
    past: Mapping[str, History], left: Mapping[str, History], questions: Sequence[Question], retention: float
) -> Measured:
    """What the answers of people, and those that erased people left, come to."""
    firsts = first_answers({**past, **left})
    found = statistics(firsts, {one.id: one for one in questions})
    return Measured(Common(scale(past, questions, left=left), usual_seconds(past), retention), found)


class Measuring:
    """What everybody's answers come to now, near enough. For any number of threads."""

    def __init__(
        self,
        journals: Journals,
        records: Records,
        questions: Callable[[], Sequence[Question]],
        *,
        retention: float,
        clock: Callable[[], datetime],
        few_bytes: int = FEW_BYTES,
        background: Callable[[Work], None] = lambda work: Thread(target=work, name="measuring", daemon=True).start(),
        ready: Callable[[Measured], None] = lambda _: None,
        seen: Callable[[str, Record], None] = lambda person, record: None,
    ) -> None:
        """`ready` is told the new figures before anybody else is given them, `seen` every record that was gone through."""
        self._journals = journals
        self._records = records
        self._questions = questions
        self._retention = retention
        self._clock = clock
        self._few_bytes = few_bytes
        self._background = background
        self._ready = ready
        self._seen = seen
        self._now = Measured(Common(retention=retention))
        self._mark: Mark | None = None
        self._looked: datetime | None = None
        self._working = Lock()

    def now(self) -> Measured:
        """What is known; where that may be old, it is worked out anew: at once where that is little work, else beside."""
        if (self._looked is None or self._clock() - self._looked >= REFRESH) and self._working.acquire(blocking=False):
            self._looked = self._clock()
            if sum(size for _, size, _ in self._journals.marks()) <= self._few_bytes:
                self._anew()
            else:
                self._background(self._anew)
        return self._now

    def _anew(self) -> None:
        """Works it out where something has changed; to be called by who holds the lock, which it gives back."""
        try:
            questions = self._questions()
            mark = (self._journals.marks(), tuple((one.id, one.version, one.skill, one.state) for one in questions))
            if mark != self._mark:
                found = measured(self._histories(), self._left(), questions, self._retention)
                self._ready(found)
                self._now, self._mark = found, mark
        except Exception:  # what was known before goes on being told
            logger.exception("what everybody's answers come to could not be worked out")
        finally:
            self._working.release()

    def _histories(self) -> dict[str, History]:
        found: dict[str, History] = {}
        for person in self._journals.people():
            try:
                record = self._records.once(person)
            except JournalDamaged:
                logger.exception("one journal has no part in what everybody's answers come to")
                continue
            found[person] = record.history
            self._seen(person, record)
        return found

    def _left(self) -> dict[str, History]:
        try:
            return left_answers(self._journals.erased())
        except Problem:
            logger.exception("the answers of erased people have no part in what everybody's answers come to")
            return {}
