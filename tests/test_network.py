"""An encoder with a linear head."""

from pathlib import Path

import numpy as np
import pytest
import torch

from finetune.classifier import new_network
from finetune.network import LENGTH, Network, Unitised, wanted_of
from finetune.surface import surface
from tests.tiny_encoder import tiny_card, tiny_models


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models(tmp_path_factory.mktemp("models"))


@pytest.fixture
def network(models: Path) -> Network:
    found = new_network(tiny_card(), models, dropout=0.0)
    found.train(False)
    return found


def unit(ids: tuple[int, ...], owners: tuple[int, ...] = (), units: int = 1) -> Unitised:
    return Unitised(ids, owners or (0,) * len(ids), units, targets=np.eye(3, dtype=np.float32)[:units])


def test_a_new_head_finds_all_labels_alike(network: Network) -> None:
    assert torch.equal(network.logits([unit((2, 5, 3))]), torch.zeros(1, 3))


def test_pieces_are_pooled_into_their_units(network: Network) -> None:
    ids = (2, 5, 6, 7, 3)
    with torch.no_grad():
        hidden = network.encoder.hidden(torch.tensor([ids]), torch.ones(1, 5, dtype=torch.long))[0]
        found = network.pooled([unit(ids, (-1, 0, 0, 1, -1), 2)])
    for row, mean in zip(found, (hidden[1:3].mean(0), hidden[3]), strict=True):
        assert torch.allclose(row, LENGTH * mean / mean.norm(), atol=1e-5)


def test_padding_does_not_change_a_text(network: Network) -> None:
    with torch.no_grad():
        alone, together = network.pooled([unit((2, 5, 3))]), network.pooled([unit((2, 5, 3)), unit((2, 6, 7, 8, 9, 3))])
    assert torch.allclose(alone[0], together[0], atol=1e-5)


def test_a_unit_whose_pieces_were_cut_off_is_zero(network: Network) -> None:
    with torch.no_grad():
        found = network.pooled([unit((2, 5, 3), (-1, 0, -1), 2)])
    assert found[0].norm() > 1
    assert found[1].norm() == 0


def test_scores_come_in_the_order_of_the_texts(network: Network) -> None:
    texts = [unit((2, 5, 6, 7, 3)), unit((2, 8, 3)), unit((2, 9, 10, 3))]
    whole = network.vectors(texts, batch=2)
    each = np.concatenate([network.vectors([text], batch=1) for text in texts])
    assert np.allclose(whole, each, atol=1e-5)
    assert network.scores(texts, batch=2).shape == (3, 3)


def test_the_head_is_fitted_to_frozen_vectors(network: Network) -> None:
    chance = np.random.default_rng(0)
    vectors = chance.normal(size=(60, 32)).astype(np.float32)
    labels = vectors[:, :3].argmax(axis=1)
    network.fit_head(vectors, np.eye(3, dtype=np.float32)[labels], ridge=1e-4)
    found = vectors @ network.head.weight.detach().numpy().T + network.head.bias.detach().numpy()
    assert (found.argmax(axis=1) == labels).mean() > 0.95


def test_a_softened_head_keeps_the_order_of_labels(network: Network) -> None:
    vectors = np.random.default_rng(0).normal(size=(9, 32)).astype(np.float32)
    network.fit_head(vectors, np.eye(3, dtype=np.float32)[[0, 1, 2] * 3], ridge=1e-4)
    before = network.scores([unit((2, 5, 3))], 1)
    network.soften()
    after = network.scores([unit((2, 5, 3))], 1)
    assert np.allclose(after, before / 4, atol=1e-5)


def test_many_labels_have_their_own_loss(models: Path) -> None:
    one, many = (new_network(tiny_card(many=many), models, dropout=0.0) for many in (False, True))
    text = Unitised((2, 5, 3), (0, 0, 0), 1, targets=np.array([[1, 1, 0]], dtype=np.float32))
    assert float(many.loss([text]).detach()) == pytest.approx(3 * np.log(2), rel=1e-5)
    assert float(one.loss([unit((2, 5, 3))]).detach()) == pytest.approx(np.log(3), rel=1e-5)


def test_features_add_to_the_logits(models: Path) -> None:
    network = new_network(tiny_card(kind="tag"), models, dropout=0.0)
    with torch.no_grad():
        network.wide.weight.fill_(1.0)
    features = surface(["x", "y"])
    text = Unitised((2, 5, 6, 3), (-1, 0, 1, -1), 2, features, np.zeros((2, 3), dtype=np.float32))
    assert torch.allclose(network.logits([text]), torch.full((2, 3), float(features.shape[1])))


def test_the_state_comes_back(network: Network) -> None:
    state = network.state()
    with torch.no_grad():
        network.head.bias.fill_(7.0)
    network.restore(state)
    assert torch.equal(network.head.bias, torch.zeros(3))


def test_a_saved_network_finds_the_same(network: Network, models: Path, tmp_path: Path) -> None:
    with torch.no_grad():
        network.head.weight.normal_()
    network.save(tmp_path, "head")
    again = new_network(tiny_card(), models, dropout=0.0)
    again.load(tmp_path, "head")
    assert np.allclose(again.scores([unit((2, 5, 3))], 1), network.scores([unit((2, 5, 3))], 1))


def test_targets_are_put_together() -> None:
    assert wanted_of([unit((2, 3)), unit((2, 5, 3), (0, 1, -1), 2)]).shape == (3, 3)
