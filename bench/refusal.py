"""Refusal: questions about things that are not in the documents, and about things that are. `--fit` prints the coefficients."""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.confidence import BIAS, COEFFICIENTS, evidence
from assistant.answering.retrieval import HITS
from assistant.settings import AnsweringSettings
from bench.outcome import keep
from indexer.embedding import Embedder, open_embedder
from indexer.searching import search
from indexer.settings import EmbedderSettings
from indexer.store import Generations, Index

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT.parent / "shared/data/documents"
PULL = {"vectors": 0.005, "words": 0.02}  # of the ridge, towards zero
FEATURES = {"vectors": (0, 1, 2, 3, 5), "words": (2, 3, 4, 5)}  # their places in Evidence.values()
WRONG = {"vectors": 0.005, "words": 0.035}  # share of answerable questions that may be refused on the first half


@dataclass(frozen=True, slots=True)
class Case:
    """One question asked of one set of documents."""

    corpus: str
    question: str
    answerable: bool
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How often one half was refused."""

    model: str
    half: str
    refused: float  # share of the questions that the documents do not answer
    wrongly_refused: float  # share of those that they do
    foreign: int
    answerable: int


def main(argv: Sequence[str] | None = None) -> None:
    """Measures, prints a table and writes bench/results/refusal.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--indexes",
        type=Path,
        default=ROOT / "data/bench",
        help="folder with the indexes northwind, security_training and samples",
    )
    parser.add_argument("--fit", action="store_true", help="print coefficients fitted on the first half")
    arguments = parser.parse_args(argv)
    cases = list(_cases(arguments.indexes))
    halves = [cases[0::2], cases[1::2]]
    if arguments.fit:
        for model in COEFFICIENTS:
            bias, weights = fitted(halves[0], model)
            print(f'"{model}": bias {bias:.2f}, coefficients {tuple(round(float(weight), 2) for weight in weights)}')
    rows = [
        _share(model, name, half)
        for model in COEFFICIENTS
        for name, half in zip(("calibration", "held out"), halves, strict=True)
    ]
    keep("refusal", [asdict(row) for row in rows], refuse_below=AnsweringSettings().refuse_below)


def fitted(cases: Sequence[Case], model: str) -> tuple[float, NDArray[np.float64]]:
    """Bias and weights of a ridge logistic regression over the model's features; both classes weigh the same."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]  # the package has no types

    table = np.array([case.features for case in cases])
    mask = np.isin(np.arange(table.shape[1]), list(FEATURES[model])).astype(float)
    table = np.hstack([table * mask, np.ones((len(cases), 1))])
    wanted = np.array([case.answerable for case in cases], dtype=float)
    weight = np.where(wanted == 1, 0.5 / wanted.sum(), 0.5 / (1 - wanted).sum())

    def loss(values: NDArray[np.float64]) -> float:
        logit = table @ values
        return float(weight @ (np.logaddexp(0, logit) - wanted * logit) + PULL[model] / 20 * (values[:-1] @ values[:-1]))

    best = minimize(loss, np.zeros(table.shape[1])).x
    shift = -float(np.quantile((table @ best)[wanted == 1], WRONG[model]))  # a confidence of 0.5 is where so many are refused
    return float(best[-1]) + shift, np.asarray(best[:-1] * mask[: len(best) - 1])


def _cases(indexes: Path) -> Iterator[Case]:
    embedder = open_embedder(EmbedderSettings(folder=ROOT / "data/models"))
    for corpus, asked in questions_of():
        index = Generations(indexes / corpus).open()
        for question, answerable in asked:
            yield _case(corpus, index, embedder, question, answerable)


def questions_of() -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    """Every question asked of every set of documents: its own answers it (True), the two others do not."""
    questions = {
        "northwind": [row for name in ("questions", "questions_more") for row in _rows(DOCUMENTS / f"northwind/{name}.jsonl")],
        "security_training": list(_rows(ROOT / "bench/data/security_training_questions.jsonl")),
        "samples": list(_rows(ROOT / "bench/data/samples_questions.jsonl")),
    }
    for corpus in questions:
        yield (
            corpus,
            [
                (row["question"], home == corpus and row.get("answerable", True))
                for home, rows in questions.items()
                for row in rows
            ],
        )


def _case(corpus: str, index: Index, embedder: Embedder, question: str, answerable: bool) -> Case:
    everything = index.everything()
    hits = search(index, embedder, question, within=everything, count=HITS)
    return Case(corpus, question, answerable, evidence(question, hits, index, everything).values())


def _share(model: str, half: str, cases: Sequence[Case]) -> Share:
    sure = {case: _confidence(model, case) for case in cases}
    below = AnsweringSettings().refuse_below
    foreign = [case for case in cases if not case.answerable]
    own = [case for case in cases if case.answerable]
    return Share(
        model,
        half,
        refused=round(float(np.mean([sure[case] < below for case in foreign])), 3),
        wrongly_refused=round(float(np.mean([sure[case] < below for case in own])), 3),
        foreign=len(foreign),
        answerable=len(own),
    )


def _confidence(model: str, case: Case) -> float:
    logit = BIAS[model] + float(np.dot(COEFFICIENTS[model], case.features))
    return 1 / (1 + float(np.exp(-logit)))


def _rows(path: Path) -> Iterator[dict[str, Any]]:  # Any: JSON
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


if __name__ == "__main__":
    main()
