"""A trained classifier and its folder."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import Problem
from finetune.classifier import Card, Classifier, groups_of, new_network, open_classifier, shares, wanted
from finetune.labelled import LabelledText
from indexer.disk import sha256
from tests.tiny_encoder import NAME, outsiders, programs, questions, tiny_card, tiny_models


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models(tmp_path_factory.mktemp("models"))


def learned(models: Path, **changed: object) -> Classifier:
    """A classifier whose head is fitted to the questions."""
    card = tiny_card(encoder_hash=sha256(models / NAME / "model.safetensors"), **changed)
    classifier = Classifier(card, new_network(card, models, dropout=0.0))
    texts = [*questions(), *outsiders()] if card.outside else questions()
    targets = shares(classifier.wanted(texts), 3, bool(card.outside))
    classifier.network.fit_head(classifier.network.vectors(classifier.units(texts), 8), targets, 1e-4)
    return classifier


def test_a_card_survives_the_round_trip() -> None:
    card = tiny_card(kind="tag", temperature=1.5, words="java")
    assert Card.from_json(json.loads(json.dumps(card.to_json()))) == card


def test_a_card_of_another_format_is_refused() -> None:
    with pytest.raises(Problem, match="has format 2, this version reads 1"):
        Card.from_json({"format": 2})


def test_a_classifier_finds_again_what_it_learned(models: Path) -> None:
    classifier = learned(models)
    found = classifier.outcome(questions(), classifier.logits(questions()))
    assert found.right.all()
    assert found.labels == ("it", "leave", "pay")


def test_probabilities_of_one_label_sum_to_one(models: Path) -> None:
    classifier = learned(models)
    assert classifier.probabilities(classifier.logits(questions())).sum(axis=1) == pytest.approx(np.ones(36))


def test_texts_under_the_threshold_are_outside(models: Path) -> None:
    classifier = learned(models, outside="none")
    texts = [*questions(), *outsiders()]
    logits = classifier.logits(texts)
    classifier.calibrate(texts, logits)
    found = classifier.outcome(texts, logits)
    assert found.labels == ("it", "leave", "pay", "none")
    assert 1 / 3 < classifier.card.threshold < 1
    assert found.right.mean() > 0.9


def test_without_texts_outside_everything_is_inside(models: Path) -> None:
    classifier = learned(models, outside="none")
    logits = classifier.logits(questions())
    classifier.calibrate(questions(), logits)
    assert classifier.card.threshold == 0.0


def test_many_labels_are_those_over_the_threshold() -> None:
    card = tiny_card(many=True, threshold=0.4)
    classifier = Classifier(card, None)  # type: ignore[arg-type]  # no network is asked
    assert classifier.decided(np.array([[0.5, 0.4, 0.1], [0.1, 0.1, 0.1]])).tolist() == [[True, True, False], [False] * 3]


def test_many_labels_are_calibrated_with_their_own_threshold(models: Path) -> None:
    classifier = learned(models, many=True)
    texts = [*questions(), LabelledText("weather cat", (), "w")]
    logits = classifier.logits(texts)
    classifier.calibrate(texts, logits)
    assert classifier.outcome(texts, logits).right.mean() > 0.9


def test_an_opened_classifier_finds_the_same(models: Path, tmp_path: Path) -> None:
    classifier = learned(models)
    classifier.card = replace(classifier.card, temperature=2.0)
    classifier.save(tmp_path / "adapter")
    again = open_classifier(tmp_path / "adapter", models)
    assert again.card == classifier.card
    assert np.allclose(again.logits(questions()), classifier.logits(questions()), atol=1e-4)


def test_a_folder_without_a_classifier_is_a_problem(models: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="holds no classifier"):
        open_classifier(tmp_path, models)


def test_a_classifier_made_with_another_encoder_is_a_problem(models: Path, tmp_path: Path) -> None:
    learned(models).save(tmp_path / "adapter")
    with pytest.raises(Problem, match="made with another encoder"):
        open_classifier(tmp_path / "adapter", tiny_models(tmp_path / "models", seed=1))


def test_another_classifiers_labels_are_matched_by_name(models: Path) -> None:
    classifier = learned(models)
    found = classifier.outcome(questions(), classifier.logits(questions()), ("pay", "new", "it"))
    assert found.labels == ("pay", "new", "it")
    assert not found.found[:, 1].any()
    assert (found.found[:, 0] == found.wanted[:, 0]).all()


def test_windows_hold_every_word_once_with_words_around_them(models: Path) -> None:
    card = tiny_card(kind="tag", labels=("function", "keyword", "other", "variable"))
    classifier = Classifier(card, new_network(card, models, dropout=0.0))
    units = classifier.units(programs(1))
    assert [unit.units for unit in units] == [4, 4, 4, 1]
    assert all(len(unit.ids) == 15 for unit in units)  # all 13 words and the marks: the text is shorter than the words around
    assert [max(unit.owners) for unit in units] == [3, 3, 3, 0]
    assert units[1].owners[:6] == (-1, -1, -1, -1, -1, 0)
    assert classifier.logits(programs(2)).shape == (26, 4)


def test_what_is_wanted_is_a_flag_for_each_label() -> None:
    texts = [LabelledText("a", ("pay", "it"), ""), LabelledText("b", ("unknown",), "")]
    assert wanted(texts, ("it", "leave", "pay")).tolist() == [[True, False, True], [False, False, False]]
    assert wanted(programs(1), ("keyword",)).sum() == 1


def test_every_word_is_of_its_texts_group() -> None:
    assert groups_of(programs(2)) == ("file 0",) * 13 + ("file 1",) * 13
    assert groups_of(questions(1)) == ("leave 0", "pay 0", "it 0")


def test_a_text_outside_has_an_equal_share_of_each_label() -> None:
    table = np.array([[True, False, False, False], [False, False, False, True]])
    assert shares(table, 3, outside=True) == pytest.approx(np.array([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]]))
    assert shares(table, 3, outside=False)[1].tolist() == [0, 0, 0]
