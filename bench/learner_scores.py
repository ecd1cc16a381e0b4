"""How good foretold probabilities are: AUC, log-loss, calibration error. Knows nothing of learners."""

from collections.abc import Sequence

import numpy as np

BINS = 10


def auc(foretold: Sequence[float], right: Sequence[bool]) -> float:
    """The probability that a right answer was foretold higher than a wrong one, equal ones counting half."""
    shares, truth = np.asarray(foretold), np.asarray(right, dtype=bool)
    values, places, counts = np.unique(shares, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    ones, zeros = int(truth.sum()), int((~truth).sum())
    if not ones or not zeros or not len(values):
        return 0.5
    return float((ranks[truth].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def log_loss(foretold: Sequence[float], right: Sequence[bool]) -> float:
    """Mean negative logarithm of the probability of what happened."""
    shares, truth = np.clip(np.asarray(foretold), 1e-6, 1 - 1e-6), np.asarray(right, dtype=bool)
    return float(-np.log(np.where(truth, shares, 1 - shares)).mean())


def calibration_error(foretold: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error: in bins of equal width, how far the mean foretold is from the share that was right."""
    shares, truth = np.asarray(foretold), np.asarray(right, dtype=np.float64)
    bins = np.minimum((shares * BINS).astype(int), BINS - 1)
    off = np.bincount(bins, shares - truth, minlength=BINS)
    return float(np.abs(off).sum() / len(shares))
