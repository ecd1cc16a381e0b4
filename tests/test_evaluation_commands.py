"""The command that measures a writer."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.assembly import registry_of
from assistant.errors import Problem
from assistant.settings import AnsweringSettings, Settings, TuningSettings, WriterSettings
from assistant.tuning import RunFolder
from finetune.builders import Origin, answered, passage, refused
from finetune.evaluation_commands import Chosen, add_commands, found_run, serving, shown, tuned_writer
from finetune.examples import write_examples
from indexer.settings import EmbedderSettings
from tests.promoted import promoted
from tests.test_held_out import ROWS, put
from tests.tiny_writer import adapter_parts, base_weights, write_adapter, write_gguf

NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with settings, a file of questions and one run."""
    settings = f'[tuning]\nfolder = "{tmp_path}/tuning"\n[embedder]\nmodel = "hashed"\nfolder = "{tmp_path}/models"\n'
    (tmp_path / "settings.toml").write_text(settings + '[writer]\nmodel = "quoted:0.9"\n', encoding="utf-8")
    put(tmp_path / "rows.jsonl", *ROWS)
    begun(tmp_path)
    return tmp_path


def begun(folder: Path, kind: str = "writer", base: str = "base.gguf") -> RunFolder:
    run = RunFolder(folder / "tuning/runs/first")
    run.begin(kind, 10, ["train"], f'[training]\nbase = "{base}"\n', NOW)
    return run


def evaluate(folder: Path, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    given = parser.parse_args(["evaluate", *arguments, "--settings", str(folder / "settings.toml")])
    code: int = given.run(given)
    return code


def test_quotes_are_measured_on_a_file_of_questions(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(folder, "--model", "quoted", "--qa", str(folder / "rows.jsonl"), "--json") == 0
    out, err = capsys.readouterr()
    result = json.loads(out)
    assert result["model"]["name"] == "quoted" and result["metrics"]["f1"]["n"] == 4
    assert result["metrics"]["citation"]["after"] > 0.5 and result["metrics"]["format"]["after"] == 1.0
    assert err.splitlines()[-1] == "quoted: 8 of 8 answers"


def test_what_serves_is_measured_where_nothing_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate(folder, "--qa", str(folder / "rows.jsonl"), "--limit", "2", "--json")
    assert json.loads(capsys.readouterr().out)["model"]["name"] == "quoted"


def test_what_serves_follows_from_settings_and_registry(tmp_path: Path) -> None:
    tuning = TuningSettings(tmp_path)
    named = WriterSettings(model="big", engine="remote", address="http://127.0.0.1:1/v1")
    written = AnsweringSettings(mode="generated")
    assert serving(Settings(tuning=tuning, writer=named)) == Chosen("quoted")
    assert serving(Settings(tuning=tuning, writer=named, answering=written)) == Chosen("big", named.address)
    assert serving(Settings(tuning=tuning, answering=written)) == Chosen(WriterSettings().model)
    settings = Settings(tuning=tuning, writer=WriterSettings(model="docent-writer"))
    entry = promoted(registry_of(settings))
    assert serving(settings) == Chosen(str(registry_of(settings).place(entry)))


def test_a_table_shows_both_sides_and_the_interval(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate(folder, "--model", "quoted", "--before", "quoted:1.1", "--qa", str(folder / "rows.jsonl"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "| set | metric | before | after | difference | 95 % | n |"
    f1 = next(line for line in lines if line.startswith("| all | f1 |"))
    assert "| 0.000 |" in f1 and " to " in f1 and f1.endswith("| 4 |")
    assert any("refusal_wrong (lower is better) | 1.000 | 0.000 | -1.000" in line for line in lines)
    assert lines[-1].startswith("after: ")


def test_a_report_of_one_writer_has_empty_columns() -> None:
    row = {"before": None, "after": 0.5, "difference": None, "low": None, "high": None, "n": 4, "higher_is_better": True}
    speed = {"before": None, "after": {"seconds": 1.5, "tokens_per_second": 9.0}}
    table = shown({"metrics": {"f1": row}, "by_set": {"demo": {"f1": row}}, "speed": speed})
    assert "| demo | f1 |  | 0.500 |  |  | 4 |" in table and "after: 1.5 s an answer, 9.0 tokens/s" in table


def test_the_report_of_a_run_is_kept_in_its_folder(folder: Path) -> None:
    evaluate(folder, "first", "--model", "quoted", "--qa", str(folder / "rows.jsonl"))
    kept = RunFolder(folder / "tuning/runs/first").kept("report")
    assert kept is not None and kept["before"]["name"] == "quoted" and kept["main"] == "f1"


def test_a_run_is_measured_on_the_examples_set_aside(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown_passages = [passage("a", "Leave", "You get 30 days of leave."), passage("b", "Travel", "Book early.")]
    origin = Origin("e1", "company", ("a", "b"))
    made = [answered(origin, "How much leave?", shown_passages, "30 days", 1), refused(origin, "Who pays?", shown_passages)]
    write_examples(folder / "prepared/test.jsonl", made)
    RunFolder(folder / "tuning/runs/first").keep("data", {"folder": str(folder / "prepared")})
    evaluate(folder, "first", "--model", "quoted", "--json")
    assert list(json.loads(capsys.readouterr().out)["by_set"]) == ["company"]


def problem_of(folder: Path, *arguments: str) -> str:
    with pytest.raises(Problem) as problem:
        evaluate(folder, *arguments)
    return str(problem.value)


def test_what_cannot_be_measured_says_what_is_missing(folder: Path) -> None:
    empty = put(folder / "empty.jsonl")
    assert "name them with --qa" in problem_of(folder, "--model", "quoted")
    assert "found no question in" in problem_of(folder, "--model", "quoted", "--qa", str(empty))
    assert "--address takes --model" in problem_of(folder, "--address", "http://x/v1", "--qa", str(folder / "rows.jsonl"))
    assert "second is no run: expected a folder in" in problem_of(folder, "second", "--qa", str(empty))


def test_a_run_is_found_by_name_or_folder(folder: Path) -> None:
    settings = Settings(tuning=TuningSettings(folder / "tuning"))
    assert found_run("first", settings).folder == found_run(str(folder / "tuning/runs/first"), settings).folder


def test_a_run_without_a_writer_in_a_gguf_file_says_so(folder: Path) -> None:
    settings = Settings(embedder=EmbedderSettings(folder=folder / "models"))
    run = begun(folder)
    with pytest.raises(Problem, match="adapter is not there: let the run end"):
        tuned_writer(run, settings)
    run.adapter.mkdir()
    (run.adapter / "adapter_config.json").write_text("{}", encoding="utf-8")
    (folder / "other").mkdir()
    (folder / "other/config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(Problem, match="no GGUF file, so it cannot be the base of one"):
        tuned_writer(begun(folder, base=str(folder / "other")), settings)
    (run.folder / "model").mkdir()
    (run.folder / "model/config.json").write_text("{}", encoding="utf-8")
    assert tuned_writer(run, settings) == run.folder / "model"  # where all weights were trained
    with pytest.raises(Problem, match="the kind judge, expected a writer"):
        tuned_writer(begun(folder, kind="judge"), settings)


def test_a_runs_adapter_is_merged_once(folder: Path) -> None:
    settings = Settings(embedder=EmbedderSettings(folder=folder / "models"))
    run = begun(folder)
    write_gguf(folder / "models/base.gguf", base_weights())
    write_adapter(run.adapter, adapter_parts())
    place = tuned_writer(run, settings)
    assert place == run.folder / "writer.gguf" and place.is_file()
    changed = place.stat().st_mtime_ns
    assert tuned_writer(run, settings).stat().st_mtime_ns == changed
