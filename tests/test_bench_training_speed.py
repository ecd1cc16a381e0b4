"""The measurement of training's speed, on a tiny model."""

from pathlib import Path

import pytest

from assistant.answering.generation import Message
from bench.training_speed import EACH, STEPS, Clock, chosen_groups, of_ours, variants
from finetune.bundles import Encoded
from finetune.examples import Example, Task, write_examples
from finetune.settings import TrainingSettings
from tests.tiny_llama import NOTICE, tiny_settings, write_llama

pytestmark = [pytest.mark.filterwarnings(f"ignore::{kind}") for kind in ("FutureWarning", "DeprecationWarning", "UserWarning")]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> TrainingSettings:
    return tiny_settings(write_llama(tmp_path_factory.mktemp("base")), tokens=500).training


@pytest.fixture(scope="module")
def groups(settings: TrainingSettings, tmp_path_factory: pytest.TempPathFactory) -> list[list[Encoded]]:
    """Groups of questions on the same text, from a file that also holds questions that stand alone."""
    file = tmp_path_factory.mktemp("data") / "train.jsonl"
    shared = [example(f"Case {number // EACH}. {NOTICE}Say {number % EACH}.", number) for number in range(4 * EACH)]
    write_examples(file, [*shared, *(example(f"{letter} alone", ord(letter)) for letter in "abcdef")])
    found, share = chosen_groups(file, settings, file.parent)
    assert share == pytest.approx(4 * EACH / (4 * EACH + 6))
    return found


def example(text: str, number: int) -> Example:
    return Example(str(number), Task.ANSWER, (Message("user", text),), f"{number}.", (str(number),), "tiny")


def test_each_step_has_a_group_that_shares_its_beginning(groups: list[list[Encoded]]) -> None:
    assert [len(group) for group in groups] == [EACH] * (STEPS + 1)
    assert len({one.id for group in groups for one in group}) == EACH * (STEPS + 1)


def test_every_variant_trains_on_the_same_examples(groups: list[list[Encoded]]) -> None:
    expected = sorted(one.id for group in groups for one in group)
    for variant in variants(groups):
        assert len(variant.rows) == STEPS + 1
        assert sorted(one.id for row in variant.rows for bundle in row for one in bundle.examples) == expected


def test_only_what_is_named_is_left_out(groups: list[list[Encoded]]) -> None:
    ours, all_logits, packed, by_length, any_order = variants(groups)
    assert all(bundle.shared for one in (ours, all_logits) for row in one.rows for bundle in row)
    assert not any(bundle.shared for one in (packed, by_length, any_order) for row in one.rows for bundle in row)
    assert [one.padded for one in (ours, all_logits, packed, by_length, any_order)] == [False, False, False, True, True]
    lengths = [bundle.tokens for row in by_length.rows for bundle in row]
    assert lengths == sorted(lengths)


@pytest.mark.parametrize("number", [0, 1, 3], ids=["ours", "all logits", "padded"])
def test_a_variant_is_timed_by_step_in_tokens_of_the_examples(
    number: int, groups: list[list[Encoded]], settings: TrainingSettings, tmp_path: Path
) -> None:
    clock = of_ours(variants(groups)[number], settings, tmp_path)
    assert (len(clock.begun), len(clock.ended)) == (STEPS + 1, STEPS + 1)
    assert sum(clock.tokens[: STEPS + 1]) == sum(len(one.prompt) + len(one.target) for group in groups for one in group)
    assert clock.speed > 0


def test_the_step_that_warms_up_does_not_count() -> None:
    clock = Clock(begun=[0.0, 10.0, 12.0], ended=[9.0, 11.0, 13.0], tokens=[1000, 50, 30, 7])
    assert clock.seconds == 2.0
    assert clock.speed == 40.0
