"""The shortest test that decides whether a person masters a skill. Knows nothing of sessions, journals or pages.

Before the test the person may as well be above the pass mark as below. Each reply moves the probability of being above;
the test ends when it, or its opposite, reaches the certainty asked for. The next question is one of the five that tell
most at the pass mark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log
from random import Random

import numpy as np

from assistant.learning.mastery import GRID, TARGET, Item, Vector, above, likelihoods

MOST = 25  # questions
LEAST = 3
NARROW = 0.35  # standard deviation of x, logits, that more questions would hardly better
BEST = 5  # one of so many is asked
PRIOR_SD = 1.28  # logits, of x about the pass mark beforehand


class Outcome(StrEnum):
    """How a test stands."""

    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"  # it has ended without the certainty


@dataclass(frozen=True, slots=True)
class Test:
    """What is tested and how surely."""

    __test__ = False  # for pytest: not a test of ours

    items: Mapping[str, Item]  # by the id of the question
    average: float = 0.0  # difficulty of the skill's average item, logits
    target: float = TARGET  # the pass mark: probability of being right on it
    certainty: float = 0.9
    most: int = MOST

    @property
    def cut(self) -> float:
        """The x of somebody just at the pass mark, logits."""
        return self.average + log(self.target / (1 - self.target))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a test stands after some replies."""

    outcome: Outcome
    above: float  # probability that the person is above the pass mark
    spread: float  # standard deviation of x, logits
    asked: int


Replies = Sequence[tuple[str, float]]  # id of the question and score 0 to 1, in order


def standing(test: Test, replies: Replies) -> Standing:
    """Where a test stands."""
    found = _distribution(test, replies)
    share = float(found @ above(test.cut))
    spread = float(found @ (GRID - found @ GRID) ** 2) ** 0.5
    return Standing(_outcome(test, replies, share, spread), share, spread, len(replies))


def next_question(test: Test, replies: Replies, chance: Random) -> str | None:
    """The id of the question to ask; None when the test has ended."""
    if standing(test, replies).outcome is not Outcome.OPEN:
        return None
    asked = {question for question, _ in replies}
    left = sorted((-information(item, test.cut), question) for question, item in test.items.items() if question not in asked)
    return chance.choice(left[:BEST])[1]


def information(item: Item, x: float) -> float:
    """Fisher's information of an item at an x."""
    knows = 1 / (1 + np.exp(item.difficulty - x))
    right = item.guess + (1 - item.guess - item.slip) * knows
    slope = (1 - item.guess - item.slip) * knows * (1 - knows)
    return float(slope**2 / (right * (1 - right)))


def _outcome(test: Test, replies: Replies, share: float, spread: float) -> Outcome:
    if len(replies) >= LEAST:
        if share >= test.certainty:
            return Outcome.PASSED
        if share <= 1 - test.certainty:
            return Outcome.FAILED
    left = len(test.items.keys() - {question for question, _ in replies})
    ended = len(replies) >= test.most or not left or spread < NARROW
    return Outcome.UNDECIDED if ended else Outcome.OPEN


def _distribution(test: Test, replies: Replies) -> Vector:
    """Probabilities of the values of GRID (49,) after the replies."""
    told = -(((GRID - test.cut) / PRIOR_SD) ** 2) / 2
    for question, score in replies:
        right, wrong = likelihoods(test.items[question])
        told = told + score * right + (1 - score) * wrong
    found = np.exp(told - told.max())
    return np.asarray(found / found.sum())
