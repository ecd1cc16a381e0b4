"""Whether a measured model may go live: a pure rule over its report. Knows nothing of files, models or the registry."""

import math
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from assistant.errors import Problem
from assistant.gate import MAY_BE_WORSE, SLOWEST, gain, loss, quotes, too_much, too_slow

Row = Mapping[str, Any]  # Any: JSON
USUAL = "look at the answers side by side, and add examples of what went wrong"
# what quoted sentences are better at by what they are, and how to compare all the same
OF_QUOTES = {
    "support": "quoted sentences are proved by being quotes, so no writer is better: give a reason if its answers are worth it",
    "refusal_wrong": (
        "quoted sentences refuse nothing: compare with those that refuse as well "
        "('python -m finetune evaluate RUN --before quoted:0.4')"
    ),
}


def objections(report: Row) -> tuple[str, ...]:
    """Why the model of a report should not go live, each with its numbers and what to do; none where it may.

    It may where the interval of the difference of the main metric lies wholly above zero, and no other metric is worse by
    more than two points.

    Raises:
        Problem: the report has no numbers for this.
    """
    main, metrics = _checked(report)
    found = [_of_main(main, metrics[main])]
    remedies = OF_QUOTES if quotes(report) else {}
    found += [_of_other(name, row, remedies.get(name, USUAL)) for name, row in metrics.items() if name != main]
    found.append(_of_speed(report))
    return tuple(one for one in found if one is not None)


def compared_with(report: Row, serving: Collection[str], label: str) -> str | None:
    """Why the comparison does not count: it was made with something else than what serves, whose hashes are `serving`.

    None where it counts, and where no hash of what serves is known.
    """
    before = report["before"]
    if not serving or before["hash"] in serving:
        return None
    return (
        f"it was compared with {before['name'] or 'nothing'} ({before['hash'][:8] or 'no hash'}), but {label} serves: "
        "compare with that ('python -m finetune evaluate')"
    )


def _checked(report: Row) -> tuple[str, Mapping[str, Row]]:
    """The name of the main metric, and all metrics; every number in them is one."""
    try:
        main, metrics = report["main"], report["metrics"]
        if report["before"] is None:
            raise Problem("the report compares with nothing: run 'python -m finetune evaluate' with --before")
        if main not in metrics:
            raise Problem(f"the report has no {main}, which decides: run 'python -m finetune evaluate' again")
        odd = sorted(set(_odd(metrics)))
    except (KeyError, TypeError, AttributeError) as error:
        raise Problem(
            f"the report cannot be read ({error!r}): it was written by another version, run 'python -m finetune evaluate' again"
        ) from error
    if odd:
        raise Problem(f"the report has no number for {', '.join(odd)}: run 'python -m finetune evaluate' again")
    return main, metrics


def _odd(metrics: Mapping[str, Row]) -> Iterator[str]:
    for name, row in metrics.items():
        for key in ("before", "after", "difference", "low", "high"):
            value = row[key]
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                yield f"{key} of {name}"


def _of_main(name: str, row: Row) -> str | None:
    low, high = gain(row)
    if low > 0:
        return None
    verdict = "worse for sure" if high < 0 else "not better for sure"
    return (
        f"{name} is {verdict}: {row['before']:.3f} before, {row['after']:.3f} after, the difference {row['difference']:+.3f} "
        f"lies between {row['low']:+.3f} and {row['high']:+.3f} (n = {row['n']}), and all of that has to be better than zero: "
        "tune on more examples, or measure on more questions"
    )


def _of_other(name: str, row: Row, remedy: str) -> str | None:
    worse = loss(row)
    if not too_much(worse):
        return None
    return (
        f"{name} is worse by {worse:.3f}: {row['before']:.3f} before, {row['after']:.3f} after (n = {row['n']}), and at most "
        f"{MAY_BE_WORSE} is allowed: {remedy}"
    )


def _of_speed(report: Row) -> str | None:
    """A report without speed has no objection: it is no metric of what a model is worth."""
    speeds = too_slow(report)
    if speeds is None:
        return None
    before, after = speeds
    return (
        f"it writes {after:g} tokens a second instead of {before:g}, and at least {SLOWEST * before:g} are expected: export it "
        "in the format of what serves, or measure both again while the machine does nothing else"
    )
