"""A company's examples, split by document into training, validation and test. Knows nothing of commands or models.

train.jsonl validation.jsonl test.jsonl   the examples
data.json                                 what was used and what was left out, and why
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from assistant.errors import Problem
from assistant.learning.round_trip import Reader
from finetune.company import Sifted, sift
from finetune.company_examples import company_examples
from finetune.examples import Example, Part, data_hash, part_of, write_examples
from finetune.material import Item, Tally
from finetune.near_duplicates import without_near_duplicates
from finetune.shelf import Shelf
from indexer.disk import write_atomically

FORMAT = 1
SHARES = (0.1, 0.15, 0.2, 0.25)  # of the documents for validation, and as many for test: the first that fills both
LEAST_HELD = 0.05  # of the questions that validation and test each hold, for a share to do
Row = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class Progress:
    """How many questions were looked at."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """The examples of each part, and the report about them."""

    parts: dict[Part, list[Example]]
    report: Row


def prepare(
    items: Sequence[Item], shelf: Shelf, reader: Reader, seed: int, tally: Tally, inputs: Row | None = None
) -> Iterator[Progress | Prepared]:
    """Progress, then the examples. `inputs` names the files that were read, for the report.

    Raises:
        Problem: nothing is left to train on.
    """
    share = held_share(items)
    neighbours = {part: frozenset(name for name in shelf.documents if part_of(name, share, share) is part) for part in Part}
    of_document = {name: names for names in neighbours.values() for name in names}
    sifted: dict[Part, list[Sifted]] = {part: [] for part in Part}
    for done, one in enumerate(_in_one_part(items, of_document, tally), 1):
        sifted[part_of(one.document, share, share)] += sift([one], shelf, of_document, reader, tally)
        yield Progress(done, len(items))
    parts = {part: company_examples(sifted[part], Random(f"{seed}/{part}")) for part in Part}  # noqa: S311 - choices, not secrets
    parts = _apart(parts, tally)
    if not parts[Part.TRAIN]:
        raise Problem(_nothing(items, shelf))
    yield Prepared(parts, _report(parts, share, shelf, tally, seed, inputs or {}))


def held_share(items: Iterable[Item]) -> float:
    """The share of documents for validation, and for test: a small company needs more, or a part would be empty."""
    documents = Counter(one.document for one in items)
    for share in SHARES:
        held = Counter[Part]()
        for document, count in documents.items():
            held[part_of(document, share, share)] += count
        if min(held[Part.VALIDATION], held[Part.TEST]) >= max(1, LEAST_HELD * held.total()) and held[Part.TRAIN]:
            return share
    return SHARES[-1]


def write_prepared(folder: Path, prepared: Prepared) -> None:
    """Writes the three files of examples, and the report last."""
    for part, examples in prepared.parts.items():
        write_examples(folder / f"{part.value}.jsonl", examples)
    write_atomically(folder / "data.json", json.dumps(prepared.report, ensure_ascii=False, indent=1).encode())


def _in_one_part(items: Iterable[Item], of_document: dict[str, frozenset[str]], tally: Tally) -> Iterator[Item]:
    for one in items:
        if {place.document for place in one.proof} <= of_document[one.document]:
            yield one
        else:
            tally.drop(one.source, one.document, "its passages lie in documents of different parts")


def _apart(parts: dict[Part, list[Example]], tally: Tally) -> dict[Part, list[Example]]:
    """The parts without near-duplicates: training loses what the others hold, validation what the test holds."""
    test = parts[Part.TEST]
    validation, twice = without_near_duplicates(parts[Part.VALIDATION], test)
    train, again = without_near_duplicates(parts[Part.TRAIN], [*parts[Part.VALIDATION], *test])
    for part, removed in ((Part.VALIDATION, twice), (Part.TRAIN, again)):
        for example in removed:
            tally.drop(example.origin, example.documents[0], f"{part.value}: nearly the same stands in a part that is held out")
    return {Part.TRAIN: train, Part.VALIDATION: validation, Part.TEST: test}


def _nothing(items: Sequence[Item], shelf: Shelf) -> str:
    return (
        f"found {len(items)} questions on {len(shelf.documents)} documents that everybody may read (withheld: "
        f"{shelf.withheld}), but none that can be trained on: add documents or questions, or change [access.rules]"
    )


def _report(parts: dict[Part, list[Example]], share: float, shelf: Shelf, tally: Tally, seed: int, inputs: Row) -> Row:
    return {
        "format": FORMAT,
        "seed": seed,
        "share_held_out": share,
        "index_generation": shelf.generation,
        "documents_for_everybody": len(shelf.documents),
        "documents_withheld": shelf.withheld,
        "inputs": inputs,
        "parts": {part.value: _of_part(examples) for part, examples in parts.items()},
        "left_out": tally.to_json(),
    }


def _of_part(examples: Sequence[Example]) -> Row:
    return {
        "examples": len(examples),
        "sha256": data_hash(examples),
        "tasks": dict(Counter(example.task.value for example in examples).most_common()),
        "sources": dict(Counter(example.origin for example in examples).most_common()),
        "documents": dict(sorted(Counter(example.documents[0] for example in examples).items())),
    }
