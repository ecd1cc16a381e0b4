"""Tests of assistant.learning.checks: every gate in turn, with what it found recorded."""

from dataclasses import replace

from assistant.learning.check_context import nothing_kept
from assistant.learning.checks import Reason, check, checked
from tests.memory_index import HANDBOOK, MemoryIndex
from tests.questions_to_check import CARRY, CHINESE, CLOZE, NUMERIC, STATEMENT, context


def test_good_questions_pass_in_both_languages() -> None:
    for question in (CARRY, CLOZE, STATEMENT, NUMERIC, CHINESE):
        result = check(question, context())
        assert (result.passed, result.reasons) == (True, ()), question.question


def test_what_the_gates_found_is_recorded_with_the_question() -> None:
    recorded = checked(CARRY, check(CARRY, context())).checks
    assert recorded["quoted"] is True
    assert recorded["retrievable"] is True


def test_what_fails_without_a_model_is_not_asked_of_one() -> None:
    result = check(replace(CARRY, key=("a2",)), context())
    assert not result.passed
    assert result.reasons == (Reason.KEY_NOT_QUOTED,)
    assert "retrievable" not in result.checks


def test_a_question_that_names_an_address_is_personal() -> None:
    named = replace(CARRY, explanation="Ask jane.doe@example.org.")
    assert check(named, context()).reasons == (Reason.PERSONAL_DATA,)
    assert check(named, context(keep=lambda value: value.endswith("@example.org"))).passed


def test_a_question_that_is_hard_to_read_is_dropped() -> None:
    long = " ".join(["Notwithstanding", *["organisational considerations"] * 6, CARRY.question])
    assert Reason.UNREADABLE in check(replace(CARRY, question=long), context()).reasons


def test_a_question_that_the_bank_has_is_dropped() -> None:
    again = replace(CARRY, id="q-again")
    assert check(again, context(others=(CARRY,))).reasons == (Reason.DUPLICATE,)
    assert check(CARRY, context(others=(CARRY, CLOZE))).passed  # its own earlier version is no duplicate


def test_a_writers_stem_that_asks_for_something_else_is_dropped() -> None:
    draft = "How many unused days may be carried over?"
    kept = check(replace(CARRY, question="How many of the unused days may be carried over?"), context(), draft)
    assert (kept.passed, kept.checks["reworded"]) == (True, True)
    lost = check(replace(CARRY, question="How many days are there in a year?"), context(), draft)
    assert lost.reasons == (Reason.REWORDED_WRONGLY,)
    assert lost.checks["reworded"] is False


def test_a_document_conflict_comes_with_the_result() -> None:
    texts = {**HANDBOOK, "uk/leave.md": "# Carry-over\n\nUp to 9 unused days may be carried over."}
    result = check(CARRY, context(MemoryIndex(texts)))
    assert result.reasons == (Reason.CONFLICT,)
    assert [(one.a.document, one.b.document) for one in result.conflicts] == [("leave.md", "uk/leave.md")]


def test_what_is_public_already_is_kept_out_of_no_question() -> None:
    assert not nothing_kept("people@example.org")
