"""Which sentences can be asked about alone."""

import pytest

from assistant.learning.standalone import leaf, orders, stands_alone, statements
from tests.pages import page


@pytest.mark.parametrize(
    "sentence",
    [
        "Up to 5 unused days may be carried over into the next year.",
        "Report a loss to the security team within 24 hours.",
        "If work stops for more than two hours, the machine is made safe.",
        "未休的年假最多可以结转 5 天，须在 3 月 31 日前休完。",
    ],
)
def test_a_rule_that_names_what_it_is_about_stands_alone(sentence: str) -> None:
    assert stands_alone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "They must be taken by 31 March of the next year.",  # a pronoun at the start
        "Whoever leaves within 12 months pays half of it back.",  # one without anything before it
        "The rules above apply to all the staff in Leeds.",  # points elsewhere
        "The copayment is usually around $20 for a visit.",  # vague
        "In 2025 we counted 212 near-miss reports in Leeds.",  # told, not ruled
        "For example, you pay $20 of a bill of $100.",
        "You don't need to tell your manager before you leave.",  # somebody speaks
        "Who approves a request for more than 5 days?",
        "其余年假转正后使用，须经主管批准。",
    ],
)
def test_what_leans_on_its_neighbours_or_says_nothing_definite_does_not(sentence: str) -> None:
    assert not stands_alone(sentence)


def test_a_statement_is_its_place_on_the_page() -> None:
    text = page("# Leave\n\nIt is new.\n\nUp to 5 unused days may be carried over into the next year.")
    [found] = statements(text)
    assert text.text[found.start : found.end] == found.text == "Up to 5 unused days may be carried over into the next year."
    assert (found.heading, found.language, found.item) == ("Leave", "en", False)


def test_a_list_item_is_a_statement_without_its_mark() -> None:
    text = page(
        "# Steps\n\n- Report a loss to the security team within 24 hours.\n- Change the password from another device at once."
    )
    assert [one.text[:8] for one in statements(text)] == ["Report a", "Change t"]
    assert all(one.item for one in statements(text))


def test_a_part_of_a_sentence_in_a_list_is_no_statement() -> None:
    assert (
        statements(page("# Duties\n\n- Scheduling the meeting that is held within 3 days.\n- Writing down what is agreed."))
        == []
    )


def test_what_follows_an_example_is_left_out() -> None:
    text = page("# Cost\n\nFor example, a visit costs $100 and you pay 20 %. The insurance company pays an amount of $80.")
    assert statements(text) == []


def test_a_bare_thing_needs_a_heading_that_names_it() -> None:
    sentence = "The form is kept for five years."
    assert statements(page(f"# Cutting a lock\n\n{sentence}")) == []
    assert len(statements(page(f"# Form LT-7\n\n{sentence}"))) == 1


def test_the_nearest_heading_is_told_without_its_number() -> None:
    assert leaf("5. Pay and benefits > 5.2 Bonus:") == "Bonus"
    assert leaf("") == ""


def test_an_order_opens_with_a_verb() -> None:
    assert orders("Report a loss.") and not orders("A loss is reported.")
