"""Questions of each kind for tests of grading."""

from typing import Any

from assistant.learning.questions import Evidence, Kind, Option, Question

QUOTE = "Unused days may be carried over for up to 14 days."
EVIDENCE = Evidence("leave.pdf", "a" * 64, 3, QUOTE, 10, 10 + len(QUOTE), "Leave > Carry-over")


def typed(kind: Kind, *accept: str, question: str = "How long?", quote: str = "", **more: Any) -> Question:  # Any: other fields
    """A question that is answered by typing."""
    evidence = Evidence("d.pdf", "v", 1, quote, 0, len(quote))
    text = "Use ____." if kind is Kind.CLOZE and "____" not in question else question
    return Question("q", 1, kind, text, evidence, accept=accept, **more)


def numeric(*accept: str, **more: Any) -> Question:  # Any: other fields
    """A numeric question."""
    return typed(Kind.NUMERIC, *accept, **more)


def cloze(*accept: str, **more: Any) -> Question:  # Any: other fields
    """A cloze question."""
    return typed(Kind.CLOZE, *accept, **more)


def short(*accept: str, **more: Any) -> Question:  # Any: other fields
    """A short-answer question."""
    return typed(Kind.SHORT_ANSWER, *accept, **more)


def picking(kind: Kind, *key: str, count: int = 4) -> Question:
    """A question with options a1, a2, ..."""
    options = tuple(Option(f"a{at}", f"Option {at}") for at in range(1, count + 1))
    return Question("q", 1, kind, "Which?", EVIDENCE, options=options, key=key)
