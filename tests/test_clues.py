"""What is told about a sentence and a question from their wording."""

from dataclasses import replace

import pytest

from assistant.answering.clues import (
    asks_past,
    asks_permission,
    asks_way,
    identifiers,
    is_step,
    is_superseded,
    other_date,
    permits,
    tells_past,
)
from tests.memory_index import passage


@pytest.mark.parametrize(
    ("document", "title", "heading", "expected"),
    [
        ("hr/archive/leave.docx", "Leave Policy", "", True),
        ("hr/leave-2024-superseded.docx", "Leave", "", True),
        ("hr/leave.docx", "Leave Policy 2024 (superseded)", "", True),
        ("hr/leave.docx", "Leave", "Leave Policy 2024 - withdrawn > Carry-over", True),
        ("人事/旧版/休假.docx", "休假", "", True),
        ("人事/休假.docx", "休假制度（已作废）", "", True),
        ("hr/leave.docx", "Leave Policy 2026", "Leave Policy 2026 > Family leave", False),
        ("it/archive-policy.docx", "Archive Policy", "Archive Policy", False),
        ("parts/stock.docx", "Handling obsolete stock", "", False),
        ("parts/valves.docx", "How valves are replaced", "", False),
        ("质量/分析.docx", "失效模式分析", "", False),
    ],
)
def test_a_document_is_superseded_where_it_is_marked_so(document: str, title: str, heading: str, expected: bool) -> None:
    assert is_superseded(replace(passage("Text."), document=document, title=title, heading=heading)) is expected


def test_a_document_is_superseded_where_it_begins_with_that() -> None:
    assert is_superseded(passage("Superseded: use the Leave Policy 2026."))
    assert not is_superseded(passage("This policy replaces the superseded one."))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Until the end of 2025, employees had 25 days.", True), ("Up to 8 days was the rule until 2025.", True),
        ("Previously expenses were claimed on paper.", True), ("2025 年以前为 25 天。", True), ("此前为 25 天。", True),
        ("Employees have 27 days.", False), ("Until 31 March 2026 days may be carried over.", False),
    ],
)  # fmt: skip
def test_a_rule_of_former_times_is_recognised(sentence: str, expected: bool) -> None:
    assert tells_past(sentence) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many days did we have until 2025?", True), ("What was the limit in 2024?", True), ("以前有几天年假？", True),
        ("What did the previous policy say?", True), ("What is the old rule?", True), ("How old must I be?", False),
        ("How many days do I have?", False), ("Whom do I tell before a journey?", False), ("15 日之前要交什么？", False),
    ],
)  # fmt: skip
def test_a_question_about_former_times_is_recognised(question: str, expected: bool) -> None:
    assert asks_past(question) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Clicks in August 2025?", "In November 2025, 7.8 % clicked.", True),
        ("Clicks in August 2025?", "August 2025 | 9.3 %", False), ("Clicks in 2024?", "In 2025 there were two.", True),
        ("Clicks in August 2025?", "In 17 minutes.", False), ("2025 年 8 月的点击率？", "2025 年 11 月为 7.8 %。", True),
        ("How many clicks?", "In November 2025, 7.8 % clicked.", False), ("May I go in May 2025?", "You may go.", False),
    ],
)  # fmt: skip
def test_another_month_or_year_than_the_one_asked_about_is_noticed(question: str, sentence: str, expected: bool) -> None:
    assert other_date(question, sentence) is expected


def test_codes_are_identifiers_and_words_and_numbers_are_not() -> None:
    assert identifiers("What do e05, PN-3 and ISO-27001 mean in 2026 for the LV-60?") == {"E05", "PN-3", "ISO-27001", "LV-60"}
    assert identifiers("故障E05是什么？") == {"E05"}
    assert identifiers("A follow-up of 30 days, by e-mail.") == frozenset()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("May I fly?", True), ("Who may cut the lock?", True), ("Is smoking allowed?", True), ("可以用微信吗？", True),
        ("How can I reset it?", False), ("What is the rule of May 2025?", False), ("怎样可以报销？", False),
    ],
)  # fmt: skip
def test_a_question_about_what_is_allowed_is_recognised(question: str, expected: bool) -> None:
    assert asks_permission(question) is expected


def test_sentences_that_allow_or_forbid_are_recognised() -> None:
    assert permits("Only the manager may do it.") and permits("不得发送。") and permits("It needs consent.")
    assert not permits("The lock is red.") and not permits("锁是红色的。")


def test_steps_answer_questions_about_a_way() -> None:
    assert asks_way("How do I reset it?") and asks_way("怎样申请？") and not asks_way("How long is it?")
    assert is_step("Hold both keys.") and is_step("2. Open the menu.") and is_step("填写 EX-7 表。")
    assert not is_step("The keys are red.") and not is_step("Opening hours are long.")
