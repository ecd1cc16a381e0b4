"""Ready-made classifiers: which texts and which settings."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import Problem
from assistant.tuning import RunFolder
from finetune.classifier_settings import ClassifierSettings
from finetune.classifier_training import Data, train
from finetune.recipes import TEXT_RECIPES, java_data, text_data


def rows(path: Path, *found: tuple[str, str]) -> None:
    lines = [json.dumps({"text": text, "label": label}) for text, label in found]
    path.write_text("\n".join(lines), encoding="utf-8")


def test_clinc150_has_questions_outside_and_a_further_set(tmp_path: Path) -> None:
    rows(tmp_path / "clinc150_train.jsonl", *((f"{label} {n}", label) for label in ("a", "b", "oos") for n in range(20)))
    rows(tmp_path / "clinc150_val.jsonl", ("a 1", "a"), ("new", "b"))
    settings, data = text_data("clinc150", tmp_path, ClassifierSettings())
    assert settings.outside == "oos"
    assert [len(data.tests[name]) for name in ("test", "clinc150_val")] == [6, 2]
    assert "a 1" not in {text.text for text in (*data.training, *data.validation, *data.tests["test"])}


def test_a_recipe_without_its_files_says_which_are_missing(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"banking77_train\.jsonl is not there"):
        text_data("banking77", tmp_path, ClassifierSettings())


def test_java_is_split_by_package_and_read_as_java(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "src.zip", "w") as archive:
        for number in range(30):
            archive.writestr(f"java.base/p{number // 3}/A{number}.java", f"class A{number} {{ int x; }}")
    settings, data = java_data(tmp_path / "src.zip", 30, ClassifierSettings())
    assert settings.words == "java"
    assert settings.batch == 8
    groups = [{text.group for text in part} for part in (data.training, data.validation, data.tests["test"])]
    assert sum(map(len, groups)) == len(set.union(*groups)) == 10
    assert all(groups)


@pytest.mark.parametrize(("name", "labels"), [("banking77", 77), ("clinc150", 150)])
def test_the_public_sets_are_as_the_recipes_expect(shared_data: Path, name: str, labels: int) -> None:
    settings, data = text_data(name, shared_data / "classification", ClassifierSettings(examples=10))
    found = {text.labels[0] for text in data.training} - {settings.outside}
    assert len(found) == labels
    assert len(data.training) + len(data.validation) == 10 * (labels + bool(settings.outside))
    assert len(data.tests["test"]) > 900


@pytest.mark.models
def test_a_small_recipe_learns_with_the_bundled_encoder(shared_data: Path, models_folder: Path, tmp_path: Path) -> None:
    settings = ClassifierSettings(method="head", examples=6, threads=1)
    settings, data = text_data("banking77", shared_data / "classification", settings)
    chosen = sorted({text.labels[0] for text in data.training})[:5]
    parts = (data.training, data.validation, data.tests["test"])
    training, validation, test = ([text for text in part if text.labels[0] in chosen] for part in parts)
    small = Data(training, validation, {"test": test})
    report = list(train(RunFolder(tmp_path / "run"), "classify", replace(settings, epochs=1), small, models_folder, ()))[-1]
    assert report["metrics"]["accuracy"]["after"] > 0.8


def test_every_recipe_of_texts_can_be_named_on_the_command_line() -> None:
    assert set(TEXT_RECIPES) == {"banking77", "clinc150"}
