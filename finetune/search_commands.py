"""The commands that look for good settings and average runs. Knows nothing of how either is done."""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import Problem
from assistant.settings import Settings, load_settings
from assistant.tuning import RunFolder
from finetune.commands import read_parts
from finetune.examples import Example
from finetune.settings import RunSettings, TrainingSettings, load_run_settings
from finetune.subcommands import Subcommands

if TYPE_CHECKING:
    from finetune.searching import Report, Tried


def add_commands(commands: Subcommands) -> None:
    """`search` and `average`."""
    searching = commands.add_parser("search", help="look for the settings that tune best", description=_search.__doc__)
    searching.add_argument("name", help="of the search; again with the same name goes on with it")
    searching.add_argument("--data", type=Path, required=True, help="the folder with train.jsonl and validation.jsonl")
    searching.add_argument("--trials", type=int, default=20, metavar="N", help="in all, those of before included")
    searching.add_argument("--config", type=Path, help="a TOML file with a [training] section: what is not searched for")
    averaging = commands.add_parser("average", help="one run from several", description=_average.__doc__)
    averaging.add_argument("runs", nargs="+", metavar="RUN")
    averaging.add_argument("--out", required=True, metavar="RUN", help="the name of the new run")
    for command, run in ((searching, _search), (averaging, _average)):
        command.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
        command.add_argument("--json", action="store_true", help="print JSON")
        command.set_defaults(run=run)


def _search(given: argparse.Namespace) -> int:
    """Tries learning rate, rank, alpha, weight decay and accumulation with Optuna; the best settings are kept as TOML."""
    from finetune.searching import results, search, worker

    if worker():
        raise Problem("a search runs in one process: start it without torchrun or accelerate launch")
    settings = load_settings(given.settings)
    folder, base = settings.tuning.folder / "searches" / given.name, load_run_settings(given.config).training
    training, validation = read_parts(given.data)
    objective = TrainedRun(folder, settings, training, validation)
    for tried in search(folder, base, objective, given.trials):
        sys.stderr.write(_line(tried) + "\n")
        sys.stderr.flush()
    found, file = results(folder, base), folder / "settings.toml"
    row = {"trials": [tried.to_json() for tried in found], "settings": str(file)}
    text = "\n".join([*map(_line, found), f"the best settings: python -m finetune train NAME --config {file}"])
    sys.stdout.write((json.dumps(row) if given.json else text) + "\n")
    return 0


class TrainedRun:
    """The objective of a search: a run of its own for each trial, of which its metrics are kept."""

    def __init__(self, folder: Path, settings: Settings, training: Sequence[Example], validation: Sequence[Example]) -> None:
        self._folder = folder
        self._models = settings.embedder.folder
        self._parts = training, validation

    def __call__(self, settings: TrainingSettings, number: int, report: "Report") -> float:
        """The best validation metric of the trial's run.

        Raises:
            Problem: the run was told to stop (SIGTERM): so is the search, and the trial counts as failed.
        """
        from finetune.training import train

        values: list[float] = []

        def seen(step: int, value: float) -> None:
            values.append(value)
            report(step, value)

        run = RunFolder(self._folder / "trials" / f"{number:04}")
        shutil.rmtree(run.folder, ignore_errors=True)
        try:
            with redirect_stdout(sys.stderr):  # the Trainer shows its progress; standard output is for the result
                train(run, RunSettings(settings), *self._parts, self._models, tuple(sys.argv), seen=seen)
            if run.state().state == "stopped":
                raise Problem(
                    "the search was told to stop: the same command goes on with it, the trial it was at is made up for"
                )
        finally:
            if (run.folder / "state.json").is_file() and run.state().state == "running":
                run.change(state="stopped", message="ended by the search")
            for checkpoint in run.folder.glob("checkpoint-*"):
                shutil.rmtree(checkpoint)
        return max(values)


def _average(given: argparse.Namespace) -> int:
    """Averages what the adapters of several runs add to the model; they have to have the same base, rank and weights."""
    from finetune.averaging import average, found

    folder = load_settings(given.settings).tuning.folder / "runs"
    out = RunFolder(folder / given.out)
    kept = average(found(given.runs, folder), out)
    row = {"run": given.out, "adapter": str(out.adapter), "kept": round(kept, 4)}
    text = f"{out.adapter}: the mean of {', '.join(given.runs)}; {kept:.1%} of it fits into their rank"
    sys.stdout.write((json.dumps(row) if given.json else text) + "\n")
    return 0


def _line(tried: "Tried") -> str:
    chosen = tried.to_json()
    values = ", ".join(
        f"{name} {chosen[name]:.4g}" for name in ("learning_rate", "rank", "alpha", "weight_decay", "accumulate")
    )
    return f"trial {tried.number}: {tried.value:.4f} {'' if tried.state == 'complete' else '(pruned) '}with {values}"
