"""Tests of assistant.learning.bank: what becomes of questions, and who may see them."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import AccessDenied, Problem
from assistant.learning.bank import DOCENT, QUOTED, Action, Added, Bank, ChangedMeanwhile, Step
from assistant.learning.questions import Kind, Question, State
from tests.bank_questions import evidence, question
from tests.fakes import START
from tests.memory_index import anything

ROOT = Path(__file__).parents[1]


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    opened = Bank(tmp_path / "bank" / "questions.db")
    yield opened
    opened.close()


def nothing(_: str) -> bool:
    return False


def approved(bank: Bank, one: Question) -> Question:
    bank.add(one, DOCENT, START)
    return bank.approve(one.id, "ada", "", START, expected=1, within=anything)


@pytest.mark.parametrize("kind", Kind)
def test_a_draft_comes_back_as_it_was_added(bank: Bank, kind: Kind) -> None:
    assert bank.add(question(kind=kind), DOCENT, START) is Added.NEW
    assert bank.get("q1", within=anything) == question(kind=kind)


def test_what_is_added_is_the_first_version_of_a_draft_whatever_it_says(bank: Bank) -> None:
    bank.add(replace(question(), version=7, state=State.APPROVED), DOCENT, START)
    assert bank.get("q1", within=anything) == question()


def test_the_same_content_again_is_nothing_but_its_checks_are_new(bank: Bank) -> None:
    bank.add(question(), DOCENT, START)
    assert bank.add(question(checks={"guessable": 0.5}), DOCENT, START) is Added.SAME
    assert bank.versions("q1", within=anything) == (question(checks={"guessable": 0.5}),)
    assert len(bank.history("q1", within=anything)) == 1


def test_changed_content_is_the_next_version_and_the_first_one_is_kept(bank: Bank) -> None:
    bank.add(question(), DOCENT, START)
    changed = question(question="How many days are there?")
    assert bank.add(changed, DOCENT, START) is Added.CHANGED
    assert bank.versions("q1", within=anything) == (question(), replace(changed, version=2))
    assert bank.get("q1", within=anything, version=1) == question()


def test_a_draft_does_not_take_the_place_of_an_approved_question(bank: Bank) -> None:
    approved(bank, question())
    assert bank.add(question(question="Anything else?"), DOCENT, START) is Added.STANDS
    assert bank.get("q1", within=anything).state is State.APPROVED


def test_drafts_are_added_all_or_none(bank: Bank) -> None:
    def failing() -> Iterator[Question]:
        yield question("q1")
        raise Problem("broken")

    with pytest.raises(Problem, match="broken"):
        bank.add_all(failing(), DOCENT, START)
    assert bank.list(within=anything) == []
    assert bank.add_all([question("q1"), question("q1"), question("q2")], DOCENT, START) == (Added.NEW, Added.SAME, Added.NEW)


def test_a_question_whose_document_may_not_be_read_is_not_shown_in_any_way(bank: Bank) -> None:
    one = approved(bank, question())
    for ask in (
        lambda: bank.get("q1", within=nothing),
        lambda: bank.get("q1", within=nothing, version=1),
        lambda: bank.versions("q1", within=nothing),
        lambda: bank.history("q1", within=nothing),
        lambda: bank.retire("q1", "ada", "odd", START, expected=1, within=nothing),
        lambda: bank.edit(one, "ada", "", START, expected=1, within=nothing),
        lambda: bank.objections.add("q1", 1, "bob", "no", START, within=nothing),
    ):
        with pytest.raises(AccessDenied):
            ask()
    assert bank.list(within=nothing) == []
    assert bank.rejected(within=nothing) == ()
    assert sum(bank.counts(within=nothing).states.values()) == 0


def test_a_forbidden_question_and_a_missing_one_are_told_apart_by_nothing(bank: Bank) -> None:
    with pytest.raises(AccessDenied) as missing:
        bank.get("q1", within=nothing)
    bank.add(question(), DOCENT, START)
    with pytest.raises(AccessDenied) as forbidden:
        bank.get("q1", within=nothing)
    assert str(missing.value) == str(forbidden.value)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.sampled_from(["leave.md", "hr/pay.md", "travel.md"]), max_size=8),
    st.sets(st.sampled_from(["leave.md", "hr/pay.md"])),
)
def test_a_list_holds_exactly_what_may_be_read(documents: list[str], allowed: set[str]) -> None:
    drafts = [question(f"q{n}", evidence=replace(evidence(), document=name)) for n, name in enumerate(documents)]
    with TemporaryDirectory() as folder:
        opened = Bank(Path(folder) / "questions.db")
        opened.add_all(drafts, DOCENT, START)
        seen = opened.list(within=allowed.__contains__)
        opened.close()
    assert sorted(one.id for one in seen) == sorted(one.id for one in drafts if one.evidence.document in allowed)


def test_questions_are_listed_by_each_property(bank: Bank) -> None:
    other = question("q2", Kind.CLOZE, skill="pay", language="zh", evidence=replace(evidence(), document="pay.md"))
    bank.add(other, DOCENT, START)
    approved(bank, question("q1"))
    for wanted in (
        bank.list(within=anything, state=State.DRAFT),
        bank.list(within=anything, skill="pay"),
        bank.list(within=anything, document="pay.md", state=State.DRAFT),
        bank.list(within=anything, language="zh"),
        bank.list(within=anything, kind=Kind.CLOZE),
    ):
        assert wanted == [other]
    assert [one.id for one in bank.list(within=anything)] == ["q1", "q2"]
    assert bank.list(within=anything, skill="") == []


def test_a_draft_is_approved_once(bank: Bank) -> None:
    assert approved(bank, question()).state is State.APPROVED
    assert bank.get("q1", within=anything).state is State.APPROVED
    with pytest.raises(Problem, match="q1 is approved, only a draft"):
        bank.approve("q1", "bob", "", START, expected=1, within=anything)


def test_what_rests_on_no_document_cannot_be_approved(bank: Bank) -> None:
    bank.add(question(checks={QUOTED: False}), DOCENT, START)
    with pytest.raises(Problem, match="found in no document"):
        bank.approve("q1", "ada", "", START, expected=1, within=anything)


def test_an_edited_question_is_a_draft_of_the_next_version(bank: Bank) -> None:
    one = approved(bank, question())
    edited = bank.edit(replace(one, question="How many?"), "ada", "shorter", START, expected=1, within=anything)
    assert (edited.version, edited.state, edited.question) == (2, State.DRAFT, "How many?")
    assert bank.get("q1", within=anything) == edited
    assert bank.get("q1", within=anything, version=1).state is State.APPROVED


def test_an_edit_that_changes_nothing_is_refused(bank: Bank) -> None:
    bank.add(question(), DOCENT, START)
    with pytest.raises(Problem, match="the same as before"):
        bank.edit(question(), "ada", "", START, expected=1, within=anything)


def test_an_edit_cannot_lead_to_a_document_that_the_person_may_not_read(bank: Bank) -> None:
    bank.add(question(), DOCENT, START)
    moved = question(evidence=replace(evidence(), document="hr/pay.md"))
    with pytest.raises(AccessDenied):
        bank.edit(moved, "ada", "", START, expected=1, within=lambda name: name == "leave.md")


def test_the_second_of_two_people_who_edit_at_once_is_told(bank: Bank) -> None:
    bank.add(question(), DOCENT, START)
    bank.edit(question(question="How many?"), "ada", "", START, expected=1, within=anything)
    with pytest.raises(ChangedMeanwhile, match="has version 2, you saw version 1"):
        bank.edit(question(question="What number?"), "bob", "", START, expected=1, within=anything)
    with pytest.raises(ChangedMeanwhile):
        bank.approve("q1", "bob", "", START, expected=1, within=anything)


def test_a_rejected_draft_is_kept_with_the_reason(bank: Bank) -> None:
    bank.add(question(), DOCENT, START)
    bank.reject("q1", "ada", " two right answers ", START, expected=1, within=anything)
    ((one, change),) = bank.rejected(within=anything)
    assert one == replace(question(), state=State.RETIRED)
    assert (change.by, change.reason, change.at) == ("ada", "two right answers", START)
    with pytest.raises(Problem, match="is retired"):
        bank.reject("q1", "ada", "again", START, expected=1, within=anything)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_rejection_and_a_retirement_need_a_reason(bank: Bank, reason: str) -> None:
    bank.add(question(), DOCENT, START)
    for leave in (bank.reject, bank.retire):
        with pytest.raises(Problem, match="reason is needed"):
            leave("q1", "ada", reason, START, expected=1, within=anything)


def test_a_rejected_question_comes_back_only_in_other_words(bank: Bank) -> None:
    bank.add(question(), DOCENT, START)
    bank.reject("q1", "ada", "dull", START, expected=1, within=anything)
    assert bank.add(question(), DOCENT, START) is Added.SAME
    assert bank.add(question(evidence=replace(evidence(), version="v2")), DOCENT, START) is Added.STANDS
    assert bank.get("q1", within=anything).state is State.RETIRED
    assert bank.add(question(question="In other words?"), DOCENT, START) is Added.CHANGED
    assert bank.get("q1", within=anything).state is State.DRAFT
    assert len(bank.rejected(within=anything)) == 1


def test_a_question_is_retired_once_and_an_edit_brings_it_back(bank: Bank) -> None:
    one = approved(bank, question())
    bank.retire("q1", "ada", "nobody gets it right", START, expected=1, within=anything)
    with pytest.raises(Problem, match="retired already"):
        bank.retire("q1", "ada", "again", START, expected=1, within=anything)
    with pytest.raises(Problem, match="only a draft"):
        bank.approve("q1", "ada", "", START, expected=1, within=anything)
    assert bank.rejected(within=anything) == ()
    edited = bank.edit(replace(one, question="How many?"), "ada", "", START, expected=1, within=anything)
    assert edited.state is State.DRAFT


def test_the_history_says_who_when_and_why(bank: Bank) -> None:
    bank.add(question(), DOCENT, START)
    bank.edit(question(question="How many?"), "ada", "shorter", START + timedelta(hours=1), expected=1, within=anything)
    bank.approve("q1", "bob", "fine", START + timedelta(hours=2), expected=2, within=anything)
    found = [(change.version, change.action, change.by, change.reason) for change in bank.history("q1", within=anything)]
    assert found == [
        (1, Action.ADDED, DOCENT, ""),
        (2, Action.EDITED, "ada", "shorter"),
        (2, Action.APPROVED, "bob", "fine"),
    ]
    assert bank.history("q1", within=anything)[2].at == START + timedelta(hours=2)


def test_what_is_counted_is_what_may_be_read(bank: Bank) -> None:
    approved(bank, question("q1"))
    bank.add_all([question("q2"), question("q3"), question("q4", evidence=evidence(document="hr/pay.md"))], DOCENT, START)
    bank.reject("q3", "ada", "dull", START, expected=1, within=anything)
    bank.objections.add("q1", 1, "bob", "it is 31", START, within=anything)
    counts = bank.counts(within=lambda name: name == "leave.md")
    assert dict(counts.states) == {State.DRAFT: 1, State.APPROVED: 1, State.RETIRED: 1}
    assert (counts.rejected, counts.objections) == (1, 1)


def test_a_revision_is_done_in_one_transaction(bank: Bank) -> None:
    bank.add_all([question("q1"), question("q2")], DOCENT, START)
    first = Step(replace(question("q1"), state=State.RETIRED), 1, Action.OUTDATED, "gone")
    with pytest.raises(ChangedMeanwhile):
        bank.revise("leave.md", lambda _: [first, Step(question("q2"), 3, Action.KEPT)], START)
    assert len(bank.list(within=anything, state=State.DRAFT)) == 2


def test_an_outdated_question_comes_back_with_its_text(bank: Bank) -> None:
    approved(bank, question())
    bank.revise("leave.md", lambda found: [Step(replace(found[0], state=State.RETIRED), 1, Action.OUTDATED, "gone")], START)
    assert bank.add(question(), DOCENT, START) is Added.CHANGED
    assert bank.get("q1", within=anything).version == 2


def test_the_bank_is_private_and_survives_closing(tmp_path: Path) -> None:
    file = tmp_path / "questions.db"
    first = Bank(file)
    approved(first, question())
    first.close()
    second = Bank(file)
    assert second.get("q1", within=anything).state is State.APPROVED
    second.close()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_bank_of_another_format_is_refused(tmp_path: Path) -> None:
    Bank(tmp_path / "questions.db").close()
    connection = sqlite3.connect(tmp_path / "questions.db")
    connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(Problem, match="has format 9, this version reads 1"):
        Bank(tmp_path / "questions.db")


WRITER = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from assistant.errors import Problem
from assistant.learning.bank import Bank
from tests.bank_questions import question
bank, name, won, now = Bank(Path(sys.argv[1])), sys.argv[2], 0, datetime.now(UTC)
print("ready", flush=True)
sys.stdin.readline()
for number in range(15):
    bank.add(question(f"{name}{number}"), name, now)
    try:
        shared = bank.get("shared", within=lambda _: True)
        changed = question("shared", question=f"{name} asks {number}?")
        bank.edit(changed, name, "", now, expected=shared.version, within=lambda _: True)
        won += 1
    except Problem as problem:
        assert "somebody changed it meanwhile" in str(problem), problem
print(json.dumps(won))
"""


def test_two_processes_that_write_at_once_lose_nothing(bank: Bank) -> None:
    bank.add(question("shared"), DOCENT, START)
    command = [sys.executable, "-c", WRITER, str(bank.database.file)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    writers = [subprocess.Popen([*command, name], **pipes) for name in ("a", "b")]  # type: ignore[call-overload] # pipes
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    won = sum(json.loads(writer.communicate(timeout=120)[0]) for writer in writers)
    assert [writer.returncode for writer in writers] == [0, 0]
    assert len(bank.list(within=anything)) == 31
    versions = bank.versions("shared", within=anything)
    assert [one.version for one in versions] == list(range(1, won + 2))
