"""python -m assistant ask."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.answering.answerer import Answerer, Happening
from assistant.errors import AccountInvalid
from assistant.people.person import Person, Role
from assistant.settings import AnsweringSettings, Settings
from tests.memory_index import EMBEDDER, MemoryIndex, anything

INDEX = MemoryIndex()
ANN = Person("a" * 32, "ann", Role.EMPLOYEE, frozenset({"hr"}))
QUESTION = "How many vacation days do full-time employees get a year?"


class Opened:
    """An assistant with one person, over the index in memory."""

    def __init__(self, settings: Settings) -> None:
        self.answerer = Answerer(Settings(answering=AnsweringSettings(refuse_below=0.2)), None, EMBEDDER)
        self.accounts = self

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def named(self, name: str) -> Person:
        if name != "ann":
            raise AccountInvalid(f"there is nobody named {name!r}")
        return ANN

    def answer(self, person: Person, question: str, history: list[tuple[str, str]]) -> Iterator[Happening]:
        within = INDEX.everything() if "hr" in person.groups else INDEX.without("hr/")
        return self.answerer.ask(question, history, within=within, may_read=anything, index=INDEX)


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("assistant.assembly.open_assistant", Opened)
    monkeypatch.chdir(tmp_path)


def batch(tmp_path: Path, *rows: object) -> tuple[int, list[dict[str, object]]]:
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    code = main(["ask", "--batch", "in.jsonl", "--out", "out.jsonl"])
    return code, [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]


def test_an_answer_is_printed_with_its_places(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "--as", "ann"]) == 0
    printed = capsys.readouterr().out
    assert "Full-time employees get 30 vacation days a year. [1]" in printed and "[1] leave.md, page 1, Vacation" in printed


def test_json_has_the_keys_that_others_rely_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION, "--as", "ann", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert list(shown)[:10] == [
        "id", "question", "answer", "refused", "mode", "sentences", "citations", "model", "generation", "seconds",
    ]  # fmt: skip
    assert set(shown["sentences"][0]) == {"text", "citations", "supported"}
    wanted = {"n", "document", "version", "page", "heading", "quote", "start", "end", "score"}
    assert wanted <= set(shown["citations"][0])
    assert set(shown["seconds"]) == {"retrieve", "first_token", "total"}


def test_a_refusal_names_the_closest_documents(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Which telescope did Galileo use?", "--as", "ann"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("I did not find this") and "Closest documents:" in printed


def test_a_batch_keeps_ids_order_and_history(tmp_path: Path) -> None:
    history = [[QUESTION, "30"]]
    code, rows = batch(
        tmp_path,
        {"id": "x", "question": QUESTION},
        {"id": 7, "question": "What about part-time employees?", "history": history},
    )
    assert code == 0 and [row["id"] for row in rows] == ["x", 7]
    assert "18 vacation days" in str(rows[1]["answer"])


def test_a_batch_without_a_person_sees_only_what_is_for_everyone(tmp_path: Path) -> None:
    _, rows = batch(tmp_path, {"id": 1, "question": "What is the salary of the director a year?"})
    assert "900000" not in json.dumps(rows)


def test_a_row_that_cannot_be_answered_says_why_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, rows = batch(tmp_path, {"id": 1, "question": ""}, {"id": 2, "question": QUESTION})
    assert code == 1 and "empty" in str(rows[0]["error"]) and rows[1]["refused"] is False
    assert "1 row(s)" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}'])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.jsonl").write_text(line, encoding="utf-8")
    assert main(["ask", "--batch", "in.jsonl", "--out", "out.jsonl"]) == 1
    assert "in.jsonl, line 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "takes a question"),
        (["ask", "Why?"], "--as PERSON"),
        (["ask", "Why?", "--as", "bob"], "nobody named 'bob'"),
        (["ask", "--batch", "in.jsonl"], "--batch with --out"),
        (["ask", "--batch", "missing.jsonl", "--out", "out.jsonl"], "missing.jsonl cannot be read"),
        (["ask", "Why?", "--as", "ann", "--settings", "no.toml"], "no.toml"),
    ],
)
def test_what_is_wrong_is_said_with_exit_code_1(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 1
    assert said in capsys.readouterr().err


def test_another_index_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[Settings] = []

    def opening(settings: Settings) -> Opened:
        seen.append(settings)
        return Opened(settings)

    monkeypatch.setattr("assistant.assembly.open_assistant", opening)
    main(["ask", QUESTION, "--as", "ann", "--index", str(tmp_path / "other")])
    assert seen[0].index.folder == tmp_path / "other"


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    printed = capsys.readouterr().out
    assert "ask" in printed and "user" in printed
