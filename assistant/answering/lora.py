"""A LoRA adapter in PEFT's format, read without PyTorch. Knows nothing of the model that it is added to."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import Problem

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
PREFIX = "base_model.model."
ELSEWHERE = "merge it with 'python -m finetune export RUN --format folder', or train with method = \"lora\""
# values of init_lora_weights that leave the base's own weights as they were
HARMLESS_STARTS = (True, False, "gaussian", "orthogonal", "eva")
# settings of PEFT that change what is computed; an adapter may name them, but only with these values
EXPECTED: dict[str, tuple[object, ...]] = {
    "peft_type": ("LORA",),
    "use_dora": (False, None),
    "use_qalora": (False, None),
    "use_bdlora": (False, None),
    "lora_bias": (False, None),
    "bias": ("none", None),
    "fan_in_fan_out": (False, None),
    "modules_to_save": (None, []),
    "alpha_pattern": ({}, None),
    "rank_pattern": ({}, None),
    "layer_replication": (None, []),
    "trainable_token_indices": (None, []),
    "target_parameters": (None, []),
    "alora_invocation_tokens": (None, []),
    "velora_config": (None,),
    "monteclora_config": (None,),
    "arrow_config": (None,),
    "kasa_config": (None,),
    "init_lora_weights": (*HARMLESS_STARTS, None),
}


@dataclass(frozen=True, slots=True)
class LowRank:
    """What is added to one weight (outputs, inputs)."""

    a: NDArray[np.float32]  # (rank, inputs)
    b: NDArray[np.float32]  # (outputs, rank)
    scale: float

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of the weight: outputs, inputs."""
        return self.b.shape[0], self.a.shape[1]

    def delta(self) -> NDArray[np.float32]:
        """The product (outputs, inputs)."""
        product: NDArray[np.float32] = np.float32(self.scale) * (self.b @ self.a)
        return product


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter's parts by the name of the weight that each is added to, such as model.layers.0.mlp.up_proj.weight."""

    folder: Path
    parts: Mapping[str, LowRank]


def adapter_hash(folder: Path) -> str:
    """The SHA-256 of an adapter: of its settings and its weights.

    Raises:
        Problem: the folder holds no adapter.
    """
    digest = hashlib.sha256()
    for name in (CONFIG, WEIGHTS):
        digest.update(_bytes(folder / name))
    return digest.hexdigest()


def read_adapter(folder: Path) -> Adapter:
    """The adapter of a folder.

    Raises:
        Problem: the folder holds no adapter, or one of a kind that is not a plain sum of low-rank products.
    """
    path = folder / CONFIG
    try:
        config = json.loads(_bytes(path))
    except ValueError as error:
        raise Problem(f"{path} is not JSON ({error}): export the adapter again") from error
    scale = _scale(path, config)
    weights = _weights(folder / WEIGHTS)
    parts: dict[str, LowRank] = {}
    while weights:
        name, part = _next(weights, scale, folder / WEIGHTS)
        if part.a.shape[0] != config["r"]:
            raise Problem(f"{folder}: {name} has rank {part.a.shape[0]}, but {CONFIG} says r = {config['r']}: copy both files")
        parts[name] = part
    if not parts:
        raise Problem(f"{folder / WEIGHTS} holds no weights: export the adapter again")
    return Adapter(folder, parts)


def _scale(path: Path, config: Any) -> float:  # Any: JSON of a foreign file
    """The factor of the products; refuses every setting that needs more than them."""
    if not isinstance(config, dict):
        raise Problem(f"{path} holds no settings: export the adapter again")
    odd = [f"{name} = {config[name]!r}" for name, fine in EXPECTED.items() if name in config and config[name] not in fine]
    if odd or "peft_type" not in config:
        raise Problem(f"{path} asks for {', '.join(odd) or 'no peft_type'}; only plain LoRA can be added here: {ELSEWHERE}")
    rank, alpha = config.get("r"), config.get("lora_alpha")
    if not isinstance(rank, int) or rank < 1 or not isinstance(alpha, int | float):
        raise Problem(f"{path} has r = {rank!r} and lora_alpha = {alpha!r}: a whole number above 0 and a number are expected")
    return float(alpha) / (math.sqrt(rank) if config.get("use_rslora") else rank)


def _weights(path: Path) -> dict[str, NDArray[np.float32]]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return {name: np.asarray(value, dtype=np.float32) for name, value in load(_bytes(path)).items()}
    except (SafetensorError, TypeError, KeyError, AttributeError) as error:  # the last three: a type that numpy lacks
        raise Problem(f"{path} does not hold weights in float16 or float32 ({error!r}): export the adapter again") from error


def _next(weights: dict[str, NDArray[np.float32]], scale: float, path: Path) -> tuple[str, LowRank]:
    """Takes one pair of matrices out of the weights: the name of what they are added to, and the pair."""
    name = next(iter(weights))
    base, dot, kind = name.partition(".lora_")
    if not (dot and name.startswith(PREFIX) and kind in ("A.weight", "B.weight")):
        raise Problem(f"{path} holds {name}, which is no part of a plain LoRA on linear layers: {ELSEWHERE}")
    a, b = (weights.pop(f"{base}.lora_{side}.weight", None) for side in "AB")
    if a is None or b is None:
        raise Problem(f"{path} holds only one of the two matrices of {base}: export the adapter again")
    if a.ndim != 2 or b.ndim != 2 or b.shape[1] != a.shape[0]:
        raise Problem(f"{path}: the matrices of {base}, {a.shape} and {b.shape}, do not fit together: export it again")
    return f"{base.removeprefix(PREFIX)}.weight", LowRank(a, b, scale)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(f"{path} cannot be read ({error.strerror}): an adapter is {CONFIG} and {WEIGHTS}") from error
