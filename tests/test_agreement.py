"""Two engines compared on what they write."""

from assistant.answering.generation import Message
from finetune.agreement import Agreement, Pair, agreement, pairs
from finetune.examples import Example, Task
from tests.engines import ScriptedGenerator


def examples(count: int) -> list[Example]:
    return [Example(f"e{n}", Task.ANSWER, (Message("user", f"question {n}"),), "x", ("d",), "o") for n in range(count)]


def test_the_same_answers_agree_in_full() -> None:
    compared = list(pairs(ScriptedGenerator(), ScriptedGenerator(), examples(3)))
    assert agreement(compared) == Agreement(3, 1.0, 1.0)
    assert compared[0].reference == "Up to 5 days."


def test_other_answers_agree_in_the_words_they_share() -> None:
    pair = next(pairs(ScriptedGenerator(["five working days"]), ScriptedGenerator(["five days"]), examples(1)))
    assert round(pair.f1, 2) == 0.8
    assert agreement([pair, Pair("a", "a")]).equal == 0.5


def test_two_empty_answers_are_the_same() -> None:
    assert Pair("", "").f1 == 1.0
    assert Pair("word", "").f1 == 0.0


def test_both_engines_get_the_same_order_in_turn() -> None:
    one, other = ScriptedGenerator(), ScriptedGenerator()
    list(pairs(one, other, examples(2)))
    assert one.orders == other.orders
    assert [order.messages[0].content for order in one.orders] == ["question 0", "question 1"]


def test_an_agreement_is_a_part_of_a_report() -> None:
    assert Agreement(1, 1.0, 1.0).to_json() == {"prompts": 1, "equal": 1.0, "f1": 1.0}
