"""A BERT encoder as an OpenVINO graph, built from its weights without PyTorch. Knows nothing of tokens or batches."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

KINDS = ("bert", "xlm-roberta")  # both are the same graph; the second counts positions from its padding index
Weights = Mapping[str, NDArray[np.float32]]


def embedding_graph(
    config: Mapping[str, Any], weights: Weights, pooling: str, longest: int
) -> Any:  # Any: JSON; openvino.Model
    """A graph from `ids` (n, t) and `mask` (n, t), int64, to unit vectors (n, d) float32; `pooling` is "mean" or "cls"."""
    from openvino import Model  # type: ignore[import-untyped]  # the package has no types
    from openvino import opset13 as ops

    ids, mask, hidden = encoder(config, weights, longest)
    pooled = mean_of(hidden, mask) if pooling == "mean" else ops.gather(hidden, np.int64(0), np.int64(1))
    return Model([ops.normalize_l2(pooled, np.array([1]), 1e-12, "max")], [ids, mask], "embedder")


def encoder(config: Mapping[str, Any], weights: Weights, longest: int) -> tuple[Any, Any, Any]:  # Any: JSON; graph nodes
    """The parameters `ids` and `mask` (n, t), int64, and the hidden states (n, t, d) float32 that follow from them."""
    from openvino import opset13 as ops

    ids = ops.parameter([-1, -1], np.int64, name="ids")
    mask = ops.parameter([-1, -1], np.int64, name="mask")
    hidden = _embedded(config, weights, ids, longest)
    seen = ops.unsqueeze(ops.convert(mask, "boolean"), np.array([1, 2]))  # (n, 1, 1, t)
    # every token sees the tokens of its own text
    for layer in range(config["num_hidden_layers"]):
        hidden = _layer(config, weights, f"encoder.layer.{layer}.", hidden, seen)
    return ids, mask, hidden


def dense(weights: Weights, name: str, node: Any) -> Any:  # Any: graph nodes
    """A linear layer: the weights are `name` + "weight" (outputs, inputs) and `name` + "bias" (outputs,)."""
    from openvino import opset13 as ops

    return ops.add(ops.matmul(node, _constant(weights, f"{name}weight"), False, True), _constant(weights, f"{name}bias"))


def mean_of(hidden: Any, mask: Any) -> Any:  # Any: graph nodes
    """The mean (n, d) of the hidden states of each text's tokens."""
    from openvino import opset13 as ops

    share = ops.unsqueeze(ops.convert(mask, "f32"), np.array([2]))
    return ops.divide(ops.reduce_sum(ops.multiply(hidden, share), np.array([1])), ops.reduce_sum(share, np.array([1])))


def _embedded(config: Mapping[str, Any], weights: Weights, ids: Any, longest: int) -> Any:  # Any: JSON; graph nodes
    from openvino import op
    from openvino import opset13 as ops

    first = config["pad_token_id"] + 1 if config["model_type"] == "xlm-roberta" else 0
    positions = weights["embeddings.position_embeddings.weight"][first : first + longest]
    positions = positions + weights["embeddings.token_type_embeddings.weight"][0]  # every text is of the first type
    length = ops.gather(ops.shape_of(ids), np.array([1]), np.int64(0))
    placed = ops.slice(op.Constant(np.ascontiguousarray(positions)), np.array([0]), length, np.array([1]), np.array([0]))
    words = ops.gather(_constant(weights, "embeddings.word_embeddings.weight"), ids, np.int64(0))
    return _normed(config, weights, "embeddings.LayerNorm.", ops.add(words, placed))


def _layer(config: Mapping[str, Any], weights: Weights, name: str, hidden: Any, seen: Any) -> Any:  # Any: JSON; graph nodes
    from openvino import opset13 as ops

    heads = config["num_attention_heads"]
    size = config["hidden_size"] // heads
    split = np.array([0, 0, heads, size])
    asked, offered, carried = (
        ops.transpose(ops.reshape(dense(weights, f"{name}attention.self.{part}.", hidden), split, True), np.array([0, 2, 1, 3]))
        for part in ("query", "key", "value")
    )
    heard = ops.transpose(ops.scaled_dot_product_attention(asked, offered, carried, seen), np.array([0, 2, 1, 3]))
    heard = dense(weights, f"{name}attention.output.dense.", ops.reshape(heard, np.array([0, 0, heads * size]), True))
    hidden = _normed(config, weights, f"{name}attention.output.LayerNorm.", ops.add(heard, hidden))
    wide = ops.gelu(dense(weights, f"{name}intermediate.dense.", hidden), "erf")
    return _normed(config, weights, f"{name}output.LayerNorm.", ops.add(dense(weights, f"{name}output.dense.", wide), hidden))


def _constant(weights: Weights, name: str) -> Any:  # Any: a graph node
    from openvino import op

    # shared memory: the general conversion of arrays goes through lists and takes seconds for a model of this size
    return op.Constant(np.ascontiguousarray(weights[name]), shared_memory=True)


def _normed(config: Mapping[str, Any], weights: Weights, name: str, node: Any) -> Any:  # Any: JSON; graph nodes
    from openvino import opset13 as ops

    flat = ops.mvn(node, np.array([-1]), True, config["layer_norm_eps"], "INSIDE_SQRT")
    return ops.add(ops.multiply(flat, _constant(weights, f"{name}weight")), _constant(weights, f"{name}bias"))
