"""The commands promote, rollback and models, over a folder with a finished run."""

import argparse
import json
from pathlib import Path

import pytest

from assistant.errors import Problem
from assistant.settings import Settings
from assistant.tuning import RunFolder
from finetune import promotion_commands
from tests.tuned_runs import changed_report, metric, settings_of, writer_run


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path)


@pytest.fixture
def run(settings: Settings, tmp_path: Path) -> RunFolder:
    lines = ['[tuning]\nfolder = "tuning"', '[embedder]\nfolder = "models"', f'[writer]\nmodel = "{settings.writer.model}"']
    (tmp_path / "settings.toml").write_text("\n".join(lines), encoding="utf-8")
    return writer_run(settings)


def called(tmp_path: Path, *words: str) -> int:
    """Runs a command with the settings of the folder."""
    parser = argparse.ArgumentParser()
    promotion_commands.add_commands(parser.add_subparsers(required=True))
    given = parser.parse_args([*words, "--settings", str(tmp_path / "settings.toml")])
    return int(given.run(given))


def test_a_run_is_promoted_by_its_name(run: RunFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(tmp_path, "promote", "first", "--by", "ada") == 0
    assert capsys.readouterr().out.startswith("docent-writer-1 ")


def test_promote_prints_json(run: RunFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(tmp_path, "promote", str(run.folder), "--by=ada", "--json") == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["by"], row["number"], row["objections"], row["reason"]) == ("ada", 1, [], "")
    assert row["metrics"]["metrics"]["f1"]["after"] == 0.6 and row["label"].startswith("docent-writer-1 ")


def test_without_a_name_it_is_whoever_works_on_this_machine(
    run: RunFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "grace")
    assert called(tmp_path, "promote", "first", "--json") == 0
    assert json.loads(capsys.readouterr().out)["by"] == "grace"


@pytest.mark.parametrize("words", [["--force"], ["--reason", "because"], ["--force", "--reason", "  "]])
def test_force_and_reason_belong_together(run: RunFolder, tmp_path: Path, words: list[str]) -> None:
    with pytest.raises(Problem, match="belong together"):
        called(tmp_path, "promote", "first", *words)


def test_a_forced_promotion_shows_its_reason_and_what_spoke_against_it(
    run: RunFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed_report(run, metrics={"f1": metric(0.5, 0.51)})
    with pytest.raises(Problem, match="f1 is not better for sure"):
        called(tmp_path, "promote", "first")
    assert called(tmp_path, "promote", "first", "--force", "--reason=The old one leaks.", "--json") == 0
    row = json.loads(capsys.readouterr().out)
    assert row["reason"] == "The old one leaks." and row["objections"][0].startswith("f1 is not better")
    called(tmp_path, "models")
    assert "forced: The old one leaks." in capsys.readouterr().out


def test_a_run_that_is_not_there_is_named(run: RunFolder, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="second is no run"):
        called(tmp_path, "promote", "second")


def test_rollback_says_what_serves(run: RunFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called(tmp_path, "promote", "first")
    capsys.readouterr()
    assert called(tmp_path, "rollback", "--by", "bob", "--reason", "too slow") == 0
    assert capsys.readouterr().out == "the writer that comes with Docent serves\n"
    with pytest.raises(Problem, match="nothing to go back to"):
        called(tmp_path, "rollback")


def test_rollback_prints_json(run: RunFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called(tmp_path, "promote", "first")
    capsys.readouterr()
    called(tmp_path, "rollback", "--role", "writer", "--json")
    assert json.loads(capsys.readouterr().out)["number"] == 0


def test_models_lists_every_entry_with_its_metrics(run: RunFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    called(tmp_path, "promote", "first", "--by", "ada")
    capsys.readouterr()
    assert called(tmp_path, "models") == 0
    said = capsys.readouterr().out
    assert said.startswith("writer: docent-writer-1 ") and "current  from run first, by ada on 20" in said
    assert "f1: 0.400 -> 0.600 (+0.200, +0.150 to +0.250, n = 300)" in said


def test_models_before_any_promotion_names_the_shipped_writer(
    run: RunFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called(tmp_path, "models") == 0
    assert capsys.readouterr().out == "writer: the writer that comes with Docent serves\n"


def test_models_tells_what_is_wrong_with_the_registry(
    run: RunFolder, settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    called(tmp_path, "promote", "first")
    (settings.tuning.folder / "registry/writer/0001/model/writer.gguf").unlink()
    capsys.readouterr()
    called(tmp_path, "models")
    assert "found no file, expected SHA-256" in capsys.readouterr().out
    called(tmp_path, "models", "--json")
    row = json.loads(capsys.readouterr().out)
    assert row["models"][0]["state"] == "current" and len(row["problems"]) == 1
