"""Reading a LoRA adapter without PyTorch."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.answering.lora import adapter_hash, read_adapter
from assistant.errors import Problem
from tests.tiny_writer import LAYERS, SHAPES, adapter_parts, write_adapter

UP = "model.layers.1.mlp.up_proj.weight"


def test_every_pair_of_matrices_is_found_under_the_name_of_its_weight(tmp_path: Path) -> None:
    adapter = read_adapter(write_adapter(tmp_path, adapter_parts()))
    assert len(adapter.parts) == LAYERS * len(SHAPES)
    assert {name: part.shape for name, part in adapter.parts.items()}[UP] == SHAPES["mlp.up_proj"]


def test_the_product_is_scaled_by_alpha_over_rank(tmp_path: Path) -> None:
    parts = adapter_parts()
    part = read_adapter(write_adapter(tmp_path, parts, alpha=6.0)).parts[UP]
    start = "base_model.model.model.layers.1.mlp.up_proj.lora_"
    assert np.allclose(part.delta(), 1.5 * parts[f"{start}B.weight"] @ parts[f"{start}A.weight"], atol=1e-6)


def test_rank_stabilised_scaling_divides_by_the_root_of_the_rank(tmp_path: Path) -> None:
    assert read_adapter(write_adapter(tmp_path, adapter_parts(), alpha=6.0, use_rslora=True)).parts[UP].scale == 3.0


def test_half_precision_is_read(tmp_path: Path) -> None:
    halves = {name: part.astype(np.float16) for name, part in adapter_parts().items()}
    part = read_adapter(write_adapter(tmp_path, halves)).parts[UP]  # type: ignore[arg-type]  # another type of number
    assert part.a.dtype == np.float32


@pytest.mark.parametrize(
    ("setting", "value"),
    [("peft_type", "ADALORA"), ("use_dora", True), ("bias", "all"), ("modules_to_save", ["lm_head"]), ("fan_in_fan_out", True),
     ("init_lora_weights", "pissa"), ("rank_pattern", {"q_proj": 8}), ("lora_bias", True)],
)  # fmt: skip
def test_other_kinds_of_adapters_are_refused_with_what_to_do(tmp_path: Path, setting: str, value: Any) -> None:
    changed: dict[str, Any] = {setting: value}  # Any: a value of a JSON file
    with pytest.raises(Problem, match=rf"asks for {setting} = .*only plain LoRA.*--format folder"):
        read_adapter(write_adapter(tmp_path, adapter_parts(), **changed))


def test_the_usual_settings_of_peft_are_taken(tmp_path: Path) -> None:
    usual: dict[str, Any] = {"use_dora": False, "bias": "none", "init_lora_weights": True, "rank_pattern": {}}
    assert read_adapter(write_adapter(tmp_path, adapter_parts(), **usual)).parts


def test_a_rank_that_the_settings_do_not_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"has rank 4, but adapter_config.json says r = 8"):
        read_adapter(write_adapter(tmp_path, adapter_parts(rank=4), rank=8))


def test_a_magnitude_vector_is_no_part_of_plain_lora(tmp_path: Path) -> None:
    parts = adapter_parts() | {"base_model.model.model.layers.0.mlp.up_proj.lora_magnitude_vector": np.ones(96, np.float32)}
    with pytest.raises(Problem, match="lora_magnitude_vector, which is no part of a plain LoRA"):
        read_adapter(write_adapter(tmp_path, parts))


def test_a_matrix_without_its_other_half_is_refused(tmp_path: Path) -> None:
    parts = adapter_parts()
    del parts["base_model.model.model.layers.0.mlp.up_proj.lora_B.weight"]
    with pytest.raises(Problem, match="only one of the two matrices"):
        read_adapter(write_adapter(tmp_path, parts))


def test_matrices_that_cannot_be_multiplied_are_refused(tmp_path: Path) -> None:
    parts = adapter_parts()
    parts["base_model.model.model.layers.0.mlp.up_proj.lora_B.weight"] = np.ones((96, 5), np.float32)
    with pytest.raises(Problem, match="do not fit together"):
        read_adapter(write_adapter(tmp_path, parts))


def test_an_adapter_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="holds no weights"):
        read_adapter(write_adapter(tmp_path, {}))


@pytest.mark.parametrize(
    ("name", "said"), [("adapter_config.json", "is not JSON"), ("adapter_model.safetensors", "float16 or")]
)
def test_a_damaged_file_is_named(tmp_path: Path, name: str, said: str) -> None:
    folder = write_adapter(tmp_path, adapter_parts())
    (folder / name).write_bytes(b"{{{{{{{{{{")
    with pytest.raises(Problem, match=rf"{name}.*{said}"):
        read_adapter(folder)


def test_numbers_of_the_settings_are_checked(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"r = 0 and lora_alpha = None"):
        read_adapter(write_adapter(tmp_path, adapter_parts(), r=0, lora_alpha=None))
    (tmp_path / "adapter_config.json").write_text("[]")
    with pytest.raises(Problem, match="holds no settings"):
        read_adapter(tmp_path)


def test_a_folder_without_an_adapter_says_what_an_adapter_is(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"an adapter is adapter_config.json and adapter_model.safetensors"):
        read_adapter(tmp_path)


def test_the_hash_follows_settings_and_weights(tmp_path: Path) -> None:
    one = adapter_hash(write_adapter(tmp_path / "a", adapter_parts()))
    assert adapter_hash(write_adapter(tmp_path / "b", adapter_parts())) == one
    assert adapter_hash(write_adapter(tmp_path / "c", adapter_parts(seed=2))) != one
    assert adapter_hash(write_adapter(tmp_path / "d", adapter_parts(), alpha=9.0)) != one
