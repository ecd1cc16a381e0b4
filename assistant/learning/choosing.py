"""Which question comes next, for what it teaches. Knows nothing of banks, pages or how a reply is judged.

Every question has points: for being due, for a skill that practice may soon bring to the target (just below it most, less where
it is far, or where a prerequisite is not known), for a skill that a goal needs, and for being about as hard as teaches best;
fewer where its skill or its kind was just asked. One of the best few is taken by chance, so that people beside one another
do not meet the same questions in the same order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from heapq import nsmallest
from math import log
from random import Random

import numpy as np

from assistant.learning.apart import same_fact
from assistant.learning.mastery import GRID, TARGET, Item, Learner, Scale, Vector, above, distribution, expected, item_of
from assistant.learning.questions import Evidence, Kind, Question, State
from assistant.learning.reviews import Card, recall

RIGHT = 0.8  # the chance of being right that teaches best, 0.75 to 0.85
REACH = 1.0  # logits below the target: so far from it, a skill counts 1/e of one just below
WIDE = 0.4  # so far from it, a question has no points for its level
FORGOTTEN = 0.2  # the chance of it with which a question that is due has all its points
BEST = 3  # one of so many is taken
CLOSE = 0.1  # if it has no fewer points than this below the best


class Why(StrEnum):
    """What spoke most for a question."""

    DUE = "due"  # its answer may soon be forgotten
    WEAK = "weak"  # its skill is likely below the target, and within reach of it
    UNKNOWN = "unknown"  # nothing is known of its skill yet
    GOAL = "goal"  # a goal of the person needs its skill
    LEVEL = "level"  # it is about as hard as teaches best


POINTS = {Why.DUE: 0.8, Why.WEAK: 2.0, Why.UNKNOWN: 2.2, Why.GOAL: 0.8, Why.LEVEL: 0.5}
AGAIN = (0.5, 0.3, 0.15)  # taken off where the skill was asked by the last question, that before, and that before it
KIND_AGAIN = (0.4, 0.3, 0.2)  # the same for its kind: a row of one kind is dull, and its keys are easier to guess
SEEN = 0.6  # taken off a question answered before that is not due


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that might come."""

    question: str  # id
    version: int
    skill: str
    document: str
    item: Item
    seconds: float  # that it should take
    place: Evidence | None = None  # what proves it; a session asks for one fact once
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands."""

    learner: Learner
    cards: Mapping[str, Card] = field(default_factory=dict)  # by the id of the question
    goals: Mapping[str, float] = field(default_factory=dict)  # by the id of the skill: how far from its target, 0 to 1
    requires: Mapping[str, Sequence[str]] = field(default_factory=dict)  # ids of the skills to learn first, by that of a skill


@dataclass(frozen=True, slots=True)
class Choice:
    """The question that was chosen, with its reason."""

    candidate: Candidate
    why: Why
    success: float  # the probability of being right
    points: float


def candidate(question: Question, scale: Scale, seconds: float = 30.0) -> Candidate:
    """A question as one that might come; its estimated difficulty is used where there is one."""
    item = scale.items.get(question.id) or item_of(question)
    place = question.evidence
    return Candidate(question.id, question.version, question.skill, place.document, item, seconds, place, question.kind)


def candidates(
    questions: Iterable[Question],
    scale: Scale,
    seconds: Mapping[str, float],
    *,
    may_read: Callable[[str], bool],
    drafts: bool = False,
) -> list[Candidate]:
    """The questions that a person may be asked: not retired, drafts only where allowed, on documents that they may read."""
    states = (State.APPROVED, State.DRAFT) if drafts else (State.APPROVED,)
    return [
        candidate(one, scale, seconds.get(one.id, 30.0))
        for one in questions
        if one.state in states and may_read(one.evidence.document)
    ]


def next_question(
    offered: Sequence[Candidate],
    standing: Standing,
    asked: Sequence[Candidate],
    scale: Scale,
    now: datetime,
    chance: Random,
) -> Choice | None:
    """The question to come after those that the session has asked; None when there is no other."""
    left = [one for one in offered if not any(_alike(one, other) for other in asked)]
    return _next(_Judge(standing, scale, now), left, asked, chance)


def session(
    offered: Sequence[Candidate], standing: Standing, scale: Scale, now: datetime, chance: Random, *, minutes: float
) -> list[Choice]:
    """Questions for so many minutes, chosen one after the other before any is answered."""
    judge, asked, seconds = _Judge(standing, scale, now), list[Candidate](), minutes * 60
    found, left = [], list(offered)
    while (one := _next(judge, [other for other in left if other.seconds <= seconds], asked, chance)) is not None:
        found.append(one)
        asked.append(one.candidate)
        left = [other for other in left if not _alike(one.candidate, other)]
        seconds -= one.candidate.seconds
    return found


def _next(judge: "_Judge", offered: Sequence[Candidate], asked: Sequence[Candidate], chance: Random) -> Choice | None:
    recent = asked[: -len(AGAIN) - 1 : -1]
    choices = [judge.choice(one, recent) for one in offered]
    if not choices:
        return None
    best = nsmallest(BEST, choices, key=lambda one: (-one.points, one.candidate.question))
    return chance.choice([one for one in best if one.points >= best[0].points - CLOSE])


def _alike(one: Candidate, other: Candidate) -> bool:
    """Whether who was asked the one should not be asked the other in the same session."""
    if one.question == other.question:
        return True
    return one.place is not None and other.place is not None and same_fact(one.place, other.place)


class _Judge:
    """Gives points; keeps what it has worked out of each skill."""

    def __init__(self, standing: Standing, scale: Scale, now: datetime) -> None:
        self._standing, self._scale, self._now = standing, scale, now
        self._found: dict[str, tuple[Vector, float]] = {}
        self._known: dict[str, Vector] = {}
        self._choices: dict[str, Choice] = {}

    def choice(self, one: Candidate, recent: Sequence[Candidate]) -> Choice:
        """A candidate with its points; `recent` are those asked before, the last first."""
        if one.question not in self._choices:
            self._choices[one.question] = self._alone(one)
        found = self._choices[one.question]
        lately = sum(cost for cost, other in zip(AGAIN, recent, strict=False) if other.skill == one.skill)
        lately += sum(cost for cost, other in zip(KIND_AGAIN, recent, strict=False) if one.kind and other.kind is one.kind)
        return replace(found, points=found.points - lately) if lately else found

    def _alone(self, one: Candidate) -> Choice:
        """A candidate with its points, whatever was asked before."""
        found, gain = self._skill(one.skill)
        success = self._scale.calibration(expected(found, one.item))
        points = {why: POINTS[why] * value for why, value in self._values(one, gain, success).items()}
        card = self._standing.cards.get(one.question)
        early = SEEN if card is not None and card.due > self._now else 0.0
        return Choice(one, max(Why, key=lambda why: points[why]), success, sum(points.values()) - early)

    def _values(self, one: Candidate, gain: float, success: float) -> dict[Why, float]:
        """What speaks for a candidate, each from 0 to 1."""
        card, met = self._standing.cards.get(one.question), one.skill in self._standing.learner.skills
        waiting = card is not None and card.due <= self._now
        return {
            Why.DUE: min(1.0, (1 - recall(card, self._now)) / FORGOTTEN) if card is not None and waiting else 0.0,
            Why.WEAK: gain if met else 0.0,
            Why.UNKNOWN: 0.0 if met else gain,
            Why.GOAL: min(1.0, max(0.0, self._standing.goals.get(one.skill, 0.0))),
            Why.LEVEL: max(0.0, 1 - abs(success - RIGHT) / WIDE),
        }

    def _skill(self, skill: str) -> tuple[Vector, float]:
        """The distribution of a skill, and what practising it may bring, 0 to 1."""
        if skill not in self._found:
            found = self._distribution(skill)
            self._found[skill] = found, float(found @ within_reach(self._cut(skill))) * self._ready(skill)
        return self._found[skill]

    def _ready(self, skill: str) -> float:
        """The chance of being right on an average item of that prerequisite of a skill that is known least; 1 without any."""
        shares = (
            expected(self._distribution(one), Item(self._scale.averages.get(one, 0.0)))
            for one in self._standing.requires.get(skill, ())
        )
        return min(shares, default=1.0)

    def _distribution(self, skill: str) -> Vector:
        if skill not in self._known:
            self._known[skill] = distribution(self._standing.learner, skill, self._now)
        return self._known[skill]

    def _cut(self, skill: str) -> float:
        """The x of somebody just at the target."""
        return self._scale.averages.get(skill, 0.0) + log(TARGET / (1 - TARGET))


def within_reach(cut: float) -> Vector:
    """What practising may bring at each value of GRID (49,): most just below the target, less farther down, nothing above."""
    return np.asarray((1 - above(cut)) * np.exp(np.minimum(0.0, GRID - cut) / REACH))
