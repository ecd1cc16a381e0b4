"""Questions in a statement's own words."""

import pytest

from assistant.learning.adjuncts import Asked, adjuncts
from assistant.learning.standalone import statements
from tests.pages import page


def asked(sentence: str) -> list[tuple[Asked, str, str]]:
    one = page(f"# Rules\n\n{sentence}")
    return [(each.kind, each.question, each.text) for found in statements(one) for each in adjuncts(found, one.text)]


@pytest.mark.parametrize(
    ("sentence", "kind", "question", "answer"),
    [
        (
            "You can submit an appeal by mail, fax, or email.",
            Asked.MEANS, "How can you submit an appeal?", "by mail, fax, or email",
        ),
        (
            "All customer data must be destroyed securely when no longer needed.",
            Asked.OCCASION, "When must all customer data be destroyed securely?", "when no longer needed",
        ),
        (
            "Employees must wear a badge so that visitors are told apart.",
            Asked.REASON, "Why must employees wear a badge?", "so that visitors are told apart",
        ),
        (
            "Every deposit is paid back if the key is returned in time.",
            Asked.CONDITION, "Under which condition is every deposit paid back?", "if the key is returned in time",
        ),
        (
            "The Claims Office is responsible for paying claims on the same day.",
            Asked.DUTY, "What is the Claims Office responsible for?", "paying claims on the same day",
        ),
    ],
)  # fmt: skip
def test_the_end_of_a_sentence_is_asked_for(sentence: str, kind: Asked, question: str, answer: str) -> None:
    assert asked(sentence) == [(kind, question, answer)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Visitors are not able to open the door of the store.",  # belongs to "able"
        "The clerk must check if the form has been signed by both.",  # an indirect question
        "Keep track of the services you receive and the amount you pay.",  # an order, no clause
        "The cashier keeps the receipt until it is asked for again.",  # "it" would hang
        "Make sure to lock the store before going home.",
    ],
)
def test_what_does_not_end_the_clause_or_would_hang_is_not(sentence: str) -> None:
    assert asked(sentence) == []


def test_an_answer_is_its_place_on_the_page() -> None:
    one = page("# Rules\n\nAll customer data must be destroyed securely when no longer needed.")
    [found] = [each for statement in statements(one) for each in adjuncts(statement, one.text)]
    assert one.text[found.start : found.end] == found.text
