"""What the models that come with Docent were made from, and how to make them again. Knows nothing of training itself."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.answering.cards import Card, read_card
from assistant.errors import Problem
from finetune.settings import as_toml

ROLES = ("writer", "judge")
SECTIONS = {"writer": "training", "judge": "judge"}  # of a settings file
PROCESSES = 2  # that trained the writer; each took every second sequence


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one of the models was made."""

    role: str
    card: Card
    commands: tuple[str, ...]
    settings: str  # the file that the commands name, as TOML

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """One row of `reproduce --json`."""
        return asdict(self) | {"card": self.card.to_json()}


@dataclass(frozen=True, slots=True)
class Check:
    """A hash of data as the card names it and as it is made now."""

    role: str
    part: str
    expected: str
    found: str

    @property
    def right(self) -> bool:
        """Whether it is the same data."""
        return self.expected == self.found


def recipes(adapters: Path, public: Path, out: Path) -> tuple[Recipe, ...]:
    """The recipes of the adapters in a folder; `public` and `out` are how the commands name the folders of data and settings.

    Raises:
        Problem: there is none, or a card cannot be read.
    """
    cards = {role: read_card(adapters / role) for role in ROLES}
    found = [_recipe(role, card, public, out) for role, card in cards.items() if card is not None]
    if not found:
        raise Problem(f"{adapters} holds no adapter with a card: Docent was installed without its tuned models")
    return tuple(found)


def checked(recipe: Recipe, public: Path) -> list[Check]:
    """The hashes of a model's data, made anew from the public sets.

    Raises:
        Problem: a set is not there.
    """
    try:
        found = _hashes(recipe, public)
    except FileNotFoundError as error:
        raise Problem(f"{error.filename} is not there: {public} must hold the public sets (qa/, distractors/)") from error
    return [Check(recipe.role, part, expected, found.get(part, "")) for part, expected in recipe.card.data.items()]


def _hashes(recipe: Recipe, public: Path) -> Mapping[str, str]:
    if recipe.role == "judge":
        from finetune.judge_pairs import pair_hash, public_pairs

        return {"pairs": pair_hash(public_pairs(public, recipe.card.seed))}
    from finetune.examples import data_hash
    from finetune.public import public_examples

    training, validation = public_examples(public, recipe.card.seed)
    return {"train": data_hash(training), "validation": data_hash(validation)}


def _recipe(role: str, card: Card, public: Path, out: Path) -> Recipe:
    section, file = SECTIONS[role], out / f"{role}.toml"
    # JSON knows one kind of number, and a whole one is read wherever another is expected
    values = {name: _whole(value) for name, value in sorted(card.settings.get(section, {}).items())}
    settings = as_toml({section: values})
    if role == "judge":
        return Recipe(role, card, (f"python -m finetune train-judge {card.name} {public} --config {file}",), settings)
    commands = (
        f"python -m finetune public {public} --out {out / 'data'} --seed {card.seed}",
        f"torchrun --nproc_per_node {PROCESSES} -m finetune train {card.name} --data {out / 'data'} --config {file}",
        f"python -m finetune export {card.name} --format adapter --out {out / card.name}",
    )
    return Recipe(role, card, commands, settings)


def _whole(value: Any) -> Any:  # Any: JSON
    return int(value) if isinstance(value, float) and value.is_integer() else value
