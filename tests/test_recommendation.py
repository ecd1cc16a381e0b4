"""What somebody should do next: rules before taste, reasons, and never what they may not read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from assistant.learning.assignments import Assignment, Audience, State, Status
from assistant.learning.courses import Course, Quiz, Reading
from assistant.learning.mastery import Needed
from assistant.learning.path import Code, Path, Reason, Step, StepState
from assistant.learning.questions import Evidence
from assistant.learning.recommendation import (
    Recommendation,
    Rule,
    Situation,
    What,
    read_next,
    recommendations,
)
from assistant.learning.skills import Name, Place, Skill, SkillsMap
from assistant.learning.usefulness import Usefulness
from tests.shelves import MemoryShelf
from tests.test_path import Known

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = ("basics", "repair", "leave", "tea", "asked", "next")
SKILLS = SkillsMap(
    tuple(Skill(name, Name(name), (Place(f"{name}.md"),), ("basics",) if name == "repair" else ()) for name in NAMES)
)  # fmt: skip
WHY = (Reason(Code.UNKNOWN),)


def step(skill: str, importance: float = 0.5, state: StepState = StepState.OPEN) -> Step:
    return Step(skill, 2, False, importance, state, 60.0, 4, 120.0, (), WHY)


PATH = Path(("fitter",), (step("basics"), step("repair", 1.0), step("leave")))
MASTERY = {name: Known() for name in NAMES}
NOTHING = Situation(Path((), ()), {})


def assigned(name: str, state: State, days: float = 0.0, mandatory: bool = True) -> Status:
    given = Assignment(name, Audience.PERSON, "ada", "", NOW, 0, "fire", mandatory=mandatory)
    return Status(given, state, NOW + timedelta(days=days), NOW + timedelta(days=days) if state is State.PASSED else None)


def next_for(situation: Situation, readable: Callable[[str], bool] = lambda _: True, seed: int = 0, **more: float) -> list[str]:
    count = int(more.get("count", 9))
    found = recommendations(SKILLS, situation, readable, Random(seed), NOW, count, more.get("explored", 0.0))
    return [f"{one.id}:{one.rule}" for one in found]


def test_the_rules_come_in_their_order() -> None:
    situation = Situation(
        PATH,
        MASTERY | {"tea": Known(0.4, 0.2, 5, (Needed.CERTAINTY,))},
        (assigned("ends", State.PASSED, 80), assigned("soon", State.DUE, 5), assigned("late", State.OVERDUE, -5)),
        reviews={"tea": 3, "leave": 2},
        asked={"asked": 2},
        next_role=Path(("boss",), (step("next"), step("leave"))),
    )
    assert next_for(situation) == [
        "late:overdue", "soon:due", "ends:expiring",
        "basics:prerequisite", "repair:gap", "leave:gap", "tea:weak", "asked:asked", "next:next_role",
    ]  # fmt: skip


def test_among_equals_the_expected_gain_decides() -> None:
    found = recommendations(SKILLS, Situation(PATH, MASTERY | {"leave": Known(0.9)}), lambda _: True, Random(0), NOW, 9)
    gains = {one.id: one.gain for one in found}
    assert gains == pytest.approx({"basics": 0.25, "repair": 0.25, "leave": 0.05})  # repair: half, its prerequisite is open


def test_a_step_is_recommended_with_its_reasons_and_minutes() -> None:
    first = recommendations(SKILLS, Situation(PATH, MASTERY), lambda _: True, Random(0), NOW)[0]
    assert (first.what, first.id, first.minutes, first.reasons) == (What.SKILL, "basics", 3.0, WHY)


def test_a_step_that_waits_for_another_day_is_not_recommended() -> None:
    assert next_for(Situation(Path((), (step("tea", state=StepState.WAITING),)), MASTERY)) == []


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (assigned("a", State.EXPIRED, -5), ["a:overdue"]),
        (assigned("a", State.OVERDUE, -5, mandatory=False), ["a:due"]),
        (assigned("a", State.CURRENT, 50), []),
        (assigned("a", State.FAILED, -5), []),
        (assigned("a", State.PASSED, 100), []),
        (replace(assigned("a", State.OVERDUE, -5), next_attempt=NOW + timedelta(hours=1)), []),
    ],
)
def test_assignments_are_recommended_by_their_state(status: Status, found: list[str]) -> None:
    assert next_for(replace(NOTHING, statuses=(status,))) == found


def test_what_is_longer_overdue_comes_first() -> None:
    statuses = (assigned("short", State.OVERDUE, -5), assigned("long", State.OVERDUE, -50))
    assert next_for(replace(NOTHING, statuses=statuses)) == ["long:overdue", "short:overdue"]


FIRE = Course("fire", Name("Fire"), (Reading(Place("fire.md")), Quiz(("tea",))))
USEFUL = {"fire": Usefulness(6, 0.6, 2, 0), "tea.md": Usefulness(9, 0.8, 5, 0), "bad.md": Usefulness(9, 0.1, 0, 5)}
TASTE = replace(NOTHING, courses=(FIRE,), documents=("tea.md", "bad.md", "new.md", "other.md"), useful=USEFUL)


def test_what_people_of_the_role_found_useful_is_recommended_and_nothing_else() -> None:
    assert next_for(TASTE) == ["tea.md:useful", "fire:useful"]
    assert next_for(replace(TASTE, seen=frozenset({"tea.md"}))) == ["fire:useful"]


def test_chance_gives_the_unknown_its_share_and_the_same_seed_the_same() -> None:
    assert next_for(TASTE, explored=1.0, count=2) == next_for(TASTE, explored=1.0, count=2)
    drawn = [name for seed in range(200) for name in next_for(TASTE, seed=seed, explored=0.3, count=1)]
    assert 0.2 < sum(name.endswith("explored") for name in drawn) / len(drawn) < 0.4
    assert {name for name in drawn if name.endswith("explored")} == {"new.md:explored", "other.md:explored"}


def test_chance_displaces_nothing_urgent() -> None:
    statuses = tuple(assigned(f"a{number}", State.OVERDUE, -number) for number in range(3))
    found = next_for(replace(TASTE, statuses=statuses), explored=1.0, count=3)
    assert [name.partition(":")[2] for name in found] == ["overdue"] * 3
    busy = next_for(replace(TASTE, path=PATH, mastery=MASTERY), explored=0.0, count=3)
    assert busy == ["basics:prerequisite", "repair:gap", "tea.md:useful"]


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_recommended_that_the_person_may_not_read(seed: int) -> None:
    situation = replace(
        TASTE, path=PATH, mastery={**MASTERY, "tea": Known(0.1, 0.1, 9)}, reviews={"tea": 4}, asked={"asked": 9},
        next_role=Path(("boss",), (step("next"),)),
    )  # fmt: skip
    allowed = {"leave.md", "other.md"}
    found = next_for(situation, lambda document: document in allowed, seed, explored=0.5)
    assert {name.partition(":")[0] for name in found} <= {"leave", "other.md"}


def test_a_recommendation_is_printed() -> None:
    row = Recommendation(What.SKILL, "tea", Rule.GAP, 0.25, 3.0, WHY, until=NOW).to_json()
    assert (row["what"], row["rule"], row["reasons"][0]["code"], row["until"]) == ("skill", "gap", "unknown", NOW.isoformat())


SHELF = MemoryShelf(
    {"leave.md": "# Leave\n\nAll have leave.\n\n## Carry-over\n\nUp to 5 days. They lapse.\n\n## Sickness\n\nCall."}
)
QUOTE = "Up to 5 days."


def evidence(start: int, quote: str = QUOTE, page: int = 1) -> Evidence:
    return Evidence("leave.md", "v1", page, quote, start, start + len(quote), "Leave > Carry-over")


def test_after_a_miss_the_very_section_is_to_be_read() -> None:
    page = SHELF.page("leave.md", 1)
    assert page is not None
    found = read_next(evidence(page.text.index(QUOTE)), SHELF, lambda _: True)
    assert found is not None
    assert (found.heading, page.text[found.quote_start : found.quote_end]) == ("Leave > Carry-over", QUOTE)
    assert page.text[found.start : found.end].strip() == "## Carry-over\n\nUp to 5 days. They lapse."
    assert found.seconds > 0


def test_a_passage_that_moved_on_its_page_is_found_again() -> None:
    found = read_next(evidence(0), SHELF, lambda _: True)
    assert found is not None
    assert found.heading == "Leave > Carry-over"


def test_a_passage_that_is_gone_or_unreadable_is_not_shown() -> None:
    assert read_next(evidence(0, "Up to 9 days."), SHELF, lambda _: True) is None
    assert read_next(evidence(0, page=2), SHELF, lambda _: True) is None
    assert read_next(evidence(0), SHELF, lambda _: False) is None
