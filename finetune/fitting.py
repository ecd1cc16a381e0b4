"""The training loop of classifiers: warm-up, clipping, validation after each epoch, the best kept. Knows nothing of texts."""

import math
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from finetune.classifier_settings import ClassifierSettings
from finetune.length_buckets import batches
from finetune.network import Network, Unitised

if TYPE_CHECKING:
    from torch.optim import Optimizer

MAIN = "macro_f1"  # decides which epoch is the best
LOGGED = 10  # steps between two rows of metrics
HEAD_FASTER = 1.0
WIDE_RATE = 0.02  # of the table of features: each row is seen rarely
Row = dict[str, Any]  # Any: JSON


def steps_of(texts: int, settings: ClassifierSettings) -> int:
    """How many steps training has at the most."""
    each = math.ceil(texts / settings.batch)
    steps = each * max(settings.epochs, math.ceil(settings.least_steps / max(1, each)))
    return min(steps, settings.most_steps) if settings.most_steps else steps


def fit(
    network: Network,
    texts: Sequence[Unitised],
    settings: ClassifierSettings,
    validated: Callable[[], Mapping[str, float]],
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Row]:
    """Trains the network and leaves it as it was at its best validation; yields rows of metrics.jsonl.

    The state before the first step is a candidate too, so training never ends with something worse on validation.
    """
    steps = steps_of(len(texts), settings)
    solver, chance = _solver(network, settings), random.Random(settings.seed)  # noqa: S311 - an order, not a secret
    best, state = validated(), network.state()
    yield {"step": 0, "validation": dict(best), "best": True}
    step, since = 0, 0
    while step < steps and since < settings.patience:
        epoch = islice(_batches(texts, settings.batch, chance), steps - step)
        for row in _epoch(network, solver, epoch, settings, (step, steps), clock):
            step = row["step"]
            if "loss" in row:
                yield row
        found = validated()
        since = 0 if found[MAIN] > best[MAIN] else since + 1
        if since == 0:
            best, state = found, network.state()
        yield {"step": step, "validation": dict(found), "best": since == 0}
    network.restore(state)


def fit_again(
    network: Network,
    texts: Sequence[Unitised],
    settings: ClassifierSettings,
    steps: int,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Row]:
    """Trains the network for as many steps as were best before, now with no text kept back to validate on."""
    planned = steps_of(len(texts), settings)
    solver, chance = _solver(network, settings), random.Random(settings.seed)  # noqa: S311 - an order, not a secret
    step = 0
    while step < min(steps, planned):
        epoch = islice(_batches(texts, settings.batch, chance), min(steps, planned) - step)
        for row in _epoch(network, solver, epoch, settings, (step, planned), clock):
            step = row["step"]
            if "loss" in row:
                yield row


def _batches(texts: Sequence[Unitised], size: int, chance: random.Random) -> Iterator[list[Unitised]]:
    for places in batches([len(text.ids) for text in texts], size, chance):
        yield [texts[place] for place in places]


def _epoch(
    network: Network,
    solver: "Optimizer",
    epoch: Iterator[list[Unitised]],
    settings: ClassifierSettings,
    place: tuple[int, int],
    clock: Callable[[], float],
) -> Iterator[Row]:
    """Trains on one epoch's batches; every step yields its number, some with their metrics."""
    from torch.nn.utils import clip_grad_norm_

    network.train(True)
    weights = list(network.trained().values())
    start, steps = place
    tokens, began = 0, clock()
    for step, batch in enumerate(epoch, start + 1):
        rate = settings.rate * pace(step, steps, settings.warmup)
        for group in solver.param_groups:
            group["lr"] = rate * group["faster"]
        loss = network.loss(batch)
        solver.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it without types
        clip_grad_norm_(weights, settings.clip)
        solver.step()
        tokens += sum(len(text.ids) for text in batch)
        shown = step % LOGGED == 0
        row = {"loss": float(loss.detach()), "learning_rate": rate, "tokens": tokens, "seconds": clock() - began}
        yield {"step": step} | (row if shown else {})


def pace(step: int, steps: int, warmup: float) -> float:
    """The share of the highest learning rate at a step from 1 to `steps`: up to 1, then down to 0."""
    rising = max(1, round(steps * warmup))
    return step / rising if step <= rising else max(0.0, (steps - step) / max(1, steps - rising))


def _solver(network: Network, settings: ClassifierSettings) -> "Optimizer":
    from torch.optim import AdamW

    faster = {"wide": WIDE_RATE / settings.rate, "head": HEAD_FASTER, "encoder": 1.0}
    groups = []
    for part, factor in faster.items():
        weights = [weight for name, weight in network.trained().items() if name.startswith(part)]
        decay = 0.0 if part == "wide" else settings.weight_decay
        if weights:
            groups.append({"params": weights, "faster": factor, "weight_decay": decay})
    return AdamW(groups, lr=settings.rate)
