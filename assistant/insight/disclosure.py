"""Which numbers about groups may be told without telling of single people. Knows nothing of what the numbers are.

A number about few people tells of each of them, and so does the difference between two numbers whose groups differ by few.
Groups are therefore taken in order, and one is left out where it would cut any part that those told before leave whole into
a piece of fewer people than the smallest group. Whatever anybody works out from all numbers that are told is then made of
such pieces, so it is about at least that many people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.people.person import Person, Role

EVERYBODY = ""  # the name of the group of all the people that somebody may see

Groups = Mapping[str, frozenset[str]]  # ids of people by the name of the group, in the order in which they are to be told


class Withheld(StrEnum):
    """Why nothing is told of a group."""

    FEW = "few"  # fewer people than the smallest group
    DIFFERENCE = "difference"  # with what is told of other groups it would tell of fewer


class Side(StrEnum):
    """How a share is meant."""

    EXACT = "exact"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a group, 0 to 1."""

    value: float
    side: Side = Side.EXACT


def withheld(groups: Groups, fewest: int) -> dict[str, Withheld]:
    """The groups that nothing is told of, with why; all the others may be told at once."""
    parts: list[frozenset[str]] = []  # into which the groups that are told cut their people, none twice
    found: dict[str, Withheld] = {}
    for name, people in groups.items():
        if len(people) < fewest:
            found[name] = Withheld.FEW
            continue
        cut = [piece for part in parts for piece in (part & people, part - people)]
        cut = [piece for piece in [*cut, people.difference(*parts)] if piece]
        if min(map(len, cut)) < fewest:
            found[name] = Withheld.DIFFERENCE
        else:
            parts = cut
    return found


def veiled(share: float, people: int) -> Share:
    """A share of so many people; what is true of nobody, or of all, is told no more exactly than what is true of one more."""
    least, most = 1 / people, 1 - 1 / people
    if share <= least:
        return Share(least, Side.AT_MOST)
    return Share(most, Side.AT_LEAST) if share >= most else Share(share)


def seen_by(viewer: Person, people: Iterable[Person]) -> list[Person]:
    """The people with an active account that somebody may see, by name: trainers those of their own groups, admins all."""
    found = [one for one in people if one.active and (viewer.role is Role.ADMIN or one.groups & viewer.groups)]
    return sorted(found, key=lambda one: one.name.casefold()) if viewer.role is not Role.EMPLOYEE else []


def groups_for(viewer: Person, people: Iterable[Person], fewest: int) -> dict[str, frozenset[str]]:
    """Everybody whom a trainer or an admin may see, then their groups, the largest first; the viewer is in none.

    Who asks knows their own answers, so that these protect nobody. Fewer than the smallest group who are in no group at all
    are left out: they would be what remains of everybody without the groups.
    """
    seen = [one for one in seen_by(viewer, people) if one.id != viewer.id]
    mine = {name for one in seen for name in one.groups if viewer.role is Role.ADMIN or name in viewer.groups}
    alone = [one for one in seen if not one.groups]
    everybody = frozenset(one.id for one in seen if one.groups or len(alone) >= fewest)
    named = {name: frozenset(one.id for one in seen if name in one.groups) for name in mine}
    return {EVERYBODY: everybody, **dict(sorted(named.items(), key=lambda item: (-len(item[1]), item[0])))}
