"""Tests of assistant.learning.objections: who objects to what, and how that ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import AccessDenied, Problem
from assistant.learning.bank import DOCENT, Bank
from assistant.learning.objections import LONGEST, Objection, Outcome
from tests.bank_questions import evidence, question
from tests.fakes import START
from tests.memory_index import anything


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    opened = Bank(tmp_path / "questions.db")
    opened.add_all([question("q1"), question("q2", evidence=evidence(document="hr/pay.md"))], DOCENT, START)
    yield opened
    opened.close()


def objected(bank: Bank, name: str = "q1", by: str = "bob", text: str = "It is 31.", answer: int = 4) -> Objection:
    return bank.objections.add(name, 1, by, text, START, within=anything, answer=answer)


def test_an_objection_is_listed_until_it_is_settled(bank: Bank) -> None:
    one = objected(bank)
    assert (one.question, one.version, one.answer, one.by, one.text, one.at) == ("q1", 1, 4, "bob", "It is 31.", START)
    assert bank.objections.open(within=anything) == (one,)
    settled = bank.objections.settle(one.number, Outcome.DISMISSED, "ada", "page 1 says 30", START, within=anything)
    assert settled.settled is not None
    assert (settled.settled.outcome, settled.settled.reason) == (Outcome.DISMISSED, "page 1 says 30")
    assert bank.objections.open(within=anything) == ()
    assert bank.objections.all(within=anything, question="q1") == (settled,)


def test_the_same_objection_twice_is_one(bank: Bank) -> None:
    assert objected(bank) == objected(bank, text="It is 31!")
    assert len({objected(bank).number, objected(bank, by="eve").number, objected(bank, answer=5).number}) == 3


def test_an_objection_is_settled_once_and_with_a_reason(bank: Bank) -> None:
    one = objected(bank)
    with pytest.raises(Problem, match="reason is needed"):
        bank.objections.settle(one.number, Outcome.UPHELD, "ada", " ", START, within=anything)
    bank.objections.settle(one.number, Outcome.UPHELD, "ada", "true", START, within=anything)
    with pytest.raises(Problem, match="upheld already"):
        bank.objections.settle(one.number, Outcome.DISMISSED, "eve", "no", START, within=anything)
    assert objected(bank).number != one.number


@pytest.mark.parametrize("text", ["", "  \n", "x" * (LONGEST + 1)])
def test_an_objection_says_something_and_not_too_much(bank: Bank, text: str) -> None:
    with pytest.raises(Problem, match="an objection has"):
        objected(bank, text=text)


def test_objections_to_what_may_not_be_read_are_not_seen(bank: Bank) -> None:
    one = objected(bank, "q2")
    leave = "leave.md".__eq__
    assert bank.objections.all(within=leave) == ()
    with pytest.raises(AccessDenied):
        bank.objections.settle(one.number, Outcome.UPHELD, "ada", "true", START, within=leave)
    with pytest.raises(AccessDenied):
        bank.objections.add("q1", 9, "bob", "no such version", START, within=anything)


def test_an_objection_outlives_a_change_of_its_question(bank: Bank) -> None:
    one = objected(bank)
    bank.approve("q1", "ada", "", START, expected=1, within=anything)
    bank.edit(question(question="How many?"), "ada", "", START, expected=1, within=anything)
    assert bank.objections.open(within=anything) == (one,)


def test_an_erased_person_is_in_no_objection_any_more(bank: Bank) -> None:
    objected(bank)
    objected(bank, by="eve")
    assert bank.objections.forget("bob") == 1
    assert [(one.by, one.text) for one in bank.objections.all(within=anything)] == [("", ""), ("eve", "It is 31.")]
