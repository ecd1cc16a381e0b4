"""The places of a sentence that can be asked for."""

import pytest

from assistant.learning.spans import Bound, Span, SpanKind, spans, value_of


def only(sentence: str) -> Span:
    [found] = spans(sentence)
    assert sentence[found.start : found.end] == found.text
    return found


@pytest.mark.parametrize(
    ("sentence", "kind", "text"),
    [
        ("Report a loss within 24 hours.", SpanKind.QUANTITY, "24 hours"),
        ("Up to 5 unused days may be carried over.", SpanKind.QUANTITY, "5 unused days"),
        ("The price is £2,500, paid at once.", SpanKind.MONEY, "£2,500"),
        ("A premium of 15 % is paid.", SpanKind.SHARE, "15 %"),
        ("Accounts are closed by 18:00 on that day.", SpanKind.TIME, "18:00"),
        ("Days lapse on 31 March.", SpanKind.DATE, "31 March"),
        ("Releases go out on a Tuesday.", SpanKind.WEEKDAY, "Tuesday"),
        ("A course needs the Head of People.", SpanKind.ROLE, "the Head of People"),
        ("任何事故须在 24 小时内报告。", SpanKind.QUANTITY, "24 小时"),
    ],
)
def test_each_kind_is_found_where_it_stands(sentence: str, kind: SpanKind, text: str) -> None:
    assert (only(sentence).kind, only(sentence).text) == (kind, text)


def test_the_number_is_told_apart_from_its_unit() -> None:
    found = only("Your manager's deputy answers in five working days.")
    assert (found.number, found.unit, found.value) == ("five", "working days", 5.0)


@pytest.mark.parametrize(
    "sentence",
    [
        "Meetings last 15-30 minutes.",
        "Each block needs 28 days' notice.",
        "It cost $3 million.",
        "自 2026 年起执行。",
        "合同期限为两年半。",
    ],
)
def test_half_of_something_longer_is_no_place(sentence: str) -> None:
    assert spans(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "bound"),
    [
        ("Answer within 15 minutes.", Bound.MOST),
        ("Ask at least 30 days ahead.", Bound.LEAST),
        ("The card is valid for 24 months.", Bound.EXACT),
        ("Hours are averaged over 17 weeks.", Bound.EXACT),
    ],
)
def test_a_limit_is_told_from_a_plain_number(sentence: str, bound: Bound) -> None:
    assert only(sentence).bound is bound


def test_a_role_that_a_clause_tells_apart_is_no_place() -> None:
    assert spans("Alerts are rewritten by the team that owns them.") == []


def test_numbers_are_read_in_digits_and_words() -> None:
    assert [value_of(one) for one in ("1,500", "twelve", "两")] == [1500.0, 12.0, 2.0]
    assert value_of("many") != value_of("many")
