"""Adversarial training: the same sequence again with its embeddings moved towards a higher loss. Knows no examples."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch


class FastGradient:
    """The fast gradient method on word embeddings (Miyato, Dai and Goodfellow, 2017).

    With x the embeddings of a sequence, all its tokens as one vector, and g the gradient of the loss L at x, a step learns from

        L(x) + L(x + r),    r = epsilon * g / ||g||

    so that the model answers alike where words are slightly other than those it has seen. r is the worst small change to
    first order, and is not learned from itself. It costs a second pass for each sequence.
    """

    def __init__(self, embedding: torch.nn.Module, epsilon: float) -> None:
        self._epsilon = epsilon
        self._gradient: torch.Tensor | None = None
        self._moving = False
        embedding.register_forward_hook(self._on_forward)

    @contextmanager
    def moved(self) -> Iterator[None]:
        """Embeddings are moved by r while this is open; the pass before it was a plain one with its gradient."""
        assert self._gradient is not None, "a pass with a gradient comes first"
        self._moving = True
        try:
            yield
        finally:
            self._moving, self._gradient = False, None

    def _on_forward(
        self, module: torch.nn.Module, given: Any, found: torch.Tensor
    ) -> torch.Tensor | None:  # Any: torch's hooks
        if self._moving and self._gradient is not None:
            step = self._epsilon * self._gradient / self._gradient.norm().clamp(min=1e-12)
            moved: torch.Tensor = found + step.to(found.dtype)
            return moved
        if torch.is_grad_enabled():
            found = found if found.requires_grad else found.detach().requires_grad_()  # frozen embeddings have no gradient
            found.register_hook(self._keep)  # type: ignore[no-untyped-call]  # torch gives it no types
            return found
        return None

    def _keep(self, gradient: torch.Tensor) -> None:
        self._gradient = gradient.detach().float()
