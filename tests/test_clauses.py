"""English sentences as subject, verb and rest, and the questions that are asked of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.clauses import ask, asked, clause, until_stop

LOSS = "Employees must report a loss within 24 hours."


@pytest.mark.parametrize(
    ("sentence", "subject", "auxiliary", "base", "rest"),
    [
        (LOSS, "employees", "must", "", "report a loss within 24 hours"),
        ("The manager approves each request.", "the manager", "does", "approve", "each request"),
        ("Ada Lovelace approved the budget.", "Ada Lovelace", "did", "approve", "the budget"),
        ("Managers approve requests within two days.", "managers", "do", "approve", "requests within two days"),
        ("The team has two laptops.", "the team", "does", "have", "two laptops"),
        ("The gate has been locked.", "the gate", "has", "", "been locked"),
        ("Docent is installed by the office.", "Docent", "is", "", "installed by the office"),
    ],
)
def test_a_verb_is_taken_apart_so_that_a_question_can_be_asked(
    sentence: str, subject: str, auxiliary: str, base: str, rest: str
) -> None:
    found = clause(sentence, sentence)
    assert found is not None
    assert (found.subject, found.auxiliary, found.base, found.rest) == (subject, auxiliary, base, rest)


def test_an_order_asks_what_you_must_do() -> None:
    found = clause("Report a loss within 24 hours.", "")
    assert found is not None
    assert (found.subject, found.auxiliary, found.base, found.full) == ("you", "must", "report", "Report")


def test_what_opens_a_sentence_is_told_apart_from_its_clause() -> None:
    sentence = "In case of fire, employees must leave the building."
    found = clause(sentence, sentence)
    assert found is not None
    assert (found.tail, found.subject) == ("in case of fire", "employees")
    assert sentence[found.subject_start :].startswith(found.plain)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "。",
        "Wait.",
        "It is closed.",  # what is?
        "They approve requests.",
        "When the alarm sounds, it must be left.",
        "The office, which is closed, has a door.",
        "A visitor (with a badge) may enter.",
        "年假最多可以结转5天。",
        "Employees " * 200,
    ],
)
def test_a_sentence_that_is_not_simple_has_no_clause(sentence: str) -> None:
    assert clause(sentence, sentence) is None


def test_a_capital_that_only_opened_the_sentence_becomes_small_and_a_name_keeps_it() -> None:
    text = "A warden is on duty. Wardens lock the gate."
    common, name = clause("Wardens must lock the gate.", text.lower()), clause("NASA has two offices.", "")
    assert common is not None
    assert common.subject == "wardens"
    assert name is not None
    assert name.subject == "NASA"


@given(st.text(max_size=60))
def test_the_rest_stands_where_its_offset_says(text: str) -> None:
    sentence = f"Employees must {text}"
    found = clause(sentence, sentence)
    assert found is None or sentence[found.offset :].startswith(found.rest)


def test_a_question_is_asked_in_the_words_of_the_clause() -> None:
    found = clause(LOSS, LOSS)
    assert found is not None
    assert ask(found, "when", "report a loss", "") == "When must employees report a loss?"


@pytest.mark.parametrize(
    "before", ["not report a loss", "report a loss, a theft", "report what is lost if it matters", "x " * 15]
)
def test_nothing_is_asked_that_would_deny_or_open_another_clause_or_be_too_long(before: str) -> None:
    found = clause(LOSS, LOSS)
    assert found is not None
    assert ask(found, "when", before, "") is None


def test_what_stands_behind_the_answer_is_asked_up_to_the_next_clause() -> None:
    found = clause(LOSS, LOSS)
    assert found is not None
    assert ask(found, "when", "report", "to the desk and wait there") == "When must employees report to the desk?"
    assert ask(found, "when", "report", "word " * 20) == "When must employees report?"


@pytest.mark.parametrize("words", ["who is it", "go now", "what (is the limit", 'what is "the limit', "where are ``they", ""])
def test_words_that_hang_in_the_air_are_no_question(words: str) -> None:
    assert asked(words) is None


def test_a_question_has_a_capital_and_one_mark() -> None:
    assert asked(" when is work done,") == "When is work done?"


def test_a_text_ends_where_another_clause_begins() -> None:
    assert until_stop("the form, which is kept", 5) == "the form"
    assert until_stop("two words", 2) == "two words"
    assert until_stop("three words here", 2) == ""


@given(st.text(max_size=80), st.integers(0, 10))
def test_what_is_left_is_the_beginning_and_no_longer_than_wanted(text: str, most: int) -> None:
    left = until_stop(text, most)
    assert text.strip().startswith(left)
    assert len(left.split()) <= most
