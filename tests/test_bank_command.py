"""python -m assistant bank: questions from the terminal, over a real index."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.learning.bank import DOCENT, Bank
from assistant.learning.indexed_documents import IndexedDocuments
from assistant.learning.questions import Evidence, Kind, State
from assistant.people.accounts import Accounts
from assistant.people.person import Role
from tests.bank_questions import question
from tests.fakes import FAST, START
from tests.indexing import Workplace
from tests.memory_index import anything

QUOTE = "Employees have 25 days of leave a year."


class Terminal:
    """Runs commands over three documents, one of them for the group hr only, and keeps what they print."""

    def __init__(self, folder: Path, printed: pytest.CaptureFixture[str]) -> None:
        self.place = Workplace.at(folder)
        self.place.update()
        self.folder, self._printed = folder, printed
        rules = '{"**" = ["everyone"], "hr/**" = ["hr"]}'
        sections = {
            "index": f'folder = "{folder / "index"}"', "people": f'folder = "{folder / "people"}"',
            "practice": f'bank = "{folder / "bank"}"', "access": f"rules = {rules}",
        }  # fmt: skip
        text = "\n".join(f"[{name}]\n{value}" for name, value in sections.items())
        (folder / "settings.toml").write_text(text, encoding="utf-8")
        accounts = Accounts(folder / "people", passwords=FAST)
        accounts.add("boss", Role.ADMIN)
        accounts.add("tara", Role.TRAINER)
        accounts.add("emma")
        accounts.close()

    def run(self, *arguments: str, code: int = 0) -> str:
        """What a command prints; problems where it ends with a code."""
        assert main(["bank", *arguments, "--settings", str(self.folder / "settings.toml")]) == code
        printed = self._printed.readouterr()
        return printed.err if code else printed.out

    def json(self, *arguments: str, code: int = 0) -> Any:  # Any: JSON
        """What a command prints with --json."""
        assert main(["bank", *arguments, "--json", "--settings", str(self.folder / "settings.toml")]) == code
        return json.loads(self._printed.readouterr().out)

    def bank(self) -> Bank:
        """The bank as another process sees it; to be closed."""
        return Bank(self.folder / "bank" / "questions.db")


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    found = Terminal(tmp_path, capsys)
    version = {record.document: record.version for record in found.place.index().documents()}
    leave = Evidence("hr/leave.txt", version["hr/leave.txt"], 1, QUOTE, 0, len(QUOTE))
    meals = Evidence("expenses.txt", version["expenses.txt"], 1, "Meals are paid up to 40 euros a day.", 0, 36)
    bank = found.bank()
    bank.add_all([question("q1", evidence=leave), question("q2", Kind.NUMERIC, evidence=meals)], DOCENT, START)
    bank.close()
    return found


def test_questions_are_listed_for_who_may_read_their_documents(terminal: Terminal) -> None:
    assert {line.split()[0] for line in terminal.run("list", "--as", "boss").splitlines()} == {"q1", "q2"}
    shown = terminal.json("list", "--as", "emma")
    assert (shown["id"], shown["doubt"] > 0) == ("q2", True)
    assert terminal.run("list", "--as", "emma", "--document", "hr/leave.txt") == ""
    assert "q1" not in terminal.run("list", "--as", "boss", "--kind", "numeric", "--state", "draft")


def test_the_most_doubtful_question_comes_first(terminal: Terminal) -> None:
    bank = terminal.bank()
    bank.objections.add("q2", 1, "bob", "wrong", START, within=anything)
    bank.close()
    assert [line.split()[0] for line in terminal.run("list", "--as", "boss").splitlines()] == ["q2", "q1"]


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "gift"])
def test_what_is_exported_can_be_imported_elsewhere(terminal: Terminal, suffix: str) -> None:
    file = str(terminal.folder / f"out.{suffix}")
    assert terminal.json("export", "--as", "boss", "--out", file) == {"written": 2, "left_out": []}
    for name in ("questions.db", "questions.db-wal", "questions.db-shm"):
        (terminal.folder / "bank" / name).unlink(missing_ok=True)
    report = terminal.json("import", file, "--as", "boss")
    assert [(row["id"], row["outcome"], row["quoted"]) for row in report["taken"]] == [
        ("q2", "new", True), ("q1", "new", True),
    ]  # fmt: skip


def test_an_export_holds_what_the_person_may_read(terminal: Terminal) -> None:
    file = terminal.folder / "out.txt"
    assert "1 question(s)" in terminal.run("export", "--as", "tara", "--out", str(file), "--format", "csv")
    assert "q1" not in file.read_text(encoding="utf-8")


def test_what_a_format_cannot_hold_is_named(terminal: Terminal) -> None:
    bank = terminal.bank()
    bank.add(question("q3", Kind.ORDERING), DOCENT, START)
    bank.close()
    shown = terminal.json("export", "--as", "boss", "--out", str(terminal.folder / "out.gift"))
    assert shown["left_out"] == [{"id": "q3", "reason": "GIFT has no form for ordering"}]


def test_refused_rows_are_named_with_their_lines(terminal: Terminal) -> None:
    file = terminal.folder / "in.csv"
    file.write_bytes(b"kind,question,accept\nshort_answer,What?,leave\nessay,Why?,x\n")
    assert terminal.run("import", str(file), "--as", "tara", code=1).startswith("line 3: refused: ")
    bank = terminal.bank()
    assert [one.question for one in bank.list(within=anything, kind=Kind.SHORT_ANSWER)] == ["What?"]
    bank.close()


def test_employees_take_no_questions_in(terminal: Terminal) -> None:
    assert "only trainers and admins" in terminal.run("import", "in.csv", "--as", "emma", code=1)


@pytest.mark.parametrize(("file", "reason"), [("in.doc", "ends in .doc, expected .jsonl"), ("in.csv", "cannot be read")])
def test_a_file_that_cannot_be_taken_is_named(terminal: Terminal, file: str, reason: str) -> None:
    assert reason in terminal.run("import", str(terminal.folder / file), "--as", "boss", code=1)


def test_a_changed_document_retires_its_questions(terminal: Terminal) -> None:
    assert terminal.run("recheck") == "Every question stands as it did.\n"
    terminal.place.write("hr/leave.txt", "Employees have 28 days of leave a year.")
    terminal.place.write("expenses.txt", "New. Meals are paid up to 40 euros a day.")
    terminal.place.update()
    shown = terminal.run("recheck")
    assert "expenses.txt: 0 kept, 1 moved, 0 retired" in shown
    assert "  q1 changed: Employees have 28 days of leave a year.\n" in shown
    assert terminal.json("recheck") == {}
    bank = terminal.bank()
    assert [one.id for one in bank.list(within=anything, state=State.RETIRED)] == ["q1"]
    bank.close()


def test_the_documents_of_an_index_come_with_their_pages(terminal: Terminal) -> None:
    terminal.place.write("broken.txt", "broken")
    terminal.place.update()
    documents = IndexedDocuments(terminal.place.index())
    assert documents.names() == ["broken.txt", "expenses.txt", "hr/leave.txt", "travel.txt"]
    leave, broken = documents.edition("hr/leave.txt"), documents.edition("broken.txt")
    assert leave is not None
    assert [page.text[:9] for page in leave.pages] == ["Employees", "Up to 5 u"]
    assert broken is not None
    assert broken.pages == ()
    assert documents.edition("none.txt") is None
