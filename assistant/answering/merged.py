"""Writers that are merged on this machine: a base model and an adapter, kept as one file. Knows nothing of engines.

models/NAME-HASH.gguf        the model; the hash is that of base, adapter and quantisation
models/NAME-HASH.gguf.json   what it was made from; written last, so that its presence means that the model is complete
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.answering.cards import read_card
from assistant.answering.lora import adapter_hash, read_adapter
from assistant.answering.merging import Quantisation, lora_changes, write_merged
from assistant.errors import Problem
from indexer.disk import sha256, write_atomically
from indexer.errors import ModelMissing
from indexer.models import BundledModel

FORMAT = 1
WAIT_S = 600.0  # for another process that merges the same model


@dataclass(frozen=True, slots=True)
class Made:
    """What a merged file was made from, and what it has to be."""

    base: str  # SHA-256 of the base's file
    adapter: str  # hash of the adapter
    quantisation: Quantisation
    size_bytes: int
    sha256: str

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The content of the file beside the model."""
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Made":  # Any: JSON
        """What such a file says."""
        quantisation = Quantisation(row["quantisation"])
        return cls(row["base"], row["adapter"], quantisation, int(row["size_bytes"]), row["sha256"])


@dataclass(frozen=True, slots=True)
class TunedModel:
    """A writer that comes with Docent as an adapter for a bundled model."""

    name: str
    licence: str
    base: BundledModel
    adapter: Path  # its folder
    quantisation: Quantisation

    @property
    def shipped(self) -> bool:
        """Whether the adapter is there."""
        return (self.adapter / "adapter_config.json").is_file()

    def place(self, models: Path) -> Path:
        """The merged file below the folder of models, whether or not it has been made.

        Raises:
            ModelMissing: the adapter is not there.
        """
        if not self.shipped:
            raise ModelMissing(
                f"{self.name} needs the adapter in {self.adapter}, which is not there: install Docent with all its files, "
                f'or set model = "{self.base.name}" in [writer]'
            )
        parts = f"{self.base.members[0].sha256} {adapter_hash(self.adapter)} {self.quantisation}"
        return models / f"{self.name}-{hashlib.sha256(parts.encode()).hexdigest()[:12]}.gguf"


def merge(base: Path, adapter: Path, quantisation: Quantisation, out: Path) -> Made:
    """Writes base and adapter as one GGUF file, and beside it what it was made from.

    Raises:
        Problem: the adapter belongs to another base, or is of a kind that cannot be merged.
    """
    card, found = read_card(adapter), sha256(base)
    if card is not None and card.base_sha256 != found:
        raise Problem(
            f"{adapter} was made for {card.base} with SHA-256 {card.base_sha256}, but {base} has {found}: name the right base, "
            "or fetch it again with 'python -m assistant models fetch'"
        )
    write_merged(base, lora_changes(read_adapter(adapter)), quantisation, out)
    return note_made(out, found, adapter_hash(adapter), quantisation)


def note_made(out: Path, base: str, adapter: str, quantisation: Quantisation) -> Made:
    """Writes beside a merged file what it was made from: the hashes of base and adapter."""
    made = Made(base, adapter, quantisation, out.stat().st_size, sha256(out))
    write_atomically(_beside(out), json.dumps(made.to_json(), indent=1).encode())
    return made


def ensure_merged(model: TunedModel, models: Path) -> Path:
    """The merged file, which is made where it is not there yet; other processes that want it wait for the first.

    Raises:
        ModelMissing: base or adapter are not there, or the file cannot be written.
        Problem: the adapter does not belong to the base.
    """
    from filelock import FileLock, Timeout

    place = model.place(models)
    if made_of(place) is not None:
        return place
    base = model.base.place(models)
    if not base.is_file():
        raise ModelMissing(f"{base} is not there: run 'python -m assistant models fetch'")
    try:
        # not a singleton: threads of one server exclude one another, too
        with FileLock(_lock(place), timeout=WAIT_S, thread_local=False):
            if made_of(place) is None:
                _clear(place)
                merge(base, model.adapter, model.quantisation, place)
    except Timeout as error:
        raise ModelMissing(
            f"{place} has been in the making for more than {WAIT_S:g} s: end the process that makes it"
        ) from error
    except OSError as error:
        raise ModelMissing(f"{place} cannot be written ({error.strerror}): free some space, or change its rights") from error
    return place


def made_of(place: Path) -> Made | None:
    """What a merged file was made from; None where it is not complete."""
    try:
        row = json.loads(_beside(place).read_text(encoding="utf-8"))
        made = Made.from_json(row) if row["format"] == FORMAT else None
        complete = made is not None and place.stat().st_size == made.size_bytes
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made if complete else None


def damage(place: Path) -> str | None:
    """What is wrong with a merged file, from its hash; None where nothing is, or where it has not been made."""
    made = made_of(place)
    if made is None or sha256(place) == made.sha256:
        return None
    return f"{place} does not have the SHA-256 {made.sha256}"


def forget(place: Path) -> None:
    """Makes a damaged file count as not made."""
    _beside(place).unlink(missing_ok=True)


def _clear(place: Path) -> None:
    """Removes what killed processes left; only the holder of the lock writes such files."""
    for left in place.parent.glob(f"{place.name}.*.tmp"):
        with suppress(FileNotFoundError):
            left.unlink()


def _beside(place: Path) -> Path:
    return place.with_name(f"{place.name}.json")


def _lock(place: Path) -> Path:
    return place.with_name(f"{place.name}.lock")
