"""Text to unit vectors. Knows nothing of files, indexes or people."""

import re
import zlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]")


class Embedder(Protocol):
    """Turns text into unit vectors; the same text gives the same vector on every call."""

    @property
    def name(self) -> str:
        """What made the vectors, stored in the manifest: an index is only searched with the embedder that built it."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d) float32 of passages."""

    def question(self, text: str) -> NDArray[np.float32]:
        """The unit vector (d,) float32 of a question."""


class HashedEmbedder:
    """Words hashed into a vector: no model, no download, the same on every machine. For tests and dry runs."""

    def __init__(self, dimensions: int = 256) -> None:
        self._dimensions = dimensions

    @property
    def name(self) -> str:
        """The name in the manifest."""
        return f"hashed-{self._dimensions}"

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._dimensions

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d) float32: every word adds one to the place its CRC-32 falls on."""
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in _WORD.findall(text.lower()):
                vectors[row, zlib.crc32(word.encode()) % self._dimensions] += 1.0
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)

    def question(self, text: str) -> NDArray[np.float32]:
        """The unit vector (d,) float32 of a question."""
        return np.asarray(self.passages([text])[0], dtype=np.float32)
