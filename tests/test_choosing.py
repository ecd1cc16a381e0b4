"""Tests of assistant.learning.choosing: which question comes next."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.learning.answers import Answered, History
from assistant.learning.choosing import Candidate, Choice, Standing, Why, candidates, next_question, session, within_reach
from assistant.learning.mastery import GRID, Item, Scale, learner
from assistant.learning.questions import Evidence, Kind, Question, State
from assistant.learning.reviews import cards
from tests.learning_answers import START, answered

SCALE = Scale()
NOW = START + timedelta(days=10)


def offer(name: str, skill: str = "leave", difficulty: float = 0.0, seconds: float = 30.0) -> Candidate:
    return Candidate(name, 1, skill, f"{skill}.pdf", Item(difficulty), seconds)


def standing(answers: Sequence[Answered] = (), **goals: float) -> Standing:
    return Standing(learner(History(tuple(answers)), SCALE), cards(answers, {}), goals)


def first(offered: Sequence[Candidate], where: Standing, asked: Sequence[Candidate] = ()) -> Choice:
    found = next_question(offered, where, asked, SCALE, NOW, Random(1))
    assert found is not None
    return found


def known(skill: str, *, right: bool, count: int = 6) -> list[Answered]:
    return [answered(1000 + n, float(right), skill, hours=200 + n, question=f"{skill}-old{n}") for n in range(count)]


def test_the_question_that_teaches_best_is_right_four_times_of_five() -> None:
    offered = [offer(f"q{level}", difficulty=level / 2) for level in range(-8, 9)]
    found = [next_question(offered, standing(), (), SCALE, NOW, Random(seed)) for seed in range(20)]
    assert all(one is not None and 0.7 <= one.success <= 0.9 for one in found)


def test_what_is_due_comes_first() -> None:
    answers = [*known("leave", right=True), answered(1, 1.0, question="old")]
    found = first([offer("old"), offer("new")], standing(answers))
    assert (found.candidate.question, found.why) == ("old", Why.DUE)


def test_what_was_answered_and_is_not_due_comes_last() -> None:
    answers = [answered(1, 1.0, hours=239, question="fresh")]
    assert first([offer("fresh"), offer("new")], standing(answers)).candidate.question == "new"


def test_a_weak_skill_comes_before_a_strong_one() -> None:
    mixed = [*known("security", right=False, count=2), *known("security", right=True, count=4)]
    where = standing([*known("leave", right=True, count=20), *mixed])
    found = first([offer("a", "leave", 1.0), offer("b", "security")], where)
    assert (found.candidate.question, found.why) == ("b", Why.WEAK)


def test_a_skill_of_which_nothing_is_known_is_tried() -> None:
    where = standing(known("leave", right=True, count=20))
    found = first([offer("a", "leave"), offer("b", "security")], where)
    assert (found.candidate.skill, found.why) == ("security", Why.UNKNOWN)


def test_the_skill_that_a_goal_needs_comes_first() -> None:
    where = standing([*known("leave", right=True), *known("security", right=True)], security=1.0)
    assert first([offer("a", "leave", 3.0), offer("b", "security", 3.0)], where).why is Why.GOAL


def test_skills_take_turns() -> None:
    offered = [offer(f"{skill}{n}", skill, -1.0) for skill in ("leave", "security", "travel") for n in range(4)]
    found = session(offered, standing(), SCALE, NOW, Random(3), minutes=3)
    assert [len({one.candidate.skill for one in found[n : n + 3]}) for n in (0, 3)] == [3, 3]


def test_a_session_fills_the_minutes_and_no_more() -> None:
    offered = [offer(f"q{n}", seconds=50.0) for n in range(9)]
    assert len(session(offered, standing(), SCALE, NOW, Random(1), minutes=5)) == 6
    assert session(offered, standing(), SCALE, NOW, Random(1), minutes=0.5) == []


def test_there_is_none_when_all_were_asked() -> None:
    assert next_question([offer("a")], standing(), [offer("a")], SCALE, NOW, Random(1)) is None
    assert next_question([], standing(), (), SCALE, NOW, Random(1)) is None


@settings(max_examples=20, deadline=None)
@given(some.integers(0, 10**6), some.lists(some.sampled_from(["leave", "security"]), min_size=1, max_size=8))
def test_nothing_comes_twice_in_a_session_and_nothing_that_was_not_offered(seed: int, skills: list[str]) -> None:
    offered = [offer(f"q{n}", skill) for n, skill in enumerate(skills)]
    found = [one.candidate for one in session(offered, standing(), SCALE, NOW, Random(seed), minutes=60)]
    assert sorted(one.question for one in found) == sorted(one.question for one in offered)


def test_the_same_chance_gives_the_same_session() -> None:
    offered = [offer(f"q{n}") for n in range(10)]
    one, same, other = (session(offered, standing(), SCALE, NOW, Random(seed), minutes=5) for seed in (1, 1, 2))
    assert one == same != other


def question(name: str, document: str = "leave.pdf", state: State = State.APPROVED) -> Question:
    place = Evidence(document, "0" * 64, 1, "5 days", 0, 6)
    return Question(name, 1, Kind.CLOZE, "____ days", place, accept=("5",), skill="leave", state=state)


def test_only_questions_on_documents_that_may_be_read_are_offered() -> None:
    told = [question("a"), question("b", "board.pdf")]
    found = candidates(told, SCALE, {"a": 12.0}, may_read=lambda document: document != "board.pdf")
    assert [(one.question, one.seconds, one.document) for one in found] == [("a", 12.0, "leave.pdf")]
    assert candidates(told, SCALE, {}, may_read=lambda _: False) == []


@pytest.mark.parametrize(("drafts", "expected"), [(False, ["a"]), (True, ["a", "b"])])
def test_drafts_are_offered_where_allowed_and_retired_ones_never(drafts: bool, expected: list[str]) -> None:
    told = [question("a"), question("b", state=State.DRAFT), question("c", state=State.RETIRED)]
    found = candidates(told, SCALE, {}, may_read=lambda _: True, drafts=drafts)
    assert [one.question for one in found] == expected


def test_the_difficulty_that_answers_gave_counts_before_the_own() -> None:
    scale = Scale({"a": Item(1.5)})
    (found,) = candidates([question("a")], scale, {}, may_read=lambda _: True)
    assert found.item == Item(1.5)


def proved(name: str, start: int, end: int, page: int = 1, quote: str = "") -> Candidate:
    place = Evidence("leave.pdf", "0" * 64, page, quote or f"{name} is so", start, end)
    return Candidate(name, 1, "leave", "leave.pdf", Item(), 30.0, place)


def test_a_session_asks_for_one_fact_once() -> None:
    offered = [proved("a", 0, 50), proved("b", 40, 90), proved("c", 90, 120), proved("d", 0, 50, page=2)]
    found = {one.candidate.question for one in session(offered, standing(), SCALE, NOW, Random(1), minutes=60)}
    assert found in ({"a", "c", "d"}, {"b", "c", "d"})
    assert next_question(offered[:2], standing(), offered[:1], SCALE, NOW, Random(1)) is None


def test_the_same_sentence_in_another_place_is_the_same_fact() -> None:
    offered = [proved("a", 0, 20, quote="5 days carry\nover."), proved("b", 200, 220, quote="5 Days carry over.")]
    assert len(session(offered, standing(), SCALE, NOW, Random(1), minutes=60)) == 1


def test_practice_brings_most_just_below_the_target() -> None:
    cut = 1.5
    told = dict(zip(GRID.tolist(), within_reach(cut).tolist(), strict=True))
    assert [round(told[x], 3) for x in (-0.5, 0.5, 1.25, 1.5, 1.75, 2.5)] == [0.135, 0.368, 0.779, 0.5, 0.0, 0.0]


def test_a_skill_within_reach_comes_before_one_far_below() -> None:
    near = [*known("security", right=False, count=2), *known("security", right=True, count=4)]
    where = standing([*known("leave", right=False, count=12), *near])
    assert first([offer("a", "leave", -1.5), offer("b", "security")], where).candidate.skill == "security"


def test_a_skill_waits_for_its_prerequisite() -> None:
    where = standing(known("basics", right=False))
    offered = [offer("a", "basics", -1.0), offer("b", "advanced")]
    assert first(offered, where).candidate.skill == "advanced"
    held = replace(where, requires={"advanced": ("basics",)})
    assert first(offered, held).candidate.skill == "basics"


def test_kinds_take_turns() -> None:
    kinds = [Kind.TRUE_FALSE, Kind.CLOZE, Kind.SINGLE_CHOICE]
    offered = [
        replace(offer(f"{kind.value}-{n}"), kind=kind, item=Item(-0.2 * at)) for at, kind in enumerate(kinds) for n in range(4)
    ]
    asked = [one.candidate.kind for one in session(offered, standing(), SCALE, NOW, Random(1), minutes=3)]
    assert len(asked) == 6
    assert all(one is not other for one, other in pairwise(asked))
