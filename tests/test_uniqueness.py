"""Tests of assistant.learning.uniqueness and rivals: one right answer, and documents that contradict one another."""

from dataclasses import replace

import pytest

from assistant.learning.questions import Kind
from assistant.learning.reasons import Reason
from assistant.learning.uniqueness import distinct, keyed_right, unique
from tests.memory_index import HANDBOOK, MemoryIndex
from tests.questions_to_check import CARRY, CHINESE, CLOZE, NUMERIC, STATEMENT, choice, context, evidence, options

OTHER = {**HANDBOOK, "uk/leave.md": "# Carry-over\n\nUp to 8 unused days may be carried over."}


@pytest.mark.parametrize("question", [CARRY, CLOZE, STATEMENT, NUMERIC, CHINESE], ids=lambda one: one.question)
def test_a_question_with_one_answer_is_unique(question: object) -> None:
    assert unique(question, context()).checks == {"unique": True}  # type: ignore[arg-type]  # of parametrize


def test_another_value_elsewhere_is_a_conflict_that_names_both_places() -> None:
    asked = replace(CARRY, options=options("3 unused days", "5 unused days", "12 unused days"), key=("a2",))
    found = unique(asked, context(MemoryIndex(OTHER)))
    assert found.reasons == (Reason.CONFLICT,)
    conflict = found.conflicts[0]
    assert (conflict.a.document, conflict.a.value) == ("leave.md", "5 unused days")
    assert (conflict.b.document, conflict.b.value, conflict.b.page) == ("uk/leave.md", "up to 8 unused days", 1)
    assert OTHER["uk/leave.md"][conflict.b.start : conflict.b.end] == conflict.b.quote


def test_a_wrong_option_that_another_document_supports_is_right_too() -> None:
    assert Reason.SECOND_RIGHT in unique(CARRY, context(MemoryIndex(OTHER))).reasons


def test_what_may_not_be_read_contradicts_nothing() -> None:
    index = MemoryIndex(OTHER)
    assert not unique(CARRY, context(index, within=index.without("uk/"))).reasons


def test_a_withdrawn_document_contradicts_nothing() -> None:
    texts = {**HANDBOOK, "archive/leave.md": "# Carry-over\n\nUp to 8 unused days may be carried over."}
    assert not unique(CARRY, context(MemoryIndex(texts))).reasons


def test_the_value_for_others_contradicts_nothing() -> None:
    assert not unique(NUMERIC, context()).reasons  # part-time employees get 18


def test_a_true_statement_is_contradicted_by_another_number() -> None:
    claim = replace(STATEMENT, question="Up to 5 unused days may be carried over.", evidence=CARRY.evidence)
    assert unique(claim, context(MemoryIndex(OTHER))).reasons == (Reason.CONFLICT,)


def test_a_false_statement_that_another_document_makes_is_right_somewhere() -> None:
    claim = replace(STATEMENT, question="Up to 8 unused days may be carried over.", evidence=CARRY.evidence, key=("false",))
    assert unique(claim, context(MemoryIndex(OTHER))).reasons == (Reason.SECOND_RIGHT,)


def test_a_wrong_option_that_the_sentence_itself_supports_is_right_too() -> None:
    texts = {"safety.md": "# Press\n\nGloves and goggles are worn at the press."}
    proof = evidence("Gloves and goggles are worn at the press.", "safety.md", texts)
    asked = choice("What is worn at the press?", ("Gloves", "goggles", "helmets"), "Gloves", proof)
    assert unique(asked, context(MemoryIndex(texts))).reasons == (Reason.SECOND_RIGHT,)
    alone = choice("What is worn at the press?", ("Gloves", "helmets", "masks"), "Gloves", proof)
    assert not unique(alone, context(MemoryIndex(texts))).reasons


def test_of_a_list_no_wrong_option_may_be_a_member() -> None:
    texts = options("unused", "days", "weeks")
    several = replace(CARRY, kind=Kind.MULTIPLE_CHOICE, question="Which stand there?", options=texts, key=("a1",))
    assert unique(several, context()).reasons == (Reason.SECOND_RIGHT,)
    assert not unique(replace(several, key=("a1", "a2")), context()).reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [("two weeks", "14 days"), ("the manager", "the line manager"), ("PO", "People Office"), ("15 分钟", "十五 分钟")],
)
def test_options_that_say_the_same_are_paraphrases(one: str, other: str) -> None:
    assert distinct(replace(CARRY, options=options(one, other), key=("a1",))).reasons == (Reason.PARAPHRASE,)


def test_options_that_say_different_things_are_distinct() -> None:
    for texts in (("5 days", "15 days"), ("the manager", "the nurse"), ("5 days", "5 weeks")):
        assert distinct(replace(CARRY, options=options(*texts), key=("a1",))).checks == {"distinct": True}


def test_a_statement_must_be_keyed_as_the_quote_has_it() -> None:
    assert not keyed_right(STATEMENT, context()).reasons
    assert keyed_right(replace(STATEMENT, key=("false",)), context()).reasons == (Reason.WRONG_KEY,)
    changed = replace(STATEMENT, question="Trains are not booked through the travel portal.", key=("false",))
    assert not keyed_right(changed, context()).reasons
    assert keyed_right(replace(changed, key=("true",)), context()).reasons == (Reason.WRONG_KEY,)
