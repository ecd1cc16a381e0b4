"""The sums of the judge's measurement, on numbers made up by hand."""

from pathlib import Path

import numpy as np
import pytest

from bench.judge import fitted, gain, refused
from bench.quoted import spread
from bench.retrieval import Question, Task

TASK = Task("made", Path(), (Question("1", "who?", frozenset({("a.md", 1)})),), 0)
HITS = [(("b.md", 1), 0.0), (("a.md", 1), 2.0), (("a.md", 1), 1.0)]


def test_the_judge_alone_goes_by_its_logits() -> None:
    assert gain(TASK, 0, HITS, 0.0) == 1.0


def test_where_a_rank_costs_everything_the_search_decides() -> None:
    assert gain(TASK, 0, HITS, 1e9) == pytest.approx(1 / np.log2(3))


def test_the_same_place_is_gained_once() -> None:
    assert gain(TASK, 0, [HITS[1], HITS[2]], 0.0) == 1.0


def cases(count: int = 200) -> np.ndarray:
    """Answerable questions score higher by the judge, and not by the search."""
    chance = np.random.default_rng(0)
    answerable = np.arange(count) % 2
    return np.stack([answerable, chance.normal(size=count), chance.normal(size=count) + 4 * answerable], axis=1)


def test_the_word_that_tells_more_weighs_more() -> None:
    _, searched, judged = fitted(cases())
    assert judged > abs(searched)


def test_one_in_a_hundred_of_the_answerable_is_refused_at_the_fitted_bias() -> None:
    table = cases()
    weights = fitted(table)
    logits = weights[0] + table[:, 1:] @ weights[1:]
    assert np.mean(logits[table[:, 0] == 1] < 0) <= 0.02


def test_both_shares_are_of_the_second_half() -> None:
    table = cases()
    row = refused("judge alone", lambda part: part[:, 2], (table[:100], table[100:]))
    assert row["foreign"] == 50
    assert row["refused"] == pytest.approx(np.mean(table[100::2, 2] < np.quantile(table[1:100:2, 2], 0.01)), abs=1e-3)


def test_rows_are_taken_evenly() -> None:
    assert spread(list(range(10)), 5) == [0, 2, 4, 6, 8]
    assert spread([1, 2], 5) == [1, 2]
