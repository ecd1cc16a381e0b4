"""Evidence of learning before or elsewhere: asked for by a person, given by somebody else. Knows nothing of pages or mastery.

All of it lies in the journal of the person whom it is about: "asked", "credited", and "voided", which takes back either.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assistant.errors import AccessDenied, Refused, Why
from assistant.learning.answers import Event, history
from assistant.people.journal import EventKind, Journals
from assistant.people.person import Person, Role

LONGEST_WHY = 1000  # characters


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody's wish for a credit that nobody has decided on yet."""

    sequence: int  # of its event
    time: datetime
    skill: str  # id
    why: str


def open_askings(events: Iterable[Event]) -> tuple[Asking, ...]:
    """The wishes for credits that a journal holds and nobody has decided on."""
    found: dict[int, Asking] = {}
    for event in events:
        told = event.data
        if event.kind == EventKind.ASKED:
            found[event.sequence] = Asking(event.sequence, event.time, str(told["skill"]), str(told["why"]))
        elif event.kind == EventKind.CREDITED:
            found.pop(told.get("asking", 0), None)
        elif event.kind == EventKind.VOIDED:
            found.pop(told["event"], None)
    return tuple(found.values())


def may_credit(by: Person, person: Person) -> bool:
    """Whether somebody decides on another's credits: trainers in their own groups, admins everywhere, nobody on their own."""
    if by.role is Role.EMPLOYEE or by.id == person.id or not by.active:
        return False
    return by.role is Role.ADMIN or not by.groups.isdisjoint(person.groups)


class Crediting:
    """The credits of everybody. Whether the skill is one that both may know of is for the caller to see to."""

    def __init__(self, journals: Journals) -> None:
        self._journals = journals

    def ask(self, person: Person, skill: str, why: str) -> None:
        """Notes that a person asks for a credit.

        Raises:
            Problem: nothing or too much is said, or the same was asked and is not decided.
        """
        events, why = self._journals.of(person.id).events(), _accepted(why)
        if any(one.skill == skill for one in open_askings(events)):
            raise Refused(Why.ASKED, "that was asked for already, and nobody has decided yet: wait for a trainer")
        key = f"ask/{len(events)}"  # two clicks at once ask once
        self._journals.of(person.id).append(EventKind.ASKED, {"skill": skill, "why": why}, key=key)

    def credit(self, by: Person, person: Person, skill: str, share: float, why: str, asking: int = 0, click: str = "") -> None:
        """Credits a person with a share of a skill, 0 to 1; `asking` is the wish that it answers, `click` makes it happen once.

        Raises:
            AccessDenied: that is not theirs to decide.
            Problem: the share is none, or nothing or too much is said.
        """
        _refuse_others(by, person)
        if not 0.0 < share <= 1.0:
            raise Refused(Why.SHARE, f"a credit of {share:g} was given: choose a share above 0 and at most 1")
        data = {"skill": skill, "share": share, "by": by.id, "why": _accepted(why)} | ({"asking": asking} if asking else {})
        key = f"credit/{asking}" if asking else f"credit/click/{click}" if click else ""
        self._journals.of(person.id).append(EventKind.CREDITED, data, key=key)

    def void(self, by: Person, person: Person, sequence: int, why: str) -> None:
        """Declines a wish, or takes a credit back; a wish also its own person may take back.

        Raises:
            AccessDenied: that is not theirs to decide, or there is no such wish or credit.
            Problem: nothing or too much is said.
        """
        events = self._journals.of(person.id).events()
        wishes = {one.sequence for one in open_askings(events)}
        if not (by.id == person.id and sequence in wishes):
            _refuse_others(by, person)
        if sequence not in wishes and all(one.sequence != sequence for one in history(events).credits):
            raise AccessDenied("there is no such credit, or it is not for you")
        data = {"event": sequence, "by": by.id, "why": _accepted(why)}
        self._journals.of(person.id).append(EventKind.VOIDED, data, key=f"void/{sequence}")


def _refuse_others(by: Person, person: Person) -> None:
    if not may_credit(by, person):
        raise AccessDenied("only trainers of the person's groups and admins decide on credits, and nobody on their own")


def _accepted(why: str) -> str:
    if not 0 < len(why.strip()) <= LONGEST_WHY:
        raise Refused(Why.REASON, f"say why, in {LONGEST_WHY} characters at most")
    return why.strip()
