"""python -m assistant quiz take."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.learning.bank import Bank
from assistant.learning.questions import Evidence, Kind, Option, Question
from assistant.people.journal import EventKind, Journals
from tests.desk import Desk

NOW = datetime(2026, 1, 5, tzinfo=UTC)
CHECKED = {"grounded": True}


def choice(name: str, document: str) -> Question:
    proof = Evidence(document, "v1", 1, f"Ask {name} first.", 0, 16)
    options = (Option("a1", name), Option("a2", "nobody"), Option("a3", "everybody"))
    return Question(f"q-{name}", 1, Kind.SINGLE_CHOICE, f"Who is asked, {name}?", proof, options, ("a1",), checks=CHECKED)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.chdir(tmp_path)
    made = Desk(tmp_path, capsys)
    bank = Bank(tmp_path / "data/bank/questions.db")
    bank.add_all([choice("kim", "travel.txt"), choice("lee", "expenses.txt"), choice("pat", "hr/leave.txt")], "docent", NOW)
    bank.close()
    yield made


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What will be typed, line by line; after it input ends."""
    lines: list[str] = []

    class Keyboard(io.StringIO):
        def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # text, as of a terminal
            return f"{lines.pop(0)}\n" if lines else ""

    monkeypatch.setattr("sys.stdin", Keyboard())
    yield lines


def replies(desk: Desk, person: str) -> int:
    return sum(event.kind is EventKind.ANSWERED for event in Journals(desk.folder / "data/progress").of(person).events())


def test_a_reply_gets_feedback_with_its_source_and_is_kept(desk: Desk, typed: list[str]) -> None:
    typed += ["nonsense", "1"]
    printed = desk.run("quiz", "take", "--as", "ada", "--document", "travel.txt")
    assert "'nonsense' does not fit: type the number of one option" in printed
    assert "Who is asked, kim?" in printed and 'travel.txt, page 1: "Ask kim first."' in printed
    assert replies(desk, desk.ada.id) == 1


def test_the_end_of_input_ends_the_quiz_and_nothing_more_is_asked_than_wanted(desk: Desk, typed: list[str]) -> None:
    assert "0 of 0" in desk.run("quiz", "take", "--as", "ada")
    typed += ["", "", ""]
    assert "of 1 right" in desk.run("quiz", "take", "--as", "ada", "-n", "1")


def test_nobody_is_asked_about_what_they_may_not_read(desk: Desk, typed: list[str]) -> None:
    typed += [""] * 5
    printed = desk.run("quiz", "take", "--as", "bob")
    assert "pat?" not in printed and "of 2 right" in printed
    assert "there are no questions on hr/leave.txt" in desk.run(
        "quiz", "take", "--as", "bob", "--document", "hr/leave.txt", code=1
    )


def test_a_topic_is_a_skill_or_words_of_its_name(desk: Desk, typed: list[str]) -> None:
    typed += ["1"]
    assert "kim?" in desk.run("quiz", "take", "--as", "ada", "--topic", "travel")
    problem = desk.run("quiz", "take", "--as", "ada", "--topic", "cooking", code=1)
    assert "no topic fits 'cooking': choose one of" in problem and "travel.txt" in problem


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("-n", "0"), "at least one question"),
        (("--kinds", "matching"), "no questions of these kinds: matching"),
    ],
)
def test_bad_input_is_told(desk: Desk, arguments: tuple[str, ...], problem: str) -> None:
    assert problem in desk.run("quiz", "take", "--as", "ada", *arguments, code=1)


def test_a_person_without_an_account_is_told(desk: Desk) -> None:
    assert "nora" in desk.run("quiz", "take", "--as", "nora", code=1)
