"""The graph of an encoder, against the same sums in NumPy. The published model is checked in test_openvino_embedder.py."""

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.bert import embedding_graph

WIDTH, HEADS, WIDE, WORDS, LONGEST = 8, 2, 12, 20, 6
CONFIG = {
    "model_type": "bert",
    "hidden_size": WIDTH,
    "num_attention_heads": HEADS,
    "num_hidden_layers": 1,
    "layer_norm_eps": 1e-12,
    "pad_token_id": 1,
}
Array = NDArray[np.float32]


def weights() -> dict[str, Array]:
    """One layer of made-up weights, the same each time."""
    chance = np.random.default_rng(0)
    shapes = {
        "embeddings.word_embeddings.weight": (WORDS, WIDTH),
        "embeddings.position_embeddings.weight": (LONGEST + 2, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    layer = "encoder.layer.0."
    for name, out, into in (
        ("attention.self.query", WIDTH, WIDTH),
        ("attention.self.key", WIDTH, WIDTH),
        ("attention.self.value", WIDTH, WIDTH),
        ("attention.output.dense", WIDTH, WIDTH),
        ("intermediate.dense", WIDE, WIDTH),
        ("output.dense", WIDTH, WIDE),
    ):
        shapes |= {f"{layer}{name}.weight": (out, into), f"{layer}{name}.bias": (out,)}  # type: ignore[dict-item]  # (n,) too
    for name in ("embeddings.LayerNorm", f"{layer}attention.output.LayerNorm", f"{layer}output.LayerNorm"):
        shapes |= {f"{name}.weight": (WIDTH,), f"{name}.bias": (WIDTH,)}  # type: ignore[dict-item]  # as above
    return {name: chance.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def run(ids: list[list[int]], mask: list[list[int]], pooling: str = "mean", **changed: str) -> Array:
    from openvino import Core  # type: ignore[import-untyped]  # the package has no types

    graph = embedding_graph(CONFIG | changed, weights(), pooling, LONGEST)
    compiled = Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return np.asarray(compiled([np.array(ids), np.array(mask)])[0], dtype=np.float32)


def normed(x: Array, w: dict[str, Array], name: str) -> Array:
    flat = (x - x.mean(-1, keepdims=True)) / x.std(-1, keepdims=True)
    return np.asarray(flat * w[f"{name}.weight"] + w[f"{name}.bias"], dtype=np.float32)


def expected(ids: list[int], first: int = 0) -> Array:
    """The hidden states (t, d) of one text."""
    from scipy.special import erf, softmax  # type: ignore[import-untyped]  # scipy has no types

    w, layer = weights(), "encoder.layer.0."

    def dense(x: Array, name: str) -> Array:
        return np.asarray(x @ w[f"{layer}{name}.weight"].T + w[f"{layer}{name}.bias"], dtype=np.float32)

    places = w["embeddings.position_embeddings.weight"][first : first + len(ids)]
    x = w["embeddings.word_embeddings.weight"][ids] + places + w["embeddings.token_type_embeddings.weight"][0]
    x = normed(x, w, "embeddings.LayerNorm")
    q, k, v = (
        dense(x, f"attention.self.{part}").reshape(len(ids), HEADS, -1).swapaxes(0, 1) for part in ("query", "key", "value")
    )
    heard = softmax(q @ k.swapaxes(1, 2) / np.sqrt(WIDTH / HEADS), axis=-1) @ v
    heard = dense(heard.swapaxes(0, 1).reshape(len(ids), WIDTH), "attention.output.dense")
    x = normed(x + heard, w, f"{layer}attention.output.LayerNorm")
    wide = dense(x, "intermediate.dense")
    wide = wide * 0.5 * (1 + erf(wide / np.sqrt(2)))
    return normed(x + dense(wide, "output.dense"), w, f"{layer}output.LayerNorm")


def unit(vector: Array) -> Array:
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def test_the_graph_computes_what_bert_computes() -> None:
    ids = [3, 7, 11, 2]
    assert run([ids], [[1] * 4])[0] == pytest.approx(unit(expected(ids).mean(0)), abs=1e-4)


def test_the_first_token_can_stand_for_the_text() -> None:
    ids = [3, 7, 11]
    assert run([ids], [[1] * 3], "cls")[0] == pytest.approx(unit(expected(ids)[0]), abs=1e-4)


def test_padding_changes_nothing() -> None:
    alone = run([[3, 7]], [[1, 1]])[0]
    together = run([[3, 7, 0, 0], [3, 7, 11, 2]], [[1, 1, 0, 0], [1, 1, 1, 1]])[0]
    assert together == pytest.approx(alone, abs=1e-5)


def test_xlm_roberta_counts_positions_from_its_padding() -> None:
    ids = [3, 7, 11]
    assert run([ids], [[1] * 3], model_type="xlm-roberta")[0] == pytest.approx(unit(expected(ids, first=2).mean(0)), abs=1e-4)
