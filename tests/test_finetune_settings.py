"""The settings of a tuning run: read, checked, written."""

from dataclasses import fields
from pathlib import Path

import pytest

from finetune.settings import RunSettings, TrainingSettings, as_toml, load_run_settings, written
from indexer.errors import SettingsInvalid

ROOT = Path(__file__).parents[1]


def test_without_a_file_there_are_the_defaults() -> None:
    assert load_run_settings(None) == RunSettings()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    settings = RunSettings(TrainingSettings(method="adalora", rank=8, learning_rate=1e-05, adversarial=0.5, threads=2))
    (tmp_path / "settings.toml").write_text(written(settings), encoding="utf-8")
    assert load_run_settings(tmp_path / "settings.toml") == settings


def test_every_setting_is_written() -> None:
    text = written(RunSettings())
    assert all(f"\n{one.name} = " in text for one in fields(TrainingSettings))


def test_values_are_written_as_toml() -> None:
    assert as_toml({"one": {"yes": True, "name": "x", "rate": 0.5}}) == '[one]\nyes = true\nname = "x"\nrate = 0.5\n'


def test_the_settings_of_the_shipped_writer_can_be_read() -> None:
    assert load_run_settings(ROOT / "finetune/shipped.toml").training.method == "lora"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"none\.toml is not there"):
        load_run_settings(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[trainign]\nrank = 8\n", r"unknown section\(s\) trainign; known is training"),
        ("[training]\nrnak = 8\n", "rnak"),
        ('[training]\nmethod = "magic"\n', "method"),
        ('[training]\nrank = "many"\n', "rank"),
    ],
    ids=["section", "key", "choice", "type"],
)
def test_what_nobody_knows_is_refused(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "run.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsInvalid, match=told):
        load_run_settings(tmp_path / "run.toml")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"rank": 0}, "rank = 0 must be above 0"),
        ({"learning_rate": 0.0}, "learning_rate = 0.0 must be above 0"),
        ({"evaluate_every": 0}, "evaluate_every = 0 must be above 0"),
        ({"warmup": 1.0}, "warmup = 1.0 must be from 0 to below 1"),
        ({"dropout": -0.1}, "dropout = -0.1 must be from 0 to below 1"),
        ({"weight_decay": -0.1}, "weight_decay = -0.1 must not be below 0"),
        ({"adversarial": -1.0}, "adversarial = -1.0 must not be below 0"),
        ({"method": "full", "dropout": 0.1}, "full has no matrices"),
        ({"method": "prefix", "dropout": 0.1}, "prefix has no matrices"),
        ({"method": "prefix", "tokens": 32}, "virtual_tokens = 32 must be below tokens = 32"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_what_cannot_work_is_refused_when_the_settings_are_made(changed: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsInvalid, match=told):
        TrainingSettings(**changed)  # type: ignore[arg-type]  # values of several types


def test_all_contradictions_are_told_at_once() -> None:
    with pytest.raises(SettingsInvalid, match=r"rank = 0.*clip = 0.*warmup = 2"):
        TrainingSettings(rank=0, clip=0, warmup=2)
