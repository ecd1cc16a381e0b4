"""Packed bundles: what they hold, and that a model computes from them what it computes from the examples one by one."""

from typing import Any

import numpy as np
import pytest
import torch

from finetune.attention import NAME, register
from finetune.bundles import LEAST_SHARED, Bundle, Encoded, Layout, batch, bundled, encoded, laid_out, packed, sight
from finetune.trainer import answered_logits, mean_loss, packed_batch, side_by_side

START = tuple(range(1, 61))  # a beginning worth sharing


def one(name: str, prompt: tuple[int, ...], target: tuple[int, ...] = (7, 8), kind: str = "answer") -> Encoded:
    return Encoded(name, kind, prompt, target)


SHARING = [one("a", (*START, 70, 71)), one("b", (*START, 70, 72, 73), (9,)), one("c", (*START, 74), (5, 6, 7), "refuse")]
APART = [one("d", (80, 81, 82)), one("e", (83, 84), (1, 2, 3))]


@pytest.fixture(scope="module")
def model() -> Any:  # Any: a tiny Llama
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=99, hidden_size=48, intermediate_size=64, num_attention_heads=6, num_key_value_heads=2, num_hidden_layers=2
    )
    return LlamaForCausalLM(config)


def one_by_one(model: Any, examples: list[Encoded]) -> tuple[torch.Tensor, torch.Tensor]:  # Any: as above
    """The logits for all target tokens (a, v), and the mean over examples of their mean losses, with plain attention."""
    model.config._attn_implementation = "sdpa"
    logits, losses = [], []
    for example in examples:
        ids = torch.tensor([[*example.prompt, *example.target]])
        found = model(input_ids=ids).logits[0, len(example.prompt) - 1 : -1]
        logits.append(found)
        losses.append(torch.nn.functional.cross_entropy(found, torch.tensor(example.target)))
    return torch.cat(logits), torch.stack(losses).mean()


def in_bundles(model: Any, bundles: list[Bundle]) -> tuple[torch.Tensor, torch.Tensor]:  # Any: as above
    register()
    model.config._attn_implementation = NAME
    inputs = packed_batch([tuple(bundles)])
    logits = answered_logits(model, inputs)
    return logits, mean_loss(logits, inputs)


def gradient(model: Any, loss: torch.Tensor) -> torch.Tensor:  # Any: as above
    model.zero_grad()
    torch.autograd.backward(loss)
    return torch.cat([weight.grad.flatten() for weight in model.parameters() if weight.grad is not None])


def test_examples_with_a_long_common_beginning_share_it() -> None:
    bundle = bundled(SHARING, 500)[0]
    assert [example.id for example in bundle.examples] == ["a", "b", "c"]
    assert bundle.shared == len(START)
    assert bundle.tokens == len(START) + (2 + 2) + (3 + 1) + (1 + 3)


def test_a_short_common_beginning_is_not_shared() -> None:
    short = START[: LEAST_SHARED - 1]
    assert [bundle.shared for bundle in bundled([one("a", (*short, 70)), one("b", (*short, 71))], 500)] == [0, 0]


def test_a_bundle_is_never_longer_than_a_sequence() -> None:
    assert [len(bundle.examples) for bundle in bundled(SHARING, 69)] == [2, 1]


def test_an_example_that_is_too_long_is_left_out() -> None:
    assert [example.id for bundle in bundled([*SHARING, *APART], 40) for example in bundle.examples] == ["d", "e"]


def test_two_equal_prompts_keep_a_token_that_asks_for_each_target() -> None:
    bundle = bundled([one("a", START, (7,)), one("b", START, (8,))], 500)[0]
    assert bundle.shared == len(START) - 1
    assert len(laid_out([bundle]).asked) == 2


def test_no_examples_make_no_bundles() -> None:
    assert bundled([], 100) == []


def test_bundles_are_packed_into_the_first_sequence_that_has_room() -> None:
    sizes = [30, 60, 40, 10]
    rows = packed([Bundle((one(str(size), tuple(range(size - 2))),), 0) for size in sizes], 100)
    assert [[bundle.tokens for bundle in row] for row in rows] == [[30, 60, 10], [40]]


def test_every_target_token_is_asked_for_by_the_token_before_it() -> None:
    layout = laid_out([Bundle(tuple(SHARING), len(START)), Bundle((APART[0],), 0)])
    assert (layout.ids[layout.asked + 1] == layout.target).all()
    assert layout.target.tolist() == [7, 8, 9, 5, 6, 7, 7, 8]
    assert layout.owner.tolist() == [0, 0, 1, 2, 2, 2, 3, 3]
    assert layout.kinds == ("answer", "answer", "refuse", "answer")


def test_positions_go_on_where_the_beginning_ends() -> None:
    layout = laid_out([Bundle(tuple(SHARING), len(START))])
    for number in range(3):
        branch = layout.positions[layout.branch == number]
        assert branch.tolist() == list(range(len(START), len(START) + len(branch)))


def test_a_branch_sees_the_beginning_and_itself_alone() -> None:
    layout = laid_out([Bundle(tuple(SHARING), len(START)), Bundle((APART[0],), 0)])
    seen = sight(layout)
    last = int(np.flatnonzero(layout.branch == 1)[-1])
    assert {int(layout.branch[place]) for place in np.flatnonzero(seen[last])} == {-1, 1}
    assert not seen[: len(START), len(START) :].any()


def test_the_attention_is_that_of_a_mask_over_the_whole_sequence(model: Any) -> None:
    register()
    layout: Layout = laid_out([Bundle(tuple(SHARING), len(START)), *(Bundle((example,), 0) for example in APART)])
    tensors = batch(layout)
    given = {"input_ids": tensors["input_ids"], "position_ids": tensors["position_ids"], "use_cache": False}
    model.config._attn_implementation = "sdpa"
    masked = model(attention_mask=torch.from_numpy(sight(layout))[None, None], **given).logits
    model.config._attn_implementation = NAME
    assert torch.allclose(masked, model(places=layout.places, **given).logits, atol=1e-5)


def test_logits_and_loss_are_those_of_the_examples_one_by_one(model: Any) -> None:
    logits, loss = one_by_one(model, [*SHARING, *APART])
    found = in_bundles(model, [Bundle(tuple(SHARING), len(START)), *(Bundle((example,), 0) for example in APART)])
    assert torch.allclose(logits, found[0], atol=1e-5)
    assert torch.allclose(loss, found[1], atol=1e-6)


def test_the_gradient_is_that_of_the_examples_one_by_one(model: Any) -> None:
    alone = gradient(model, one_by_one(model, [*SHARING, *APART])[1])
    together = gradient(model, in_bundles(model, [*bundled(SHARING, 500), *bundled(APART, 500)])[1])
    assert torch.allclose(alone, together, atol=1e-6)


def test_examples_side_by_side_give_the_same_logits(model: Any) -> None:
    rows = [*SHARING, *APART]
    inputs = side_by_side([tuple(Bundle((example,), 0) for example in rows)])
    model.config._attn_implementation = "sdpa"
    logits = answered_logits(model, inputs)
    alone, loss = one_by_one(model, rows)
    assert torch.allclose(alone, logits, atol=1e-5)
    assert torch.allclose(loss, mean_loss(logits, inputs), atol=1e-6)


def test_prompt_and_target_are_read_apart_and_the_target_is_ended() -> None:
    rows = list(encoded([("1", "answer", "ab", "c")], lambda text: [ord(letter) for letter in text], "."))
    assert rows == [Encoded("1", "answer", (97, 98), (99, 46))]
