"""The training loop of classifiers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from finetune.classifier import Classifier, new_network
from finetune.fitting import Row, fit, fit_again, pace, steps_of
from tests.tiny_encoder import questions, tiny_card, tiny_models, tiny_settings


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_models(tmp_path_factory.mktemp("models"))


@pytest.fixture
def classifier(models: Path) -> Classifier:
    torch.manual_seed(0)
    return Classifier(tiny_card(), new_network(tiny_card(), models, dropout=0.0))


def ticks() -> Iterator[float]:
    now = 0.0
    while True:
        now += 0.5
        yield now


def fitted(classifier: Classifier, scores: list[float], **changed: object) -> list[Row]:
    """The rows of a training whose validations have these scores."""
    given, clock = iter(scores), ticks()
    return list(
        fit(
            classifier.network,
            classifier.units(questions()),
            tiny_settings(method="head", **changed),
            lambda: {"macro_f1": next(given)},
            clock=lambda: next(clock),
        )
    )


def test_the_learning_rate_rises_and_falls() -> None:
    assert [pace(step, 10, 0.2) for step in (1, 2, 6, 10)] == [0.5, 1.0, 0.5, 0.0]


def test_without_warm_up_the_first_step_is_the_fastest() -> None:
    assert pace(1, 10, 0.0) == 1.0


@pytest.mark.parametrize(
    ("changed", "steps"),
    [({}, 10), ({"least_steps": 17}, 20), ({"most_steps": 4}, 4), ({"least_steps": 17, "most_steps": 18}, 18)],
)
def test_steps_follow_from_epochs_and_bounds(changed: dict[str, int], steps: int) -> None:
    assert steps_of(36, tiny_settings(**changed)) == steps


def test_training_lowers_the_loss(classifier: Classifier) -> None:
    rows = fitted(classifier, [0.1 * n for n in range(30)], epochs=12, learning_rate=0.05)
    losses = [row["loss"] for row in rows if "loss" in row]
    assert losses[-1] < 0.9 * losses[0]


def test_rows_hold_what_the_page_plots(classifier: Classifier) -> None:
    rows = fitted(classifier, [0.1, 0.2, 0.3])
    assert rows[0] == {"step": 0, "validation": {"macro_f1": 0.1}, "best": True}
    assert set(next(row for row in rows if "loss" in row)) == {"step", "loss", "learning_rate", "tokens", "seconds"}
    assert rows[-1] == {"step": 10, "validation": {"macro_f1": 0.3}, "best": True}


def test_the_best_state_is_kept_and_not_the_last(classifier: Classifier) -> None:
    states: list[torch.Tensor] = []

    def scores() -> dict[str, float]:
        states.append(classifier.network.head.weight.detach().clone())
        return {"macro_f1": (0.1, 0.9, 0.2, 0.3)[len(states) - 1]}

    list(fit(classifier.network, classifier.units(questions()), tiny_settings(method="head", epochs=3), scores))
    assert torch.equal(classifier.network.head.weight, states[1])
    assert not torch.equal(states[1], states[3])


def test_a_training_that_makes_it_worse_changes_nothing(classifier: Classifier) -> None:
    rows = fitted(classifier, [0.9, 0.2, 0.3])
    assert torch.equal(classifier.network.head.weight, torch.zeros(3, 32))
    assert [row["best"] for row in rows if "best" in row] == [True, False, False]


def test_training_ends_when_it_no_longer_gets_better(classifier: Classifier) -> None:
    rows = fitted(classifier, [0.5, 0.4, 0.3, 0.9], epochs=9, patience=2)
    assert rows[-1]["step"] == 10


def test_training_ends_after_the_most_steps(classifier: Classifier) -> None:
    assert fitted(classifier, [0.1, 0.2, 0.3], epochs=9, most_steps=3)[-1]["step"] == 3


def test_training_again_makes_as_many_steps_as_were_best(classifier: Classifier) -> None:
    texts = classifier.units(questions())
    rows = list(fit_again(classifier.network, texts, tiny_settings(method="head", epochs=9), 20))
    assert [row["step"] for row in rows] == [10, 20]
    assert classifier.network.head.weight.any()


def test_training_again_for_no_steps_changes_nothing(classifier: Classifier) -> None:
    assert list(fit_again(classifier.network, classifier.units(questions()), tiny_settings(method="head"), 0)) == []
    assert not classifier.network.head.weight.any()


def test_the_same_seed_trains_the_same(models: Path) -> None:
    weights = []
    for _ in range(2):
        torch.manual_seed(0)
        one = Classifier(tiny_card(), new_network(tiny_card(), models, dropout=0.0))
        fitted(one, [0.1, 0.2, 0.3])
        weights.append(one.network.head.weight.detach())
    assert torch.equal(*weights)
