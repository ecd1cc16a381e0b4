"""A classifier before and after on the same texts: the report that the gate reads. Knows nothing of training.

{"role": "classifier", "model": {"name", "hash"}, "before": {"name", "hash"}, "data": hash, "set": "test", "main": "macro_f1",
 "metrics": {"macro_f1": {"before", "after", "difference", "low", "high", "n", "higher_is_better"}, ...},
 "by_set": {"<set>": {<metrics as above>}}, "samples": [...], "calibration": {...}}
"""

from collections.abc import Mapping, Sequence
from typing import Any

from finetune.bootstrap import Difference, difference
from finetune.classification_scores import Outcome, f1_difference

MAIN = "macro_f1"
RESAMPLES = 2_000
Row = dict[str, Any]  # Any: JSON


def report(model: Row, compared: Row, data: str, before: Mapping[str, Outcome], after: Mapping[str, Outcome]) -> Row:
    """The report of a model over sets, the first set's metrics at its top; samples and calibration are added later.

    `model` and `compared` are {"name", "hash"}, `data` is the hash of all texts.
    """
    by_set = {name: metrics(before[name], after[name]) for name in after}
    first = next(iter(by_set), "test")
    return {
        "role": "classifier",
        "model": model,
        "before": compared,
        "data": data,
        "set": first,
        "main": MAIN,
        "metrics": by_set.get(first, {}),
        "by_set": by_set,
        "samples": [],
    }


def metrics(before: Outcome, after: Outcome) -> dict[str, Row]:
    """Each metric with its interval; of texts outside all classes also how many are found, and how many wrongly."""
    everywhere = [True] * len(after.groups)
    right = [one.right.tolist() for one in (before, after)]
    found: dict[str, Difference | None] = {MAIN: f1_difference(before, after)}
    found["accuracy"] = _shares(before, after, everywhere, right)
    if after.outside:
        place = after.labels.index(after.outside)
        there = after.wanted[:, place]
        guessed = [one.found[:, place].tolist() for one in (before, after)]
        found["accuracy_inside"] = _shares(before, after, (~there).tolist(), right)
        found["outside_recall"] = _shares(before, after, there.tolist(), guessed)
        found["wrongly_outside"] = _shares(before, after, (~there).tolist(), guessed)
    return {
        name: value.to_json() | {"higher_is_better": name != "wrongly_outside"}
        for name, value in found.items()
        if value is not None
    }


def _shares(before: Outcome, after: Outcome, among: Sequence[bool], values: Sequence[Sequence[bool]]) -> Difference | None:
    """The difference of two shares among some texts."""
    old, new = ([float(value) if there else None for value, there in zip(side, among, strict=True)] for side in values)
    return difference(old, new, after.groups, RESAMPLES)
