"""What a journal comes to in numbers: how much of what, when last, and right and asked by skill. Knows nothing of mastery."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.people.journal import Event, EventKind, Journal
from assistant.people.snapshots import Fold, replay


@dataclass(frozen=True, slots=True)
class Progress:
    """One person's numbers."""

    events: int
    last: datetime | None  # UTC, of the last event
    kinds: dict[str, int]  # how many events of each kind
    skills: dict[str, tuple[int, int]]  # by id: answers that are right, and all answers

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """What `progress --json` prints of it."""
        return {
            "events": self.events,
            "last": None if self.last is None else self.last.isoformat(),
            "kinds": self.kinds,
            "skills": {skill: {"right": right, "asked": asked} for skill, (right, asked) in self.skills.items()},
        }


def progress(journal: Journal) -> Progress:
    """The numbers of a journal.

    Raises:
        JournalDamaged: a line that had to be read is broken.
    """
    state = replay(journal, NUMBERS)
    skills: dict[str, tuple[int, int]] = {}
    for skill, correct in state["answers"].values():
        right, asked = skills.get(skill, (0, 0))
        skills[skill] = (right + int(correct), asked + 1)
    last = None if state["last"] is None else datetime.fromisoformat(state["last"])
    kinds = dict(sorted(state["kinds"].items()))
    return Progress(sum(kinds.values()), last, kinds, dict(sorted(skills.items())))


def _step(state: dict[str, Any], event: Event) -> dict[str, Any]:  # Any: JSON
    state["last"] = event.time.isoformat()
    state["kinds"][event.kind.value] = state["kinds"].get(event.kind.value, 0) + 1
    told = event.data
    if event.kind is EventKind.ANSWERED:
        # each by its number, as text in JSON: a later regrade names it
        state["answers"][str(event.sequence)] = [str(told.get("skill", "")), bool(told.get("correct", False))]
    elif event.kind is EventKind.SCORED and str(told.get("answer")) in state["answers"]:
        state["answers"][str(told["answer"])][1] = bool(told.get("correct", False))
    return state


NUMBERS: Fold[dict[str, Any]] = Fold("numbers", 1, lambda: {"last": None, "kinds": {}, "answers": {}}, _step)  # Any: JSON
