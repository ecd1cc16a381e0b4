"""Training of the judge: a tiny one learns, is kept, goes on after a stop, and reads the same without PyTorch."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.judge import Judge
from assistant.answering.judge_format import load_tokenizer
from assistant.tuning import RunFolder
from finetune.judge_pairs import Asks, Pair
from finetune.judge_training import JudgeTraining, auc, best_span, divided, rate, tokens, train
from indexer.errors import SettingsInvalid
from tests.tiny_judge import pairs, tiny_base

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")  # PEFT asks for it
SETTINGS = JudgeTraining(
    rank=4, alpha=8, hidden=8, learning_rate=0.02, batch=8, epochs=6.0, evaluate_every=10, validation=0.3, threads=1
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_base(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def run(base: Path, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A finished run."""
    folder = RunFolder(tmp_path_factory.mktemp("runs") / "one")
    train(folder, base, pairs(), SETTINGS, ["train"])
    return folder


def test_a_run_ends_with_its_state_and_metrics(run: RunFolder) -> None:
    state = run.state()
    assert (state.state, state.kind, state.step) == ("done", "judge", state.steps)
    rows = run.metrics()
    assert {"step", "loss", "learning_rate", "tokens", "seconds"} <= set(rows[0])
    assert any(row.get("best") for row in rows)


def test_the_loss_falls(run: RunFolder) -> None:
    losses = [row["loss"] for row in run.metrics() if "loss" in row]
    assert losses[-1] < losses[0]


def test_the_report_of_the_data_names_its_hash_and_origins(run: RunFolder) -> None:
    data = run.kept("data")
    assert data is not None
    assert data["pairs"] == 160
    assert data["training"] == sum(data["origins"].values())
    assert len(data["hash"]) == 64


def test_the_adapter_is_small_numbers_in_the_layout_of_peft(run: RunFolder) -> None:
    from safetensors.numpy import load_file

    weights = load_file(run.adapter / "adapter_model.safetensors")
    assert {value.dtype for value in weights.values()} == {np.dtype(np.float16)}
    assert any("lora_A" in name for name in weights)
    assert json.loads((run.adapter / "judge.json").read_text(encoding="utf-8"))["format"] == 1


def test_the_judge_reads_the_same_without_pytorch(run: RunFolder, base: Path) -> None:
    judge = Judge(run.adapter, base)
    scored = judge.scored("who wears the red hat ?", ["anna wears the red hat .", "4 5 6 ."])
    for one, expected in zip(scored, _by_pytorch(run.adapter, base), strict=True):
        assert one.relevance == pytest.approx(expected[0], abs=5e-2)
        assert one.support == pytest.approx(expected[1], abs=5e-2)


def _by_pytorch(adapter: Path, base: Path) -> list[tuple[float, float]]:
    """Relevance and support of the two texts by PEFT and PyTorch from the files."""
    import torch
    from peft import PeftModel
    from safetensors.torch import load_file
    from transformers import BertModel

    bert = PeftModel.from_pretrained(BertModel.from_pretrained(base, add_pooling_layer=False), str(adapter)).eval()
    heads = {name: value.float() for name, value in load_file(adapter / "heads.safetensors").items()}
    tokenizer = load_tokenizer(base)
    found = []
    for text in ("anna wears the red hat .", "4 5 6 ."):
        ids = torch.tensor([tokenizer.encode("who wears the red hat ?", text).ids])
        with torch.no_grad():
            hidden = bert(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
        pooled = torch.cat([hidden[:, 0], hidden.mean(1)], 1)
        logits = []
        for head in ("relevance", "support"):
            inner = torch.tanh(pooled @ heads[f"{head}.hidden.weight"].T + heads[f"{head}.hidden.bias"])
            logits.append(float(inner @ heads[f"{head}.out.weight"].T + heads[f"{head}.out.bias"]))
        found.append((logits[0], logits[1]))
    return found


def test_a_run_goes_on_from_its_checkpoint(base: Path, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    train(run, base, pairs(), replace(SETTINGS, epochs=1.0), ["train"])
    before = run.state().step
    train(run, base, pairs(), SETTINGS, ["train"])
    steps = [row["step"] for row in run.metrics() if "loss" in row]
    assert steps == sorted(set(steps))
    assert run.state().step > before


def test_training_ends_when_nothing_gets_better(base: Path, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    still = replace(SETTINGS, learning_rate=1e-9, epochs=50.0, patience=2, evaluate_every=5)
    train(run, base, pairs(), still, ["train"])
    assert run.state().step < run.state().steps


def test_documents_are_in_one_part() -> None:
    training, held_out = divided(pairs(), SETTINGS)
    assert training
    assert held_out
    assert not {pair.document for pair in training} & {pair.document for pair in held_out}


def test_an_answer_is_marked_by_its_tokens(base: Path) -> None:
    tokenizer = load_tokenizer(base)
    row = tokens(tokenizer, Pair(Asks.RELEVANCE, "who ?", "the red hat .", True, "d", "o", 4, 11))
    assert [tokenizer.id_to_token(row.ids[place]) for place in range(row.start, row.end + 1)] == ["red", "hat"]
    assert (row.relevant, row.supported) == (1.0, -1.0)


def test_an_answer_that_is_cut_off_is_not_marked(base: Path) -> None:
    text = " ".join(["red"] * 200 + ["hat"])
    row = tokens(load_tokenizer(base), Pair(Asks.RELEVANCE, "who ?", text, True, "d", "o", len(text) - 3, len(text)))
    assert (row.start, row.end) == (-1, -1)


def test_a_wrong_statement_teaches_no_span(base: Path) -> None:
    row = tokens(load_tokenizer(base), Pair(Asks.SUPPORT, "who ? ben", "anna .", False, "d", "o", 0, 4))
    assert row.start == -1
    assert (row.relevant, row.supported) == (-1.0, 0.0)


def test_the_best_span_ends_after_it_begins() -> None:
    start, end = np.array([0.0, 5.0, 1.0], np.float32), np.array([6.0, 0.0, 2.0], np.float32)
    assert best_span(start, end) == (1, 2)


def test_the_area_under_the_curve_counts_pairs_in_order() -> None:
    assert auc([(0.9, 1), (0.4, 1), (0.5, 0), (0.1, 0)]) == 0.75
    assert auc([(0.5, 1), (0.5, 0)]) == 0.5
    assert auc([(0.5, 1)]) == 0.5


def test_the_learning_rate_rises_and_falls() -> None:
    rates = [rate(step, 100, 0.1) for step in range(100)]
    assert rates[9] == 1.0
    assert rates[0] == pytest.approx(0.1)
    assert rates[-1] == pytest.approx(1 / 90)


def test_settings_that_cannot_work_are_refused_all_at_once() -> None:
    with pytest.raises(SettingsInvalid, match=r"rank.*batch"):
        JudgeTraining(rank=0, batch=0)
