"""Questions on the same sentence."""

from dataclasses import replace

import pytest

from assistant.learning.apart import apart, same_fact
from tests.bank_questions import evidence, question

FIRST = evidence()


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"start": FIRST.end - 1, "end": FIRST.end + 30, "quote": "Another sentence."}, True),
        ({"start": FIRST.end, "end": FIRST.end + 30, "quote": "Another sentence."}, False),
        ({"page": 2, "quote": "Another sentence."}, False),
        ({"document": "copy.md"}, True),
        ({"document": "copy.md", "quote": FIRST.quote.upper().replace(" ", "\n", 1)}, True),
        ({"document": "copy.md", "quote": "Another sentence."}, False),
    ],
)
def test_two_places_prove_the_same_where_they_overlap_or_read_alike(changes: dict[str, object], same: bool) -> None:
    other = replace(FIRST, **changes)  # type: ignore[arg-type]  # fields of several types
    assert same_fact(FIRST, other) is same
    assert same_fact(other, FIRST) is same


def test_of_questions_on_one_sentence_the_first_stays() -> None:
    other = replace(FIRST, start=500, end=520, quote="Something else.")
    asked = [question("a"), question("b"), question("c", evidence=other)]
    assert [one.id for one in apart(asked)] == ["a", "c"]
    assert [one.id for one in apart(asked[::-1])] == ["c", "b"]
