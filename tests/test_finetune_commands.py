"""The commands that make public examples, train, search, average and reproduce."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.cards import Card, write_card
from assistant.errors import Problem
from assistant.tuning import RunFolder
from finetune import commands
from finetune.__main__ import main
from finetune.examples import data_hash, read_examples, write_examples
from finetune.reproducing import PROCESSES, checked, recipes
from finetune.settings import RunSettings, TrainingSettings, written
from tests.test_averaging import run as adapter_run
from tests.test_public_examples import SEED, row, write
from tests.tiny_llama import tiny_examples, tiny_settings, write_llama

pytestmark = [pytest.mark.filterwarnings(f"ignore::{kind}") for kind in ("FutureWarning", "DeprecationWarning", "UserWarning")]
SETS = ("xquad_en_public", "boolq_public", "fairytale_train", "tatqa_dev", "clapnq_public")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public")
    for name in SETS:
        rows = [row(f"Town_{number:02}", part, name) for number in range(30) for part in range(2)]
        write(folder / f"qa/{name}.jsonl", rows)
    claims = [{"_id": str(number), "text": f"Tea number {number} lowers pressure."} for number in range(9)]
    abstracts = [{**claim, "title": "Tea", "text": f"We looked. {claim['text']} That is all."} for claim in claims]
    write(folder / "retrieval/scifact/queries.jsonl", claims)
    write(folder / "retrieval/scifact/corpus.jsonl", abstracts)
    (folder / "retrieval/scifact/qrels").mkdir()
    judged = "".join(f"{number}\t{number}\t1\n" for number in range(9))
    (folder / "retrieval/scifact/qrels/train.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}", encoding="utf-8")
    for name in ("opentrivia", "arc_easy", "openbookqa"):
        options = ["red", "green", "blue", "grey"]
        write(folder / f"distractors/{name}.jsonl", [{"question": "?", "options": options, "correct": "red"}] * 9)
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text('[tuning]\nfolder = "tuning"\n[embedder]\nfolder = "models"\n', encoding="utf-8")
    return file


@pytest.fixture
def data(tmp_path: Path) -> Path:
    write_examples(tmp_path / "data/train.jsonl", tiny_examples(12))
    write_examples(tmp_path / "data/validation.jsonl", tiny_examples(4, 90))
    return tmp_path / "data"


def writer_card(public: Path, out: Path) -> Card:
    """The card of a writer that was made from these sets."""
    assert main(["public", str(public), "--out", str(out), "--seed", str(SEED)]) == 0
    hashes = {
        part: data_hash(read_examples(out / f"{file}.jsonl"))
        for part, file in (("train", "train"), ("validation", "validation"))
    }
    section = {"training": {"rank": 8, "learning_rate": 0.001}}
    return Card("docent-writer", "SmolLM2", "b" * 64, "Apache-2.0", hashes, section, SEED, {})


def test_public_writes_both_parts_and_names_their_hashes(
    public: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["public", str(public), "--out", str(tmp_path), "--seed", "7", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    for name in ("train", "validation"):
        examples = read_examples(tmp_path / f"{name}.jsonl")
        assert told[name] == {"examples": len(examples), "sha256": data_hash(examples)}


def test_public_names_a_set_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["public", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "must hold the public sets" in capsys.readouterr().err


def test_train_names_the_command_that_prepares_data(tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "one", "--data", str(tmp_path / "none"), "--settings", str(settings)]) == 1
    assert "python -m finetune prepare --out" in capsys.readouterr().err


def test_search_trains_and_keeps_settings_that_train_takes(
    tmp_path: Path, settings: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = write_llama(tmp_path / "base")
    given = tiny_settings(base, epochs=0.5, evaluate_every=1)
    (tmp_path / "run.toml").write_text(written(given), encoding="utf-8")
    rest = ["--data", str(data), "--settings", str(settings)]
    assert main(["search", "s", "--trials", "2", "--config", str(tmp_path / "run.toml"), "--json", *rest]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["state"] for one in told["trials"]] == ["complete", "complete"]
    folder = tmp_path / "tuning/searches/s"
    assert told["settings"] == str(folder / "settings.toml")
    trial = RunFolder(folder / "trials/0001")
    assert (trial.state().state, list(trial.folder.glob("checkpoint-*"))) == ("done", [])
    assert main(["train", "one", "--config", told["settings"], *rest]) == 0
    assert RunFolder(tmp_path / "tuning/runs/one").state().state == "done"


def test_search_is_refused_in_several_processes(
    settings: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert main(["search", "s", "--data", str(data), "--settings", str(settings)]) == 1
    assert "without torchrun" in capsys.readouterr().err


def test_average_says_how_much_of_the_mean_fits(tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = tmp_path / "tuning/runs"
    adapter_run(runs, "one", 1), adapter_run(runs, "two", 2)
    assert main(["average", "one", "two", "--out", "mean", "--settings", str(settings), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["adapter"] == str(runs / "mean/adapter")
    assert 0.3 < told["kept"] < 1


def test_average_refuses_unknown_runs(settings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["average", "one", "two", "--out", "mean", "--settings", str(settings)]) == 1
    assert "one, two is no run" in capsys.readouterr().err


def test_a_recipe_names_seed_hashes_settings_and_commands(public: Path, tmp_path: Path) -> None:
    card = writer_card(public, tmp_path / "data")
    write_card_in(tmp_path / "adapters/writer", card)
    recipe = recipes(tmp_path / "adapters", public, Path("out"))[0]
    assert recipe.settings == "[training]\nlearning_rate = 0.001\nrank = 8\n"
    assert f"--seed {SEED}" in recipe.commands[0]
    assert f"--nproc_per_node {PROCESSES} -m finetune train docent-writer" in recipe.commands[1]
    assert "--config out/writer.toml" in recipe.commands[1]


def test_the_same_public_sets_give_the_hashes_of_the_card(public: Path, tmp_path: Path) -> None:
    write_card_in(tmp_path / "adapters/writer", writer_card(public, tmp_path / "data"))
    recipe = recipes(tmp_path / "adapters", public, Path("out"))[0]
    assert [(check.part, check.right) for check in checked(recipe, public)] == [("train", True), ("validation", True)]


def test_other_data_are_told_with_both_hashes(
    public: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    card = writer_card(public, tmp_path / "data")
    write_card_in(tmp_path / "adapters/writer", replace(card, data=dict(card.data) | {"train": "a" * 64}))
    monkeypatch.setattr(commands, "ADAPTERS", tmp_path / "adapters")
    assert main(["reproduce", "--check", "--public", str(public)]) == 1
    told = capsys.readouterr().out
    assert f"found {card.data['train']}, expected {'a' * 64}" in told
    assert "data validation: the same" in told


def test_a_check_without_sets_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reproduce", "--check"]) == 1
    assert "--check takes --public" in capsys.readouterr().err


def test_without_tuned_models_there_is_nothing_to_reproduce(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="without its tuned models"):
        recipes(tmp_path, tmp_path, tmp_path)


def test_reproduce_tells_of_the_shipped_judge_and_writes_its_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from finetune.judge_commands import JudgeRun
    from indexer.settings import load_sections

    assert main(["reproduce", "--json", "--out", str(tmp_path)]) == 0
    found = {one["role"]: one for one in json.loads(capsys.readouterr().out)["models"]}
    judge = load_sections(JudgeRun, tmp_path / "judge.toml", {}).judge
    assert judge.seed == found["judge"]["card"]["seed"]
    assert found["judge"]["commands"] == [f"python -m finetune train-judge docent-judge PUBLIC --config {tmp_path}/judge.toml"]


def write_card_in(folder: Path, card: Card) -> None:
    folder.mkdir(parents=True)
    write_card(folder, card)


def test_default_settings_are_written_in_full() -> None:
    assert "adversarial = 0.0" in written(RunSettings(TrainingSettings()))
