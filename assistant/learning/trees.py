"""Trees cut at random, whose mean leaf is a chance: grown from rows, kept as arrays. Knows no texts and no features' names.

Extremely randomised trees: at every node some columns are each cut at a random place, and the cut that leaves least spread is
kept. Each cut is rough, their mean is smooth.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TRIED = 0.4  # share of the columns that are cut at a node


@dataclass(frozen=True, slots=True)
class Trees:
    """All nodes of all trees in one row: the left child follows its parent, `right` says where the other is; 0 is a leaf."""

    roots: NDArray[np.int32]  # (trees,) places of the first nodes
    column: NDArray[np.int16]  # (nodes,)
    cut: NDArray[np.float32]  # (nodes,) values up to it go left
    right: NDArray[np.int32]  # (nodes,)
    share: NDArray[np.float32]  # (nodes,) of leaves the mean of the rows that came here

    def chances(self, table: Floats) -> Floats:
        """Means (n,) over the trees for rows (n, columns); columns beyond those grown from are not looked at."""
        at = np.tile(self.roots, (len(table), 1))
        rows = np.arange(len(table))[:, None]
        while True:
            inside = self.right[at] > 0
            if not inside.any():
                return np.asarray(self.share[at].mean(axis=1), dtype=np.float64)
            left = table[rows, self.column[at]] <= self.cut[at]
            at = np.where(inside, np.where(left, at + 1, self.right[at]), at)

    def to_arrays(self) -> dict[str, NDArray[Any]]:  # Any: whole numbers and others
        """Its arrays by name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:  # Any: as above
        """The trees of `to_arrays`."""
        return cls(**{one.name: arrays[one.name] for one in fields(cls)})


def grown(table: Floats, shares: Floats, trees: int, least: int, seed: int = 0) -> Trees:
    """Trees for shares (n,) of rows (n, columns), at least `least` rows in a leaf; the same seed grows the same trees."""
    chance = np.random.default_rng(seed)
    wood = _Wood([], [], [], [])
    roots = []
    for _ in range(trees):
        roots.append(len(wood.column))
        _grow(wood, table, shares, least, chance)
    return Trees(
        np.array(roots, dtype=np.int32),
        np.array(wood.column, dtype=np.int16),
        np.array(wood.cut, dtype=np.float32),
        np.array(wood.right, dtype=np.int32),
        np.array(wood.share, dtype=np.float32),
    )


@dataclass(slots=True)
class _Wood:
    """The nodes so far."""

    column: list[int]
    cut: list[float]
    right: list[int]
    share: list[float]


def _grow(wood: _Wood, table: Floats, shares: Floats, least: int, chance: np.random.Generator) -> None:
    """Adds one tree: a node, then all that is left of it, then all that is right of it."""
    waiting: list[tuple[NDArray[np.intp], int | None]] = [(np.arange(len(table)), None)]
    while waiting:
        rows, parent = waiting.pop()
        here = len(wood.column)
        if parent is not None:
            wood.right[parent] = here
        found = _best_cut(table[rows], shares[rows], least, chance)
        column, cut = found or (0, 0.0)
        wood.column.append(column)
        wood.cut.append(cut)
        wood.right.append(0)
        wood.share.append(float(shares[rows].mean()) if found is None else 0.0)
        if found is not None:
            left = table[rows, column] <= cut
            waiting += [(rows[~left], here), (rows[left], None)]  # the last is taken next


def _best_cut(table: Floats, shares: Floats, least: int, chance: np.random.Generator) -> tuple[int, float] | None:
    """The column and the place of the best of some random cuts; None where no cut helps."""
    if len(table) < 2 * least or shares.min() == shares.max():
        return None
    low, high = table.min(axis=0), table.max(axis=0)
    columns = chance.permutation(np.flatnonzero(low < high))[: max(1, round(TRIED * table.shape[1]))]
    if not len(columns):
        return None
    cuts = (low[columns] + chance.random(len(columns)) * (high - low)[columns]).astype(np.float32).astype(np.float64)
    left = table[:, columns] <= cuts
    counts, sums = left.sum(axis=0), shares @ left
    rest = len(table) - counts
    fits = (counts >= least) & (rest >= least)
    if not fits.any():
        return None
    gain = np.full(len(columns), -np.inf)
    gain[fits] = sums[fits] ** 2 / counts[fits] + (shares.sum() - sums[fits]) ** 2 / rest[fits]
    best = int(gain.argmax())
    return int(columns[best]), float(cuts[best])
