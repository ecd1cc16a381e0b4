"""Two processes that train together learn what one does: from twice as many sequences a step, or with half a model each."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from assistant.tuning import RunFolder
from finetune.examples import write_examples
from finetune.settings import written
from finetune.training import train
from tests.tiny_llama import tiny_examples, tiny_settings, write_llama

pytestmark = [pytest.mark.filterwarnings(f"ignore::{kind}") for kind in ("FutureWarning", "DeprecationWarning", "UserWarning")]
ROOT = Path(__file__).parents[1]
STEPS = 1


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def gradient(run: RunFolder) -> list[torch.Tensor]:
    """The gradient of the first step, a tenth of which Adam keeps as its mean."""
    state = torch.load(run.folder / "checkpoint-1/optimizer.pt", weights_only=True)["state"]
    return [10 * state[number]["exp_avg"] for number in sorted(state)]


@pytest.mark.timeout(600)  # three Python processes start with PyTorch, which a busy machine needs minutes for
def test_two_processes_learn_from_the_gradient_of_one_that_accumulates_two_sequences(tmp_path: Path) -> None:
    base = write_llama(tmp_path / "base")
    shared = {"epochs": 0.34, "evaluate_every": 1}
    write_examples(tmp_path / "data/train.jsonl", tiny_examples(12))
    write_examples(tmp_path / "data/validation.jsonl", tiny_examples(4, 90))
    (tmp_path / "two.toml").write_text(written(tiny_settings(base, **shared)), encoding="utf-8")
    (tmp_path / "settings.toml").write_text('[tuning]\nfolder = "tuning"\n[embedder]\nfolder = "models"\n', encoding="utf-8")
    start = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node", "2", "--master_port", str(free_port())]
    command = ["-m", "finetune", "train", "two", "--data", str(tmp_path / "data"), "--config", str(tmp_path / "two.toml")]
    ended = subprocess.run(
        [*start, *command, "--settings", str(tmp_path / "settings.toml")],
        cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"}, capture_output=True, text=True, check=False, timeout=580,
    )  # fmt: skip
    two = RunFolder(tmp_path / "tuning/runs/two")
    assert (ended.returncode, two.state().state, two.state().steps) == (0, "done", STEPS), ended.stderr
    assert [row["step"] for row in two.metrics() if "validation" in row] == [1]  # only one of them writes

    one = RunFolder(tmp_path / "one")
    alone = tiny_settings(base, accumulate=2, **shared)
    train(one, alone, tiny_examples(12), tiny_examples(4, 90), tmp_path, ["train"])
    assert one.state().steps == STEPS
    for mine, theirs in zip(gradient(one), gradient(two), strict=True):
        assert torch.allclose(mine, theirs, atol=1e-5)
    assert any(float(part.abs().max()) > 1e-3 for part in gradient(one))
    alone_metrics, together = (next(row for row in run.metrics() if "validation" in row) for run in (one, two))
    assert together["validation"]["loss"] == pytest.approx(alone_metrics["validation"]["loss"], abs=1e-3)


@pytest.mark.timeout(600)  # as above
def test_a_model_divided_among_two_processes_learns_what_the_whole_one_does(tmp_path: Path) -> None:
    write_llama(tmp_path)
    start = [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node", "2", "--master_port", str(free_port())]
    ended = subprocess.run(
        [*start, "-m", "tests.sharded_model", str(tmp_path)],
        cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"}, capture_output=True, text=True, check=False, timeout=580,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    for one in (json.loads((tmp_path / f"rank{number}.json").read_text(encoding="utf-8")) for number in (0, 1)):
        assert one["loss"][1] == pytest.approx(one["loss"][0], abs=1e-5)
        assert one["furthest"] < 1e-5 < 1e-3 < one["largest"]
        assert one["divided"] == 1.0
