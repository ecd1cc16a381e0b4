"""The commands that prepare examples of public sets and train a writer. Knows nothing of evaluation or the gate."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import Problem
from assistant.settings import load_settings
from assistant.tuning import RunFolder
from finetune.examples import data_hash, read_examples, write_examples
from finetune.settings import load_run_settings

if TYPE_CHECKING:
    Subcommands = argparse._SubParsersAction[argparse.ArgumentParser]  # the standard library has no public name for it


def add_commands(commands: "Subcommands") -> None:
    """`public` and `train`."""
    public = commands.add_parser("public", help="examples from the public question sets that may be trained on")
    public.add_argument("folder", type=Path, help="the folder that holds qa/ and distractors/")
    public.add_argument("--out", type=Path, required=True, help="where train.jsonl and validation.jsonl go")
    public.add_argument("--seed", type=int, default=load_run_settings(None).training.seed)
    public.set_defaults(run=_public)
    train = commands.add_parser("train", help="train a writer; again with the same name goes on where it was stopped")
    train.add_argument("name", help="of the run")
    train.add_argument("--data", type=Path, required=True, help="the folder with train.jsonl and validation.jsonl")
    train.add_argument("--config", type=Path, help="a TOML file with a [training] section")
    train.add_argument("--settings", type=Path, help="Docent's settings.toml")
    train.set_defaults(run=_train)


def _public(given: argparse.Namespace) -> int:
    from finetune.public import public_examples

    for name, examples in zip(("train", "validation"), public_examples(given.folder, given.seed), strict=True):
        write_examples(given.out / f"{name}.jsonl", examples)
        print(f"{name}: {len(examples)} examples, sha256 {data_hash(examples)}")
    return 0


def _train(given: argparse.Namespace) -> int:
    from finetune.training import train

    settings = load_settings(given.settings)
    parts = []
    for name in ("train", "validation"):
        path = given.data / f"{name}.jsonl"
        if not path.is_file():
            raise Problem(f"{path} is not there: run 'python -m finetune prepare --out {given.data}'")
        parts.append(read_examples(path))
    run = RunFolder(settings.tuning.folder / "runs" / given.name)
    train(run, load_run_settings(given.config), parts[0], parts[1], settings.embedder.folder, tuple(sys.argv))
    return 0
