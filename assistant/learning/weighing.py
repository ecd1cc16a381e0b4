"""From the numbers of a reply to the chance that it makes a statement: logistic regression. Knows no texts and no gates."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from assistant.errors import Problem

WEIGHTS = Path(__file__).with_name("statement_weights.json")
FORMAT = 1
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


def fitted(features: Sequence[str], table: Floats, shares: Floats, ridge: float = 3.0, steps: int = 25) -> Logistic:
    """The regression that fits shares (n,) from 0 to 1 to rows (n, features), weights drawn towards 0 by `ridge`."""
    mean, scale = table.mean(axis=0), table.std(axis=0) + 1e-9
    rows = np.hstack([(table - mean) / scale, np.ones((len(table), 1))])
    drawn = np.eye(rows.shape[1]) * ridge
    drawn[-1, -1] = 0.0
    found = np.zeros(rows.shape[1])
    for _ in range(steps):  # Newton's method
        chances = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (chances - shares) + drawn @ found
        bend = (rows * (chances * (1 - chances))[:, None]).T @ rows + drawn
        found = found - np.linalg.solve(bend, slope)
    rounded = [[round(float(one), 5) for one in some] for some in (mean, scale, found[:-1])]
    return Logistic(tuple(features), tuple(rounded[0]), tuple(rounded[1]), tuple(rounded[2]), round(float(found[-1]), 5))


def keep(models: Mapping[str, Logistic], path: Path = WEIGHTS) -> None:
    """Writes the file of weights."""
    rows = {"format": FORMAT, "models": {name: model.to_json() for name, model in models.items()}}
    path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


@functools.lru_cache(maxsize=4)
def shipped(path: Path = WEIGHTS) -> Mapping[str, Logistic]:
    """The regressions of a file of weights by name.

    Raises:
        Problem: the file has another format.
    """
    rows = json.loads(path.read_text(encoding="utf-8"))
    if rows.get("format") != FORMAT:
        raise Problem(
            f"{path} has format {rows.get('format')}, this version reads {FORMAT}: run 'python -m bench grading --fit'"
        )
    return {name: Logistic.from_json(row) for name, row in rows["models"].items()}
