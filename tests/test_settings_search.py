"""The search for settings, with an objective that costs nothing."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from finetune.searching import ACCUMULATED, DECAYS, RANKS, RATIOS, Report, Tried, results, search, worker
from finetune.settings import TrainingSettings, load_run_settings
from indexer.errors import SettingsInvalid

BASE = TrainingSettings(learning_rate=1e-3, evaluate_every=40, accumulate=2)


class Killed(BaseException):
    """What stands for a kill."""


@dataclass
class Hill:
    """The nearer the learning rate is to the top, the better; every trial reports three times."""

    tried: list[TrainingSettings] = field(default_factory=list)
    value: Callable[[TrainingSettings], float] = lambda settings: 1 - abs(settings.learning_rate - 2e-3) * 100
    killed_at: int = -1

    def __call__(self, settings: TrainingSettings, number: int, report: Report) -> float:
        self.tried.append(settings)
        if len(self.tried) - 1 == self.killed_at:
            raise Killed
        for step in (1, 2, 3):
            report(step * settings.evaluate_every, self.value(settings) * step / 3)
        return self.value(settings)


def searched(folder: Path, objective: Hill, trials: int, base: TrainingSettings = BASE) -> list[Tried]:
    return list(search(folder, base, objective, trials))


def test_trials_stay_within_the_space(tmp_path: Path) -> None:
    hill = Hill()
    searched(tmp_path, hill, 12)
    for one in hill.tried:
        assert BASE.learning_rate / 8 <= one.learning_rate <= BASE.learning_rate * 4
        assert (one.rank in RANKS, one.alpha / one.rank in RATIOS) == (True, True)
        assert (one.weight_decay in DECAYS, one.accumulate in ACCUMULATED) == (True, True)
    assert len({one.learning_rate for one in hill.tried}) == 12


def test_what_is_not_searched_for_stays(tmp_path: Path) -> None:
    hill = Hill()
    base = TrainingSettings(tokens=512, epochs=2.0, method="adalora")
    searched(tmp_path, hill, 2, base)
    assert {(one.tokens, one.epochs, one.method) for one in hill.tried} == {(512, 2.0, "adalora")}


def test_methods_without_matrices_are_searched_without_rank(tmp_path: Path) -> None:
    hill = Hill()
    searched(tmp_path, hill, 6, TrainingSettings(method="full"))
    assert {(one.rank, one.alpha) for one in hill.tried} == {(32, 64.0)}


def test_a_run_that_accumulates_more_is_evaluated_after_as_many_sequences(tmp_path: Path) -> None:
    hill = Hill()
    searched(tmp_path, hill, 10)
    assert {one.evaluate_every * one.accumulate for one in hill.tried} == {80}


def test_the_best_settings_are_kept_for_training(tmp_path: Path) -> None:
    hill = Hill()
    tried = searched(tmp_path, hill, 8)
    best = max((one for one in tried if one.state == "complete"), key=lambda one: one.value)
    assert load_run_settings(tmp_path / "settings.toml").training == best.settings
    assert results(tmp_path, BASE)[0] == best


def test_the_search_comes_nearer_than_chance_does(tmp_path: Path) -> None:
    tried = searched(tmp_path, Hill(), 25)
    assert max(one.value for one in tried) > 0.95


def test_bad_trials_are_ended_early(tmp_path: Path) -> None:
    tried = searched(tmp_path, Hill(), 15)
    pruned = [one for one in tried if one.state == "pruned"]
    assert pruned
    assert max(one.value for one in pruned) < max(one.value for one in tried)


def test_a_search_goes_on_after_a_kill_and_makes_up_for_the_trial_that_was_lost(tmp_path: Path) -> None:
    first, second = Hill(killed_at=2), Hill()
    with pytest.raises(Killed):
        searched(tmp_path, first, 5)
    rest = searched(tmp_path, second, 5)
    assert (len(first.tried), len(rest)) == (3, 3)
    assert len(results(tmp_path, BASE)) == 5
    assert not {one.learning_rate for one in first.tried} & {one.learning_rate for one in second.tried}


def test_a_trial_that_nobody_ended_does_not_count(tmp_path: Path) -> None:
    import optuna
    from optuna.storages.journal import JournalFileBackend

    searched(tmp_path, Hill(), 1)
    storage = optuna.storages.JournalStorage(JournalFileBackend(str(tmp_path / "journal.log")))
    optuna.load_study(study_name="search", storage=storage).ask()  # as a process leaves it that is killed
    assert len(searched(tmp_path, Hill(), 3)) == 2


def test_a_search_that_is_complete_tries_nothing_more(tmp_path: Path) -> None:
    searched(tmp_path, Hill(), 3)
    hill = Hill()
    assert searched(tmp_path, hill, 3) == []
    assert hill.tried == []


def test_fewer_than_one_trial_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="found 0 trials"):
        searched(tmp_path, Hill(), 0)


def test_a_row_names_what_was_chosen(tmp_path: Path) -> None:
    row = searched(tmp_path, Hill(), 1)[0].to_json()
    assert set(row) == {"trial", "state", "value", "learning_rate", "rank", "alpha", "weight_decay", "accumulate"}
    kept = tomllib.loads((tmp_path / "settings.toml").read_text())["training"]
    assert row["learning_rate"] == kept["learning_rate"]


def test_one_of_several_processes_is_known_by_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert worker()
    monkeypatch.delenv("WORLD_SIZE")
    assert not worker()
