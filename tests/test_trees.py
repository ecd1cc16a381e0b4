"""Trees cut at random: what they learn, that a seed decides everything, and their arrays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.trees import Floats, Trees, grown


def rows(count: int = 200, seed: int = 1) -> tuple[Floats, Floats]:
    """Rows whose share is 1 where exactly one of the first two columns is high: no single column tells it."""
    table = np.random.default_rng(seed).random((count, 3))
    return table, ((table[:, 0] > 0.5) != (table[:, 1] > 0.5)).astype(float)


def test_trees_learn_what_two_columns_say_only_together() -> None:
    chances = grown(*rows(400), trees=40, least=3).chances(rows(100, seed=2)[0])
    assert ((chances > 0.5) == (rows(100, seed=2)[1] > 0.5)).mean() > 0.85


def test_a_seed_decides_every_tree() -> None:
    one, same, other = (grown(*rows(), trees=3, least=5, seed=seed) for seed in (4, 4, 5))
    assert list(one.cut) == list(same.cut)
    assert list(one.cut) != list(other.cut)


def test_shares_that_are_all_alike_make_one_leaf() -> None:
    trees = grown(rows()[0], np.full(200, 0.25), trees=2, least=5)
    assert list(trees.right) == [0, 0]
    assert list(trees.chances(np.zeros((1, 3)))) == [0.25]


def test_columns_that_are_all_alike_make_one_leaf() -> None:
    trees = grown(np.ones((50, 2)), np.arange(50) / 50, trees=1, least=5)
    assert len(trees.right) == 1


def test_columns_beyond_those_grown_from_are_not_looked_at() -> None:
    table, shares = rows()
    trees = grown(table, shares, trees=3, least=5)
    assert list(trees.chances(np.hstack([table, 9 * table]))) == list(trees.chances(table))


def test_trees_survive_their_arrays() -> None:
    table, shares = rows()
    trees = grown(table, shares, trees=3, least=5)
    assert list(Trees.from_arrays(trees.to_arrays()).chances(table)) == list(trees.chances(table))


@pytest.mark.parametrize("least", [1, 10, 60])
def test_no_leaf_holds_fewer_rows_than_asked(least: int) -> None:
    table, shares = rows()
    trees = grown(table, shares, trees=1, least=least)
    leaves = trees.chances(table)
    assert min(int((leaves == one).sum()) for one in set(leaves)) >= least


@given(st.integers(2, 60), st.integers(1, 9), st.integers(0, 99))
def test_a_chance_lies_between_the_least_and_the_greatest_share(count: int, least: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    table, shares = chance.random((count, 2)), chance.random(count)
    found = grown(table, shares, trees=2, least=least, seed=seed).chances(chance.random((5, 2)) * 3 - 1)
    assert ((found >= shares.min() - 1e-6) & (found <= shares.max() + 1e-6)).all()
