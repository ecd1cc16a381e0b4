"""The report of a classifier, as the gate and the page read it."""

import numpy as np

from finetune.classification_scores import Outcome
from finetune.classifier_report import metrics, report

LABELS = ("a", "b", "oos")


def outcome(wanted: str, found: str, outside: str = "") -> Outcome:
    """One letter a text: a, b or o."""
    tables = [np.array([[label[0] == letter for label in LABELS] for letter in letters]) for letters in (wanted, found)]
    return Outcome(LABELS, tables[0], tables[1], tuple(str(place) for place in range(len(wanted))), outside)


def test_a_metric_has_what_the_gate_asks_for() -> None:
    found = metrics(outcome("ab" * 20, "aa" * 20), outcome("ab" * 20, "ab" * 20))
    assert set(found) == {"macro_f1", "accuracy"}
    row = found["accuracy"]
    assert (row["before"], row["after"], row["n"], row["higher_is_better"]) == (0.5, 1.0, 40, True)
    assert 0 < row["low"] <= row["difference"] <= row["high"]


def test_texts_outside_have_their_own_metrics() -> None:
    before, after = outcome("aboo", "ooob", "oos"), outcome("aboo", "aboo", "oos")
    found = metrics(before, after)
    assert (found["outside_recall"]["before"], found["outside_recall"]["after"]) == (0.5, 1.0)
    assert (found["wrongly_outside"]["before"], found["wrongly_outside"]["higher_is_better"]) == (1.0, False)
    assert (found["accuracy_inside"]["after"], found["accuracy_inside"]["n"]) == (1.0, 2)


def test_a_set_without_texts_outside_has_no_recall_of_them() -> None:
    assert "outside_recall" not in metrics(outcome("ab", "ab", "oos"), outcome("ab", "ab", "oos"))


def test_the_first_set_stands_at_the_top() -> None:
    sets = {"test": outcome("abab", "abab"), "more": outcome("ab", "aa")}
    found = report({"name": "new", "hash": "1"}, {"name": "old", "hash": "2"}, "d", sets, sets)
    assert (found["role"], found["set"], found["main"], found["data"]) == ("classifier", "test", "macro_f1", "d")
    assert found["metrics"] == found["by_set"]["test"]
    assert found["by_set"]["more"]["accuracy"]["after"] == 0.5


def test_without_a_test_set_there_are_no_metrics() -> None:
    assert report({}, {}, "d", {}, {})["metrics"] == {}
