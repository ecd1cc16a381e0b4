"""The regression and the trees that make one chance of a reply's numbers, and their files."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import Problem
from assistant.learning.free_text import RECIPES
from assistant.learning.weighing import FORMAT, WEIGHTS, Logistic, Recipe, fitted, keep, regression, shipped

TABLE = np.array([[0.0, 1.0, 0.02], [1.0, 0.0, 0.0], [0.1, 0.0, 0.02], [0.9, 1.0, 0.0]] * 20)
SHARES = (TABLE[:, 0] > 0.5).astype(float)
RECIPE = Recipe(("tells", "noise", "dimension"), ridge=3.0, least=4, seen_by_trees=2)


def test_a_regression_finds_the_number_that_tells() -> None:
    model = regression(("tells", "noise"), TABLE[:, :2], SHARES)
    assert model.weights[0] > 10 * abs(model.weights[1])
    assert list(model.chances(TABLE[:2, :2]).round()) == [0.0, 1.0]


def test_a_stronger_ridge_draws_the_weights_to_nothing() -> None:
    loose, tight = (regression(("tells", "noise"), TABLE[:, :2], SHARES, ridge) for ridge in (1.0, 1000.0))
    assert 0 < abs(tight.weights[0]) < abs(loose.weights[0]) / 5


def test_dimensions_of_vectors_keep_their_proportions() -> None:
    model = regression(RECIPE.features, TABLE, SHARES, scaled=2)
    assert model.scale[2] == 0.05
    assert model.scale[0] == pytest.approx(TABLE[:, 0].std(), abs=1e-4)


def test_a_chance_is_the_mean_of_both() -> None:
    model = fitted(RECIPE, TABLE, SHARES)
    parts = model.regression.chances(TABLE[:4]), model.trees.chances(TABLE[:4])
    assert model.chances(TABLE[:4]) == pytest.approx((parts[0] + parts[1]) / 2)
    assert list(model.chances(TABLE[:4]).round()) == [0.0, 1.0, 0.0, 1.0]


def test_trees_do_not_see_the_dimensions() -> None:
    assert set(fitted(RECIPE, TABLE, SHARES).trees.column) <= {0, 1}


def test_weights_survive_their_files(tmp_path: Path) -> None:
    model = fitted(RECIPE, TABLE, SHARES)
    keep({"en": model, "en_more": model}, tmp_path / "w.json")
    found = shipped(tmp_path / "w.json")
    assert list(found) == ["en", "en_more"]
    assert found["en"].regression == model.regression
    assert list(found["en_more"].chances(TABLE)) == list(model.chances(TABLE))


def test_files_of_another_format_are_refused(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(json.dumps({"format": FORMAT + 1}), encoding="utf-8")
    with pytest.raises(Problem, match="--fit"):
        shipped(tmp_path / "old.json")


def test_a_regression_survives_json() -> None:
    model = Logistic(("a",), (0.5,), (1.0,), (2.0,), -1.0)
    assert Logistic.from_json(json.loads(json.dumps(model.to_json()))) == model


def test_the_shipped_weights_know_every_number() -> None:
    assert {name: model.regression.features for name, model in shipped().items()} == {
        name: recipe.features for name, recipe in RECIPES.items()
    }
    assert all(model.trees.column.max() < RECIPES[name].seen_by_trees for name, model in shipped().items())
    assert WEIGHTS.with_suffix(".npz").stat().st_size < 2_000_000
