"""How sure a difference is."""

import numpy as np
import pytest

from finetune.bootstrap import difference

DOCUMENTS = [f"d{number // 2}" for number in range(40)]  # two questions each


def test_a_clear_difference_has_an_interval_above_zero() -> None:
    random = np.random.default_rng(1)
    before = list(random.uniform(0, 0.4, 40))
    found = difference(before, [value + 0.3 for value in before], DOCUMENTS, resamples=500)
    assert found is not None
    assert found.difference == pytest.approx(0.3) and found.n == 40
    assert found.low == pytest.approx(0.3) and found.high == pytest.approx(0.3)


def test_no_difference_has_an_interval_around_zero() -> None:
    random = np.random.default_rng(2)
    found = difference(list(random.uniform(0, 1, 40)), list(random.uniform(0, 1, 40)), DOCUMENTS, resamples=500)
    assert found is not None and found.low < 0 < found.high


def test_questions_of_one_document_move_together() -> None:
    before = [0.0] * 40
    after = [float(number < 20) for number in range(40)]
    alone = difference(before, after, [str(number) for number in range(40)], resamples=2000)
    together = difference(before, after, [str(number // 10) for number in range(40)], resamples=2000)
    assert alone is not None and together is not None
    assert alone.difference == together.difference == 0.5
    assert together.high - together.low > 1.5 * (alone.high - alone.low)


def test_the_interval_is_that_of_the_normal_distribution_where_there_is_much() -> None:
    random = np.random.default_rng(3)
    after = list(random.normal(0.5, 0.2, 400))
    found = difference([0.0] * 400, after, [str(number) for number in range(400)])
    assert found is not None
    half = 1.96 * 0.2 / 20
    assert found.low == pytest.approx(found.difference - half, abs=0.004)
    assert found.high == pytest.approx(found.difference + half, abs=0.004)


def test_a_question_may_have_a_number_on_one_side_only() -> None:
    found = difference([None, 1.0, 0.0, 1.0], [1.0, None, 1.0, 1.0], ["a", "b", "c", "d"], resamples=300)
    assert found is not None
    assert found.before == pytest.approx(2 / 3) and found.after == 1.0 and found.n == 3


def test_a_side_without_any_number_has_no_difference() -> None:
    assert difference([None, None], [1.0, 1.0], ["a", "b"]) is None
    assert difference([], [], []) is None


def test_one_document_says_nothing() -> None:
    found = difference([0.0, 0.0], [1.0, 1.0], ["a", "a"])
    assert found is not None and (found.low, found.high) == (-1.0, 1.0)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = [float(number % 3 == 0) for number in range(40)]
    assert difference([0.5] * 40, values, DOCUMENTS) == difference([0.5] * 40, values, DOCUMENTS)


def test_a_metric_is_written_with_four_places() -> None:
    found = difference([0.0, 0.0, 1.0], [1.0, 1.0, 1.0], ["a", "b", "c"], resamples=100)
    assert found is not None
    row = found.to_json()
    assert set(row) == {"before", "after", "difference", "low", "high", "n"}
    assert row["before"] == 0.3333 and row["n"] == 3
