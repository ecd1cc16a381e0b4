"""A small folder of documents and what updates it: what tests of the index share. Knows nothing of the index's insides."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.documents import Page, Reading
from indexer.embedding import HashedEmbedder
from indexer.errors import FileRefused, Verdict
from indexer.planning import Plan, plan_update
from indexer.report import Progress, Report
from indexer.settings import DocumentSettings, IndexerSettings, IndexSettings
from indexer.store import Generations, Index
from indexer.updating import update

LEAVE = "Employees have 25 days of leave a year.\fUp to 5 unused days are carried over to March."
EXPENSES = "Meals are paid up to 40 euros a day.\fReceipts are handed in within 30 days."
TRAVEL = "Trains are booked in second class."


class PlainReader:
    """Reads text whose pages end with a form feed, in this process; a file that begins with `broken` is damaged."""

    def __init__(self) -> None:
        self.read: list[str] = []  # names of the files that were read

    def read_many(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Reading | FileRefused]]:
        """Each file with its pages."""
        for path in paths:
            self.read.append(path.name)
            text = path.read_text(encoding="utf-8")
            if text.startswith("broken"):
                yield path, FileRefused(Verdict.DAMAGED, "it begins with broken", "Mend it")
                continue
            pages = tuple(Page(number, page) for number, page in enumerate(text.split("\f"), 1))
            yield path, Reading(text[:5], pages, paged=True)


class CountingEmbedder(HashedEmbedder):
    """Counts the texts that it was given."""

    def __init__(self, dimensions: int = 64) -> None:
        super().__init__(dimensions)
        self.texts: list[str] = []

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As HashedEmbedder."""
        self.texts += texts
        return super().passages(texts)


@dataclass
class Workplace:
    """A folder of documents with its index."""

    folder: Path
    generations: Generations
    settings: IndexerSettings
    reader: PlainReader = field(default_factory=PlainReader)
    embedder: CountingEmbedder = field(default_factory=CountingEmbedder)

    @classmethod
    def at(cls, root: Path, **index: object) -> "Workplace":
        """A workplace with three documents of five pages, and an index that is not built yet."""
        folder = root / "documents"
        settings = IndexerSettings(DocumentSettings(folder), index=replace(IndexSettings(root / "index"), **index))  # type: ignore[arg-type]  # fields by name
        place = cls(folder, Generations(root / "index"), settings)
        for name, text in {"hr/leave.txt": LEAVE, "expenses.txt": EXPENSES, "travel.txt": TRAVEL}.items():
            place.write(name, text)
        return place

    def write(self, name: str, text: str) -> None:
        """Writes a document."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def plan(self, *, everything: bool = False) -> Plan:
        """What an update would do."""
        return plan_update(self.folder, self.generations, self.settings, everything=everything)

    def steps(self, plan: Plan | None = None, *, confirmed: bool = False) -> Generator[Progress | Report, None, None]:
        """An update, step by step."""
        return update(
            plan or self.plan(),
            generations=self.generations,
            settings=self.settings,
            embedder=self.embedder,
            sandbox=self.reader,
            confirmed=confirmed,
        )

    def update(self, plan: Plan | None = None, *, confirmed: bool = False) -> Report:
        """A whole update; what was read and embedded before is forgotten."""
        self.reader.read.clear()
        self.embedder.texts.clear()
        *_, report = self.steps(plan, confirmed=confirmed)
        assert isinstance(report, Report)
        return report

    def index(self) -> Index:
        """The generation that is served."""
        return self.generations.open()

    def found(self, question: str, count: int = 3) -> list[str]:
        """The texts nearest to a question."""
        index = self.index()
        hits = index.search_vectors(self.embedder.question(question), within=index.everything(), count=count)
        return [index.chunk(row).text for row, _ in hits]


def contents(index: Index) -> list[object]:
    """Everything that an index holds, for comparing two of them."""
    rows = range(index.count)
    documents = [(record.document, record.version, record.chunks, record.verdict) for record in index.documents()]
    return [documents, index.chunks(rows), index.vectors(rows).round(5).tolist(), [index.twins(row) for row in rows]]
