"""A transformer that reads texts for a classifier: opening, what of it is trained, files. Knows nothing of labels."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import Problem
from indexer.disk import sha256
from indexer.errors import ModelMissing

if TYPE_CHECKING:
    from torch import Tensor

ADAPTER = "adapter_model.safetensors"  # PEFT's name
CONFIG = "adapter_config.json"
WHOLE = "model.safetensors"


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of one text."""

    ids: tuple[int, ...]
    owners: tuple[int, ...]  # the word that each piece is part of, -1 for the marks at both ends


class Encoder:
    """A tokenizer and a transformer; after `adapt` some of its weights are trained."""

    def __init__(self, folder: Path, longest: int) -> None:
        """Opens an encoder that reads at most `longest` word pieces.

        Raises:
            ModelMissing: the folder does not hold one.
        """
        from tokenizers import Tokenizer
        from transformers import AutoModel

        if not (folder / "config.json").is_file() or not (folder / "tokenizer.json").is_file():
            raise ModelMissing(
                f"{folder} holds no encoder (config.json, tokenizer.json): run 'python -m assistant models fetch'"
            )
        self.name = folder.name
        self.hash = sha256(folder / WHOLE) if (folder / WHOLE).is_file() else ""
        self.model: Any = AutoModel.from_pretrained(folder, local_files_only=True)  # Any: PEFT wraps it
        self.model.requires_grad_(False)
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))  # Any: has no types
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(min(longest, int(self.model.config.max_position_embeddings)))

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self.model.config.hidden_size)

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """The word pieces of texts."""
        return [_pieces(found) for found in self._tokenizer.encode_batch(list(texts))]

    def pieces_of_words(self, texts: Sequence[Sequence[str]]) -> list[Pieces]:
        """The word pieces of texts that are split into words already."""
        return [_pieces(found) for found in self._tokenizer.encode_batch([list(text) for text in texts], is_pretokenized=True)]

    def hidden(self, ids: "Tensor", mask: "Tensor") -> "Tensor":
        """Vectors (n, t, d) of word pieces (n, t)."""
        found: Tensor = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        return found

    def adapt(self, method: str, rank: int, alpha: int, dropout: float) -> None:
        """Chooses what is trained: LoRA beside every linear layer, all weights but the words' own, or nothing."""
        if method == "lora":
            from peft import LoraConfig, get_peft_model

            config = LoraConfig(
                r=rank, lora_alpha=alpha, lora_dropout=dropout, target_modules="all-linear", exclude_modules=".*pooler.*"
            )
            self.model = get_peft_model(self.model, config)
        elif method == "full":
            self.model.requires_grad_(True)
            # most weights of a small encoder; few of them are seen in training, and moving only those tears them from the rest
            self.model.get_input_embeddings().requires_grad_(False)

    def trained(self) -> dict[str, "Tensor"]:
        """The weights that are trained, by name."""
        return {name: weight for name, weight in self.model.named_parameters() if weight.requires_grad}

    def save(self, folder: Path, method: str) -> None:
        """Writes what was trained: a PEFT adapter in float16, or all weights."""
        import torch
        from safetensors.torch import load_file, save_file

        if method == "lora":
            self.model.save_pretrained(folder)
            weights = load_file(folder / ADAPTER)
            save_file({name: weight.to(torch.float16) for name, weight in weights.items()}, folder / ADAPTER)
            config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
            config["base_model_name_or_path"] = self.name  # not this machine's path
            (folder / CONFIG).write_text(json.dumps(config, indent=1), encoding="utf-8")
            (folder / "README.md").unlink(missing_ok=True)  # PEFT's empty model card
        elif method == "full":
            save_file({name: weight.contiguous() for name, weight in self.model.state_dict().items()}, folder / WHOLE)

    def load(self, folder: Path, method: str) -> None:
        """Takes what `save` wrote.

        Raises:
            Problem: the folder's weights do not fit this encoder.
        """
        from safetensors.torch import load_file

        try:
            if method == "lora":
                from peft import PeftModel

                self.model = PeftModel.from_pretrained(self.model, folder).merge_and_unload()
            elif method == "full":
                self.model.load_state_dict(load_file(folder / WHOLE))
        except (OSError, RuntimeError, ValueError) as error:
            raise Problem(f"{folder} does not fit the encoder {self.name}: train it again ({error})") from error


def encoder_folder(encoder: str, models: Path) -> Path:
    """Where an encoder lies: a folder itself, else a folder of that name below the folder of models."""
    return Path(encoder) if (Path(encoder) / "config.json").is_file() else models / encoder


def state_of(weights: Mapping[str, "Tensor"]) -> dict[str, "Tensor"]:
    """A copy of weights as they are now."""
    return {name: weight.detach().clone() for name, weight in weights.items()}


def _pieces(found: Any) -> Pieces:  # Any: tokenizers.Encoding has no types
    return Pieces(tuple(found.ids), tuple(-1 if word is None else word for word in found.word_ids))
