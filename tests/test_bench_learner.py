"""Tests of bench.learner and what stands beside it: scores, logs, models, and what choosing is worth."""

import math
from pathlib import Path
from random import Random

import pytest

from assistant.learning.answers import History
from assistant.learning.questions import Kind
from bench.learner import contenders, rows, speed
from bench.learner_logs import DAY, START, TrueItem, TruePerson, read_log, simulated, true_person
from bench.learner_mastery import WORLDS, Pupil, mastery_rows
from bench.learner_models import Average, Bkt, Elo, Ours, RunningAccuracy
from bench.learner_paths import shortest_test_rows
from bench.learner_scores import auc, calibration_error, log_loss
from indexer.errors import Problem
from tests.learning_answers import answered

LOG = simulated(12, 20, seed=3, skills=3, each=5)


# scores


def test_auc_counts_pairs_in_the_right_order_and_ties_half() -> None:
    assert auc([0.9, 0.8, 0.3, 0.1], [True, True, False, False]) == 1.0
    assert auc([0.1, 0.5, 0.5], [True, True, False]) == 0.25
    assert auc([0.5, 0.5], [True, False]) == 0.5
    assert auc([0.5, 0.4], [True, True]) == 0.5


def test_log_loss_is_that_of_what_happened() -> None:
    assert log_loss([0.8, 0.4], [True, False]) == pytest.approx(-(math.log(0.8) + math.log(0.6)) / 2)


def test_calibration_error_is_the_mean_distance_in_bins() -> None:
    assert calibration_error([0.75] * 4, [True, True, True, False]) == 0.0
    assert calibration_error([0.95, 0.95, 0.05, 0.05], [True, False, False, True]) == pytest.approx(0.45)
    assert calibration_error([1.0], [True]) == 0.0


# logs


def test_a_log_is_read_in_the_order_of_time(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("user,item,skill,correct,time\nu,b,s,0,20\nu,a,s,1,10.5\nv,a,s,0.5,2026-03-02T09:00:00+00:00\n")
    log = read_log(path)
    assert [(one.question, one.score) for one in log.people["u"].answers] == [("a", 1.0), ("b", 0.0)]
    assert (log.people["v"].answers[0].score, log.answers, set(log.priors)) == (0.5, 3, {"a", "b"})


@pytest.mark.parametrize(
    ("text", "told"),
    [("user,item\nu,a\n", "lacks the columns correct, skill, time"), ("user,item,skill,correct,time\nu,a,s,yes,1\n", "row 1")],
)
def test_a_log_that_cannot_be_read_is_refused_with_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "log.csv"
    path.write_text(text)
    with pytest.raises(Problem, match=told):
        read_log(path)


def test_a_log_splits_by_people() -> None:
    train, test = LOG.split(0.25)
    assert (len(train.people), len(test.people)) == (3, 9)
    assert train.people.keys() | test.people.keys() == LOG.people.keys()


def test_the_same_seed_simulates_the_same_answers() -> None:
    assert simulated(2, 5, seed=1) == simulated(2, 5, seed=1) != simulated(2, 5, seed=2)


def test_simulated_people_learn_remember_and_forget() -> None:
    person = TruePerson({"s": 0.0}, 0.0, 30.0, {}, {}, {})
    item, other = (TrueItem(name, "s", Kind.CLOZE, 0.0, 0.0) for name in ("a", "b"))
    before = person.chance_of(other, START)
    person.answer(item, START, Random(1))
    soon, later = (person.chance_of(other, START + days * DAY) for days in (0, 300))
    assert soon > later > before == 0.5
    assert person.chance_of(item, START) > soon


def test_simulated_people_differ_in_skills() -> None:
    found = true_person(["a", "b"], Random(1))
    assert found.base["a"] != found.base["b"]


# models


def test_the_mean_is_foretold_of_everybody_and_moves_with_a_person() -> None:
    average, running = Average(), RunningAccuracy()
    log = type(LOG)({"p": History((answered(1, 1.0), answered(2, 0.0)))}, {})
    average.fit(log)
    running.fit(log)
    past = History((answered(1, 1.0), answered(2, 1.0), answered(3, 0.0)))
    assert average.foretell(past) == [0.5, 0.5, 0.5]
    assert running.foretell(past) == pytest.approx([0.5, 2 / 3, 3 / 4])


def test_knowledge_tracing_rises_with_right_answers_and_falls_with_wrong_ones() -> None:
    model = Bkt()
    model.fit(LOG)
    past = History(tuple(answered(n, score, "s1") for n, score in enumerate((1.0, 1.0, 0.0, 1.0))))
    first, second, third, fourth = model.foretell(past)
    assert first < second < third > fourth


def test_ratings_follow_the_answers() -> None:
    model = Elo()
    model.fit(LOG)
    past = History(tuple(answered(n, score, "s1") for n, score in enumerate((1.0, 1.0, 0.0, 1.0))))
    first, second, third, fourth = model.foretell(past)
    assert first == 0.5 < second < third > fourth


def test_ours_foretells_every_answer_also_those_that_do_not_count() -> None:
    model = Ours(calibrated=False)
    past = History((answered(1, 1.0, question="q"), answered(2, 1.0, question="q", hours=0.1), answered(3, 1.0, hours=1.0)))
    told = model.foretell(past)
    assert len(told) == 3
    assert told[1] == told[0]


def test_every_model_has_a_row_with_every_window() -> None:
    found = rows(*LOG.split(0.5))
    assert [row["model"] for row in found] == [model.name for model in contenders()]
    assert all(len(row) == 5 and str(row["all: AUC / log-loss / ECE"]).count("/") == 2 for row in found)


def test_speed_is_told_of_an_update() -> None:
    assert [row["step"] for row in speed(LOG.people["p1"], Ours())] == [
        "update after an answer", "probability of the next", "replay of 20 answers",
    ]  # fmt: skip


# choosing


def test_the_adaptive_test_is_set_beside_fixed_quizzes() -> None:
    found = shortest_test_rows(4)
    assert [str(row["test"]).partition(",")[0] for row in found] == ["fixed"] * 8 + ["adaptive"] * 3
    assert all(3 <= float(str(row["questions"])) <= 25 for row in found[-3:])


def test_ways_of_choosing_are_set_beside_each_other_on_the_same_people_in_every_world() -> None:
    found = mastery_rows(2, 8, seed=5, worlds={name: WORLDS[name] for name in ("both", "fast")})
    assert [(row["world"], row["questions chosen"]) for row in found] == [
        (world, way) for world in ("both", "fast") for way in ("at random", "document order", "Docent", "who knows all")
    ]
    assert len({row["before"] for row in found}) == 1
    assert found[0]["above chance"] == "+0.000 ± 0.000"


@pytest.mark.parametrize(
    ("world", "x", "gain"),
    [("flat", 0.0, 0.15), ("peaked", 0.85, 0.25), ("peaked", 6.0, 0.05), ("chains", 0.0, 0.045)],
)
def test_a_question_teaches_as_much_as_the_world_says(world: str, x: float, gain: float) -> None:
    item = TrueItem("q", "s1", Kind.CLOZE, 0.0, 0.0)
    person = TruePerson({"s0": -3.0, "s1": x}, 0.0, 30.0, {}, {}, {})
    Pupil(person, WORLDS[world], {"s0": 0.0, "s1": 0.0}).answer(item, 0, Random(1))
    assert person.added["s1"] == pytest.approx(gain, abs=0.002)
