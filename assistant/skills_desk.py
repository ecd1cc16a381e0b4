"""The skills map as trainers keep it: drafted from the documents, edited one skill or role at a time. Knows no page.

Whoever edits says which documents they may read: of a skill that is taught in none of these they see and change nothing, and
what is hidden of the others stays as it is.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Protocol

from assistant.errors import AccessDenied, Problem
from assistant.learning.bank import Readable
from assistant.learning.coverage import coverage
from assistant.learning.drafting import draft
from assistant.learning.outlines import Library as Documents
from assistant.learning.outlines import Outline, outlines
from assistant.learning.skills import JobRole, Place, Skill, SkillsMap, Suggestion
from assistant.learning.skills_editing import ChangedMeanwhile, mark, new_id, with_role, with_skill, without_role, without_skill
from assistant.learning.skills_file import SkillsFile
from assistant.people.person import Person, Role

logger = logging.getLogger(__name__)


class Library(Documents, Protocol):
    """A generation of the index."""

    @property
    def generation(self) -> int:
        """Its number."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The map as far as somebody may know of it, and how it fits the documents that they may read."""

    skills: tuple[Skill, ...]
    roles: tuple[JobRole, ...]
    marks: Mapping[str, str]  # of skills and roles as a whole, by id: what they looked like when they were shown
    headings: Mapping[str, tuple[str, ...]]  # heading paths by document
    missing: tuple[tuple[str, Place], ...]  # a skill, and a place of it that no document has
    untaught: tuple[str, ...]  # documents that belong to no skill
    hidden: int  # skills that they may not know of

    def skill(self, skill_id: str) -> Skill | None:
        """The skill with that id."""
        return next((one for one in self.skills if one.id == skill_id), None)

    def role(self, role_id: str) -> JobRole | None:
        """The role with that id."""
        return next((one for one in self.roles if one.id == role_id), None)

    def owner(self, place: Place) -> Skill | None:
        """The skill that a place belongs to by name."""
        return next((one for one in self.skills if place in one.places), None)


class SkillsDesk:
    """Where trainers and admins keep the map; `groups_of` says who reads a document."""

    def __init__(
        self, file: SkillsFile, library: Callable[[], Library | None], groups_of: Callable[[str], frozenset[str]]
    ) -> None:
        self._file = file
        self._library = library
        self._groups_of = groups_of
        self._known: tuple[int, tuple[Outline, ...]] = (-1, ())  # generation, and its outlines without their texts
        self._lock = Lock()

    def desk(self, within: Readable) -> Desk:
        """The map as it is now.

        Raises:
            SkillsInvalid: the file cannot be read.
        """
        skills = self._file.read()
        known = skills.readable(within)
        found = [one for one in self._outlines() if within(one.document)]
        fit = coverage(skills, found)
        shown = tuple(_shown(one, known, within) for one in skills.skills if one.id in known)
        there = {place for one in shown for place in one.places}
        return Desk(
            shown,
            tuple(replace(one, targets=tuple(to for to in one.targets if to.skill in known)) for one in skills.roles),
            {f"skill/{one.id}": mark(one) for one in skills.skills if one.id in known}
            | {f"role/{one.id}": mark(one) for one in skills.roles},
            {one.document: tuple(dict.fromkeys(part.heading for part in one.sections if part.heading)) for one in found},
            tuple((skill, place) for skill, place in fit.missing if place in there),
            fit.untaught,
            len(skills.skills) - len(known),
        )

    def draft(self, by: Person) -> tuple[int, int]:
        """Drafts the map from the documents, keeping what trainers edited; how many skills are new and gone.

        Raises:
            AccessDenied: only trainers and admins do this.
            Problem: there is no index to draft from, or the file cannot be read.
        """
        _refuse_employee(by)
        library = self._library()
        if library is None:
            raise Problem("there is no index to draft from: index the documents first")
        before, after = self._file.redraft(draft(outlines(library, lambda _: True), self._groups_of))
        old, new = {one.id for one in before.skills}, {one.id for one in after.skills}
        logger.info("%s drafted the skills map: %d new, %d gone", by.name, len(new - old), len(old - new))
        return len(new - old), len(old - new)

    def save_skill(self, by: Person, within: Readable, skill: Skill, seen: str) -> str:
        """Keeps a skill as it was edited, or makes one where its id is ""; its id.

        Raises:
            AccessDenied: only trainers and admins do this, with documents that they may read.
            ChangedMeanwhile: it is not as it was `seen`.
            Circle, SkillsInvalid: it does not fit into the map.
        """
        _refuse_employee(by)
        if not all(within(place.document) for place in skill.places):
            raise AccessDenied("there is no such document, or it is not for you")
        made = skill

        def edit(skills: SkillsMap) -> SkillsMap:
            nonlocal made
            known = skills.readable(within)
            before = _seen(skills.skill(skill.id), skill.id, seen, known)
            if not known.issuperset(skill.requires):
                raise AccessDenied("there is no such skill, or it is not for you")
            made = replace(skill, id=skill.id or new_id(skill.name, (one.id for one in skills.skills)))
            return with_skill(skills, made if before is None else _with_hidden(made, before, known, within))

        self._file.change(edit)
        logger.info("%s changed skill %s", by.name, made.id)
        return made.id

    def save_role(self, by: Person, within: Readable, role: JobRole, seen: str) -> str:
        """Keeps a role as it was edited, or makes one where its id is ""; its id.

        Raises:
            AccessDenied, ChangedMeanwhile, SkillsInvalid: as of `save_skill`.
        """
        _refuse_employee(by)
        made = role

        def edit(skills: SkillsMap) -> SkillsMap:
            nonlocal made
            before = next((one for one in skills.roles if one.id == role.id), None)
            if mark(before) != seen:
                raise ChangedMeanwhile(role.id)
            known = skills.readable(within)
            if not known.issuperset(target.skill for target in role.targets):
                raise AccessDenied("there is no such skill, or it is not for you")
            hidden = () if before is None else tuple(one for one in before.targets if one.skill not in known)
            made = replace(role, id=role.id or new_id(role.name, (one.id for one in skills.roles)))
            return with_role(skills, replace(made, targets=(*made.targets, *hidden)))

        self._file.change(edit)
        logger.info("%s changed role %s", by.name, made.id)
        return made.id

    def remove_skill(self, by: Person, within: Readable, skill_id: str, seen: str) -> None:
        """Takes a skill out of the map, also where something of it is hidden from who does it.

        Raises:
            AccessDenied, ChangedMeanwhile: as of `save_skill`.
        """
        _refuse_employee(by)

        def edit(skills: SkillsMap) -> SkillsMap:
            before = _seen(skills.skill(skill_id), skill_id, seen, skills.readable(within))
            if before is None or not all(within(place.document) for place in before.places):
                raise AccessDenied("there is no such skill, or it is not for you alone to take away")
            return without_skill(skills, skill_id)

        self._file.change(edit)
        logger.info("%s took skill %s away", by.name, skill_id)

    def remove_role(self, by: Person, within: Readable, role_id: str, seen: str) -> None:
        """Takes a role out of the map; not where a target of it is hidden from who does it.

        Raises:
            AccessDenied, ChangedMeanwhile: as of `save_skill`.
        """
        _refuse_employee(by)

        def edit(skills: SkillsMap) -> SkillsMap:
            before = next((one for one in skills.roles if one.id == role_id), None)
            if mark(before) != seen:
                raise ChangedMeanwhile(role_id)
            targets = () if before is None else before.targets
            if not skills.readable(within).issuperset(target.skill for target in targets):
                raise AccessDenied("there is no such role, or it is not for you alone to take away")
            return without_role(skills, role_id)

        self._file.change(edit)
        logger.info("%s took role %s away", by.name, role_id)

    def _outlines(self) -> tuple[Outline, ...]:
        """What the documents consist of, without their texts; read once for each generation of the index."""
        library = self._library()
        if library is None:
            return ()
        with self._lock:
            if self._known[0] != library.generation:
                found = tuple(
                    replace(one, sections=tuple(replace(part, text="") for part in one.sections))
                    for one in outlines(library, lambda _: True)
                )
                self._known = library.generation, found
            return self._known[1]


def _refuse_employee(by: Person) -> None:
    if by.role is Role.EMPLOYEE:
        raise AccessDenied("only trainers and admins change the skills map")


def _seen(before: Skill | None, skill_id: str, seen: str, known: frozenset[str]) -> Skill | None:
    """The skill as it is, which is as it was seen; None of a new one."""
    if before is not None and before.id not in known:
        raise AccessDenied("there is no such skill, or it is not for you")
    if mark(before) != seen:
        raise ChangedMeanwhile(skill_id)
    return before


def _shown(skill: Skill, known: frozenset[str], within: Readable) -> Skill:
    return replace(
        skill,
        places=tuple(place for place in skill.places if within(place.document)),
        requires=tuple(one for one in skill.requires if one in known),
        suggested=tuple(one for one in skill.suggested if one.skill in known),
    )


def _with_hidden(edited: Skill, before: Skill, known: frozenset[str], within: Readable) -> Skill:
    """The edited skill with what its editor could not see of it."""
    requires = [one for one in before.requires if one not in known]
    suggested: list[Suggestion] = [one for one in before.suggested if one.skill not in known]
    return replace(
        edited,
        places=(*edited.places, *(place for place in before.places if not within(place.document))),
        requires=(*edited.requires, *requires),
        suggested=(*edited.suggested, *suggested),
    )
