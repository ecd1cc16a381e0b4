"""Tests of assistant.learning.interchange: files of questions into the bank and out of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from assistant.errors import Problem
from assistant.learning.bank import DOCENT, QUOTED, Action, Added, Bank
from assistant.learning.interchange import Format, Imported, evidence_for, proved, read, take, write
from assistant.learning.places import Edition
from assistant.learning.questions import Kind, Question, State
from indexer.documents import Heading, Page
from tests.bank_questions import LEAVE, evidence, question
from tests.fakes import START
from tests.memory_index import anything
from tests.question_strategies import questions

HEADED = f"Vacation\n{LEAVE}"


class Shelf:
    """One document, under another name too where a test wants that."""

    def __init__(self, *names: str) -> None:
        self._names = names or ("leave.md",)

    def names(self) -> Sequence[str]:
        return self._names

    def edition(self, document: str) -> Edition | None:
        page = Page(1, HEADED, (Heading(0, 1, "Vacation"),))
        return Edition("v2", (page,)) if document in self._names else None


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    opened = Bank(tmp_path / "questions.db")
    yield opened
    opened.close()


def imported(bank: Bank, text: str, form: Format = Format.JSON_LINES, shelf: Shelf | None = None) -> Imported:
    return take(bank, read(text, form), "ada", START, within=anything, documents=shelf or Shelf())


@settings(max_examples=40, deadline=None)
@given(questions())
def test_json_lines_come_back_as_they_were_written(one: Question) -> None:
    written = write([one, one], Format.JSON_LINES)
    assert (written.count, written.left_out) == (2, ())
    assert [entry.question for entry in read(written.text, Format.JSON_LINES)] == [one, one]


def test_a_line_separator_in_a_text_ends_no_line() -> None:
    one = question(question="One\u2028two\x85three")
    assert [entry.question for entry in read(write([one], Format.JSON_LINES).text, Format.JSON_LINES)] == [one]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no JSON object"),
        ("[" * 100_000, "no JSON object"),
        ("[]", "cannot be read"),
        ('{"id": "q1"}', "cannot be read"),
        (json.dumps(question().to_json() | {"key": ["z"]}), "does not fit the options"),
    ],
)
def test_a_line_that_is_no_question_is_refused_and_the_others_are_taken(bank: Bank, line: str, reason: str) -> None:
    good = write([question("q2")], Format.JSON_LINES).text
    report = imported(bank, f"{line}\n\n{good}")
    assert [one.line for one in report.refused] == [1]
    assert reason in report.refused[0].reason
    assert [(one.line, one.question, one.outcome) for one in report.taken] == [(3, "q2", Added.NEW)]
    assert report.to_json()["taken"] == [{"line": 3, "id": "q2", "outcome": "new", "quoted": True}]


@pytest.mark.parametrize("form", Format)
def test_an_import_is_a_draft_whose_quote_was_found(bank: Bank, form: Format) -> None:
    boast = replace(question(), state=State.APPROVED, checks={"quoted": True, "unique": True})
    assert imported(bank, write([boast], form).text, form).taken[0].quoted
    one = bank.get("q1", within=anything)
    assert (one.state, dict(one.checks)) == (State.DRAFT, {QUOTED: True})
    assert (one.evidence.version, one.evidence.start) == ("v2", HEADED.index(one.evidence.quote))


def test_an_import_whose_quote_stands_nowhere_carries_no_proof(bank: Bank) -> None:
    invented = question(evidence=replace(evidence(), quote="Everybody gets 99 days of leave."))
    assert not imported(bank, write([invented], Format.JSON_LINES).text).taken[0].quoted
    one = bank.get("q1", within=anything)
    assert (one.evidence, dict(one.checks)) == (invented.evidence, {QUOTED: False})
    with pytest.raises(Problem, match="found in no document"):
        bank.approve("q1", "ada", "", START, expected=1, within=anything)


def test_a_quote_is_looked_for_in_other_documents_that_may_be_read() -> None:
    shelf = Shelf("hr/new.md")
    place = evidence_for(evidence(), shelf, within=anything)
    assert place is not None
    assert place.document == "hr/new.md"
    assert evidence_for(evidence(), shelf, within=lambda name: not name.startswith("hr/")) is None
    assert evidence_for(replace(evidence(), quote="30"), shelf, within=anything) is None
    assert evidence_for(replace(evidence(), document="", quote=""), shelf, within=anything) is None


@pytest.mark.parametrize("form", Format)
def test_importing_what_was_exported_changes_nothing(bank: Bank, form: Format) -> None:
    kinds = [kind for kind in Kind if form is not Format.GIFT or kind is not Kind.ORDERING]
    bank.add_all([proved(question(f"q-{kind}", kind), Shelf(), within=anything) for kind in kinds], DOCENT, START)
    bank.approve("q-cloze", "ada", "", START, expected=1, within=anything)
    before = bank.list(within=anything)
    report = imported(bank, write(before, form).text, form)
    assert {one.outcome for one in report.taken} == {Added.SAME}
    assert len(report.taken) == len(before)
    assert bank.list(within=anything) == before


def test_a_changed_row_is_an_edit_of_the_version_that_it_names(bank: Bank) -> None:
    bank.add(question(), DOCENT, START)
    bank.approve("q1", "ada", "", START, expected=1, within=anything)
    rows = write(bank.list(within=anything), Format.CSV).text.replace("How many", "What number of")
    assert imported(bank, rows, Format.CSV).taken[0].outcome is Added.CHANGED
    one = bank.get("q1", within=anything)
    assert (one.version, one.state) == (2, State.DRAFT)
    last = bank.history("q1", within=anything)[-1]
    assert (last.action, last.by, last.reason) == (Action.EDITED, "ada", "imported")


def test_a_row_exported_before_somebody_else_changed_the_question_is_refused(bank: Bank) -> None:
    bank.add(question(), DOCENT, START)
    rows = write(bank.list(within=anything), Format.CSV).text.replace("How many", "What number of")
    bank.edit(question(question="Else?"), "eve", "", START, expected=1, within=anything)
    assert "has version 2, you saw version 1" in imported(bank, rows, Format.CSV).refused[0].reason
    assert bank.get("q1", within=anything).question == "Else?"


def test_nothing_is_taken_in_that_rests_or_rested_on_what_may_not_be_read(bank: Bank) -> None:
    bank.add(question("q1", evidence=replace(evidence(), document="hr/pay.md")), DOCENT, START)
    rows = [question("q1"), question("q2", evidence=replace(evidence(), document="hr/pay.md"))]
    entries = read(write(rows, Format.JSON_LINES).text, Format.JSON_LINES)
    report = take(bank, entries, "bob", START, within=lambda name: name == "leave.md", documents=Shelf("none.md"))
    assert [one.line for one in report.refused] == [1, 2]
    assert bank.get("q1", within=anything).version == 1
    assert len(bank.list(within=anything)) == 1
