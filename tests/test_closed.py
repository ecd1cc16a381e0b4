"""Replies that pick, order or pair options: exact, with a stated share for a part."""

import pytest

from assistant.errors import Problem
from assistant.learning.closed import grade_options
from assistant.learning.grades import Label, Reason
from assistant.learning.questions import Kind
from tests.graded_questions import picking

ONE = picking(Kind.SINGLE_CHOICE, "a2")
SEVERAL = picking(Kind.MULTIPLE_CHOICE, "a1", "a2", "a3", count=5)
STEPS = picking(Kind.ORDERING, "a1", "a2", "a3", "a4", "a5", count=5)
PAIRS = picking(Kind.MATCHING, "a1=a4", "a2=a5", "a3=a6", count=7)


def test_the_right_option_is_worth_everything() -> None:
    found = grade_options(ONE, "a2")
    assert (found.score, found.correct, found.label, found.certain, found.hits) == (1.0, True, Label.CORRECT, True, ("a2",))


def test_a_wrong_option_is_worth_nothing_and_is_named() -> None:
    found = grade_options(ONE, "a1")
    assert (found.score, found.label) == (0.0, Label.INCORRECT)
    assert (found.wrong, found.missing, found.reasons) == (("a1",), ("a2",), (Reason.WRONG_PICK,))


@pytest.mark.parametrize(
    ("picked", "score"),
    [
        (["a1", "a2", "a3"], 1.0),
        (["a3", "a1", "a2"], 1.0),
        (["a1", "a2"], 2 / 3),
        (["a1", "a2", "a4"], 1 / 3),
        (["a1", "a2", "a3", "a4"], 2 / 3),
        (["a1", "a2", "a3", "a4", "a5"], 1 / 3),
        (["a4", "a5"], 0.0),
        ([], 0.0),
    ],
)
def test_of_several_options_wrong_picks_are_taken_off_right_ones(picked: list[str], score: float) -> None:
    assert grade_options(SEVERAL, picked).score == pytest.approx(score, abs=1e-4)


@pytest.mark.parametrize(
    ("order", "score"),
    [("12345", 1.0), ("54321", 0.0), ("23451", 0.75), ("21345", 0.5), ("13245", 0.25), ("51234", 0.75), ("24135", 0.0)],
)
def test_an_order_is_worth_its_right_neighbours(order: str, score: float) -> None:
    assert grade_options(STEPS, [f"a{one}" for one in order]).score == score


@pytest.mark.parametrize(
    ("reply", "score"),
    [
        ({"a1": "a4", "a2": "a5", "a3": "a6"}, 1.0),
        ({"a1": "a4", "a2": "a6", "a3": "a5"}, 1 / 3),
        ({"a1": "a4"}, 1 / 3),
        ({"a1": "a7", "a2": "a7", "a3": "a7"}, 0.0),
        ({}, 0.0),
    ],
)
def test_pairs_are_worth_the_share_that_is_right(reply: dict[str, str], score: float) -> None:
    assert grade_options(PAIRS, reply).score == pytest.approx(score, abs=1e-4)


def test_a_part_is_labelled_as_a_part_and_is_not_correct() -> None:
    found = grade_options(SEVERAL, ["a1", "a2"])
    assert (found.label, found.correct, found.missing) == (Label.PARTIALLY_CORRECT, False, ("a3",))


@pytest.mark.parametrize("question", [SEVERAL, STEPS], ids=["several", "order"])
def test_no_reply_is_said_to_be_empty(question: object) -> None:
    assert grade_options(question, []).reasons == (Reason.EMPTY,)  # type: ignore[arg-type]  # parametrised


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        (ONE, "a9"),
        (ONE, "A2"),
        (ONE, ["a2"]),
        (ONE, None),
        (ONE, 2),
        (ONE, True),
        (SEVERAL, "a1"),
        (SEVERAL, ["a1", "a1"]),
        (SEVERAL, ["a1", "zz"]),
        (SEVERAL, [1, 2]),
        (SEVERAL, {"a1": "a2"}),
        (STEPS, ["a1", "a2"]),
        (STEPS, ["a1", "a2", "a3", "a4", "a4"]),
        (PAIRS, ["a1=a4"]),
        (PAIRS, {"a1": "zz"}),
        (PAIRS, {"a4": "a1"}),
        (PAIRS, {"a1": "a2"}),
        (PAIRS, {"a1": ["a4"]}),
    ],
)
def test_a_reply_that_does_not_fit_is_refused_and_gets_no_score(question: object, reply: object) -> None:
    with pytest.raises(Problem, match="nothing was graded"):
        grade_options(question, reply)  # type: ignore[arg-type]  # parametrised


def test_the_message_about_a_long_reply_stays_short() -> None:
    with pytest.raises(Problem) as caught:
        grade_options(ONE, "x" * 10_000)
    assert len(str(caught.value)) < 300
