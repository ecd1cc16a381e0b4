"""How useful people of the same role found documents and courses, from what they did. Knows nothing of who gets to see it.

Nothing is asked of anybody: opening, reading, a thumb, and passing afterwards each tell a little. Of fewer than five people
nothing is told, so that no single one can be recognised.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.learning.answers import Event

LEAST_PEOPLE = 5
PRIOR, PRIOR_PEOPLE = 0.3, 5.0  # what something is worth of which nobody knows, and as how many people's word that counts
READ_S = 30.0  # on a document at the least: it was read
OPENED, READ, UP, PASSED = 0.1, 0.4, 0.3, 0.3  # worth of each, together more than 1, which is the most


@dataclass(frozen=True, slots=True)
class Usefulness:
    """What people of a role made of something."""

    people: int  # who opened it
    score: float  # 0 to 1, near PRIOR while few people did
    up: int
    down: int


def usefulness(
    journals: Mapping[str, Iterable[Event]], thumbs: Mapping[str, Iterable[tuple[str, bool]]]
) -> dict[str, Usefulness]:
    """The usefulness of documents and courses, by path or id, to the people with these journals (by their ids).

    `thumbs` are theirs: documents, and whether the thumb was up, the last of a document last.
    """
    worth: defaultdict[str, list[float]] = defaultdict(list)
    ups: defaultdict[str, int] = defaultdict(int)
    downs: defaultdict[str, int] = defaultdict(int)
    for person, events in journals.items():
        for name, signals in _signals(events, thumbs.get(person, ())).items():
            worth[name].append(signals.worth)
            ups[name] += signals.thumb is True
            downs[name] += signals.thumb is False
    return {
        name: Usefulness(len(told), (sum(told) + PRIOR * PRIOR_PEOPLE) / (len(told) + PRIOR_PEOPLE), ups[name], downs[name])
        for name, told in worth.items()
        if len(told) >= LEAST_PEOPLE
    }


@dataclass
class _Signals:
    """What one person did with one document or course."""

    opened: bool = False
    seconds: float = 0.0
    thumb: bool | None = None
    passed: bool = False  # after opening it

    @property
    def worth(self) -> float:
        if self.thumb is False:
            return 0.0
        read = READ if self.seconds >= READ_S else 0.0
        return min(1.0, OPENED + read + (UP if self.thumb else 0.0) + (PASSED if self.passed else 0.0))


def _signals(events: Iterable[Event], thumbs: Iterable[tuple[str, bool]]) -> dict[str, _Signals]:
    """By document or course; only what was opened counts, for a thumb alone is no use."""
    found: defaultdict[str, _Signals] = defaultdict(_Signals)
    for event in events:
        told = event.data
        for name in _named(told):
            one = found[name]
            if event.kind in ("experienced", "registered", "completed"):
                one.opened = True
                one.seconds += float(told.get("seconds", READ_S if event.kind == "completed" else 0.0))
            elif event.kind == "passed" or (event.kind == "answered" and told.get("correct")):
                one.passed |= one.opened
    for name, up in thumbs:
        if name in found:
            found[name].thumb = up
    return {name: one for name, one in found.items() if one.opened}


def _named(told: Mapping[str, object]) -> Iterator[str]:
    for key in ("document", "course"):
        if isinstance(told.get(key), str) and told[key]:
            yield str(told[key])
