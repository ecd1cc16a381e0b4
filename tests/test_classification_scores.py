"""Scores of predicted labels."""

import numpy as np
import pytest

from finetune.classification_scores import NONE, Outcome, accuracy, by_label, confusion, f1_difference, macro_f1

LABELS = ("a", "b", "c")


def outcome(wanted: str, found: str, groups: int | None = None) -> Outcome:
    """One letter a text; "-" is no label."""
    tables = [np.array([[label == letter for label in LABELS] for letter in letters]) for letters in (wanted, found)]
    names = tuple(str(place % (groups or len(wanted))) for place in range(len(wanted)))
    return Outcome(LABELS, tables[0], tables[1], names)


def test_accuracy_is_the_share_with_exactly_the_wanted_labels() -> None:
    assert accuracy(outcome("aabb", "aabc")) == 0.75
    assert accuracy(Outcome(LABELS, np.zeros((0, 3), bool), np.zeros((0, 3), bool), ())) == 0.0


def test_each_label_has_precision_recall_f1_and_support() -> None:
    first, second, third = by_label(outcome("aaab", "aabb"))
    assert [first.precision, first.recall, first.support] == pytest.approx([1, 2 / 3, 3])
    assert [second.precision, second.recall, second.f1] == pytest.approx([1 / 2, 1, 2 / 3])
    assert third.to_json() == {"label": "c", "precision": 0.0, "recall": 0.0, "f1": 0.0, "support": 0}


def test_macro_f1_is_the_mean_over_labels_that_occur() -> None:
    assert macro_f1(outcome("aaab", "aabb")) == pytest.approx((0.8 + 2 / 3) / 2)
    assert macro_f1(outcome("ab", "ab")) == 1.0


def test_a_label_found_but_never_wanted_counts_against() -> None:
    assert macro_f1(outcome("aa", "ac")) == pytest.approx((2 / 3 + 0) / 2)


def test_the_confusion_matrix_has_wanted_rows_and_found_columns() -> None:
    names, counts = confusion(outcome("aab", "abb"))
    assert names == LABELS
    assert counts.tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 0]]


def test_of_many_labels_a_missed_one_stands_against_the_wrong_one_or_none() -> None:
    wanted = np.array([[True, True, False], [True, False, False]])
    found = np.array([[True, False, True], [False, False, False]])
    names, counts = confusion(Outcome(LABELS, wanted, found, ("1", "2")))
    assert names == (*LABELS, NONE)
    assert counts.tolist() == [[1, 0, 0, 1], [0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]]


def test_a_better_outcome_has_an_interval_above_zero() -> None:
    found = f1_difference(outcome("abc" * 40, "aaa" * 40), outcome("abc" * 40, "abc" * 40), resamples=300)
    assert found.after == 1.0
    assert found.difference == pytest.approx(found.after - found.before)
    assert 0 < found.low <= found.difference <= found.high
    assert found.n == 120


def test_the_same_outcome_differs_by_nothing() -> None:
    same = outcome("abcab", "abcaa")
    found = f1_difference(same, same, resamples=50)
    assert (found.difference, found.low, found.high) == (0, 0, 0)


def test_texts_of_one_group_are_drawn_together() -> None:
    wanted, old, new = "ab" * 30, "aa" * 30, "ab" * 15 + "aa" * 15
    many, two = (f1_difference(outcome(wanted, old, n), outcome(wanted, new, n), resamples=400) for n in (None, 2))
    assert many.low > 0
    assert two.n == many.n == 60
    assert two.high - two.low != many.high - many.low


def test_of_one_group_nothing_can_be_said() -> None:
    found = f1_difference(outcome("ab", "aa", 1), outcome("ab", "ab", 1), resamples=20)
    assert (found.low, found.high) == (-1.0, 1.0)
