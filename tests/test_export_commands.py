"""The command that exports a writer: without PyTorch where it can, and with scripted engines in the place of the real ones."""

import json
from pathlib import Path

import pytest

from assistant.answering.generation import Message
from assistant.answering.merged import made_of
from assistant.errors import Problem
from assistant.tuning import RunFolder
from finetune.examples import Example, Task, write_examples
from finetune.export_commands import add_commands, alike, prompts
from finetune.exporting import Source
from finetune.settings import RunSettings, TrainingSettings, written
from tests.engines import ScriptedGenerator
from tests.tiny_writer import adapter_parts, base_weights, write_adapter, write_gguf


def examples(count: int) -> list[Example]:
    return [Example(f"e{n}", Task.ANSWER, (Message("user", f"question {n}"),), "x", ("d",), "o") for n in range(count)]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A run with an adapter for a tiny model, in tmp_path/tuning/runs/first."""
    base = write_gguf(tmp_path / "base.gguf", base_weights())
    run = RunFolder(tmp_path / "tuning/runs/first")
    write_adapter(run.adapter, adapter_parts())
    (run.folder / "settings.toml").write_text(written(RunSettings(TrainingSettings(base=str(base)))))
    (tmp_path / "settings.toml").write_text('[tuning]\nfolder = "tuning"\n')
    return Source(run.adapter, str(base), run)


def run_command(tmp_path: Path, *arguments: str) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    given = parser.parse_args(["export", *arguments, "--settings", str(tmp_path / "settings.toml")])
    code: int = given.run(given)
    return code


@pytest.mark.usefixtures("source")
def test_export_writes_a_gguf_file_and_says_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command(tmp_path, "first", "--format", "q4_1", "--out", "out/w.gguf", "--check", "0", "--json") == 0
    row = json.loads(capsys.readouterr().out)
    made = made_of(tmp_path / "out/w.gguf")
    assert made is not None
    assert (row["format"], row["sha256"], row["size_bytes"]) == ("q4_1", made.sha256, made.size_bytes)
    assert "check" not in row


@pytest.mark.usefixtures("source")
def test_export_without_json_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run_command(tmp_path, "first", "--out", "w.gguf", "--check", "0")
    assert capsys.readouterr().out.startswith("w.gguf: q8_0, 0.")


@pytest.mark.usefixtures("source")
def test_without_prompts_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Problem, match=r"found no prompts to compare on .*--prompts, or leave .* --check 0"):
        run_command(tmp_path, "first", "--out", "w.gguf")
    assert not (tmp_path / "w.gguf").exists()


def test_prompts_come_from_what_the_run_set_aside(source: Source, tmp_path: Path) -> None:
    source.run.keep("data", {"folder": str(tmp_path / "data")})
    write_examples(tmp_path / "data/validation.jsonl", examples(2))
    assert [one.id for one in prompts(source, None)] == ["e0", "e1"]
    write_examples(tmp_path / "data/test.jsonl", examples(3))
    assert len(prompts(source, None)) == 3
    write_examples(tmp_path / "mine.jsonl", examples(4))
    assert len(prompts(source, tmp_path / "mine.jsonl")) == 4


def test_an_export_that_writes_the_same_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = alike(tmp_path / "w.gguf", ScriptedGenerator(), ScriptedGenerator(), examples(12))
    assert (found.prompts, found.equal, found.f1) == (12, 1.0, 1.0)
    assert capsys.readouterr().err.splitlines() == ["compared 10 of 12", "compared 12 of 12"]


def test_an_export_that_writes_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"w.gguf writes other answers .*\(F1\) are 0.00, expected 0.6 at least: do not use it"):
        alike(tmp_path / "w.gguf", ScriptedGenerator(["one", " two"]), ScriptedGenerator(["other"]), examples(2))


@pytest.mark.usefixtures("source")
def test_an_unknown_format_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run_command(tmp_path, "first", "--format", "q2_k", "--out", "x")
    assert "q8_0" in capsys.readouterr().err
