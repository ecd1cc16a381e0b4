"""The commands of classifiers, from arguments to what they print."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main as assistant_main
from assistant.learning.interchange import Format, read
from finetune.__main__ import main
from tests.tiny_encoder import NAME, programs, questions, tiny_models

SOURCE = "class A {\n    int x = run(y);\n}\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with settings, a tiny encoder, texts and programs, and a run of each kind."""
    folder = tmp_path_factory.mktemp("docent")
    tiny_models(folder / "models")
    settings = f'[embedder]\nfolder = "{folder}/models"\n[tuning]\nfolder = "{folder}/tuning"\n'
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    small = f'[classifier]\nencoder = "{NAME}"\nmethod = "head"\nepochs = 1\nbatch = 8\nlongest = 16\ntest = 0.2\nthreads = 1\n'
    (folder / "small.toml").write_text(small, encoding="utf-8")
    (folder / "java.toml").write_text(small + 'words = "java"\nmost_steps = 1\n', encoding="utf-8")
    for name, items in (("texts", questions(20)), ("programs", programs(20))):
        lines = [json.dumps(item.to_json()) for item in items]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert run(folder, "classify", f"{folder}/texts.jsonl", "--out", "topics", "--config", f"{folder}/small.toml") == 0
    assert run(folder, "tag", f"{folder}/programs.jsonl", "--out", "code", "--config", f"{folder}/java.toml") == 0
    return folder


def run(folder: Path, *arguments: str) -> int:
    return main([*arguments, "--settings", str(folder / "settings.toml")])


def printed(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_run_lies_in_the_folder_of_runs(place: Path) -> None:
    assert (place / "tuning/runs/topics/adapter/classifier.json").is_file()
    assert json.loads((place / "tuning/runs/code/report.json").read_text())["role"] == "classifier"


def test_training_prints_its_report_as_a_table_or_as_json(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    training = ("classify", f"{place}/texts.jsonl", "--config", f"{place}/small.toml")
    assert run(place, *training, "--out", "b") == 0
    assert "| test | macro_f1 | " in capsys.readouterr().out
    further = ("--test", f"{place}/texts.jsonl", "--before", "topics", "--json")
    assert run(place, *training, "--out", "c", *further) == 1  # nothing is left: what is tested on is not trained on
    assert "too little to train on" in capsys.readouterr().err
    assert run(place, *training, "--out", "d", "--before", "topics", "--json") == 0
    assert printed(capsys)[0]["before"]["name"] == "topics"


def test_labels_of_new_texts_are_printed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run(place, "predict", "topics", "--text", "please my salary money", "--text", "please my laptop screen", "--json") == 0
    )
    assert [row["labels"] for row in printed(capsys)] == [["pay"], ["it"]]
    assert run(place, "predict", "topics", "--text", "please my salary money") == 0
    assert capsys.readouterr().out.startswith("pay\t")


def test_a_batch_keeps_its_ids(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.jsonl").write_text('{"id": 7, "text": "please my holiday days"}\n\n', encoding="utf-8")
    assert run(place, "predict", "topics", "--batch", str(tmp_path / "in.jsonl")) == 0
    row = printed(capsys)[0]
    assert (row["id"], row["labels"]) == (7, ["leave"])


def test_tags_of_a_piece_of_code_are_printed(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, "predict", "code", "--text", "int x=run(y);", "--json") == 0
    row = printed(capsys)[0]
    assert [word["word"] for word in row["words"]] == ["int", "x", "=", "run", "(", "y", ")", ";"]
    assert row["words"][3]["tag"] == "function"
    assert run(place, "predict", "code", "--text", "int x;") == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("int\tkeyword\t")


def test_exercises_are_taken_into_the_bank_and_graded(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "A.java").write_text(SOURCE, encoding="utf-8")
    out = tmp_path / "q.jsonl"
    made = ("exercises", "make", f"{tmp_path}/A.java", "--tagger", "code", "-n", "2", "--document", "code/A.java")
    assert run(place, *made, "--out", str(out)) == 0
    assert run(place, *made) == 0
    assert capsys.readouterr().out == out.read_text(encoding="utf-8")
    items = [entry.question for entry in read(out.read_text(encoding="utf-8"), Format.JSON_LINES)]
    assert items
    assert {one.evidence.document for one in items if one is not None} == {"code/A.java"}
    replies = [{"id": one.id, "item": one.to_json(), "reply": one.key[0]} for one in items if one is not None]
    (tmp_path / "replies.jsonl").write_text("\n".join(map(json.dumps, replies)), encoding="utf-8")
    graded = tmp_path / "graded.jsonl"
    assert assistant_main(["quiz", "grade", "--batch", f"{tmp_path}/replies.jsonl", "--out", str(graded)]) == 0
    assert [json.loads(line)["correct"] for line in graded.read_text(encoding="utf-8").splitlines()] == [True] * len(items)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["classify", "--out", "x"], "name either a file or a --recipe"),
        (["classify", "missing.jsonl", "--out", "x"], "missing.jsonl is not there"),
        (["classify", "--recipe", "banking77", "--data", "missing", "--out", "x"], "banking77_train.jsonl is not there"),
        (["tag", "--recipe", "java", "--data", "missing.zip", "--out", "x"], "openjdk-17-source"),
        (["predict", "missing", "--text", "a"], "holds no classifier"),
        (["predict", "topics", "--batch", "missing.jsonl"], "missing.jsonl is not there"),
        (["exercises", "make", "missing.java", "--tagger", "code"], "missing.java is not there"),
    ],
)
def test_a_problem_goes_to_stderr(place: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(place, *arguments) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("line", "said"), [("{", "line 1 is not JSON"), ("[]", "expected an object with text")])
def test_a_batch_that_cannot_be_read_is_a_problem(
    place: Path, tmp_path: Path, line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.jsonl").write_text(line, encoding="utf-8")
    assert run(place, "predict", "topics", "--batch", str(tmp_path / "in.jsonl")) == 1
    assert said in capsys.readouterr().err
