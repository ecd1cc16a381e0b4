"""Follow-ups made to stand alone."""

import pytest

from assistant.answering.followups import is_followup, standing_alone

DAYS = ("How many vacation days do full-time employees get?", "30.")


@pytest.mark.parametrize(
    "question",
    ["and for part-timers?", "What about sick leave?", "Why?", "How long?", "When do they expire?", "part-timers?",
     "Who approves it?", "那兼职员工呢？", "病假呢？", "为什么？", "它什么时候到期？", "还有出差呢？"],
)  # fmt: skip
def test_questions_that_lean_on_the_one_before_are_recognised(question: str) -> None:
    assert is_followup(question)


@pytest.mark.parametrize(
    "question",
    ["What is the travel policy?", "Is there a limit on hotel rates?", "How do I report an incident that is urgent?",
     "What does it cost to park a car at the office in Berlin?", "出差可以报销哪些费用？", "密码需要多久更换一次？"],
)  # fmt: skip
def test_questions_that_stand_alone_are_left_as_they_are(question: str) -> None:
    assert not is_followup(question)
    assert standing_alone(question, [DAYS]) == question


def test_without_a_history_nothing_is_added() -> None:
    assert standing_alone(" Why? ", []) == "Why?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (DAYS[0], "What about part-time employees?", "How many vacation days do part-time employees get?"),
        (DAYS[0], "and for part-timers?", "How many vacation days do full-time employees get for part-timers?"),
        ("What is the deductible for Northwind Standard?", "and for Health Plus?", "What is the deductible for Health Plus?"),
        ("What is PerksPlus?", "What does it cover?", "What does it cover? (PerksPlus)"),
        ("How do I request parental leave?", "Who approves it?", "Who approves it? (request parental leave)"),
        ("全职员工有多少天年假？", "那兼职员工呢？", "兼职员工有多少天年假？"),
        ("员工有多少天年假？", "病假呢？", "病假：员工有多少天年假？"),
        ("什么是年假结转？", "它什么时候到期？", "它什么时候到期？（年假结转）"),
    ],
)
def test_what_a_follow_up_leaves_unsaid_comes_from_the_question_before(before: str, question: str, expected: str) -> None:
    assert standing_alone(question, [(before, "")]) == expected


def test_a_follow_up_to_a_follow_up_reaches_back_to_the_first() -> None:
    history = [("What is the deductible for Northwind Standard?", ""), ("and for Health Plus?", "")]
    assert standing_alone("and for PerksPlus?", history) == "What is the deductible for PerksPlus?"


def test_only_the_chain_of_leaning_questions_is_followed() -> None:
    history = [DAYS, ("What is PerksPlus?", "")]
    assert "vacation" not in standing_alone("What does it cover?", history)
