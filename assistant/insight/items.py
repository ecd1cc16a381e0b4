"""What the answers of all people tell of each question: how hard it is, whether it tells apart, which options are taken.

Knows nothing of groups, pages or who a person is. Only the first answer of a person to the newest version of a question
counts, and only where a person or the rules are sure of its score. Nothing is told of a question that fewer people than the
smallest group have answered.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from statistics import fmean, median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.learning.answers import Answered, History
from assistant.learning.mastery import (
    USUAL,
    Calibration,
    Item,
    Parameters,
    Scale,
    calibration,
    item_of,
    item_of_kind,
    predictions,
)
from assistant.learning.questions import CHOICES, Kind, Question, State

Floats = NDArray[np.float64]

SMALLEST = 5  # people
ENOUGH = 20  # people, before a question is said to be odd
OTHERS = 3  # other questions that a person must have answered to tell whether a question tells apart
TO_CALIBRATE, MOST_TO_CALIBRATE = 500, 20_000  # predictions: the least, and as many as make no more difference
NEVER = datetime.min.replace(tzinfo=UTC)  # when somebody answered who was erased
PRIOR_SD = 1.0  # logits, of difficulties about that of their kind: worth about five answers
ROUNDS = 30  # of estimation; it ends before when nothing moves


class Flag(StrEnum):
    """What is odd about a question."""

    HARD = "hard"  # fewer than 30 % are right
    EASY = "easy"  # more than 95 % are right
    APART = "apart"  # who knows more is not more often right: the key may be wrong
    DEAD = "dead"  # an option that fewer than 5 % take
    RIVAL = "rival"  # a wrong option that better people take than the right one


@dataclass(frozen=True, slots=True)
class Use:
    """How an option is taken."""

    option: str  # id
    share: float  # of the people
    rest: float | None  # mean score, 0 to 1, of those who take it on other questions; None: they are too few
    right: bool


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is known of a question from first answers."""

    question: str  # id
    version: int
    people: int
    facility: float  # mean score, 0 to 1
    discrimination: float | None  # correlation of the score with that on other questions; None: cannot be told
    median_s: float  # seconds
    uses: tuple[Use, ...]  # of the options, of questions with a choice
    flags: tuple[Flag, ...]

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The shape that tables and exports print."""
        uses = [{"option": one.option, "share": one.share, "rest": one.rest, "right": one.right} for one in self.uses]
        return {
            "question": self.question, "version": self.version, "people": self.people, "facility": self.facility,
            "discrimination": self.discrimination, "median_s": self.median_s, "uses": uses,
            "flags": [one.value for one in self.flags],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difficulty:
    """How hard a question is."""

    logits: float  # 0: a typical person who does not guess is right as often as not
    error: float  # standard error, logits
    people: int


Firsts = Mapping[str, Mapping[str, Answered]]  # by the id of the person, by the id of the question


def first_answers(past: Mapping[str, History]) -> Firsts:
    """The first answer of each person to the newest version of each question that anybody has answered.

    A first answer that the grader was not sure of is left out, and no later one takes its place.
    """
    newest: dict[str, int] = {}
    for one in past.values():
        for answer in one.answers:
            newest[answer.question] = max(answer.version, newest.get(answer.question, 0))
    found: dict[str, dict[str, Answered]] = {}
    for person, one in past.items():
        mine = found.setdefault(person, {})
        for answer in one.answers:
            if answer.version == newest[answer.question]:
                mine.setdefault(answer.question, answer)
    return {person: {name: one for name, one in mine.items() if one.sure} for person, mine in found.items()}


def left_answers(rows: Iterable[Mapping[str, Any]]) -> dict[str, History]:  # Any: JSON
    """What erased people left (`Journals.erased`): their first answers, each as the only one of somebody unknown."""
    firsts = [row for row in rows if row.get("attempt") == 1]
    return {f"erased/{number}": History((_left(row),)) for number, row in enumerate(firsts)}


def usual_seconds(past: Mapping[str, History], smallest: int = SMALLEST) -> dict[str, float]:
    """The median seconds that replies took, by the question, of those that at least so many people have answered."""
    took: defaultdict[str, dict[str, list[float]]] = defaultdict(dict)
    for person, one in past.items():
        for answer in one.answers:
            if answer.seconds > 0:
                took[answer.question].setdefault(person, []).append(answer.seconds)
    return {name: median(map(median, by.values())) for name, by in took.items() if len(by) >= smallest}


def statistics(firsts: Firsts, questions: Mapping[str, Question], smallest: int = SMALLEST) -> dict[str, Statistics]:
    """The statistics of the questions that at least `smallest` people have answered, by their ids."""
    takers: defaultdict[str, list[tuple[Answered, float | None]]] = defaultdict(list)
    for mine in firsts.values():
        total = sum(answer.score for answer in mine.values())
        others = len(mine) - 1
        for answer in mine.values():
            takers[answer.question].append((answer, (total - answer.score) / others if others >= OTHERS else None))
    return {name: _statistics(found, questions.get(name), smallest) for name, found in takers.items() if len(found) >= smallest}


def difficulties(firsts: Firsts, priors: Mapping[str, Item], parameters: Parameters = USUAL) -> dict[str, Difficulty]:
    """How hard each question is, by its id: the likeliest difficulty where people's x is normal, with a prior about its own."""
    attempts = [answer for mine in firsts.values() for answer in mine.values()]
    if not attempts:
        return {}
    units = [(person, answer.skill) for person, mine in firsts.items() for answer in mine.values()]
    names = sorted({answer.question for answer in attempts})
    first = {answer.question: answer for answer in attempts}
    items = [priors.get(name) or item_of_kind(first[name].kind) for name in names]
    told = _Table(_numbered([answer.question for answer in attempts], names), _numbered(units, sorted(set(units))),
                  np.array([answer.score for answer in attempts]))  # fmt: skip
    logits, errors = _estimated(told, items, (parameters.general_sd**2 + parameters.skill_sd**2) ** 0.5)
    people = np.bincount(told.items, minlength=len(names))
    return {name: Difficulty(float(logits[n]), float(errors[n]), int(people[n])) for n, name in enumerate(names)}


def scale(
    past: Mapping[str, History],
    questions: Iterable[Question],
    parameters: Parameters = USUAL,
    left: Mapping[str, History] | None = None,
) -> Scale:
    """The scale that everybody's answers give: items, averages of skills, and a calibration once there is enough to fit it.

    `left` are those of erased people. Retired questions have items for the answers of then, and no part in an average.
    """
    known = {one.id: one for one in questions}
    firsts = first_answers({**past, **(left or {})})
    found = difficulties(firsts, {name: item_of(one) for name, one in known.items()}, parameters)
    items = {name: item_of(one, found[name].logits if name in found else None) for name, one in known.items()}
    by_skill: defaultdict[str, list[float]] = defaultdict(list)
    for name, one in known.items():
        if one.state is not State.RETIRED:
            by_skill[one.skill].append(items[name].difficulty)
    averages = {skill: fmean(values) for skill, values in by_skill.items()}
    raw = Scale(items, averages, Calibration(), parameters)
    pairs = list(islice(_foretold(past, raw), MOST_TO_CALIBRATE))
    fitted = calibration([share for share, _ in pairs], [score for _, score in pairs]) if len(pairs) >= TO_CALIBRATE else None
    return Scale(items, averages, fitted or Calibration(), parameters)


def _foretold(past: Mapping[str, History], raw: Scale) -> Iterator[tuple[float, float]]:
    """What was foretold before each answer, with its score, person by person in an order that tells nothing of them."""
    for person in sorted(past, key=lambda one: sha256(one.encode()).digest()):
        yield from ((share, answer.score) for answer, share in predictions(past[person], raw) if answer.sure)


def _left(row: Mapping[str, Any]) -> Answered:  # Any: JSON
    return Answered(
        sequence=1,
        time=NEVER,
        question=str(row["question"]),
        version=int(row["version"]),
        kind=Kind(row["kind"]),
        skill=str(row["skill"]),
        score=float(row["score"]),
        correct=bool(row["correct"]),
        reply=row.get("reply"),
    )


def _statistics(takers: Sequence[tuple[Answered, float | None]], question: Question | None, smallest: int) -> Statistics:
    answers = [answer for answer, _ in takers]
    both = [(answer.score, rest) for answer, rest in takers if rest is not None]
    discrimination = _correlation(both) if len(both) >= max(OTHERS, smallest) else None
    facility = fmean(answer.score for answer in answers)
    uses = tuple(_uses(takers, question, smallest)) if question is not None and question.kind in CHOICES else ()
    flags = tuple(_flags(facility, discrimination, uses)) if len(answers) >= ENOUGH else ()
    return Statistics(
        answers[0].question,
        answers[0].version,
        len(answers),
        facility,
        discrimination,
        median(answer.seconds for answer in answers),
        uses,
        flags,
    )


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    scores, rests = np.array(pairs).T
    if scores.std() == 0 or rests.std() == 0:
        return None
    return float(np.corrcoef(scores, rests)[0, 1])


def _uses(takers: Sequence[tuple[Answered, float | None]], question: Question, smallest: int) -> Iterator[Use]:
    for option in question.options:
        taking = [(answer, rest) for answer, rest in takers if option.id in _taken(answer.reply)]
        rests = [rest for _, rest in taking if rest is not None]
        yield Use(
            option.id, len(taking) / len(takers), fmean(rests) if len(rests) >= smallest else None, option.id in question.key
        )


def _taken(reply: Any) -> tuple[str, ...]:  # Any: JSON
    """The ids of the options in a reply."""
    if isinstance(reply, str):
        return (reply,)
    return tuple(str(one) for one in reply) if isinstance(reply, list | tuple) else ()


def _flags(facility: float, discrimination: float | None, uses: Sequence[Use]) -> Iterator[Flag]:
    if facility < 0.3:
        yield Flag.HARD
    if facility > 0.95:
        yield Flag.EASY
    if discrimination is not None and discrimination < 0.1:
        yield Flag.APART
    if any(one.share < 0.05 for one in uses if not one.right):
        yield Flag.DEAD
    best = max((one.rest for one in uses if one.right and one.rest is not None), default=None)
    if best is not None and any(one.rest is not None and one.share >= 0.1 and one.rest > best for one in uses if not one.right):
        yield Flag.RIVAL


@dataclass(frozen=True, slots=True)
class _Table:
    """First answers: numbers of item and unit (a person in a skill), and scores, each (n,)."""

    items: NDArray[np.int64]
    units: NDArray[np.int64]
    scores: Floats


def _numbered(values: Sequence[Any], names: Sequence[Any]) -> NDArray[np.int64]:  # Any: whatever can be a key
    place = {name: number for number, name in enumerate(names)}
    return np.array([place[value] for value in values], dtype=np.int64)


def _estimated(told: _Table, items: Sequence[Item], sd: float) -> tuple[Floats, Floats]:
    """Difficulties and their standard errors (items,), by expectation and maximisation over a grid of x."""
    x = np.linspace(-3, 3, 25) * sd
    prior = np.exp(-((x / sd) ** 2) / 2)
    start, guess, slip = (np.array([getattr(one, name) for one in items]) for name in ("difficulty", "guess", "slip"))
    logits, scores = start.copy(), told.scores[:, None]
    for _ in range(ROUNDS):
        knows = 1 / (1 + np.exp(logits[:, None] - x))
        right = guess[:, None] + (1 - guess - slip)[:, None] * knows
        log_right, log_wrong = np.log(right)[told.items], np.log1p(-right)[told.items]
        units = _summed(scores * log_right + (1 - scores) * log_wrong, told.units)
        weights = np.exp(units - units.max(axis=1, keepdims=True)) * prior
        weights = (weights / weights.sum(axis=1, keepdims=True))[told.units]
        n, r = _summed(weights, told.items), _summed(weights * scores, told.items)
        fall = -(1 - guess - slip)[:, None] * knows * (1 - knows)
        slope = ((r / right - (n - r) / (1 - right)) * fall).sum(axis=1) - (logits - start) / PRIOR_SD**2
        curve = (n * fall**2 / (right * (1 - right))).sum(axis=1) + 1 / PRIOR_SD**2
        step = np.clip(slope / curve, -1.0, 1.0)
        logits = logits + step
        if np.abs(step).max() < 1e-3:
            break
    return logits, 1 / np.sqrt(curve)


def _summed(values: Floats, places: NDArray[np.int64]) -> Floats:
    """Rows (n, q) added up by their place: (places, q)."""
    order = np.argsort(places, kind="stable")
    starts = np.flatnonzero(np.diff(places[order], prepend=-1))
    return np.asarray(np.add.reduceat(values[order], starts, axis=0))
