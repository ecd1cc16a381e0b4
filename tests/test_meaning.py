"""How near a reply comes to answers in meaning, with vectors written by hand and with hashed words."""

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.learning.meaning import MEANING, Vectors, meaning, needed
from indexer.embedding import HashedEmbedder

QUESTION = "How do people pay?"
PLACES = {"money": (1.0, 0.0, 0.0), "cash": (0.9, 0.4359, 0.0), "cards": (0.0, 1.0, 0.0), QUESTION: (0.0, 0.0, 1.0)}


def placed(texts: Sequence[str]) -> Vectors:
    """Vectors that stand in `PLACES`; a text of several words lies between its words."""
    rows = np.array(
        [PLACES.get(text) or sum(np.array(PLACES.get(word, (0.0, 0.0, 1.0))) for word in text.split()) for text in texts]
    )
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def numbers(reply: str, *answers: str, question: str = QUESTION) -> dict[str, float]:
    return dict(zip(MEANING, map(float, meaning(question, reply, answers, placed)), strict=False))


def test_the_same_words_are_matched_wholly() -> None:
    found = numbers("money", "money")
    assert [found[name] for name in ("cosine", "own_matched", "reply_matched", "both_matched")] == pytest.approx([1.0] * 4)


def test_a_word_of_like_meaning_counts_in_part() -> None:
    found = numbers("cash", "money")
    assert found["own_matched"] == pytest.approx((0.9 - 0.3) / 0.7, abs=1e-3)
    assert numbers("cards", "money")["own_matched"] == 0.0


def test_the_word_that_is_missing_shows_in_the_least() -> None:
    found = numbers("money", "money cards")
    assert found["least_own_matched"] == 0.0
    assert found["own_matched"] == pytest.approx(0.5)
    assert found["least_reply_matched"] == pytest.approx(1.0)


def test_words_of_the_question_are_not_the_replys_own() -> None:
    assert numbers("people", "money")["reply_words"] == 0.0
    assert numbers("people", "money")["reply_matched"] == 0.0


def test_the_nearest_of_several_answers_counts_and_the_mean_is_told() -> None:
    found = numbers("money", "cards", "money")
    assert (found["cosine"], found["mean_cosine"], found["answers"]) == pytest.approx((1.0, 0.5, 2.0))
    assert (found["best_own_matched"], found["mean_own_matched"]) == pytest.approx((1.0, 0.5))


def test_what_only_the_question_says_is_taken_off_before_directions_are_compared() -> None:
    found = meaning(QUESTION, "money pay", ["money"], placed)
    assert found[MEANING.index("cosine")] < 0.8
    assert found[MEANING.index("cosine_beside_question")] == pytest.approx(1.0)
    assert found[len(MEANING) :] == pytest.approx([0.0, 0.0, 0.0], abs=1e-6)


def test_a_reply_without_a_word_that_carries_meaning_has_its_numbers_too() -> None:
    found = meaning(QUESTION, "is it", ["money"], HashedEmbedder().passages)
    assert len(found) == len(MEANING) + 256
    assert np.isfinite(found).all()


def test_each_text_is_embedded_once() -> None:
    asked: list[str] = []

    def embed(texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        return HashedEmbedder().passages(texts)

    meaning(QUESTION, "money", ["money", "cash and money"], embed)
    assert sorted(asked) == sorted(set(needed(QUESTION, "money", ["money", "cash and money"])))
