"""The part of a tagger that needs no encoder: a table of how words look, fitted by itself. Knows nothing of what is tagged."""

from collections.abc import Sequence

import numpy as np

from finetune.network import Network, Unitised, features_of, wanted_of

BATCH = 1024  # words of one step
RATE = 0.02
EPOCHS = 2


def fit_wide(network: Network, texts: Sequence[Unitised], seed: int) -> None:
    """Fits the table of features to the tags, the encoder left out: minutes of reading become seconds."""
    import torch
    from torch.nn.functional import cross_entropy

    features, wanted = features_of(texts), wanted_of(texts)
    solver = torch.optim.Adam(network.wide.parameters(), lr=RATE)
    chance = np.random.default_rng(seed)
    for epoch in range(EPOCHS):
        order = chance.permutation(len(features))
        for group in solver.param_groups:
            group["lr"] = RATE / (1 + 3 * epoch)  # the last steps settle it
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            loss = cross_entropy(network.of_features(features[places]), wanted[torch.from_numpy(places)])
            solver.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it without types
            solver.step()
