"""Other ways to write a term: its abbreviation, what stands in brackets, common pairs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.aliases import COMMON, abbreviates, abbreviations, written

WORDS = st.lists(st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True), min_size=2, max_size=5)


@given(WORDS)
def test_first_letters_abbreviate_and_every_form_is_found(words: list[str]) -> None:
    name, short = " ".join(words), "".join(word[0] for word in words)
    assert abbreviates(short, words)
    assert {name, short} <= set(written([f"{name} ({short})"]))
    assert (name, short) in list(abbreviations(f"{name} ({short})"))


@given(WORDS)
def test_letters_in_another_order_do_not(words: list[str]) -> None:
    short = "".join(word[0] for word in words)
    if short != short[::-1]:
        assert not abbreviates(short[::-1], words)


@pytest.mark.parametrize(
    ("short", "name", "holds"),
    [
        ("DPO", "Data Protection Officer", True),
        ("dpo", "data protection officer", True),
        ("D.P.O.", "Data Protection Officer", True),
        ("SOW", "Statement of Work", True),
        ("SW", "Statement of Work", True),
        ("2FA", "two-factor authentication", True),
        ("DPA", "Data Protection Officer", False),
        ("DP", "Data Protection Officer", False),
        ("A", "Access", False),
        ("of", "of facts", False),
    ],
)
def test_what_abbreviates_what(short: str, name: str, holds: bool) -> None:
    assert abbreviates(short, name.split()) is holds


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Ask the Data Protection Officer (DPO) first.", [("Data Protection Officer", "DPO")]),
        ("Ask the DPO (Data Protection Officer) first.", [("Data Protection Officer", "DPO")]),
        ("Only on site (in the office).", []),
        ("向数据保护官（DPO）报告。", [("向数据保护官", "DPO")]),
        ("No brackets here.", []),
    ],
)
def test_a_document_says_what_it_calls_a_term(text: str, pairs: list[tuple[str, str]]) -> None:
    assert list(abbreviations(text)) == pairs


def test_what_the_quote_calls_a_term_is_accepted() -> None:
    assert "DPO" in written(["Data Protection Officer"], "The Data Protection Officer (DPO) decides.")
    assert "DPO" not in written(["line manager"], "The Data Protection Officer (DPO) decides.")


def test_what_stands_in_brackets_alone_is_accepted_only_where_it_abbreviates() -> None:
    assert "in writing" not in written(["notice (in writing)"])
    assert written(["notice (in writing)"])[:2] == ["notice (in writing)", "notice"]


@pytest.mark.parametrize("group", COMMON, ids=lambda one: one[0])
def test_every_form_of_a_common_group_stands_for_all_others(group: tuple[str, ...]) -> None:
    for form in group:
        assert set(group) <= set(written([form]))


def test_no_form_belongs_to_two_groups() -> None:
    forms = [re.sub(r"[^\w]+", " ", form) for group in COMMON for form in group]
    assert len(forms) == len(set(forms))


@given(st.lists(st.text("abc ", min_size=1, max_size=8), min_size=1, max_size=3))
def test_an_accepted_form_always_stays_accepted(forms: list[str]) -> None:
    assert set(forms) <= set(written(forms))
