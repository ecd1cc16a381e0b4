"""A run of the writer from its beginning to its end, on a tiny model of random weights."""

import json
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from assistant.errors import Problem
from assistant.settings import Settings
from assistant.tuning import RunFolder
from finetune.examples import Example, data_hash
from finetune.search_commands import TrainedRun
from finetune.settings import RunSettings
from finetune.training import counts, sequences, tokens_of, train
from indexer.errors import SettingsInvalid
from tests.tiny_llama import tiny_examples, tiny_settings, write_llama

# transformers, PEFT and torch warn of what they do among themselves
pytestmark = [pytest.mark.filterwarnings(f"ignore::{kind}") for kind in ("FutureWarning", "DeprecationWarning", "UserWarning")]
Train = Callable[..., RunFolder]
Weights = dict[str, torch.Tensor]


class Killed(Exception):
    """What stands for a kill."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_llama(tmp_path_factory.mktemp("base"))


def trainer(place: Path, base: Path) -> Train:
    """Trains the named run; further arguments are settings."""

    def started(name: str = "one", data: list[Example] | None = None, seen: object = None, **changed: object) -> RunFolder:
        folder = RunFolder(place / name)
        settings = tiny_settings(base, **changed)
        train(folder, settings, data or tiny_examples(12), tiny_examples(4, 90), place, ["train", name], place, seen)  # type: ignore[arg-type]  # a fake
        return folder

    return started


@pytest.fixture
def run(tmp_path: Path, base: Path) -> Train:
    return trainer(tmp_path, base)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, base: Path) -> RunFolder:
    """A run of two epochs, for tests that only look at it."""
    return trainer(tmp_path_factory.mktemp("done"), base)(epochs=2.0)


def weights(run: RunFolder) -> Weights:
    return load_file(run.adapter / "adapter_model.safetensors")


def validations(run: RunFolder) -> list[int]:
    return [row["step"] for row in run.metrics() if "validation" in row]


def test_a_run_leaves_its_settings_command_data_metrics_and_adapter(done: RunFolder) -> None:
    assert done.state().state == "done"
    assert done.state().kind == "writer"
    assert "rank = 4" in (done.folder / "settings.toml").read_text()
    assert (done.folder / "command.txt").read_text() == "train one\n"
    data = done.kept("data") or {}
    assert data["hash"] == data_hash(tiny_examples(12))
    assert data["folder"] == str(done.folder.parent)
    assert json.loads((done.adapter / "adapter_config.json").read_text())["peft_type"] == "LORA"
    assert list(done.folder.rglob("events.out.tfevents.*"))


def test_the_adapter_is_in_half_precision_and_has_learned(done: RunFolder) -> None:
    found = weights(done)
    assert {weight.dtype for weight in found.values()} == {torch.float16}
    assert any(bool(weight.any()) for name, weight in found.items() if "lora_B" in name)


def test_metrics_hold_the_validation_by_task_and_which_was_the_best(done: RunFolder) -> None:
    rows = [row for row in done.metrics() if "validation" in row]
    assert {"exact_match", "loss", "exact_match_answer", "exact_match_refuse"} <= set(rows[0]["validation"])
    assert rows[0]["best"] is True


def test_the_loss_falls(run: Train) -> None:
    rows = [row for row in run(epochs=6.0, evaluate_every=4, patience=9).metrics() if "validation" in row]
    assert rows[-1]["validation"]["loss"] < rows[0]["validation"]["loss"] - 0.2


def test_the_last_step_is_looked_at_wherever_it_falls(run: Train) -> None:
    done = run(epochs=0.5, evaluate_every=2)
    assert validations(done)[-1] == done.state().step == done.state().steps == 3


def test_training_ends_where_it_gets_no_better_and_the_best_is_kept(run: Train) -> None:
    done = run(epochs=20.0, learning_rate=1e-6, evaluate_every=1, patience=2)  # no answer ever comes out right
    assert validations(done) == [1, 2, 3]
    best = done.folder / "checkpoint-1"
    assert "checkpoint-1" in done.state().message
    kept = load_file(best / "adapter_model.safetensors")
    assert all(weight.half().equal(weights(done)[name]) for name, weight in kept.items())


def test_a_run_that_goes_on_after_a_kill_ends_with_the_weights_of_an_unbroken_one(run: Train) -> None:
    def kill(step: int, metric: float) -> None:
        if step == 4:
            raise Killed

    whole = run("whole", epochs=1.0, dropout=0.1)
    with pytest.raises(Killed):
        run("broken", epochs=1.0, dropout=0.1, seen=kill)
    again = run("broken", epochs=1.0, dropout=0.1)
    last = f"checkpoint-{whole.state().steps}"
    one, other = (load_file(r.folder / last / "adapter_model.safetensors") for r in (whole, again))
    assert all(weight.equal(other[name]) for name, weight in one.items())
    assert validations(again) == validations(whole) == [2, 4, 6]  # nothing is told twice


def test_a_run_that_is_told_to_stop_keeps_its_step_and_goes_on_from_it(run: Train) -> None:
    def tell(step: int, metric: float) -> None:
        if step == 2:
            os.kill(os.getpid(), signal.SIGTERM)

    stopped = run("stopped", epochs=2.0, evaluate_every=2, seen=tell)
    step = stopped.state().step
    assert stopped.state().state == "stopped"
    assert (stopped.folder / f"checkpoint-{step}").is_dir()
    assert not stopped.adapter.exists()
    unbroken = weights(run("unbroken", epochs=2.0, evaluate_every=2))
    resumed = weights(run("stopped", epochs=2.0, evaluate_every=2))
    assert all(torch.equal(unbroken[name], resumed[name]) for name in unbroken)


def test_sigterm_means_what_it_meant_before_once_a_run_has_ended(run: Train) -> None:
    before = signal.getsignal(signal.SIGTERM)
    run(epochs=1.0)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_run_does_not_go_on_with_other_data_or_rank(run: Train) -> None:
    run(epochs=0.5)
    with pytest.raises(SettingsInvalid, match="other values of rank, data"):
        run(epochs=0.5, rank=8, data=tiny_examples(10))


def test_a_search_that_is_told_to_stop_ends_with_its_trial(base: Path, tmp_path: Path) -> None:
    def tell(step: int, metric: float) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    trial = TrainedRun(tmp_path, Settings(), tiny_examples(12), tiny_examples(4, 90))
    with pytest.raises(Problem, match="told to stop"):
        trial(tiny_settings(base, evaluate_every=2).training, 0, tell)


def test_a_run_goes_on_with_more_epochs(run: Train) -> None:
    assert run(epochs=0.5).state().steps == 3
    assert run(epochs=1.0).state().steps == 6


def test_nothing_to_train_on_is_refused(run: Train) -> None:
    with pytest.raises(SettingsInvalid, match="found 0 sequences"):
        run(tokens=20)


@pytest.mark.parametrize("method", ["lora", "adalora", "prefix", "full"])
def test_every_method_learns(run: Train, method: str) -> None:
    done = run(method=method, epochs=4.0, evaluate_every=6, patience=9, virtual_tokens=4)
    losses = [row["validation"]["loss"] for row in done.metrics() if "validation" in row]
    assert done.state().state == "done"
    assert losses[-1] < losses[0]


def test_a_prefix_is_trained_on_examples_that_share_nothing(base: Path) -> None:
    from finetune.bases import load_base

    _, tokenizer = load_base(str(base), base)
    for method, shared in (("lora", True), ("prefix", False)):
        settings = tiny_settings(base, method=method).training
        rows = sequences(tiny_examples(8), tokenizer, settings)
        assert any(bundle.shared for row in rows for bundle in row) is shared
        assert sum(len(bundle.examples) for row in rows for bundle in row) == 8


def test_full_training_leaves_a_model_that_transformers_loads(run: Train) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    done = run(method="full", epochs=0.5)
    model = AutoModelForCausalLM.from_pretrained(done.folder / "model")
    assert model.dtype == torch.float16
    assert AutoTokenizer.from_pretrained(done.folder / "model")("a")["input_ids"]
    assert not done.adapter.exists()


def test_adversarial_training_learns_otherwise(run: Train) -> None:
    plain, against = weights(run("plain", epochs=0.5)), weights(run("against", epochs=0.5, adversarial=1.0))
    assert any(not weight.equal(against[name]) for name, weight in plain.items())


def test_accumulating_two_sequences_takes_half_the_steps(run: Train) -> None:
    assert run("one", epochs=1.0).state().steps == 2 * run("two", epochs=1.0, accumulate=2).state().steps


def test_the_report_counts_what_was_used_and_what_was_too_long(base: Path) -> None:
    from finetune.bases import load_base

    _, tokenizer = load_base(str(base), base)
    examples = [*tiny_examples(4), replace(tiny_examples(1)[0], target="x" * 400)]
    rows = sequences(examples, tokenizer, tiny_settings(base).training)
    report = counts(examples, tiny_examples(2), rows)
    assert (report["examples"], report["used"], report["too_long"], report["validation_examples"]) == (5, 4, 1, 2)
    assert report["tokens"] < report["tokens_one_by_one"]
    assert report["by_origin_and_task"] == {"tiny: answer": 4, "tiny: refuse": 1}


def test_a_target_ends_with_the_mark_that_ends_an_answer(base: Path) -> None:
    from finetune.bases import load_base

    _, tokenizer = load_base(str(base), base)
    row = tokens_of(tiny_examples(1), tokenizer)[0]
    assert tokenizer.decode(list(row.target)) == "0 [1]<|im_end|>"
    assert str(tokenizer.decode(list(row.prompt))).endswith("<|im_start|>assistant\n")


def test_settings_default_where_nothing_is_said() -> None:
    assert RunSettings().training.method == "lora"
