"""How right predicted labels are: accuracy, precision, recall, F1, confusion. Knows nothing of models or probabilities."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune.bootstrap import SEED, SURE, Difference

RESAMPLES = 2_000
AT_A_TIME = 200  # resamples that are held in memory
NONE = "(none)"  # of texts with many labels: a label that was missed, or given, with no other in its place
Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was wanted and what was found, n texts or words and all labels."""

    labels: tuple[str, ...]
    wanted: Flags  # (n, labels)
    found: Flags  # (n, labels)
    groups: tuple[str, ...]  # (n,) what is easy or hard together, such as a document
    outside: str = ""  # the label of what belongs to no class, where there is one

    @property
    def right(self) -> Flags:
        """Which ones have exactly the wanted labels (n,)."""
        return np.asarray((self.wanted == self.found).all(axis=1))


@dataclass(frozen=True, slots=True)
class LabelScores:
    """How well one label is found."""

    label: str
    precision: float  # right ones among those found; 0 where none was found
    recall: float  # those found among the right ones; 0 where there are none
    f1: float
    support: int  # how many there are

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """One row of a report."""
        return {name: round(value, 4) if isinstance(value, float) else value for name, value in asdict(self).items()}


def accuracy(outcome: Outcome) -> float:
    """The share with exactly the wanted labels; 0 of nothing."""
    return float(outcome.right.mean()) if len(outcome.right) else 0.0


def macro_f1(outcome: Outcome) -> float:
    """The mean F1 of the labels that are wanted or found at least once; 0 of nothing."""
    right, found, wanted = _counted(outcome)
    return float(_mean_f1(right[None], (found + wanted)[None])[0])


def by_label(outcome: Outcome) -> list[LabelScores]:
    """The scores of each label."""
    rows = []
    for label, right, found, wanted in zip(outcome.labels, *_counted(outcome), strict=True):
        f1 = 2 * right / max(1, found + wanted)
        rows.append(LabelScores(label, right / max(1, found), right / max(1, wanted), float(f1), int(wanted)))
    return rows


def confusion(outcome: Outcome) -> tuple[tuple[str, ...], Counts]:
    """Names and counts: row what was wanted, column what was found.

    Where there are many labels, each missed one is counted against each wrong one, or against "(none)".
    """
    size = len(outcome.labels)
    counts = np.zeros((size + 1, size + 1), dtype=np.int64)
    both, outer = outcome.wanted & outcome.found, np.array([size])
    counts[np.arange(size), np.arange(size)] = both.sum(axis=0)
    for place in np.flatnonzero(~outcome.right):
        rows = np.flatnonzero(outcome.wanted[place] & ~both[place])
        columns = np.flatnonzero(outcome.found[place] & ~both[place])
        counts[np.ix_(rows if rows.size else outer, columns if columns.size else outer)] += 1
    if counts[size].any() or counts[:, size].any():
        return (*outcome.labels, NONE), counts
    return outcome.labels, counts[:size, :size]


def f1_difference(before: Outcome, after: Outcome, resamples: int = RESAMPLES, seed: int = SEED) -> Difference:
    """The difference of two macro F1 over the same texts, with its interval by drawing groups.

    Of fewer than two groups nothing can be said, and the interval is the widest: -1 to 1.
    """
    tables = [_of_groups(outcome) for outcome in (before, after)]
    means = macro_f1(before), macro_f1(after)
    low, high = -1.0, 1.0
    if len(tables[0]) > 1:
        drawn = _drawn(tables, resamples, seed)
        tail = 100 * (1 - SURE) / 2
        low, high = (float(bound) for bound in np.percentile(drawn, [tail, 100 - tail]))
    return Difference(means[0], means[1], means[1] - means[0], low, high, len(after.wanted))


def _drawn(tables: Sequence[NDArray[np.float64]], resamples: int, seed: int) -> NDArray[np.float64]:
    """Differences (resamples,) of macro F1 when groups are drawn; tables are (groups, 2, labels)."""
    random = np.random.default_rng(seed)
    groups, _, labels = tables[0].shape
    found = []
    for begin in range(0, resamples, AT_A_TIME):
        size = min(AT_A_TIME, resamples - begin)
        times = random.multinomial(groups, np.full(groups, 1 / groups), size=size).astype(np.float64)
        sums = [(times @ table.reshape(groups, -1)).reshape(size, 2, labels) for table in tables]
        old, new = (_mean_f1(one[:, 0], one[:, 1]) for one in sums)
        found.append(new - old)
    return np.concatenate(found)


def _of_groups(outcome: Outcome) -> NDArray[np.float64]:
    """For each group how many are right, and how many found and wanted together: (groups, 2, labels)."""
    names = {name: number for number, name in enumerate(dict.fromkeys(outcome.groups))}
    places = np.array([names[name] for name in outcome.groups], dtype=np.intp)
    table = np.zeros((len(names), 2, len(outcome.labels)))
    np.add.at(table[:, 0], places, outcome.wanted & outcome.found)
    np.add.at(table[:, 1], places, outcome.wanted.astype(int) + outcome.found)
    return table


def _counted(outcome: Outcome) -> tuple[Counts, Counts, Counts]:
    """What is right, found and wanted (labels,)."""
    both = outcome.wanted & outcome.found
    return both.sum(axis=0), outcome.found.sum(axis=0), outcome.wanted.sum(axis=0)


def _mean_f1(right: NDArray[Any], either: NDArray[Any]) -> NDArray[np.float64]:  # Any: whole numbers or not
    """Mean F1 (n,) over labels (n, labels) that occur; `either` is found + wanted."""
    seen = either > 0
    each = 2 * right / np.where(seen, either, 1)
    return np.asarray((each * seen).sum(axis=1) / np.maximum(1, seen.sum(axis=1)))
