"""How a reply stands to a statement, in numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.statements import FEATURES, f1, features, own_share, taken_apart

ASKED = "What happens to unused days?"
SAID = "Unused days lapse at the end of March unless the manager agrees."
WORDS = st.lists(
    st.sampled_from(["gate", "locked", "night", "guard", "visitor", "badge", "5", "not", "年假", "三天"]), max_size=8
).map(" ".join)


def told(reply: str, statement: str = SAID, question: str = ASKED, others: tuple[str, ...] = ()) -> dict[str, float]:
    return dict(zip(FEATURES, features(question, statement, reply, others).tolist(), strict=True))


def test_a_reply_that_is_the_statement_has_all_of_it_in_order() -> None:
    found = told(SAID)
    whole = ("new_recall", "new_precision", "new_f1", "recall", "precision", "f1", "pairs", "letters", "order", "numbers_found")
    assert all(found[name] == 1.0 for name in whole)
    assert [found[name] for name in ("length_ratio", "denials_differ", "number_conflict", "lead_differs", "wavers")] == [
        0.0
    ] * 5


def test_nothing_has_nothing_of_a_statement() -> None:
    found = told("")
    assert all(found[name] == 0.0 for name in ("recall", "precision", "f1", "pairs", "letters", "order", "echo", "new_words"))


def test_words_of_the_question_are_told_apart_from_what_a_reply_adds() -> None:
    found = told("unused days")
    assert found["new_recall"] == 0.0
    assert found["recall"] > 0.0
    assert found["echo"] == 1.0


def test_a_shuffled_reply_has_the_words_and_not_their_neighbours() -> None:
    found = told(" ".join(reversed(SAID.rstrip(".").split())))
    assert found["recall"] == 1.0
    assert found["order"] < 0.5
    assert found["pairs"] < 0.2


@pytest.mark.parametrize(("reply", "differ"), [("The gate is locked.", 0.0), ("The gate is not locked.", 1.0)])
def test_a_denial_too_many_is_counted(reply: str, differ: float) -> None:
    assert told(reply, "The gate is locked.", "How is the gate?")["denials_differ"] == differ


def test_a_number_of_neither_text_is_a_conflict() -> None:
    said, asked = "Losses are reported within 24 hours.", "When are losses of more than 100 euros reported?"
    assert told("within 48 hours", said, asked)["number_conflict"] == 1.0
    assert told("within one day, from 100 euros on", said, asked)["number_conflict"] == 0.0
    assert told("within 24 hours", said, asked)["numbers_found"] == 1.0
    assert told("soon", said, asked)["numbers_found"] == 0.0


@pytest.mark.parametrize(
    ("said", "reply", "same", "differs"),
    [
        ("Yes, it is.", "yes", 1.0, 0.0),
        ("Yes, it is.", "No.", 0.0, 1.0),
        ("It is.", "No.", 0.0, 0.0),
        ("是，可以。", "否", 0.0, 1.0),
    ],
)
def test_a_yes_is_held_against_a_no(said: str, reply: str, same: float, differs: float) -> None:
    found = told(reply, said, "May it?")
    assert (found["lead_same"], found["lead_differs"]) == (same, differs)


def test_how_near_other_statements_are_is_their_mean() -> None:
    near, far = "The manager agrees.", "Lunch is at noon."
    assert told(near, others=(near, far))["other_statements"] == pytest.approx(
        (f1(ASKED, near, near) + f1(ASKED, far, near)) / 2
    )


@given(WORDS, WORDS)
def test_every_share_is_between_nothing_and_all(said: str, reply: str) -> None:
    found = told(reply, said or "gate", "What of the guard?")
    shares = [
        name for name in FEATURES if name not in ("length_ratio", "length", "denials_differ", "new_words", "statement_words")
    ]
    assert all(0.0 <= found[name] <= 1.0 for name in shares)
    assert all(np.isfinite(list(found.values())))


@given(WORDS)
def test_a_copy_is_as_good_as_a_reply_can_be(said: str) -> None:
    assert own_share("", said, said) == 1.0
    assert f1("", said, said) in (0.0, 1.0)  # 0 where nothing carries meaning


@pytest.mark.parametrize(("reply", "share"), [("laptops", 1.0), ("labtops", 1.0), ("tables", 0.0), ("l", 0.0)])
def test_a_slip_of_the_pen_is_forgiven_in_long_words(reply: str, share: float) -> None:
    assert own_share("What is returned?", "Laptops are returned.", reply) == share


def test_short_words_are_no_slips_of_one_another() -> None:
    assert own_share("", "cat", "car") == 0.0


def test_length_counts_only_up_to_a_limit() -> None:
    long, longer = told("word " * 60)["length"], told("word " * 600)["length"]
    assert long == longer


def test_texts_are_taken_apart_in_both_languages() -> None:
    assert taken_apart("The gates aren't open.").denials == 1
    assert taken_apart("年假不结转").denials == 1
    assert taken_apart("").all == ()
    assert taken_apart("年假").all == ("年", "假")
