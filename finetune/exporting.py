"""A tuned writer as others use it: a GGUF file, a PEFT adapter, or a Hugging Face folder. Knows nothing of how it answers."""

import json
import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answering.cards import Card, write_card
from assistant.answering.engines import writer_place
from assistant.answering.lora import CONFIG, WEIGHTS, adapter_hash
from assistant.answering.merged import Made, merge, note_made
from assistant.answering.merging import Quantisation, replacements, write_merged
from assistant.answering.models import UNKNOWN_LICENCE, bundled, tuned
from assistant.errors import Problem
from assistant.settings import Settings
from assistant.tuning import RunFolder
from finetune.bases import halved, load_base, plain
from finetune.settings import load_run_settings
from indexer.disk import sha256, sync_folder

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

# where transformers and vLLM find the models that Docent knows by another name
PUBLISHED = {"SmolLM2-135M-Instruct": "HuggingFaceTB/SmolLM2-135M-Instruct"}


class Format(StrEnum):
    """What a writer is exported as."""

    Q8_0 = "q8_0"
    Q4_1 = "q4_1"
    Q4_0 = "q4_0"
    F16 = "f16"
    ADAPTER = "adapter"  # for PEFT and vLLM, beside the base
    FOLDER = "folder"  # merged, for transformers, vLLM and converters

    @property
    def quantisation(self) -> Quantisation | None:
        """How the numbers of the GGUF file are stored; None where it is none."""
        return None if self in (Format.ADAPTER, Format.FOLDER) else Quantisation(self.value)


@dataclass(frozen=True, slots=True)
class Source:
    """What is exported: an adapter, the model it belongs to, and the run that made it."""

    adapter: Path
    base: str  # as in the run's settings
    run: RunFolder


def found_source(name: str, settings: Settings) -> Source:
    """The best adapter of a run, or the one in a run's checkpoint.

    Raises:
        Problem: there is none.
    """
    for folder in (settings.tuning.folder / "runs" / name, Path(name)):
        for adapter, run in ((folder / "adapter", folder), (folder, folder.parent)):
            if (adapter / CONFIG).is_file() and (run / "settings.toml").is_file():
                base = load_run_settings(run / "settings.toml").training.base
                return Source(adapter, base, RunFolder(run))
    runs = settings.tuning.folder / "runs"
    raise Problem(f"{name} is no run with an adapter: expected {runs / name / 'adapter'}, or a checkpoint's folder")


def export_gguf(source: Source, quantisation: Quantisation, out: Path, models: Path) -> Made:
    """Writes base and adapter as one GGUF file; a kind of adapter other than LoRA is merged by PEFT first.

    Raises:
        ModelMissing: the base is not on this machine.
        Problem: the base is no GGUF file, or the adapter cannot be merged.
    """
    base = writer_place(source.base, models)
    if base.suffix != ".gguf":
        raise Problem(f"{base} is no GGUF file, so it cannot be the base of one: export with --format folder and convert that")
    out.parent.mkdir(parents=True, exist_ok=True)
    if _kind(source.adapter) == "LORA":
        return merge(base, source.adapter, quantisation, out)
    model, _ = merged_model(source, models)
    weights = {name: weight.float().numpy() for name, weight in model.state_dict().items() if name != "lm_head.weight"}
    write_merged(base, replacements(weights), quantisation, out)
    return note_made(out, sha256(base), adapter_hash(source.adapter), quantisation)


def export_folder(source: Source, out: Path, models: Path) -> None:
    """Writes the merged model as a Hugging Face folder in float16.

    Raises:
        ModelMissing: the base is not on this machine.
        Problem: `out` is there already, or the adapter cannot be merged.
    """
    import torch

    with _new_folder(out) as folder:
        model, tokenizer = merged_model(source, models)
        torch.nn.Module.to(model, torch.float16)  # in place; the model's own `to` has a wrapper without usable types
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)


def export_adapter(source: Source, out: Path, name: str, models: Path) -> int:
    """Writes the adapter in float16 with its card, and returns how many tensors PEFT loaded from it.

    Raises:
        ModelMissing: the base is not on this machine.
        Problem: `out` is there already, or PEFT does not load the adapter.
    """
    with _new_folder(out) as folder:
        folder.rmdir()  # the next line makes it
        halved(source.adapter, folder)
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        config |= {"base_model_name_or_path": PUBLISHED.get(source.base, source.base), "inference_mode": True}
        if isinstance(config.get("target_modules"), list):
            config["target_modules"].sort()  # PEFT writes a set: the same adapter has the same hash
        (folder / CONFIG).write_text(json.dumps(config, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        write_card(folder, card(source, name, models))
        return _loaded_in_peft(source, folder, models)


def card(source: Source, name: str, models: Path) -> Card:
    """The card of a run's adapter.

    Raises:
        ModelMissing: the base is not on this machine.
    """
    settings = tomllib.loads((source.run.folder / "settings.toml").read_text(encoding="utf-8"))
    data = source.run.kept("data") or {}
    report = source.run.kept("report") or {}
    known = bundled(source.base) or tuned(source.base)
    return Card(
        name=name,
        base=source.base,
        base_sha256=_base_hash(writer_place(source.base, models)),
        licence=UNKNOWN_LICENCE if known is None else known.licence,
        data={part: str(data[key]) for part, key in (("train", "hash"), ("validation", "validation")) if key in data},
        settings=settings,
        seed=load_run_settings(source.run.folder / "settings.toml").training.seed,
        metrics=report.get("metrics") or _best_validation(source.run),
    )


def merged_model(source: Source, models: Path) -> "tuple[PreTrainedModel, PreTrainedTokenizerBase]":
    """The model with the adapter merged by PEFT, as a plain model in float32, and its tokenizer.

    Raises:
        ModelMissing: the base is not on this machine.
        Problem: PEFT cannot load the adapter, or its kind cannot be merged.
    """
    model, tokenizer = load_base(source.base, models)
    adapted = _in_peft(model, source.adapter, source)
    if not hasattr(adapted.base_model, "merge_and_unload"):
        raise Problem(f"{source.adapter} is of the kind {_kind(source.adapter)}, which cannot be merged: use --format adapter")
    merged: PreTrainedModel = adapted.base_model.merge_and_unload()
    return plain(merged), tokenizer


def _loaded_in_peft(source: Source, folder: Path, models: Path) -> int:
    from safetensors.torch import load_file

    adapted = _in_peft(load_base(source.base, models)[0], folder, source)
    inside = {name.replace(".default", ""): weight for name, weight in adapted.state_dict().items()}
    weights = load_file(folder / WEIGHTS)
    lost = [name for name, weight in weights.items() if name not in inside or not inside[name].half().equal(weight)]
    if lost:
        raise Problem(
            f"PEFT leaves {len(lost)} of {len(weights)} tensors of {source.adapter} out, such as {lost[0]}: train it again"
        )
    return len(weights)


def _in_peft(model: "PreTrainedModel", folder: Path, source: Source) -> Any:  # Any: a PEFT model of one kind or another
    from peft import PeftModel

    try:
        return PeftModel.from_pretrained(model, str(folder))
    except (ValueError, RuntimeError, OSError) as error:
        raise Problem(f"{source.adapter} does not fit {source.base} ({error}): name the run that made it") from error


def _base_hash(place: Path) -> str:
    """The hash of a model's file, or of the weights in its folder where they are one file."""
    return sha256(place if place.is_file() else place / "model.safetensors")


def _best_validation(run: RunFolder) -> dict[str, Any]:  # Any: JSON
    found = [row["validation"] for row in run.metrics() if row.get("best")]
    return {"validation": found[-1]} if found else {}


def _kind(adapter: Path) -> str:
    return str(json.loads((adapter / CONFIG).read_text(encoding="utf-8")).get("peft_type"))


@contextmanager
def _new_folder(out: Path) -> Iterator[Path]:
    """A folder that appears under its name once it is complete; where something fails, nothing is left."""
    if out.exists():
        raise Problem(f"{out} is there already: name another place, or remove it first")
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    fresh.mkdir()
    try:
        yield fresh
        fresh.rename(out)
        sync_folder(out.parent)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
