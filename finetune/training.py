"""Training a writer: examples to sequences, a run from its beginning to its end. Knows nothing of where examples come from."""

import logging
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
from finetune.settings import RunSettings, TrainingSettings, written

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

logger = logging.getLogger(__name__)


def train(
    run: RunFolder,
    settings: RunSettings,
    training: Sequence[Example],
    validation: Sequence[Example],
    models: Path,
    command: Sequence[str] = tuple(sys.argv),
) -> None:
    """Trains a writer into the run's folder; goes on from the last checkpoint where a killed run left one.

    Under `torchrun` or `accelerate launch` each process takes its share of the sequences.

    Raises:
        ModelMissing: the base model is not on this machine.
        SettingsInvalid: nothing to train or to validate on.
    """
    from finetune.attention import NAME, register
    from finetune.bases import adapted, load_base
    from finetune.trainer import WriterTrainer, arguments

    chosen = settings.training
    _prepare(chosen)
    register()
    model, tokenizer = load_base(chosen.base, models)
    model.config._attn_implementation = NAME
    rows = sequences(training, tokenizer, chosen.tokens)
    looked_at = sequences(_spread(validation, chosen.validated), tokenizer, chosen.tokens)
    given = arguments(chosen, run.folder, len(rows))
    if given.process_index == 0:
        run.begin("writer", given.max_steps, command, written(settings), datetime.now(UTC))
        run.keep(
            "data", {"hash": data_hash(training), "validation": data_hash(validation), **counts(training, validation, rows)}
        )
    trainer = WriterTrainer(adapted(model, chosen), given, rows, looked_at, run, chosen.patience)
    trainer.train(resume_from_checkpoint=_last_checkpoint(run.folder))
    if given.process_index == 0:
        _finish(run, trainer.best())


def sequences(examples: Sequence[Example], tokenizer: "PreTrainedTokenizerBase", longest: int) -> list[tuple[Bundle, ...]]:
    """Packed sequences of the examples, in a fixed order."""
    return packed(bundled(list(tokens_of(examples, tokenizer)), longest), longest)


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


def _prepare(settings: TrainingSettings) -> None:
    import torch
    from transformers import set_seed

    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if settings.threads:
        torch.set_num_threads(settings.threads)
    set_seed(settings.seed)


def _spread(examples: Sequence[Example], count: int) -> list[Example]:
    """`count` examples at even distances, so that all sets and tasks are among them."""
    if len(examples) <= count:
        return list(examples)
    return [examples[place * len(examples) // count] for place in range(count)]


def _last_checkpoint(folder: Path) -> str | None:
    found = [path for path in folder.glob("checkpoint-*") if (path / "trainer_state.json").is_file()]
    return str(max(found, key=lambda path: int(path.name.rpartition("-")[2]))) if found else None


def _finish(run: RunFolder, best: Path | None) -> None:
    """Keeps the best checkpoint's adapter in half precision."""
    if best is None:
        run.change(state="failed", message="no checkpoint was written: train for more steps than evaluate_every")
        return
    from finetune.bases import halved

    shutil.rmtree(run.adapter, ignore_errors=True)
    halved(best, run.adapter)
    run.change(state="done", message=f"the best is {best.name}")
