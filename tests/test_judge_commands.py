"""The commands that train and measure a judge, on tiny sets and a tiny model."""

import argparse
import json
from pathlib import Path

import pytest

from assistant.errors import Problem
from assistant.tuning import RunFolder
from finetune.judge_commands import add_commands
from tests.test_judge_pairs import scifact
from tests.tiny_judge import tiny_adapter, tiny_base

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")  # PEFT asks for it
TRAINED = ("fairytale_train", "xquad_en_public", "tatqa_dev", "boolq_public", "clapnq_public")
HELD_OUT = ("xquad_en_public", "tatqa_dev", "fairytale_val", "clapnq_public")


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers(required=True))
    given = parser.parse_args(arguments)
    code: int = given.run(given)
    return code


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Settings, a tiny base model and tiny public sets."""
    tiny_base(tmp_path / "models/all-MiniLM-L6-v2")
    (tmp_path / "settings.toml").write_text(
        '[embedder]\nmodel = "hashed"\nfolder = "models"\n[tuning]\nfolder = "tuning"\n', encoding="utf-8"
    )
    config = "[judge]\nrank = 2\nhidden = 4\nbatch = 4\nevaluate_every = 4\nvalidation = 0.4\n"
    (tmp_path / "judge.toml").write_text(config, encoding="utf-8")
    scifact(tmp_path / "sets/retrieval/scifact")
    (tmp_path / "sets/qa").mkdir()
    for name in {*TRAINED, *HELD_OUT}:
        rows = [_row(name, number) for number in range(8)]
        (tmp_path / f"sets/qa/{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return tmp_path


def _row(name: str, number: int) -> dict[str, object]:
    person = ("Ben Novak", "Carl Holm")[number % 2]
    text = f"In 19{number}1 anna wears the red hat. Then {person} wears the blue coat near Marlow."
    return {
        "set": name, "id": str(number), "context": [{"title": f"Hats {number}", "text": text}], "answers": [person],
        "question": "who wears the blue coat ?", "answerable": True, "answer_type": "span",
    }  # fmt: skip


def test_a_judge_is_trained_and_then_measured(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = ("--settings", str(place / "settings.toml"))
    assert run("train-judge", "one", str(place / "sets"), "--config", str(place / "judge.toml"), *settings) == 0
    assert "support" in capsys.readouterr().out
    folder = RunFolder(place / "tuning/runs/one")
    assert folder.state().state == "done"
    assert json.loads((folder.adapter / "card.json").read_text(encoding="utf-8"))["name"] == "docent-judge"
    assert run("evaluate-judge", "one", str(place / "sets"), "--untuned", "--json", *settings) == 0
    report = json.loads(capsys.readouterr().out)
    assert report == folder.kept("report")
    assert set(report["metrics"]) == {"ndcg", "auc", "macro_f1", "span_f1"}
    assert report["before"]["name"].startswith("hashed")


def test_a_run_is_measured_in_a_table(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny_adapter(place / "tuning/runs/two/adapter", place / "models/all-MiniLM-L6-v2")
    run("evaluate-judge", "two", str(place / "sets"), "--untuned", "--settings", str(place / "settings.toml"))
    assert "span_f1: before 0." in capsys.readouterr().out


def test_sets_that_are_not_there_are_named(place: Path) -> None:
    with pytest.raises(Problem, match=r"elsewhere must hold the public sets"):
        run("train-judge", "one", str(place / "elsewhere"), "--settings", str(place / "settings.toml"))
