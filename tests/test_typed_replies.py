"""Questions in a terminal and typed replies."""

import pytest

from assistant.errors import Problem
from assistant.learning.practice import Asked
from assistant.learning.questions import Kind, Option
from assistant.learning.typed_replies import reply, shown

OPTIONS = (Option("a1", "sand"), Option("a2", "water"), Option("a3", "foam"))
OTHERS = (Option("b1", "metal"), Option("b2", "oil"), Option("b3", "wood"))


def asked(kind: Kind, options: tuple[Option, ...] = OPTIONS, others: tuple[Option, ...] = ()) -> Asked:
    return Asked("q", 1, kind, "What puts out burning wood?", options, others)


def test_options_have_numbers_and_what_they_are_matched_with_letters() -> None:
    assert shown(asked(Kind.MATCHING, others=OTHERS)).splitlines() == [
        "What puts out burning wood?", "  1. sand", "  2. water", "  3. foam", "     a. metal", "     b. oil", "     c. wood",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "line", "meant"),
    [
        (Kind.SINGLE_CHOICE, " 2\n", "a2"),
        (Kind.SINGLE_CHOICE, "\n", ""),
        (Kind.MULTIPLE_CHOICE, "1, 3", ["a1", "a3"]),
        (Kind.MULTIPLE_CHOICE, "", []),
        (Kind.ORDERING, "3 1 2", ["a3", "a1", "a2"]),
    ],
)
def test_numbers_name_options(kind: Kind, line: str, meant: object) -> None:
    assert reply(asked(kind), line) == meant


def test_pairs_are_numbers_with_letters() -> None:
    assert reply(asked(Kind.MATCHING, others=OTHERS), "1a, 2-C 3=b") == {"a1": "b1", "a2": "b3", "a3": "b2"}


def test_what_has_no_options_is_taken_as_it_is_typed() -> None:
    assert reply(asked(Kind.NUMERIC, options=()), " 14 days \n") == "14 days"


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (Kind.SINGLE_CHOICE, "water"), (Kind.SINGLE_CHOICE, "4"), (Kind.SINGLE_CHOICE, "1 2"), (Kind.ORDERING, "1 2"),
        (Kind.MATCHING, "1z"), (Kind.MATCHING, "1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_what_would(kind: Kind, line: str) -> None:
    with pytest.raises(Problem, match="does not fit: type"):
        reply(asked(kind, others=OTHERS if kind is Kind.MATCHING else ()), line)
