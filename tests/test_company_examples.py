"""Tests of finetune.company_examples: items in, examples for every task out."""

from dataclasses import replace
from random import Random

from assistant.answering.prompts import REFUSAL
from assistant.learning.found import FactKind
from finetune.company import Sifted
from finetune.company_examples import company_examples
from finetune.examples import Example, Task
from finetune.material import Item, Source, item
from tests.memory_index import passage

LEAVE = passage("Employees may carry over up to 5 unused days. The manager approves the carry-over.", "leave.md")
SICK = passage("The manager needs a certificate after 3 days.", "sick.md")
TRAVEL = passage("Trains are booked through the travel portal in Leeds.", "travel.md")
PAY = passage("Salaries are paid on the 28th of the month.", "pay.md")
QUESTION = "How many unused days may employees carry over?"


def number_item(**changes: object) -> Item:
    one = item(Source.DOCUMENTS, "n1", QUESTION, "up to 5 unused days", LEAVE, key="up to 5", kind=FactKind.NUMBER)
    return replace(one, **changes)  # type: ignore[arg-type]  # any field may be changed


def sifted(one: Item, *, refusable: bool = True) -> Sifted:
    return Sifted(one, (SICK, TRAVEL, PAY), refusable)


def examples(*rows: Sifted, seeds: int = 30) -> list[Example]:
    """The examples of many seeds, so that every choice by chance is made at least once."""
    return [example for seed in range(seeds) for example in company_examples(rows, Random(seed))]


def of(found: list[Example], task: Task) -> list[Example]:
    return [example for example in found if example.task is task]


def test_an_answer_names_its_passage_wherever_it_stands() -> None:
    for example in of(examples(sifted(number_item())), Task.ANSWER):
        prompt = example.messages[-1].content
        number = prompt[: prompt.index("Employees may carry over")].count("<passage number=")
        assert example.target == f"up to 5 unused days [{number}]"
        assert prompt.rstrip().endswith(QUESTION)


def test_a_prompt_names_all_its_documents_the_proof_first() -> None:
    for example in examples(sifted(number_item())):
        shown = {
            name for name in ("leave.md", "sick.md", "travel.md", "pay.md") if f'from="{name}"' in example.messages[-1].content
        }
        assert example.documents[0] == "leave.md"
        assert shown <= set(example.documents)


def test_without_its_passage_a_question_is_refused() -> None:
    refusals = of(examples(sifted(number_item())), Task.REFUSE)
    assert refusals
    for example in refusals:
        assert example.target == REFUSAL["en"]
        assert "Employees may carry over" not in example.messages[-1].content
        assert 1 <= example.messages[-1].content.count("<passage number=") <= 4


def test_a_question_that_other_passages_answer_is_never_refused_and_stands_alone() -> None:
    found = examples(sifted(number_item(), refusable=False))
    assert of(found, Task.REFUSE) == []
    assert all(example.messages[-1].content.count("<passage number=") == 1 for example in of(found, Task.ANSWER))


def test_another_name_in_a_question_is_refused_beside_its_passage() -> None:
    one = item(Source.DOCUMENTS, "t", "Where are trains to Leeds booked?", "travel portal", TRAVEL, kind=FactKind.PLACE)
    missed = [example for example in of(examples(Sifted(one, (SICK,), True)), Task.REFUSE) if example.id.startswith("miss/")]
    assert missed
    for example in missed:
        assert "Trains are booked" in example.messages[-1].content
        assert not example.messages[-1].content.endswith("Leeds booked?")


def test_questions_on_one_passage_share_their_prompt() -> None:
    second = item(Source.DOCUMENTS, "n2", "Who approves the carry-over?", "The manager", LEAVE, kind=FactKind.AGENT)
    answers = of(
        company_examples([sifted(number_item()), sifted(replace(second, key="manager approves"))], Random(3)), Task.ANSWER
    )
    first, other = (example.messages[-1].content.rpartition("\n\n")[0] for example in answers)
    assert first == other


def test_an_answer_from_two_passages_cites_each_sentence() -> None:
    one = Item(
        "d1", Source.CHATS, QUESTION, (("Up to 5 days.", 0), ("A certificate after 3.", 1)), (LEAVE, SICK), "Up to 5 days."
    )
    for example in of(examples(Sifted(one, (TRAVEL,), True)), Task.ANSWER):
        prompt = example.messages[-1].content
        first = prompt[: prompt.index("Employees may")].count("<passage number=")
        second = prompt[: prompt.index("The manager needs")].count("<passage number=")
        assert example.target == f"Up to 5 days. [{first}] A certificate after 3. [{second}]"


def test_phrases_are_asked_for_and_answers_explained_by_their_sentence() -> None:
    found = examples(sifted(number_item()))
    assert {example.target for example in of(found, Task.ASK)} == {QUESTION}
    assert {example.target for example in of(found, Task.EXPLAIN)} == {"Employees may carry over up to 5 unused days. [1]"}


def test_approved_options_and_explanations_are_used_as_they_are() -> None:
    one = number_item(source=Source.QUESTIONS, wrong=("up to 3", "up to 8", "none"), explanation="The rule says up to 5.")
    found = company_examples([sifted(one)], Random(0))
    assert [example.target for example in of(found, Task.OPTIONS)] == ["up to 3\nup to 8\nnone"]
    assert [example.target for example in of(found, Task.EXPLAIN)] == ["The rule says up to 5. [1]"]


def test_wrong_options_of_a_number_are_other_numbers() -> None:
    for example in of(examples(sifted(number_item())), Task.OPTIONS):
        options = example.target.split("\n")
        assert len(set(options)) == 3
        assert all(option.endswith("unused days") and option != "up to 5 unused days" for option in options)


def test_a_second_question_on_the_same_thing_becomes_a_follow_up() -> None:
    one = item(Source.DOCUMENTS, "a", "Who approves the carry-over?", "The manager", LEAVE, kind=FactKind.AGENT)
    other = item(Source.DOCUMENTS, "b", "When does the carry-over end this year?", "31 March", LEAVE, kind=FactKind.DATE)
    made = of(company_examples([sifted(one), sifted(other)], Random(1)), Task.FOLLOW_UP)
    assert [example.target for example in made] == ["When does the carry-over end this year?"]
    assert made[0].messages[-1].content.endswith("Q: When does it end this year?")


def test_the_same_seed_makes_the_same_examples() -> None:
    rows = [sifted(number_item())]
    assert company_examples(rows, Random(5)) == company_examples(rows, Random(5))
