"""What a page says for a case."""

from assistant.learning.conditions import Case, cases
from assistant.learning.standalone import statements
from tests.pages import page


def found(text: str) -> list[tuple[Case, list[str]]]:
    one = page(text)
    return [(case, [one.text[start:end] for start, end in case.points]) for case in cases(one, statements(one))]


def test_a_condition_and_what_follows_from_it() -> None:
    [(case, points)] = found(
        "# Locks\n\nIf work stops for more than two hours, the machine is made safe; the shift lead is told at once."
    )
    assert case.asked == "If work stops for more than two hours" and not case.question
    assert points == ["the machine is made safe", "the shift lead is told at once"]


def test_what_may_happen_or_helps_nobody_is_no_case() -> None:
    assert found("# Cost\n\nIf you visit a doctor outside the network, you may be responsible for the bill.") == []
    assert found("# Cost\n\nIf you have questions about your bill, you can contact the company.") == []


def test_a_question_of_the_page_is_answered_by_what_follows() -> None:
    [(case, points)] = found(
        "# Reporting\n\n## Where is the button?\n\nAt the top right of the mail program.\n\n# Else\n\nMore."
    )
    assert case.question and case.asked == "Where is the button?"
    assert points == ["At the top right of the mail program"]


def test_a_question_that_points_elsewhere_is_left_out() -> None:
    assert found("# Scribe\n\n## How can I become one?\n\nRead the guide.") == []


def test_a_chinese_case_is_asked_too() -> None:
    [(case, points)] = found("# 廉洁\n\n发现行贿的，立即终止合作，三年内不得再次申请准入。")
    assert case.asked == "发现行贿的" and points == ["立即终止合作，三年内不得再次申请准入"]
