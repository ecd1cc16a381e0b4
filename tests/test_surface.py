"""How a word looks and what stands beside it."""

import numpy as np
import pytest

from finetune.surface import BUCKETS, surface


def test_every_word_has_as_many_features() -> None:
    found = surface(["int", "total", "=", "count", "(", ")", ";"])
    assert found.shape[0] == 7
    assert found.dtype == np.int64
    assert ((found >= 0) & (found < BUCKETS)).all()


def test_the_same_word_with_the_same_neighbours_has_the_same_features() -> None:
    words = ["a", "=", "b", ";", "c", "=", "b", ";", "a", "=", "b", ";"]
    found = surface([*words, *words])
    assert (found[4] == found[16]).all()


@pytest.mark.parametrize("beside", ["call ( )", "call ;", "new call ("])
def test_what_stands_beside_a_word_changes_its_features(beside: str) -> None:
    first, other = surface(["call", "=", "1"]), surface(beside.split())
    assert (first[0] != other[beside.split().index("call")]).any()


def test_case_survives_although_the_encoder_does_not_see_it() -> None:
    first, second = surface(["Total", "x"]), surface(["total", "x"])
    assert (first[0] != second[0]).all()


def test_names_beside_a_word_count_by_their_shape_only() -> None:
    assert (surface(["x", "=", "firstName"])[1] == surface(["x", "=", "lastName"])[1]).all()


def test_a_text_without_words_has_no_features() -> None:
    assert len(surface([])) == 0
