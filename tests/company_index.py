"""A small company's index in memory, with rules and a shelf: what tests of preparing training data share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from assistant.answering.passages import Passage
from finetune.examples import Part, part_of
from finetune.shelf import Shelf
from indexer.selection import Selection
from tests.memory_index import EMBEDDER, MemoryIndex

RULES = {"**": ("everyone",), "secret/**": ("board",)}
LEAVE = (
    "# Carry-over\n\nEmployees may carry over up to 5 unused days. The carry-over ends on 31 March.\n\n"
    "# Sick leave\n\nA manager must report an accident within 3 days. The People team keeps the certificates for six years."
)
SECRET = "# Bonus\n\nThe board pays the director a bonus of EUR 900000. The bonus is paid on 24 December."


@dataclass(frozen=True)
class Record:
    """A document of the index."""

    document: str


class CompanyIndex(MemoryIndex):
    """An index that lists its documents and selects among them."""

    def documents(self) -> Sequence[Record]:
        return [Record(name) for name in self.texts]

    def select(self, readable: Callable[[str], bool]) -> Selection:
        return Selection(self.generation, np.array([readable(chunk.document) for chunk in self._chunks], dtype=np.bool_))


class LeakyIndex(CompanyIndex):
    """An index whose selections hold everything: a mistake that must not reach an example."""

    def select(self, readable: Callable[[str], bool]) -> Selection:
        return self.everything()


class ContainingReader:
    """Reads the whole passage: what it holds comes back."""

    def __init__(self) -> None:
        self.asked: list[str] = []  # documents of the passages that were read

    def read(self, question: str, passage: Passage) -> tuple[str, float]:
        self.asked.append(passage.document)
        return passage.text, 1.0


def shelf(texts: Mapping[str, str], rules: Mapping[str, tuple[str, ...]] = RULES) -> Shelf:
    """What everybody may read of some documents."""
    return Shelf(CompanyIndex(dict(texts)), rules, EMBEDDER)


def named(part: Part, number: int = 0, share: float = 0.1, folder: str = "docs") -> str:
    """The name of the n-th document that falls into a part."""
    names = (f"{folder}/{place}.md" for place in range(10_000))
    fitting = (name for name in names if part_of(name, share, share) is part)
    return next(islice(fitting, number, None))
