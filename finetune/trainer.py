"""transformers' Trainer for packed sequences: loss on targets alone, exact match as metric. Knows nothing of files."""

import math
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from torch.utils.data import Dataset
from transformers import EarlyStoppingCallback, Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from assistant.tuning import RunFolder
from finetune.bundles import Bundle, batch, laid_out
from finetune.settings import TrainingSettings
from indexer.accelerator import accelerator

Batch = dict[str, Any]  # Any: tensors and the kinds of the examples
METRIC = "exact_match"


class Packed(Dataset[tuple[Bundle, ...]]):
    """Packed sequences by number."""

    def __init__(self, rows: Sequence[tuple[Bundle, ...]]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: int) -> tuple[Bundle, ...]:
        return self.rows[place]


class WriterTrainer(Trainer):
    """Trains on packed sequences.

    Each example counts the same, however long its target is: the loss is the mean over examples of the mean over their
    target tokens. The model computes logits only where a target token is asked for.
    """

    def __init__(
        self,
        model: Any,  # Any: a model or a PEFT model
        given: TrainingArguments,
        rows: Sequence[tuple[Bundle, ...]],
        looked_at: Sequence[tuple[Bundle, ...]],
        run: RunFolder,
        patience: int,
    ) -> None:
        watch: list[TrainerCallback] = [EarlyStoppingCallback(patience)]
        watch += [RunLog(run)] if given.process_index == 0 else []
        super().__init__(
            model=model, args=given, data_collator=_collated, train_dataset=Packed(rows), eval_dataset=Packed(looked_at), callbacks=watch
        )  # fmt: skip
        self.model_accepts_loss_kwargs = False  # the loss is a mean already: it is divided by the accumulated batches

    def compute_loss(self, model: Any, inputs: Batch, return_outputs: bool = False, **_: Any) -> Any:  # Any: as in Trainer
        """The mean over examples of the mean loss of their target tokens."""
        logits = _logits(model, inputs)
        lost = functional.cross_entropy(logits, inputs["target"], reduction="none")
        count = int(inputs["owner"].max()) + 1
        total = torch.zeros(count, dtype=lost.dtype, device=lost.device).index_add(0, inputs["owner"], lost)
        length = torch.bincount(inputs["owner"], minlength=count).clamp(min=1)
        loss = (total / length).mean()
        return (loss, logits) if return_outputs else loss

    def evaluate(self, eval_dataset: Any = None, ignore_keys: Any = None, metric_key_prefix: str = "eval") -> dict[str, float]:
        """Exact match under greedy decoding, by task, and the loss.

        Greedy decoding writes a target exactly where every target token is the likeliest after the ones before it, so one
        pass over the sequences gives the metric without decoding.
        """
        model = self.model
        model.eval()
        rows = self.eval_dataset.rows[self.args.process_index :: self.args.world_size]
        kinds = sorted({one.kind for row in self.eval_dataset.rows for bundle in row for one in bundle.examples})
        sums = torch.zeros(len(kinds) + 1, 3, dtype=torch.float64)  # matched, examples, loss; the last row is all
        with torch.no_grad():
            for row in rows:
                inputs = self._prepare_inputs(_collated([row]))
                logits = _logits(model, inputs)
                _count(sums, kinds, inputs, logits)
        if self.args.world_size > 1:
            torch.distributed.all_reduce(sums)
        model.train()
        found = _metrics(sums, kinds, metric_key_prefix)
        self.log(found)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, found)
        return found

    def best(self) -> Path | None:
        """The best checkpoint."""
        best = self.state.best_model_checkpoint
        return Path(best) if best else None


class RunLog(TrainerCallback):
    """Writes what happens into the run's folder."""

    def __init__(self, run: RunFolder) -> None:
        self._run = run
        self._begun = time.monotonic()

    def on_log(
        self, args: Any, state: TrainerState, control: TrainerControl, logs: Any = None, **_: Any
    ) -> None:  # Any: as in Trainer
        """One row of metrics."""
        logs = dict(logs or {})
        seconds = round(time.monotonic() - self._begun, 1)
        if "loss" in logs:
            row = {
                "step": state.global_step,
                "loss": float(logs["loss"]),
                "learning_rate": logs["learning_rate"],
                "seconds": seconds,
            }
            self._run.log({**row, "gradient": float(logs.get("grad_norm", math.nan)), "epoch": round(state.epoch or 0, 3)})
            self._run.change(datetime.now(UTC), step=state.global_step, steps=state.max_steps)

    def on_evaluate(
        self, args: Any, state: TrainerState, control: TrainerControl, metrics: Any = None, **_: Any
    ) -> None:  # Any: as in Trainer
        """One row of validation metrics."""
        found = {name.removeprefix("eval_"): round(value, 5) for name, value in (metrics or {}).items()}
        best = state.best_metric is None or found[METRIC] > state.best_metric
        self._run.log({"step": state.global_step, "validation": found, "best": best})


def arguments(settings: TrainingSettings, folder: Path, sequences: int) -> TrainingArguments:
    """The Trainer's arguments for a run of so many sequences."""
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    steps = max(1, round(sequences * settings.epochs / (settings.accumulate * processes)))
    return TrainingArguments(
        output_dir=str(folder),
        max_steps=steps,
        per_device_train_batch_size=1,
        gradient_accumulation_steps=settings.accumulate,
        learning_rate=settings.learning_rate,
        lr_scheduler_type=settings.schedule,
        warmup_steps=round(steps * settings.warmup),
        weight_decay=settings.weight_decay,
        max_grad_norm=settings.clip,
        bf16=_bfloat16(settings),
        logging_steps=5,
        eval_strategy="steps",
        save_strategy="steps",
        eval_steps=min(settings.evaluate_every, steps),
        save_steps=min(settings.evaluate_every, steps),
        save_total_limit=settings.checkpoints,
        load_best_model_at_end=True,
        metric_for_best_model=METRIC,
        greater_is_better=True,
        remove_unused_columns=False,
        label_names=["target"],
        seed=settings.seed,
        data_seed=settings.seed,
        report_to=_reports(),
        dataloader_pin_memory=False,
        use_cpu=accelerator() is None,  # else several processes on a CPU would each train alone
        disable_tqdm=None,
        ddp_find_unused_parameters=False,
    )


def _collated(rows: Sequence[tuple[Bundle, ...]]) -> Batch:
    layout = laid_out([bundle for row in rows for bundle in row])
    return {**batch(layout), "kinds": layout.kinds, "places": layout.places}


def _logits(model: Any, inputs: Batch) -> torch.Tensor:  # Any: a model or what wraps it
    """Logits (a, v) float32 for the tokens that are asked for."""
    out = model(
        input_ids=inputs["input_ids"],
        position_ids=inputs["position_ids"],
        places=inputs["places"],
        logits_to_keep=inputs["asked"],
        use_cache=False,
    )
    return out.logits[0].float()


def _count(sums: torch.Tensor, kinds: Sequence[str], inputs: Batch, logits: torch.Tensor) -> None:
    """Adds the matches, examples and losses of a sequence, by kind and in all."""
    lost = functional.cross_entropy(logits, inputs["target"], reduction="none")
    missed = (logits.argmax(-1) != inputs["target"]).double()
    for number, kind in enumerate(inputs["kinds"]):
        mine = inputs["owner"] == number
        row = torch.tensor([float(missed[mine].sum() == 0), 1.0, float(lost[mine].mean())], dtype=torch.float64)
        sums[kinds.index(kind)] += row
        sums[-1] += row


def _metrics(sums: torch.Tensor, kinds: Sequence[str], prefix: str) -> dict[str, float]:
    matched, count, lost = sums[-1].tolist()
    found = {f"{prefix}_{METRIC}": matched / max(1, count), f"{prefix}_loss": lost / max(1, count)}
    for kind, (right, of, _) in zip(kinds, sums.tolist(), strict=False):
        found[f"{prefix}_{METRIC}_{kind}"] = right / max(1, of)
    return found


def _bfloat16(settings: TrainingSettings) -> bool:
    if settings.precision != "auto":
        return settings.precision == "bfloat16"
    return torch.cuda.is_available() and torch.cuda.is_bf16_supported()


def _reports() -> list[str]:
    """TensorBoard always; Weights & Biases only where its key is set."""
    return ["tensorboard", "wandb"] if os.environ.get("WANDB_API_KEY") else ["tensorboard"]
