"""Examples of every task from questions and passages."""

import pytest

from assistant.answering.prompts import REFUSAL, explanation_messages, follow_up_messages, is_refusal, messages
from finetune.builders import (
    LONGEST_EXPLANATION,
    Origin,
    answered,
    asked,
    cited,
    evidence,
    explained,
    followed,
    near_miss,
    optioned,
    passage,
    refused,
)
from finetune.examples import Task

ORIGIN = Origin("one", "handbook", ("leave.md", "pay.md"))
LEAVE = passage(
    "leave.md", "Leave", "Staff have 25 days of leave. Up to five unused days carry over to March. They then lapse."
)
PAY = passage("pay.md", "Pay", "Salaries are paid on the 25th of each month by Greta Holm.")
QUESTION = "How many unused days carry over?"


def test_an_answer_has_the_prompt_of_the_assistant_and_the_passages_number() -> None:
    made = answered(ORIGIN, QUESTION, [PAY, LEAVE], "five", 2)
    assert made.messages == messages(QUESTION, [PAY, LEAVE])
    assert (made.id, made.task, made.target, made.documents) == ("one", Task.ANSWER, "five [2]", ("leave.md", "pay.md"))
    assert made.origin == "handbook"


@pytest.mark.parametrize(("question", "tongue"), [(QUESTION, "en"), ("可以结转多少天？", "zh")])
def test_a_refusal_is_in_the_questions_language(question: str, tongue: str) -> None:
    made = refused(ORIGIN, question, [PAY])
    assert (made.task, made.target) == (Task.REFUSE, REFUSAL[tongue])
    assert is_refusal(made.target)


def test_a_long_answer_has_the_number_after_each_of_at_most_three_sentences() -> None:
    sentence = "Staff have many days of leave in a year."
    assert cited(" ".join([sentence] * 4), 3) == " ".join([f"{sentence} [3]"] * 3)


def test_a_short_answer_is_cited_once_and_its_spaces_are_single() -> None:
    assert cited("Dr.  Holm\nof Pay.", 1) == "Dr. Holm of Pay. [1]"


def test_a_question_is_asked_for_a_phrase() -> None:
    made = asked(ORIGIN, LEAVE, QUESTION, "five")
    assert (made.task, made.target) == (Task.ASK, QUESTION)
    assert made.messages[-1].content.endswith("\n\nfive")


def test_three_wrong_options_stand_one_a_line() -> None:
    made = optioned(ORIGIN, QUESTION, "five", ["two", "ten", "none", "all"])
    assert (made.task, made.target) == (Task.OPTIONS, "two\nten\nnone")


def test_an_explanation_is_the_sentence_that_says_so() -> None:
    made = explained(ORIGIN, QUESTION, "five", [PAY, LEAVE], 2)
    assert made is not None
    assert made.target == "Up to five unused days carry over to March. [2]"
    assert made.messages == explanation_messages(QUESTION, "five", [PAY, LEAVE])


def test_nothing_is_explained_where_no_sentence_says_so() -> None:
    assert explained(ORIGIN, QUESTION, "seven", [LEAVE], 1) is None


def test_a_sentence_that_is_too_long_explains_nothing() -> None:
    long = passage("leave.md", "Leave", f"Up to five days {'and ' * LONGEST_EXPLANATION}more carry over.")
    assert explained(ORIGIN, QUESTION, "five", [long], 1) is None


def test_the_evidence_is_the_sentence_that_shares_most_with_the_question() -> None:
    text = "Five people work here. Up to five unused days carry over. Five is a number."
    assert evidence(QUESTION, "five", text) == "Up to five unused days carry over."
    assert evidence(QUESTION, "nine", text) is None


def test_a_follow_up_says_it_for_what_both_questions_name() -> None:
    earlier = ("When was Northwind Traders founded?", "In 1990.")
    made = followed(ORIGIN, earlier, "Where is Northwind Traders based?")
    assert made is not None
    assert (made.task, made.target) == (Task.FOLLOW_UP, "Where is Northwind Traders based?")
    assert made.messages == follow_up_messages([earlier], "Where is it based?")


@pytest.mark.parametrize(
    ("answer", "question", "short"),
    [
        ("She joined in May.", "Where does Greta Holm work?", "Where does she work?"),
        ("He joined in May.", "What is Greta Holm's office?", "What is his office?"),
        ("In May.", "What is Greta Holm's office?", "What is its office?"),
    ],
    ids=["she", "his", "its"],
)
def test_a_follow_up_takes_the_pronoun_from_the_answer(answer: str, question: str, short: str) -> None:
    made = followed(ORIGIN, ("When did Greta Holm join?", answer), question)
    assert made is not None
    assert made.messages[-1].content.endswith(f"Q: {short}")


def test_questions_that_name_nothing_in_common_make_no_follow_up() -> None:
    assert followed(ORIGIN, ("When was Northwind founded?", "In 1990."), "Where is Contoso based?") is None


def test_a_near_miss_asks_for_a_number_that_the_passage_does_not_hold() -> None:
    assert near_miss("What happened in 1990?", "In 1990 it opened.", []) == "What happened in 2000?"
    assert near_miss("Who has 25 days?", LEAVE.text, []) == "Who has 28 days?"


def test_a_near_miss_asks_for_a_name_of_as_many_words_that_the_passage_does_not_hold() -> None:
    outside = ["Novak", "Greta Holm", "Orlando Finch"]
    assert near_miss("When does Greta Holm pay?", PAY.text, outside) == "When does Orlando Finch pay?"


def test_there_is_no_near_miss_without_number_or_name() -> None:
    assert near_miss(QUESTION, LEAVE.text, ["Novak"]) is None
