"""When a word is another one misspelt, and when it is another word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.spelling import distance, limit, misspelt, negative_of, same_word, singular, standard

WORD = st.text("abcdefgh", min_size=0, max_size=9)


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("ombudsperson", "ombudsperon"),
        ("supervisor", "supervsor"),
        ("encryption", "encrytpion"),
        ("procedure", "proceedure"),
        ("receive", "recieve"),
        ("committee", "comittee"),
    ],
)
def test_a_slip_in_a_long_word_is_forgiven(key: str, word: str) -> None:
    assert misspelt(key, word)


@pytest.mark.parametrize(
    ("key", "word"),
    [
        ("authorised", "unauthorised"),
        ("employer", "employee"),
        ("internal", "external"),
        ("mail", "mall"),
        ("abc12", "abc13"),
        ("conform", "confirm"),
        ("disclosed", "closed"),
        ("income", "outcome"),
        ("visible", "invisible"),
        ("trainer", "trainee"),
        ("affect", "effect"),
        ("密码", "密玛"),
    ],
)
def test_another_word_is_no_slip(key: str, word: str) -> None:
    assert not misspelt(key, word)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_a_word_is_never_a_slip_of_itself(word: str) -> None:
    assert not misspelt(word, word)
    assert same_word(word, word)


@pytest.mark.parametrize(("length", "most"), [(1, 0), (4, 0), (5, 1), (8, 1), (9, 2), (14, 2)])
def test_longer_words_may_have_more_wrong_letters(length: int, most: int) -> None:
    assert limit("x" * length) == most


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organise", "organize"), ("colour", "color"), ("centre", "center"), ("programme", "program"), ("licence", "license"),
        ("analyse", "analyze"), ("travelled", "traveled"), ("policies", "policy"), ("boxes", "box"), ("days", "day"),
        ("catalogue", "catalog"), ("judgement", "judgment"), ("practise", "practice"),
    ],
)  # fmt: skip
def test_american_spelling_and_a_plural_are_the_same_word(one: str, other: str) -> None:
    assert same_word(one, other) and same_word(other, one)


@pytest.mark.parametrize("word", ["access", "status", "analysis", "gas", "bus", "address", "is"])
def test_an_s_that_belongs_to_a_word_stays(word: str) -> None:
    assert singular(word) == word
    assert standard(singular(word)) == standard(word)


@given(WORD, WORD)
def test_a_distance_is_the_same_both_ways_and_zero_only_for_equals(one: str, other: str) -> None:
    found = distance(one, other, 20)
    assert found == distance(other, one, 20)
    assert (found == 0) == (one == other)
    assert abs(len(one) - len(other)) <= found <= max(len(one), len(other))


@given(WORD, WORD, st.integers(0, 4))
def test_a_limit_only_cuts_off(one: str, other: str, most: int) -> None:
    assert distance(one, other, most) == min(distance(one, other, 20), most + 1)


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [("form", "from", 1), ("abc", "acb", 1), ("kitten", "sitting", 3), ("", "abc", 3), ("ca", "abc", 3)],
)
def test_neighbours_that_are_swapped_count_once(one: str, other: str, steps: int) -> None:
    assert distance(one, other, 9) == steps


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        ("authorised", "unauthorized", True),
        ("legal", "illegal", True),
        ("visible", "invisible", True),
        ("form", "inform", True),
        ("able", "table", False),
    ],
)
def test_a_negative_prefix_makes_the_contrary(one: str, other: str, holds: bool) -> None:
    assert negative_of(one, other) is holds
    assert negative_of(other, one) is holds
