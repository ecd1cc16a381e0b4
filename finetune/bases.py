"""Base models for training, from any file that Docent runs, and what is trained beside them. Knows nothing of examples."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answering.engines import writer_place
from finetune.settings import TrainingSettings

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


def load_base(name: str, models: Path) -> "tuple[PreTrainedModel, PreTrainedTokenizerBase]":
    """The model in float32 and its tokenizer; a GGUF file is dequantised.

    Raises:
        ModelMissing: it is not on this machine.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    place = writer_place(name, models)
    if place.suffix != ".gguf":
        model = AutoModelForCausalLM.from_pretrained(place, dtype=torch.float32, local_files_only=True)
        return model, AutoTokenizer.from_pretrained(place, local_files_only=True)
    given: dict[str, Any] = {"gguf_file": place.name, "local_files_only": True}  # Any: options of two libraries' functions
    config = GgufConfig(dequantize=True)
    model = AutoModelForCausalLM.from_pretrained(place.parent, quantization_config=config, dtype=torch.float32, **given)
    return model, AutoTokenizer.from_pretrained(place.parent, **given)


def adapted(model: "PreTrainedModel", settings: TrainingSettings, steps: int) -> Any:  # Any: a PEFT model or the model itself
    """The model with what a run of so many steps trains: the weights beside its linear layers, or all of its own."""
    if settings.method == "full":
        return plain(model)
    from peft import get_peft_model

    return get_peft_model(model, peft_config(settings, steps))


def plain(model: "PreTrainedModel") -> "PreTrainedModel":
    """A copy that has forgotten the file it was read from: a dequantised model cannot be saved."""
    config = type(model.config).from_dict(
        {key: value for key, value in model.config.to_dict().items() if key != "quantization_config"}
    )
    fresh: PreTrainedModel = type(model)(config)
    fresh.load_state_dict(model.state_dict())
    fresh.generation_config = model.generation_config
    return fresh


def peft_config(settings: TrainingSettings, steps: int) -> Any:  # Any: the kinds of configuration have no common public base
    """PEFT's configuration of the method.

    AdaLoRA starts with half as much rank again, learns a tenth of the steps with all of it, gives it up where it matters
    least, and learns the last quarter with what is left.
    """
    from peft import AdaLoraConfig, LoraConfig, PrefixTuningConfig

    common: dict[str, Any] = {"task_type": "CAUSAL_LM"}  # Any: values of several types
    if settings.method == "prefix":
        return PrefixTuningConfig(num_virtual_tokens=settings.virtual_tokens, **common)
    common |= {"lora_alpha": settings.alpha, "lora_dropout": settings.dropout, "target_modules": "all-linear"}
    if settings.method == "adalora":
        return AdaLoraConfig(
            target_r=settings.rank,
            init_r=settings.rank * 3 // 2,
            total_step=steps,
            tinit=steps // 10,
            tfinal=steps // 4,
            **common,
        )
    return LoraConfig(r=settings.rank, **common)


def halved(checkpoint: Path, out: Path) -> None:
    """Writes a checkpoint's adapter with its weights in half precision; AdaLoRA's as the LoRA that computes the same."""
    import json
    import shutil

    from safetensors.torch import load_file, save_file

    out.mkdir(parents=True)
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        shutil.copy(checkpoint / name, out / name)
    if json.loads((out / "adapter_config.json").read_text(encoding="utf-8")).get("peft_type") == "ADALORA":
        from finetune.adalora import as_lora

        as_lora(out)
    weights = load_file(out / "adapter_model.safetensors")
    save_file({name: weight.half().contiguous() for name, weight in weights.items()}, out / "adapter_model.safetensors")


def halved_model(checkpoint: Path, out: Path, tokenizer: "PreTrainedTokenizerBase") -> None:
    """Writes a checkpoint's whole model in half precision with its tokenizer, as a Hugging Face folder."""
    import shutil

    import torch
    from transformers import AutoModelForCausalLM

    shutil.rmtree(out, ignore_errors=True)
    AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float16, local_files_only=True).save_pretrained(out)
    tokenizer.save_pretrained(out)
