"""The card of an adapter: what it belongs to and what it was made from. Knows nothing of weights."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.errors import Problem
from indexer.disk import write_atomically

FORMAT = 1
FILE = "card.json"


@dataclass(frozen=True, slots=True)
class Card:
    """Where an adapter comes from."""

    name: str
    base: str  # the model it was trained on, by its name in the catalogue
    base_sha256: str  # of that model's file
    licence: str
    data: Mapping[str, str]  # hashes of what it was trained on and chosen by
    settings: Mapping[str, Any]  # Any: the sections of the run's settings.toml
    seed: int
    metrics: Mapping[str, Any]  # Any: JSON, as the run reports them

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The content of card.json."""
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Card":  # Any: JSON
        """The card of a card.json."""
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})


def write_card(folder: Path, card: Card) -> None:
    """Puts the card into an adapter's folder."""
    text = json.dumps(card.to_json(), ensure_ascii=False, indent=1, sort_keys=True)
    write_atomically(folder / FILE, text.encode() + b"\n")


def read_card(folder: Path) -> Card | None:
    """The card of an adapter's folder, None where there is none.

    Raises:
        Problem: it cannot be read, or is of another format.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        found = row["format"]
        if found == FORMAT:
            return Card.from_json(row)
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(f"{path} is not the card of an adapter ({error!r}): export the run again") from error
    raise Problem(f"{path} has format {found}, this version reads {FORMAT}: export the run again, or install a newer Docent")
