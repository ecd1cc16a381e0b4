"""A question and where its answer stands in a sentence: what every way of finding facts returns. Knows nothing of texts."""

from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """What a fact tells."""

    DATE = "date"
    NUMBER = "number"
    AMOUNT = "amount"
    AGENT = "agent"  # who does something or by whom it is done
    PLACE = "place"
    DEFINITION = "definition"
    ENTRY = "entry"  # of a table or a list of terms


@dataclass(frozen=True, slots=True)
class Found:
    """A question, if the words allow one, with the answer's offsets in the sentence."""

    question: str | None
    start: int
    end: int
    kind: FactKind
    whole: tuple[int, int] | None = None  # offsets of the answer with its unit, where that is longer
