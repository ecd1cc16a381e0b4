"""Tests of assistant.learning.crediting: who may give credits, and what a journal then tells."""

from pathlib import Path

import pytest

from assistant.errors import AccessDenied, Problem
from assistant.learning.answers import history
from assistant.learning.crediting import LONGEST_WHY, Crediting, may_credit, open_askings
from assistant.people.journal import Journals
from assistant.people.person import Person, Role

ADA = Person("a" * 32, "ada", Role.EMPLOYEE, frozenset({"lab"}))
TRAINER = Person("b" * 32, "bob", Role.TRAINER, frozenset({"lab"}))
OTHER = Person("c" * 32, "carol", Role.TRAINER, frozenset({"sales"}))
ADMIN = Person("d" * 32, "dan", Role.ADMIN, frozenset())


@pytest.fixture
def journals(tmp_path: Path) -> Journals:
    return Journals(tmp_path)


@pytest.fixture
def crediting(journals: Journals) -> Crediting:
    return Crediting(journals)


def test_what_was_asked_waits_until_it_is_credited(crediting: Crediting, journals: Journals) -> None:
    crediting.ask(ADA, "forklift", "a licence from 2024")
    (asking,) = open_askings(journals.of(ADA.id).events())
    assert (asking.skill, asking.why) == ("forklift", "a licence from 2024")
    crediting.credit(TRAINER, ADA, "forklift", 0.9, "I have seen the licence", asking.sequence)
    assert open_askings(journals.of(ADA.id).events()) == ()
    (credit,) = history(journals.of(ADA.id).events()).credits
    assert (credit.skill, credit.share, credit.by, credit.why) == ("forklift", 0.9, TRAINER.id, "I have seen the licence")


def test_the_same_skill_is_asked_for_once_until_it_is_decided(crediting: Crediting, journals: Journals) -> None:
    crediting.ask(ADA, "forklift", "a licence")
    with pytest.raises(Problem, match="nobody has decided yet"):
        crediting.ask(ADA, "forklift", "please")
    crediting.void(TRAINER, ADA, 1, "it has run out")
    crediting.ask(ADA, "forklift", "a new one")
    assert len(open_askings(journals.of(ADA.id).events())) == 1


def test_a_person_takes_their_own_wish_back_but_no_credit(crediting: Crediting, journals: Journals) -> None:
    crediting.ask(ADA, "forklift", "a licence")
    crediting.void(ADA, ADA, 1, "a mistake")
    assert open_askings(journals.of(ADA.id).events()) == ()
    crediting.credit(ADMIN, ADA, "forklift", 1.0, "seen")
    with pytest.raises(AccessDenied):
        crediting.void(ADA, ADA, 3, "I do not want it")


def test_a_credit_that_was_taken_back_is_gone(crediting: Crediting, journals: Journals) -> None:
    crediting.credit(TRAINER, ADA, "forklift", 0.8, "seen")
    crediting.void(TRAINER, ADA, 1, "it was somebody else's")
    assert history(journals.of(ADA.id).events()).credits == ()
    with pytest.raises(AccessDenied, match="no such credit"):
        crediting.void(TRAINER, ADA, 1, "again")


@pytest.mark.parametrize("by", [ADA, OTHER, Person("e" * 32, "eve", Role.EMPLOYEE, frozenset({"lab"}))])
def test_nobody_else_decides_and_nobody_on_their_own(crediting: Crediting, journals: Journals, by: Person) -> None:
    crediting.ask(ADA, "forklift", "a licence")
    with pytest.raises(AccessDenied):
        crediting.credit(by, ADA, "forklift", 0.9, "seen", 1)
    assert history(journals.of(ADA.id).events()).credits == ()
    assert not may_credit(by, ADA)


def test_a_trainer_does_not_credit_themselves_and_an_admin_does_not_either() -> None:
    assert not may_credit(TRAINER, TRAINER)
    assert not may_credit(ADMIN, ADMIN)
    assert may_credit(ADMIN, TRAINER)


@pytest.mark.parametrize("share", [0.0, -0.5, 1.1])
def test_a_share_is_above_0_and_at_most_1(crediting: Crediting, share: float) -> None:
    with pytest.raises(Problem, match="choose a share"):
        crediting.credit(TRAINER, ADA, "forklift", share, "seen")


@pytest.mark.parametrize("why", ["", "  ", "x" * (LONGEST_WHY + 1)])
def test_a_reason_is_needed_and_has_an_end(crediting: Crediting, why: str) -> None:
    with pytest.raises(Problem, match="say why"):
        crediting.ask(ADA, "f", why)
    with pytest.raises(Problem, match="say why"):
        crediting.credit(TRAINER, ADA, "f", 1.0, why)


def test_a_second_click_credits_once(crediting: Crediting, journals: Journals) -> None:
    for _ in range(2):
        crediting.credit(TRAINER, ADA, "forklift", 0.9, "seen", click="c1")
    assert len(history(journals.of(ADA.id).events()).credits) == 1
