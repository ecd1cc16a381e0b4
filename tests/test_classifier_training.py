"""A classifier's training run from its beginning to its end."""

import json
from pathlib import Path

import pytest

from assistant.errors import Problem
from assistant.tuning import RunFolder
from finetune.classifier import open_classifier
from finetune.classifier_training import Data, Row, most_frequent, parted, train
from finetune.gate import objections
from finetune.labelled import LabelledText, TaggedWords
from finetune.writing import files_hash
from tests.tiny_encoder import outsiders, programs, questions, tiny_models, tiny_settings

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")  # PEFT asks for it


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models(tmp_path_factory.mktemp("models"))


def trained(run: RunFolder, models: Path, data: Data[LabelledText], **changed: object) -> Row:
    """The report of a training on texts."""
    return list(train(run, "classify", tiny_settings(**changed), data, models, ("finetune", "classify")))[-1]


def texts(**changed: object) -> Data[LabelledText]:
    return parted(questions(20), tiny_settings(test=0.2, **changed), {})


@pytest.mark.parametrize("method", ["lora", "full"])
def test_a_run_holds_all_that_was_made(models: Path, tmp_path: Path, method: str) -> None:
    run, data = RunFolder(tmp_path / "run"), texts()
    report = trained(run, models, data, method=method)
    assert run.state().state == "done"
    assert run.state().kind == "classify"
    assert run.state().step == run.state().steps == 12
    assert run.kept("report") == json.loads(json.dumps(report))
    assert run.metrics()[0]["best"]
    assert (run.folder / "confusion.png").is_file()
    assert {row["label"] for row in json.loads((run.folder / "labels.json").read_text())} == {"it", "leave", "pay"}
    again = open_classifier(run.adapter, models)
    found = again.outcome(data.tests["test"], again.logits(data.tests["test"]))
    assert found.right.mean() == pytest.approx(report["metrics"]["accuracy"]["after"], abs=1e-4)


def test_the_report_can_be_judged_by_the_gate(models: Path, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    report = trained(run, models, texts(), method="head")
    assert report["model"] == {"name": "run", "hash": files_hash(run.adapter)}
    assert report["data"] == (run.kept("data") or {})["hash"]
    assert report["before"]["name"] == "most frequent label"
    assert report["metrics"]["macro_f1"]["after"] > 0.9
    assert objections(report) == ()


def test_samples_begin_with_what_was_judged_differently(models: Path, tmp_path: Path) -> None:
    samples = trained(RunFolder(tmp_path / "run"), models, texts(), method="head")["samples"]
    assert set(samples[0]) == {"question", "passages", "reference", "before", "after"}
    assert samples[0]["before"] != samples[0]["after"]


def test_training_starts_from_a_head_on_the_frozen_encoder(models: Path, tmp_path: Path) -> None:
    report = trained(RunFolder(tmp_path / "run"), models, texts(), method="lora")
    assert report["before"] == {"name": "head on the frozen encoder", "hash": ""}
    assert report["metrics"]["macro_f1"]["before"] > 0.9


def test_calibration_is_reported_without_and_with_the_temperature(models: Path, tmp_path: Path) -> None:
    found = trained(RunFolder(tmp_path / "run"), models, texts(), method="head")["calibration"]
    assert set(found) == {"temperature", "threshold", "ece_before", "ece_after"}


def test_texts_outside_are_measured_on_their_own(models: Path, tmp_path: Path) -> None:
    settings = tiny_settings(outside="none", test=0.2)
    data = parted([*questions(20), *outsiders(20)], settings, {"more": questions(2)})
    report = trained(RunFolder(tmp_path / "run"), models, data, method="head", outside="none")
    assert report["by_set"]["test"]["outside_recall"]["after"] > 0.5
    assert report["by_set"]["more"]["accuracy"]["n"] == 6


def test_texts_may_have_many_labels_or_none(models: Path, tmp_path: Path) -> None:
    both = [LabelledText(f"salary {('laptop', 'screen')[n % 2]} pay", ("pay", "it"), f"both {n}") for n in range(12)]
    none = [LabelledText("weather cat", (), f"none {n}") for n in range(12)]
    data = parted([*questions(12), *both, *none], tiny_settings(test=0.2), {})
    report = trained(RunFolder(tmp_path / "run"), models, data, method="head", many=True)
    assert report["metrics"]["macro_f1"]["after"] > 0.7


@pytest.mark.parametrize("method", ["head", "lora"])
def test_a_second_training_leaves_no_text_out(models: Path, tmp_path: Path, method: str) -> None:
    runs = [RunFolder(tmp_path / name) for name in ("once", "again")]
    reports = [trained(run, models, texts(), method=method, refit=run.name == "again") for run in runs]
    assert reports[1]["metrics"]["macro_f1"]["after"] > 0.9
    assert files_hash(runs[0].adapter) != files_hash(runs[1].adapter)
    assert reports[0]["calibration"]["temperature"] == reports[1]["calibration"]["temperature"]


def test_a_run_is_compared_with_the_one_that_serves(models: Path, tmp_path: Path) -> None:
    first = RunFolder(tmp_path / "first")
    trained(first, models, texts(), method="head")
    rows = train(RunFolder(tmp_path / "second"), "classify", tiny_settings(method="head"), texts(), models, (), first.adapter)
    report = list(rows)[-1]
    assert report["before"] == {"name": "first", "hash": files_hash(first.adapter)}
    assert report["metrics"]["macro_f1"]["difference"] == 0


def test_a_tagger_beats_the_most_frequent_tag(models: Path, tmp_path: Path) -> None:
    unknown = TaggedWords(("int", "z", "=", "go", "(", "z", ")"),
                          ("keyword", "variable", "other", "function", "other", "variable", "other"), "new")  # fmt: skip
    data = Data(programs(16), programs(2), {"test": [unknown]})
    run = RunFolder(tmp_path / "run")
    report = list(train(run, "tag", tiny_settings(most_steps=3), data, models, ()))[-1]
    assert run.state().kind == "tag"
    assert report["before"]["name"] == "most frequent tag of a word"
    assert report["metrics"]["macro_f1"]["after"] > report["metrics"]["macro_f1"]["before"]
    with pytest.raises(Problem, match="is of the kind tag"):
        list(train(RunFolder(tmp_path / "b"), "classify", tiny_settings(), texts(), models, (), run.adapter))


def test_an_unknown_word_gets_the_most_frequent_tag() -> None:
    known = TaggedWords(("a", "a", "a", "b", "b"), ("x", "x", "y", "y", "y"), "1")
    found = most_frequent([known], [TaggedWords(("a", "b", "c"), ("x", "y", "y"), "2")], ("x", "y"))
    assert found.found.tolist() == [[True, False], [False, True], [False, True]]


def test_a_finished_run_is_not_trained_over(models: Path, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    trained(run, models, texts(), method="head")
    with pytest.raises(Problem, match="holds a trained classifier already"):
        trained(run, models, texts(), method="head")


def test_a_killed_run_begins_anew(models: Path, tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "run")
    run.folder.mkdir()
    run.log({"step": 99, "loss": 1.0})
    trained(run, models, texts(), method="head")
    assert run.metrics() == []


@pytest.mark.parametrize("items", [questions(1), [one for one in questions() if one.labels == ("pay",)]])
def test_too_little_to_train_on_is_a_problem(models: Path, tmp_path: Path, items: list[LabelledText]) -> None:
    with pytest.raises(Problem, match="too little to train on"):
        trained(RunFolder(tmp_path / "run"), models, parted(items, tiny_settings(), {}))


def test_several_labels_have_to_be_asked_for(models: Path, tmp_path: Path) -> None:
    data = Data([*questions(), LabelledText("pay laptop", ("pay", "it"), "x")], questions(1), {})
    with pytest.raises(Problem, match="set many = true"):
        trained(RunFolder(tmp_path / "run"), models, data)


def test_what_a_further_set_holds_is_not_trained_on() -> None:
    data = parted(questions(10), tiny_settings(), {"more": questions(2)})
    held = {text.group for text in data.tests["more"]}
    assert len(held) == 6
    assert not held & {text.group for part in (data.training, data.validation, data.tests["test"]) for text in part}


def test_a_few_examples_are_those_of_training_and_validation_together() -> None:
    data = parted(questions(40), tiny_settings(examples=10), {})
    assert (len(data.training), len(data.validation), len(data.tests["test"])) == (27, 3, 12)
