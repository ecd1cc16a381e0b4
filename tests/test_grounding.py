"""Tests of assistant.learning.grounding: a quote that stands where it says, holds the key and is found."""

from dataclasses import replace

import pytest

from assistant.learning.grounding import grounded, in_order, key_grounded, query, retrievable
from assistant.learning.questions import Kind, Question
from assistant.learning.reasons import Reason
from indexer.selection import Selection
from tests.memory_index import MemoryIndex
from tests.questions_to_check import CARRY, CHINESE, CLOZE, NUMERIC, STATEMENT, context, evidence, options

ALL = (CARRY, CLOZE, STATEMENT, NUMERIC, CHINESE)


@pytest.mark.parametrize("question", ALL, ids=lambda one: one.id + one.language)
def test_a_question_on_a_quote_that_stands_there_is_grounded(question: Question) -> None:
    assert grounded(question, context()).checks == {"quoted": True}
    assert not key_grounded(question, context()).reasons
    assert retrievable(question, context()).checks == {"retrievable": True}


def test_a_quote_one_character_off_is_missing() -> None:
    moved = replace(CARRY.evidence, start=CARRY.evidence.start + 1, end=CARRY.evidence.end + 1)
    assert grounded(replace(CARRY, evidence=moved), context()).reasons == (Reason.QUOTE_MISSING,)


def test_a_quote_of_another_version_is_missing() -> None:
    other = replace(CARRY.evidence, version="v0")
    assert grounded(replace(CARRY, evidence=other), context()).reasons == (Reason.QUOTE_MISSING,)


def test_a_quote_of_what_may_not_be_read_is_missing() -> None:
    hidden = context(within=MemoryIndex().only("travel"))
    assert grounded(CARRY, hidden).reasons == (Reason.QUOTE_MISSING,)
    assert retrievable(CARRY, hidden).reasons == (Reason.NOT_RETRIEVED,)
    assert retrievable(CARRY, context(within=Selection.nothing())).reasons == (Reason.NOT_RETRIEVED,)


def test_a_document_that_is_no_longer_in_force_proves_nothing() -> None:
    texts = {"archive/leave.md": "# Carry-over\n\nUp to 9 unused days may be carried over."}
    proof = evidence("Up to 9 unused days may be carried over.", "archive/leave.md", texts)
    assert grounded(replace(CARRY, evidence=proof), context(MemoryIndex(texts))).reasons == (Reason.SUPERSEDED,)


def test_a_key_that_the_quote_does_not_hold_is_reported() -> None:
    assert key_grounded(replace(CARRY, key=("a2",)), context()).reasons == (Reason.KEY_NOT_QUOTED,)
    assert key_grounded(replace(CLOZE, accept=("4",)), context()).reasons == (Reason.KEY_NOT_QUOTED,)
    assert key_grounded(replace(NUMERIC, accept=("30 weeks",)), context()).reasons == (Reason.KEY_NOT_QUOTED,)


def test_a_key_in_the_genitive_is_quoted() -> None:
    texts = {"travel.md": "Business class needs the director's consent."}
    gap = replace(CLOZE, question="Business class needs ____'s consent.", accept=("the director",),
                  evidence=evidence(texts["travel.md"], "travel.md", texts))  # fmt: skip
    assert key_grounded(gap, context(MemoryIndex(texts))).checks == {"key_quoted": True}


def test_a_short_answer_needs_every_point_on_the_page() -> None:
    short = Question("s", 1, Kind.SHORT_ANSWER, "What happens to unused days?", CARRY.evidence, accept=("They lapse.",))
    held = replace(short, points=("Up to 5 unused days may be carried over", "They lapse on 31 March"))
    assert not key_grounded(held, context()).reasons
    assert key_grounded(replace(short, points=("They are paid out",)), context()).reasons == (Reason.KEY_NOT_QUOTED,)


def test_an_order_is_that_of_the_text() -> None:
    texts = {"steps.md": "Stop the pump. Close the valve. Hang the lock."}
    steps = options("Close the valve", "Hang the lock", "Stop the pump")
    question = Question(
        "o", 1, Kind.ORDERING, "Put in order", evidence(texts["steps.md"], "steps.md", texts), steps, ("a3", "a1", "a2")
    )
    around = context(MemoryIndex(texts))
    assert key_grounded(question, around).checks == {"key_quoted": True}
    assert key_grounded(replace(question, key=("a1", "a2", "a3")), around).reasons == (Reason.KEY_NOT_QUOTED,)
    assert not in_order(["open", "close"], "close it, open it")


def test_the_key_is_blanked_in_what_is_searched() -> None:
    leaked = replace(CARRY, question="May 5 unused days be carried over?")
    assert "5" not in query(leaked)
    assert "____" not in query(CLOZE)


def test_a_stem_that_says_too_little_does_not_find_its_passage() -> None:
    vague = replace(CARRY, question="What applies to a manager, hotels, trains, sick certificates and the salary?")
    assert retrievable(vague, context()).reasons == (Reason.NOT_RETRIEVED,)
