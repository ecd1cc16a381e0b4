"""How long reading and answering take. Knows nothing of what a person knows or should know."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median

from assistant.learning.answers import Answered
from assistant.learning.outlines import Outline, reading_seconds
from assistant.learning.skills import Place, SkillsMap

ITEM_S = 40.0  # seconds for a question with its feedback, before anybody has answered one
LONGEST_S = 600.0  # somebody who takes longer has left the room
LEAST_ANSWERS = 5  # before a skill has its own time


@dataclass(frozen=True, slots=True)
class StudyTime:
    """Seconds, and the versions of the documents that they were taken from."""

    reading_s: Mapping[Place, float] = field(default_factory=dict)  # to read a place once, attentively
    item_s: Mapping[str, float] = field(default_factory=dict)  # for a question of a skill; others take ITEM_S
    versions: Mapping[str, str] = field(default_factory=dict)  # by document: SHA-256 of the file's bytes

    def item(self, skill: str) -> float:
        """Seconds for a question of a skill."""
        return self.item_s.get(skill, ITEM_S)


def study_time(skills: SkillsMap, outlines: Iterable[Outline], answers: Iterable[Answered]) -> StudyTime:
    """The times of a map: reading by the length of its documents, questions by how long people took."""
    reading: defaultdict[Place, float] = defaultdict(float)
    versions: dict[str, str] = {}
    places = [place for skill in skills.skills for place in skill.places]
    for outline in outlines:
        versions[outline.document] = outline.version
        near = [place for place in places if place.document == outline.document or outline.document.startswith(place.document)]
        for section in outline.sections:
            holding = [place for place in near if place.holds(outline.document, section.heading)]
            if holding:  # the smallest alone: a chapter of its own is not read again with the rest of the document
                reading[max(holding, key=lambda place: place.precision)] += reading_seconds(section.text)
    return StudyTime(dict(reading), item_seconds(answers, lambda answer: answer.skill), versions)


def item_seconds(answers: Iterable[Answered], key: Callable[[Answered], str]) -> dict[str, float]:
    """The median seconds that answers took, by key, where there are enough of them."""
    taken: defaultdict[str, list[float]] = defaultdict(list)
    for answer in answers:
        if 0 < answer.seconds <= LONGEST_S:
            taken[key(answer)].append(answer.seconds)
    return {name: median(seconds) for name, seconds in taken.items() if len(seconds) >= LEAST_ANSWERS}
