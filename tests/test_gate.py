"""The rule by which a model may go live."""

import copy
from typing import Any

import pytest

from assistant.errors import Problem
from finetune.gate import compared_with, objections
from tests.tuned_runs import metric, passing


def with_metric(name: str, **changed: Any) -> dict[str, Any]:  # Any: JSON
    """A passing report with one metric changed."""
    report = copy.deepcopy(passing())
    report["metrics"][name] |= changed
    return report


def with_metrics(**rows: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
    """A passing report with metrics put in or replaced."""
    return passing(metrics={**passing()["metrics"], **rows})


def test_a_model_that_is_better_for_sure_and_nowhere_worse_may_go_live() -> None:
    assert objections(passing()) == ()


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(-0.01, 0.3, "not better for sure"), (0.0, 0.3, "not better"), (-0.3, -0.1, "worse for sure")]
)
def test_the_whole_interval_of_the_main_metric_has_to_be_above_zero(low: float, high: float, verdict: str) -> None:
    (said,) = objections(with_metric("f1", low=low, high=high))
    assert said.startswith(f"f1 is {verdict}")
    assert f"{low:+.3f} and {high:+.3f}" in said and "0.400 before, 0.600 after" in said and "n = 300" in said
    assert "measure on more questions" in said


def test_a_main_metric_where_less_is_better_has_to_fall() -> None:
    rows = {"error": metric(0.3, 0.2, 0.05, higher_is_better=False), "f1": metric(0.4, 0.4)}
    assert objections(passing(main="error", metrics=rows)) == ()
    rows["error"] = metric(0.2, 0.3, 0.05, higher_is_better=False)
    assert objections(passing(main="error", metrics=rows))[0].startswith("error is worse for sure")


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        (metric(0.95, 0.93), False),  # two points are allowed, whatever the interval
        (metric(0.95, 0.9299), True),
        (metric(0.10, 0.12, higher_is_better=False), False),
        (metric(0.10, 0.1201, higher_is_better=False), True),
        (metric(0.10, 0.02, higher_is_better=False), False),
    ],
)
def test_no_other_metric_may_be_worse_by_more_than_two_points(row: dict[str, Any], refused: bool) -> None:
    said = objections(with_metrics(other=row))
    assert bool(said) is refused
    if said:
        assert said[0].startswith("other is worse by 0.020: ") and "at most 0.02 is allowed" in said[0]


def test_what_quotes_are_better_at_by_what_they_are_is_said_with_what_to_do() -> None:
    rows = {"f1": metric(0.1, 0.5), "support": metric(1.0, 0.84), "refusal_wrong": metric(0.0, 0.17, higher_is_better=False)}
    proved, refused = objections(passing(metrics=rows, before={"name": "quoted", "hash": "q"}))
    assert "proved by being quotes" in proved
    assert "--before quoted:0.4" in refused
    assert all("side by side" in said for said in objections(passing(metrics=rows)))


def test_everything_that_speaks_against_a_model_is_said_at_once() -> None:
    rows = {"f1": metric(0.6, 0.5), "citation": metric(0.95, 0.8), "general": metric(0.7, 0.2)}
    assert [said.split()[0] for said in objections(passing(metrics=rows))] == ["f1", "citation", "general"]


@pytest.mark.parametrize(
    ("before", "after", "refused"), [(60.0, 31.0, False), (60.0, 29.0, True), (None, 10.0, False), (60.0, None, False)]
)
def test_less_than_half_as_fast_is_too_slow(before: float | None, after: float | None, refused: bool) -> None:
    speed = {"before": {"tokens_per_second": before}, "after": {"tokens_per_second": after}}
    said = objections(passing(speed=speed))
    assert bool(said) is refused and all("29 tokens a second instead of 60, and at least 30" in one for one in said)


def test_the_speed_of_quotes_says_nothing_about_a_writer() -> None:
    speed = {"before": {"tokens_per_second": 5000.0}, "after": {"tokens_per_second": 50.0}}
    assert objections(passing(speed=speed, before={"name": "quoted:0.4", "hash": "q"})) == ()
    assert objections(passing(speed={"before": None, "after": None})) == ()


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), "0.1", True])
def test_a_report_without_a_number_is_refused(value: object) -> None:
    with pytest.raises(Problem, match="no number for low of citation: run 'python -m finetune evaluate' again"):
        objections(with_metric("citation", low=value))


def test_a_report_that_compares_with_nothing_is_refused() -> None:
    with pytest.raises(Problem, match="compares with nothing"):
        objections(passing(before=None))


def test_a_report_without_its_main_metric_or_of_another_shape_is_refused() -> None:
    with pytest.raises(Problem, match="has no accuracy, which decides"):
        objections(passing(main="accuracy"))
    with pytest.raises(Problem, match="cannot be read"):
        objections({"main": "f1"})
    with pytest.raises(Problem, match="cannot be read"):
        objections(passing(metrics={"f1": {"before": 0.1}}))


def test_a_comparison_counts_only_with_what_serves() -> None:
    assert compared_with(passing(), {"b" * 64, "x"}, "docent-writer-2") is None
    assert compared_with(passing(), (), "unknown") is None
    said = compared_with(passing(), {"c" * 64}, "docent-writer-2")
    assert said is not None and "compared with before (bbbbbbbb), but docent-writer-2 serves" in said
