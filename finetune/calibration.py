"""Probabilities that mean what they say: temperature, expected calibration error, thresholds. Knows nothing of models."""

import numpy as np
from numpy.typing import NDArray

TEMPERATURES = (0.05, 20.0)  # between which the best is looked for
BINS = 10  # of equal width
Matrix = NDArray[np.floating]


def softmax(logits: Matrix, temperature: float = 1.0) -> NDArray[np.float64]:
    """Probabilities (n, labels) of logits (n, labels)."""
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    raised = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def sigmoid(logits: Matrix, temperature: float = 1.0) -> NDArray[np.float64]:
    """The probability of each label by itself (n, labels)."""
    return np.asarray(1 / (1 + np.exp(-np.clip(np.asarray(logits, dtype=np.float64) / temperature, -60, 60))))


def best_temperature(logits: Matrix, wanted: Matrix, many: bool = False) -> float:
    """The temperature at which logits (n, labels) explain the wanted shares (n, labels) best; 1 where there are none."""
    from scipy.optimize import minimize_scalar  # type: ignore[import-untyped]  # the package has no types

    if len(logits) == 0:
        return 1.0

    def surprise(exponent: float) -> float:
        return _surprise(logits, wanted, float(np.exp(exponent)), many)

    low, high = np.log(TEMPERATURES)
    return float(np.exp(minimize_scalar(surprise, bounds=(low, high), method="bounded").x))


def calibration_error(confidence: Matrix, right: NDArray[np.bool_]) -> float:
    """The expected calibration error: the mean gap between confidence (n,) and the share that is right, by bins."""
    if len(confidence) == 0:
        return 0.0
    places = np.minimum((np.asarray(confidence) * BINS).astype(int), BINS - 1)
    gaps = [abs(confidence[places == one].mean() - right[places == one].mean()) * np.mean(places == one) for one in set(places)]
    return float(sum(gaps))


def outside_threshold(inside: Matrix, right: NDArray[np.bool_], outside: Matrix) -> float:
    """The confidence under which a text belongs to no class.

    It is the one with the best mean of two shares: texts inside that are kept and right, and texts outside that are found.
    """
    candidates = np.unique(np.concatenate([[0.0], inside, outside, [1.0]]))
    middles = (candidates[:-1] + candidates[1:]) / 2  # between two texts, so that no text stands on it
    kept = np.array([np.mean((inside >= one) & right) for one in middles])
    found = np.array([np.mean(outside < one) for one in middles])
    return float(middles[np.argmax(kept + found)])


def label_threshold(probability: Matrix, wanted: NDArray[np.bool_]) -> float:
    """The probability (n, labels) from which a label is given, by the best F1 of all labels; 0.5 where none is wanted."""
    order = np.argsort(-probability, axis=None)
    there = wanted.ravel()[order]
    if not there.any():
        return 0.5
    right = np.cumsum(there)
    f1 = 2 * right / (np.arange(1, len(order) + 1) + there.sum())
    best = int(np.argmax(f1))
    ranked = probability.ravel()[order]
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)


def _surprise(logits: Matrix, wanted: Matrix, temperature: float, many: bool) -> float:
    if many:
        chance = np.clip(sigmoid(logits, temperature), 1e-12, 1 - 1e-12)
        return float(-np.mean(wanted * np.log(chance) + (1 - wanted) * np.log(1 - chance)))
    return float(-np.mean(np.sum(wanted * np.log(np.clip(softmax(logits, temperature), 1e-12, 1)), axis=1)))
