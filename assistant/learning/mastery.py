"""What a person knows of a skill, as a probability with its uncertainty. Knows nothing of journals, cards or other people.

A right answer to an item has probability  guess + (1 - guess - slip) / (1 + exp(difficulty - x)),  where x, in
logits, is the person's general ability plus a deviation for the skill, both normal beforehand. Elo ratings follow
such an x step by step; here its whole distribution is kept on a grid, so that few answers give an honest uncertainty
and the order of answers in different skills does not matter. Evidence fades with time; a wrong answer also with every
later right one in the same skill, and the reverse: people learn and forget. What fades leads back to what is true of
people in general. A score between 0 and 1 is that much right, the rest wrong.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.learning.answers import Answered, Credit, History
from assistant.learning.questions import Kind, Question

Vector = NDArray[np.float64]

GRID: Vector = np.linspace(-6.0, 6.0, 49)  # values of x, logits
GENERAL: Vector = np.linspace(-3.0, 3.0, 13)  # values of the general ability, in standard deviations
REPEAT = timedelta(minutes=10)  # the same question again within this time tells only that its feedback was read
DELAY = timedelta(days=1)  # a success so long after the first answer shows that it stayed
ENOUGH = 3  # answers
TARGET = 0.8
QUANTILE = 0.2  # a bound that the truth is above in 80 % of cases
CREDIT = 12.0  # answers that a credit is worth
DOUBTED = 0.5  # answers that a right one after a hint, or one that the grader doubts, is worth
MOST = 30  # answers looked ahead

GUESS = {
    Kind.SINGLE_CHOICE: 1 / 3,
    Kind.TRUE_FALSE: 1 / 2,
    Kind.MULTIPLE_CHOICE: 0.15,
    Kind.ORDERING: 0.1,
    Kind.MATCHING: 0.1,
    Kind.CLOZE: 0.0,
    Kind.NUMERIC: 0.0,
    Kind.SHORT_ANSWER: 0.0,
}
SLIP = {
    Kind.SINGLE_CHOICE: 0.03,
    Kind.TRUE_FALSE: 0.03,
    Kind.MULTIPLE_CHOICE: 0.05,
    Kind.ORDERING: 0.05,
    Kind.MATCHING: 0.05,
    Kind.CLOZE: 0.06,
    Kind.NUMERIC: 0.05,
    Kind.SHORT_ANSWER: 0.06,
}
DIFFICULTY = {  # logits, before anybody has answered; guessing is told apart
    Kind.SINGLE_CHOICE: 0.0,
    Kind.TRUE_FALSE: -0.6,
    Kind.MULTIPLE_CHOICE: 0.4,
    Kind.ORDERING: 0.4,
    Kind.MATCHING: 0.2,
    Kind.CLOZE: 0.4,
    Kind.NUMERIC: 0.3,
    Kind.SHORT_ANSWER: 0.6,
}


@dataclass(frozen=True, slots=True)
class Item:
    """What an answer to a question tells: shares of 1 except the difficulty, which is in logits."""

    difficulty: float = 0.0
    guess: float = 0.0  # right without knowing
    slip: float = 0.0  # wrong although known


@dataclass(frozen=True, slots=True)
class Parameters:
    """How people differ and how evidence fades. The defaults were chosen with `python -m bench learner`."""

    general_sd: float = 1.0  # logits, between people
    skill_sd: float = 0.8  # logits, between the skills of a person
    half_life_days: float = 180.0  # of any evidence
    fade_wrong: float = 0.8  # left of a wrong answer's weight after each later right one in the skill
    fade_right: float = 0.9  # and of a right one's after each later wrong one


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt's: the logit of a probability times `slope` plus `shift`."""

    slope: float = 1.0  # above 0, so that order is kept
    shift: float = 0.0

    def __call__(self, share: float) -> float:
        """The calibrated probability."""
        if self.slope == 1.0 and self.shift == 0.0:
            return share
        inside = min(1 - 1e-9, max(1e-9, share))
        return 1 / (1 + exp(-self.slope * log(inside / (1 - inside)) - self.shift))


USUAL = Parameters()
AS_FORETOLD = Calibration()


@dataclass(frozen=True, slots=True)
class Scale:
    """What is the same for everybody: the items, the difficulty of a skill's average item, and the parameters."""

    items: Mapping[str, Item] = field(default_factory=dict)  # by the id of the question; others have their kind's
    averages: Mapping[str, float] = field(default_factory=dict)  # logits, by the id of the skill; others have 0
    calibration: Calibration = AS_FORETOLD
    parameters: Parameters = USUAL

    def item(self, answer: Answered) -> Item:
        """What is known of the question that was answered."""
        return self.items.get(answer.question) or item_of_kind(answer.kind)


@dataclass(frozen=True, slots=True)
class Skill:
    """The evidence on one skill at a time: logarithms of likelihoods on GRID."""

    right: Vector
    wrong: Vector
    at: datetime


@dataclass(frozen=True, slots=True)
class Learner:
    """The evidence on all skills of a person."""

    parameters: Parameters = USUAL
    skills: Mapping[str, Skill] = field(default_factory=dict)


class Needed(StrEnum):
    """What is missing before a skill counts as mastered."""

    ANSWERS = "answers"  # fewer than ENOUGH
    CERTAINTY = "certainty"  # the lower bound is below the target
    DELAY = "delay"  # no success at least a day after the first answer


@dataclass(frozen=True, slots=True)
class Reason:
    """An answer or credit that a mastery rests on."""

    sequence: int  # of its event
    time: datetime
    question: str  # id; nothing for a credit
    score: float
    weight: float  # in fresh answers; 0 where it counts for nothing


@dataclass(frozen=True, slots=True)
class Tally:
    """What counts in a skill, and what of it shows more than the distribution does."""

    answers: int = 0  # and credits
    first: datetime | None = None
    stayed: bool = False  # a success at least DELAY after the first
    vouched: bool = False  # by a credit for as much as the target

    def after(self, score: float, at: datetime, *, credit: bool, target: float = TARGET) -> "Tally":
        """The tally after one more answer or credit that counts."""
        first = at if self.first is None else self.first
        well = score >= target
        return Tally(
            self.answers + 1,
            first,
            self.stayed or (well and not credit and at - first >= DELAY),
            self.vouched or (well and credit),
        )


@dataclass(frozen=True, slots=True)
class Mastery:
    """How likely a person is right on an average item of a skill, without guesses and slips."""

    skill: str
    share: float
    lower: float  # the truth is above it in 80 % of cases
    upper: float  # and below this in as many
    spread: float  # standard deviation of x, logits
    answers: int  # that count
    needed: tuple[Needed, ...]  # nothing: mastered
    more: int | None  # right answers to average items that would give the certainty; None: not in MOST
    why: tuple[Reason, ...]  # in the order of the journal

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The shape that commands print."""
        why = [
            {"event": one.sequence, "time": one.time.isoformat(), "question": one.question, "score": one.score,
             "weight": round(one.weight, 3)}
            for one in self.why
        ]  # fmt: skip
        return {
            "skill": self.skill, "share": round(self.share, 4), "lower": round(self.lower, 4), "upper": round(self.upper, 4),
            "spread": round(self.spread, 4), "answers": self.answers, "needed": [one.value for one in self.needed],
            "more": self.more, "why": why,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """What was known of a skill at a time: the share, and the bounds as in Mastery."""

    time: datetime
    share: float
    lower: float
    upper: float


def item_of_kind(kind: Kind) -> Item:
    """An item of which nothing but the kind is known."""
    return Item(DIFFICULTY[kind], GUESS[kind], SLIP[kind])


def item_of(question: Question, difficulty: float | None = None) -> Item:
    """The item of a question: guessing by its options; its own difficulty unless an estimated one (logits) is given."""
    guess = 1 / len(question.options) if question.kind in (Kind.SINGLE_CHOICE, Kind.TRUE_FALSE) else GUESS[question.kind]
    told = DIFFICULTY[question.kind] + question.difficulty if difficulty is None else difficulty
    return Item(told, guess, SLIP[question.kind])


def counted(answers: Iterable[Answered]) -> Iterator[tuple[Answered, float]]:
    """Answers with what they weigh when fresh, in answers: 0 for the same question again within ten minutes."""
    last: dict[str, datetime] = {}
    for answer in answers:
        before = last.get(answer.question)
        last[answer.question] = answer.time
        yield answer, weight(answer, before)


def weight(answer: Answered, before: datetime | None) -> float:
    """What an answer weighs when fresh; `before` is when the same question was answered the last time."""
    if before is not None and answer.time - before < REPEAT:
        return 0.0
    doubted = not answer.sure or (answer.hinted and answer.score > 0)
    return DOUBTED if doubted else 1.0


def updated(learner: Learner, skill: str, item: Item, score: float, at: datetime, weight: float = 1.0) -> Learner:
    """The learner after one more answer in a skill."""
    rules, before = learner.parameters, learner.skills.get(skill)
    right, wrong = likelihoods(item)
    if before is None:
        after = Skill(right * (weight * score), wrong * (weight * (1 - score)), at)
    else:
        kept = _kept(rules, before.at, at)
        after = Skill(
            before.right * (kept * rules.fade_right ** (weight * (1 - score))) + right * (weight * score),
            before.wrong * (kept * rules.fade_wrong ** (weight * score)) + wrong * (weight * (1 - score)),
            max(before.at, at),
        )
    return Learner(rules, {**learner.skills, skill: after})


def learner(past: History, scale: Scale) -> Learner:
    """The learner that a history makes."""
    found = Learner(scale.parameters)
    for skill, item, score, at, weight, _ in _steps(past, scale):
        if weight:
            found = updated(found, skill, item, score, at, weight)
    return found


def distribution(who: Learner, skill: str, now: datetime) -> Vector:
    """Probabilities of the values of GRID (49,) for a person's x in a skill, also for one never met."""
    return _with_own(_by_others(who, skill, now), who, skill, now)


def distributions(who: Learner, now: datetime) -> dict[str, Vector]:
    """The `distribution` of every skill that there is evidence on, worked out together, by skill."""
    general, kernel = _beforehand(who.parameters.general_sd, who.parameters.skill_sd)
    told = {name: _evidence(who, name, now) for name in who.skills}
    logs = {name: np.log(np.exp(one - one.max()) @ kernel.T) for name, one in told.items()}
    total = np.sum(list(logs.values()), axis=0)
    return {name: _with_own((general * np.exp(total - logs[name])) @ kernel, who, name, now) for name in told}


def likelihoods(item: Item) -> tuple[Vector, Vector]:
    """Logarithms of the probabilities of right and of wrong at every value of GRID, each (49,), not to be written to."""
    return _likelihoods(round(item.difficulty, 1), item.guess, item.slip)


def expected(found: Vector, item: Item) -> float:
    """The probability of being right on an item where x has this distribution (49,)."""
    right, _ = likelihoods(item)
    return float(found @ np.exp(right))


def above(x: float) -> Vector:
    """The share of each value of GRID, as wide as the step between them, that lies above an x (49,)."""
    return np.asarray(np.clip((GRID - x) / (GRID[1] - GRID[0]) + 0.5, 0.0, 1.0))


def success(who: Learner, skill: str, item: Item, now: datetime, calibration: Calibration = AS_FORETOLD) -> float:
    """The probability that a person answers an item right."""
    return calibration(expected(distribution(who, skill, now), item))


def mastery(past: History, skill: str, scale: Scale, now: datetime, target: float = TARGET) -> Mastery:
    """How well a person masters a skill, what is missing, and why we think so."""
    return masteries(past, (skill,), scale, now, target)[skill]


def masteries(past: History, skills: Iterable[str], scale: Scale, now: datetime, target: float = TARGET) -> dict[str, Mastery]:
    """The masteries of several skills, by their ids."""
    who, reasons = learner(past, scale), defaultdict(list)
    for skill, reason in _reasons(past, scale, now):
        reasons[skill].append(reason)
    return {
        skill: mastery_of(who, skill, _tally(reasons[skill], target), scale, now, target, reasons[skill]) for skill in skills
    }


def mastery_of(
    who: Learner, skill: str, tally: Tally, scale: Scale, now: datetime, target: float = TARGET, why: Sequence[Reason] = ()
) -> Mastery:
    """The mastery of a skill that a learner and the tally of the same answers give."""
    average = Item(scale.averages.get(skill, 0.0))
    found = distribution(who, skill, now)
    mean = float(found @ GRID)
    lower = _bound(found, average, scale, QUANTILE)
    return Mastery(
        skill,
        scale.calibration(expected(found, average)),
        lower,
        _bound(found, average, scale, 1 - QUANTILE),
        float(found @ (GRID - mean) ** 2) ** 0.5,
        tally.answers,
        tuple(_needed(tally, lower, target)),
        _more(who, skill, average, scale, now, target),
        tuple(why),
    )


def progression(past: History, skills: Collection[str], scale: Scale, now: datetime) -> dict[str, list[Moment]]:
    """What was known of each skill after every answer and credit to it, and now; nothing of a skill that has none."""
    who = Learner(scale.parameters)
    found: defaultdict[str, list[Moment]] = defaultdict(list)
    for skill, item, score, at, weight, _ in _steps(past, scale):
        if weight:
            who = updated(who, skill, item, score, at, weight)
        if weight and skill in skills:
            found[skill].append(_moment(who, skill, scale, at))
    return {skill: [*moments, _moment(who, skill, scale, now)] for skill, moments in found.items()}


def predictions(past: History, scale: Scale) -> Iterator[tuple[Answered, float]]:
    """Each answer that counts with the probability of being right that was foretold before it, not calibrated."""
    who = Learner(scale.parameters)
    for skill, item, score, at, weight, answer in _steps(past, scale):
        if isinstance(answer, Answered) and weight:
            yield answer, success(who, skill, item, at)
        if weight:
            who = updated(who, skill, item, score, at, weight)


def calibration(foretold: Sequence[float], scores: Sequence[float]) -> Calibration:
    """Platt's calibration of probabilities foretold to scores, near the identity where there is little to learn from."""
    inside = np.clip(np.asarray(foretold, dtype=np.float64), 1e-6, 1 - 1e-6)
    x = np.column_stack([np.log(inside / (1 - inside)), np.ones(len(inside))])
    y, start, hold = np.asarray(scores, dtype=np.float64), np.array([1.0, 0.0]), np.array([10.0, 10.0])
    weights = start.copy()
    for _ in range(20):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (p - y) + hold * (weights - start)
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(hold)
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return Calibration(max(0.05, float(weights[0])), float(weights[1]))


def _by_others(who: Learner, skill: str, now: datetime) -> Vector:
    """What the other skills and people in general say of x: probabilities of the values of GRID (49,)."""
    general, kernel = _beforehand(who.parameters.general_sd, who.parameters.skill_sd)
    names = [name for name in who.skills if name != skill]
    if names:
        others = np.stack([_evidence(who, name, now) for name in names])
        others -= others.max(axis=1, keepdims=True)
        general = general * np.exp(np.log(np.exp(others) @ kernel.T).sum(axis=0))
    found = general @ kernel
    return np.asarray(found / found.sum())


def _with_own(by_others: Vector, who: Learner, skill: str, now: datetime) -> Vector:
    """The same after the evidence on the skill itself (49,)."""
    if skill not in who.skills:
        return by_others
    told = _evidence(who, skill, now)
    found = by_others * np.exp(told - told.max())
    return np.asarray(found / found.sum())


def _steps(past: History, scale: Scale) -> Iterator[tuple[str, Item, float, datetime, float, Answered | Credit]]:
    """Answers and credits in the order of the journal: skill, item, score, time, weight, and what it was."""
    steps: list[tuple[str, Item, float, datetime, float, Answered | Credit]] = [
        (one.skill, Item(scale.averages.get(one.skill, 0.0)), one.share, one.time, CREDIT, one) for one in past.credits
    ]
    steps += [(one.skill, scale.item(one), one.score, one.time, weight, one) for one, weight in counted(past.answers)]
    return iter(sorted(steps, key=lambda step: step[5].sequence))


def _reasons(past: History, scale: Scale, now: datetime) -> Iterator[tuple[str, Reason]]:
    """Every answer and credit with the skill and what it weighs now, by the same rules as `updated`."""
    rules, steps = scale.parameters, list(_steps(past, scale))
    later: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    weights: list[float] = []
    for skill, _, score, at, weight, _ in reversed(steps):
        right, wrong = later[skill]
        left = score * rules.fade_right**wrong + (1 - score) * rules.fade_wrong**right
        weights.append(weight * left * _kept(rules, at, now))
        later[skill] = [right + weight * score, wrong + weight * (1 - score)]
    for (skill, _, score, at, _, what), weight in zip(steps, reversed(weights), strict=True):
        yield skill, Reason(what.sequence, at, what.question if isinstance(what, Answered) else "", score, weight)


def _tally(why: Iterable[Reason], target: float) -> Tally:
    found = Tally()
    for one in why:
        if one.weight:
            found = found.after(one.score, one.time, credit=not one.question, target=target)
    return found


def _needed(tally: Tally, lower: float, target: float) -> Iterator[Needed]:
    if tally.answers < ENOUGH and not tally.vouched:
        yield Needed.ANSWERS
    if lower < target:
        yield Needed.CERTAINTY
    if not (tally.stayed or tally.vouched):
        yield Needed.DELAY


def _more(who: Learner, skill: str, average: Item, scale: Scale, now: datetime, target: float) -> int | None:
    by_others = _by_others(who, skill, now)
    for more in range(MOST + 1):
        if _bound(_with_own(by_others, who, skill, now), average, scale, QUANTILE) >= target:
            return more
        who = updated(who, skill, average, 1.0, now)
    return None


def _moment(who: Learner, skill: str, scale: Scale, at: datetime) -> Moment:
    average, found = Item(scale.averages.get(skill, 0.0)), distribution(who, skill, at)
    low, high = (_bound(found, average, scale, quantile) for quantile in (QUANTILE, 1 - QUANTILE))
    return Moment(at, scale.calibration(expected(found, average)), low, high)


def _bound(found: Vector, average: Item, scale: Scale, quantile: float) -> float:
    """The probability at a quantile of x, read between the values of the grid."""
    below = np.cumsum(found) - found / 2
    x = float(np.interp(quantile, below, GRID))
    return scale.calibration(1 / (1 + exp(average.difficulty - x)))


def _evidence(who: Learner, skill: str, now: datetime) -> Vector:
    told = who.skills[skill]
    return np.asarray((told.right + told.wrong) * _kept(who.parameters, told.at, now))


def _kept(rules: Parameters, then: datetime, now: datetime) -> float:
    days = max(0.0, (now - then).total_seconds()) / 86400
    return float(0.5 ** (days / rules.half_life_days))


@lru_cache(maxsize=4096)
def _likelihoods(difficulty: float, guess: float, slip: float) -> tuple[Vector, Vector]:
    right = guess + (1 - guess - slip) / (1 + np.exp(difficulty - GRID))
    tables = np.log(right), np.log1p(-right)
    for table in tables:
        table.flags.writeable = False  # they are shared
    return tables


@lru_cache(maxsize=16)
def _beforehand(general_sd: float, skill_sd: float) -> tuple[Vector, Vector]:
    """Probabilities of GENERAL (13,), and of GRID given each of them (13, 49)."""
    general = np.exp(-(GENERAL**2) / 2)
    kernel = np.exp(-(((GRID[None, :] - general_sd * GENERAL[:, None]) / skill_sd) ** 2) / 2)
    return general / general.sum(), kernel / kernel.sum(axis=1, keepdims=True)
