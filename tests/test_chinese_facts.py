"""Questions about Chinese sentences: the question word stands where the answer stood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.chinese_facts import chinese_facts
from assistant.learning.found import FactKind


def told(sentence: str) -> list[tuple[str | None, str, FactKind]]:
    return [(one.question, sentence[one.start : one.end], one.kind) for one in chinese_facts(sentence)]


@pytest.mark.parametrize(
    ("sentence", "question", "answer", "kind"),
    [
        ("员工每年享有20天年假。", "员工每年享有多少天年假？", "20天", FactKind.NUMBER),
        ("加班费按基本工资的150%支付。", "加班费按基本工资的百分之多少支付？", "150%", FactKind.NUMBER),
        ("消防演习每半年举行一次。", "消防演习每多久举行一次？", "半年", FactKind.NUMBER),
        ("新员工的试用期为一个半月。", "新员工的试用期为多久？", "一个半月", FactKind.NUMBER),
        ("培训合同的期限是两年半。", "培训合同的期限是多久？", "两年半", FactKind.NUMBER),
        ("仓库每月盘点3个半成品箱。", "仓库每月盘点多少个半成品箱？", "3个", FactKind.NUMBER),
        ("年假须在3月31日前用完。", "年假须在什么时候前用完？", "3月31日", FactKind.DATE),
        ("2024年1月1日起新制度生效。", "什么时候起新制度生效？", "2024年1月1日", FactKind.DATE),
        ("报销申请由部门经理负责审批。", "报销申请由谁负责审批？", "部门经理", FactKind.AGENT),
        ("绩效是指员工在一定时期内的工作成果。", "什么是绩效？", "员工在一定时期内的工作成果", FactKind.DEFINITION),
    ],
)
def test_the_question_word_stands_where_the_answer_stood(sentence: str, question: str, answer: str, kind: FactKind) -> None:
    assert (question, answer, kind) in told(sentence)


def test_a_clause_without_a_subject_is_asked_with_the_one_before_it() -> None:
    found = told("员工应在入职后，最迟3个工作日内提交材料。")
    assert found == [("员工应在入职后，最迟多少个工作日内提交材料？", "3个工作日", FactKind.NUMBER)]


@pytest.mark.parametrize(
    "sentence", ["", "a", "申请。", "其应在3天内提交。", "该文件由人事部批准。", "如超过3天未交则视为放弃。"]
)
def test_nothing_is_asked_that_points_to_something_before(sentence: str) -> None:
    assert told(sentence) == []


def test_the_number_of_a_date_is_no_number() -> None:
    assert [kind for _, _, kind in told("年假须在3月31日前用完。")] == [FactKind.DATE]


def test_a_number_with_its_unit_is_the_whole_answer() -> None:
    (found,) = chinese_facts("员工每年享有20天年假。")
    assert found.whole == (found.start, found.end) == (6, 9)


@given(st.text("员工应在3两半年月日天个由经理负责批准，。：是指一种其5%1 ", max_size=40))
def test_an_answer_stands_in_its_sentence_and_not_in_its_question(sentence: str) -> None:
    for one in chinese_facts(sentence):
        assert 0 <= one.start < one.end <= len(sentence)
        assert one.question is None or one.question.endswith("？")
