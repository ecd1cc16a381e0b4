"""The fast gradient method on embeddings, on a model whose gradient is known."""

import pytest
import torch

from finetune.adversarial import FastGradient


class Sum(torch.nn.Module):
    """The weighted sum of the embeddings of some tokens."""

    def __init__(self, frozen: bool) -> None:
        super().__init__()
        self.embedding = torch.nn.Embedding(5, 2)
        self.embedding.weight.requires_grad = not frozen
        self.weight = torch.nn.Parameter(torch.tensor([3.0, 4.0]))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.embedding(ids) * self.weight
        return found.sum()


IDS = torch.tensor([[1, 2, 3, 4]])


@pytest.mark.parametrize("frozen", [True, False])
def test_embeddings_are_moved_by_epsilon_along_the_gradient(frozen: bool) -> None:
    model = Sum(frozen)
    against = FastGradient(model.embedding, epsilon=0.5)
    loss = model(IDS)
    loss.backward()
    with against.moved():
        worse = model(IDS)
    # the gradient at each of the four tokens is (3, 4), of length 5: all tokens together 10; the sum grows by epsilon * 10
    assert worse.item() - loss.item() == pytest.approx(0.5 * 10, abs=1e-4)


def test_the_gradients_of_both_passes_add_up() -> None:
    model = Sum(frozen=True)
    against = FastGradient(model.embedding, epsilon=0.5)
    model(IDS).backward()
    assert model.weight.grad is not None
    alone = model.weight.grad.clone()
    with against.moved():
        model(IDS).backward()
    moved = 4 * 0.5 * torch.tensor([3.0, 4.0]) / 10  # what each token's embedding has moved, over four tokens
    assert torch.allclose(model.weight.grad, 2 * alone + moved, atol=1e-5)


def test_embeddings_that_are_trained_keep_their_gradient() -> None:
    model = Sum(frozen=False)
    FastGradient(model.embedding, epsilon=0.5)
    model(IDS).backward()
    assert model.embedding.weight.grad is not None
    assert torch.equal(model.embedding.weight.grad[1:], torch.tensor([[3.0, 4.0]] * 4))


def test_nothing_moves_outside_or_without_gradients() -> None:
    model = Sum(frozen=True)
    against = FastGradient(model.embedding, epsilon=0.5)
    loss = model(IDS)
    loss.backward()
    with against.moved():
        model(IDS)
    with torch.no_grad():
        assert model(IDS).item() == pytest.approx(loss.item())


def test_a_plain_pass_comes_first() -> None:
    against = FastGradient(Sum(frozen=True).embedding, epsilon=0.5)
    with pytest.raises(AssertionError, match="comes first"), against.moved():
        pass


def test_a_gradient_of_nothing_moves_nothing() -> None:
    model = Sum(frozen=True)
    against = FastGradient(model.embedding, epsilon=0.5)
    (model(IDS) * 0).backward()
    with against.moved():
        assert torch.isfinite(model(IDS))
