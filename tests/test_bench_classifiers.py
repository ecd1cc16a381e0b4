"""What classifiers are compared with in the measurement."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.classifiers import logistic, numbers_of, once, remembered
from finetune.classification_scores import Outcome
from finetune.classifier_training import Data
from finetune.labelled import LabelledText
from tests.tiny_encoder import outsiders, questions

WORDS = "holiday leave days salary pay money laptop screen broken".split()  # noqa: SIM905 - easier to read


def counts(texts: Sequence[str]) -> NDArray[np.float64]:
    """How often each word of WORDS stands in each text."""
    return np.array([[float(text.split().count(word)) for word in WORDS] for text in texts])


def data(*more: LabelledText) -> Data[LabelledText]:
    return Data([*questions(12), *more], [*questions(3), *more[:3]], {"test": [*questions(2), *more[:2]]})


def test_logistic_regression_learns_labels() -> None:
    found = logistic(data(), "", counts)["test"]
    assert found.labels == ("it", "leave", "pay")
    assert found.right.all()


def test_texts_outside_are_found_by_a_threshold_and_never_learned() -> None:
    found = logistic(data(*outsiders()), "none", counts)["test"]
    assert found.labels == ("it", "leave", "pay", "none")
    assert found.outside == "none"
    assert found.right.all()


def test_numbers_tell_texts_inside_from_those_outside() -> None:
    wanted = np.eye(3, dtype=bool)[[0, 1, 2, 2]]
    found = np.eye(3, dtype=bool)[[0, 2, 2, 0]]
    row = numbers_of(Outcome(("a", "b", "none"), wanted, found, ("1", "2", "3", "4"), "none"))
    assert (row["accuracy"], row["inside"], row["outside_recall"]) == (0.5, 0.5, 0.5)


def test_without_an_outside_all_are_inside() -> None:
    flags = np.eye(2, dtype=bool)
    row = numbers_of(Outcome(("a", "b"), flags, flags, ("1", "2")))
    assert (row["accuracy"], row["macro_f1"], row["inside"], row["outside_recall"]) == (1.0, 1.0, 1.0, "–")


def test_a_text_is_embedded_once() -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> Any:
        asked.extend(texts)
        return counts(texts)

    vectors = remembered(embed)
    assert vectors(["pay", "leave", "pay"]) == pytest.approx(counts(["pay", "leave", "pay"]))
    assert vectors(["leave"]) == pytest.approx(counts(["leave"]))
    assert asked == ["pay", "leave"]


def test_rows_that_were_measured_are_not_measured_again(tmp_path: Path) -> None:
    first = once(tmp_path / "bench/rows.json", lambda: [{"accuracy": 0.5}])
    assert once(tmp_path / "bench/rows.json", lambda: [{"accuracy": 0.9}]) == first == [{"accuracy": 0.5}]
