"""Every setting of a classifier's training with its default and unit. Knows nothing of how it is trained."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from finetune.settings import as_toml, load_file
from indexer.errors import SettingsInvalid


@dataclass(frozen=True, slots=True)
class ClassifierSettings:
    """How a classifier of texts or of their words is trained."""

    encoder: str = "all-MiniLM-L6-v2"  # a name of the catalogue or a folder; any encoder that transformers opens
    method: Literal["lora", "full", "head"] = "lora"  # what is trained besides the head; "head": nothing
    many: bool = False  # a text may have several labels, or none
    outside: str = ""  # the label of texts that belong to no class; found by a threshold, never learned as a class
    longest: int = 128  # word pieces of a text; the rest is not read
    words: Literal["spaces", "java"] = "spaces"  # how a new text is split into words that are tagged
    window: int = 96  # words that are tagged together
    rank: int = 16  # of LoRA's two matrices beside each linear layer
    alpha: int = 32  # their product is scaled by alpha / rank
    dropout: float = 0.1  # in front of the head and of LoRA's matrices
    learning_rate: float = 0.0  # at its highest; 0: 1e-3 for LoRA and head, 1e-4 for full
    warmup: float = 0.1  # share of the steps in which it rises; afterwards it falls linearly to zero
    weight_decay: float = 0.01
    clip: float = 1.0  # the longest gradient
    batch: int = 32  # texts of one step
    epochs: int = 3
    least_steps: int = 0  # more epochs are made where they have fewer steps than this
    most_steps: int = 0  # training ends after so many; 0: after the last epoch
    patience: int = 2  # validations without a better one, after which training ends
    refit: bool = (
        False  # train once more, for as many steps as were best, on training and validation together: for few examples
    )
    ridge: float = 3e-4  # pull of the head's first weights towards zero
    examples: int = 0  # at most, of each label, for training and validation together; 0: all
    validation: float = 0.1  # share of the groups
    test: float = 0.1  # share of the groups
    seed: int = 20261124
    threads: int = 0  # 0 leaves it to PyTorch

    def __post_init__(self) -> None:
        """Refuses what cannot work, all of it at once.

        Raises:
            SettingsInvalid: with every contradiction.
        """
        wrong = [f"{name} = {getattr(self, name)} must be above 0" for name in _POSITIVE if getattr(self, name) <= 0]
        wrong += [f"{name} = {getattr(self, name)} must be 0 or more" for name in _NATURAL if getattr(self, name) < 0]
        wrong += [f"{name} must be from 0 to below 1" for name in _SHARES if not 0 <= getattr(self, name) < 1]
        wrong += ["validation + test must leave something to train on"] if self.validation + self.test >= 1 else []
        wrong += ["validation must be above 0: the best epoch is chosen by it"] if self.validation == 0 else []
        wrong += [f"outside = {self.outside!r} needs many = false"] if self.many and self.outside else []
        if wrong:
            raise SettingsInvalid("[classifier]: " + "; ".join(wrong))

    @property
    def rate(self) -> float:
        """The learning rate that is used."""
        return self.learning_rate or {"lora": 1e-3, "full": 1e-4, "head": 1e-3}[self.method]


_POSITIVE = ("longest", "window", "rank", "alpha", "clip", "batch", "epochs", "patience")
_NATURAL = ("learning_rate", "weight_decay", "least_steps", "most_steps", "ridge", "examples", "threads")
_SHARES = ("dropout", "warmup", "validation", "test")


@dataclass(frozen=True, slots=True)
class _Sections:
    classifier: ClassifierSettings = field(default_factory=ClassifierSettings)


def load_classifier_settings(path: Path | None) -> ClassifierSettings:
    """The [classifier] section of a TOML file; defaults where no file is given.

    Raises:
        SettingsInvalid: unknown sections and keys, values that cannot be used, contradictions; all at once.
    """
    return load_file(_Sections, path).classifier


def written(settings: ClassifierSettings) -> str:
    """The settings as TOML."""
    return as_toml({"classifier": asdict(settings)})
