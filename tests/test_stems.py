"""Tests of assistant.learning.stems: what is asked, without where it comes from."""

from dataclasses import replace

import pytest

from assistant.learning.stems import asked_part, core, own_words
from tests.questions_to_check import CARRY, CLOZE, STATEMENT


@pytest.mark.parametrize(
    ("stem", "asked"),
    [
        ("Leave Policy 2026 – Carry-over. How many days may be carried over?", "How many days may be carried over?"),
        ("《员工手册》“休假”。未休的年假最多结转多少天？", "未休的年假最多结转多少天？"),
        ("How many days may be carried over?", "How many days may be carried over?"),
        ("Security. Which option completes the sentence: “Codes of ____ digits are used”?", "Codes of ____ digits are used"),
    ],
)
def test_a_lead_is_no_part_of_what_is_asked(stem: str, asked: str) -> None:
    assert core(replace(CARRY, question=stem)) == asked


def test_of_a_claim_the_statement_is_asked() -> None:
    claim = replace(STATEMENT, question="Travel – Trains. Is this right? “Trains are booked through the travel portal.”")
    assert core(claim) == "Trains are booked through the travel portal."
    assert core(STATEMENT) == STATEMENT.question
    assert core(CLOZE) == CLOZE.question


def test_what_a_stem_quotes_is_not_its_own() -> None:
    assert "not" not in own_words(replace(CARRY, question="Which option completes: “You may not ____”?"))
    assert asked_part("No question here. Nor here.") == "No question here. Nor here."
