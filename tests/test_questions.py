"""A quiz question: what fits together, what is refused, and its shape as JSON."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from assistant.errors import Problem
from assistant.learning.questions import BLANK, Evidence, Kind, Option, Question, State, id_of

QUOTE = "Up to 5 unused days may be carried over."
EVIDENCE = Evidence("leave.md", "v1", 1, QUOTE, 12, 12 + len(QUOTE), "Carry-over")
DAYS = (Option("a", "5 days"), Option("b", "7 days"), Option("c", "10 days"))
STEPS = (Option("s1", "Call"), Option("s2", "Write"), Option("s3", "Wait"))
PAIRS = (Option("l1", "Ada"), Option("l2", "Bob"), Option("r1", "Sales"), Option("r2", "Legal"))


def choice(**changed: Any) -> Question:  # Any: values of several fields
    fields: dict[str, Any] = {  # Any: as above
        "id": "q1", "version": 1, "kind": Kind.SINGLE_CHOICE, "question": "How many days carry over?", "evidence": EVIDENCE,
        "options": DAYS, "key": ("a",),
    }  # fmt: skip
    return Question(**{**fields, **changed})


def of_kind(kind: Kind) -> Question:
    """A sound question of a kind."""
    without: dict[str, object] = {"options": (), "key": (), "accept": ("5 days", "five days")}
    changed: Mapping[Kind, dict[str, object]] = {
        Kind.SINGLE_CHOICE: {},
        Kind.MULTIPLE_CHOICE: {"key": ("a", "b")},
        Kind.TRUE_FALSE: {"options": (Option("true", "True"), Option("false", "False")), "key": ("true",)},
        Kind.CLOZE: without | {"question": f"Up to {BLANK} unused days may be carried over."},
        Kind.NUMERIC: without | {"tolerance": 0.5},
        Kind.SHORT_ANSWER: without | {"points": (QUOTE,)},
        Kind.ORDERING: {"options": STEPS, "key": ("s2", "s1", "s3")},
        Kind.MATCHING: {"options": PAIRS, "key": ("l1=r2", "l2=r1")},
    }
    return choice(kind=kind, **changed[kind])


@pytest.mark.parametrize("kind", Kind)
def test_a_question_comes_back_from_json_as_it_was(kind: Kind) -> None:
    asked = of_kind(kind)
    assert Question.from_json(json.loads(json.dumps(asked.to_json()))) == asked


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (Kind.SINGLE_CHOICE, "5 days"),
        (Kind.MULTIPLE_CHOICE, "5 days; 7 days"),
        (Kind.TRUE_FALSE, "True"),
        (Kind.CLOZE, "5 days"),
        (Kind.ORDERING, "Write → Call → Wait"),
        (Kind.MATCHING, "Ada = Legal; Bob = Sales"),
    ],
)
def test_the_right_answer_is_told_as_text(kind: Kind, answer: str) -> None:
    assert of_kind(kind).right_answer() == answer


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"key": ()}, "does not fit"),
        ({"key": ("x",)}, "does not fit"),
        ({"key": ("a", "b")}, "does not fit"),
        ({"options": DAYS[:1]}, "at least two options"),
        ({"options": (DAYS[0], Option("b", " 5 DAYS "))}, "differ from one another"),
        ({"options": (DAYS[0], Option("a", "7 days"))}, "ids must be different"),
        ({"options": (Option("a=b", "x"), Option("c", "y")), "key": ("c",)}, "without '='"),
        ({"question": "  "}, "are needed"),
        ({"version": 0}, "are needed"),
        ({"tolerance": -1.0}, "negative"),
        ({"kind": Kind.CLOZE, "options": (), "key": (), "accept": ("5",)}, "one blank"),
        ({"kind": Kind.NUMERIC, "options": (), "key": ()}, "needs an accepted answer"),
        ({"kind": Kind.NUMERIC, "accept": ("5 days",)}, "has no options and no key"),
        ({"kind": Kind.ORDERING, "options": STEPS, "key": ("s1", "s2")}, "does not fit"),
        ({"kind": Kind.MATCHING, "options": PAIRS, "key": ("l1",)}, "does not fit"),
        ({"kind": Kind.MATCHING, "options": PAIRS, "key": ("l1=r1", "l1=r2")}, "does not fit"),
        ({"kind": Kind.MATCHING, "options": PAIRS, "key": ("l1=zz",)}, "does not fit"),
    ],
)
def test_what_does_not_fit_together_is_refused_with_its_reason(changed: dict[str, Any], told: str) -> None:
    with pytest.raises(Problem, match=told):
        choice(**changed)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Problem, match=r"are needed.*does not fit.*negative"):
        choice(question="", key=("x",), tolerance=-1.0)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"id": "q"},
        of_kind(Kind.SINGLE_CHOICE).to_json() | {"kind": "riddle"},
        of_kind(Kind.SINGLE_CHOICE).to_json() | {"key": "a"},
        of_kind(Kind.SINGLE_CHOICE).to_json() | {"options": ["5 days"]},
        of_kind(Kind.SINGLE_CHOICE).to_json() | {"evidence": None},
        of_kind(Kind.SINGLE_CHOICE).to_json() | {"state": "perhaps"},
    ],
)
def test_a_row_that_is_no_question_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(Problem, match="cannot be read"):
        Question.from_json(row)


def test_the_next_version_has_the_same_id() -> None:
    later = choice().next_version(state=State.APPROVED)
    assert (later.id, later.version, later.state) == ("q1", 2, State.APPROVED)


def test_the_same_fact_asked_in_the_same_way_has_the_same_id() -> None:
    moved = Evidence("leave.md", "v2", 3, QUOTE, 40, 40 + len(QUOTE))
    assert id_of(Kind.CLOZE, EVIDENCE, "5") == id_of(Kind.CLOZE, moved, "5")
    assert id_of(Kind.CLOZE, EVIDENCE, "5") != id_of(Kind.NUMERIC, EVIDENCE, "5")
    assert len(id_of(Kind.CLOZE, EVIDENCE, "5")) == 16
