"""The rule by which a measured model may go live, over its report. Knows no sentences, files or models."""

from collections.abc import Mapping
from typing import Any

MAY_BE_WORSE = 0.02  # two points of a share, of any metric but the main one; beyond rounding
ROUNDING = 1e-9
# The same file in the same engine wrote 59 to 75 tokens a second and read 900 to 1,550 (DESIGN.md), depending on what else
# the machine did: less than half as fast is another model or format, not noise.
SLOWEST = 0.5  # of the tokens a second before
QUOTED = "quoted"  # begins the name of what quotes sentences; it writes no tokens
Row = Mapping[str, Any]  # Any: JSON


def gain(metric: Row) -> tuple[float, float]:
    """The ends of the interval of what a metric gained, whichever way is better."""
    low, high = metric["low"], metric["high"]
    return (low, high) if metric.get("higher_is_better", True) else (-high, -low)


def loss(metric: Row) -> float:
    """By how much a metric got worse; negative where it got better."""
    difference = float(metric["difference"])
    return -difference if metric.get("higher_is_better", True) else difference


def too_much(worse: float) -> bool:
    """Whether a metric other than the main one lost more than it may."""
    return worse > MAY_BE_WORSE + ROUNDING


def too_slow(report: Row) -> tuple[float, float] | None:
    """The tokens a second before and after, where too few of them are left; None where enough are, or nothing is known."""
    speed = report.get("speed") or {}
    before, after = ((speed.get(side) or {}).get("tokens_per_second") for side in ("before", "after"))
    if not before or not after or quotes(report) or after >= SLOWEST * before:
        return None
    return before, after


def quotes(report: Row) -> bool:
    """Whether the model was compared with quoted sentences, which nothing writes."""
    return str((report.get("before") or {}).get("name", "")).startswith(QUOTED)
