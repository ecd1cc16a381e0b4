"""How sure a difference of two writers is: a paired bootstrap over documents. Knows nothing of what was measured."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
SEED = 20261124
SURE = 0.95  # of the interval
AT_A_TIME = 500  # resamples that are held in memory
Value = float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A mean before and after, and the interval that the difference lies in with 95 % confidence."""

    before: float
    after: float
    difference: float
    low: float
    high: float
    n: int  # questions that have a number on both sides, or on the side that has fewer

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """One metric of a report."""
        return {name: value if name == "n" else round(value, 4) for name, value in asdict(self).items()}


def difference(
    before: Sequence[Value], after: Sequence[Value], documents: Sequence[str], resamples: int = RESAMPLES, seed: int = SEED
) -> Difference | None:
    """The difference of two means over the same questions; None where one side has no number at all.

    A question may have a number on one side only: an answer that was refused has no citation. Documents are drawn, and all
    questions of a document come with it, because they are easy or hard together. Of fewer than two documents nothing can
    be said, and the interval is the widest that shares have: -1 to 1.
    """
    names = {name: number for number, name in enumerate(dict.fromkeys(documents))}
    places = np.array([names[name] for name in documents], dtype=np.intp)
    old, new = _sums(before, places, len(names)), _sums(after, places, len(names))
    counts = (int(old[:, 1].sum()), int(new[:, 1].sum()))
    if min(counts) == 0:
        return None
    means = float(old[:, 0].sum() / counts[0]), float(new[:, 0].sum() / counts[1])
    low, high = _interval(old, new, resamples, seed) if len(names) > 1 else (-1.0, 1.0)
    return Difference(means[0], means[1], means[1] - means[0], low, high, min(counts))


def _sums(values: Sequence[Value], places: NDArray[np.intp], documents: int) -> NDArray[np.float64]:
    """For each document the sum of its numbers and how many there are (documents, 2) float64."""
    table = np.zeros((documents, 2))
    np.add.at(table[:, 0], places, [0.0 if value is None else value for value in values])
    np.add.at(table[:, 1], places, [value is not None for value in values])
    return table


def _interval(old: NDArray[np.float64], new: NDArray[np.float64], resamples: int, seed: int) -> tuple[float, float]:
    random = np.random.default_rng(seed)
    found: list[NDArray[np.float64]] = []
    for begin in range(0, resamples, AT_A_TIME):
        drawn = random.multinomial(len(old), np.full(len(old), 1 / len(old)), size=min(AT_A_TIME, resamples - begin))
        (old_sum, old_count), (new_sum, new_count) = (drawn @ old).T, (drawn @ new).T
        with np.errstate(invalid="ignore", divide="ignore"):  # a draw may hold no question with a number
            found.append(new_sum / new_count - old_sum / old_count)
    tail = 100 * (1 - SURE) / 2
    low, high = np.nanpercentile(np.concatenate(found), [tail, 100 - tail])
    return float(low), float(high)
