"""What kind of answer a question asks for, and whether a sentence holds one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.expecting import Expected, defined_term, defines, expected, holds, wants_several


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many days may be carried over?", Expected.NUMBER),
        ("HOW MUCH does lunch cost?", Expected.MONEY),
        ("How long is the notice period?", Expected.DURATION),
        ("When does the policy take effect?", Expected.DATE),
        ("By when must a claim be sent?", Expected.DEADLINE),
        ("Who approves a trip?", Expected.PERSON),
        ("Where are the keys kept?", Expected.PLACE),
        ("Why are badges worn?", Expected.OPEN),
        ("", Expected.OPEN),
        ("午餐补贴多少钱？", Expected.MONEY),
        ("试用期多久？", Expected.DURATION),
        ("最迟什么时候提交？", Expected.DEADLINE),
        ("谁批准出差？", Expected.PERSON),
        ("钥匙在哪里？", Expected.PLACE),
        ("年假有多少天？", Expected.DURATION),
    ],
)
def test_the_words_of_a_question_show_what_it_asks_for(question: str, kind: Expected) -> None:
    assert expected(question) is kind


@pytest.mark.parametrize(
    ("kind", "holding", "lacking"),
    [
        (Expected.NUMBER, "Up to five may be kept.", "Some may be kept."),
        (Expected.MONEY, "The allowance is EUR 40, i.e. €40 a day.", "The allowance is paid daily."),
        (Expected.DURATION, "Notice is four weeks.", "Notice is given in writing."),
        (Expected.DATE, "It took effect in 2025.", "It took effect."),
        (Expected.DEADLINE, "Claims are sent by 31 March.", "Claims are sent to payroll."),
        (Expected.PERSON, "The manager approves it.", "It is approved."),
        (Expected.PLACE, "Keys are kept in the office.", "Keys are kept."),
        (Expected.DURATION, "试用期为3个月。", "试用期须遵守。"),
        (Expected.MONEY, "补贴为40元。", "补贴按日发放。"),
        (Expected.PLACE, "钥匙在前台服务站。", "钥匙须归还。"),
    ],
)
def test_a_sentence_holds_an_answer_of_its_kind_or_not(kind: Expected, holding: str, lacking: str) -> None:
    assert holds(holding, kind)
    assert not holds(lacking, kind)


@given(st.text(max_size=40))
def test_every_sentence_holds_an_open_answer(sentence: str) -> None:
    assert holds(sentence, Expected.OPEN)


@pytest.mark.parametrize(
    "question", ["What are the steps after a loss?", "How do I report a loss?", "Why?", "有哪些步骤？", "如何报销？"]
)
def test_lists_ways_and_reasons_want_several_sentences(question: str) -> None:
    assert wants_several(question)


@pytest.mark.parametrize("question", ["How many steps are there?", "Who is told?", "多少钱？", ""])
def test_what_one_value_answers_wants_one(question: str) -> None:
    assert not wants_several(question)


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is balance billing?", "balance billing"),
        ("What is a deductible?", "deductible"),
        ("what does COBRA stand for?", "COBRA"),
        ("Define copayment", "copayment"),
        ("什么是年假？", "年假"),
        ("年假是什么？", "年假"),
        ("How many days are there?", None),
        ("", None),
    ],
)
def test_a_question_for_a_definition_names_its_term(question: str, term: str | None) -> None:
    assert defined_term(question) == term


def test_a_sentence_defines_a_term_near_its_beginning() -> None:
    assert defines("A deductible is the sum that you owe.", "deductible")
    assert defines("年假是指带薪休假。", "年假")
    assert not defines("Before anything is paid by the plan, the whole deductible is owed.", "deductible")
    assert not defines("The deductible, see below.", "deductible")


def test_signs_in_a_term_are_no_pattern() -> None:
    assert defines("C++ (a language) is compiled.", "C++")
    assert not defines("Something is compiled.", "(")
