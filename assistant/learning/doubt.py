"""How much there is to doubt about a question, from what is known of it. Knows nothing of who reviews it or where it is kept.

    doubt = sum over causes of weight * share,  each share between 0 (nothing speaks against it) and 1

evidence        the worst of the checks that tie the key to its document
round trip      asked again with the passage, the answer does not come back
guessable       how far guessing without the passage is above chance, of what is possible
form            the share of the other checks that failed
objections      1 - 2^-n for n open ones: the first counts most
unsure          the same for replies that wait because the grader is not sure
facility        nearly nobody is right, or nearly everybody
discrimination  those who are good at other questions do no better at this one, or worse
A check fails with false, or in part with a number below 1; one that was never made counts half.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from assistant.learning.questions import CHOICES, Json, Question


class Cause(StrEnum):
    """What speaks against a question."""

    EVIDENCE = "evidence"
    ROUND_TRIP = "round_trip"
    GUESSABLE = "guessable"
    FORM = "form"
    OBJECTIONS = "objections"
    UNSURE = "unsure"
    FACILITY = "facility"
    DISCRIMINATION = "discrimination"


WEIGHTS: Mapping[Cause, float] = {
    Cause.EVIDENCE: 4.0,  # a key without proof is the worst there can be
    Cause.OBJECTIONS: 3.0,  # a person read it and says that it is wrong
    Cause.UNSURE: 2.5,  # a person waits for a decision; an answer that is missing among the accepted ones is found there, too
    Cause.ROUND_TRIP: 2.0,
    Cause.DISCRIMINATION: 2.0,  # below 0 the key is often wrong
    Cause.GUESSABLE: 1.5,
    Cause.FACILITY: 1.0,
    Cause.FORM: 1.0,
}
PROOFS = ("quoted", "key_quoted", "unique")  # checks, by name
LEAST_PEOPLE = 20  # under which facility and discrimination are chance
FACILITY = (0.15, 0.97)  # outside of this it is odd
DISCRIMINATING = 0.2  # the discrimination from which nothing is odd


class ItemStatistics(Protocol):
    """What people's answers say about a question."""

    @property
    def people(self) -> int:
        """How many answered."""

    @property
    def facility(self) -> float:
        """Mean score, 0 to 1."""

    @property
    def discrimination(self) -> float | None:
        """Correlation with the score on other questions, -1 to 1; None where it cannot be told."""


def doubt(question: Question, objections: int = 0, item: ItemStatistics | None = None, unsure: int = 0) -> float:
    """How much to doubt a question, from 0 to the sum of WEIGHTS.

    `objections` are open ones, `item` is None before any answer, `unsure` are replies that wait for a decision.
    """
    return sum(WEIGHTS[cause] * share for cause, share in doubts(question, objections, item, unsure).items())


def doubts(question: Question, objections: int = 0, item: ItemStatistics | None = None, unsure: int = 0) -> dict[Cause, float]:
    """What speaks against a question, each from above 0 to 1; causes that do not apply are not there."""
    checks = question.checks
    found = {
        Cause.EVIDENCE: max(_failed(checks, name) for name in PROOFS),
        Cause.ROUND_TRIP: _failed(checks, "round_trip"),
        Cause.GUESSABLE: _guessable(question),
        Cause.FORM: _form(checks),
        Cause.OBJECTIONS: 1 - 0.5 ** max(objections, 0),
        Cause.UNSURE: 1 - 0.5 ** max(unsure, 0),
        **_odd(item),
    }
    return {cause: share for cause, share in found.items() if share > 0}


def _failed(checks: Json, name: str) -> float:
    """How far a check failed: 0 passed, 1 failed, 0.5 never made."""
    value = checks.get(name)
    return 0.5 if value is None else min(max(1 - float(value), 0.0), 1.0)


def _guessable(question: Question) -> float:
    share = question.checks.get("guessable")
    if share is None:
        return 0.0
    chance = 1 / len(question.options) if question.kind in CHOICES else 0.0
    return min(max((float(share) - chance) / (1 - chance), 0.0), 1.0)


def _form(checks: Json) -> float:
    others = [value for name, value in checks.items() if isinstance(value, bool) and name not in (*PROOFS, "round_trip")]
    return sum(not value for value in others) / len(others) if others else 0.0


def _odd(item: ItemStatistics | None) -> dict[Cause, float]:
    if item is None or item.people < LEAST_PEOPLE:
        return {}
    found = {Cause.FACILITY: float(not FACILITY[0] <= item.facility <= FACILITY[1])}
    if item.discrimination is not None:
        found[Cause.DISCRIMINATION] = min(max(1 - item.discrimination / DISCRIMINATING, 0.0), 1.0)
    return found
