"""Tests of finetune.shelf: what everybody may read, and nothing else."""

import pytest

from finetune.shelf import Shelf
from tests.company_index import LEAVE, RULES, SECRET, CompanyIndex, LeakyIndex, shelf
from tests.memory_index import EMBEDDER

TEXTS = {"leave.md": LEAVE, "secret/pay.md": SECRET}


def test_only_documents_for_everybody_stand_on_the_shelf() -> None:
    found = shelf(TEXTS)
    assert found.documents == ("leave.md",)
    assert found.withheld == 1
    assert found.holds("leave.md")
    assert not found.holds("secret/pay.md")


def test_a_document_without_a_rule_is_not_for_everybody() -> None:
    assert shelf(TEXTS, {"leave.md": ("everyone",)}).documents == ("leave.md",)
    assert shelf(TEXTS, {}).documents == ()


def test_a_group_that_holds_everyone_by_another_name_is_not_everybody() -> None:
    assert shelf(TEXTS, {"**": ("all staff",)}).documents == ()


def test_passages_and_searches_never_show_a_withheld_document() -> None:
    found = shelf(TEXTS)
    assert {one.document for one in found.passages()} == {"leave.md"}
    assert {one.document for one in found.find("What bonus does the board pay the director?", 8)} <= {"leave.md"}
    assert list(found.passages(("secret/pay.md",))) == []
    assert found.find("What bonus does the director get?", 8, ("secret/pay.md",)) == []


def test_a_mistake_in_the_selection_does_not_reach_an_example() -> None:
    found = Shelf(LeakyIndex(TEXTS), RULES, EMBEDDER)
    assert {one.document for one in found.passages()} == {"leave.md"}
    assert {one.document for one in found.find("What bonus does the director get?", 8)} <= {"leave.md"}


def test_a_search_keeps_to_the_documents_that_are_named() -> None:
    found = shelf({"a.md": LEAVE, "b.md": "# Trains\n\nTrains are booked through the portal."})
    assert {one.document for one in found.find("How many unused days may be carried over?", 8, ("b.md",))} == {"b.md"}


@pytest.mark.parametrize("quote", ["up to 5 unused days", "up to 5\nunused days"])
def test_a_quote_is_found_whatever_its_line_breaks(quote: str) -> None:
    place = shelf(TEXTS).place("leave.md", quote)
    assert place is not None
    assert "up to 5 unused days" in place.text


def test_a_quote_of_a_withheld_document_or_of_none_is_not_found() -> None:
    found = shelf(TEXTS)
    assert found.place("secret/pay.md", "EUR 900000") is None
    assert found.place("leave.md", "EUR 900000") is None
    assert found.place("leave.md", "  ") is None


def test_the_generation_is_that_of_the_index() -> None:
    assert Shelf(CompanyIndex(TEXTS, 7), RULES, EMBEDDER).generation == 7
