"""Attention over packed bundles against plain attention with the mask written out."""

import pytest
import torch
from torch.nn import functional

from finetune.attention import NAME, UNEVEN, bundled_attention, register
from finetune.bundles import Place

HEADS, GROUPS, SIZE, SCALE = 4, 2, 8, 0.3


def masked(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, places: list[Place]) -> torch.Tensor:
    """What a mask over the whole sequence gives."""
    length = query.shape[2]
    seen = torch.zeros(length, length, dtype=torch.bool)
    for place in places:
        first = place.start + place.shared
        seen[place.start : first, place.start : first] = True
        for width in place.lengths:
            seen[first : first + width, place.start : place.start + place.shared] = True
            seen[first : first + width, first : first + width] = True
            first += width
    key, value = (part.repeat_interleave(HEADS // GROUPS, dim=1) for part in (key, value))
    found = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen.tril(), scale=SCALE)
    return found.transpose(1, 2)


def parts(length: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    torch.manual_seed(length)
    return tuple(torch.randn(1, count, length, SIZE, requires_grad=True) for count in (HEADS, GROUPS, GROUPS))  # type: ignore[return-value]  # three


PLACES = {
    "even branches": [Place(0, 5, (3, 3, 4))],
    "uneven branches": [Place(0, 5, (1, 1, 12))],
    "one branch": [Place(0, 4, (6,))],
    "nothing shared": [Place(0, 0, (9,))],
    "several bundles": [Place(0, 5, (3, 3)), Place(11, 0, (4,)), Place(15, 3, (1, 9, 1))],
}


@pytest.mark.parametrize("places", PLACES.values(), ids=PLACES)
def test_it_gives_what_a_mask_gives(places: list[Place]) -> None:
    last = places[-1]
    query, key, value = parts(last.start + last.shared + sum(last.lengths))
    found, nothing = bundled_attention(torch.nn.Identity(), query, key, value, None, SCALE, places)
    assert nothing is None
    assert torch.allclose(found, masked(query, key, value, places), atol=1e-6)


@pytest.mark.parametrize("places", PLACES.values(), ids=PLACES)
def test_its_gradient_is_that_of_the_mask(places: list[Place]) -> None:
    last = places[-1]
    given = parts(last.start + last.shared + sum(last.lengths))
    one = torch.autograd.grad(bundled_attention(torch.nn.Identity(), *given, None, SCALE, places)[0].square().sum(), given)
    other = torch.autograd.grad(masked(*given, places).square().sum(), given)
    assert all(torch.allclose(mine, theirs, atol=1e-5) for mine, theirs in zip(one, other, strict=True))


def test_both_ways_of_taking_branches_are_tried_here() -> None:
    ratios = [
        len(place.lengths) * max(place.lengths) / sum(place.lengths) for row in PLACES.values() for place in row if place.shared
    ]
    assert min(ratios) <= UNEVEN < max(ratios)


def test_transformers_knows_it_by_its_name() -> None:
    from transformers import AttentionInterface

    register()
    assert AttentionInterface()[NAME] is bundled_attention  # type: ignore[no-untyped-call]  # no types
