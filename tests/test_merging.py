"""Weights changed in a GGUF file: against PEFT's own merging, and against the files that are refused."""

from pathlib import Path

import numpy as np
import pytest

from assistant.answering.lora import read_adapter
from assistant.answering.merging import (
    Quantisation,
    lora_changes,
    replacements,
    to_gguf_order,
    to_huggingface_order,
    write_merged,
)
from assistant.errors import Problem
from tests.tiny_writer import (
    HEADS,
    WIDTH,
    WORDS,
    adapter_parts,
    alternating,
    base_weights,
    tensors,
    write_adapter,
    write_gguf,
)

QUERY = "model.layers.0.self_attn.q_proj.weight"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return write_gguf(tmp_path / "base.gguf", base_weights())


def test_the_rows_of_queries_and_keys_alternate_between_the_halves_of_a_head() -> None:
    weight = np.arange(WIDTH, dtype=np.float32)[:, None]
    assert to_gguf_order(weight, HEADS)[:4, 0].tolist() == [0, 8, 1, 9]
    assert np.array_equal(to_gguf_order(weight, HEADS), alternating(weight, HEADS))
    assert np.array_equal(to_huggingface_order(to_gguf_order(weight, HEADS), HEADS), weight)


def test_without_changes_the_file_is_copied_byte_by_byte(base: Path, tmp_path: Path) -> None:
    write_merged(base, {}, Quantisation.F16, tmp_path / "first.gguf")  # embeddings and all in the same format
    write_merged(tmp_path / "first.gguf", {}, Quantisation.F16, tmp_path / "second.gguf")
    assert (tmp_path / "first.gguf").read_bytes() == base.read_bytes() == (tmp_path / "second.gguf").read_bytes()


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")  # PEFT asks for it
def test_transformers_reads_from_the_file_what_peft_merges(base: Path, tmp_path: Path) -> None:
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM, GgufConfig

    adapter, out = write_adapter(tmp_path / "adapter", adapter_parts()), tmp_path / "merged.gguf"
    write_merged(base, lora_changes(read_adapter(adapter)), Quantisation.F16, out)

    def load(path: Path) -> torch.nn.Module:
        model: torch.nn.Module = AutoModelForCausalLM.from_pretrained(
            path.parent, gguf_file=path.name, quantization_config=GgufConfig(dequantize=True), dtype=torch.float32
        )
        return model

    expected = PeftModel.from_pretrained(load(base), adapter).merge_and_unload().state_dict()
    found = load(out).state_dict()
    assert found.keys() == expected.keys()
    for name, weight in expected.items():
        assert torch.allclose(found[name], weight, atol=2e-3), name


@pytest.mark.parametrize(
    ("quantisation", "error"), [(Quantisation.Q8_0, 0.01), (Quantisation.Q4_1, 0.1), (Quantisation.Q4_0, 0.15)]
)
def test_every_quantisation_keeps_the_numbers_as_far_as_its_bits_go(
    base: Path, tmp_path: Path, quantisation: Quantisation, error: float
) -> None:
    write_merged(base, {}, quantisation, tmp_path / "out.gguf")
    before, after = tensors(base), tensors(tmp_path / "out.gguf")
    assert max(float(np.abs(before[name] - after[name]).max()) for name in before) < error
    assert np.abs(before["token_embd.weight"] - after["token_embd.weight"]).max() < 0.01  # never in four bits


def test_the_file_says_how_it_is_stored(base: Path, tmp_path: Path) -> None:
    from gguf import GGUFReader

    write_merged(base, {}, Quantisation.Q4_1, tmp_path / "out.gguf")
    fields = GGUFReader(tmp_path / "out.gguf").fields
    assert fields["general.file_type"].contents() == 3
    assert fields["llama.attention.head_count"].contents() == HEADS
    assert len(fields["tokenizer.ggml.tokens"].contents()) == WORDS


def test_only_what_the_adapter_touches_is_written_anew(base: Path, tmp_path: Path) -> None:
    write_merged(base, {}, Quantisation.Q4_1, tmp_path / "four.gguf")
    adapter = read_adapter(write_adapter(tmp_path / "adapter", adapter_parts(modules=["mlp.up_proj"])))
    write_merged(tmp_path / "four.gguf", lora_changes(adapter), Quantisation.Q4_1, tmp_path / "out.gguf")
    before, after = tensors(tmp_path / "four.gguf"), tensors(tmp_path / "out.gguf")
    changed = {name for name in before if not np.array_equal(before[name], after[name])}
    assert changed == {"blk.0.ffn_up.weight", "blk.1.ffn_up.weight"}


def test_whole_weights_take_the_place_of_the_bases(base: Path, tmp_path: Path) -> None:
    write_merged(base, replacements(base_weights(seed=5)), Quantisation.F16, tmp_path / "out.gguf")
    expected = write_gguf(tmp_path / "expected.gguf", base_weights(seed=5))
    assert (tmp_path / "out.gguf").read_bytes() == expected.read_bytes()


def test_a_weight_that_the_base_does_not_have_is_refused(base: Path, tmp_path: Path) -> None:
    weight = np.zeros((WIDTH, WIDTH), dtype=np.float32)
    for name in ("model.layers.7.mlp.up_proj.weight", "model.vision.weight", "lm_head.weight"):
        with pytest.raises(Problem, match="made for another model"):
            write_merged(base, replacements({name: weight}), Quantisation.Q8_0, tmp_path / "out.gguf")
    assert not (tmp_path / "out.gguf").exists()


def test_a_weight_of_another_shape_is_refused_and_leaves_nothing(base: Path, tmp_path: Path) -> None:
    parts = {name: part for name, part in adapter_parts().items() if "q_proj" in name}
    wide = {name: np.ones((4, 32), np.float32) if "lora_A" in name else part for name, part in parts.items()}
    adapter = read_adapter(write_adapter(tmp_path / "adapter", wide))
    with pytest.raises(Problem, match=r"q_proj.weight is \(64, 64\) in the base, but \(64, 32\) in the adapter"):
        write_merged(base, lora_changes(adapter), Quantisation.Q8_0, tmp_path / "out.gguf")
    with pytest.raises(Problem, match="is \\(64, 64\\) in the base"):
        write_merged(base, replacements({QUERY: np.zeros((2, 2), np.float32)}), Quantisation.Q8_0, tmp_path / "out.gguf")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["adapter", "base.gguf"]


def test_what_is_no_gguf_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.gguf").write_bytes(b"GGUF but not really, and long enough to be read as a header")
    for name in ("bad.gguf", "none.gguf"):
        with pytest.raises(Problem, match="is not a GGUF file"):
            write_merged(tmp_path / name, {}, Quantisation.Q8_0, tmp_path / "out.gguf")


def test_a_kind_of_model_whose_order_is_unknown_is_refused(tmp_path: Path) -> None:
    path = write_gguf(tmp_path / "other.gguf", base_weights(), architecture="gpt2")
    with pytest.raises(Problem, match="a model of the kind gpt2; weights can be changed in llama, qwen2, qwen3"):
        write_merged(path, {}, Quantisation.Q8_0, tmp_path / "out.gguf")
