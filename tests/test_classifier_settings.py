"""The settings of a classifier's training."""

from pathlib import Path

import pytest

from finetune.classifier_settings import ClassifierSettings, load_classifier_settings, written
from indexer.errors import SettingsInvalid


def test_settings_survive_the_round_trip(tmp_path: Path) -> None:
    settings = ClassifierSettings(method="full", many=True, epochs=7, dropout=0.2, examples=10)
    (tmp_path / "a.toml").write_text(written(settings), encoding="utf-8")
    assert load_classifier_settings(tmp_path / "a.toml") == settings


def test_without_a_file_there_are_the_defaults() -> None:
    assert load_classifier_settings(None) == ClassifierSettings()


def test_every_contradiction_is_named_at_once() -> None:
    with pytest.raises(SettingsInvalid) as found:
        ClassifierSettings(rank=0, dropout=1.0, examples=-1, validation=0.0, many=True, outside="oos")
    for said in ("rank = 0", "dropout must be", "examples = -1", "validation must be above 0", "outside = 'oos' needs"):
        assert said in str(found.value)


def test_something_has_to_be_left_to_train_on() -> None:
    with pytest.raises(SettingsInvalid, match="something to train on"):
        ClassifierSettings(validation=0.5, test=0.5)


def test_the_learning_rate_fits_the_method_unless_it_is_given() -> None:
    assert ClassifierSettings(method="full").rate < ClassifierSettings(method="lora").rate
    assert ClassifierSettings(learning_rate=0.5).rate == 0.5


def test_an_unknown_section_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[training]\nepochs = 2\n", encoding="utf-8")
    with pytest.raises(SettingsInvalid, match=r"unknown section\(s\) training"):
        load_classifier_settings(tmp_path / "a.toml")
    with pytest.raises(SettingsInvalid, match="is not there"):
        load_classifier_settings(tmp_path / "b.toml")
