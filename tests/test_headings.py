"""Tests of assistant.learning.headings: questions that documents ask themselves."""

import pytest

from assistant.learning.headings import AskedByDocument, asked_by_document

TWO = "When do I tell my manager?\n\nAt least 15 weeks before. Then enter form FL-1.\n\nIs that paid?\n\nYes, in full."


def test_each_question_has_the_sentences_below_it() -> None:
    assert asked_by_document(TWO) == [
        AskedByDocument("When do I tell my manager?", "At least 15 weeks before. Then enter form FL-1."),
        AskedByDocument("Is that paid?", "Yes, in full."),
    ]


def test_the_heading_of_a_passage_is_asked_about_its_beginning() -> None:
    found = asked_by_document("Press the red button. Call 5555.", "Emergencies > How to stop a pump")
    assert found == [AskedByDocument("How do you stop a pump?", "Press the red button. Call 5555.")]


def test_a_heading_that_is_no_question_is_not_asked() -> None:
    assert asked_by_document("Trains are booked in second class.", "Travel > Trains") == []


def test_items_of_a_list_become_sentences() -> None:
    found = asked_by_document("# Lost your badge?\n\n- Call extension 5555\n- Tell your manager.")
    assert found == [AskedByDocument("Lost your badge?", "Call extension 5555. Tell your manager.")]


@pytest.mark.parametrize("text", ["Is that paid?", "Is that paid?\n\nUnit | Price\nA | 3", "Is that paid?\n\n# Travel"])
def test_a_question_without_sentences_below_it_is_not_asked(text: str) -> None:
    assert asked_by_document(text) == []


def test_an_answer_has_three_sentences_at_the_most() -> None:
    text = "What must I do first?\n\nStop the pump. Call the desk. Write it down. Go home."
    assert asked_by_document(text)[0].answer == "Stop the pump. Call the desk. Write it down."


def test_a_chinese_question_is_taken() -> None:
    found = asked_by_document("## 年假可以结转到下一年吗？\n\n可以，最多五天。")
    assert found == [AskedByDocument("年假可以结转到下一年吗？", "可以，最多五天。")]
