"""Tests of assistant.learning.facts: sentences in, questions with their answers' places out."""

import json
from pathlib import Path

import pytest

from assistant.learning.facts import Fact, FactKind, facts

PUBLIC = Path(__file__).parents[2] / "shared/data/qa/boolq_public.jsonl"


def one(text: str, kind: FactKind) -> Fact:
    found = [fact for fact in facts(text) if fact.kind is kind]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "question", "answer"),
    [
        (
            "A manager must report an accident within 3 days.",
            FactKind.NUMBER,
            "Within how many days must a manager report an accident?",
            "3",
        ),
        (
            "Employees may carry over up to 5 unused days.",
            FactKind.NUMBER,
            "How many unused days may employees carry over?",
            "up to 5",
        ),
        ("The policy took effect on 1 March 2025.", FactKind.DATE, "When did the policy take effect?", "1 March 2025"),
        ("The bridge was opened in 1932 by the mayor.", FactKind.DATE, "When was the bridge opened by the mayor?", "1932"),
        (
            "The allowance is raised to EUR 900 for new parents.",
            FactKind.AMOUNT,
            "To how much is the allowance raised for new parents?",
            "EUR 900",
        ),
        ("The finance team approves every refund.", FactKind.AGENT, "Who approves every refund?", "The finance team"),
        ("Requests are approved by the facilities desk.", FactKind.AGENT, "Who are requests approved by?",
         "the facilities desk"),
        ("A pilot is a trial of a change with few users.", FactKind.DEFINITION, "What is a pilot?",
         "a trial of a change with few users"),
        ("The archive is stored in Room Nine.", FactKind.PLACE, "Where is the archive stored?", "Room Nine"),
        ("Report a lost badge within 24 hours.", FactKind.NUMBER, "Within how many hours must you report a lost badge?", "24"),
    ],
)  # fmt: skip
def test_a_sentence_becomes_a_question_in_its_own_words(text: str, kind: FactKind, question: str, answer: str) -> None:
    fact = one(text, kind)
    assert (fact.question, fact.answer) == (question, answer)


def test_an_answer_stands_where_the_fact_says() -> None:
    text = "Read this first. Staff must return laptops within 10 days. Thank you."
    fact = one(text, FactKind.NUMBER)
    assert text[fact.start : fact.end] == fact.answer == "10"
    assert text[fact.sentence_start : fact.sentence_end] == "Staff must return laptops within 10 days."


def test_a_condition_that_opens_a_sentence_closes_the_question() -> None:
    fact = one("If a laptop is stolen, you must call the desk within 2 hours.", FactKind.NUMBER)
    assert fact.question == "Within how many hours must you call the desk if a laptop is stolen?"


@pytest.mark.parametrize("text", ["It was founded in 1932.", "They may take 5 days.", "Was it opened in 1932?", "", "1932"])
def test_nothing_is_asked_where_the_question_would_hang_in_the_air(text: str) -> None:
    assert facts(text) == []


def test_a_question_is_made_once() -> None:
    assert len(facts("The bridge was opened in 1932. The bridge was opened in 1932.")) == 1


def test_names_keep_their_capitals() -> None:
    assert one("Stand by Me was released in 1986.", FactKind.DATE).question == "When was Stand by Me released?"


@pytest.mark.skipif(not PUBLIC.exists(), reason="needs the public data")
def test_public_passages_give_facts_whose_answers_are_not_in_their_questions() -> None:
    rows = [json.loads(line) for line in PUBLIC.read_text(encoding="utf-8").splitlines()[:200]]
    made = [(row["context"][0]["text"], fact) for row in rows for fact in facts(row["context"][0]["text"])]
    assert len(made) > 50
    assert all(text[fact.start : fact.end] == fact.answer for text, fact in made)
    assert all(fact.answer.lower() not in fact.question.lower() for _text, fact in made)


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("• Head of People: Ruth Adeyemi", "Who is the Head of People?", "Ruth Adeyemi"),
        ("• Eye tests: one every two years", "What applies to eye tests?", "one every two years"),
        ("员工每月加班不超过36小时。", "员工每月加班不超过多少小时？", "36小时"),
        ("超过三天的病假由部门经理批准。", "超过三天的病假由谁批准？", "部门经理"),
        ("消防演习每半年举行一次。", "消防演习每多久举行一次？", "半年"),
        ("新员工手册自2026年3月1日起施行。", "新员工手册自什么时候起施行？", "2026年3月1日"),
    ],
)
def test_list_entries_and_chinese_clauses_become_questions(text: str, question: str, answer: str) -> None:
    assert (question, answer) in [(fact.question, fact.answer) for fact in facts(text)]


def test_an_owner_is_asked_for_with_the_title_of_the_document() -> None:
    text = "Owner: Priya Nambiar, Head of Engineering."
    assert facts(text) == []
    assert [(fact.question, fact.answer) for fact in facts(text, "On-Call")] == [
        ("Who is the owner of “On-Call”?", "Priya Nambiar")
    ]


def test_a_cell_of_a_table_is_asked_for_by_its_column_and_row() -> None:
    text = "Instrument | Location | Owner\nCAL-7 | Hall 2 | Karen Oldroyd\nCAL-8 | Laboratory | Zhou Tao"
    found = {fact.question: fact.answer for fact in facts(text)}
    assert found["Who is the owner for instrument CAL-8?"] == "Zhou Tao"
    assert found["What is the location for instrument CAL-7?"] == "Hall 2"
    assert len(found) == 4


def test_a_table_without_a_row_of_names_is_left_alone() -> None:
    assert facts("CAL-7 | Hall 2 | Karen Oldroyd\nCAL-8 | Laboratory | Zhou Tao") == []


def test_a_forbidden_thing_is_never_asked_about_as_if_it_were_allowed() -> None:
    assert not [fact for fact in facts("Employees may not carry over 5 unused days.") if fact.kind is FactKind.NUMBER]


def test_the_whole_answer_has_its_unit() -> None:
    assert one("Employees may carry over up to 5 unused days.", FactKind.NUMBER).whole == "up to 5 unused days"


def test_an_answer_across_lines_of_a_page_is_one_line() -> None:
    fact = one("The policy for the travel of our staff took effect on 1\nMarch 2025.", FactKind.DATE)
    assert fact.answer == "1 March 2025"
