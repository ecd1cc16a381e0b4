"""The way to what roles need: order, times, reasons, and what stays finished."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.learning.answers import Answered, Event, History
from assistant.learning.mastery import Needed, Scale
from assistant.learning.path import Code, Difference, Path, Reason, StepState, aims, difference, estimates, path, records
from assistant.learning.questions import Kind
from assistant.learning.skills import JobRole, Name, Place, Skill, SkillsMap, Target
from assistant.learning.study_time import StudyTime

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Known:
    """An estimate as a test wants it; by default nothing is known."""

    share: float = 0.5
    lower: float = 0.3
    answers: int = 0
    needed: tuple[Needed, ...] = (Needed.ANSWERS, Needed.CERTAINTY, Needed.DELAY)
    more: int | None = 8


@dataclass(frozen=True)
class Line:
    """An event of a journal."""

    sequence: int
    time: datetime
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


MET = Known(0.95, 0.9, 9, (), 0)
HALF = Known(0.7, 0.6, 5, (Needed.CERTAINTY, Needed.DELAY), 4)
TOMORROW = Known(0.95, 0.9, 9, (Needed.DELAY,), 0)


def skill(name: str, *requires: str) -> Skill:
    return Skill(name, Name(name), (Place(f"{name}.md"),), requires)


def reading(**minutes: float) -> StudyTime:
    """Minutes to read each document; a question takes half a minute."""
    return StudyTime(
        {Place(f"{name}.md"): 60 * one for name, one in minutes.items()},
        dict.fromkeys(minutes, 30.0),
        {f"{name}.md": "v1" for name in minutes},
    )


def role(name: str, *targets: Target) -> JobRole:
    return JobRole(name, Name(name), (name,), targets)


COMPANY = SkillsMap((skill("basics"), skill("repair", "basics"), skill("leave"), skill("tea")))
FITTER = role("fitter", Target("repair", 3, mandatory=True), Target("leave"), Target("tea", importance=0.1))
TIMES = reading(basics=5, repair=20, leave=10, tea=3)
UNKNOWN = dict.fromkeys(("basics", "repair", "leave", "tea"), Known())


def made(
    mastery: Mapping[str, Known] = UNKNOWN,
    *events: Line,
    roles: tuple[JobRole, ...] = (FITTER,),
    skills: SkillsMap = COMPANY,
    times: StudyTime = TIMES,
    readable: Callable[[str], bool] = lambda _: True,
    now: datetime = NOW,
) -> Path:
    return path(skills, roles, {**UNKNOWN, **mastery}, events, times, readable, now)


def order(found: Path) -> list[str]:
    return [step.skill for step in found.left]


def finished(name: str, level: int, time: datetime = NOW, sequence: int = 1) -> Line:
    return Line(sequence, time, "completed", {"skill": name, "level": level})


def right(name: str, time: datetime, sequence: int) -> Line:
    data = {"question": "q", "version": 1, "kind": "cloze", "skill": name, "score": 1.0, "correct": True}
    return Line(sequence, time, "answered", data)


def test_mandatory_comes_first_with_what_it_requires_then_what_is_soonest_done() -> None:
    assert order(made()) == ["basics", "repair", "leave", "tea"]  # tea is short but matters a tenth


def test_of_mandatory_goals_the_shortest_comes_first() -> None:
    both = role("fitter", Target("repair", mandatory=True), Target("leave", mandatory=True))
    assert order(made(roles=(both,))) == ["leave", "basics", "repair"]


def test_a_goal_becomes_shorter_when_its_prerequisite_is_finished() -> None:
    both = role("fitter", Target("repair", mandatory=True), Target("leave", mandatory=True))
    found = made({"repair": HALF, "basics": MET}, roles=(both,))
    assert order(found) == ["repair", "leave"]


def test_a_prerequisite_of_a_finished_goal_is_not_asked_for() -> None:
    assert "basics" not in [step.skill for step in made({"repair": MET}).steps]


def test_nothing_comes_before_what_it_requires() -> None:
    names = "abcdefgh"
    chain = SkillsMap(tuple(skill(name, *names[place + 1 : place + 3]) for place, name in enumerate(names)))
    everything = role("all", *(Target(name, importance=place / 8) for place, name in enumerate(names)))
    found = made(dict.fromkeys(names, Known()), roles=(everything,), skills=chain)
    place = {name: number for number, name in enumerate(order(found))}
    assert sorted(place) == list(names)
    assert all(place[needed] < place[one.id] for one in chain.skills for needed in one.requires)


def test_time_is_reading_and_questions_with_the_wrong_answers_among_them() -> None:
    step = made({"leave": replace(Known(), more=8)}).left[2]
    assert (step.questions, step.reading_s, step.answering_s) == (10, 600.0, 300.0)  # 8 right of 10 at 80 %
    assert step.minutes == pytest.approx(15.0)
    assert made().minutes == pytest.approx(5 + 20 + 10 + 3 + 4 * 5)


def test_what_is_half_known_is_asked_and_not_read_again() -> None:
    step = made({"leave": HALF}).left[0 + 2]
    assert (step.questions, step.reading_s) == (5, 0.0)


def test_a_document_that_was_read_is_not_read_again_until_it_changes() -> None:
    read = Line(1, NOW, "experienced", {"document": "leave.md", "version": "v1", "page": 1, "seconds": 301})
    step = made({}, read).left[2]
    assert step.reading_s == 0.0
    assert Reason(Code.READ) in step.reasons
    old = Line(1, NOW, "experienced", {"document": "leave.md", "version": "v0", "page": 1, "seconds": 301})
    assert made({}, old).left[2].reading_s == 600.0


def test_too_short_a_look_is_no_reading() -> None:
    looked = Line(1, NOW, "experienced", {"document": "leave.md", "version": "v1", "page": 1, "seconds": 299})
    assert made({}, looked).left[2].reading_s == 600.0


@pytest.mark.parametrize(
    ("estimate", "reason"),
    [
        (Known(), Reason(Code.UNKNOWN)),
        (Known(share=0.4, answers=4), Reason(Code.WEAK, (), 0.4)),
        (HALF, Reason(Code.CERTAINTY, (), 0.6)),
        (TOMORROW, Reason(Code.LATER)),
    ],
)
def test_a_step_says_what_is_missing(estimate: Known, reason: Reason) -> None:
    (step,) = [step for step in made({"leave": estimate}).left if step.skill == "leave"]
    assert step.reasons == (Reason(Code.ROLE, ("fitter",)), reason)


def test_a_step_says_who_asks_for_it() -> None:
    basics, repair, *_ = made().left
    assert basics.reasons[0] == Reason(Code.PREREQUISITE, ("repair",))
    assert repair.reasons[0] == Reason(Code.MANDATORY, ("fitter",))


def test_what_only_has_to_be_shown_on_another_day_waits_with_one_question() -> None:
    (step,) = [step for step in made({"leave": TOMORROW}).left if step.skill == "leave"]
    assert (step.state, step.questions, step.reading_s) == (StepState.WAITING, 1, 0.0)


def test_a_met_target_is_finished_and_to_be_recorded_once() -> None:
    found = made({"leave": MET})
    (record,) = records(found, ())
    assert record == ({"skill": "leave", "level": 2}, "skill/leave/2/0")
    kept = finished("leave", 2)
    assert list(records(made({"leave": MET}, kept), (kept,))) == []


def test_a_finished_step_stays_finished_when_mastery_falls() -> None:
    found = made({"leave": Known(share=0.2, answers=9)}, finished("leave", 2))
    (step,) = [step for step in found.steps if step.skill == "leave"]
    assert (step.state, step.finished, step.minutes) == (StepState.FINISHED, NOW, 0.0)
    assert found.steps[-1] == step


def test_a_step_finished_at_a_lower_level_is_open_at_a_higher_one() -> None:
    assert "repair" in order(made({"repair": HALF}, finished("repair", 2)))
    assert "repair" not in order(made({"repair": HALF}, finished("repair", 4)))


YEARLY = role("fitter", Target("leave", 2, mandatory=True, validity_months=12))
OLD = datetime(2025, 1, 31, 9, 0, tzinfo=UTC)


def test_a_step_whose_validity_ran_out_is_to_be_shown_again() -> None:
    (step,) = made({"leave": MET}, finished("leave", 2, OLD), roles=(YEARLY,)).left
    assert step.questions == 4  # three right ones
    assert Reason(Code.EXPIRED, (), 30.0) in step.reasons


def test_three_right_answers_after_it_lapsed_finish_it_again() -> None:
    lapsed = finished("leave", 2, OLD)
    before = [right("leave", OLD + timedelta(days=100), number) for number in (2, 3, 4)]
    after = [right("leave", NOW - timedelta(days=1), number) for number in (5, 6, 7)]
    assert order(made({"leave": MET}, lapsed, *before, roles=(YEARLY,))) == ["leave"]
    found = made({"leave": MET}, lapsed, *before, *after, roles=(YEARLY,))
    assert order(found) == []
    assert [key for _, key in records(found, (lapsed, *after))] == ["skill/leave/2/1"]


def test_a_finished_step_tells_until_when() -> None:
    (step,) = made({}, finished("leave", 2, NOW - timedelta(days=10)), roles=(YEARLY,)).steps
    assert step.until == datetime(2027, 2, 20, 9, 0, tzinfo=UTC)


def test_skills_of_unreadable_documents_are_counted_and_not_named() -> None:
    found = made(readable=lambda document: document != "tea.md")
    assert order(found) == ["basics", "repair", "leave"]
    assert found.hidden == 1
    assert "tea" not in str(found.to_json())


def test_only_readable_places_are_to_be_read() -> None:
    two = SkillsMap((Skill("leave", Name("Leave"), (Place("leave.md"), Place("secret.md"))),))
    (step,) = made(skills=two, roles=(YEARLY,), readable=lambda document: document != "secret.md").left
    assert step.places == (Place("leave.md"),)


def test_the_same_function_answers_what_if_i_change_my_role() -> None:
    driver = role("driver", Target("tea", 4), Target("leave", 2))
    here, there = made({"leave": HALF}), made({"leave": HALF}, roles=(driver,))
    assert there.roles == ("driver",)
    changed = difference(here, there)
    assert (changed.added, changed.raised, changed.dropped) == ((), ("tea",), ("basics", "repair"))
    assert changed.minutes == pytest.approx(there.minutes - here.minutes)
    assert difference(here, here) == Difference((), (), (), 0.0)


def test_a_path_is_printed_with_its_reasons() -> None:
    row = made().to_json()
    assert row["roles"] == ["fitter"]
    assert row["steps"][0] == {
        "skill": "basics", "level": 1, "mandatory": False, "importance": 0.5, "state": "open", "minutes": 10.0, "questions": 10,
        "places": [{"document": "basics.md", "heading": ""}], "finished": None, "until": None,
        "reasons": [
            {"code": "prerequisite", "about": ["repair"], "number": 0.0}, {"code": "unknown", "about": [], "number": 0.0},
        ],
    }  # fmt: skip


def test_estimates_are_held_against_each_level() -> None:
    answers = tuple(
        Answered(number, NOW - timedelta(days=9 - number), f"q{number}", 1, Kind.CLOZE, one, 1.0, True)
        for number, one in enumerate(["basics", "repair"] * 4, 1)
    )  # fmt: skip
    low, high = (
        JobRole("low", Name("Low"), (), (Target("repair", 1),)),
        JobRole("high", Name("High"), (), (Target("repair", 4),)),
    )
    past = History(answers)
    easy = estimates(past, aims(COMPANY, [low]), Scale(), NOW)
    hard = estimates(past, aims(COMPANY, [high]), Scale(), NOW)
    assert set(easy) == {"basics", "repair"}
    assert easy["repair"].share == hard["repair"].share
    assert Needed.CERTAINTY not in easy["repair"].needed
    assert Needed.CERTAINTY in hard["repair"].needed


def test_a_person_without_a_journal_gets_a_path() -> None:
    events: tuple[Event, ...] = ()
    known = estimates(History(), aims(COMPANY, [FITTER]), Scale(), NOW)
    found = path(COMPANY, [FITTER], known, events, StudyTime(), lambda _: True, NOW)
    assert order(found)[:2] == ["basics", "repair"]


def test_a_step_by_a_test_that_was_failed_after_all_is_open_again() -> None:
    data = {"skill": "leave", "level": 2, "session": "s1"}
    passed, failed, again = (Line(n, NOW, kind, data) for n, kind in enumerate(("completed", "failed", "completed"), 1))
    states = [
        next(step.state for step in made({}, *events).steps if step.skill == "leave")
        for events in ((passed,), (passed, failed), (passed, failed, again))
    ]
    assert states == [StepState.FINISHED, StepState.OPEN, StepState.FINISHED]
