"""A GGUF file made from another one: weights changed, numbers stored in another format. Knows nothing of engines.

A weight is changed in the order of rows that Hugging Face's files have. GGUF files of Llama models keep the rows of the
queries and keys in another order, in which the two halves of each head alternate:

    Hugging Face, one head of 6 rows:  0 1 2 3 4 5        GGUF:  0 3 1 4 2 5
"""

import os
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.answering.lora import Adapter, LowRank
from assistant.errors import Problem
from indexer.disk import sync_file, sync_folder

if TYPE_CHECKING:
    from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter, ReaderTensor

Weights = NDArray[np.float32]
Change = Callable[[Weights], Weights]  # from a weight of the base to the weight that takes its place, both (outputs, inputs)
ARCHITECTURES = ("llama", "qwen2", "qwen3")  # whose rows are known to be in Hugging Face's order, or how to get there
PERMUTED = ("llama",)
EMBEDDINGS = ("token_embd.weight", "output.weight")  # as llama.cpp does, these are never stored in four bits


class Quantisation(StrEnum):
    """How the numbers of a GGUF file are stored; OpenVINO and llama.cpp read all of them."""

    Q8_0 = "q8_0"  # 8 bits and a factor for every 32 numbers
    Q4_1 = "q4_1"  # 4 bits, a factor and an offset
    Q4_0 = "q4_0"  # 4 bits and a factor
    F16 = "f16"


def lora_changes(adapter: Adapter) -> dict[str, Change]:
    """The changes that an adapter makes, by Hugging Face's names of the weights."""
    return {name: _adding(name, part) for name, part in adapter.parts.items()}


def replacements(weights: Mapping[str, Weights]) -> dict[str, Change]:
    """The changes that put whole weights in the place of the base's."""
    return {name: _replacing(name, weight) for name, weight in weights.items()}


def write_merged(base: Path, changes: Mapping[str, Change], quantisation: Quantisation, out: Path) -> None:
    """Writes the base with its changes as a GGUF file, at once: nobody sees half a file.

    What is not changed and already stored as asked is copied as it is.

    Raises:
        Problem: the base is no GGUF file of a known kind, or a change does not fit it.
    """
    reader = _opened(base)
    waiting = {_tensor_name(reader, name): change for name, change in changes.items()}
    absent = sorted(set(waiting) - {tensor.name for tensor in reader.tensors})
    if absent:
        raise Problem(f"{base} has no {absent[0]}: the adapter was made for another model")
    temporary = out.with_name(f"{out.name}.{os.getpid()}.tmp")
    try:
        _write(reader, waiting, quantisation, temporary)
        sync_file(temporary)
        temporary.replace(out)
        sync_folder(out.parent)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _write(reader: "GGUFReader", changes: Mapping[str, Change], quantisation: Quantisation, path: Path) -> None:
    from gguf import GGUFWriter
    from gguf.quants import quantize

    with closing(GGUFWriter(path, _text(reader, "general.architecture"))) as writer:
        _copy_metadata(reader, writer, quantisation)
        for tensor in reader.tensors:
            change, kind = changes.get(tensor.name), _stored_as(tensor, quantisation)
            if change is None and kind == tensor.tensor_type:
                writer.add_tensor(tensor.name, tensor.data, raw_dtype=kind)
            else:
                writer.add_tensor(tensor.name, quantize(_changed(reader, tensor, change), kind), raw_dtype=kind)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()


def _opened(base: Path) -> "GGUFReader":
    from gguf import GGUFReader

    try:
        reader = GGUFReader(base)
        kind = _text(reader, "general.architecture")
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise Problem(
            f"{base} is not a GGUF file ({error!r}): name the file of the model that the adapter belongs to"
        ) from error
    if kind not in ARCHITECTURES:
        raise Problem(f"{base} is a model of the kind {kind}; weights can be changed in {', '.join(ARCHITECTURES)}")
    return reader


def _copy_metadata(reader: "GGUFReader", writer: "GGUFWriter", quantisation: Quantisation) -> None:
    from gguf import GGUFValueType, LlamaFileType

    kinds = {
        Quantisation.Q8_0: LlamaFileType.MOSTLY_Q8_0,
        Quantisation.Q4_1: LlamaFileType.MOSTLY_Q4_1,
        Quantisation.Q4_0: LlamaFileType.MOSTLY_Q4_0,
        Quantisation.F16: LlamaFileType.MOSTLY_F16,
    }
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name == "general.architecture":
            continue  # the writer has written them
        kind = field.types[0]
        inner = field.types[-1] if kind == GGUFValueType.ARRAY else None
        value = int(kinds[quantisation]) if name == "general.file_type" else field.contents()
        writer.add_key_value(name, value, kind, sub_type=inner)
    writer.data_alignment = reader.alignment


def _stored_as(tensor: "ReaderTensor", quantisation: Quantisation) -> "GGMLQuantizationType":
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

    if len(tensor.shape) == 1:
        return tensor.tensor_type  # norms and biases: few numbers, each of which matters
    wanted = Quantisation.Q8_0 if tensor.name in EMBEDDINGS and quantisation != Quantisation.F16 else quantisation
    kind = GGMLQuantizationType[wanted.name]
    block, _ = GGML_QUANT_SIZES[kind]
    return kind if tensor.shape[0] % block == 0 else GGMLQuantizationType.F16


def _changed(reader: "GGUFReader", tensor: "ReaderTensor", change: Change | None) -> Weights:
    from gguf.quants import dequantize

    weight: Weights = dequantize(tensor.data, tensor.tensor_type).astype(np.float32, copy=False)
    if change is None:
        return weight
    heads = _heads(reader, tensor.name)
    if heads is None:
        return change(weight)
    return to_gguf_order(change(to_huggingface_order(weight, heads)), heads)


def to_gguf_order(weight: Weights, heads: int) -> Weights:
    """Rows of queries or keys in the order of a GGUF file."""
    rows, columns = weight.shape
    return weight.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)


def to_huggingface_order(weight: Weights, heads: int) -> Weights:
    """The inverse of `to_gguf_order`."""
    rows, columns = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


def _heads(reader: "GGUFReader", tensor: str) -> int | None:
    """How many heads' rows a weight holds in GGUF's order; None where the order is that of Hugging Face."""
    architecture = _text(reader, "general.architecture")
    if architecture not in PERMUTED or not tensor.endswith(("attn_q.weight", "attn_k.weight")):
        return None
    key = f"{architecture}.attention.head_count"
    field = (reader.fields.get(f"{key}_kv") if tensor.endswith("attn_k.weight") else None) or reader.fields[key]
    return int(field.contents())


def _tensor_name(reader: "GGUFReader", name: str) -> str:
    """The name in the GGUF file of a weight with Hugging Face's name."""
    from gguf import MODEL_ARCH_NAMES, get_tensor_name_map

    architecture = _text(reader, "general.architecture")
    kind = next(arch for arch, text in MODEL_ARCH_NAMES.items() if text == architecture)
    layers = int(reader.fields[f"{architecture}.block_count"].contents())
    found = get_tensor_name_map(kind, layers).get_name(name, try_suffixes=(".weight", ".bias"))
    if found is None:
        raise Problem(f"the base has no weight {name}: the adapter was made for another model")
    return found


def _text(reader: "GGUFReader", key: str) -> str:
    return str(reader.fields[key].contents())


def _adding(name: str, part: LowRank) -> Change:
    def change(weight: Weights) -> Weights:
        _require_shape(name, part.shape, weight)
        return weight + part.delta()

    return change


def _replacing(name: str, fresh: Weights) -> Change:
    def change(weight: Weights) -> Weights:
        _require_shape(name, fresh.shape, weight)
        return fresh

    return change


def _require_shape(name: str, found: tuple[int, ...], weight: Weights) -> None:
    if found != weight.shape:
        raise Problem(f"{name} is {weight.shape} in the base, but {found} in the adapter: it was made for another model")
