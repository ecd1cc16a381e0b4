"""An encoder with a linear head over its pooled word pieces. Knows nothing of what its units, texts or words, stand for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from finetune.encoder import Encoder, state_of
from finetune.surface import BUCKETS

if TYPE_CHECKING:
    from torch import Tensor

HEAD = "head.safetensors"
LBFGS_STEPS = 60
LENGTH = 5.0  # of a pooled vector, about that of MiniLM's means; the head learns faster than from unit vectors
SOFTENED = 0.25  # what a head that knows its texts is scaled by, so that there is something left to learn from them
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Unitised:
    """One text: its word pieces, the unit each is pooled into, and what is known and wanted of each unit."""

    ids: tuple[int, ...]
    owners: tuple[int, ...]  # number of a unit, -1 for pieces that are left out
    units: int
    features: NDArray[np.int64] | None = None  # (units, k), below BUCKETS; None where the head has no use for them
    targets: Matrix | None = None  # (units, labels): the share of each label


class Network:
    """What a classifier computes: pooled pieces -> linear head -> logits; features, where used, add theirs."""

    def __init__(self, encoder: Encoder, labels: int, *, dropout: float, featured: bool, many: bool) -> None:
        """A head of zeros, which finds all labels alike."""
        import torch

        self.encoder = encoder
        self.many = many
        self.featured = featured
        self.dropout = torch.nn.Dropout(dropout)
        self.head = torch.nn.Linear(encoder.dimensions, labels)
        self.wide = torch.nn.EmbeddingBag(BUCKETS if featured else 1, labels, mode="sum")
        for weight in (self.head.weight, self.head.bias, self.wide.weight):
            torch.nn.init.zeros_(weight)

    def logits(self, batch: Sequence[Unitised]) -> "Tensor":
        """Logits (units, labels) of all units of a batch, in their order."""
        found: Tensor = self.head(self.dropout(self.pooled(batch)))
        return found + self.of_features(features_of(batch)) if self.featured else found

    def pooled(self, batch: Sequence[Unitised]) -> "Tensor":
        """Means (units, d) of the vectors of each unit's pieces, made `LENGTH` long; zeros where all pieces were cut off."""
        import torch

        longest = max(len(text.ids) for text in batch)
        ids = torch.zeros(len(batch), longest, dtype=torch.long)
        owners = torch.full((len(batch), longest), -1, dtype=torch.long)
        start = 0
        for row, text in enumerate(batch):
            ids[row, : len(text.ids)] = torch.tensor(text.ids)
            owner = torch.tensor(text.owners)
            owners[row, : len(text.ids)] = torch.where(owner < 0, owner, owner + start)
            start += text.units
        mask = torch.arange(longest)[None] < torch.tensor([[len(text.ids)] for text in batch])
        hidden = self.encoder.hidden(ids, mask.long())
        kept = owners >= 0
        sums = torch.zeros(start, hidden.shape[-1]).index_add(0, owners[kept], hidden[kept])
        counts = torch.zeros(start).index_add(0, owners[kept], torch.ones(int(kept.sum())))
        means = sums / counts.clamp(min=1)[:, None]
        found: Tensor = LENGTH * means / means.norm(dim=1, keepdim=True).clamp(min=1e-6)
        return found

    def of_features(self, features: NDArray[np.int64]) -> "Tensor":
        """What the features (units, k) of units add to their logits (units, labels)."""
        import torch

        found: Tensor = self.wide(torch.from_numpy(features))
        return found

    def loss(self, batch: Sequence[Unitised]) -> "Tensor":
        """Mean cross-entropy of the units; binary cross-entropy, summed over labels, where a unit may have many."""
        logits, wanted = self.logits(batch), wanted_of(batch)
        return _loss(logits, wanted, self.many)

    def scores(self, texts: Sequence[Unitised], batch: int) -> Matrix:
        """Logits (units, labels) of the units of all texts, in their order."""
        return self._collected(texts, batch, pooled=False)

    def vectors(self, texts: Sequence[Unitised], batch: int) -> Matrix:
        """Pooled vectors (units, d) of the units of all texts, in their order."""
        return self._collected(texts, batch, pooled=True)

    def _collected(self, texts: Sequence[Unitised], batch: int, pooled: bool) -> Matrix:
        import torch

        self.train(False)
        found: dict[int, Matrix] = {}
        order = sorted(range(len(texts)), key=lambda place: len(texts[place].ids))
        with torch.no_grad():
            for start in range(0, len(order), batch):
                places = order[start : start + batch]
                part = [texts[place] for place in places]
                rows = (self.pooled(part) if pooled else self.logits(part)).numpy()
                ends = np.cumsum([text.units for text in part])[:-1]
                found.update(zip(places, np.split(rows, ends), strict=True))
        return np.concatenate([found[place] for place in range(len(texts))])

    def fit_head(self, vectors: Matrix, wanted: Matrix, ridge: float) -> None:
        """Sets the head to the best one for frozen vectors (n, d) and wanted shares (n, labels), by L-BFGS."""
        import torch

        inputs, targets = torch.from_numpy(vectors), torch.from_numpy(wanted)
        weights = list(self.head.parameters())
        solver = torch.optim.LBFGS(weights, max_iter=LBFGS_STEPS, line_search_fn="strong_wolfe")

        def closure() -> float:
            solver.zero_grad()
            loss = _loss(self.head(inputs), targets, self.many) + ridge / 2 * self.head.weight.square().sum()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it without types
            return float(loss.detach())

        solver.step(closure)  # type: ignore[no-untyped-call]  # torch leaves it without types

    def soften(self) -> None:
        """Makes the head less sure, its order of labels unchanged: one that fits its texts leaves nothing to learn."""
        import torch

        with torch.no_grad():
            for weight in self.head.parameters():
                weight.mul_(SOFTENED)

    def train(self, on: bool) -> None:
        """Switches dropout on or off."""
        for part in (self.encoder.model, self.dropout):
            part.train(on)

    def trained(self) -> dict[str, "Tensor"]:
        """The weights that are trained, by name."""
        found = {f"encoder.{name}": weight for name, weight in self.encoder.trained().items()}
        return found | self.of_head()

    def of_head(self) -> dict[str, "Tensor"]:
        """The weights of the head, by name."""
        found: dict[str, Tensor] = {"head.weight": self.head.weight, "head.bias": self.head.bias}
        return found | ({"wide.weight": self.wide.weight} if self.featured else {})

    def state(self) -> dict[str, "Tensor"]:
        """A copy of the weights that are trained."""
        return state_of(self.trained())

    def restore(self, state: dict[str, "Tensor"]) -> None:
        """Sets the trained weights to what `state` returned."""
        import torch

        with torch.no_grad():
            for name, weight in self.trained().items():
                weight.copy_(state[name])

    def save(self, folder: Path, method: str) -> None:
        """Writes head and trained weights of the encoder."""
        from safetensors.torch import save_file

        save_file({name: weight.detach().contiguous() for name, weight in self.of_head().items()}, folder / HEAD)
        self.encoder.save(folder, method)

    def load(self, folder: Path, method: str) -> None:
        """Takes what `save` wrote."""
        import torch
        from safetensors.torch import load_file

        self.encoder.load(folder, method)
        state = load_file(folder / HEAD)
        with torch.no_grad():
            for name, weight in self.of_head().items():
                weight.copy_(state[name])


def wanted_of(texts: Sequence[Unitised]) -> Any:  # Any: a tensor; torch is not imported for its name
    """The wanted shares (units, labels) of texts that have them."""
    import torch

    return torch.from_numpy(np.concatenate([text.targets for text in texts if text.targets is not None]))


def features_of(texts: Sequence[Unitised]) -> NDArray[np.int64]:
    """The features (units, k) of all units of texts."""
    return np.concatenate([text.features for text in texts if text.features is not None])


def _loss(logits: "Tensor", wanted: "Tensor", many: bool) -> "Tensor":
    from torch.nn import functional

    if many:
        return functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none").sum(-1).mean()
    return functional.cross_entropy(logits, wanted)
