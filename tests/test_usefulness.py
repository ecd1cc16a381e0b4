"""What people of a role made of documents and courses, from what they did."""

from datetime import UTC, datetime

import pytest

from assistant.learning.usefulness import LEAST_PEOPLE, PRIOR, usefulness
from tests.test_path import Line

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Did = tuple[str, dict[str, object]]
OPENED = ("experienced", {"document": "a.md", "version": "v1", "page": 1, "seconds": 5})
READ = ("experienced", {"document": "a.md", "version": "v1", "page": 1, "seconds": 60})
UP, DOWN = ("thumb", {"document": "a.md", "up": True}), ("thumb", {"document": "a.md", "up": False})
RIGHT = ("answered", {"document": "a.md", "question": "q", "correct": True})


def score(*events: Did, people: int = LEAST_PEOPLE) -> float | None:
    """The score of a.md where all people do the same."""
    lines = [Line(number, NOW, kind, data) for number, (kind, data) in enumerate(events, 1)]
    thumbs = [("a.md", bool(data["up"])) for kind, data in events if kind == "thumb"]
    names = [f"p{number}" for number in range(people)]
    found = usefulness(dict.fromkeys(names, lines), dict.fromkeys(names, thumbs)).get("a.md")
    return None if found is None else found.score


@pytest.mark.parametrize(
    ("events", "worth"),
    [
        ((OPENED,), 0.1),
        ((READ,), 0.5),
        ((READ, RIGHT), 0.8),
        ((READ, RIGHT, UP), 1.0),
        ((READ, RIGHT, DOWN), 0.0),
        ((OPENED, OPENED, RIGHT), 0.4),
    ],
)
def test_opening_reading_thumbs_and_passing_afterwards_are_worth(events: tuple[Did, ...], worth: float) -> None:
    assert score(*events) == pytest.approx((worth + PRIOR) / 2)  # five people against a prior of five


def test_being_right_before_opening_it_tells_nothing() -> None:
    assert score(RIGHT, READ) == score(READ)


def test_only_what_was_opened_counts() -> None:
    assert score(RIGHT, UP) is None


def test_of_few_people_nothing_is_told() -> None:
    assert score(READ, people=LEAST_PEOPLE - 1) is None


def test_many_people_weigh_more_than_what_was_thought_before() -> None:
    assert score(READ, RIGHT, UP, people=95) == pytest.approx((95 + 5 * PRIOR) / 100)


def test_courses_count_from_registering_to_passing() -> None:
    lines = [Line(1, NOW, "registered", {"course": "fire"}), Line(2, NOW, "passed", {"course": "fire", "questions": []})]
    found = usefulness({str(number): lines for number in range(5)}, {})["fire"]
    assert found.people == 5
    assert found.score == pytest.approx((0.4 + PRIOR) / 2)


def test_thumbs_are_counted() -> None:
    opened = [Line(1, NOW, *OPENED)]
    thumbs = {name: [("a.md", True)] for name in "abdef"} | {"c": [("a.md", True), ("a.md", False)]}
    found = usefulness(dict.fromkeys("abcdf", opened) | {"e": []}, thumbs)["a.md"]
    assert (found.people, found.up, found.down) == (5, 4, 1)
