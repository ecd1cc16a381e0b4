"""Probabilities that mean what they say."""

import numpy as np
import pytest
from numpy.typing import NDArray

from finetune.calibration import (
    best_temperature,
    calibration_error,
    label_threshold,
    outside_threshold,
    sigmoid,
    softmax,
)


def drawn(count: int = 4000, scale: float = 1.0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Logits that are `scale` times too large for labels drawn by them, and those labels as shares."""
    chance = np.random.default_rng(0)
    logits = chance.normal(size=(count, 4)) * 2
    labels = (softmax(logits).cumsum(axis=1) > chance.random((count, 1))).argmax(axis=1)
    return logits * scale, np.eye(4)[labels]


def test_softmax_sums_to_one_also_of_large_numbers() -> None:
    found = softmax(np.array([[1000.0, 999.0], [0.0, 0.0]]))
    assert found.sum(axis=1) == pytest.approx([1, 1])
    assert found[0, 0] == pytest.approx(1 / (1 + np.exp(-1)))


def test_sigmoid_of_zero_is_a_half_and_large_numbers_do_not_overflow() -> None:
    assert sigmoid(np.array([[0.0, 1e9, -1e9]]))[0] == pytest.approx([0.5, 1.0, 0.0])


@pytest.mark.parametrize("scale", [0.3, 1.0, 4.0])
def test_the_temperature_undoes_a_scale(scale: float) -> None:
    logits, wanted = drawn(scale=scale)
    assert best_temperature(logits, wanted) == pytest.approx(scale, rel=0.1)


def test_the_temperature_of_many_labels_undoes_a_scale() -> None:
    chance = np.random.default_rng(1)
    logits = chance.normal(size=(4000, 3)) * 2
    wanted = (chance.random((4000, 3)) < sigmoid(logits)).astype(float)
    assert best_temperature(3 * logits, wanted, many=True) == pytest.approx(3, rel=0.1)


def test_without_texts_the_temperature_is_one() -> None:
    assert best_temperature(np.zeros((0, 3)), np.zeros((0, 3))) == 1.0


def test_the_calibration_error_is_the_gap_between_confidence_and_truth() -> None:
    right = np.array([True, False] * 50)
    assert calibration_error(np.full(100, 0.95), right) == pytest.approx(0.45)
    assert calibration_error(np.full(100, 0.5), right) == pytest.approx(0.0)
    assert calibration_error(np.array([]), np.array([], dtype=bool)) == 0.0


def test_a_confidence_of_one_is_in_the_last_bin() -> None:
    assert calibration_error(np.array([1.0]), np.array([True])) == 0.0


def test_the_temperature_lowers_the_calibration_error() -> None:
    logits, wanted = drawn(scale=4.0)
    right = wanted[np.arange(len(wanted)), logits.argmax(axis=1)] == 1
    errors = [calibration_error(softmax(logits, one).max(axis=1), right) for one in (1.0, best_temperature(logits, wanted))]
    assert errors[1] < 0.05 < errors[0]


def test_the_threshold_parts_texts_inside_from_those_outside() -> None:
    found = outside_threshold(np.array([0.9, 0.8, 0.7]), np.array([True] * 3), np.array([0.1, 0.4]))
    assert 0.4 < found < 0.7


def test_a_wrong_text_inside_does_not_hold_the_threshold_down() -> None:
    found = outside_threshold(np.array([0.9, 0.2]), np.array([True, False]), np.array([0.5]))
    assert 0.5 < found < 0.9


def test_the_threshold_of_labels_is_where_f1_is_best() -> None:
    chances = np.array([[0.9, 0.4], [0.3, 0.2]])
    wanted = np.array([[True, True], [False, False]])
    assert label_threshold(chances, wanted) == pytest.approx(0.35)


def test_the_threshold_of_labels_that_are_never_wanted_is_a_half() -> None:
    assert label_threshold(np.array([[0.9]]), np.array([[False]])) == 0.5
    assert label_threshold(np.array([[0.9]]), np.array([[True]])) == pytest.approx(0.45)
