"""Which embedder the settings give, and what it puts in front of texts."""

import json
from pathlib import Path

import numpy as np
import pytest

from indexer.accelerator import accelerator, may_have_accelerator
from indexer.embedding import HashedEmbedder, model_folder, open_embedder, prompts_of
from indexer.errors import ModelMissing
from indexer.sentence_embedder import SentenceEmbedder
from indexer.settings import EmbedderSettings


def test_hashed_vectors_are_the_same_every_time_and_of_length_one() -> None:
    embedder = open_embedder(EmbedderSettings(model="hashed"))
    assert isinstance(embedder, HashedEmbedder)
    vectors = embedder.passages(["unused days carry over", "年假"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 1.0])
    assert np.array_equal(embedder.question("unused days carry over"), vectors[0])
    assert (embedder.name, embedder.dimensions) == ("hashed-256", 256)


def test_an_empty_text_has_a_vector_without_a_direction() -> None:
    assert HashedEmbedder(8).passages([""]).tolist() == [[0.0] * 8]


def test_a_missing_bundled_model_says_how_to_fetch_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="run 'python -m assistant models fetch'"):
        open_embedder(EmbedderSettings(folder=tmp_path))


def test_an_unknown_model_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="run 'hf download docent-test/none'"):
        open_embedder(EmbedderSettings(model="docent-test/none", folder=tmp_path))


def test_a_model_is_found_as_a_path_or_below_the_folder_of_models(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/modules.json").write_text("[]")
    assert model_folder(EmbedderSettings(model=str(tmp_path / "mine"))) == tmp_path / "mine"
    assert model_folder(EmbedderSettings(model="mine", folder=tmp_path)) == tmp_path / "mine"


def test_weights_in_another_format_are_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").touch()
    with pytest.raises(ModelMissing, match="no weights in safetensors format"):
        open_embedder(EmbedderSettings(model=str(tmp_path)))
    with pytest.raises(ModelMissing, match="pickled weights, which can run code"):
        SentenceEmbedder(tmp_path, "m", device="cpu", batch=8)


@pytest.mark.parametrize(
    ("name", "prompts"),
    [
        ("multilingual-e5-small@0f", ("passage: ", "query: ")),
        ("e5-base-v2", ("passage: ", "query: ")),
        ("multilingual-e5-large-instruct", ("", "")),
        ("bge-small-en-v1.5", ("", "Represent this sentence for searching relevant passages: ")),
        ("bge-m3", ("", "")),
        ("all-MiniLM-L6-v2", ("", "")),
    ],
)
def test_a_family_of_models_is_prompted_as_it_was_trained(tmp_path: Path, name: str, prompts: tuple[str, str]) -> None:
    assert prompts_of(tmp_path, name) == prompts


def test_the_prompts_in_the_models_folder_come_first(tmp_path: Path) -> None:
    stated = {"prompts": {"query": "search_query: ", "document": "search_document: "}}
    (tmp_path / "config_sentence_transformers.json").write_text(json.dumps(stated))
    assert prompts_of(tmp_path, "e5-base") == ("search_document: ", "search_query: ")


def test_prompts_that_are_empty_in_the_folder_are_none(tmp_path: Path) -> None:
    (tmp_path / "config_sentence_transformers.json").write_text('{"prompts": {"query": "", "document": ""}}')
    assert prompts_of(tmp_path, "mine") == ("", "")


def test_pytorch_is_not_asked_where_no_driver_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert not may_have_accelerator()
    assert accelerator() is None


def test_a_damaged_model_is_a_problem_that_says_what_to_do(tmp_path: Path) -> None:
    for name in ("config.json", "model.safetensors"):
        (tmp_path / name).write_text("{cut", encoding="utf-8")
    with pytest.raises(ModelMissing, match=r"cannot be loaded \(.*fetch it again|can load"):
        open_embedder(EmbedderSettings(model=str(tmp_path)))
