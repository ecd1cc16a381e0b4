"""The transformer under a classifier: pieces, what is trained, files."""

import json
from pathlib import Path

import pytest
import torch

from assistant.errors import Problem
from finetune.encoder import ADAPTER, CONFIG, WHOLE, Encoder, encoder_folder
from indexer.errors import ModelMissing
from tests.tiny_encoder import NAME, tiny_models

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")  # PEFT asks for it


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models(tmp_path_factory.mktemp("models")) / NAME


def vector(encoder: Encoder) -> torch.Tensor:
    ids = torch.tensor([encoder.pieces(["please my holiday"])[0].ids])
    with torch.no_grad():
        return encoder.hidden(ids, torch.ones_like(ids))[0]


def changed(encoder: Encoder) -> torch.Tensor:
    """Moves all trained weights, and returns a vector after that."""
    with torch.no_grad():
        for weight in encoder.trained().values():
            weight.add_(0.125)
    encoder.model.train(False)
    return vector(encoder)


def test_a_text_becomes_pieces_with_marks_at_both_ends(folder: Path) -> None:
    pieces = Encoder(folder, 16).pieces(["holiday pay"])[0]
    assert len(pieces.ids) == 4
    assert pieces.owners == (-1, 0, 1, -1)


def test_a_long_text_is_cut_off(folder: Path) -> None:
    assert len(Encoder(folder, 5).pieces(["pay " * 30])[0].ids) == 5
    assert len(Encoder(folder, 500).pieces(["pay " * 90])[0].ids) == 64  # all the positions it has


def test_words_keep_their_number_however_they_are_split(folder: Path) -> None:
    pieces = Encoder(folder, 16).pieces_of_words([["run(x)", ";"]])[0]
    assert pieces.owners == (-1, 0, 0, 0, 0, 1, -1)


def test_at_first_nothing_is_trained(folder: Path) -> None:
    encoder = Encoder(folder, 16)
    encoder.adapt("head", 2, 4, 0.0)
    assert encoder.trained() == {}


def test_lora_trains_little_and_changes_nothing_at_first(folder: Path) -> None:
    encoder = Encoder(folder, 16)
    before = vector(encoder)
    encoder.adapt("lora", 2, 4, 0.0)
    assert torch.allclose(vector(encoder), before, atol=1e-6)
    assert all("lora" in name and "pooler" not in name for name in encoder.trained())


def test_full_training_leaves_the_words_own_vectors(folder: Path) -> None:
    encoder = Encoder(folder, 16)
    encoder.adapt("full", 2, 4, 0.0)
    assert not any("word_embeddings" in name for name in encoder.trained())
    assert any("attention" in name for name in encoder.trained())


@pytest.mark.parametrize(("method", "file"), [("lora", ADAPTER), ("full", WHOLE)])
def test_what_was_trained_is_found_again(folder: Path, tmp_path: Path, method: str, file: str) -> None:
    encoder = Encoder(folder, 16)
    encoder.adapt(method, 2, 4, 0.0)
    after = changed(encoder)
    encoder.save(tmp_path, method)
    assert (tmp_path / file).is_file()
    again = Encoder(folder, 16)
    assert not torch.allclose(vector(again), after, atol=1e-3)
    again.load(tmp_path, method)
    assert torch.allclose(vector(again), after, atol=1e-2)  # LoRA is kept in float16


def test_an_adapter_names_the_encoder_and_not_this_machine(folder: Path, tmp_path: Path) -> None:
    encoder = Encoder(folder, 16)
    encoder.adapt("lora", 2, 4, 0.0)
    encoder.save(tmp_path, "lora")
    assert json.loads((tmp_path / CONFIG).read_text())["base_model_name_or_path"] == NAME
    assert str(folder.parent) not in (tmp_path / CONFIG).read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == [CONFIG, ADAPTER]


def test_weights_that_do_not_fit_are_a_problem(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="does not fit the encoder tiny"):
        Encoder(folder, 16).load(tmp_path, "full")


def test_a_folder_without_an_encoder_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="models fetch"):
        Encoder(tmp_path, 16)


def test_an_encoder_is_a_folder_or_a_name_among_the_models(folder: Path) -> None:
    assert encoder_folder(str(folder), Path("models")) == folder
    assert encoder_folder("other", Path("models")) == Path("models/other")
