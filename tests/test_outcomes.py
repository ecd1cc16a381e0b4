"""What came of a quiz: certain grades decide, doubtful ones and free text wait for a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.learning.answers import Answered, Mode
from assistant.learning.outcomes import Verdict, doubtful, failures, passes, recorded, verdict
from assistant.learning.questions import Kind
from assistant.learning.record import Quiz

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
RIGHT = Answered(1, NOW, "q", 1, Kind.SINGLE_CHOICE, "leave", 1.0, True)
WRONG = replace(RIGHT, score=0.0, correct=False)
FREE = replace(RIGHT, kind=Kind.SHORT_ANSWER, reply="30 days")
UNSURE = replace(WRONG, sure=False)


@dataclass(frozen=True)
class Line:
    """An event of a journal."""

    sequence: int
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
    time: datetime = NOW


def quiz(*answers: Answered, of: int) -> Quiz:
    return Quiz("s1", Mode.EXAM, NOW, tuple((f"q{number}", 1) for number in range(of)), answers, True, NOW, "fire")


def line(sequence: int, kind: str, session: str = "s1", **data: Any) -> Line:  # Any: JSON
    return Line(sequence, kind, {"course": "fire", "session": session, **data})


@pytest.mark.parametrize(
    ("answers", "of", "expected"),
    [
        ([RIGHT] * 8 + [WRONG] * 2, 10, Verdict.PASSED),
        ([RIGHT] * 7 + [WRONG] * 3, 10, Verdict.FAILED),
        ([RIGHT] * 7, 10, Verdict.FAILED),  # what was not answered is wrong
        ([], 10, Verdict.FAILED),
        ([replace(RIGHT, score=0.1)] * 8, 1, Verdict.PASSED),  # eight times a tenth is 0.8, whatever adding up loses
        ([RIGHT] * 8 + [UNSURE] * 2, 10, Verdict.PASSED),  # the doubtful ones do not matter
        ([RIGHT] * 5 + [UNSURE] * 2 + [WRONG] * 3, 10, Verdict.FAILED),  # they would not help either
        ([RIGHT] * 7 + [UNSURE] + [WRONG] * 2, 10, Verdict.WAITING),
        ([RIGHT] * 7 + [FREE] * 3, 10, Verdict.WAITING),  # free text alone does not pass
        ([FREE], 1, Verdict.WAITING),
        ([replace(FREE, score=0.0, correct=False)], 1, Verdict.WAITING),  # nor fail
        ([replace(FREE, score=0.0, correct=False, reply="")], 1, Verdict.FAILED),  # but where nothing was said
        ([replace(FREE, corrected="tina")], 1, Verdict.PASSED),
        ([replace(UNSURE, corrected="tina")], 1, Verdict.FAILED),
    ],
)
def test_the_verdict(answers: list[Answered], of: int, expected: Verdict) -> None:
    assert verdict(quiz(*answers, of=of), 0.8) is expected


def test_typed_replies_that_the_grader_is_sure_of_decide() -> None:
    assert [doubtful(replace(RIGHT, kind=kind, reply="30 days")) for kind in Kind] == [
        kind is Kind.SHORT_ANSWER for kind in Kind
    ]


def test_a_pass_falls_with_one_of_its_quizzes() -> None:
    events = [line(1, "passed", sessions=["s1", "s2"]), line(2, "failed", "s2"), line(3, "passed", sessions=["s3"])]
    assert [one.sequence for one in passes(events, "fire")] == [3]
    assert passes(events, "other") == []


def test_a_failure_before_the_pass_does_not_touch_it() -> None:
    events = [line(1, "failed"), line(2, "completed"), line(3, "passed", sessions=["s1"])]
    assert [one.sequence for one in passes(events, "fire")] == [3]


def test_a_failure_is_gone_when_its_quiz_is_found_to_be_passed() -> None:
    events = [line(1, "failed"), line(2, "failed", "s2"), line(3, "completed")]
    assert [one.sequence for one in failures(events, "fire")] == [2]
    assert [one.sequence for one in failures([*events, line(4, "failed")], "fire")] == [2, 4]


def test_what_was_said_last_of_a_quiz_is_known_and_how_often() -> None:
    events = [line(1, "failed"), line(2, "completed", "s2"), line(3, "completed")]
    assert recorded(events, "fire", "s1") == (Verdict.PASSED, 2)
    assert recorded(events[:1], "fire", "s1") == (Verdict.FAILED, 1)
    assert recorded(events, "fire", "s9") == (None, 0)
