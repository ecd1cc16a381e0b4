"""Tests of assistant.learning.truth: statements that follow from a quote and statements that do not."""

import pytest

from assistant.learning.truth import differences, says_same

QUOTE = "The plant manager may remove a lock within 30 days, and must inform the owner before the next shift."


@pytest.mark.parametrize(
    "statement",
    [
        "The plant manager may remove a lock within 30 days.",
        "The plant manager must inform the owner before the next shift.",
        QUOTE,
    ],
)
def test_a_part_of_the_quote_is_true(statement: str) -> None:
    assert says_same(statement, QUOTE)


@pytest.mark.parametrize(
    ("statement", "difference"),
    [
        ("The plant manager may remove a lock within 60 days.", "numbers"),
        ("The plant manager may not remove a lock within 30 days.", "denial"),
        ("The owner should inform the plant manager.", "rule"),
        ("The plant manager must inform the owner after the next shift.", "direction"),
        ("The shift nurse may remove a lock within 30 days.", "replaced"),
        ("Visitors bring their own lunch to the canteen.", "words"),
        ("The owner must inform the plant manager before the next shift.", "order"),
    ],
)
def test_what_was_changed_is_named(statement: str, difference: str) -> None:
    assert difference in differences(statement, QUOTE)


def test_an_opposite_is_a_difference() -> None:
    assert "opposite" in differences("Requests are rejected by the manager.", "Requests are approved by the manager.")


def test_words_of_the_heading_and_the_passage_may_be_added() -> None:
    quote = "Codes by text message are not accepted."
    statement = "Codes by text message are not accepted as a second factor for sign-in."
    assert not says_same(statement, quote)
    assert says_same(statement, quote, "3.2 Second factor", "Every sign-in from outside needs a second factor.")


def test_chinese_statements_are_compared_too() -> None:
    quote = "夜班只在苏州工厂设置，每人每月夜班不超过 10 个。"
    assert says_same("夜班只在苏州工厂设置。", quote)
    assert not says_same("每人每月夜班不超过 12 个。", quote)
    assert not says_same("灭火器不必每月检查一次。", "灭火器每月检查一次。")
