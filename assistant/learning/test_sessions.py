"""Tests that let somebody off a skill: which questions, which comes next, how it stands. Knows no journal files and no page.

All that the next question rests on stands in the event that begins the test and in the answers, so that a test goes on after
a reload and a restart, and can be followed later from the journal alone. Only kinds count that are graded exactly: a reply in
free text, or one that the grader doubts, decides nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from assistant.learning.answers import Answered, Mode
from assistant.learning.mastery import Item, Scale, item_of
from assistant.learning.questions import Kind, Question, State
from assistant.learning.skills import LEVELS
from assistant.learning.testing_out import Outcome, Standing, Test, information, next_question, standing

FRESH = timedelta(days=1)  # what was answered so lately tells what the feedback said, not what is known
LARGEST = 120  # questions of a test; more would not fit into an event

Json = Mapping[str, Any]  # Any: JSON


def pool(questions: Iterable[Question], answers: Iterable[Answered], now: datetime) -> list[Question]:
    """The questions that a test may ask: exactly graded, one for each sentence (approved ones first), none answered lately."""
    lately = {one.question for one in answers if now - one.time < FRESH}
    fit = [one for one in questions if one.kind is not Kind.SHORT_ANSWER and one.id not in lately]
    by_sentence: dict[tuple[str, str], Question] = {}
    for one in sorted(fit, key=lambda one: (one.state is not State.APPROVED, one.id)):
        by_sentence.setdefault((one.evidence.document, one.evidence.quote), one)
    return list(by_sentence.values())


def skill_test(
    questions: Sequence[Question], skill: str, scale: Scale, *, share: float, certainty: float, most: int
) -> Test | None:
    """The test of a skill with these questions; None where they are too few to show with certainty that somebody knows it."""
    average = scale.averages.get(skill, 0.0)
    items = {one.id: scale.items.get(one.id) or item_of(one) for one in questions}
    test = Test(items, average, share, certainty, most)
    telling = sorted(items, key=lambda one: (-information(items[one], test.cut), one))[:LARGEST]
    test = replace(test, items={one: items[one] for one in telling})
    passed = standing(test, [(one, 1.0) for one in telling[:most]]).outcome is Outcome.PASSED
    return test if passed else None


def to_json(test: Test) -> dict[str, Any]:  # Any: JSON
    """The test as the event that begins it keeps it."""
    items = {name: [round(item.difficulty, 3), round(item.guess, 3), round(item.slip, 3)] for name, item in test.items.items()}
    return {
        "items": items, "average": round(test.average, 3), "share": test.target, "certainty": test.certainty, "most": test.most,
    }  # fmt: skip


def from_json(row: Json) -> Test:
    """The test of `to_json`."""
    items = {str(name): Item(*(float(one) for one in numbers)) for name, numbers in row["items"].items()}
    return Test(items, float(row["average"]), float(row["share"]), float(row["certainty"]), int(row["most"]))


def stands(test: Test, answers: Sequence[Answered]) -> Standing:
    """How a test stands after the answers so far, with later corrections."""
    return standing(*_counting(test, answers))


def following(test: Test, session: str, answers: Sequence[Answered]) -> str | None:
    """The id of the question to ask now, the same whenever it is asked for; None when the test has ended."""
    chance = Random(f"{session}/{len(answers)}")  # noqa: S311 - which question, not a secret
    return next_question(*_counting(test, answers), chance)


def level(share: float) -> int:
    """The level of a skill that somebody has shown who knows this share of it, 0 where none."""
    return max((one for one, chance in LEVELS.items() if chance <= share + 1e-9), default=0)


def again_from(answers: Iterable[Answered], skill: str, now: datetime) -> datetime | None:
    """When a skill may be tested again; None: now."""
    last = max((one.time for one in answers if one.skill == skill and one.mode is Mode.TEST_OUT), default=None)
    return None if last is None or now - last >= FRESH else last + FRESH


def _counting(test: Test, answers: Sequence[Answered]) -> tuple[Test, list[tuple[str, float]]]:
    """The test without the questions whose replies decide nothing, and the replies that count."""
    doubted = {one.question for one in answers if not one.sure}
    items = {name: item for name, item in test.items.items() if name not in doubted}
    return replace(test, items=items), [(one.question, one.score) for one in answers if one.question in items]
