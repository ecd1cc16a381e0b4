"""Who may read which document. Knows nothing of searches, answers or pages."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Protocol

from assistant.people.person import Person, Role
from assistant.settings import groups_of
from indexer.selection import Selection

Rules = Mapping[str, tuple[str, ...]]
KEPT = 64  # selections, each a byte for every chunk


class Selectable(Protocol):
    """What access needs of a generation of the index."""

    @property
    def generation(self) -> int:
        """The number of the generation."""

    def select(self, readable: Callable[[str], bool], /) -> Selection:
        """The chunks of the documents for which `readable` is true."""

    def everything(self) -> Selection:
        """Every chunk."""


def may_read(person: Person, document: str, rules: Rules) -> bool:
    """Whether a person may read a document: admins all, others where a group of the last matching rule is theirs."""
    return person.active and (person.role is Role.ADMIN or not person.memberships.isdisjoint(groups_of(document, rules)))


def readable(person: Person, index: Selectable, rules: Rules) -> Selection:
    """What a person may find in a generation of the index."""
    if not person.active:
        return Selection.nothing()
    if person.role is Role.ADMIN:
        return index.everything()
    return index.select(lambda document: may_read(person, document, rules))


class Access:
    """The same two questions under fixed rules; a selection is made once for each set of groups and opened index."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._index: Selectable | None = None  # the one that the selections are of
        self._selections: OrderedDict[frozenset[str], Selection] = OrderedDict()
        self._lock = Lock()

    def may_read(self, person: Person, document: str) -> bool:
        """Whether the person may read the document."""
        return may_read(person, document, self._rules)

    def readable(self, person: Person, index: Selectable) -> Selection:
        """What the person may find in this generation of the index."""
        if person.role is Role.ADMIN or not person.active:
            return readable(person, index, self._rules)
        key = person.memberships
        with self._lock:
            if index is not self._index:  # not its number: an index built anew from nothing begins at 1 again
                self._index = index
                self._selections.clear()
            if key in self._selections:
                self._selections.move_to_end(key)
                return self._selections[key]
        selection = readable(person, index, self._rules)
        with self._lock:
            if index is self._index:
                self._selections[key] = selection
            while len(self._selections) > KEPT:
                self._selections.popitem(last=False)
        return selection
