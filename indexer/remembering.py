"""An embedder that remembers: the sentences of a passage are compared with many questions. Knows nothing of either."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Embedder

KEPT = 20_000  # vectors; 384 numbers each are 30 MB


class RememberingEmbedder:
    """Gives what another embedder gave for the same text, of the last texts that it was asked for."""

    def __init__(self, embedder: Embedder, kept: int = KEPT) -> None:
        self._embedder = embedder
        self._kept = kept
        self._vectors: OrderedDict[tuple[str, str], NDArray[np.float32]] = OrderedDict()

    @property
    def name(self) -> str:
        """The name of the other embedder."""
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._embedder.dimensions

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d) float32 of passages."""
        new = [text for text in dict.fromkeys(texts) if ("passage", text) not in self._vectors]
        made = dict(zip(new, self._embedder.passages(new), strict=True)) if new else {}
        found = [made[text] if text in made else self._vectors["passage", text] for text in texts]
        for text, vector in zip(texts, found, strict=True):
            self._keep("passage", text, vector)
        return np.stack(found) if found else np.zeros((0, self.dimensions), dtype=np.float32)

    def question(self, text: str) -> NDArray[np.float32]:
        """The unit vector (d,) float32 of a question."""
        known = self._vectors.get(("question", text))
        vector = self._embedder.question(text) if known is None else known
        self._keep("question", text, vector)
        return vector

    def _keep(self, role: str, text: str, vector: NDArray[np.float32]) -> None:
        self._vectors[role, text] = vector
        self._vectors.move_to_end((role, text))
        while len(self._vectors) > self._kept:
            self._vectors.popitem(last=False)
