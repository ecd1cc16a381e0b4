"""Attention over packed bundles: a beginning sees itself, a branch the beginning and itself. Knows nothing of models.

Computes what a mask over the whole sequence would give, without the products that the mask throws away.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch.nn import functional

from finetune.bundles import Place

NAME = "docent_bundles"
UNEVEN = 1.6  # filled up to the longest, branches may take so many times their own tokens


def register() -> None:
    """Makes the attention known to transformers under `NAME`."""
    from transformers import AttentionInterface

    AttentionInterface.register(NAME, bundled_attention)


def bundled_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float,
    places: Sequence[Place],
    **_: Any,  # Any: what transformers hands to every attention
) -> tuple[torch.Tensor, None]:
    """Attention of queries (1, h, t, d) over keys and values (1, g, t, d), g dividing h; the result is (1, t, h, d)."""
    times = query.shape[1] // key.shape[1]
    key, value = (part.repeat_interleave(times, dim=1) for part in (key, value))
    parts = []
    for place in places:
        first, branches = place.start + place.shared, place.start + place.shared + sum(place.lengths)
        beginning = slice(place.start, first)
        if place.shared:
            q, k, v = (part[:, :, beginning] for part in (query, key, value))
            parts.append(functional.scaled_dot_product_attention(q, k, v, is_causal=True, scale=scaling))
        own = tuple(part[0, :, first:branches] for part in (query, key, value))
        even = place.shared and len(place.lengths) * max(place.lengths) <= UNEVEN * sum(place.lengths)
        side = _side_by_side if even else _one_by_one
        parts.append(side(own, key[0, :, beginning], value[0, :, beginning], place.lengths, scaling)[None])
    return torch.cat(parts, dim=2).transpose(1, 2), None


def _one_by_one(
    own: tuple[torch.Tensor, ...], key: torch.Tensor, value: torch.Tensor, lengths: Sequence[int], scaling: float
) -> torch.Tensor:
    """Attention (h, s, d) of the branches of one bundle, one after another."""
    parts = []
    for query, keys, values in zip(*(torch.split(part, list(lengths), dim=1) for part in own), strict=True):
        keys, values = torch.cat([key, keys], dim=1), torch.cat([value, values], dim=1)
        sight = torch.ones(query.shape[1], keys.shape[1], dtype=torch.bool, device=query.device).tril(key.shape[1])
        seen = {"is_causal": True} if key.shape[1] == 0 else {"attn_mask": sight}
        parts.append(functional.scaled_dot_product_attention(query[None], keys[None], values[None], scale=scaling, **seen)[0])
    return torch.cat(parts, dim=1)


def _side_by_side(
    own: tuple[torch.Tensor, ...], key: torch.Tensor, value: torch.Tensor, lengths: Sequence[int], scaling: float
) -> torch.Tensor:
    """Attention (h, s, d) of all branches of one bundle, laid side by side and filled up to the longest of them."""
    heads, _, size = own[0].shape
    real = torch.arange(max(lengths), device=key.device)[None] < torch.tensor(lengths, device=key.device)[:, None]  # (b, l)
    rows = real.flatten().nonzero()[:, 0]
    wide = (heads, *real.shape, size)
    query, keys, values = (part.new_zeros(heads, real.numel(), size).index_copy(1, rows, part).view(wide) for part in own)
    back = (query.reshape(heads, real.numel(), size) @ key.transpose(1, 2)).view(*wide[:-1], key.shape[1])
    later = torch.ones(real.shape[1], real.shape[1], dtype=torch.bool, device=key.device).triu(1)
    near = (query @ keys.transpose(2, 3)).masked_fill(later, -torch.inf)
    weight = torch.softmax(torch.cat([back, near], dim=-1) * scaling, dim=-1)
    far, close = torch.split(weight, [key.shape[1], real.shape[1]], dim=-1)
    heard: torch.Tensor = (far.reshape(heads, real.numel(), key.shape[1]) @ value).view(wide) + close @ values
    return heard.reshape(heads, real.numel(), size)[:, rows]
