"""Wrong options beside those that people wrote: ours against random ones of the kind and the embedder's nearest.

Of public questions every tenth, by the hash of its text, is held out. The pool of a question are its own wrong options and
200 of other held-out questions of its set and category: who chooses well finds those again, or ones like them, and
never the key.
"""

import argparse
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from assistant.answering.words import numbers
from assistant.learning.distractors import COUNT, Distractors, alike
from assistant.learning.guessing import Likeness, length
from assistant.learning.material import material
from assistant.learning.overlap import contains, words
from bench.outcome import keep
from bench.quoted import spread
from bench.retrieval import ROOT
from indexer.embedding import Embedder, open_embedder
from indexer.remembering import RememberingEmbedder
from indexer.settings import EmbedderSettings

DATA = ROOT.parent / "shared/data/distractors"
FILES = ("opentrivia.jsonl.gz", "arc_easy.jsonl", "openbookqa.jsonl")
TENTH = 10
POOL = 200  # wrong options of other questions at the most, evenly spread
SAME = 0.85  # cosine to the key from which a wrong option says the same
Chooser = Callable[["Asked", Sequence[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A public question with the wrong options that a person wrote."""

    group: str  # set and category
    question: str
    right: str
    wrong: tuple[str, ...]


def main(argv: Sequence[str] | None = None) -> None:
    """Measures three ways to choose, prints a table and writes bench/results/distractors.json."""
    parser = argparse.ArgumentParser(prog="python -m bench distractors", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of the public sets")
    parser.add_argument("--limit", type=int, default=600, help="questions at the most, evenly spread (default %(default)s)")
    given = parser.parse_args(argv)
    embedder = RememberingEmbedder(open_embedder(EmbedderSettings(folder=ROOT / "data/models")), kept=100_000)
    asked = [one for name in FILES for one in held_out(given.data / name)]
    groups: dict[str, list[str]] = {}
    for one in asked:
        groups.setdefault(one.group, []).extend(one.wrong)
    pools = {group: spread(texts, POOL) for group, texts in groups.items()}
    ours = Distractors(material([]), embedder)
    ways: Mapping[str, Chooser] = {
        "random of the same kind": at_random,
        "nearest to the key": lambda one, pool: nearest(one, pool, embedder),
        "ours": lambda one, pool: wrong.texts if (wrong := ours.among(one.right, pool)) is not None else (),
    }
    chosen = spread(asked, given.limit)
    rows = [{"way": name, **scores(chosen, pools, way, embedder)} for name, way in ways.items()]
    keep("distractors", rows, questions=len(chosen), held_out=len(asked))


def held_out(path: Path) -> Iterator[Asked]:
    """Every tenth question of a file that has three options or more, one of them right."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            tenth = int.from_bytes(hashlib.sha256(row["question"].encode()).digest()[:4], "big") % TENTH == 0
            wrong = tuple(option for option in row["options"] if option != row["correct"])
            if tenth and row["correct"] in row["options"] and len(wrong) >= COUNT:
                yield Asked(f"{path.name}/{row.get('category', '')}", row["question"], row["correct"], wrong)


def at_random(one: Asked, pool: Sequence[str]) -> Sequence[str]:
    """Two of the pool that look like the key: with a number or without, as long, with a capital or without."""
    fit = sorted({text for text in pool if alike(text, one.right) and words(text) != words(one.right)})
    return Random(one.question).sample(fit, COUNT) if len(fit) >= COUNT else ()


def nearest(one: Asked, pool: Sequence[str], embedder: Embedder) -> Sequence[str]:
    """The two of the pool that the embedder puts nearest to the key, the key itself aside."""
    fit = list(dict.fromkeys(text for text in pool if words(text) != words(one.right)))
    vectors = embedder.passages([one.right, *fit])
    order = np.argsort(-(vectors[1:] @ vectors[0]), kind="stable")
    return [fit[place] for place in order[:COUNT]]


def scores(asked: Sequence[Asked], pools: Mapping[str, Sequence[str]], way: Chooser, embedder: Embedder) -> dict[str, object]:
    """What a way of choosing is worth, as shares: of all questions, or of what it chose."""
    served, found, near, same, odd, by_length, by_likeness = 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    likeness = Likeness(embedder)
    for one in asked:
        chosen = list(way(one, [*one.wrong, *pools[one.group]]))
        if len(chosen) < COUNT:
            continue
        served += 1
        vectors = embedder.passages([one.right, *chosen, *one.wrong])
        right, ours, theirs = vectors[0], vectors[1 : 1 + COUNT], vectors[1 + COUNT :]
        found += sum(text in one.wrong for text in chosen) / COUNT
        near += float((ours @ theirs.T).max(axis=1).mean())
        same += (
            sum(float(each @ right) > SAME or contains(text, one.right) for text, each in zip(chosen, ours, strict=True))
            / COUNT
        )
        odd += sum(bool(numbers(text)) != bool(numbers(one.right)) for text in chosen) / COUNT
        options = [one.right, *chosen]
        by_length += _taken(length(one.question, options))
        by_likeness += _taken(likeness(one.question, options))
    told = {
        "people's own": found, "nearness to people's": near, "says the key": same, "number or none unlike the key": odd,
        "longest is right": by_length, "likest is right": by_likeness,
    }  # fmt: skip
    row: dict[str, object] = {name: round(value / max(1, served), 3) for name, value in told.items()}
    return {"served": round(served / max(1, len(asked)), 3), **row}


def _taken(found: Sequence[float]) -> float:
    """The probability that the first, which is right, is taken; ties are shared."""
    best = max(found)
    return (found[0] == best) / list(found).count(best)


if __name__ == "__main__":
    main()
