"""Tests of assistant.learning.reading_back: another reader finds the key with the passage, and not without it."""

from dataclasses import replace

import pytest

from assistant.answering.passages import Passage
from assistant.learning.questions import Kind, Question
from assistant.learning.reading_back import as_asked, read_back
from assistant.learning.reasons import Reason
from tests.memory_index import HANDBOOK, MemoryIndex
from tests.questions_to_check import CARRY, CHINESE, CLOZE, NUMERIC, STATEMENT, context, options


class Reads:
    """Reads from each document what it is told, equally sure of all."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts
        self.asked: list[str] = []

    def read(self, question: str, passage: Passage) -> tuple[str, float]:
        self.asked.append(question)
        return self.texts.get(passage.document.split(".")[0], ""), 0.9


@pytest.mark.parametrize("question", [CARRY, CLOZE, STATEMENT, NUMERIC, CHINESE], ids=lambda one: one.question)
def test_a_question_whose_answer_comes_back_is_answerable(question: Question) -> None:
    assert read_back(question, context()).checks == {"answerable": True, "round_trip": True}


def test_a_reader_that_finds_something_else_refuses_the_question() -> None:
    found = read_back(CARRY, context(reader=Reads(leave="They lapse on 31 March.")))
    assert found.reasons == (Reason.NOT_BACK,)
    assert found.checks == {"answerable": False, "round_trip": False}


def test_the_key_as_another_quantity_comes_back_too() -> None:
    assert not read_back(NUMERIC, context(reader=Reads(leave="Full-time employees get 30 vacation days."))).reasons


def test_a_key_that_comes_from_a_passage_on_something_else_is_guessed() -> None:
    texts = {**HANDBOOK, "unused.md": "# Forms\n\nUnused days are counted. The form has 5 unused days on its back page."}
    told = "Up to 5 unused days may be carried over."
    guessing = context(MemoryIndex(texts), reader=Reads(leave=told, unused="The form has 5 unused days on its back page."))
    assert read_back(CARRY, guessing).reasons == (Reason.WITHOUT_PASSAGE,)
    honest = context(MemoryIndex(texts), reader=Reads(leave=told, unused="Unused days are counted."))
    assert not read_back(CARRY, honest).reasons


def test_a_passage_that_says_the_same_about_the_same_is_no_other_passage() -> None:
    texts = {**HANDBOOK, "faq.md": "# Carry-over\n\nYes, 5 unused days may be carried over by all."}
    reader = Reads(leave="Up to 5 unused days may be carried over.", faq="Yes, 5 unused days may be carried over by all.")
    assert not read_back(CARRY, context(MemoryIndex(texts), reader=reader)).reasons


def test_what_stands_beside_the_quote_is_enough_for_a_statement() -> None:
    claim = replace(STATEMENT, evidence=CARRY.evidence, question="Up to 5 unused days may be carried over.")
    assert not read_back(claim, context(reader=Reads(leave="They lapse on 31 March."))).reasons
    assert read_back(claim, context(reader=Reads(leave=""))).reasons == (Reason.NOT_BACK,)


def test_orders_are_proved_by_their_quote_alone() -> None:
    order = Question("o", 1, Kind.ORDERING, "Put in order", CARRY.evidence, options("may", "over"), ("a1", "a2"))
    reader = Reads()
    assert read_back(order, context(reader=reader)).checks == {}
    assert reader.asked == []


def test_the_reader_is_asked_without_lead_and_gap() -> None:
    assert as_asked(CLOZE) == "A certificate is needed after days."
    assert as_asked(replace(CARRY, question="Leave – Carry-over. How many days may be carried over?")) == (
        "How many days may be carried over?"
    )


def test_a_second_reader_is_asked_where_the_first_does_not_find_the_key_and_is_named() -> None:
    misled, finding = Reads(leave="They lapse on 31 March."), Reads(leave="Up to 5 unused days may be carried over.")
    found = read_back(CARRY, context(reader=misled, second=finding))
    assert not found.reasons and found.checks["second_reader"] is True
    assert read_back(CARRY, context(reader=misled, second=misled)).reasons == (Reason.NOT_BACK,)
    assert "second_reader" not in read_back(CARRY, context(reader=finding, second=misled)).checks
