"""The skills map: roles, the skills they need, and where these are taught. Knows nothing of people, files or answers."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from assistant.errors import Problem

LEVELS: Mapping[int, float] = {1: 0.6, 2: 0.7, 3: 0.8, 4: 0.9}  # chance of a right answer that each level stands for
SEPARATOR = " > "  # between the parts of a heading path, as the indexer writes it
_ID = re.compile(r"\w[\w.-]*")


class SkillsInvalid(Problem):
    """A skills map does not fit together; the message lists everything that is wrong with it."""


class Why(StrEnum):
    """What a suggested prerequisite rests on."""

    DEFINITION = "definition"  # the one explains a term that the other uses
    LINK = "link"  # the other refers to the one by name
    ORDER = "order"  # the documents or chapters are numbered


@dataclass(frozen=True, slots=True)
class Name:
    """What people see, in both languages; the other language stands in for a missing one."""

    en: str = ""
    zh: str = ""

    def told(self, language: str) -> str:
        """The name in a language."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a skill is taught: a document, a section of it with all below, or every document of a folder."""

    document: str  # path below the folder of documents; a folder ends in "/"
    heading: str = ""  # heading path, "Leave > Carry-over"; "" is the whole document

    def holds(self, document: str, heading: str) -> bool:
        """Whether a section of a document is in this place."""
        if self.document.endswith("/"):
            return document.startswith(self.document)
        inside = not self.heading or heading == self.heading or heading.startswith(f"{self.heading}{SEPARATOR}")
        return document == self.document and inside

    @property
    def precision(self) -> tuple[bool, int, int]:
        """Greater for a smaller place: sections before documents, documents before folders."""
        return not self.document.endswith("/"), len(self.heading), len(self.document)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A prerequisite that was found in the documents and that no trainer has confirmed; no path follows it."""

    skill: str
    why: Why
    about: str = ""  # the term, the name or the number that it was seen by


@dataclass(frozen=True, slots=True)
class Skill:
    """Something that can be known."""

    id: str
    name: Name
    places: tuple[Place, ...] = ()
    requires: tuple[str, ...] = ()  # ids of the skills to learn first
    suggested: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """How well a role needs a skill."""

    skill: str
    level: int = 2  # 1 to 4, see LEVELS
    importance: float = 0.5  # 0 to 1
    mandatory: bool = False
    validity_months: int = 0  # after which it is to be shown again; 0 is never

    @property
    def chance(self) -> float:
        """The chance of a right answer from which the target is met."""
        return LEVELS[self.level]


@dataclass(frozen=True, slots=True)
class JobRole:
    """A kind of work, held by the people of some groups; it has nothing to do with what an account may do."""

    id: str
    name: Name
    groups: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class SkillsMap:
    """All skills and roles, in the trainers' order.

    Raises:
        SkillsInvalid: they do not fit together; every reason is listed, each circle of prerequisites by name.
    """

    skills: tuple[Skill, ...] = ()
    roles: tuple[JobRole, ...] = ()

    def __post_init__(self) -> None:
        found = list(problems(self.skills, self.roles))
        if found:
            raise SkillsInvalid(f"the skills map does not fit together: {'; '.join(found)}")

    def skill(self, skill_id: str) -> Skill | None:
        """The skill with that id."""
        return next((skill for skill in self.skills if skill.id == skill_id), None)

    def role(self, role_id: str) -> JobRole:
        """The role with that id.

        Raises:
            Problem: there is none.
        """
        found = next((role for role in self.roles if role.id == role_id), None)
        if found is None:
            known = ", ".join(role.id for role in self.roles) or "none"
            raise Problem(f"the skills map has no role {role_id!r}: name one of its roles ({known})")
        return found

    def roles_of(self, groups: Iterable[str]) -> tuple[JobRole, ...]:
        """The roles that somebody in these groups holds."""
        held = set(groups)
        return tuple(role for role in self.roles if held.intersection(role.groups))

    def skill_of(self, document: str, heading: str = "") -> str:
        """The id of the skill that a section belongs to, by the smallest place that holds it; "" where none does."""
        holding = [
            (place.precision, skill.id)
            for skill in self.skills
            for place in skill.places
            if place.holds(document, heading)
        ]  # fmt: skip
        return max(holding, key=lambda found: found[0])[1] if holding else ""

    def prerequisites(self, skill_id: str) -> tuple[str, ...]:
        """The ids of everything to learn before a skill, each after what it needs itself."""
        known = {skill.id: skill.requires for skill in self.skills}
        found: dict[str, None] = {}

        def visit(one: str) -> None:
            for needed in known.get(one, ()):
                if needed not in found:
                    visit(needed)
                    found[needed] = None

        visit(skill_id)
        return tuple(found)

    def readable(self, readable: Callable[[str], bool]) -> frozenset[str]:
        """The ids of the skills that somebody may know of: those without places, and those with one that they may read.

        A folder is readable where the name of the folder itself is.
        """
        return frozenset(
            skill.id for skill in self.skills if not skill.places or any(readable(place.document) for place in skill.places)
        )


def merged_targets(roles: Iterable[JobRole]) -> tuple[Target, ...]:
    """The targets of several roles together: of each skill the highest level and importance and the shortest validity."""
    merged: dict[str, Target] = {}
    for target in (target for role in roles for target in role.targets):
        known = merged.get(target.skill)
        merged[target.skill] = target if known is None else _stricter(known, target)
    return tuple(merged.values())


def problems(skills: Iterable[Skill], roles: Iterable[JobRole]) -> Iterator[str]:
    """Everything that keeps skills and roles from being a map."""
    skills, roles = tuple(skills), tuple(roles)
    known = {skill.id for skill in skills}
    yield from _bad_ids("skill", [(skill.id, skill.name) for skill in skills])
    yield from _bad_ids("role", [(role.id, role.name) for role in roles])
    for skill in skills:
        for needed in [*skill.requires, *(one.skill for one in skill.suggested)]:
            if needed not in known:
                yield f"skill {skill.id!r} requires {needed!r}, which is no skill of the map"
    for role in roles:
        yield from _bad_targets(role, known)
    yield from _shared_places(skills)
    for circle in circles({skill.id: skill.requires for skill in skills}):
        yield f"prerequisites go in a circle: {' -> '.join(circle)}"


def circles(requires: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """Circles of prerequisites, each from a skill back to itself ("a requires b, b requires a" is a, b, a)."""
    left = {skill: list(dict.fromkeys(needed)) for skill, needed in requires.items()}
    found: list[tuple[str, ...]] = []
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            circle = tuple(reversed(error.args[1]))  # graphlib tells it from the needed to the needing
            found.append(circle)
            left[circle[0]].remove(circle[1])  # so that the next round finds another one
        else:
            return found


def _stricter(one: Target, other: Target) -> Target:
    months = [target.validity_months for target in (one, other) if target.validity_months > 0]
    return Target(
        one.skill, max(one.level, other.level), max(one.importance, other.importance), one.mandatory or other.mandatory,
        min(months, default=0),
    )  # fmt: skip


def _bad_ids(what: str, named: list[tuple[str, Name]]) -> Iterator[str]:
    seen: set[str] = set()
    for one, name in named:
        if not _ID.fullmatch(one):
            yield f"{what} id {one!r} is not made of letters, digits, '-', '_' and '.'"
        if one in seen:
            yield f"{what} id {one!r} is used twice"
        seen.add(one)
        if not name.told("en").strip():
            yield f"{what} {one!r} has no name"


def _bad_targets(role: JobRole, known: set[str]) -> Iterator[str]:
    seen: set[str] = set()
    for target in role.targets:
        where = f"role {role.id!r}, target {target.skill!r}"
        if target.skill not in known:
            yield f"{where} is no skill of the map"
        if target.skill in seen:
            yield f"{where} is there twice"
        seen.add(target.skill)
        if target.level not in LEVELS:
            yield f"{where}: level {target.level} is not 1, 2, 3 or 4"
        if not 0.0 <= target.importance <= 1.0:
            yield f"{where}: importance {target.importance} is not between 0 and 1"
        if target.validity_months < 0:
            yield f"{where}: validity_months {target.validity_months} is negative"


def _shared_places(skills: tuple[Skill, ...]) -> Iterator[str]:
    owners: dict[Place, str] = {}
    for skill in skills:
        for place in skill.places:
            owner = owners.setdefault(place, skill.id)
            if owner != skill.id:
                yield f"{place.document!r} {place.heading!r} belongs to skill {owner!r} and to {skill.id!r}"
            if not place.document or (place.document.endswith("/") and place.heading):
                yield f"skill {skill.id!r}: a place needs a document, and a folder has no heading"
