"""What somebody should do next, and why: a list of rules with scores. Knows nothing of pages, files or wording.

The rule decides, the expected gain only among equals: importance x (1 - share) x whether the prerequisites are met. Nothing
is recommended that the person may not read. A stated share of what is left to taste is drawn by chance, so that things that
nobody knows yet get a chance; mandatory things are never displaced by it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from random import Random
from typing import Any

from assistant.learning.assignments import State, Status
from assistant.learning.courses import Course
from assistant.learning.outlines import Library, reading_seconds, section_at
from assistant.learning.path import WEAK, Estimate, Path, Reason, StepState
from assistant.learning.questions import Evidence
from assistant.learning.reminders import DAYS
from assistant.learning.skills import SkillsMap
from assistant.learning.usefulness import PRIOR, Usefulness

EXPLORED = 0.1  # share of the places for documents and courses that chance fills


class Rule(StrEnum):
    """Why something is recommended, the most urgent first."""

    OVERDUE = "overdue"  # a mandatory assignment, also one that lapsed
    DUE = "due"  # an assignment within 14 days
    EXPIRING = "expiring"  # what was passed runs out within 90 days
    PREREQUISITE = "prerequisite"  # of something on the path
    GAP = "gap"  # between a role and what is known
    WEAK = "weak"  # a skill that was practised and is below 0.6
    REVIEW = "review"  # learned, and due to be recalled
    ASKED = "asked"  # the person asked about it and got no good answer
    NEXT_ROLE = "next_role"
    USEFUL = "useful"  # people of the same role found it useful
    EXPLORED = "explored"  # chance


RULES = tuple(Rule)
URGENT = (Rule.OVERDUE, Rule.DUE, Rule.EXPIRING)


class What(StrEnum):
    """What kind of thing is recommended."""

    ASSIGNMENT = "assignment"
    SKILL = "skill"
    COURSE = "course"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Something to do next."""

    what: What
    id: str  # of the assignment, skill or course, or a document's path
    rule: Rule
    gain: float = 0.0  # 0 to 1: decides among those of the same rule
    minutes: float | None = None
    reasons: tuple[Reason, ...] = ()  # of the path's step
    people: int = 0  # of the same role, whose use it rests on
    until: datetime | None = None

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The recommendation as commands print it."""
        return {
            "what": self.what.value, "id": self.id, "rule": self.rule.value, "gain": round(self.gain, 4),
            "minutes": None if self.minutes is None else round(self.minutes, 1), "people": self.people,
            "reasons": [one.to_json() for one in self.reasons], "until": None if self.until is None else self.until.isoformat(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known about somebody at a moment."""

    path: Path
    mastery: Mapping[str, Estimate]  # by skill
    statuses: tuple[Status, ...] = ()  # of their assignments
    reviews: Mapping[str, int] = field(default_factory=dict)  # questions due by skill
    asked: Mapping[str, int] = field(default_factory=dict)  # questions of theirs without a good answer, by skill
    next_role: Path | None = None
    courses: tuple[Course, ...] = ()
    documents: tuple[str, ...] = ()  # that there are
    seen: frozenset[str] = frozenset()  # documents read and courses begun
    useful: Mapping[str, Usefulness] = field(default_factory=dict)  # to people of the same role


@dataclass(frozen=True, slots=True)
class ReadNext:
    """The very section to read after a miss: `page.text[start:end]`, the sentence in it at `quote_start` to `quote_end`."""

    document: str
    page: int
    heading: str
    start: int
    end: int
    quote_start: int
    quote_end: int
    seconds: float


def recommendations(
    skills: SkillsMap,
    situation: Situation,
    readable: Callable[[str], bool],
    chance: Random,
    now: datetime,
    count: int = 5,
    explored: float = EXPLORED,
) -> tuple[Recommendation, ...]:
    """The next things to do, most urgent first; `chance` draws the explored ones, the same seed the same ones.

    Documents and courses fill what the other rules leave of `count`, and one place in any case unless URGENT ones need it.
    """
    known = skills.readable(readable)
    ruled = [one for one in _ruled(skills, situation, readable, now) if one.what is not What.SKILL or one.id in known]
    ranked = _ranked(ruled)
    urgent = sum(one.rule in URGENT for one in ranked)
    places = min(max(1, count - len(ranked)), max(0, count - urgent))
    drawn = list(_drawn(_tastes(situation, readable), places, explored, chance))
    return (*ranked[: count - len(drawn)], *drawn)


def read_next(evidence: Evidence, library: Library, readable: Callable[[str], bool]) -> ReadNext | None:
    """The section that proves the key of a question that was missed; None where it may not be read or is no longer there."""
    page = library.page(evidence.document, evidence.page) if readable(evidence.document) else None
    if page is None:
        return None
    start = evidence.start if page.text[evidence.start : evidence.end] == evidence.quote else page.text.find(evidence.quote)
    section = None if start < 0 else section_at(page, start)
    if section is None:
        return None
    end = start + len(evidence.quote)
    return ReadNext(
        evidence.document, evidence.page, section.heading, section.start, max(section.end, end), start, end,
        reading_seconds(section.text),
    )  # fmt: skip


def _ruled(skills: SkillsMap, situation: Situation, readable: Callable[[str], bool], now: datetime) -> Iterator[Recommendation]:
    yield from _assigned(situation.statuses, now)
    open_steps = {step.skill: step for step in situation.path.left}
    goals = {skill for one in open_steps for skill in skills.prerequisites(one)}
    for step in situation.path.left:
        if step.state is StepState.OPEN:
            met = 0.5 if open_steps.keys() & set(skills.prerequisites(step.skill)) else 1.0
            gain = step.importance * (1 - situation.mastery[step.skill].share) * met
            rule = Rule.PREREQUISITE if step.skill in goals else Rule.GAP
            yield Recommendation(What.SKILL, step.skill, rule, gain, step.minutes, step.reasons)
    for skill, estimate in situation.mastery.items():
        if estimate.answers > 0 and estimate.share < WEAK:
            yield Recommendation(What.SKILL, skill, Rule.WEAK, 1 - estimate.share)
    for rule, counts in ((Rule.REVIEW, situation.reviews), (Rule.ASKED, situation.asked)):
        yield from (
            Recommendation(What.SKILL, skill, rule, count / (count + 5)) for skill, count in counts.items() if count > 0
        )
    for step in situation.next_role.left if situation.next_role is not None else ():
        yield Recommendation(What.SKILL, step.skill, Rule.NEXT_ROLE, step.importance, step.minutes, step.reasons)


def _assigned(statuses: Iterable[Status], now: datetime) -> Iterator[Recommendation]:
    for status in statuses:
        rule = None
        if status.state in (State.OVERDUE, State.EXPIRED):
            rule = Rule.OVERDUE if status.assignment.mandatory else Rule.DUE
        elif status.state is State.DUE:
            rule = Rule.DUE
        elif status.state is State.PASSED and status.valid_until is not None and (status.valid_until - now).days < max(DAYS):
            rule = Rule.EXPIRING
        if rule is not None and (status.next_attempt is None or rule is Rule.EXPIRING):
            late = max(0.0, (now - status.due).days / 365)
            gain = (0.5 if status.assignment.mandatory else 0.0) + 0.5 * late / (1 + late)
            yield Recommendation(What.ASSIGNMENT, status.assignment.id, rule, gain, until=status.until)


def _ranked(ruled: Iterable[Recommendation]) -> list[Recommendation]:
    """Most urgent rule first, then gain; a thing is recommended once, for its most urgent reason."""
    ordered = sorted(ruled, key=lambda one: (RULES.index(one.rule), -one.gain))
    first: dict[tuple[What, str], Recommendation] = {}
    for one in ordered:
        first.setdefault((one.what, one.id), one)
    return list(first.values())


def _tastes(situation: Situation, readable: Callable[[str], bool]) -> list[Recommendation]:
    """Courses and documents that the person may read and has not begun, the most useful first."""
    found = [(What.COURSE, course.id) for course in situation.courses if course.open_to(readable)]
    found += [(What.DOCUMENT, name) for name in situation.documents if readable(name)]
    tastes = []
    for what, name in found:
        if name not in situation.seen:
            use = situation.useful.get(name)
            gain, people = (PRIOR, 0) if use is None else (use.score, use.people)
            tastes.append(Recommendation(what, name, Rule.USEFUL, gain, people=people))
    return sorted(tastes, key=lambda one: -one.gain)


def _drawn(tastes: list[Recommendation], count: int, explored: float, chance: Random) -> Iterator[Recommendation]:
    """The most useful ones that people found useful; each place is given to chance with the share explored."""
    left = list(tastes)
    for _ in range(count):
        unknown = [one for one in left if one.people == 0]
        useful = [one for one in left if one.people > 0 and one.gain > PRIOR]
        if unknown and chance.random() < explored:
            one = chance.choice(unknown)
            left.remove(one)
            yield Recommendation(one.what, one.id, Rule.EXPLORED, one.gain)
        elif useful:
            left.remove(useful[0])
            yield useful[0]
