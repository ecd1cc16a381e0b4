"""Quoted answers against the first sentence of the top passage: F1, cited page, containment. `--fit` prints weights."""

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.answering.answers import Citation
from assistant.answering.passages import Passage
from assistant.answering.quoting import FEATURES, WEIGHTS, candidates, citation, features, quoted
from assistant.answering.retrieval import retrieve
from assistant.answering.sentences import tidy
from assistant.settings import AnsweringSettings
from bench.outcome import keep
from indexer.embedding import Embedder, open_embedder
from indexer.settings import EmbedderSettings
from indexer.store import Generations, Index

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared/data"
GIVEN = ("xquad_en_public", "xquad_zh_public", "cmrc_trial", "policyqa_dev")  # question sets whose passage is given
TRAINED = {"en": ("xquad_en_public", "clapnq_public"), "zh": ("cmrc_trial",)}
PULL = 0.01  # of the ridge, towards the weights in use
Row = dict[str, Any]  # Any: JSON
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Score:
    """How good the answers to one set of questions are; means over the questions."""

    set: str
    method: str
    questions: int
    f1: float  # of the words, against the nearest reference
    contained: float  # share of answers that hold a reference word for word
    page: float | None  # share whose first citation is the reference's document and page, one page off allowed
    sentences: float


def main(argv: Sequence[str] | None = None) -> None:
    """Measures, prints a table and writes bench/results/quoted.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indexes", type=Path, default=ROOT / "data/bench", help="folder with the index northwind")
    parser.add_argument("--limit", type=int, default=400, help="questions of a set at the most, evenly spread")
    parser.add_argument("--fit", action="store_true", help="only print weights fitted on the sets that may be trained on")
    arguments = parser.parse_args(argv)
    embedder = open_embedder(EmbedderSettings(folder=ROOT / "data/models"))
    if arguments.fit:
        for tongue in TRAINED:
            weights = zip(FEATURES, fitted(tongue, embedder, arguments.limit), strict=True)
            print(tongue, {name: round(float(weight), 2) for name, weight in weights})
        return
    scores = [score for name in GIVEN for score in _given(name, embedder, arguments.limit)]
    scores += _northwind(Generations(arguments.indexes / "northwind").open(), embedder, arguments.limit)
    keep("quoted", [asdict(score) for score in scores], limit=arguments.limit, embedder=embedder.name)


def fitted(tongue: str, embedder: Embedder, limit: int) -> NDArray[np.float64]:
    """Weights under which the sentences that hold the answer score above the others (softmax over a passage's sentences)."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]  # the package has no types

    start = WEIGHTS[tongue]
    tables: list[tuple[NDArray[np.float64], NDArray[np.bool_]]] = []
    for row in (row for name in TRAINED[tongue] for row in spread(_split(name)[0], limit)):
        rows = candidates(_passages(row))
        right = np.array([any(_contains(one.text, answer) for answer in row["answers"]) for one in rows], dtype=np.bool_)
        if right.any() and not right.all():
            tables.append((features(row["question"], _passages(row), rows, embedder), right))

    def loss(weights: NDArray[np.float64]) -> float:
        lost = sum(
            np.logaddexp.reduce(table @ weights) - np.logaddexp.reduce((table @ weights)[right]) for table, right in tables
        )
        return float(lost / len(tables) + PULL / 2 * np.sum((weights - start) ** 2))

    return np.asarray(minimize(loss, start, method="L-BFGS-B").x)


def _given(name: str, embedder: Embedder, limit: int) -> list[Score]:
    rows = spread(_split(name)[1], limit)
    asked = [(row, _passages(row)) for row in rows if row["answerable"]]
    return _scores(name, [(row, passages, quoted(row["question"], passages, embedder)) for row, passages in asked], _reference)


def _northwind(index: Index, embedder: Embedder, limit: int) -> list[Score]:
    folder = DATA / "documents/northwind"
    rows = spread([row for name in ("questions", "questions_more") for row in _rows(folder / f"{name}.jsonl")], limit)
    settings = AnsweringSettings()
    asked = []
    for row in rows:
        found = retrieve(
            row["question"],
            [],
            within=index.everything(),
            may_read=lambda _: True,
            index=index,
            embedder=embedder,
            settings=settings,
        )
        asked.append((row, found.passages, quoted(found.question, found.passages, embedder)))
    return _scores("northwind", asked, lambda row: [re.sub(r"\s*\[[^\]]*#page=\d+\]", "", row["truth"])])


def _scores(
    name: str, asked: Sequence[tuple[Row, Sequence[Passage], list[Citation]]], reference: Callable[[Row], list[str]]
) -> list[Score]:
    """Our quotes and, as the baseline, the first sentence of the top passage."""
    first = [(row, [citation(1, passages, one, 1.0) for one in candidates(passages)[:1]]) for row, passages, _ in asked]
    ours = [(row, cited) for row, _, cited in asked]
    return [_score(name, method, rows, reference) for method, rows in (("first sentence", first), ("quoted", ours))]


def _score(name: str, method: str, rows: Sequence[tuple[Row, list[Citation]]], reference: Callable[[Row], list[str]]) -> Score:
    texts = [" ".join(tidy(one.quote) for one in cited) for _, cited in rows]
    truths = [reference(row) for row, _ in rows]
    pages = [_right_page(row, cited) for row, cited in rows if "citations" in row]
    return Score(
        name,
        method,
        len(rows),
        f1=float(np.mean([max(map(_f1(text), truth)) for text, truth in zip(texts, truths, strict=True)])),
        contained=float(
            np.mean([any(_contains(text, one) for one in truth) for text, truth in zip(texts, truths, strict=True)])
        ),
        page=float(np.mean(pages)) if pages else None,
        sentences=float(np.mean([len(cited) for _, cited in rows])),
    )


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 3)


def _reference(row: Row) -> list[str]:
    return list(row["answers"])


def _right_page(row: Row, cited: list[Citation]) -> bool:
    wanted = [(one["file"], one["page"]) for one in row["citations"]]
    return bool(cited) and any(cited[0].document == file and abs(cited[0].page - page) <= 1 for file, page in wanted)


def _f1(text: str) -> Callable[[str], float]:
    def against(truth: str) -> float:
        one, other = Counter(_words(text)), Counter(_words(truth))
        common = (one & other).total()
        return 2 * common / (one.total() + other.total()) if common else 0.0

    return against


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+|[\u4e00-\u9fff]", text.lower())


def _contains(text: str, answer: str) -> bool:
    return " ".join(_words(answer)) in " ".join(_words(text))


def _passages(row: Row) -> list[Passage]:
    return [
        Passage("given", "v", context["title"], 1, "", 0, len(context["text"]), context["text"], 1.0)
        for context in row["context"]
    ]


def _split(name: str) -> tuple[list[Row], list[Row]]:
    """The rows that may be trained on (titles of the first 70 %), and the others; some sets are never trained on."""
    rows = list(_rows(DATA / f"qa/{name}.jsonl"))
    if name == "policyqa_dev":
        return [], rows
    titles = sorted({row["context"][0]["title"] for row in rows})
    trained = set(titles[: int(len(titles) * 0.7)])
    return [row for row in rows if row["context"][0]["title"] in trained], [
        row for row in rows if row["context"][0]["title"] not in trained
    ]


def spread(rows: Sequence[Value], limit: int) -> list[Value]:
    """At most so many rows, evenly."""
    return list(rows[:: max(1, -(-len(rows) // limit))])


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


if __name__ == "__main__":
    main()
