"""python -m indexer: what it prints, and how it ends."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.__main__ import COMMANDS, Call, _update_while_watching, main
from indexer.embedding import HashedEmbedder
from indexer.report import Report
from indexer.settings import DocumentSettings, IndexerSettings, IndexSettings
from indexer.writer import sole_writer

ROOT = Path(__file__).parents[1]
Command = Callable[..., int]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three Markdown documents."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "leave.md").write_text("# Leave\n\nUp to 5 unused days are carried over to March.\n")
    (folder / "meals.md").write_text("# Meals\n\nMeals are paid up to 40 euros a day.\n")
    (folder / "travel.md").write_text("# Travel\n\nTrains are booked in second class, planes only above 800 km.\n")
    return folder


@pytest.fixture
def command(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command on the documents, with an embedder that needs no model."""
    monkeypatch.setenv("DOCENT_EMBEDDER_MODEL", "hashed")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: main([*arguments, "--folder", str(folder), "--index", str(tmp_path / "index")])


def test_help_needs_little_time() -> None:
    for arguments in ([], ["update"], ["search"]):
        before = time.process_time(), _children_s()
        done = subprocess.run(
            [sys.executable, "-m", "indexer", *arguments, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert _children_s() - before[1] < 0.5
        assert "usage: python -m indexer" in done.stdout


def _children_s() -> float:
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    assert all(name in text for name in COMMANDS)


def test_a_plan_is_shown_and_nothing_is_written(command: Command, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert command("plan") == 0
    shown = capsys.readouterr()
    assert "new: 3\n  leave.md" in shown.out
    assert shown.err == ""
    assert not (tmp_path / "index").exists()


def test_an_update_says_what_it_did(command: Command, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty.md").write_text("")
    assert command("update") == 0
    shown = capsys.readouterr()
    assert "generation 1: 4 documents, 3 passages" in shown.out
    assert "no text: empty.md: " in shown.out
    assert shown.err == ""  # no progress bar where there is no terminal
    assert command("update") == 0
    assert "nothing to do: generation 1 is what the folder is" in capsys.readouterr().out


def test_reports_and_plans_are_printed_as_json(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    command("plan", "--json")
    assert len(json.loads(capsys.readouterr().out)["new"]) == 3
    command("update", "--json")
    report = Report.from_json(json.loads(capsys.readouterr().out))
    assert (report.generation, report.verdicts) == (1, {"indexed": 3})


def test_status_says_what_is_served(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    command("update")
    capsys.readouterr()
    assert command("status") == 0
    assert "3 documents, 3 passages, embedder hashed" in capsys.readouterr().out
    command("status", "--json")
    data = json.loads(capsys.readouterr().out)
    assert (data["generation"], data["kept"], len(data["documents"])) == (1, [1], 3)


def test_a_search_has_the_shape_that_others_rely_on(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    command("update")
    capsys.readouterr()
    assert command("search", "unused days carried over", "-k", "1", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["question"] == "unused days carried over"
    [hit] = found["hits"]
    fields = {
        "n",
        "document",
        "version",
        "page",
        "heading",
        "quote",
        "start",
        "end",
        "score",
        "text",
        "rank",
        "vector",
        "keyword",
    }
    assert set(fields) <= set(hit)
    assert (hit["document"], hit["page"], hit["rank"]) == ("leave.md", 1, 1)


def test_a_search_is_read_by_people(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    command("update")
    capsys.readouterr()
    command("search", "second class trains", "-k", "1")
    assert capsys.readouterr().out.startswith("1. travel.md, page 1")


def test_a_batch_answers_line_by_line(command: Command, tmp_path: Path) -> None:
    questions = [{"id": "a", "question": "carried over"}, {"id": 7, "question": "euros for meals"}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, questions)) + "\n\n")
    command("update")
    assert command("search", "--batch", "in.jsonl", "--out", "out.jsonl") == 0
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [(row["id"], row["hits"][0]["document"]) for row in rows] == [("a", "leave.md"), (7, "meals.md")]


@pytest.mark.parametrize("row", ["{", '{"id": 1}', "[]"])
def test_a_line_of_a_batch_that_is_no_question_is_named(
    command: Command, tmp_path: Path, row: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.jsonl").write_text(f'{{"id": 1, "question": "x"}}\n{row}\n')
    command("update")
    assert command("search", "--batch", "in.jsonl", "--out", "out.jsonl") == 1
    assert "in.jsonl, line 2" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["q", "--batch", "x"], ["--batch", "x"], ["q", "--out", "x"]])
def test_a_search_needs_one_question_or_a_batch(
    command: Command, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("search", *arguments) == 1
    assert "--batch with --out" in capsys.readouterr().err


def test_rollback_goes_back_one_generation(command: Command, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command("update")
    (folder / "new.md").write_text("# New\n\nNew.\n")
    command("update")
    assert command("rollback") == 0
    assert capsys.readouterr().out.endswith("generation 1 is served again\n")


def test_a_problem_goes_to_stderr_with_exit_code_one(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("status") == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "run 'python -m indexer update'" in shown.err


def test_a_large_removal_needs_yes(command: Command, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command("update")
    for name in ("leave.md", "meals.md"):
        (folder / name).unlink()
    assert command("update") == 1
    assert "--yes" in capsys.readouterr().err
    assert command("update", "--yes") == 0


def test_a_second_writer_is_told_who_is_first(command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sole_writer(tmp_path / "index"):
        assert command("update") == 1
    assert "is being written by process" in capsys.readouterr().err


def test_the_embedder_of_the_settings_must_be_the_indexs(
    command: Command, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    command("update")
    (folder / "new.md").write_text("# New\n\nNew.\n")
    manifest = Path("index/generations/0001/manifest.json")
    manifest.write_text(manifest.read_text().replace('"embedder": "hashed', '"embedder": "other'))
    assert command("update") == 1
    assert command("search", "leave") == 1
    assert capsys.readouterr().err.count("update --all") == 2
    assert command("update", "--all") == 0


def test_a_place_that_cannot_be_written_is_named(command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 1, "question": "leave"}\n')
    command("update")
    assert command("search", "--batch", "in.jsonl", "--out", "nowhere/out.jsonl") == 1
    assert "nowhere/out.jsonl" in capsys.readouterr().err


def test_watching_goes_on_when_the_index_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "index").write_text("no folder")
    settings = IndexerSettings(DocumentSettings(tmp_path / "documents"), index=IndexSettings(tmp_path / "index"))
    call = Call(argparse.Namespace(json=False), settings)
    _update_while_watching(call, call.generations, HashedEmbedder())
    assert str(tmp_path / "index") in capsys.readouterr().err
