"""A Llama model of a few thousand random weights as a GGUF file, and adapters for it."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Weights = dict[str, NDArray[np.float32]]
WIDTH, INNER, HEADS, KEY_HEADS, LAYERS, WORDS = 64, 96, 4, 2, 2, 96
SHAPES = {
    "self_attn.q_proj": (WIDTH, WIDTH),
    "self_attn.k_proj": (WIDTH // HEADS * KEY_HEADS, WIDTH),
    "self_attn.v_proj": (WIDTH // HEADS * KEY_HEADS, WIDTH),
    "self_attn.o_proj": (WIDTH, WIDTH),
    "mlp.gate_proj": (INNER, WIDTH),
    "mlp.up_proj": (INNER, WIDTH),
    "mlp.down_proj": (WIDTH, INNER),
}
GGUF_NAMES = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def base_weights(seed: int = 0) -> Weights:
    """Random weights by Hugging Face's names."""
    chance = np.random.default_rng(seed)
    weights: Weights = {"model.embed_tokens.weight": chance.normal(0, 0.3, (WORDS, WIDTH)).astype(np.float32)}
    for layer in range(LAYERS):
        for name, shape in SHAPES.items():
            weights[f"model.layers.{layer}.{name}.weight"] = chance.normal(0, 0.2, shape).astype(np.float32)
        for name in ("input_layernorm", "post_attention_layernorm"):
            weights[f"model.layers.{layer}.{name}.weight"] = np.ones(WIDTH, dtype=np.float32)
    weights["model.norm.weight"] = np.ones(WIDTH, dtype=np.float32)
    return weights


def write_gguf(path: Path, weights: Mapping[str, NDArray[np.float32]], architecture: str = "llama") -> Path:
    """The weights as a GGUF file in float16, with the tokens of a small vocabulary."""
    from gguf import GGUFWriter, LlamaFileType

    path.parent.mkdir(parents=True, exist_ok=True)
    writer = GGUFWriter(path, architecture)
    writer.add_file_type(LlamaFileType.MOSTLY_F16)
    writer.add_block_count(LAYERS)
    writer.add_context_length(128)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10000.0)
    writer.add_vocab_size(WORDS)
    _add_tokens(writer)
    for name, weight in weights.items():
        target, rows = _gguf_name(name), weight
        if target.endswith(("attn_q.weight", "attn_k.weight")):
            rows = alternating(weight, HEADS if "attn_q" in target else KEY_HEADS)
        writer.add_tensor(target, rows.astype(np.float16 if rows.ndim > 1 else np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def alternating(weight: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Rows in the order of GGUF, written out one by one so that it is not the code under test."""
    size = len(weight) // heads
    order = [head * size + half * (size // 2) + row for head in range(heads) for row in range(size // 2) for half in (0, 1)]
    return weight[order]


def adapter_parts(seed: int = 1, rank: int = 4, modules: Sequence[str] = tuple(SHAPES)) -> Weights:
    """Random matrices of an adapter by PEFT's names."""
    chance = np.random.default_rng(seed)
    parts: Weights = {}
    for layer in range(LAYERS):
        for module in modules:
            out, into = SHAPES[module]
            start = f"base_model.model.model.layers.{layer}.{module}"
            parts[f"{start}.lora_A.weight"] = chance.normal(0, 0.2, (rank, into)).astype(np.float32)
            parts[f"{start}.lora_B.weight"] = chance.normal(0, 0.2, (out, rank)).astype(np.float32)
    return parts


def write_adapter(folder: Path, parts: Weights, rank: int = 4, alpha: float = 8.0, **changed: object) -> Path:
    """An adapter's folder; `changed` are settings of PEFT."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    modules = sorted({name.split(".lora_")[0].rpartition(".")[2] for name in parts})
    config: dict[str, object] = {"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": rank, "lora_alpha": alpha}
    config |= {"target_modules": modules, "base_model_name_or_path": "tiny", **changed}
    (folder / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    save_file(parts, folder / "adapter_model.safetensors")
    return folder


def tensors(path: Path) -> Weights:
    """The numbers of a GGUF file by its own names."""
    from gguf import GGUFReader
    from gguf.quants import dequantize

    return {tensor.name: np.array(dequantize(tensor.data, tensor.tensor_type)) for tensor in GGUFReader(path).tensors}


def _gguf_name(name: str) -> str:
    parts = name.split(".")
    if parts[1] != "layers":
        return {"embed_tokens": "token_embd.weight", "norm": "output_norm.weight"}[parts[1]]
    norms = {"input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm"}
    known = norms.get(parts[3]) or GGUF_NAMES[list(SHAPES).index(".".join(parts[3:5]))]
    return f"blk.{parts[2]}.{known}.weight"


def _add_tokens(writer: object) -> None:
    from gguf import GGUFWriter

    assert isinstance(writer, GGUFWriter)
    tokens = ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>", "Ġ", "Ċ", "ab", "cd", *LETTERS]
    tokens += [f"x{number}" for number in range(WORDS - len(tokens))]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types([3] * 5 + [1] * (WORDS - 5))
    writer.add_token_merges(["a b", "c d"])
    writer.add_bos_token_id(3)
    writer.add_eos_token_id(4)
    writer.add_unk_token_id(0)
    writer.add_chat_template(
        "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
    )
