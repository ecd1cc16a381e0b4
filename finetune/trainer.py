"""transformers' Trainer for packed sequences: loss on targets alone, exact match as metric. Knows nothing of files."""

import math
import os
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch.nn import functional
from torch.utils.data import Dataset
from transformers import EarlyStoppingCallback, Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from assistant.tuning import RunFolder
from finetune.adalora import RankAllocation, orthogonality
from finetune.adversarial import FastGradient
from finetune.bundles import Bundle, batch, laid_out
from finetune.settings import TrainingSettings
from indexer.accelerator import accelerator

Batch = dict[str, Any]  # Any: tensors and the kinds of the examples
Seen = Callable[[int, float], None]  # told the step and the metric after each evaluation; may raise to end the run
METRIC = "exact_match"
ORTHOGONALITY = 0.5  # AdaLoRA's weight of the part of its loss that keeps matrices orthogonal


class Packed(Dataset[tuple[Bundle, ...]]):
    """Packed sequences by number."""

    def __init__(self, rows: Sequence[tuple[Bundle, ...]]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: int) -> tuple[Bundle, ...]:
        return self.rows[place]


class WriterTrainer(Trainer):
    """Trains on packed sequences, or with a prefix on examples side by side.

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
        settings: TrainingSettings,
        seen: Seen | None = None,
    ) -> None:
        watch: list[TrainerCallback] = [EarlyStoppingCallback(settings.patience), LastEvaluation()]
        watch += [RunLog(run, seen)] if given.process_index == 0 else []
        watch += [RankAllocation()] if settings.method == "adalora" else []
        super().__init__(
            model=model,
            args=given,
            data_collator=side_by_side if settings.method == "prefix" else packed_batch,
            train_dataset=Packed(rows),
            eval_dataset=Packed(looked_at),
            callbacks=watch,
        )
        self.model_accepts_loss_kwargs = False  # the loss is a mean already: it is divided by the accumulated batches
        self._settings, self._looked_at = settings, looked_at
        self._against = FastGradient(model.get_input_embeddings(), settings.adversarial) if settings.adversarial else None

    def training_step(self, model: Any, inputs: Batch, num_items_in_batch: Any = None) -> torch.Tensor:  # Any: as in Trainer
        """The gradient of a sequence; with adversarial training that of its worst neighbour added to it."""
        loss: torch.Tensor = super().training_step(model, inputs, num_items_in_batch)
        if self._against is not None:
            with self._against.moved():
                super().training_step(model, inputs, num_items_in_batch)
        return loss

    def compute_loss(  # Any: as in Trainer
        self, model: Any, inputs: Batch, return_outputs: bool = False, num_items_in_batch: Any = None
    ) -> Any:
        """The mean over examples of the mean loss of their target tokens."""
        logits = answered_logits(model, inputs)
        loss = mean_loss(logits, inputs)
        if self._settings.method == "adalora" and model.training:
            loss = loss + ORTHOGONALITY * orthogonality(model)
        return (loss, logits) if return_outputs else loss

    def evaluate(self, eval_dataset: Any = None, ignore_keys: Any = None, metric_key_prefix: str = "eval") -> dict[str, float]:
        """Exact match under greedy decoding, by task, and the loss.

        Greedy decoding writes a target exactly where every target token is the likeliest after the ones before it, so one
        pass over the sequences gives the metric without decoding.
        """
        model: Any = self.model  # Any: as in Trainer
        model.eval()
        rows = self._looked_at
        kinds = sorted({one.kind for row in rows for bundle in row for one in bundle.examples})
        sums = torch.zeros(len(kinds) + 1, 3, dtype=torch.float64)  # matched, examples, loss; the last row is all
        with torch.no_grad():
            for turn in range(-(-len(rows) // self.args.world_size)):
                place = turn * self.args.world_size + self.args.process_index
                # all processes make as many passes, because those of a sharded model wait for one another
                inputs = self._prepare_inputs(self.data_collator([rows[min(place, len(rows) - 1)]]))
                logits = answered_logits(model, inputs)
                if place < len(rows):
                    _count(sums, kinds, inputs, logits)
        if self.args.world_size > 1:
            everywhere = sums.to(self.args.device)
            torch.distributed.all_reduce(everywhere)
            sums = everywhere.cpu()
        model.train()
        found = _metrics(sums, kinds, metric_key_prefix)
        self.log(found)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, found)
        return found

    def best(self) -> Path | None:
        """The best checkpoint."""
        best = self.state.best_model_checkpoint
        return Path(best) if best else None


class LastEvaluation(TrainerCallback):
    """Has the last step looked at too, wherever it falls."""

    def on_step_end(self, args: Any, state: TrainerState, control: TrainerControl, **_: Any) -> None:  # Any: as in Trainer
        """Asks for an evaluation after the last step."""
        if state.global_step >= state.max_steps:
            control.should_evaluate = control.should_save = True


class RunLog(TrainerCallback):
    """Writes what happens into the run's folder."""

    def __init__(self, run: RunFolder, seen: Seen | None = None) -> None:
        self._run = run
        self._seen = seen
        self._begun = time.monotonic()

    def on_log(  # Any: as in Trainer
        self, args: Any, state: TrainerState, control: TrainerControl, logs: Any = None, **_: Any
    ) -> None:
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

    def on_evaluate(  # Any: as in Trainer
        self, args: Any, state: TrainerState, control: TrainerControl, metrics: Any = None, **_: Any
    ) -> None:
        """One row of validation metrics."""
        found = {name.removeprefix("eval_"): round(value, 5) for name, value in (metrics or {}).items()}
        best = state.best_metric is None or found[METRIC] > state.best_metric
        self._run.log({"step": state.global_step, "validation": found, "best": best})
        self._run.change(datetime.now(UTC), step=state.global_step, steps=state.max_steps)
        if self._seen is not None:
            self._seen(state.global_step, found[METRIC])


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


def packed_batch(rows: Sequence[tuple[Bundle, ...]]) -> Batch:
    """The tensors of packed sequences, one after another: ids and positions (1, t)."""
    layout = laid_out([bundle for row in rows for bundle in row])
    return {**batch(layout), "kinds": layout.kinds, "places": layout.places}


def side_by_side(rows: Sequence[tuple[Bundle, ...]]) -> Batch:
    """The examples of the sequences as rows (b, t), filled up at their ends; what is asked of row r lies in its columns."""
    examples = [one for row in rows for bundle in row for one in bundle.examples]
    widest = max(len(one.prompt) + len(one.target) for one in examples)
    ids = torch.zeros(len(examples), widest, dtype=torch.long)
    real = torch.zeros_like(ids)
    for number, one in enumerate(examples):
        both = torch.tensor([*one.prompt, *one.target])
        ids[number, : len(both)], real[number, : len(both)] = both, 1
    return {
        "input_ids": ids,
        "attention_mask": real,
        "owner": torch.tensor([number for number, one in enumerate(examples) for _ in one.target]),
        "asked": torch.tensor([len(one.prompt) + place - 1 for one in examples for place in range(len(one.target))]),
        "target": torch.tensor([token for one in examples for token in one.target]),
        "kinds": tuple(one.kind for one in examples),
    }


def answered_logits(model: Any, inputs: Batch) -> torch.Tensor:  # Any: a model or what wraps it
    """Logits (a, v) float32 for the tokens that are asked for."""
    if "places" in inputs:
        fixed = {name: inputs[name] for name in ("input_ids", "position_ids", "places")}
        out = model(**fixed, logits_to_keep=inputs["asked"], use_cache=False)
        logits: torch.Tensor = out.logits[0]
        return logits.float()
    columns, place = torch.unique(inputs["asked"], return_inverse=True)
    seen = {name: inputs[name] for name in ("input_ids", "attention_mask")}
    everything: torch.Tensor = model(**seen, logits_to_keep=columns).logits
    return everything[inputs["owner"], place].float()


def mean_loss(logits: torch.Tensor, inputs: Batch) -> torch.Tensor:
    """The mean over examples of the mean loss of their target tokens."""
    lost = functional.cross_entropy(logits, inputs["target"], reduction="none")
    count = int(inputs["owner"].max()) + 1
    total = torch.zeros(count, dtype=lost.dtype, device=lost.device).index_add(0, inputs["owner"], lost)
    length = torch.bincount(inputs["owner"], minlength=count).clamp(min=1)
    return (total / length).mean()


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
