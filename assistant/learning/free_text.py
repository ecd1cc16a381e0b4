"""How replies in free text are graded: an accepted form, else each point by its gates and its chance. Knows no options.

A reply is accepted or rejected alone only where the chance is clear; between, and where a gate stops what looks right, a
person decides, and nothing of it counts for passing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answering.words import language
from assistant.learning import forms
from assistant.learning.forms import Nearness
from assistant.learning.gates import stops
from assistant.learning.grades import VERSION, Grade, Label, Reason
from assistant.learning.meaning import APART, MEANING, meaning
from assistant.learning.questions import Question
from assistant.learning.statements import FEATURES, f1, features
from assistant.learning.typed import context_of, of_match, text_of, unreadable
from assistant.learning.weighing import Floats, Recipe, Weighing, shipped
from indexer.embedding import Embedder

GRADER = "statements"
FITTED_WITH = "all-MiniLM-L6-v2"  # vectors of another embedder would mean something else
WITH_VECTORS = (*FEATURES, *MEANING, *(f"apart_{at}" for at in range(APART)))
RECIPES = {  # by what is known of a reply; ridge and leaves were chosen on questions that took no part in the measurement
    "en": Recipe(FEATURES, ridge=100.0, least=8, seen_by_trees=len(FEATURES)),
    "en_meaning": Recipe(WITH_VECTORS, ridge=1000.0, least=8, seen_by_trees=len(FEATURES) + len(MEANING)),
    "zh": Recipe(FEATURES, ridge=3.0, least=3, seen_by_trees=len(FEATURES)),
}
ACCEPT, REJECT = 0.85, 0.15  # chances from which code decides alone: more than nine in ten of these were right


@dataclass(frozen=True, slots=True)
class Judged:
    """How a reply stands to one point: the chance that it makes it, and what stops it."""

    point: str
    chance: float  # 0 to 1
    hard: tuple[Reason, ...] = ()  # no credit
    soft: tuple[Reason, ...] = ()  # a person should look

    @property
    def worth(self) -> float:
        """1 for a point that is clearly made, 0 for one that is not, the chance between."""
        if self.hard or self.chance <= REJECT:
            return 0.0
        return 1.0 if self.chance >= ACCEPT else self.chance

    @property
    def made(self) -> bool:
        """Whether it is rather made than not."""
        return self.worth >= 0.5

    @property
    def certain(self) -> bool:
        """Whether code decides alone."""
        if self.chance <= REJECT:
            return True
        return self.chance >= ACCEPT and not self.hard and not self.soft


def grade_statement(question: Question, reply: object, embedder: Embedder | None, terms: Collection[str] = ()) -> Grade:
    """The grade of a reply in free text: the share of its points that it makes.

    Without points the accepted answers are alternatives, of which one is enough.

    Raises:
        Problem: the reply is not a text.
    """
    text = text_of(question, reply)
    points = question.points or question.accept[:1]
    refused = unreadable(text, GRADER, points)
    if refused is not None:
        return refused
    # the question's words may not be left out here: without them little but a few words in any order would be compared
    found = forms.match(text, question.accept, replace(context_of(question, terms), question=""))
    if found.nearness in (Nearness.SAME, Nearness.MISSPELT):
        return of_match(found, question, text)
    text = forms.collapsed(text)
    if question.points:
        judged = [
            _judged(question.question, point, _others(question.points, point), text, embedder) for point in question.points
        ]
    else:
        judged = [judged_best(question.question, question.accept, text, embedder)]
    return _grade(judged)


def judged_best(question: str, answers: Sequence[str], reply: str, embedder: Embedder | None) -> Judged:
    """How a reply (clean) stands to the nearest of several answers, each of which would do."""
    best = nearest(question, answers, reply)
    return judged(question, best, reply, numbers_of(question, answers, reply, embedder))


def judged(question: str, statement: str, reply: str, numbers: Floats, known: str = "") -> Judged:
    """How a reply (clean) stands to a statement, given the numbers of `numbers_of`."""
    found = stops(question, statement, reply, known)
    return Judged(statement, float(_model(statement, len(numbers)).chances(numbers[None, :])[0]), found.hard, found.soft)


def numbers_of(question: str, answers: Sequence[str], reply: str, embedder: Embedder | None) -> Floats:
    """The numbers (n,) that a chance is computed from: `FEATURES`; in English with the bundled embedder `WITH_VECTORS`."""
    best = nearest(question, answers, reply)
    numbers = features(question, best, reply, [one for one in answers if one != best])
    if embedder is None or not embedder.name.startswith(FITTED_WITH) or language(best) == "zh":
        return numbers
    return np.concatenate([numbers, meaning(question, reply, answers, embedder.passages)])


def nearest(question: str, answers: Sequence[str], reply: str) -> str:
    """The answer whose own words the reply has most of."""
    return answers[0] if len(answers) == 1 else max(answers, key=lambda answer: f1(question, answer, reply))


def model_name(statement: str, numbers: int) -> str:
    """Which regression weighs so many numbers about a statement."""
    if language(statement) == "zh":
        return "zh"
    return "en_meaning" if numbers == len(WITH_VECTORS) else "en"


def _model(statement: str, numbers: int) -> Weighing:
    return shipped()[model_name(statement, numbers)]


def _judged(question: str, point: str, known: str, reply: str, embedder: Embedder | None) -> Judged:
    """One of several points: what belongs to the others counts neither for nor against it."""
    numbers = numbers_of(f"{question} {known}", [point], reply, embedder)
    return judged(question, point, reply, numbers, known)


def _others(points: Sequence[str], point: str) -> str:
    """The words of the other points that this one does not have."""
    own = set(forms.content(point))
    return " ".join(word for other in points if other != point for word in other.split() if not own & set(forms.content(word)))


def _grade(judged: Sequence[Judged]) -> Grade:
    score = round(sum(one.worth for one in judged) / len(judged), 4)
    correct = all(one.made for one in judged)
    label = Label.CORRECT if correct else Label.PARTIALLY_CORRECT if any(one.made for one in judged) else Label.INCORRECT
    certain = all(one.certain for one in judged)
    stopped = [reason for one in judged for reason in (*one.hard, *one.soft) if one.chance > REJECT or one.hard]
    missing = [Reason.NOT_ALL] * any(not one.made for one in judged)
    reasons = dict.fromkeys([*stopped, *missing, *([] if certain else [Reason.UNSURE])])
    hits = tuple(one.point for one in judged if one.made)
    return Grade(
        score, correct, label, certain, hits, tuple(one.point for one in judged if not one.made), (), tuple(reasons),
        f"{GRADER}/{VERSION}",
    )  # fmt: skip
