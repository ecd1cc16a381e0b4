"""Tests of finetune.near_duplicates: what nearly stands in a held-out example is not trained on."""

from random import Random

from assistant.answering.passages import Passage
from finetune.builders import Origin, answered, passage
from finetune.examples import Example
from finetune.near_duplicates import Lookup, jaccard, shingles, texts, without_near_duplicates

LONG = (
    "Up to five unused days may be carried over into the next year and must be taken by the end of March or they lapse without "
    "any payment for them."
)


def example(name: str, question: str, text: str) -> Example:
    shown: list[Passage] = [passage(name, "Title", text)]
    return answered(Origin(name, "set", (name,)), question, shown, "five", 1)


def test_an_example_whose_passage_is_held_out_is_removed() -> None:
    held = [example("a", "How many unused days may be carried over into the next year?", LONG)]
    same = example("b", "What lapses without payment at the end of the month of March?", LONG.replace("lapse", "expire"))
    other = example("c", "Who approves a journey by train to another country?", "The manager approves every journey by train.")
    kept, removed = without_near_duplicates([same, other], held)
    assert kept == [other]
    assert removed == [same]


def test_an_example_whose_question_is_held_out_is_removed() -> None:
    question = "How many unused days may be carried over into the next year?"
    held = [example("a", question, LONG)]
    kept, removed = without_near_duplicates([example("b", question.upper(), "Something else stands here.")], held)
    assert (len(kept), len(removed)) == (0, 1)


def test_nothing_is_removed_where_nothing_is_held_out() -> None:
    one = example("a", "Who approves it?", LONG)
    assert without_near_duplicates([one], []) == ([one], [])


def test_the_texts_of_an_example_are_its_passages_and_its_question() -> None:
    assert texts(example("a", "Who approves a journey?", "The manager does.")) == [
        "The manager does.",
        "Question: Who approves a journey?",
    ]


def test_case_punctuation_and_width_make_no_difference() -> None:
    assert shingles("The Manager, approves: it!") == shingles("the manager approves ｉｔ")


def test_chinese_is_compared_by_character() -> None:
    assert len(shingles("年假最多可结转")) == 5
    assert Lookup(["未休的年假最多可以结转五天到下一年"]).holds("未休的年假最多可以结转五天到下一年。")


def test_the_jaccard_index_is_the_share_of_what_either_holds() -> None:
    assert jaccard(frozenset("abc"), frozenset("bcd")) == 0.5
    assert jaccard(frozenset(), frozenset()) == 1.0


def test_the_lookup_finds_what_comparing_all_pairs_finds() -> None:
    random = Random(7)
    words = [f"w{number}" for number in range(12)]
    held = [" ".join(random.choices(words, k=14)) for _ in range(40)]
    asked = [one if random.random() < 0.3 else " ".join(random.choices(words, k=14)) for one in held]
    asked += [f"{one} {random.choice(words)}" for one in held]
    lookup = Lookup(held)
    for text in asked:
        expected = any(jaccard(shingles(text), shingles(one)) >= 0.8 for one in held)
        assert lookup.holds(text) == expected
