"""The commands that make examples of public sets, train a writer, and say how the shipped ones were made. Knows no gate."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import Problem
from assistant.settings import load_settings
from assistant.tuning import RunFolder
from finetune.examples import Example, data_hash, read_examples, write_examples
from finetune.settings import load_run_settings
from finetune.subcommands import Subcommands

if TYPE_CHECKING:
    from finetune.reproducing import Check, Recipe


ADAPTERS = Path(__file__).parents[1] / "assistant/answering/adapters"


def add_commands(commands: Subcommands) -> None:
    """`public`, `train` and `reproduce`."""
    public = commands.add_parser("public", help="examples from the public question sets that may be trained on")
    public.add_argument("folder", type=Path, help="the folder that holds qa/ and distractors/")
    public.add_argument("--out", type=Path, required=True, help="where train.jsonl and validation.jsonl go")
    public.add_argument("--seed", type=int, default=load_run_settings(None).training.seed)
    public.add_argument("--json", action="store_true", help="print JSON")
    public.set_defaults(run=_public)
    train = commands.add_parser("train", help="train a writer; again with the same name goes on where it was stopped")
    train.add_argument("name", help="of the run")
    train.add_argument("--data", type=Path, required=True, help="the folder with train.jsonl and validation.jsonl")
    train.add_argument("--config", type=Path, help="a TOML file with a [training] section")
    train.add_argument("--settings", type=Path, help="Docent's settings.toml")
    train.set_defaults(run=_train)
    again = commands.add_parser("reproduce", help="what the shipped models were made from", description=_reproduce.__doc__)
    again.add_argument("--public", type=Path, metavar="DIR", help="the folder of public sets")
    again.add_argument("--check", action="store_true", help="make the data anew from --public and compare its hashes")
    again.add_argument("--out", type=Path, metavar="DIR", help="write the settings files there that the commands name")
    again.add_argument("--json", action="store_true", help="print JSON")
    again.set_defaults(run=_reproduce)


def read_parts(folder: Path) -> tuple[list[Example], list[Example]]:
    """(training, validation) examples of a prepared folder.

    Raises:
        Problem: one of the files is not there.
    """
    parts = []
    for name in ("train", "validation"):
        path = folder / f"{name}.jsonl"
        if not path.is_file():
            raise Problem(f"{path} is not there: run 'python -m finetune prepare --out {folder}'")
        parts.append(read_examples(path))
    return parts[0], parts[1]


def _public(given: argparse.Namespace) -> int:
    from finetune.public import public_examples

    try:
        parts = dict(zip(("train", "validation"), public_examples(given.folder, given.seed), strict=True))
    except FileNotFoundError as error:
        raise Problem(f"{error.filename} is not there: {given.folder} must hold the public sets (qa/, distractors/)") from error
    rows: dict[str, Any] = {}  # Any: JSON
    for name, examples in parts.items():
        write_examples(given.out / f"{name}.jsonl", examples)
        rows[name] = {"examples": len(examples), "sha256": data_hash(examples)}
    text = "\n".join(f"{name}: {row['examples']} examples, sha256 {row['sha256']}" for name, row in rows.items())
    sys.stdout.write((json.dumps(rows) if given.json else text) + "\n")
    return 0


def _train(given: argparse.Namespace) -> int:
    from finetune.training import train

    settings = load_settings(given.settings)
    training, validation = read_parts(given.data)
    run = RunFolder(settings.tuning.folder / "runs" / given.name)
    models, chosen = settings.embedder.folder, load_run_settings(given.config)
    train(run, chosen, training, validation, models, tuple(sys.argv), given.data.resolve())
    return 0


def _reproduce(given: argparse.Namespace) -> int:
    """Names seeds, data hashes, settings and base of the shipped models and the commands that make them again."""
    from finetune.reproducing import checked, recipes

    if given.check and given.public is None:
        raise Problem("--check takes --public: the folder that holds qa/, distractors/ and retrieval/")
    found = recipes(ADAPTERS, given.public or Path("PUBLIC"), given.out or Path("reproduced"))
    if given.out is not None:
        given.out.mkdir(parents=True, exist_ok=True)
        for recipe in found:
            (given.out / f"{recipe.role}.toml").write_text(recipe.settings, encoding="utf-8")
    checks = [check for recipe in found for check in checked(recipe, given.public)] if given.check else []
    if given.json:
        rows = [{"role": check.role, "part": check.part, "right": check.right, "found": check.found} for check in checks]
        text = json.dumps({"models": [recipe.to_json() for recipe in found], "checks": rows}, ensure_ascii=False)
    else:
        text = "\n".join([*(_told(recipe) for recipe in found), *(_compared(check) for check in checks)])
    sys.stdout.write(text + "\n")
    return 0 if all(check.right for check in checks) else 1


def _told(recipe: "Recipe") -> str:
    card = recipe.card
    rows = [f"{recipe.role}: {card.name}", f"  base {card.base}, sha256 {card.base_sha256}", f"  seed {card.seed}"]
    rows += [f"  data {part}, sha256 {value}" for part, value in card.data.items()]
    rows += ["  settings", *(f"    {line}" for line in recipe.settings.splitlines() if line)]
    return "\n".join([*rows, "  commands", *(f"    {command}" for command in recipe.commands)])


def _compared(check: "Check") -> str:
    if check.right:
        return f"{check.role}, data {check.part}: the same"
    return f"{check.role}, data {check.part}: found {check.found}, expected {check.expected}"
