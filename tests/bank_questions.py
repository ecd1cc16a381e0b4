"""Questions on one page, one of each kind: what tests of the bank and of its formats share."""

from collections.abc import Mapping
from typing import Any

from assistant.learning.questions import Evidence, Kind, Option, Question

LEAVE = "Full-time employees get 30 vacation days a year. Up to 5 unused days may be carried over.\n\nThey lapse on 31 March."
QUOTE = "Full-time employees get 30 vacation days a year."

FIELDS: Mapping[Kind, Mapping[str, Any]] = {  # Any: values of several fields
    Kind.SINGLE_CHOICE: {"options": (Option("a", "30"), Option("b", "18"), Option("c", "25")), "key": ("a",)},
    Kind.MULTIPLE_CHOICE: {"options": (Option("a", "30"), Option("b", "18"), Option("c", "thirty")), "key": ("a", "c")},
    Kind.TRUE_FALSE: {"options": (Option("true", "True"), Option("false", "False")), "key": ("true",)},
    Kind.CLOZE: {"question": "Full-time employees get ____ vacation days a year.", "accept": ("30", "thirty")},
    Kind.NUMERIC: {"accept": ("30 days",), "tolerance": 0.5},
    Kind.SHORT_ANSWER: {"accept": ("30 vacation days",), "points": ("Full-time employees get 30 vacation days a year",)},
    Kind.ORDERING: {"options": (Option("a", "ask"), Option("b", "go"), Option("c", "return")), "key": ("a", "b", "c")},
    Kind.MATCHING: {
        "options": (Option("a", "full-time"), Option("b", "30 days"), Option("c", "part-time"), Option("d", "18 days")),
        "key": ("a=b", "c=d"),
    },
}


def evidence(quote: str = QUOTE, document: str = "leave.md", version: str = "v1", text: str = LEAVE) -> Evidence:
    """The place of a quote in a text."""
    start = text.index(quote)
    return Evidence(document, version, 1, quote, start, start + len(quote), "Vacation")


def question(name: str = "q1", kind: Kind = Kind.SINGLE_CHOICE, **changes: Any) -> Question:  # Any: values of several fields
    """A question of a kind."""
    fields = {"question": "How many vacation days do full-time employees get?", "evidence": evidence(), "skill": "leave"}
    return Question(name, 1, kind, **{**fields, **FIELDS[kind], **changes})
