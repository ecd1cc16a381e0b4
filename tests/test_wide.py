"""The table of features of a tagger, fitted by itself."""

from pathlib import Path

import numpy as np
import pytest
import torch

from finetune.classifier import Classifier, new_network
from finetune.network import features_of
from finetune.wide import fit_wide
from tests.tiny_encoder import programs, tiny_card, tiny_models


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models(tmp_path_factory.mktemp("models"))


def fitted(models: Path, seed: int = 0) -> Classifier:
    card = tiny_card(kind="tag", labels=("function", "keyword", "other", "variable"))
    found = Classifier(card, new_network(card, models, dropout=0.0))
    fit_wide(found.network, found.units(programs(20)), seed)
    return found


def test_the_table_alone_learns_tags_by_their_surroundings(models: Path) -> None:
    tagger = fitted(models)
    with torch.no_grad():
        logits = tagger.network.of_features(features_of(tagger.units(programs(4)))).numpy()
    assert (logits.argmax(axis=1) == tagger.wanted(programs(4)).argmax(axis=1)).all()


def test_only_the_table_is_fitted(models: Path) -> None:
    network = fitted(models).network
    assert not network.head.weight.any()
    assert network.wide.weight.any()


def test_the_same_seed_fits_the_same(models: Path) -> None:
    first, second = (fitted(models).network.wide.weight.detach().numpy() for _ in range(2))
    assert np.array_equal(first, second)
