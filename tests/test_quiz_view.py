"""A reply as a person would write it."""

import pytest

from assistant.learning.questions import Kind
from assistant.web.quiz_view import reply_text
from assistant.web.words import Words
from tests.bank_questions import question

EN = Words("en")


@pytest.mark.parametrize(("kind", "reply", "told"), [
    (Kind.SINGLE_CHOICE, "b", "18"),
    (Kind.MULTIPLE_CHOICE, ["a", "c"], "30; thirty"),
    (Kind.TRUE_FALSE, "false", "False"),
    (Kind.CLOZE, "thirty", "thirty"),
    (Kind.NUMERIC, "30 days", "30 days"),
    (Kind.SHORT_ANSWER, "<b>30</b>", "<b>30</b>"),
    (Kind.ORDERING, ["b", "a", "c"], "go → ask → return"),
    (Kind.MATCHING, {"a": "d", "c": "b"}, "full-time – 18 days; part-time – 30 days"),
])  # fmt: skip
def test_a_reply_is_told_in_the_texts_of_its_options(kind: Kind, reply: object, told: str) -> None:
    assert reply_text(question(kind=kind), reply, EN) == told


@pytest.mark.parametrize("kind", [Kind.SINGLE_CHOICE, Kind.TRUE_FALSE, Kind.MULTIPLE_CHOICE, Kind.CLOZE])
def test_no_reply_is_no_text(kind: Kind) -> None:
    assert reply_text(question(kind=kind), [] if kind is Kind.MULTIPLE_CHOICE else "", EN) == ""


def test_true_is_told_in_ones_language() -> None:
    assert reply_text(question(kind=Kind.TRUE_FALSE), "true", Words("zh")) == Words("zh")("practise.true")
