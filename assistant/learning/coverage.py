"""How a skills map and the documents fit: places that are gone, documents that teach nothing. Knows nothing of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assistant.learning.outlines import Outline
from assistant.learning.skills import Place, SkillsMap


@dataclass(frozen=True, slots=True)
class Coverage:
    """What does not fit."""

    missing: tuple[tuple[str, Place], ...]  # skill and a place of it that no document has
    untaught: tuple[str, ...]  # documents of which no part belongs to a skill

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """What `skills check --json` prints of it."""
        missing = [{"skill": skill, "document": place.document, "heading": place.heading} for skill, place in self.missing]
        return {"missing": missing, "untaught": list(self.untaught)}


def coverage(skills: SkillsMap, outlines: Iterable[Outline]) -> Coverage:
    """A skills map held against the documents."""
    places = [(skill.id, place) for skill in skills.skills for place in skill.places]
    held: set[Place] = set()
    untaught: list[str] = []
    for outline in outlines:
        sections = [(outline.document, section.heading) for section in outline.sections]
        holding = {place for _, place in places if any(place.holds(*section) for section in sections)}
        held |= holding
        if not holding:
            untaught.append(outline.document)
    return Coverage(tuple((skill, place) for skill, place in places if place not in held), tuple(untaught))
