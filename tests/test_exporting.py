"""A tuned writer as a GGUF file, an adapter and a folder: made from a tiny model, read again by the libraries."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.cards import read_card
from assistant.answering.lora import read_adapter
from assistant.answering.merged import made_of
from assistant.answering.merging import Quantisation
from assistant.errors import Problem
from assistant.settings import Settings, TuningSettings
from assistant.tuning import RunFolder
from finetune.exporting import Format, Source, export_adapter, export_folder, export_gguf, found_source, merged_model
from finetune.settings import RunSettings, TrainingSettings, written
from indexer.models import file_hash
from tests.tiny_writer import adapter_parts, base_weights, tensors, write_adapter, write_gguf

pytestmark = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")  # PEFT asks for it
QUERY = "model.layers.1.self_attn.q_proj.weight"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A run with an adapter for a tiny model."""
    base = write_gguf(tmp_path / "base.gguf", base_weights())
    run = RunFolder(tmp_path / "runs/first")
    unsorted = ["v_proj", "q_proj", "k_proj", "o_proj", "up_proj", "gate_proj", "down_proj"]
    write_adapter(run.adapter, adapter_parts(), target_modules=unsorted)
    (run.folder / "settings.toml").write_text(written(RunSettings(TrainingSettings(base=str(base), seed=11))))
    run.keep("data", {"hash": "aa", "validation": "bb", "examples": 3})
    return Source(run.adapter, str(base), run)


def test_a_run_is_found_by_its_name_and_by_its_folder(source: Source, tmp_path: Path) -> None:
    settings = Settings(tuning=TuningSettings(tmp_path))
    assert found_source("first", settings).adapter == source.adapter
    assert found_source(str(source.run.folder), settings).base == source.base


def test_a_checkpoint_belongs_to_the_run_around_it(source: Source, tmp_path: Path) -> None:
    write_adapter(source.run.folder / "checkpoint-5", adapter_parts(seed=2))
    found = found_source(str(source.run.folder / "checkpoint-5"), Settings())
    assert (found.adapter.name, found.run.name, found.base) == ("checkpoint-5", "first", source.base)


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"second is no run with an adapter: expected .*second/adapter"):
        found_source("second", Settings(tuning=TuningSettings(tmp_path)))


def test_the_gguf_file_holds_what_peft_merges(source: Source, tmp_path: Path) -> None:
    made = export_gguf(source, Quantisation.F16, tmp_path / "out/writer.gguf", tmp_path)
    assert made == made_of(tmp_path / "out/writer.gguf")
    weights = {name: weight.numpy() for name, weight in merged_model(source, tmp_path)[0].state_dict().items()}
    expected = tensors(write_gguf(tmp_path / "expected.gguf", {name: weights[name] for name in base_weights()}))
    for name, found in tensors(tmp_path / "out/writer.gguf").items():
        assert np.allclose(found, expected[name], atol=2e-3), name


def test_other_kinds_of_adapters_are_merged_by_peft_first(source: Source, tmp_path: Path) -> None:
    from peft import AdaLoraConfig, get_peft_model

    from finetune.bases import load_base

    kind = AdaLoraConfig(init_r=4, target_r=2, total_step=10, target_modules=["q_proj"], task_type="CAUSAL_LM")
    model = get_peft_model(load_base(source.base, tmp_path)[0], kind)
    for name, weight in model.named_parameters():
        if "lora_E" in name:
            weight.data.fill_(0.5)
    model.save_pretrained(str(source.adapter), save_embedding_layers=False)
    export_gguf(source, Quantisation.F16, tmp_path / "writer.gguf", tmp_path)
    before, after = tensors(tmp_path / "base.gguf"), tensors(tmp_path / "writer.gguf")
    changed = {name for name in before if not np.array_equal(before[name], after[name])}
    assert changed == {"blk.0.attn_q.weight", "blk.1.attn_q.weight"}


def test_a_base_that_is_no_gguf_file_has_no_gguf_export(source: Source, tmp_path: Path) -> None:
    (tmp_path / "config.json").touch()
    with pytest.raises(Problem, match=r"is no GGUF file.*--format folder"):
        export_gguf(Source(source.adapter, str(tmp_path), source.run), Quantisation.Q8_0, tmp_path / "x.gguf", tmp_path)


def test_the_folder_is_a_plain_model_of_its_own(source: Source, tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaForCausalLM

    export_folder(source, tmp_path / "merged", tmp_path)
    model = AutoModelForCausalLM.from_pretrained(tmp_path / "merged", local_files_only=True)
    assert isinstance(model, LlamaForCausalLM)
    assert "quantization_config" not in json.loads((tmp_path / "merged/config.json").read_text())
    expected = merged_model(source, tmp_path)[0].state_dict()[QUERY]
    assert np.allclose(model.state_dict()[QUERY].float(), expected, atol=2e-3)
    assert AutoTokenizer.from_pretrained(tmp_path / "merged", local_files_only=True).chat_template


def test_the_adapter_is_in_half_precision_and_reads_as_the_runs(source: Source, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    assert export_adapter(source, tmp_path / "adapter", "docent-writer", tmp_path) == len(adapter_parts())
    weights = load_file(tmp_path / "adapter/adapter_model.safetensors")
    assert {str(weight.dtype) for weight in weights.values()} == {"float16"}
    found, expected = read_adapter(tmp_path / "adapter").parts[QUERY], read_adapter(source.adapter).parts[QUERY]
    assert np.allclose(found.delta(), expected.delta(), atol=1e-2)


def test_the_adapters_card_says_what_it_was_made_from(source: Source, tmp_path: Path) -> None:
    source.run.log({"step": 5, "validation": {"exact_match": 0.25}, "best": True})
    source.run.log({"step": 9, "validation": {"exact_match": 0.2}, "best": False})
    export_adapter(source, tmp_path / "adapter", "docent-writer", tmp_path)
    card = read_card(tmp_path / "adapter")
    assert card is not None
    assert (card.name, card.base_sha256, card.seed) == ("docent-writer", file_hash(Path(source.base)), 11)
    assert card.data == {"train": "aa", "validation": "bb"}
    assert card.metrics == {"validation": {"exact_match": 0.25}}
    assert card.settings["training"]["rank"] == 32


def test_the_settings_of_an_adapter_are_in_a_fixed_order(source: Source, tmp_path: Path) -> None:
    export_adapter(source, tmp_path / "adapter", "x", tmp_path)
    config = json.loads((tmp_path / "adapter/adapter_config.json").read_text())
    assert config["target_modules"] == sorted(config["target_modules"])
    assert config["base_model_name_or_path"] == source.base


def test_an_adapter_that_peft_does_not_load_is_refused_and_leaves_nothing(source: Source, tmp_path: Path) -> None:
    write_adapter(source.adapter, adapter_parts(rank=5), rank=4)
    with pytest.raises(Problem, match="does not fit"):
        export_adapter(source, tmp_path / "out/adapter", "x", tmp_path)
    parts = {name.replace("layers.1", "layers.9"): part for name, part in adapter_parts().items()}
    write_adapter(source.adapter, parts)
    with (
        pytest.raises(Problem, match=r"PEFT leaves \d+ of \d+ tensors"),
        pytest.warns(UserWarning, match="missing adapter keys"),
    ):
        export_adapter(source, tmp_path / "out/adapter", "x", tmp_path)
    assert list((tmp_path / "out").iterdir()) == []


def test_nothing_is_written_over(source: Source, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="is there already: name another place, or remove it first"):
        export_folder(source, source.adapter, tmp_path)


def test_a_format_knows_its_quantisation() -> None:
    assert Format.Q4_1.quantisation is Quantisation.Q4_1
    assert Format.ADAPTER.quantisation is None
