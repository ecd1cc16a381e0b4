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


def adapted(model: "PreTrainedModel", settings: TrainingSettings) -> Any:  # Any: a PEFT model or the model itself
    """The model with what the settings train: the weights beside its linear layers, or all of its own."""
    if settings.method == "full":
        return model
    from peft import get_peft_model

    return get_peft_model(model, peft_config(settings))


def peft_config(settings: TrainingSettings) -> Any:  # Any: the kinds of configuration have no common public base
    """PEFT's configuration of the method."""
    from peft import AdaLoraConfig, LoraConfig, PrefixTuningConfig

    common: dict[str, Any] = {"task_type": "CAUSAL_LM"}  # Any: values of several types
    if settings.method == "prefix":
        return PrefixTuningConfig(num_virtual_tokens=settings.virtual_tokens, **common)
    common |= {"lora_alpha": settings.alpha, "lora_dropout": settings.dropout, "target_modules": "all-linear"}
    if settings.method == "adalora":
        return AdaLoraConfig(target_r=settings.rank, init_r=settings.rank * 3 // 2, **common)
    return LoraConfig(r=settings.rank, **common)


def halved(checkpoint: Path, out: Path) -> None:
    """Writes a checkpoint's adapter with its weights in half precision."""
    import shutil

    from safetensors.torch import load_file, save_file

    out.mkdir(parents=True)
    weights = load_file(checkpoint / "adapter_model.safetensors")
    save_file({name: weight.half().contiguous() for name, weight in weights.items()}, out / "adapter_model.safetensors")
    shutil.copy(checkpoint / "adapter_config.json", out / "adapter_config.json")
