"""From the numbers of a reply to the chance that it makes a statement: a regression and trees. Knows no texts and no gates."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from assistant.errors import Problem
from assistant.learning.trees import Trees, grown

WEIGHTS = Path(__file__).with_name("statement_weights.json")  # the trees lie beside it, with the ending .npz
FORMAT = 2
TREES = 60
VECTORS = 0.05  # about the spread of a difference in one of 384 dimensions
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted regression: each number is taken from its mean, in units of its spread, times its weight."""

    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def chances(self, table: Floats) -> Floats:
        """Chances (n,) of rows (n, features)."""
        away = (table - np.array(self.mean)) / np.array(self.scale)
        return np.asarray(1 / (1 + np.exp(-(away @ np.array(self.weights) + self.bias))), dtype=np.float64)

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """As it stands in the file of weights."""
        return {
            "features": list(self.features), "mean": list(self.mean), "scale": list(self.scale),
            "weights": list(self.weights), "bias": self.bias,
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:  # Any: JSON
        """The regression of `to_json`."""
        mean, scale, weights = (tuple(float(one) for one in row[name]) for name in ("mean", "scale", "weights"))
        return cls(tuple(row["features"]), mean, scale, weights, float(row["bias"]))


@dataclass(frozen=True, slots=True)
class Weighing:
    """A regression and trees fitted to the same rows; the chance is the mean of theirs.

    Apart they are less often right: a regression carries over to other subjects, trees see what numbers mean together.
    """

    regression: Logistic
    trees: Trees

    def chances(self, table: Floats) -> Floats:
        """Chances (n,) of rows (n, features)."""
        return np.asarray((self.regression.chances(table) + self.trees.chances(table)) / 2, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a weighing is fitted."""

    features: tuple[str, ...]
    ridge: float  # how strongly the regression's weights are drawn towards 0
    least: int  # rows in a leaf at the least
    seen_by_trees: int  # the first so many features; the regression sees all


def fitted(recipe: Recipe, table: Floats, shares: Floats) -> Weighing:
    """The weighing that fits shares (n,) from 0 to 1 to rows (n, features)."""
    trees = grown(table[:, : recipe.seen_by_trees], shares, TREES, recipe.least)
    return Weighing(regression(recipe.features, table, shares, recipe.ridge, recipe.seen_by_trees), trees)


def regression(
    features: Sequence[str], table: Floats, shares: Floats, ridge: float = 3.0, scaled: int | None = None, steps: int = 12
) -> Logistic:
    """The regression that fits shares (n,) to rows (n, features), weights drawn towards 0 by `ridge`.

    Features beyond the first `scaled` are dimensions of vectors: all of one scale already, kept in their proportions.
    """
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-9
    scale[scaled:] = VECTORS if scaled is not None else scale[scaled:]
    rows = np.hstack([(table - mean) / scale, np.ones((len(table), 1))])
    drawn = np.eye(rows.shape[1]) * ridge
    drawn[-1, -1] = 0.0
    found = np.zeros(rows.shape[1])
    for _ in range(steps):  # Newton's method
        chances = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (chances - shares) + drawn @ found
        bend = (rows * (chances * (1 - chances))[:, None]).T @ rows + drawn
        step = np.linalg.solve(bend, slope)
        found = found - step
        if np.abs(step).max() < 1e-6:
            break
    rounded = [[round(float(one), 5) for one in some] for some in (mean, scale, found[:-1])]
    return Logistic(tuple(features), tuple(rounded[0]), tuple(rounded[1]), tuple(rounded[2]), round(float(found[-1]), 5))


def keep(models: Mapping[str, Weighing], path: Path = WEIGHTS) -> None:
    """Writes the files of weights."""
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(model.regression.to_json())}" for name, model in models.items())
    path.write_text(f'{{"format": {FORMAT}, "models": {{\n{rows}\n}}}}\n', encoding="utf-8")
    arrays = {f"{name}/{part}": array for name, model in models.items() for part, array in model.trees.to_arrays().items()}
    np.savez_compressed(path.with_suffix(".npz"), allow_pickle=False, **arrays)


@functools.lru_cache(maxsize=4)
def shipped(path: Path = WEIGHTS) -> Mapping[str, Weighing]:
    """The weighings of the files of weights by name.

    Raises:
        Problem: the file has another format.
    """
    rows = json.loads(path.read_text(encoding="utf-8"))
    if rows.get("format") != FORMAT:
        raise Problem(
            f"{path} has format {rows.get('format')}, this version reads {FORMAT}: run 'python -m bench grading --fit'"
        )
    with np.load(path.with_suffix(".npz")) as arrays:
        found = {
            name: {key.partition("/")[2]: arrays[key] for key in arrays if key.startswith(f"{name}/")}
            for name in rows["models"]
        }
    return {name: Weighing(Logistic.from_json(row), Trees.from_arrays(found[name])) for name, row in rows["models"].items()}
