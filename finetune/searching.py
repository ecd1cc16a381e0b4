"""The search for the settings of a run: trials one after another, bad ones ended early. Knows nothing of models.

searches/NAME/  journal.log    every trial, as Optuna keeps it; a search that was killed goes on from it
                settings.toml  the best settings so far, for `train --config`
                trials/0003/   the run of a trial
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from finetune.settings import RunSettings, TrainingSettings, written
from indexer.disk import write_atomically
from indexer.errors import SettingsInvalid

if TYPE_CHECKING:
    from optuna import Study, Trial

RANKS = (8, 16, 32, 64)
RATIOS = (0.5, 1.0, 2.0, 4.0)  # alpha / rank
DECAYS = (0.0, 0.01, 0.1)
ACCUMULATED = (1, 2, 4)
SLOWER, FASTER = 8.0, 4.0  # the learning rate is looked for from 1/8 of the given one to 4 times it
UNPRUNED = 3  # trials before bad ones are ended early
Report = Callable[[int, float], None]  # told the step and the metric of each evaluation; raises where the trial ends early


class Objective(Protocol):
    """What is made as good as it can be: a run's metric, higher is better."""

    def __call__(self, settings: TrainingSettings, number: int, report: Report) -> float:
        """The best metric of the run of trial `number`; lets pass whatever `report` raises."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial that has ended."""

    number: int
    settings: TrainingSettings
    state: Literal["complete", "pruned"]
    value: float  # the metric; of a pruned trial the last one it reported

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """One row of `search --json`."""
        chosen = {name: getattr(self.settings, name) for name in CHOSEN}
        return {"trial": self.number, "state": self.state, "value": self.value, **chosen}


CHOSEN = ("learning_rate", "rank", "alpha", "weight_decay", "accumulate")


def search(folder: Path, base: TrainingSettings, objective: Objective, trials: int) -> Iterator[Tried]:
    """Yields each trial as it ends, until there are `trials` of them in the folder's journal; the best settings are kept.

    A trial that was running when the search was killed is left out and made up for.

    Raises:
        SettingsInvalid: fewer than one trial.
        Exception: whatever the objective raises; the trial counts as failed.
    """
    import optuna

    if trials < 1:
        raise SettingsInvalid(f"found {trials} trials, expected 1 or more")
    folder.mkdir(parents=True, exist_ok=True)
    study = _study(folder, base.seed)
    while len(ended(study)) < trials:
        trial = study.ask()
        settings = settings_of(trial, base)
        try:
            value = objective(settings, trial.number, _reporting(trial))
        except optuna.TrialPruned:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        except BaseException:
            study.tell(trial, state=optuna.trial.TrialState.FAIL)
            raise
        else:
            study.tell(trial, value)
        keep_best(folder, study, base)
        yield _tried(study, trial.number, settings)


def settings_of(trial: "Trial", base: TrainingSettings) -> TrainingSettings:
    """The settings that a trial tries; what is not searched for is as in `base`.

    A run that accumulates more takes fewer steps: it is evaluated as often, by the sequences it has seen.
    """
    accumulate = trial.suggest_categorical("accumulate", ACCUMULATED)
    found: dict[str, Any] = {  # Any: values of several types
        "learning_rate": trial.suggest_float(
            "learning_rate", base.learning_rate / SLOWER, base.learning_rate * FASTER, log=True
        ),
        "weight_decay": trial.suggest_categorical("weight_decay", DECAYS),
        "accumulate": accumulate,
        "evaluate_every": max(1, round(base.evaluate_every * base.accumulate / accumulate)),
    }
    if base.method in ("lora", "adalora"):
        rank = trial.suggest_categorical("rank", RANKS)
        found |= {"rank": rank, "alpha": rank * trial.suggest_categorical("alpha_ratio", RATIOS)}
    return replace(base, **found)


def ended(study: "Study") -> list[Any]:  # Any: optuna's FrozenTrial
    """The trials that count: all but failed ones."""
    from optuna.trial import TrialState

    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))


def keep_best(folder: Path, study: "Study", base: TrainingSettings) -> None:
    """Writes the settings of the best trial; nothing where none has come to its end."""
    from optuna.trial import FixedTrial, TrialState

    if study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,)):
        best = settings_of(FixedTrial(study.best_trial.params), base)  # type: ignore[arg-type]  # it suggests like a Trial
        write_atomically(folder / "settings.toml", written(RunSettings(best)).encode())


def results(folder: Path, base: TrainingSettings) -> list[Tried]:
    """The trials of a folder that have ended, the best first; pruned ones last."""
    from optuna.trial import FixedTrial

    study = _study(folder, base.seed)
    found = [
        _tried(study, trial.number, settings_of(FixedTrial(trial.params), base))  # type: ignore[arg-type]  # as above
        for trial in ended(study)
    ]
    return sorted(found, key=lambda one: (one.state != "complete", -one.value))


def _study(folder: Path, seed: int) -> "Study":
    import optuna
    from optuna.storages.journal import JournalFileBackend
    from optuna.trial import TrialState

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    storage = optuna.storages.JournalStorage(JournalFileBackend(str(folder / "journal.log")))
    study = optuna.create_study(study_name="search", storage=storage, direction="maximize", load_if_exists=True)
    for killed in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        study.tell(killed.number, state=TrialState.FAIL)
    # a seed of its own for each start, else a search that goes on would draw its first trials once more
    study.sampler = optuna.samplers.TPESampler(seed=seed + len(study.get_trials(deepcopy=False)))
    study.pruner = optuna.pruners.MedianPruner(n_startup_trials=UNPRUNED)
    return study


def _reporting(trial: "Trial") -> Report:
    """Tells Optuna of evaluations by their number, because trials that accumulate differ in their steps."""
    import optuna

    count = 0

    def report(step: int, value: float) -> None:
        nonlocal count
        count += 1
        trial.report(value, count)
        if trial.should_prune():
            raise optuna.TrialPruned(f"worse than half of the trials after {step} steps")

    return report


def _tried(study: "Study", number: int, settings: TrainingSettings) -> Tried:
    from optuna.trial import TrialState

    trial = study.get_trials(deepcopy=False)[number]
    value = trial.value if trial.value is not None else trial.intermediate_values[max(trial.intermediate_values)]
    return Tried(number, settings, "complete" if trial.state == TrialState.COMPLETE else "pruned", float(value))


def worker() -> bool:
    """Whether this is one of several processes that train together: a search starts its trials in one."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1
