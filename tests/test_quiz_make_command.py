"""python -m assistant quiz make."""

import json
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.learning.bank import Bank
from assistant.learning.questions import Question, State
from indexer.__main__ import main as indexer

LEAVE = (
    "# Carry-over\n\nUp to 5 unused days may be carried over into the next year.\n\n"
    "# Sick leave\n\nReport sickness to your manager by 09:30 on the first day.\n\n"
    "# Records\n\nThe People team keeps leave records for six years.\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Settings of a folder with an indexed document."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "leave.md").write_text(LEAVE, encoding="utf-8")
    file = tmp_path / "settings.toml"
    file.write_text(
        f"[documents]\nfolder = {str(folder)!r}\n[index]\nfolder = {str(tmp_path / 'index')!r}\n"
        f"[people]\nfolder = {str(tmp_path / 'people')!r}\n[embedder]\nmodel = 'hashed'\n",
        encoding="utf-8",
    )
    assert indexer(["update", "--settings", str(file)]) == 0
    return file


def test_questions_go_into_a_file_and_a_report_is_printed(
    settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "quiz.jsonl"
    capsys.readouterr()
    arguments = ["--document", "leave.md", "-n", "2", "--kinds", "cloze", "numeric", "--settings", str(settings)]
    assert main(["quiz", "make", *arguments, "--out", str(out), "--json"]) == 0
    questions = [Question.from_json(json.loads(line)) for line in out.read_text(encoding="utf-8").splitlines()]
    report = json.loads(capsys.readouterr().out)
    assert report["kept"] == len(questions) and 1 <= len(questions) <= 2
    assert all(LEAVE.replace("# ", "").count(one.evidence.quote) == 1 for one in questions)


def test_a_topic_finds_the_pages(settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "quiz.jsonl"
    assert main(["quiz", "make", "--topic", "unused days", "--settings", str(settings), "--out", str(out)]) == 0
    assert "questions kept of" in capsys.readouterr().out


def test_a_document_that_may_not_be_read_is_no_document(
    settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "quiz.jsonl"
    assert main(["quiz", "make", "--document", "none.md", "--settings", str(settings), "--out", str(out)]) == 1
    assert "no document none.md may be read" in capsys.readouterr().err
    assert not out.exists()


def test_at_least_one_question_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quiz", "make", "--topic", "leave", "-n", "0", "--out", str(tmp_path / "quiz.jsonl")]) == 1
    assert "at least one" in capsys.readouterr().err


def test_drafts_go_into_the_bank_once(settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.write_text(
        settings.read_text(encoding="utf-8") + f"[practice]\nbank = {str(tmp_path / 'bank')!r}\n", encoding="utf-8"
    )
    arguments = ["quiz", "make", "--document", "leave.md", "-n", "3", "--settings", str(settings), "--bank"]
    assert main(arguments) == 0
    bank = Bank(tmp_path / "bank/questions.db")
    kept = bank.list(within=lambda _: True)
    assert kept and all(one.state is State.DRAFT and one.checks for one in kept)
    assert main(arguments) == 0
    ids = [one.id for one in bank.list(within=lambda _: True)]
    bank.close()
    assert len(set(ids)) == len(ids) >= len(kept)


def test_where_the_questions_go_must_be_said(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quiz", "make", "--topic", "leave", "--settings", str(settings)]) == 1
    assert "name a file with --out, or give --bank" in capsys.readouterr().err
    assert main(["quiz", "make", "--topic", " ", "--settings", str(settings), "--bank"]) == 1
    assert "--topic is empty" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told(settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "none/quiz.jsonl"
    assert main(["quiz", "make", "--topic", "leave", "--settings", str(settings), "--out", str(out)]) == 1
    assert "cannot be written" in capsys.readouterr().err
