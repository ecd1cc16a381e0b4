"""Every setting of a tuning run with its default and unit. Knows nothing of how a run is made."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar, get_type_hints

from indexer.errors import SettingsInvalid
from indexer.settings import load_sections

Sections = TypeVar("Sections")


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How a writer is trained."""

    base: str = "SmolLM2-135M-Instruct"  # a name of the catalogue, a GGUF file, a folder, or a Hugging Face id on this machine
    method: Literal["lora", "adalora", "prefix", "full"] = "lora"  # what is trained: matrices beside the weights, or all
    rank: int = 32  # of the two matrices beside each linear layer; of AdaLoRA the mean that is left at the end
    alpha: float = 64.0  # their product is scaled by alpha / rank
    dropout: float = 0.0  # in front of them
    virtual_tokens: int = 32  # that prefix tuning puts before every sequence
    learning_rate: float = 8e-4  # at its highest; full training wants about a tenth of LoRA's
    schedule: Literal["cosine", "linear"] = "cosine"  # how it falls to zero after the warm-up
    warmup: float = 0.04  # share of the steps in which it rises
    weight_decay: float = 0.01
    clip: float = 1.0  # the longest gradient
    adversarial: float = 0.0  # length of the step on a sequence's embeddings towards a higher loss (FGM); 0: none
    accumulate: int = 2  # sequences for one step, on each process
    tokens: int = 1024  # of one sequence
    epochs: float = 1.0
    evaluate_every: int = 50  # steps
    validated: int = 160  # validation examples that are looked at each time
    patience: int = 4  # evaluations without a better one, after which training ends
    checkpoints: int = 2  # kept on disk, the best among them
    precision: Literal["auto", "float32", "bfloat16"] = "auto"  # bfloat16 where the device computes in it
    seed: int = 20261124
    threads: int = 0  # of each process; 0 leaves it to PyTorch

    def __post_init__(self) -> None:
        """Refuses what cannot work, all of it at once.

        Raises:
            SettingsInvalid: with every contradiction.
        """
        wrong = [f"{name} = {getattr(self, name)} must be above 0" for name in _POSITIVE if getattr(self, name) <= 0]
        wrong += [f"warmup = {self.warmup} must be from 0 to below 1"] if not 0 <= self.warmup < 1 else []
        wrong += [f"dropout = {self.dropout} must be from 0 to below 1"] if not 0 <= self.dropout < 1 else []
        wrong += [f"{name} = {getattr(self, name)} must not be below 0" for name in _NOT_NEGATIVE if getattr(self, name) < 0]
        wrong += self._contradictions()
        if wrong:
            raise SettingsInvalid("[training]: " + "; ".join(wrong))

    def _contradictions(self) -> list[str]:
        """Settings that are fine alone but not together."""
        found: list[str] = []
        if self.dropout and self.method in ("prefix", "full"):
            found.append(
                f'dropout = {self.dropout} needs method "lora" or "adalora": {self.method} has no matrices to drop from'
            )
        if self.method == "prefix" and self.virtual_tokens >= self.tokens:
            found.append(
                f"virtual_tokens = {self.virtual_tokens} must be below tokens = {self.tokens}: they take the whole sequence"
            )
        return found


_POSITIVE = tuple(
    """
    rank alpha virtual_tokens learning_rate clip accumulate tokens epochs evaluate_every validated patience checkpoints
    """.split()  # noqa: SIM905 - easier to read than a list of strings
)
_NOT_NEGATIVE = ("weight_decay", "adversarial", "threads")


@dataclass(frozen=True, slots=True)
class RunSettings:
    """All sections of a run's settings.toml."""

    training: TrainingSettings = field(default_factory=TrainingSettings)


def load_run_settings(path: Path | None) -> RunSettings:
    """The settings of a run; defaults where no file is given.

    Raises:
        SettingsInvalid: unknown sections and keys, values that cannot be used, contradictions; all at once.
    """
    return load_file(RunSettings, path)


def load_file(kind: type[Sections], path: Path | None) -> Sections:
    """A dataclass of sections from a TOML file that holds no others; defaults where no file is given.

    Raises:
        SettingsInvalid: unknown sections and keys, values that cannot be used, contradictions; all at once.
    """
    if path is None:
        return kind()
    known = ", ".join(get_type_hints(kind))
    if not path.is_file():
        raise SettingsInvalid(f"{path} is not there: name a TOML file with a [{known}] section")
    unknown = set(tomllib.loads(path.read_text(encoding="utf-8"))) - set(get_type_hints(kind))
    if unknown:
        raise SettingsInvalid(f"{path}: unknown section(s) {', '.join(sorted(unknown))}; known is {known}")
    return load_sections(kind, path, {})


def written(settings: RunSettings) -> str:
    """The settings as TOML."""
    return as_toml(asdict(settings))


def as_toml(sections: Mapping[str, Mapping[str, Any]]) -> str:  # Any: plain values
    """Sections of plain values as TOML."""
    rows: list[str] = []
    for section, values in sections.items():
        rows += [f"[{section}]", *(f"{key} = {_toml(value)}" for key, value in values.items()), ""]
    return "\n".join(rows)


def _toml(value: Any) -> str:  # Any: a plain value
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
