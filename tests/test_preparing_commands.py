"""Tests of `python -m finetune prepare`: an index and files in, three files of examples and a report out."""

import argparse
import json
from pathlib import Path

import pytest

from assistant.answering.answers import Answer, Citation, Mode, Seconds, Sentence
from assistant.answering.conversation import Conversations
from assistant.answering.standard import StandardAnswers
from assistant.errors import Problem
from finetune import preparing_commands
from finetune.examples import Part, read_examples
from indexer.errors import IndexMissing
from tests.company_index import SECRET
from tests.indexing import CountingEmbedder, Workplace
from tests.test_preparing import text

QUOTE = "A visitor must return the laptop of floor 1 within 3 days."
ASKED = "When must a visitor return the laptop of floor 1?"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """The settings of a company whose index is built."""
    place = Workplace.at(tmp_path)
    place.embedder = CountingEmbedder(256)
    for number in range(12):
        place.write(f"docs/{number}.txt", text(number))
    place.write("secret/pay.txt", SECRET)
    place.update()
    file = tmp_path / "settings.toml"
    file.write_text(
        '[index]\nfolder = "index"\n[people]\nconversations = "data/conversations"\n[tuning]\nfolder = "data/tuning"\n'
        '[embedder]\nmodel = "hashed"\n'
        '[access.rules]\n"**" = ["everyone"]\n"secret/**" = ["board"]\n',
        encoding="utf-8",
    )
    return file


def run(settings: Path, *more: str) -> int:
    parser = argparse.ArgumentParser()
    preparing_commands.add_commands(parser.add_subparsers())
    given = parser.parse_args(["prepare", "--settings", str(settings), *more])
    code: int = given.run(given)
    return code


def report(settings: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, object]:
    """What the command prints with --json."""
    assert run(settings, "--json", *more) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def sources(settings: Path) -> set[str]:
    """The kinds of material in the files that were written."""
    folder = settings.parent / "data/tuning/data"
    return {example.origin for part in Part for example in read_examples(folder / f"{part.value}.jsonl")}


def test_documents_alone_make_three_files_and_a_report(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(settings) == 0
    told = capsys.readouterr()
    assert "train" in told.out
    assert "documents that not everybody may read: 1" in told.out
    assert "questions checked" in told.err
    assert sources(settings) == {"company/documents"}
    folder = settings.parent / "data/tuning/data"
    written = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    assert "900000" not in written
    assert "secret" not in written


def test_dialogues_and_questions_are_read_and_named_by_their_hash(
    settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dialogues, questions = tmp_path / "d.csv", tmp_path / "q.jsonl"
    dialogues.write_text(f"question,answer\n{ASKED},{QUOTE}\n", encoding="utf-8")
    question = {
        "id": "q", "kind": "short_answer", "question": "How soon must a visitor return the laptop of floor 1?",
        "state": "approved", "accept": ["within 3 days"], "evidence": {"document": "docs/1.txt", "quote": QUOTE},
    }  # fmt: skip
    questions.write_text(json.dumps(question) + "\n", encoding="utf-8")
    found = report(settings, capsys, "--documents", "--dialogues", str(dialogues), "--questions", str(questions))
    assert {"company/documents", "company/dialogues", "company/questions"} == sources(settings)
    inputs = found["inputs"]
    assert isinstance(inputs, dict)
    assert inputs["dialogues"]["file"] == "d.csv"
    assert len(inputs["questions"]["sha256"]) == 64


def test_chats_are_read_where_they_are_asked_for(settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cited = Citation(1, "docs/1.txt", "v", 1, "", QUOTE, 0, len(QUOTE), 1.0)
    answer = Answer(
        "a1", ASKED, QUOTE, False, Mode.QUOTED, (Sentence(QUOTE, (1,), True),), (cited,), "", 1, Seconds(0, None, 0)
    )
    conversations = Conversations(tmp_path / "data/conversations")
    chat = conversations.start("p" * 32)
    conversations.append("p" * 32, chat, ASKED, answer)
    conversations.rate("p" * 32, chat, "a1", "up")
    conversations.close()
    StandardAnswers(tmp_path / "data/conversations/standard.json").add(
        "Who needs a visa on floor 9?", QUOTE, (cited,), "trainer"
    )
    report(settings, capsys, "--documents", "--chats")
    assert "company/chats" in sources(settings)


def test_another_folder_can_be_named(settings: Path, tmp_path: Path) -> None:
    run(settings, "--out", str(tmp_path / "there"))
    assert sorted(path.name for path in (tmp_path / "there").iterdir()) == [
        "data.json", "test.jsonl", "train.jsonl", "validation.jsonl"]  # fmt: skip


def test_a_missing_index_or_file_is_a_problem(settings: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        run(settings, "--index", str(tmp_path / "none"))
    with pytest.raises(Problem, match="cannot be read"):
        run(settings, "--dialogues", str(tmp_path / "none.csv"))
