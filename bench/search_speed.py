"""How long a whole search takes, the question's embedding included, at a size and for several shares that may be seen."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.growth import updated
from bench.outcome import keep
from bench.synthetic import questions, write_documents
from indexer.documents import Reading
from indexer.embedding import Embedder, open_embedder
from indexer.readers.table import read_file
from indexer.searching import search
from indexer.selection import Selection
from indexer.settings import EmbedderSettings, ReadingLimits
from indexer.store import Generations, Index

ROOT = Path(__file__).resolve().parents[1]
SHARES = (1.0, 0.1, 0.01)  # of the documents that may be seen


class RandomPassages:
    """Embeds questions as the real embedder does, and passages at random: the time of a search does not depend on it."""

    def __init__(self, real: Embedder) -> None:
        self._real = real
        self._chance = np.random.default_rng(0)
        self.name, self.dimensions = real.name, real.dimensions

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d) float32."""
        vectors = self._chance.standard_normal((len(texts), self.dimensions)).astype(np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def question(self, text: str) -> NDArray[np.float32]:
        """The unit vector (d,) float32 of a question."""
        return self._real.question(text)


class ReadHere:
    """Reads documents in this process: how they are read is not what is measured."""

    def read_many(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Reading]]:
        """Each file with its text."""
        return ((path, read_file(path, ReadingLimits())) for path in paths)


def selection(index: Index, share: float) -> Selection:
    """A share of the documents, chosen at random."""
    chance = np.random.default_rng(7)
    seen = {record.document for record in index.documents() if chance.random() < share}
    return index.select(seen.__contains__)


def milliseconds(work: Callable[[str], object], asked: Sequence[str]) -> dict[str, float]:
    """Median and 95th percentile of the time of one call for each question."""
    times: list[float] = []
    for question in asked:
        started = time.perf_counter()
        work(question)
        times.append((time.perf_counter() - started) * 1000)
    return {"p50 ms": round(float(np.percentile(times, 50)), 1), "p95 ms": round(float(np.percentile(times, 95)), 1)}


def rows(index: Index, embedder: Embedder, asked: Sequence[str]) -> list[dict[str, object]]:
    """A row for each share, and one for the embedding of the question alone."""
    search(index, embedder, asked[0], within=index.everything())  # opens what is opened at first use
    found: list[dict[str, object]] = [
        {"visible": "question embedding alone", "passages": 0, **milliseconds(embedder.question, asked)}
    ]
    for share in SHARES:
        within = selection(index, share)
        times = milliseconds(lambda question, within=within: search(index, embedder, question, within=within), asked)  # type: ignore[misc]  # within is bound here
        found.append({"visible": f"{share:.0%}", "passages": within.count, **times})
    return found


def main(argv: list[str]) -> None:
    """Prints the times and writes bench/results/search_speed.json."""
    parser = argparse.ArgumentParser(prog="python -m bench search_speed", description=__doc__)
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    arguments = parser.parse_args(argv)
    embedder = RandomPassages(open_embedder(EmbedderSettings(model=arguments.model, folder=ROOT / "data/models")))
    with tempfile.TemporaryDirectory() as root:
        folder, place = Path(root) / "documents", Path(root) / "index"
        write_documents(folder, arguments.chunks)
        updated(folder, place, embedder, ReadHere())
        index = Generations(place).open()
        asked = questions(arguments.questions)
        keep("search_speed", rows(index, embedder, asked), model=arguments.model, chunks=index.count)


if __name__ == "__main__":
    main(sys.argv[1:])
