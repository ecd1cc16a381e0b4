"""Tests of assistant.learning.reviews: golden numbers of FSRS, and what is due."""

from datetime import date, timedelta

import pytest

from assistant.learning.reviews import Card, Grade, calendar, cards, due, grade, of_skill, recall
from tests.learning_answers import START, answered, scores

DAY = timedelta(days=1)


def card(key: str, *, due_in: float = -1.0, stability: float = 5.0) -> Card:
    return Card(key, START - 10 * DAY, START + due_in * DAY, stability, 5.0, 1, 0)


@pytest.mark.parametrize(
    ("told", "usual_s", "expected"),
    [
        ({"score": 0.0}, None, Grade.AGAIN),
        ({"score": 0.4}, None, Grade.AGAIN),
        ({"score": 0.0, "certain": True}, None, Grade.AGAIN),
        ({"score": 1.0, "hinted": True}, None, Grade.HARD),
        ({"score": 1.0, "seconds": 50.0}, 20.0, Grade.HARD),
        ({"score": 1.0, "seconds": 50.0, "certain": True}, 20.0, Grade.HARD),
        ({"score": 1.0, "seconds": 40.0}, 20.0, Grade.GOOD),
        ({"score": 1.0, "seconds": 50.0}, None, Grade.GOOD),
        ({"score": 1.0, "certain": False}, None, Grade.GOOD),
        ({"score": 1.0, "certain": True}, None, Grade.EASY),
    ],
)
def test_an_answer_has_the_grade_of_what_it_recalled(told: dict[str, float], usual_s: float | None, expected: Grade) -> None:
    assert grade(answered(1, **told), usual_s) is expected  # type: ignore[arg-type]  # fields of several types


@pytest.mark.parametrize(
    ("told", "days", "stability"),
    [({"score": 0.0}, 1, 0.212), ({"score": 1.0, "hinted": True}, 1, 1.2931), ({"score": 1.0}, 2, 2.3065),
     ({"score": 1.0, "certain": True}, 8, 8.2956)],
)  # fmt: skip
def test_the_first_answer_sets_the_day_of_the_next(told: dict[str, float], days: int, stability: float) -> None:
    (found,) = cards([answered(1, **told)], {}).values()  # type: ignore[arg-type]  # fields of several types
    assert found.due - START == days * DAY
    assert found.stability_days == pytest.approx(stability)
    assert (found.last, found.reviews, found.lapses) == (START, 1, 0)


def test_intervals_grow_when_it_is_recalled_on_the_day() -> None:
    answers, intervals, hours = [], [], 0.0
    for number in range(1, 6):
        answers.append(answered(number, 1.0, hours=hours, question="q"))
        (found,) = cards(answers, {}).values()
        intervals.append((found.due - found.last).days)
        hours += 24.0 * intervals[-1]
    assert intervals == [2, 11, 46, 163, 365]


def test_a_lapse_is_counted_and_shortens_the_interval() -> None:
    right = [answered(n, 1.0, hours=24.0 * days, question="q") for n, days in enumerate((0, 2, 13))]
    (before,) = cards(right, {}).values()
    (after,) = cards([*right, answered(9, 0.0, hours=24.0 * 60, question="q")], {}).values()
    assert (before.lapses, after.lapses, after.reviews) == (0, 1, 4)
    assert after.due - after.last < before.due - before.last


def test_a_wrong_first_answer_is_no_lapse() -> None:
    assert cards([answered(1, 0.0)], {})["q1"].lapses == 0


def test_higher_retention_is_due_sooner() -> None:
    answers = [answered(n, 1.0, hours=24.0 * days, question="q") for n, days in enumerate((0, 3, 15))]
    high, low = (cards(answers, {}, retention)["q"].due for retention in (0.95, 0.8))
    assert high < low


def test_there_is_a_card_for_each_question_or_for_each_skill() -> None:
    answers = [answered(1, 1.0, "leave"), answered(2, 1.0, "leave"), answered(3, 1.0, "security")]
    assert list(cards(answers, {})) == ["q1", "q2", "q3"]
    assert list(cards(answers, {}, key=of_skill)) == ["leave", "security"]


def test_the_same_answers_always_make_the_same_cards() -> None:
    answers = scores([1.0, 0.0, 1.0, 1.0], every=50).answers
    assert cards(answers, {}) == cards(answers, {})


def test_recall_falls_with_days() -> None:
    (found,) = cards([answered(1, 1.0)], {}).values()
    told = [recall(found, START + days * DAY) for days in (0, 2, 30, 365)]
    assert told == pytest.approx([1.0, 0.9095, 0.6675, 0.4589], abs=1e-4)


def test_what_is_due_is_what_is_most_likely_forgotten_first() -> None:
    told = {one.key: one for one in (card("a"), card("b", stability=1.0), card("c", due_in=1.0), card("d", stability=30.0))}
    assert [one.card.key for one in due(told, dict.fromkeys(told, 30.0), START, 10)] == ["b", "a", "d"]


def test_what_is_due_fits_the_minutes_given() -> None:
    told = {one.key: one for one in (card("a", stability=1.0), card("b", stability=2.0), card("c", stability=3.0))}
    found = due(told, {"a": 50.0, "b": 40.0, "c": 10.0}, START, minutes=1)
    assert [(one.card.key, one.seconds) for one in found] == [("a", 50.0), ("c", 10.0)]
    assert due(told, {"a": 50.0}, START, minutes=0) == []


def test_what_may_not_be_asked_is_never_due() -> None:
    told = {one.key: one for one in (card("a"), card("b"))}
    assert [one.card.key for one in due(told, {"b": 30.0}, START, 10)] == ["b"]
    assert due(told, {}, START, 10) == []


def test_the_calendar_counts_what_is_overdue_today() -> None:
    told = [card("a", due_in=-30), card("b", due_in=0), card("c", due_in=2), card("d", due_in=99)]
    assert calendar(told, START, 3) == {date(2026, 3, 2): 2, date(2026, 3, 3): 0, date(2026, 3, 4): 1}


def test_a_card_tells_how_long_it_is_overdue() -> None:
    assert card("a", due_in=-2.0).overdue_days(START) == 2.0
    assert card("a").to_json()["stability_days"] == 5.0
