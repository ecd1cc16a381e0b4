"""Embedding on CPUs with OpenVINO, for models of the BERT kind. Knows nothing of settings, indexes or people."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.bert import KINDS, embedding_graph
from indexer.errors import ModelMissing

TOKENS_AT_ONCE = 1024  # of one batch, padding included: more does not stay in the processor's caches
POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}


class OpenVinoEmbedder:
    """A sentence-transformers folder of the BERT kind, run by OpenVINO. Several threads may use one at a time."""

    def __init__(self, folder: Path, name: str, *, batch: int, prompts: tuple[str, str] = ("", "")) -> None:
        """Load the model; `prompts` are put in front of every passage and every question.

        Raises:
            ModelMissing: the folder holds something other than a model of this kind.
        """
        from openvino import Core  # type: ignore[import-untyped]  # the package has no types
        from safetensors.numpy import load_file

        config = _json(folder / "config.json")
        pooling = pooling_of(folder)
        if not runs(folder) or pooling is None:
            raise ModelMissing(f"{folder} does not hold a BERT model with mean or first-token pooling: choose another engine")
        longest = longest_text(folder)
        graph = embedding_graph(config, load_file(folder / "model.safetensors"), pooling, longest)
        # one stream on all cores: as fast on batches as one stream a core, and half the wait for a single question
        self._compiled = Core().compile_model(graph, "CPU", {"PERFORMANCE_HINT": "LATENCY"})
        self._tokenizer = _tokenizer(folder, longest)
        self._name, self._dimensions, self._batch = name, int(config["hidden_size"]), batch
        self._passage_prompt, self._question_prompt = prompts

    @property
    def name(self) -> str:
        """The model and the hash of its weights."""
        return self._name

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._dimensions

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d) float32 of passages, embedded longest first so that batches hold little padding."""
        return self._vectors([self._passage_prompt + text for text in texts])

    def question(self, text: str) -> NDArray[np.float32]:
        """The unit vector (d,) float32 of a question."""
        return np.asarray(self._vectors([self._question_prompt + text])[0], dtype=np.float32)

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(rows), self._dimensions), dtype=np.float32)
        request = self._compiled.create_infer_request()  # one a call: requests are not shared between threads
        for places in batches([len(row) for row in rows], self._batch):
            ids, mask = padded([rows[place] for place in places])
            vectors[places] = request.infer([ids, mask])[0]
        return vectors


def runs(folder: Path) -> bool:
    """Whether the folder's model is one that this engine can run."""
    config = _json(folder / "config.json") if (folder / "config.json").is_file() else {}
    return (
        config.get("model_type") in KINDS
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and (folder / "model.safetensors").is_file()
        and (folder / "tokenizer.json").is_file()
        and pooling_of(folder) is not None
    )


def pooling_of(folder: Path) -> str | None:
    """How the model makes one vector of a text, "mean" or "cls"; None where this engine cannot do what it asks for."""
    modules = [str(module["type"]).rsplit(".", 1)[-1] for module in _json(folder / "modules.json", [])]
    if modules not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return None
    asked = [key for key, value in _json(folder / "1_Pooling" / "config.json", {}).items() if value is True and "mode" in key]
    return POOLINGS.get(asked[0]) if len(asked) == 1 else None


def longest_text(folder: Path) -> int:
    """How many tokens of a text the model reads: what the folder says, else all positions it was trained for."""
    stated = _json(folder / "sentence_bert_config.json", {}).get("max_seq_length")
    positions = int(_json(folder / "config.json")["max_position_embeddings"])
    return min(int(stated), positions) if stated is not None else min(512, positions)


def batches(lengths: Sequence[int], at_most: int) -> Iterator[list[int]]:
    """Places of texts in batches, longest first, each at most `at_most` texts and `TOKENS_AT_ONCE` tokens (or one text)."""
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    start = 0
    while start < len(order):
        fit = max(1, min(at_most, TOKENS_AT_ONCE // max(1, lengths[order[start]])))
        yield order[start : start + fit]
        start += fit


def padded(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Token ids (n, t) filled up with zeros, and the mask (n, t) that is 1 where a token is a real one."""
    longest = max(len(row) for row in rows)
    ids = np.zeros((len(rows), longest), dtype=np.int64)
    mask = np.zeros((len(rows), longest), dtype=np.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
        mask[place, : len(row)] = 1
    return ids, mask


def _tokenizer(folder: Path, longest: int) -> Any:  # Any: tokenizers.Tokenizer has no types
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    return tokenizer


def _json(path: Path, absent: Any = None) -> Any:  # Any: JSON
    return absent if absent is not None and not path.is_file() else json.loads(path.read_text(encoding="utf-8"))
