"""Tests of assistant.learning.rechecking: a document changes, and its questions with it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.learning.bank import DOCENT, QUOTED, Action, Added, Bank
from assistant.learning.places import Edition
from assistant.learning.questions import Question, State
from assistant.learning.rechecking import Rechecked, Why, recheck, recheck_all, recheck_document
from indexer.documents import Page
from tests.bank_questions import LEAVE, evidence, question
from tests.fakes import START
from tests.memory_index import anything

CARRY, LAPSE = "Up to 5 unused days may be carried over.", "They lapse on 31 March."
CHANGED = LEAVE.replace("They", "Please note. They").replace("5 unused days may", "3 unused days may")


def asked(name: str, quote: str, **changes: Any) -> Question:  # Any: values of several fields
    return question(name, evidence=replace(evidence(quote), heading=""), **changes)


QUESTIONS = (asked("q1", "Full-time employees get 30 vacation days a year."), asked("q2", CARRY), asked("q3", LAPSE))


def edition(text: str, version: str = "v2") -> Edition:
    return Edition(version, (Page(1, text),))


class Folder:
    """Documents in memory."""

    def __init__(self, **editions: Edition) -> None:
        self.editions = {f"{name}.md": one for name, one in editions.items()}

    def names(self) -> Sequence[str]:
        return list(self.editions)

    def edition(self, document: str) -> Edition | None:
        return self.editions.get(document)


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    opened = Bank(tmp_path / "questions.db")
    opened.add_all(QUESTIONS, DOCENT, START)
    yield opened
    opened.close()


def test_questions_are_kept_moved_or_retired() -> None:
    found = recheck(QUESTIONS, edition(CHANGED))
    assert [(one.id, one.version, one.evidence.version) for one in found.kept] == [("q1", 1, "v2")]
    assert [(one.id, one.version, one.evidence.version) for one in found.moved] == [("q3", 2, "v2")]
    assert CHANGED[found.moved[0].evidence.start : found.moved[0].evidence.end] == LAPSE
    assert found.retired_ids == ("q2",)
    assert found.retired[0].question == QUESTIONS[1]


def test_what_reads_differently_is_told_from_what_is_gone() -> None:
    changed = recheck(QUESTIONS[1:2], edition(CHANGED)).retired[0]
    assert (changed.why, changed.now) == (Why.CHANGED, "Up to 3 unused days may be carried over.")
    gone = recheck(QUESTIONS[1:2], edition("Lunch is at noon.")).retired[0]
    assert (gone.why, gone.now) == (Why.GONE, "")


def test_all_questions_of_a_withdrawn_document_are_retired() -> None:
    found = recheck(QUESTIONS, None)
    assert [one.why for one in found.retired] == [Why.WITHDRAWN] * 3
    assert (found.kept, found.moved) == ((), ())


def test_retired_questions_and_those_of_this_version_are_passed_over() -> None:
    retired = replace(QUESTIONS[1], state=State.RETIRED)
    assert recheck([retired], edition("Nothing.")) == Rechecked()
    assert recheck(QUESTIONS, edition("Nothing.", version="v1")) == Rechecked()
    assert recheck([retired], None) == Rechecked()


def test_a_question_without_proof_is_proved_once_its_quote_stands_somewhere() -> None:
    unproved = asked("q3", LAPSE, checks={QUOTED: False})
    assert recheck([unproved], edition("Nothing.")) == Rechecked()
    assert recheck([unproved], None) == Rechecked()
    (moved,) = recheck([unproved], edition(LEAVE, version="v1")).moved
    assert moved.checks == {QUOTED: True}


def test_the_bank_keeps_states_and_versions_as_they_come(bank: Bank) -> None:
    for name in ("q1", "q3"):
        bank.approve(name, "ada", "", START, expected=1, within=anything)
    found = recheck_document(bank, "leave.md", edition(CHANGED), START)
    now = {one.id: (one.version, one.state, one.evidence.version) for one in bank.list(within=anything)}
    assert now == {
        "q1": (1, State.APPROVED, "v2"), "q2": (1, State.RETIRED, "v1"), "q3": (2, State.APPROVED, "v2"),
    }  # fmt: skip
    assert bank.get("q3", within=anything, version=1).evidence.version == "v1"
    assert found.moved[0] == bank.get("q3", within=anything)


def test_the_history_says_what_the_document_says_now(bank: Bank) -> None:
    recheck_document(bank, "leave.md", edition(CHANGED), START)
    last = bank.history("q2", within=anything)[-1]
    assert (last.action, last.by) == (Action.OUTDATED, DOCENT)
    assert last.reason == "changed v2: Up to 3 unused days may be carried over."
    assert [bank.history(name, within=anything)[-1].action for name in ("q1", "q3")] == [Action.KEPT, Action.MOVED]


def test_rechecking_twice_is_rechecking_once(bank: Bank) -> None:
    recheck_document(bank, "leave.md", edition(CHANGED), START)
    before = [bank.history(f"q{n}", within=anything) for n in (1, 2, 3)]
    assert recheck_document(bank, "leave.md", edition(CHANGED), START) == Rechecked()
    assert [bank.history(f"q{n}", within=anything) for n in (1, 2, 3)] == before


def test_what_was_retired_for_a_change_can_be_asked_for_later(bank: Bank) -> None:
    recheck_document(bank, "leave.md", edition(CHANGED), START)
    ((one, change),) = bank.outdated(START, within=anything)
    assert (one.id, change.reason.partition(":")[0]) == ("q2", "changed v2")
    assert bank.outdated(START.replace(year=2027), within=anything) == ()
    assert bank.outdated(START, within=lambda _: False) == ()


def test_a_question_comes_back_when_its_sentence_does(bank: Bank) -> None:
    recheck_document(bank, "leave.md", edition(CHANGED), START)
    assert bank.add(QUESTIONS[1], DOCENT, START) is Added.CHANGED
    assert bank.get("q2", within=anything).state is State.DRAFT


def test_all_documents_are_gone_over_and_only_changes_are_told(bank: Bank) -> None:
    travel = evidence("Trains are second class.", "travel.md", text="Trains are second class.")
    bank.add_all([question("q4", evidence=travel), question("q5", evidence=replace(travel, document="old.md"))], DOCENT, START)
    folder = Folder(leave=edition(CHANGED), travel=edition("Trains are second class.", version="v1"))
    found = recheck_all(bank, folder, START)
    assert {name: one.retired_ids for name, one in found.items()} == {"leave.md": ("q2",), "old.md": ("q5",)}
    assert recheck_all(bank, folder, START) == {}


def test_a_document_whose_file_could_not_be_read_is_left_alone(bank: Bank) -> None:
    assert recheck_all(bank, Folder(leave=Edition("v2", ())), START) == {}
    assert len(bank.list(within=anything, state=State.DRAFT)) == 3
