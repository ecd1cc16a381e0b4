"""Tests of assistant.learning.wrong_options: three that are wrong, of the same kind."""

from random import Random

import pytest

from assistant.learning.found import FactKind
from assistant.learning.wrong_options import wrong_options


@pytest.mark.parametrize(
    ("right", "kind"),
    [
        ("up to 5 unused days", FactKind.NUMBER),
        ("4 weeks", FactKind.NUMBER),
        ("six months", FactKind.NUMBER),
        ("EUR 1,250.50", FactKind.AMOUNT),
        ("80 %", FactKind.AMOUNT),
        ("12 February 2026", FactKind.DATE),
        ("31 March", FactKind.DATE),
        ("24 小时", FactKind.NUMBER),
    ],
)
def test_numbers_and_dates_get_three_others_in_the_same_words(right: str, kind: FactKind) -> None:
    for seed in range(20):
        made = wrong_options(right, kind, (), Random(seed))
        assert len({*made, right}) == 4
        assert all(len(one.split()) == len(right.split()) for one in made)


def test_thousands_and_decimals_are_written_as_in_the_right_answer() -> None:
    assert all("," in one and one[-3] == "." for one in wrong_options("EUR 4,250.50", FactKind.AMOUNT, (), Random(1)))


def test_a_year_stays_near() -> None:
    made = wrong_options("12 February 2026", FactKind.DATE, (), Random(1))
    assert all(2023 <= int(one.rsplit(" ", 1)[1]) <= 2029 for one in made)


def test_agents_get_the_answers_of_other_questions() -> None:
    alike = ("The board", "The People team", "The finance team", "the owner", "The People team of Leeds")
    made = wrong_options("The security team", FactKind.AGENT, alike, Random(1))
    assert len(set(made)) == 3
    assert "the owner" not in made


def test_there_are_none_where_there_are_too_few() -> None:
    assert wrong_options("The board", FactKind.AGENT, ("The owner", "The board"), Random(1)) == []
    assert wrong_options("whatever is right", FactKind.ENTRY, ("a", "b", "c"), Random(1)) == []
    assert wrong_options("no number", FactKind.NUMBER, (), Random(1)) == []
