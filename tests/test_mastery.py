"""Tests of assistant.learning.mastery: golden numbers, and what must hold for any answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.learning.answers import Credit, History, history
from assistant.learning.mastery import (
    GRID,
    Calibration,
    Item,
    Learner,
    Needed,
    Parameters,
    Scale,
    calibration,
    distribution,
    distributions,
    item_of,
    item_of_kind,
    learner,
    masteries,
    mastery,
    predictions,
    progression,
    success,
    updated,
)  # fmt: skip
from assistant.learning.questions import Evidence, Kind, Option, Question
from tests.learning_answers import START, Line, answered, scores

SCALE = Scale()
NOW = START + timedelta(days=10)
few = settings(max_examples=25, deadline=None)
some_scores = some.lists(some.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=8)
some_kinds = some.sampled_from(list(Kind))


def known(past: History, skill: str = "leave") -> tuple[float, float]:
    found = mastery(past, skill, SCALE, NOW)
    return found.share, found.lower


# golden numbers


def test_a_newcomer_is_as_likely_right_as_wrong_and_nothing_is_certain() -> None:
    found = mastery(History(), "leave", SCALE, NOW)
    assert (found.share, found.lower, found.spread) == pytest.approx((0.5, 0.2527, 1.2759), abs=1e-4)
    assert found.needed == (Needed.ANSWERS, Needed.CERTAINTY, Needed.DELAY)
    assert (found.answers, found.more, found.why) == (0, 10, ())


@pytest.mark.parametrize(
    ("kind", "right", "share", "lower", "spread"),
    [
        (Kind.CLOZE, 1, 0.6393, 0.4452, 1.1099),
        (Kind.CLOZE, 3, 0.7728, 0.6545, 0.9331),
        (Kind.CLOZE, 8, 0.8772, 0.8186, 0.7841),
        (Kind.SINGLE_CHOICE, 3, 0.6565, 0.4680, 1.1330),
        (Kind.TRUE_FALSE, 3, 0.5948, 0.3795, 1.1794),
    ],
)
def test_right_answers_tell_more_where_guessing_is_harder(
    kind: Kind, right: int, share: float, lower: float, spread: float
) -> None:
    found = mastery(scores([1.0] * right, kind=kind), "leave", SCALE, START + timedelta(hours=8 * right))
    assert (found.share, found.lower, found.spread) == pytest.approx((share, lower, spread), abs=1e-4)


def test_an_answer_in_one_skill_tells_a_little_of_another() -> None:
    past = scores([1.0] * 3, kind=Kind.CLOZE)
    assert known(past, "security") == pytest.approx((0.6630, 0.4672), abs=1e-4)


def test_the_probability_of_a_right_answer_has_guessing_and_slips() -> None:
    who = learner(scores([1.0, 0.0, 1.0]), SCALE)
    found = [
        success(who, "leave", item_of_kind(kind), NOW) for kind in (Kind.TRUE_FALSE, Kind.SINGLE_CHOICE, Kind.SHORT_ANSWER)
    ]
    assert found == pytest.approx([0.7946, 0.6582, 0.3689], abs=1e-4)


# how evidence counts


def test_three_of_four_right_over_a_day_lacks_only_certainty() -> None:
    found = mastery(scores([1.0, 1.0, 0.0, 1.0], every=10), "leave", SCALE, NOW)
    assert (found.needed, found.answers) == ((Needed.CERTAINTY,), 4)


def test_many_right_answers_over_days_master_a_skill() -> None:
    found = mastery(scores([1.0] * 10, kind=Kind.CLOZE), "leave", SCALE, START + timedelta(days=4))
    assert found.needed == ()
    assert found.more == 0
    assert found.lower > 0.8


def test_right_answers_of_one_day_still_need_a_later_success() -> None:
    found = mastery(scores([1.0] * 10, kind=Kind.CLOZE, every=0.5), "leave", SCALE, START + timedelta(days=1))
    assert found.needed == (Needed.DELAY,)


def test_so_many_more_right_answers_bring_the_certainty() -> None:
    past = scores([1.0, 0.0, 1.0], kind=Kind.CLOZE)
    more = mastery(past, "leave", SCALE, NOW).more
    assert more is not None
    who = learner(past, SCALE)
    for _ in range(more):
        who = updated(who, "leave", Item(), 1.0, NOW)
    assert success(who, "leave", Item(), NOW) > 0.8


def test_skill_is_forgotten_towards_what_people_know_in_general() -> None:
    past = scores([1.0] * 8, kind=Kind.CLOZE)
    soon, late, never = (mastery(past, "leave", SCALE, START + timedelta(days=days)) for days in (3, 400, 40_000))
    assert soon.share > late.share > never.share == pytest.approx(0.5, abs=1e-6)
    assert soon.spread < late.spread < never.spread


def test_the_same_question_within_ten_minutes_counts_for_nothing() -> None:
    first = answered(1, 0.0)
    again = replace(answered(2, 1.0, hours=0.1), question="q1")
    alone, both = (mastery(History(told), "leave", SCALE, NOW) for told in ((first,), (first, again)))
    assert (both.share, both.answers) == (alone.share, 1)
    assert both.why[1].weight == 0.0


def test_the_same_question_later_counts() -> None:
    first, again = answered(1, 0.0), replace(answered(2, 1.0, hours=0.2), question="q1")
    assert mastery(History((first, again)), "leave", SCALE, NOW).answers == 2


def test_right_after_a_hint_or_in_doubt_counts_half() -> None:
    plain, hinted, doubted = scores([1.0]), scores([1.0], hinted=True), scores([1.0], sure=False)
    assert known(plain) > known(hinted) == known(doubted) > known(History())


def test_prior_learning_counts_as_many_right_answers() -> None:
    past = History(credits=(Credit(1, START, "leave", 1.0, "t1", "certificate"),))
    found = mastery(past, "leave", SCALE, START)
    assert found.needed == ()
    assert (found.share, found.lower) == pytest.approx((0.8846, 0.8291), abs=1e-4)
    assert [(one.sequence, one.question, one.weight) for one in found.why] == [(1, "", 12.0)]


def test_a_credit_of_a_part_vouches_for_that_part_only() -> None:
    found = mastery(History(credits=(Credit(1, START, "leave", 0.5),)), "leave", SCALE, START)
    assert found.share == pytest.approx(0.5)
    assert Needed.CERTAINTY in found.needed


def test_harder_items_raise_more_and_harder_skills_are_mastered_later() -> None:
    easy, hard = (Scale({"q1": Item(difficulty)}) for difficulty in (-2.0, 2.0))
    past = scores([1.0])
    assert mastery(past, "leave", hard, NOW).share > mastery(past, "leave", easy, NOW).share
    assert mastery(past, "leave", Scale(averages={"leave": 1.0}), NOW).share < mastery(past, "leave", SCALE, NOW).share


# why


def test_why_lists_the_answers_with_what_they_weigh_now() -> None:
    found = mastery(scores([0.0, 1.0, 1.0], every=0), "leave", SCALE, START)
    rules = SCALE.parameters
    assert [one.sequence for one in found.why] == [1, 2, 3]
    assert [one.weight for one in found.why] == pytest.approx([rules.fade_wrong**2, 1.0, 1.0])


def test_weights_halve_in_a_half_life() -> None:
    (one,) = mastery(scores([1.0], every=0), "leave", SCALE, START + timedelta(days=SCALE.parameters.half_life_days)).why
    assert one.weight == pytest.approx(0.5)


@few
@given(some_scores)
def test_the_weights_given_as_reasons_are_those_that_count(values: Sequence[float]) -> None:
    past, scale = scores([round(value) for value in values], kind=Kind.CLOZE, every=500.0), SCALE
    now = START + timedelta(days=200)
    who, item = Learner(), item_of_kind(Kind.CLOZE)
    for one in mastery(past, "leave", scale, now).why:
        alone = updated(Learner(), "leave", item, one.score, now, one.weight).skills["leave"]
        before = who.skills.get("leave")
        told = alone.right + alone.wrong if before is None else before.right + alone.right + alone.wrong
        who = Learner(skills={"leave": replace(alone, right=told, wrong=np.zeros_like(told))})
    direct = distribution(learner(past, scale), "leave", now)
    assert distribution(who, "leave", now) == pytest.approx(direct, abs=1e-9)


def test_several_skills_at_once_are_the_same_as_one_by_one() -> None:
    past = History((answered(1, 1.0), answered(2, 0.0, "security"), answered(3, 1.0, "security", 2.0)))
    assert masteries(past, ("leave", "security"), SCALE, NOW) == {
        skill: mastery(past, skill, SCALE, NOW) for skill in ("leave", "security")
    }


def test_mastery_is_told_as_json() -> None:
    told = mastery(scores([1.0]), "leave", SCALE, START + timedelta(hours=8)).to_json()
    assert told["why"] == [{"event": 1, "time": "2026-03-02T17:00:00+00:00", "question": "q1", "score": 1.0, "weight": 1.0}]
    assert told["needed"] == ["answers", "certainty", "delay"]
    assert set(told) == {"skill", "share", "lower", "upper", "spread", "answers", "needed", "more", "why"}


# what holds for any answers


@few
@given(some_scores, some_kinds, some.integers(0, 7), some.sampled_from([0.5, 1.0]))
def test_a_higher_score_never_lowers_mastery(values: list[float], kind: Kind, at: int, score: float) -> None:
    at %= len(values)
    better = [*values[:at], max(values[at], score), *values[at + 1 :]]
    for skill in ("leave", "security"):
        low, high = (known(scores(told, kind=kind), skill) for told in (values, better))
        assert high[0] >= low[0] - 1e-9
        assert high[1] >= low[1] - 1e-9


@few
@given(some_scores, some_kinds, some.integers(0, 7))
def test_one_more_right_answer_never_lowers_mastery(values: list[float], kind: Kind, at: int) -> None:
    past = scores(values, kind=kind, every=0)
    more = scores([*values[: at % len(values)], 1.0, *values[at % len(values) :]], kind=kind, every=0)
    low, high = known(past), known(more)
    assert high[0] >= low[0] - 1e-9
    assert high[1] >= low[1] - 1e-9


@few
@given(some_scores, some_scores, some.randoms(use_true_random=False))
def test_the_order_of_answers_in_unrelated_skills_does_not_matter(one: list[float], other: list[float], chance: Random) -> None:
    left = [answered(n, score, "leave") for n, score in enumerate(one)]
    right = [answered(100 + n, score, "security") for n, score in enumerate(other)]
    mixed, places = [], sorted(chance.sample(range(len(left) + len(right)), len(left)))
    for place in range(len(left) + len(right)):
        told = left.pop(0) if place in places else right.pop(0)
        mixed.append(replace(told, sequence=place))
    apart = sorted(mixed, key=lambda answer: answer.skill)
    apart = [replace(answer, sequence=place) for place, answer in enumerate(apart)]
    assert known(History(tuple(mixed))) == pytest.approx(known(History(tuple(apart))), abs=1e-9)


@few
@given(some_scores, some_scores)
def test_uncertainty_shrinks_with_answers(values: list[float], others: list[float]) -> None:
    scale = Scale({f"q{n}": Item() for n in range(1, 60)}, parameters=Parameters(fade_right=1.0, fade_wrong=1.0))
    before = mastery(scores(values), "leave", scale, NOW).spread
    after = mastery(scores([*values, *others]), "leave", scale, NOW).spread
    assert mastery(History(), "leave", scale, NOW).spread > before
    assert after < before or len(others) < len(values)
    twice = mastery(scores(values * 2), "leave", scale, NOW).spread
    assert twice < before


@few
@given(some_scores, some.integers(0, 7))
def test_a_regrade_equals_having_had_that_score(values: list[float], at: int) -> None:
    at %= len(values)

    def lines(told: Sequence[float]) -> list[Line]:
        least = {"version": 1, "kind": "cloze", "skill": "leave"}
        return [
            Line(
                n,
                "answered",
                {**least, "question": f"q{n}", "score": score, "correct": score > 0.5},
                START + timedelta(hours=n),
            )
            for n, score in enumerate(told, start=1)
        ]

    regraded = [*lines(values), Line(99, "scored", {"answer": at + 1, "score": 1.0, "correct": True})]
    assert known(history(regraded)) == known(history(lines([*values[:at], 1.0, *values[at + 1 :]])))


# items, calibration, distributions


def test_the_item_of_a_question_has_its_options_and_its_difficulty() -> None:
    place = Evidence("leave.pdf", "0" * 64, 1, "5 days", 0, 6)
    options = tuple(Option(name, f"{name} days") for name in "abcd")
    choice = Question("q", 1, Kind.SINGLE_CHOICE, "How many?", place, options, ("a",), difficulty=0.5)
    assert item_of(choice) == Item(0.5, 0.25, 0.03)
    assert item_of(choice, -1.0).difficulty == -1.0
    assert item_of(Question("q", 1, Kind.CLOZE, "____ days", place, accept=("5",))) == Item(0.4, 0.0, 0.06)


def test_a_distribution_is_one_over_the_grid() -> None:
    found = distribution(learner(scores([1.0, 0.0]), SCALE), "leave", NOW)
    assert found.shape == GRID.shape
    assert (found.sum(), found.min() >= 0) == (pytest.approx(1.0), True)


def test_predictions_are_made_before_the_answer_is_known() -> None:
    told = [list(predictions(scores([1.0, last]), SCALE)) for last in (0.0, 1.0)]
    assert [share for _, share in told[0]] == [share for _, share in told[1]]
    assert told[0][1][1] > told[0][0][1]


def test_calibration_finds_the_slope_of_overconfident_predictions() -> None:
    chance = np.random.default_rng(1)
    x = chance.normal(0, 1, 20_000)
    scored = (chance.random(20_000) < 1 / (1 + np.exp(-x))).astype(float)
    found = calibration(list(1 / (1 + np.exp(-2 * x - 1))), list(scored))
    assert (found.slope, found.shift) == pytest.approx((0.5, -0.5), abs=0.05)


def test_calibration_of_few_predictions_stays_near_the_identity() -> None:
    found = calibration([0.9, 0.8], [0.0, 0.0])
    assert (found.slope, found.shift) == pytest.approx((1.0, 0.0), abs=0.3)
    assert Calibration()(0.3) == 0.3


def test_calibration_keeps_order_and_the_ends() -> None:
    told = [Calibration(0.7, 0.2)(share) for share in (0.0, 0.2, 0.5, 0.9, 1.0)]
    assert told == sorted(told)
    assert 0.0 < told[0] < told[-1] < 1.0


def test_a_progression_ends_with_what_is_known_now() -> None:
    past = scores([1, 0, 1, 1])
    moments = progression(past, {"leave"}, SCALE, NOW)["leave"]
    known = mastery(past, "leave", SCALE, NOW)
    assert [moment.time for moment in moments] == [*(answer.time for answer in past.answers), NOW]
    assert (moments[-1].share, moments[-1].lower, moments[-1].upper) == (known.share, known.lower, known.upper)
    assert moments[0].share > moments[1].share < moments[3].share


def test_a_progression_knows_only_the_answers_until_then() -> None:
    past = scores([1, 1, 0])
    first = History(past.answers[:1])
    assert (
        progression(past, {"leave"}, SCALE, NOW)["leave"][0].share
        == mastery(first, "leave", SCALE, first.answers[0].time).share
    )


def test_a_progression_holds_no_other_skill_and_none_without_answers() -> None:
    assert progression(scores([1, 1]), {"travel"}, SCALE, NOW) == {}


@given(some_scores)
@few
def test_the_share_lies_between_its_bounds(given_scores: list[float]) -> None:
    known = mastery(scores(given_scores), "leave", SCALE, NOW)
    assert known.lower <= known.share <= known.upper


def test_all_skills_at_once_are_known_as_one_by_one() -> None:
    past = History((*scores([1, 0, 1]).answers, *(answered(n, 0.0, "pay") for n in range(4, 9)), answered(9, 1.0, "fire")))
    who, now = learner(past, Scale()), START + timedelta(days=9)
    together = distributions(who, now)
    assert together.keys() == {"leave", "pay", "fire"}
    for skill, found in together.items():
        np.testing.assert_allclose(found, distribution(who, skill, now), rtol=1e-9)
    assert distributions(learner(History(), Scale()), now) == {}
