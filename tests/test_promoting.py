"""From a finished run to the registry, with tiny models."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.lora import adapter_hash
from assistant.answering.models import DOCENT_WRITER
from assistant.answering.registry import Entry, Registry
from assistant.assembly import registry_of
from assistant.errors import Problem
from assistant.settings import AnsweringSettings, Settings, WriterSettings
from assistant.tuning import RunFolder
from finetune.promoting import promote, proposal, serves_now
from indexer.disk import sha256
from tests.fakes import START
from tests.tiny_writer import adapter_parts, write_adapter
from tests.tuned_runs import changed_report, made_older, metric, reported, settings_of, writer_run


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path)


@pytest.fixture
def run(settings: Settings) -> RunFolder:
    return writer_run(settings)


def live(run: RunFolder, settings: Settings, reason: str = "") -> Entry:
    """The entry of a run whose model goes live."""
    registry = registry_of(settings)
    return promote(proposal(run, registry, settings), registry, by="ada", now=START, reason=reason)


def test_the_very_file_that_was_measured_goes_live(run: RunFolder, settings: Settings) -> None:
    entry = live(run, settings)
    serving = registry_of(settings).current("writer")
    assert serving.entry == entry and serving.problems == ()
    assert registry_of(settings).place(entry).read_bytes() == (run.folder / "writer.gguf").read_bytes()


def test_the_entry_keeps_where_the_model_comes_from(run: RunFolder, settings: Settings) -> None:
    entry = live(run, settings)
    assert (entry.name, entry.parents, entry.by, entry.reason) == ("first", (settings.writer.model,), "ada", "")
    assert entry.source == adapter_hash(run.adapter) and entry.data == "t" * 64
    assert entry.settings == sha256(run.folder / "settings.toml")
    assert entry.metrics["metrics"]["f1"]["after"] == 0.6 and "samples" not in entry.metrics


def test_a_file_that_was_removed_to_save_space_is_merged_again(run: RunFolder, settings: Settings) -> None:
    for path in run.folder.glob("writer.gguf*"):
        path.unlink()
    assert live(run, settings).hash == passing_hash(run)


def passing_hash(run: RunFolder) -> str:
    """The hash in a run's report."""
    report = json.loads((run.folder / "report.json").read_text())
    return str(report["model"]["hash"])


def test_a_report_by_the_adapters_own_hash_counts_too(run: RunFolder, settings: Settings) -> None:
    changed_report(run, model={"name": "first", "hash": adapter_hash(run.adapter)})
    assert live(run, settings).hash == sha256(run.folder / "writer.gguf")


def test_a_model_that_is_not_better_does_not_go_live(run: RunFolder, settings: Settings) -> None:
    changed_report(run, metrics={"f1": metric(0.5, 0.51), "citation": metric(0.95, 0.7)})
    with pytest.raises(
        Problem, match=r"first does not go live:\n- f1 is not better.*\n- citation is worse by 0\.250"
    ) as refused:
        live(run, settings)
    assert "--force --reason TEXT" in str(refused.value)
    assert registry_of(settings).current("writer").entry is None


def test_a_reason_outweighs_the_rule_and_is_kept(run: RunFolder, settings: Settings) -> None:
    changed_report(run, metrics={"f1": metric(0.5, 0.51)})
    assert live(run, settings, " The old one leaks names. ").reason == "The old one leaks names."
    assert registry_of(settings).history("writer")[0].reason == "The old one leaks names."


def test_a_reason_that_was_not_needed_is_not_kept_as_one(run: RunFolder, settings: Settings) -> None:
    assert live(run, settings, "to be sure").reason == ""


def test_without_a_report_nothing_goes_live_whatever_the_reason(run: RunFolder, settings: Settings) -> None:
    (run.folder / "report.json").unlink()
    with pytest.raises(Problem, match=r"no report\.json: run 'python -m finetune evaluate first'"):
        live(run, settings, "trust me")


def test_a_report_about_another_model_does_not_count(run: RunFolder, settings: Settings) -> None:
    changed_report(run, model={"name": "first", "hash": "f" * 64})
    with pytest.raises(Problem, match=f"about a model with the hash {'f' * 64}, expected "):
        live(run, settings, "trust me")


def test_a_report_older_than_the_model_does_not_count(run: RunFolder, settings: Settings) -> None:
    made_older(run.folder / "report.json")
    with pytest.raises(Problem, match="older than its model"):
        live(run, settings, "trust me")


def test_training_on_makes_the_report_worthless(run: RunFolder, settings: Settings) -> None:
    write_adapter(run.adapter, adapter_parts(7))
    changed_report(run)  # even where its time is later
    with pytest.raises(Problem, match="about a model with the hash"):
        live(run, settings)


def test_a_report_on_other_questions_than_those_set_aside_does_not_count(
    run: RunFolder, settings: Settings, tmp_path: Path
) -> None:
    from finetune.evaluation import questions_hash
    from finetune.held_out import read_questions

    held_out = tmp_path / "data/test.jsonl"
    held_out.parent.mkdir()
    context = [{"title": "Leave", "text": "Up to 5 unused days carry over."}]
    row = {"id": "q1", "set": "own", "question": "How many days carry over?", "context": context, "answers": ["5"]}
    held_out.write_text(json.dumps(row) + "\n", encoding="utf-8")
    run.keep("data", {"hash": "t" * 64, "folder": str(held_out.parent)})
    with pytest.raises(Problem, match="is about other questions"):
        live(run, settings, "trust me")
    changed_report(run, data=questions_hash(read_questions(held_out)))
    assert live(run, settings).number == 1


def test_a_run_that_is_running_waits(run: RunFolder, settings: Settings) -> None:
    run.change(state="running")
    with pytest.raises(Problem, match="still running"):
        live(run, settings)


def test_a_comparison_with_what_does_not_serve_does_not_count(run: RunFolder, settings: Settings) -> None:
    entry, second = live(run, settings), writer_run(settings, "second", seed=2)
    ours = replace(settings, writer=WriterSettings(model=DOCENT_WRITER.name))
    with pytest.raises(Problem, match=f"compared with tiny .*, but {entry.label} serves"):
        live(second, ours)
    changed_report(second, before={"name": entry.label, "hash": entry.hash})
    assert live(second, ours).before == 1


def test_where_the_settings_name_another_writer_that_is_what_serves(run: RunFolder, settings: Settings) -> None:
    live(run, settings)
    assert live(writer_run(settings, "second", seed=2), settings).before == 1


def test_the_first_writer_is_compared_with_the_one_of_the_settings(run: RunFolder, settings: Settings) -> None:
    changed_report(run, before={"name": "another", "hash": "c" * 64})
    with pytest.raises(Problem, match="compared with another"):
        live(run, settings)
    changed_report(run, before={"name": "quoted:0.4", "hash": "q" * 64})
    assert live(run, settings).number == 1  # nothing is written now: it was compared with what is


def test_what_was_decided_while_something_else_went_live_does_not_count(run: RunFolder, settings: Settings) -> None:
    registry = registry_of(settings)
    early = proposal(run, registry, settings)
    live(run, settings)
    with pytest.raises(Problem, match="compare with what serves now"):
        promote(early, registry, by="bob", now=START)


def classifier_run(settings: Settings) -> RunFolder:
    """A finished run of a classifier."""
    run = writer_run(settings, "intents")
    for path in run.folder.glob("writer.gguf*"):
        path.unlink()
    shutil.rmtree(run.adapter)
    run.adapter.mkdir()
    (run.adapter / "head.safetensors").write_bytes(b"weights")
    (run.adapter / "card.json").write_bytes(b"{}")
    from assistant.answering.registry import files_of, hash_of

    model = {"name": "intents", "hash": hash_of(files_of(run.adapter))}
    reported(run, role="classifier", model=model, before={"name": "frozen", "hash": ""}, data="t" * 64)
    return run


def test_a_classifier_goes_live_as_a_folder_under_its_own_name(settings: Settings) -> None:
    run, registry = classifier_run(settings), registry_of(settings)
    entry = promote(proposal(run, registry, settings, "intent"), registry, by="ada", now=START)
    assert (entry.role, entry.label[:15]) == ("intent", "docent-intent-1")
    assert sorted(entry.files) == ["card.json", "head.safetensors"] and registry.place(entry).is_dir()
    assert registry.current("writer").entry is None


def test_a_classifiers_report_has_to_be_of_its_own_data(settings: Settings) -> None:
    run, registry = classifier_run(settings), registry_of(settings)
    changed_report(run, data="x" * 64)
    with pytest.raises(Problem, match="is about other questions"):
        proposal(run, registry, settings)


def test_whoever_promotes_is_told_whether_the_product_uses_it(run: RunFolder, settings: Settings) -> None:
    entry = live(run, settings)
    ours = replace(settings, writer=WriterSettings(model=DOCENT_WRITER.name))
    assert "is live" in serves_now(ours, entry)
    assert 'set it to "docent-writer"' in serves_now(settings, entry)
    assert "nothing is written" in serves_now(replace(ours, answering=AnsweringSettings(mode="quoted")), entry)
    assert "from the next start" in serves_now(settings, replace(entry, role="judge"))
    assert serves_now(settings, replace(entry, role="intent")).endswith("is in the registry")


def test_the_registry_lies_below_the_folder_of_tuning(settings: Settings) -> None:
    assert isinstance(registry_of(settings), Registry)
    assert registry_of(settings).folder == settings.tuning.folder / "registry"
