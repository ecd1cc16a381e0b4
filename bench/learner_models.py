"""Models of learners side by side, asked how likely the next answer is right. Ours is assistant.learning.mastery."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from math import exp
from statistics import fmean
from typing import Any, Protocol

import numpy as np

from assistant.insight.items import difficulties, first_answers
from assistant.learning.answers import Answered, History
from assistant.learning.mastery import USUAL, Item, Parameters, Scale, calibration, predictions
from bench.learner_logs import Log


class Contender(Protocol):
    """A model of learners."""

    name: str

    def fit(self, train: Log) -> None:
        """Learns what it can from other people's answers."""

    def foretell(self, past: History) -> list[float]:
        """For each answer of a person, the probability of being right, from the answers before it alone."""


class Average:
    """Everybody is as often right as people were."""

    name = "always average"

    def fit(self, train: Log) -> None:
        """Takes the mean."""
        self._mean = fmean(answer.score for one in train.people.values() for answer in one.answers)

    def foretell(self, past: History) -> list[float]:
        """The mean."""
        return [self._mean] * len(past.answers)


class RunningAccuracy(Average):
    """A person is as often right as they were, the mean counted as two answers more."""

    name = "running accuracy"

    def foretell(self, past: History) -> list[float]:
        """The share that was right."""
        found, right = [], 0.0
        for number, answer in enumerate(past.answers):
            found.append((right + 2 * self._mean) / (number + 2))
            right += answer.score
        return found


class Bkt:
    """Bayesian knowledge tracing: a skill is known or not, learned with some probability at each answer; fitted by grid."""

    name = "BKT (fitted by skill)"
    GRID = np.array(
        list(product((0.1, 0.25, 0.4, 0.6, 0.8), (0.01, 0.03, 0.08, 0.15), (0.1, 0.2, 0.3, 0.4, 0.5), (0.03, 0.08, 0.15, 0.25)))
    )  # known at the start, learned at an answer, guess, slip

    def fit(self, train: Log) -> None:
        """Takes for each skill the parameters under which the answers were most likely."""
        told: defaultdict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = defaultdict(lambda: np.zeros(len(self.GRID)))
        for one in train.people.values():
            by_skill: defaultdict[str, list[Answered]] = defaultdict(list)
            for answer in one.answers:
                by_skill[answer.skill].append(answer)
            for skill, answers in by_skill.items():
                known, learn, guess, slip = self.GRID.T
                for answer in answers:
                    right = known * (1 - slip) + (1 - known) * guess
                    told[skill] += np.log(right if answer.correct else 1 - right)
                    known = _traced(known, answer.correct, learn, guess, slip)
        self._best = {skill: self.GRID[int(values.argmax())] for skill, values in told.items()}
        self._usual = self.GRID[int(sum(told.values(), np.zeros(len(self.GRID))).argmax())]

    def foretell(self, past: History) -> list[float]:
        """From the probability that the skill is known."""
        known: dict[str, float] = {}
        found = []
        for answer in past.answers:
            start, learn, guess, slip = (float(value) for value in self._best.get(answer.skill, self._usual))
            now = known.get(answer.skill, start)
            found.append(now * (1 - slip) + (1 - now) * guess)
            known[answer.skill] = _traced(now, answer.correct, learn, guess, slip)
        return found


class Elo:
    """Ratings of person, of person in a skill, and of item, moved by each answer; gains as in published tuning."""

    name = "Elo (person, skill, item)"

    def fit(self, train: Log) -> None:
        """Rates the items in the order in which people answered them."""
        self._items: dict[str, float] = {name: item.difficulty for name, item in train.priors.items()}
        self._guess = {name: item.guess for name, item in train.priors.items()}
        self._met: defaultdict[str, int] = defaultdict(int)
        for one in train.people.values():
            for answer, error in self._followed(one):
                self._items[answer.question] -= error / (1 + 0.05 * self._met[answer.question])
                self._met[answer.question] += 1

    def foretell(self, past: History) -> list[float]:
        """From the ratings, the items' fixed."""
        return [answer.score - error for answer, error in self._followed(past)]

    def _followed(self, past: History) -> Iterator[tuple[Answered, float]]:
        """Each answer with its error: score less what was foretold."""
        general, n, skills, met = 0.0, 0, defaultdict[str, float](float), defaultdict[str, int](int)
        for answer in past.answers:
            guess, skill = self._guess.get(answer.question, 0.0), answer.skill
            x = general + skills[skill] - self._items.get(answer.question, 0.0)
            error = answer.score - (guess + (1 - guess) / (1 + exp(-x)))
            general += 1.8 / (1 + 0.05 * n) * 0.6 * error
            skills[skill] += 1.2 / (1 + 0.05 * met[skill]) * 0.4 * error
            n, met[skill] = n + 1, met[skill] + 1
            yield answer, error


class Ours:
    """assistant.learning.mastery with items from assistant.insight.items, calibrated on the people it was fitted to, or not."""

    def __init__(self, name: str = "Docent", parameters: Parameters = USUAL, calibrated: bool = True) -> None:
        self.name, self._parameters, self._calibrated = name, parameters, calibrated
        self.scale = Scale(parameters=parameters)

    def fit(self, train: Log) -> None:
        """Estimates the items, then the calibration."""
        found = difficulties(first_answers(train.people), train.priors, self._parameters)
        items = {
            name: Item(found[name].logits, prior.guess, prior.slip) if name in found else prior
            for name, prior in train.priors.items()
        }
        self.scale = Scale(items, parameters=self._parameters)
        if self._calibrated:
            pairs = [pair for one in train.people.values() for pair in zip(self.foretell(one), one.answers, strict=True)]
            fitted = calibration([share for share, _ in pairs], [answer.score for _, answer in pairs])
            self.scale = Scale(items, calibration=fitted, parameters=self._parameters)

    def foretell(self, past: History) -> list[float]:
        """From the distribution of ability; an answer that does not count is foretold as the last one."""
        told = {answer.sequence: share for answer, share in predictions(past, self.scale)}
        found, last = [], 0.5
        for answer in past.answers:
            last = self.scale.calibration(told[answer.sequence]) if answer.sequence in told else last
            found.append(last)
        return found


def _traced(known: Any, right: bool, learn: Any, guess: Any, slip: Any) -> Any:  # Any: numbers, or arrays of them
    """The probability that a skill is known after an answer."""
    by_right, by_wrong = known * (1 - slip), known * slip
    after = by_right / (by_right + (1 - known) * guess) if right else by_wrong / (by_wrong + (1 - known) * (1 - guess))
    return after + (1 - after) * learn
