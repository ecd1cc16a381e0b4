"""The commands that train and measure a judge. Knows nothing of how either is done."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answering.lora import adapter_hash
from assistant.errors import Problem
from assistant.settings import Settings, load_settings
from assistant.tuning import RunFolder
from finetune.judge_pairs import Pair, public_pairs
from finetune.judge_training import JudgeTraining, train
from finetune.subcommands import Subcommands
from indexer.models import MINILM
from indexer.settings import load_sections

if TYPE_CHECKING:
    from finetune.judge_evaluation import Judged


@dataclass(frozen=True, slots=True)
class JudgeRun:
    """The sections of a settings file for a judge's run."""

    judge: JudgeTraining = field(default_factory=JudgeTraining)


def add_commands(commands: Subcommands) -> None:
    """`train-judge` and `evaluate-judge`."""
    training = commands.add_parser("train-judge", help="train a judge; again with the same name goes on where it was stopped")
    training.add_argument("name", help="of the run")
    training.add_argument("folder", type=Path, help="the folder of public sets that holds qa/ and retrieval/")
    training.add_argument("--config", type=Path, help="a TOML file with a [judge] section")
    training.add_argument("--settings", type=Path, help="Docent's settings.toml")
    training.set_defaults(run=_train)
    evaluating = commands.add_parser("evaluate-judge", help="measure a judge against the one of Docent, on held-out documents")
    evaluating.add_argument("name", help="of the run; its report.json is written")
    evaluating.add_argument("folder", type=Path, help="the folder of public sets that holds qa/")
    evaluating.add_argument("--untuned", action="store_true", help="compare with the base model as it comes")
    evaluating.add_argument("--limit", type=int, default=2000, help="pairs at the most, evenly spread")
    evaluating.add_argument("--settings", type=Path, help="Docent's settings.toml")
    evaluating.add_argument("--json", action="store_true", help="print the report as JSON")
    evaluating.set_defaults(run=_evaluate)


def _train(given: argparse.Namespace) -> int:
    settings = load_settings(given.settings)
    wanted = JudgeRun() if given.config is None else load_sections(JudgeRun, given.config, {})
    pairs = _readable(lambda: public_pairs(given.folder, wanted.judge.seed), given.folder)
    best = train(_run(settings, given.name), MINILM.place(settings.embedder.folder), pairs, wanted.judge, tuple(sys.argv))
    sys.stdout.write(", ".join(f"{name} {value:.3f}" for name, value in best.items()) + "\n")
    return 0


def _evaluate(given: argparse.Namespace) -> int:
    from finetune.judge_evaluation import held_out_pairs, report

    settings = load_settings(given.settings)
    run = _run(settings, given.name)
    pairs = _readable(lambda: held_out_pairs(given.folder, JudgeTraining().seed), given.folder)
    pairs = pairs[:: max(1, -(-len(pairs) // given.limit))]
    after = _judged(given.name, run.adapter, settings, pairs)
    found = report(pairs, after, _untuned(settings, pairs) if given.untuned else _judged("docent", None, settings, pairs))
    run.keep("report", found)
    text = json.dumps(found, ensure_ascii=False, indent=1) if given.json else _table(found["metrics"])
    sys.stdout.write(text + "\n")
    return 0


def _judged(name: str, adapter: Path | None, settings: Settings, pairs: list[Pair]) -> "Judged":
    from assistant.answering.judge import SHIPPED, open_judge
    from finetune.judge_evaluation import judged

    folder = adapter or SHIPPED
    return judged(name, adapter_hash(folder), open_judge(settings.embedder.folder, str(folder)), pairs)


def _untuned(settings: Settings, pairs: list[Pair]) -> "Judged":
    from finetune.judge_evaluation import Untuned, judged
    from indexer.embedding import open_embedder

    embedder = open_embedder(settings.embedder)
    return judged(embedder.name, embedder.name, Untuned(embedder), pairs)


def _table(metrics: dict[str, dict[str, float | None]]) -> str:
    def number(value: float | None) -> str:
        return "-" if value is None else f"{value:.3f}"

    names = ("before", "after", "difference", "low", "high")
    return "\n".join(f"{name}: " + ", ".join(f"{key} {number(row[key])}" for key in names) for name, row in metrics.items())


def _readable(make: Callable[[], list[Pair]], folder: Path) -> list[Pair]:
    try:
        return make()
    except FileNotFoundError as error:
        raise Problem(f"{error.filename} is not there: {folder} must hold the public sets (qa/, retrieval/)") from error


def _run(settings: Settings, name: str) -> RunFolder:
    return RunFolder(settings.tuning.folder / "runs" / name)
