"""Training's speed against TRL's SFTTrainer, and what sharing, packing, length buckets and target-only logits each gain.

Every variant trains the same LoRA on the same examples, so many a step, from the same weights. The speed is in tokens of the
examples one by one, so that a beginning which is read once for several examples counts as often as they have it.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from assistant.settings import load_settings
from assistant.tuning import RunFolder
from bench.outcome import keep
from finetune.bundles import Bundle, Encoded, bundled
from finetune.examples import read_examples
from finetune.settings import TrainingSettings, load_run_settings

if TYPE_CHECKING:
    from transformers import TrainerCallback

STEPS = 2  # that are timed, after one that warms up
EACH = 6  # examples for one step
Rows = list[tuple[Bundle, ...]]


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to train on groups of examples."""

    name: str
    rows: Rows  # one for each step
    padded: bool = False  # examples side by side, filled up to the longest; else one sequence
    all_logits: bool = False  # also where no target is


@dataclass(slots=True)
class Clock:
    """What each step took and the tokens it learned from."""

    begun: list[float] = field(default_factory=list)
    ended: list[float] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)

    @property
    def speed(self) -> float:
        """Tokens a second after the first step."""
        return sum(self.tokens[1 : STEPS + 1]) / self.seconds

    @property
    def seconds(self) -> float:
        """Of the timed steps together."""
        return sum(end - begin for begin, end in zip(self.begun[1:], self.ended[1:], strict=True))

    def callback(self) -> "TrainerCallback":
        """What the Trainer tells when steps begin and end."""
        from transformers import TrainerCallback

        clock = self

        class Watching(TrainerCallback):
            def on_step_begin(self, *_: Any, **__: Any) -> None:  # Any: as in Trainer
                clock.begun.append(time.perf_counter())

            def on_step_end(self, *_: Any, **__: Any) -> None:  # Any: as in Trainer
                clock.ended.append(time.perf_counter())

        return Watching()


def main(argv: list[str]) -> None:
    """Measures all variants in one run."""
    parser = argparse.ArgumentParser(prog="python -m bench training_speed", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data/tuning/public"), help="a folder with train.jsonl")
    parser.add_argument(
        "--config", type=Path, default=Path("finetune/shipped.toml"), help="a TOML file with a [training] section"
    )
    parser.add_argument("--threads", type=int, default=0, help="0 leaves it to PyTorch")
    parser.add_argument("--only", nargs="*", default=[], help="variants whose names begin so")
    given = parser.parse_args(argv)
    models = load_settings(None).embedder.folder
    settings = replace(load_run_settings(given.config).training, accumulate=1, validated=1, threads=given.threads)
    groups, share = chosen_groups(given.data / "train.jsonl", settings, models)
    runs: list[tuple[str, Callable[[], Clock]]] = [("TRL SFTTrainer", lambda: of_trl(groups, settings, models))]
    runs += [(one.name, lambda one=one: of_ours(one, settings, models)) for one in variants(groups)]  # type: ignore[misc]  # mypy takes no default of a lambda
    clocks = {name: run() for name, run in runs if not given.only or name.startswith(tuple(given.only))}
    slowest = clocks.get("TRL SFTTrainer")
    rows = [
        {
            "variant": name,
            "tokens/s": round(clock.speed),
            "s a step": round(clock.seconds / STEPS, 1),
            "times TRL": "" if slowest is None else round(clock.speed / slowest.speed, 2),
        }
        for name, clock in clocks.items()
    ]
    keep("training_speed", rows, model=settings.base, rank=settings.rank, examples_a_step=EACH, steps=STEPS,
         threads=given.threads, share_of_examples_in_such_bundles=round(share, 2))  # fmt: skip


def chosen_groups(file: Path, settings: TrainingSettings, models: Path) -> tuple[list[list[Encoded]], float]:
    """Groups of EACH examples that share a beginning, evenly spread, one a step; and how many of all stand in such bundles."""
    from finetune.bases import load_base
    from finetune.training import tokens_of

    _, tokenizer = load_base(settings.base, models)
    bundles = bundled(tokens_of(read_examples(file), tokenizer), settings.tokens)
    large = [one for one in bundles if len(one.examples) >= EACH]
    spread = [large[number * len(large) // (STEPS + 1)] for number in range(STEPS + 1)]
    share = sum(len(one.examples) for one in large) / sum(len(one.examples) for one in bundles)
    return [list(one.examples[:EACH]) for one in spread], share


def variants(groups: Sequence[list[Encoded]]) -> list[Variant]:
    """Ours, and ours without one thing or another."""
    everything = [one for group in groups for one in group]
    shuffled, by_length = list(everything), sorted(everything, key=lambda one: len(one.prompt) + len(one.target))
    Random(0).shuffle(shuffled)
    shared: Rows = [(bundled(group, 10**6)[0],) for group in groups]
    return [
        Variant("shared beginnings, target logits (ours)", shared),
        Variant("shared beginnings, all logits", shared, all_logits=True),
        Variant("packed, nothing shared, target logits", _alone(everything)),
        Variant("length buckets, padded, target logits", _alone(by_length), padded=True),
        Variant("any order, padded, target logits", _alone(shuffled), padded=True),
    ]


def _alone(examples: Sequence[Encoded]) -> Rows:
    alone = [Bundle((one,), 0) for one in examples]
    return [tuple(alone[first : first + EACH]) for first in range(0, len(alone), EACH)]


def of_ours(variant: Variant, settings: TrainingSettings, models: Path) -> Clock:
    """Trains a variant with our trainer."""
    from finetune.attention import NAME, register
    from finetune.bases import adapted, load_base, plain
    from finetune.trainer import WriterTrainer, arguments, mean_loss, packed_batch, side_by_side
    from finetune.training import prepare_process

    class AllLogits(WriterTrainer):
        def compute_loss(  # Any: as in Trainer
            self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
        ) -> Any:
            fixed = {name: inputs[name] for name in ("input_ids", "position_ids", "places")}
            return mean_loss(model(**fixed, use_cache=False).logits[0].float()[inputs["asked"]], inputs)

    prepare_process(settings)
    register()
    model = plain(load_base(settings.base, models)[0])
    model.config._attn_implementation = "sdpa" if variant.padded else NAME
    clock, laid_out = Clock(), side_by_side if variant.padded else packed_batch

    def counted(rows: Rows) -> Any:  # Any: as laid_out
        clock.tokens.append(sum(len(one.prompt) + len(one.target) for row in rows for b in row for one in b.examples))
        return laid_out(rows)

    with tempfile.TemporaryDirectory(prefix="docent-speed-") as folder:
        run = RunFolder(Path(folder) / "run")
        run.begin("writer", STEPS + 1, [], "", datetime.now(UTC))
        given = arguments(replace(settings, epochs=1.0), run.folder, len(variant.rows))
        kind = AllLogits if variant.all_logits else WriterTrainer
        trainer = kind(adapted(model, settings, given.max_steps), given, variant.rows, variant.rows[:1], run, settings)
        trainer.data_collator = counted
        trainer.add_callback(clock.callback())
        trainer.train()
    return clock


def of_trl(groups: Sequence[list[Encoded]], settings: TrainingSettings, models: Path) -> Clock:
    """Trains the same with TRL as its documentation shows it: prompts and completions, the loss on completions alone."""
    from datasets import Dataset  # type: ignore[import-not-found,import-untyped,unused-ignore]  # not always there
    from trl import SFTConfig, SFTTrainer  # type: ignore[import-not-found,attr-defined,unused-ignore]  # nor this

    from finetune.bases import load_base, peft_config, plain
    from finetune.training import prepare_process

    prepare_process(settings)
    model, tokenizer = load_base(settings.base, models)
    examples = [one for group in groups for one in group]
    rows = [
        {"prompt": tokenizer.decode(list(one.prompt)), "completion": tokenizer.decode(list(one.target))} for one in examples
    ]
    clock = Clock()
    with tempfile.TemporaryDirectory(prefix="docent-speed-") as folder:
        given = SFTConfig(
            output_dir=folder, max_steps=STEPS + 1, per_device_train_batch_size=EACH, learning_rate=settings.learning_rate,
            lr_scheduler_type=settings.schedule, weight_decay=settings.weight_decay, max_grad_norm=settings.clip,
            max_length=None, completion_only_loss=True, gradient_checkpointing=False, bf16=False, save_strategy="no",
            report_to=[], seed=settings.seed, use_cpu=True, dataloader_pin_memory=False, disable_tqdm=True,
        )  # fmt: skip
        trainer = SFTTrainer(
            model=plain(model), args=given, train_dataset=Dataset.from_list(rows), processing_class=tokenizer,
            peft_config=peft_config(settings, STEPS + 1), callbacks=[clock.callback()],
        )  # fmt: skip
        collated = trainer.data_collator

        def counted(rows: Any) -> Any:  # Any: as TRL's collator
            batch = collated(rows)
            clock.tokens.append(int(batch["attention_mask"].sum()))
            return batch

        trainer.data_collator = counted
        trainer.train()
    return clock
