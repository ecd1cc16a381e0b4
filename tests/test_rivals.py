"""Tests of assistant.learning.rivals: which sentences are about what a question asks, and what they say against its key."""

from dataclasses import replace

import pytest

from assistant.answering.quoting import candidates
from assistant.learning.grounding import source
from assistant.learning.rivals import asked, other_values, rivals, supports
from tests.memory_index import HANDBOOK, MemoryIndex, passage
from tests.questions_to_check import CARRY, CHINESE, NUMERIC, STATEMENT, choice, context, evidence

FAQ = {**HANDBOOK, "faq.md": "# Carry-over\n\nAt our site 9 unused days may be carried over. Nothing else is new."}


def test_what_is_asked_are_the_words_that_question_and_quote_share_without_the_number() -> None:
    found = asked(replace(CARRY, question="How many unused days of 2026 may be carried over by anybody?"), context())
    assert {"unus", "day", "carri"} <= found.words
    assert "5" not in found.words
    assert not found.numbers  # 2026 does not stand in the quote


def test_the_quote_is_no_rival_of_itself() -> None:
    assert [rival.row.text for rival in rivals(CARRY, context())] == []


def test_a_sentence_elsewhere_on_the_same_is_a_rival() -> None:
    found = list(rivals(CARRY, context(MemoryIndex(FAQ))))
    assert [(rival.passage.document, rival.row.text) for rival in found] == [
        ("faq.md", "At our site 9 unused days may be carried over.")
    ]


def test_a_rule_of_former_times_is_none_unless_the_past_is_asked_about() -> None:
    texts = {**HANDBOOK, "faq.md": "# Carry-over\n\nUntil the end of 2025, it was 9 unused days that could be carried over."}
    around = context(MemoryIndex(texts))
    assert not list(rivals(CARRY, around))
    past = replace(CARRY, question="How many unused days could be carried over before 2026?")
    assert [rival.passage.document for rival in rivals(past, around)] == ["faq.md"]


def test_a_question_of_too_few_words_has_no_rivals() -> None:
    assert not list(rivals(replace(CARRY, question="How many?"), context(MemoryIndex(FAQ))))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Up to 9 unused days may be carried over.", ["up to 9 unused days"]),
        ("Up to 5 unused days may be carried over.", []),
        ("Up to 9 unused weeks may be carried over for 5 days.", []),
        ("Nine people carry unused boxes over.", []),
    ],
)
def test_other_values_are_of_the_unit_of_the_key(text: str, values: list[str]) -> None:
    assert other_values(CARRY, text) == values


def test_a_statement_and_a_chinese_question_have_values_too() -> None:
    claim = replace(STATEMENT, question="Up to 5 unused days may be carried over.", evidence=CARRY.evidence)
    assert other_values(claim, "Up to 9 unused days may be carried over.") == ["up to 9 unused days"]
    assert other_values(replace(claim, key=("false",)), "No number stands here.") == []
    assert other_values(CHINESE, "未休的年假最多可以结转8天。")
    assert other_values(NUMERIC, "Full-time employees get 30 vacation days a year.") == []


def test_the_clause_decides_of_what_a_sentence_speaks() -> None:
    texts = {"pay.md": "# Pay\n\nThe day shift earns 10 euros an hour, the night shift 12 euros an hour."}
    proof = evidence("The day shift earns 10 euros an hour, the night shift 12 euros an hour.", "pay.md", texts)
    day = choice("What does the day shift earn?", ("10 euros", "12 euros", "15 euros"), "10 euros", proof)
    around = context(MemoryIndex(texts))
    wanted, row = asked(day, around), candidates([passage(texts["pay.md"])])[0]
    assert source(day, around) is not None
    assert not supports(day, "12 euros", row, wanted)
    assert not supports(day, "15 euros", row, wanted)
    both = replace(day, question="What does a shift get in an hour?")
    assert supports(both, "12 euros", row, asked(both, around))
