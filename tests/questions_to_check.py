"""Questions on the small handbook of tests.memory_index, for tests of what checks them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.learning.check_context import CheckContext
from assistant.learning.questions import Evidence, Kind, Option, Question
from assistant.learning.round_trip import QuotingReader
from tests.memory_index import EMBEDDER, HANDBOOK, MemoryIndex


def evidence(quote: str, document: str = "leave.md", texts: dict[str, str] | None = None) -> Evidence:
    """The place of a quote in a document of the handbook."""
    start = (HANDBOOK if texts is None else texts)[document].index(quote)
    return Evidence(document, "v1", 1, quote, start, start + len(quote))


def options(*texts: str) -> tuple[Option, ...]:
    """Options a1, a2, ... with these texts."""
    return tuple(Option(f"a{number}", text) for number, text in enumerate(texts, 1))


def choice(question: str, texts: Sequence[str], key: str, proof: Evidence, **more: Any) -> Question:
    """A single choice among texts, one of which is the key."""
    made = options(*texts)
    right = next(option.id for option in made if option.text == key)
    return Question("q-choice", 1, Kind.SINGLE_CHOICE, question, proof, made, (right,), **more)


TRUE_FALSE = (Option("true", "True"), Option("false", "False"))
CARRY = choice(
    "How many unused days may be carried over?",
    ("5 unused days", "8 unused days", "12 unused days"),
    "5 unused days",
    evidence("Up to 5 unused days may be carried over."),
)
CLOZE = Question(
    "q-cloze", 1, Kind.CLOZE, "A certificate is needed after ____ days.", evidence("A certificate is needed after 3 days."),
    accept=("3",),
)  # fmt: skip
STATEMENT = Question(
    "q-true", 1, Kind.TRUE_FALSE, "Trains are booked through the travel portal.",
    evidence("Trains are booked through the travel portal.", "travel.md"), TRUE_FALSE, ("true",),
)  # fmt: skip
NUMERIC = Question(
    "q-numeric", 1, Kind.NUMERIC, "How many vacation days do full-time employees get a year?",
    evidence("Full-time employees get 30 vacation days a year."), accept=("30 days",),
)  # fmt: skip
CHINESE = choice(
    "未休的年假最多可以结转多少天？", ("3天", "5天", "10天"), "5天",
    evidence("未休的年假最多可以结转5天。", "zh/leave.md"), language="zh",
)  # fmt: skip


def context(index: MemoryIndex | None = None, **more: Any) -> CheckContext:
    """The handbook, or another index, with the reader that quotes."""
    index = MemoryIndex() if index is None else index
    return replace(CheckContext(index, index.everything(), EMBEDDER, QuotingReader(EMBEDDER)), **more)
