"""Tests of assistant.learning.duplicates: the same fact, or the same in nearly the same words."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from assistant.learning.duplicates import duplicate
from assistant.learning.questions import Kind
from tests.memory_index import EMBEDDER
from tests.questions_to_check import CARRY, CLOZE, NUMERIC, STATEMENT, evidence


class Alike:
    """Finds every text like every other."""

    name, dimensions = "alike", 1

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones((len(texts), 1), dtype=np.float32)

    def question(self, text: str) -> NDArray[np.float32]:
        return np.ones(1, dtype=np.float32)


def test_the_same_fact_in_the_same_form_is_a_duplicate() -> None:
    reworded = replace(CARRY, id="other", question="What is the limit for taking days over?")
    assert duplicate(reworded, (NUMERIC, CARRY), EMBEDDER, 0.9) is CARRY


def test_the_same_fact_in_another_form_is_none() -> None:
    numeric = replace(NUMERIC, id="n2", evidence=CARRY.evidence, accept=("5 unused days",))
    assert numeric.kind is Kind.NUMERIC
    assert duplicate(numeric, (CARRY,), Alike(), 0.9) is None


def test_nearly_the_same_words_with_the_same_answer_are_a_duplicate() -> None:
    elsewhere = replace(
        CARRY, id="other", question="How many days can be taken over?", evidence=evidence("They lapse on 31 March.")
    )
    assert duplicate(elsewhere, (CARRY,), Alike(), 0.9) is CARRY
    assert duplicate(elsewhere, (CARRY,), EMBEDDER, 0.9) is None


def test_nearly_the_same_words_with_another_answer_ask_for_something_else() -> None:
    part_time = replace(
        NUMERIC, id="n2", question="How many vacation days do part-time employees get a year?", accept=("18 days",)
    )
    assert duplicate(part_time, (NUMERIC,), Alike(), 0.9) is None


def test_a_question_is_no_duplicate_of_its_own_versions() -> None:
    assert duplicate(CARRY.next_version(question="Another?"), (CARRY, CLOZE, STATEMENT), Alike(), 0.9) is None


def test_a_second_claim_about_one_sentence_is_a_duplicate_for_the_first_tells_it() -> None:
    false = replace(STATEMENT, id="f", key=("false",), question="Trains are booked through the manager.")
    assert duplicate(false, (STATEMENT,), EMBEDDER, 0.9) is STATEMENT
    elsewhere = replace(false, evidence=evidence("Up to 5 unused days may be carried over."))
    assert duplicate(elsewhere, (STATEMENT,), EMBEDDER, 0.9) is None
