"""Tests of indexer.remembering: the same vectors, asked for once."""

import numpy as np

from indexer.remembering import RememberingEmbedder
from tests.indexing import CountingEmbedder


def test_vectors_are_those_of_the_other_embedder_and_made_once() -> None:
    counting = CountingEmbedder()
    remembering = RememberingEmbedder(counting)
    first = remembering.passages(["leave days", "sick leave", "leave days"])
    again = remembering.passages(["sick leave"])
    assert counting.texts == ["leave days", "sick leave"]
    assert np.array_equal(first, CountingEmbedder().passages(["leave days", "sick leave", "leave days"]))
    assert np.array_equal(again[0], first[1])


def test_a_question_is_not_a_passage_with_the_same_words() -> None:
    remembering = RememberingEmbedder(CountingEmbedder())
    assert np.array_equal(remembering.question("leave days"), CountingEmbedder().question("leave days"))
    assert np.array_equal(remembering.question("leave days"), CountingEmbedder().question("leave days"))


def test_what_was_asked_for_longest_ago_is_forgotten() -> None:
    counting = CountingEmbedder()
    remembering = RememberingEmbedder(counting, kept=2)
    for text in ("one", "two", "one", "three", "one", "two"):
        remembering.passages([text])
    assert counting.texts == ["one", "two", "three", "two"]


def test_more_texts_than_are_kept_come_back_whole() -> None:
    remembering = RememberingEmbedder(CountingEmbedder(), kept=1)
    assert remembering.passages(["one", "two", "three"]).shape == (3, 64)


def test_what_is_known_stays_known_while_new_texts_push_it_out() -> None:
    remembering = RememberingEmbedder(CountingEmbedder(), kept=2)
    remembering.passages(["one", "two"])
    assert np.array_equal(remembering.passages(["three", "four", "one"]), CountingEmbedder().passages(["three", "four", "one"]))


def test_no_text_gives_no_vector() -> None:
    remembering = RememberingEmbedder(CountingEmbedder())
    assert remembering.passages([]).shape == (0, 64)
    assert (remembering.name, remembering.dimensions) == (CountingEmbedder().name, 64)
