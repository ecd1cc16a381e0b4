"""Where a person stands after their answers so far: learner, tallies and cards, carried on answer by answer. Knows no page.

Following answers one by one comes to the same as working everything out anew from the whole history; it costs what the new
answers cost. A correction, or another scale, makes it begin anew.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from assistant.learning.answers import Answered, Credit, History
from assistant.learning.mastery import (
    CREDIT,
    TARGET,
    Item,
    Learner,
    Mastery,
    Scale,
    Tally,
    mastery_of,
    updated,
    weight,
)
from assistant.learning.record import KEPT, Record, Records
from assistant.learning.reviews import RETENTION, Card, reviewed


@dataclass(frozen=True, slots=True)
class Common:
    """What is the same for everybody: the scale, and how long questions usually take."""

    scale: Scale = field(default_factory=Scale)
    seconds: Mapping[str, float] = field(default_factory=dict)  # by the id of the question; others are not known
    retention: float = RETENTION  # how likely a person should still know what is due


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a person stands after the first answers and credits of a history."""

    common: Common
    learner: Learner
    tallies: Mapping[str, Tally] = field(default_factory=dict)  # by the id of the skill
    cards: Mapping[str, Card] = field(default_factory=dict)  # by the id of the question
    last: int = 0  # sequence of the last answer or credit that was followed

    @classmethod
    def nothing(cls, common: Common) -> "Followed":
        """Where somebody stands before any answer."""
        return cls(common, Learner(common.scale.parameters))

    def after(self, past: History) -> "Followed":
        """The same after all of a history, of which it has followed the beginning already."""
        new = _new(past, self.last)
        if not new:
            return self
        who, tallies, cards = self.learner, dict(self.tallies), dict(self.cards)
        for one in new:
            if isinstance(one, Answered):
                skill, item, score, before = one.skill, self.common.scale.item(one), one.score, cards.get(one.question)
                counts = weight(one, None if before is None else before.last)
                usual_s = self.common.seconds.get(one.question)
                cards[one.question] = reviewed(before, one.question, one, usual_s, self.common.retention)
            else:
                skill, score, counts = one.skill, one.share, CREDIT
                item = Item(self.common.scale.averages.get(skill, 0.0))
            if counts:
                who = updated(who, skill, item, score, one.time, counts)
                tallies[skill] = tallies.get(skill, Tally()).after(score, one.time, credit=isinstance(one, Credit))
        return Followed(self.common, who, tallies, cards, new[-1].sequence)

    def mastery(self, skill: str, now: datetime) -> Mastery:
        """The mastery of a skill against the usual target, without the answers that it rests on."""
        return mastery_of(self.learner, skill, self.tallies.get(skill, Tally()), self.common.scale, now, TARGET)

    def masteries(self, skills: Iterable[str], now: datetime) -> dict[str, Mastery]:
        """The masteries of several skills, by their ids."""
        return {skill: self.mastery(skill, now) for skill in skills}


def _new(past: History, last: int) -> list[Answered | Credit]:
    """The answers and credits behind a sequence, in the order of the journal; of what is known already nothing is looked at."""
    found: list[Answered | Credit] = []
    both: tuple[Sequence[Answered | Credit], ...] = (past.answers, past.credits)
    for told in both:
        for one in reversed(told):
            if one.sequence <= last:
                break
            found.append(one)
    return sorted(found, key=lambda one: one.sequence)


class Following:
    """Where everybody stands, of those asked for last. For any number of threads."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._kept: OrderedDict[tuple[str, int], tuple[Record, Followed]] = OrderedDict()  # by person and number of a common
        self._lock = Lock()

    def of(self, person: str, common: Common) -> tuple[Record, Followed]:
        """A person's record, and where they stand after it.

        Raises:
            JournalDamaged: as of `Records`.
        """
        record, key = self._records.of(person), (person, id(common))
        with self._lock:
            before = self._kept.pop(key, None)
        carried = before is not None and before[0].root is record.root and before[1].common is common
        found = (before[1] if before is not None and carried else Followed.nothing(common)).after(record.history)
        with self._lock:
            self._kept[key] = record, found
            while len(self._kept) > 2 * KEPT:  # with the common of now and the one to come
                self._kept.popitem(last=False)
        return record, found

    def prepare(self, common: Common) -> None:
        """Works out anew, for what will be common soon, where those stand who were asked for last: so their click does not."""
        with self._lock:
            people = list(dict.fromkeys(person for person, _ in self._kept))
        for person in people[-KEPT:]:
            self.of(person, common)
