"""What a classifier of texts finds in new ones."""

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import Problem
from finetune.classifier import Classifier, new_network, shares
from finetune.classifying import classified
from tests.tiny_encoder import questions, tiny_card, tiny_models


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models(tmp_path_factory.mktemp("models"))


def learned(models: Path, **changed: object) -> Classifier:
    card = tiny_card(**changed)
    classifier = Classifier(card, new_network(card, models, dropout=0.0))
    vectors = classifier.network.vectors(classifier.units(questions()), 8)
    classifier.network.fit_head(vectors, shares(classifier.wanted(questions()), 3, False), 1e-4)
    return classifier


def test_a_text_gets_its_label_with_a_probability(models: Path) -> None:
    found = classified(learned(models), ["please my salary money", "please my laptop broken"])
    assert [one.labels for one in found] == [("pay",), ("it",)]
    assert found[0].probability > 0.5
    assert not found[0].outside


def test_the_likeliest_labels_come_first(models: Path) -> None:
    found = classified(learned(models), ["please my salary pay"])[0]
    chances = [chance for _, chance in found.likeliest]
    assert found.likeliest[0][0] == "pay"
    assert chances == sorted(chances, reverse=True)
    assert np.sum(chances) == pytest.approx(1)


def test_an_unsure_text_is_outside(models: Path) -> None:
    found = classified(learned(models, outside="none", threshold=1.1), ["please my salary pay"])[0]
    assert (found.labels, found.outside) == (("none",), True)
    assert found.likeliest[0][0] == "pay"


def test_a_text_may_have_no_label_where_there_may_be_many(models: Path) -> None:
    assert classified(learned(models, many=True, threshold=1.1), ["please my salary pay"])[0].labels == ()


def test_a_prediction_is_a_row_of_json(models: Path) -> None:
    row = classified(learned(models), ["please my salary pay"])[0].to_json()
    assert row["labels"] == ["pay"]
    assert row["likeliest"][0]["label"] == "pay"
    assert set(row) == {"labels", "probability", "outside", "likeliest"}


def test_no_texts_have_no_predictions(models: Path) -> None:
    assert classified(learned(models), []) == []


def test_a_tagger_does_not_classify(models: Path) -> None:
    card = tiny_card(kind="tag")
    with pytest.raises(Problem, match="this model tags words"):
        classified(Classifier(card, new_network(card, models, dropout=0.0)), ["please my salary pay"])
