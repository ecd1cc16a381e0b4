"""Training a writer: examples to sequences, a run from its beginning to its end. Knows nothing of where examples come from."""

import os
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answering.templates import prompt
from assistant.tuning import RunFolder
from finetune.bundles import Bundle, Encoded, bundled, encoded, packed
from finetune.examples import Example, data_hash
from finetune.held_out import spread
from finetune.settings import RunSettings, TrainingSettings, load_run_settings, written
from indexer.errors import SettingsInvalid

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

    from finetune.trainer import Seen

# what a run's checkpoints depend on, so that it cannot go on with other values
FIXED = ("base", "method", "rank", "alpha", "virtual_tokens", "tokens", "seed")


def train(
    run: RunFolder,
    settings: RunSettings,
    training: Sequence[Example],
    validation: Sequence[Example],
    models: Path,
    command: Sequence[str] = tuple(sys.argv),
    source: Path | None = None,
    seen: "Seen | None" = None,
) -> None:
    """Trains a writer into the run's folder; goes on from the last checkpoint where a killed run left one.

    `source` is the folder that the examples were read from, which is noted. `seen` is told each evaluation's step and metric,
    and may raise to end the run. SIGTERM ends it after the step
    that it is at, to be gone on with. Under `torchrun` or `accelerate launch` each process takes its share of the sequences.

    Raises:
        ModelMissing: the base model is not on this machine.
        SettingsInvalid: nothing to train or to validate on; the run was begun with other settings or data.
    """
    from finetune.bases import adapted
    from finetune.stopping import StopWhenTold, told_to_stop
    from finetune.trainer import WriterTrainer, arguments

    chosen = settings.training
    prepare_process(chosen)
    _must_fit(run, chosen, data_hash(training))
    model, tokenizer = _base(chosen, models)
    rows = sequences(training, tokenizer, chosen)
    looked_at = sequences(spread(validation, chosen.validated), tokenizer, chosen)
    if not rows or not looked_at:
        raise SettingsInvalid(
            f"found {len(rows)} sequences to train on and {len(looked_at)} to validate on, expected one of each at least: "
            f"prepare more examples, or raise tokens = {chosen.tokens}"
        )
    given = arguments(chosen, run.folder, len(rows))
    last = _last_checkpoint(run.folder)
    if given.process_index == 0:
        _begin(run, settings, given.max_steps, command, 0 if last is None else _step(last))
        hashes = {"hash": data_hash(training), "validation": data_hash(validation)}
        place = {} if source is None else {"folder": str(source)}
        run.keep("data", {**hashes, **place, **counts(training, validation, rows)})
    trainer = WriterTrainer(adapted(model, chosen, given.max_steps), given, rows, looked_at, run, chosen, seen)
    with told_to_stop(given.world_size) as told:
        trainer.add_callback(StopWhenTold(told))
        trainer.train(resume_from_checkpoint=None if last is None else str(last))
    if told.is_set() and trainer.state.global_step < given.max_steps:
        run.change(state="stopped", message=f"told to stop after step {trainer.state.global_step}: the same command goes on")
    elif given.process_index == 0:
        _finish(run, trainer.best(), chosen, tokenizer)


def sequences(
    examples: Sequence[Example], tokenizer: "PreTrainedTokenizerBase", settings: TrainingSettings
) -> list[tuple[Bundle, ...]]:
    """Packed sequences of the examples, in a fixed order.

    With a prefix no beginning is shared: PEFT gives each example the prefix as its past, so an example stays one row.
    """
    rows = tokens_of(examples, tokenizer)
    if settings.method == "prefix":
        room = settings.tokens - settings.virtual_tokens
        return packed([one for one in (Bundle((row,), 0) for row in rows) if one.tokens <= room], room)
    return packed(bundled(rows, settings.tokens), settings.tokens)


def tokens_of(examples: Sequence[Example], tokenizer: "PreTrainedTokenizerBase") -> list[Encoded]:
    """The examples as tokens, in the very prompt that is written at run time."""
    vocabulary = tokenizer.get_vocab()
    end = "<|im_end|>" if "<|im_start|>" in vocabulary else "<|eot_id|>"
    rows = [(one.id, one.task.value, prompt(one.messages, vocabulary), one.target) for one in examples]
    return list(encoded(rows, lambda text: list(tokenizer(text, add_special_tokens=False)["input_ids"]), end))


def counts(training: Sequence[Example], validation: Sequence[Example], rows: Sequence[tuple[Bundle, ...]]) -> dict[str, Any]:
    """What a run is trained on, in numbers (JSON)."""
    used = sum(len(one.examples) for row in rows for one in row)
    shown = sum(one.tokens for row in rows for one in row)
    alone = sum(len(one.prompt) + len(one.target) for row in rows for bundle in row for one in bundle.examples)
    by: dict[str, int] = {}
    for one in training:
        by[f"{one.origin}: {one.task.value}"] = by.get(f"{one.origin}: {one.task.value}", 0) + 1
    return {
        "examples": len(training), "used": used, "too_long": len(training) - used, "validation_examples": len(validation),
        "sequences": len(rows), "tokens": shown, "tokens_one_by_one": alone, "by_origin_and_task": dict(sorted(by.items())),
    }  # fmt: skip


def prepare_process(settings: TrainingSettings) -> None:
    """Seeds chance and sets the threads of this process."""
    import torch
    from transformers import set_seed

    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if settings.threads:
        torch.set_num_threads(settings.threads)
    set_seed(settings.seed)


def _must_fit(run: RunFolder, settings: TrainingSettings, data: str) -> None:
    """Refuses to go on with a run under settings or data that its checkpoints do not belong to."""
    if _last_checkpoint(run.folder) is None:
        return
    begun, kept = load_run_settings(run.folder / "settings.toml").training, run.kept("data") or {}
    other = [name for name in FIXED if getattr(begun, name) != getattr(settings, name)]
    other += ["data"] if kept.get("hash", data) != data else []
    if other:
        raise SettingsInvalid(
            f"the run {run.name} was begun with other values of {', '.join(other)}: go on with the same ones "
            f"({run.folder / 'settings.toml'}), or take another name"
        )


def _base(settings: TrainingSettings, models: Path) -> "tuple[PreTrainedModel, PreTrainedTokenizerBase]":
    """The base model, ready for the sequences of the method."""
    from finetune.attention import NAME, register
    from finetune.bases import load_base

    model, tokenizer = load_base(settings.base, models)
    if settings.method != "prefix":
        register()
        model.config._attn_implementation = NAME
    return model, tokenizer


def _begin(run: RunFolder, settings: RunSettings, steps: int, command: Sequence[str], step: int) -> None:
    """Notes what was asked for; what was logged after the checkpoint at `step` comes again."""
    run.begin("writer", steps, command, written(settings), datetime.now(UTC))
    run.forget_after(step)


def _last_checkpoint(folder: Path) -> Path | None:
    found = [path for path in folder.glob("checkpoint-*") if (path / "trainer_state.json").is_file()]
    return max(found, key=_step) if found else None


def _step(checkpoint: Path) -> int:
    return int(checkpoint.name.rpartition("-")[2])


def _finish(run: RunFolder, best: Path | None, settings: TrainingSettings, tokenizer: "PreTrainedTokenizerBase") -> None:
    """Keeps the best checkpoint in half precision: its adapter, or the whole model where all of it was trained."""
    from finetune.bases import halved, halved_model

    if best is None:
        run.change(state="failed", message="no checkpoint was written: train for one step at least")
        return
    if settings.method == "full":
        halved_model(best, run.folder / "model", tokenizer)
    else:
        shutil.rmtree(run.adapter, ignore_errors=True)
        halved(best, run.adapter)
    run.change(state="done", message=f"the best is {best.name}")
