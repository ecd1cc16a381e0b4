"""Which chunks of one generation a search may return. Knows nothing of people: who may read what is decided elsewhere."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The rows of one generation that may be found. There is no default and no "all of it by omission"."""

    generation: int | None  # None only for the selection that finds nothing, which fits every generation
    mask: NDArray[np.bool_]  # (chunks of the generation,), True where the chunk may be found

    @classmethod
    def nothing(cls) -> Self:
        """The selection that finds nothing, in any generation."""
        return cls(None, np.zeros(0, dtype=np.bool_))

    @property
    def count(self) -> int:
        """How many chunks may be found."""
        return int(self.mask.sum())

    def __contains__(self, row: int) -> bool:
        return 0 <= row < len(self.mask) and bool(self.mask[row])
