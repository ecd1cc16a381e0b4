"""Statements made false."""

import pytest

from assistant.learning.mutations import Change, changes
from assistant.learning.standalone import statements
from tests.pages import page


def made(sentence: str, near: list[str] | None = None) -> list[str]:
    [one] = statements(page(f"# Rules\n\n{sentence}"))
    return [change.text for change in changes(one, near or [])]


@pytest.mark.parametrize(
    ("sentence", "false"),
    [
        ("Visitors must stay with their host in the plant.", "Visitors need not stay with their host in the plant."),
        ("Alcohol is not allowed on site at any time.", "Alcohol is allowed on site at any time."),
        ("Keys of the safe are never lent to visitors.", "Keys of the safe may be lent to visitors."),
        ("Unused days may be carried over into the next year.", "Unused days may not be carried over into the next year."),
        ("Full pay needs one year of service in Leeds.", "Full pay does not need one year of service in Leeds."),
        ("访客必须由接待人陪同进入车间。", "访客不必由接待人陪同进入车间。"),
    ],
)
def test_a_rule_becomes_its_opposite(sentence: str, false: str) -> None:
    assert made(sentence) == [false]


@pytest.mark.parametrize(
    "sentence",
    [
        "Only card holders may open the lock of a machine.",  # its opposite is not plain
        "All services must be ordered by a licensed physician.",  # "all need not" says two things
        "Ask about any treatment that may be available.",  # no rule
        "The lock of a colleague may be subject to a check.",
    ],
)
def test_what_has_no_plain_opposite_is_left_alone(sentence: str) -> None:
    assert made(sentence) == []


def test_a_number_moves_past_its_limit() -> None:
    [one] = statements(page("# Leave\n\nUp to 5 unused days are kept for the next year."))
    [change] = changes(one, [])
    assert change.change is Change.NUMBER
    assert int(change.text.split()[2]) > 5


def test_a_number_that_stands_nearby_is_not_taken() -> None:
    sentence = "Up to 5 unused days are kept for the next year."
    [before] = made(sentence)
    [after] = made(sentence, [before.split()[2]])
    assert after != before


def test_a_time_limit_moves_past_itself() -> None:
    for sentence, later in (
        ("Report sickness to your manager by 09:30 every day.", True),
        ("Nothing is merged after 15:00 on that day.", False),
    ):
        [one] = statements(page(f"# Rules\n\n{sentence}"))
        for change in changes(one, []):
            assert change.change is Change.TIME
            assert (change.text > sentence) is later


def test_a_word_becomes_its_opposite_but_not_behind_unsure_if() -> None:
    assert made("Gain approval from the lead before posting in public.") == [
        "Gain approval from the lead after posting in public."
    ]
    assert not any("optional" in one for one in made("Call the desk to ask if the form is required by law."))
