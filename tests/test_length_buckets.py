"""Batches of about one length."""

from random import Random

from finetune.length_buckets import batches

LENGTHS = [number % 50 for number in range(400)]


def test_batches_hold_every_text_once_and_like_lengths() -> None:
    groups = batches(LENGTHS, 8, Random(1))
    assert sorted(place for group in groups for place in group) == list(range(400))
    assert max(max(LENGTHS[place] for place in group) - min(LENGTHS[place] for place in group) for group in groups) < 10


def test_the_same_seed_gives_the_same_batches_in_an_order_of_its_own() -> None:
    groups = batches(LENGTHS, 8, Random(1))
    assert batches(LENGTHS, 8, Random(1)) == groups
    assert groups != sorted(groups, key=lambda group: LENGTHS[group[0]])


def test_no_texts_are_no_batches() -> None:
    assert batches([], 8, Random(0)) == []
