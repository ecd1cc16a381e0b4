"""What grading a reply comes to: score, label, and the reasons as codes. Knows nothing of questions or of how one grades."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from assistant.errors import Problem

VERSION = 2  # of the rules: goes up when a reply could come out differently
Json = Mapping[str, Any]  # Any: JSON


class Label(StrEnum):
    """How right a reply is, in three steps."""

    CORRECT = "correct"
    PARTIALLY_CORRECT = "partially_correct"
    INCORRECT = "incorrect"


class Reason(StrEnum):
    """Why a reply got its score. The page has a sentence for each."""

    EMPTY = "empty"  # nothing was replied
    TOO_LONG = "too_long"  # longer than the rules read
    WRONG_PICK = "wrong_pick"  # a wrong option was picked
    NOT_ALL = "not_all"  # right options, pairs or points are missing
    ORDER = "order"  # some neighbours do not follow one another
    OTHER_VALUE = "other_value"  # another number, amount or date
    UNIT_MISSING = "unit_missing"  # the right number without its unit
    UNIT_WRONG = "unit_wrong"  # the right number with another unit
    BOUND = "bound"  # "at least" where there is none, or "at most"
    APPROXIMATE = "approximate"  # "about" where an exact value is wanted
    DATE_INCOMPLETE = "date_incomplete"  # a part of the date is missing
    SEVERAL = "several"  # several different answers at once
    SPELLING = "spelling"  # a typing mistake that was forgiven
    ANOTHER_TERM = "another_term"  # another term, or not near enough to the right one
    NEGATED = "negated"  # says the opposite
    MODALITY = "modality"  # must instead of may, or the reverse
    HEDGED = "hedged"  # leaves it open
    ORDER_OF_WORDS = "order_of_words"  # the words are there, not what they say
    ECHO = "echo"  # repeats the question
    NOTHING_SHARED = "nothing_shared"  # has no word of the answer that is not in the question
    INSTRUCTION = "instruction"  # speaks to whoever grades
    UNSURE = "unsure"  # the grader cannot decide alone
    ADVISER_DISAGREES = "adviser_disagrees"  # a model that was asked for advice says otherwise


@dataclass(frozen=True, slots=True)
class Grade:
    """The grade of one reply: `score` is 0 to 1, computed by code; not `certain`: a trainer or the person decides."""

    score: float
    correct: bool
    label: Label
    certain: bool
    hits: tuple[str, ...] = ()  # option ids, pairs "left=right", or points that are right
    missing: tuple[str, ...] = ()  # those that are not there
    wrong: tuple[str, ...] = ()  # what was picked wrongly: option ids or pairs
    reasons: tuple[Reason, ...] = ()
    grader: str = ""  # name and version of what graded

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The grade as JSON."""
        return {
            "score": self.score, "correct": self.correct, "label": self.label.value, "certain": self.certain,
            "hits": list(self.hits), "missing": list(self.missing), "wrong": list(self.wrong),
            "reasons": [reason.value for reason in self.reasons], "grader": self.grader,
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: Json) -> Self:
        """The grade of `to_json`.

        Raises:
            Problem: it is not such a row.
        """
        try:
            return cls(
                float(row["score"]),
                bool(row["correct"]),
                Label(row["label"]),
                bool(row["certain"]),
                tuple(row["hits"]),
                tuple(row["missing"]),
                tuple(row["wrong"]),
                tuple(Reason(reason) for reason in row["reasons"]),
                str(row["grader"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Problem(f"a grade cannot be read ({error}): expected what Grade.to_json writes") from error


def graded(
    score: float,
    grader: str,
    *,
    certain: bool = True,
    hits: Iterable[str] = (),
    missing: Iterable[str] = (),
    wrong: Iterable[str] = (),
    reasons: Iterable[Reason] = (),
) -> Grade:
    """A grade whose label follows from its score: all is correct, nothing is incorrect, between is partially correct."""
    clamped = round(min(1.0, max(0.0, score)), 4)
    label = Label.CORRECT if clamped == 1.0 else Label.PARTIALLY_CORRECT if clamped > 0.0 else Label.INCORRECT
    once = tuple(dict.fromkeys(reasons))
    return Grade(
        clamped, label is Label.CORRECT, label, certain, tuple(hits), tuple(missing), tuple(wrong), once, f"{grader}/{VERSION}"
    )
