"""The OpenVINO embedder: batches, padding, and the same vectors as the published model."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from indexer.embedding import open_embedder
from indexer.errors import ModelMissing
from indexer.models import MINILM
from indexer.openvino_embedder import TOKENS_AT_ONCE, OpenVinoEmbedder, batches, longest_text, padded, pooling_of, runs
from indexer.settings import EmbedderSettings

MODELS = Path(os.environ.get("DOCENT_EMBEDDER_FOLDER", Path(__file__).parents[1] / "data/models"))
GOLDEN = ((-0.02521, 0.00798, 0.0611, 0.07766), (-0.00812, -0.09559, -0.03867, 0.04966))
needs_model = pytest.mark.skipif(not (MODELS / MINILM.folder).is_dir(), reason="the bundled models are not here")


def model_folder(folder: Path, **config: object) -> Path:
    """A folder that looks like a sentence-transformers model, without usable weights."""
    (folder / "1_Pooling").mkdir(parents=True)
    stated = {"model_type": "bert", "hidden_act": "gelu", "max_position_embeddings": 512, **config}
    (folder / "config.json").write_text(json.dumps(stated))
    kinds = [{"type": f"sentence_transformers.models.{kind}"} for kind in ("Transformer", "Pooling", "Normalize")]
    (folder / "modules.json").write_text(json.dumps(kinds))
    (folder / "1_Pooling/config.json").write_text(json.dumps({"pooling_mode_mean_tokens": True}))
    (folder / "model.safetensors").touch()
    (folder / "tokenizer.json").touch()
    return folder


def test_batches_hold_every_text_once_longest_first() -> None:
    groups = list(batches([5, 90, 40, 7], 2))
    assert groups == [[1, 2], [3, 0]]


def test_a_batch_never_holds_more_tokens_than_fit_unless_it_is_one_text() -> None:
    lengths = [TOKENS_AT_ONCE + 1, TOKENS_AT_ONCE // 2, TOKENS_AT_ONCE // 2, 3]
    assert list(batches(lengths, 32)) == [[0], [1, 2], [3]]


def test_no_texts_are_no_batches() -> None:
    assert list(batches([], 32)) == []


def test_padding_is_masked() -> None:
    ids, mask = padded([[7, 8, 9], [5]])
    assert ids.tolist() == [[7, 8, 9], [5, 0, 0]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]


def test_a_bert_model_with_mean_pooling_runs(tmp_path: Path) -> None:
    assert runs(model_folder(tmp_path / "m"))


@pytest.mark.parametrize(
    "config", [{"model_type": "mpnet"}, {"hidden_act": "relu"}, {"position_embedding_type": "relative_key"}]
)
def test_another_architecture_does_not_run(tmp_path: Path, config: dict[str, str]) -> None:
    assert not runs(model_folder(tmp_path / "m", **config))


def test_a_model_that_pools_in_two_ways_does_not_run(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "m")
    both = {"pooling_mode_mean_tokens": True, "pooling_mode_max_tokens": True}
    (folder / "1_Pooling/config.json").write_text(json.dumps(both))
    assert pooling_of(folder) is None
    assert not runs(folder)


def test_a_model_with_a_further_layer_does_not_run(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "m")
    kinds = [{"type": f"sentence_transformers.models.{kind}"} for kind in ("Transformer", "Pooling", "Dense")]
    (folder / "modules.json").write_text(json.dumps(kinds))
    assert pooling_of(folder) is None


def test_the_folder_says_how_long_a_text_may_be(tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "m", max_position_embeddings=384)
    assert longest_text(folder) == 384
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 256}')
    assert longest_text(folder) == 256


def test_opening_another_kind_of_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="does not hold a BERT model"):
        OpenVinoEmbedder(model_folder(tmp_path / "m", model_type="mpnet"), "m", batch=8)


@pytest.mark.models
@needs_model
def test_the_bundled_model_gives_the_vectors_it_was_published_with() -> None:
    embedder = open_embedder(EmbedderSettings(folder=MODELS))
    assert embedder.name == "all-MiniLM-L6-v2@53aa51172d142c89"
    assert embedder.dimensions == 384
    texts = ["Up to 5 unused days carry over.", "Parking is free.", "word " * 400]
    vectors = embedder.passages(texts)
    # computed once with sentence-transformers 6.2 in float32
    assert vectors[0, :4] == pytest.approx(GOLDEN[0], abs=2e-3)
    assert vectors[2, :4] == pytest.approx(GOLDEN[1], abs=2e-3)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-4)
    question = embedder.question("How many vacation days can I keep?")
    assert question @ vectors[0] > question @ vectors[1]


@pytest.mark.models
@needs_model
def test_a_text_has_the_same_vector_alone_and_in_a_batch() -> None:
    embedder = open_embedder(EmbedderSettings(folder=MODELS))
    together = embedder.passages(["short", "a somewhat longer text about leave and pay", ""])
    assert embedder.passages(["short"])[0] @ together[0] == pytest.approx(1.0, abs=1e-3)
    assert embedder.passages([]).shape == (0, 384)
