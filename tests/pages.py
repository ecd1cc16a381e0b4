"""Pages, an embedder and a writer for tests of authoring."""

import re
from collections.abc import Iterator, Sequence
from threading import Event

import numpy as np
from numpy.typing import NDArray

from assistant.answering.generation import Order
from assistant.learning.material import Material, Sheet, material, sheet
from indexer.documents import Heading, Page


def page(text: str, number: int = 1) -> Page:
    """A page whose marked lines are its headings; the marks are gone from its text."""
    lines, headings, offset = [], [], 0
    for line in text.split("\n"):
        marked = re.match(r"(#+) (.+)", line)
        shown = marked[2] if marked else line
        if marked:
            headings.append(Heading(offset, len(marked[1]), shown))
        lines.append(shown)
        offset += len(shown) + 1
    return Page(number, "\n".join(lines), tuple(headings))


def one_sheet(text: str, title: str = "Handbook") -> Sheet:
    """What a page offers."""
    return sheet("handbook.md", "v1", title, page(text))


def one_document(*texts: str) -> Material:
    """What the pages of a document offer."""
    return material([sheet("handbook.md", "v1", "Handbook", page(text, number)) for number, text in enumerate(texts, 1)])


class Near:
    """An embedder for which different texts are as near to one another as it is told."""

    name, dimensions = "near", 64

    def __init__(self, cosine: float = 0.5) -> None:
        self._cosine = cosine
        self._known: dict[str, int] = {}

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, 1 + self._known.setdefault(text, len(self._known)) % 63] = np.sqrt(1 - self._cosine)
            vectors[row, 0] = np.sqrt(self._cosine)
        return vectors

    def question(self, text: str) -> NDArray[np.float32]:
        return np.asarray(self.passages([text])[0], dtype=np.float32)


class Suggesting:
    """A writer that always suggests the same lines."""

    name = "suggesting"

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        self.orders: list[Order] = []

    def write(self, order: Order, cancelled: Event) -> Iterator[str]:
        self.orders.append(order)
        yield "\n".join(self.lines)

    def close(self) -> None: ...
