"""Tests of assistant.insight.items: what many people's answers tell of questions."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from assistant.insight.items import Flag, difficulties, first_answers, left_answers, scale, statistics, usual_seconds
from assistant.learning.answers import History
from assistant.learning.mastery import Calibration, Item, item_of_kind
from assistant.learning.questions import Evidence, Kind, Option, Question, State
from tests.learning_answers import answered

PLACE = Evidence("leave.pdf", "0" * 64, 1, "5 days", 0, 6)
OPTIONS = tuple(Option(name, f"{name} days") for name in "abc")


def choice(name: str) -> Question:
    return Question(name, 1, Kind.SINGLE_CHOICE, "How many?", PLACE, OPTIONS, ("a",), skill="leave")


def people(rows: list[str]) -> dict[str, History]:
    """Each row is a person, each letter the option taken in questions q0, q1, ...; "a" is right, "-" was not asked."""
    return {
        f"p{n:02}": History(
            tuple(
                answered(at + 1, float(letter == "a"), question=f"q{at}", reply=letter, seconds=10.0 + n, hours=at)
                for at, letter in enumerate(row)
                if letter != "-"
            )
        )
        for n, row in enumerate(rows)
    }


def test_facility_time_and_use_of_options_are_counted() -> None:
    found = statistics(first_answers(people(["a", "a", "b", "a"])), {"q0": choice("q0")}, 1)["q0"]
    assert (found.people, found.facility, found.median_s, found.discrimination) == (4, 0.75, 11.5, None)
    assert [(one.option, one.share, one.right) for one in found.uses] == [
        ("a", 0.75, True),
        ("b", 0.25, False),
        ("c", 0, False),
    ]


def test_discrimination_is_the_correlation_with_the_score_on_other_questions() -> None:
    rows = ["aaaa", "aaab", "abab", "bbab", "bbbb", "abbb"]
    found = statistics(first_answers(people(rows)), {}, 1)
    right = np.array([[letter == "a" for letter in row] for row in rows], dtype=float)
    rest = (right.sum(axis=1) - right[:, 0]) / 3
    assert found["q0"].discrimination == pytest.approx(np.corrcoef(right[:, 0], rest)[0, 1])


def test_discrimination_cannot_be_told_where_all_are_alike() -> None:
    assert statistics(first_answers(people(["aaaa"] * 5)), {}, 1)["q0"].discrimination is None


def test_nothing_is_told_of_what_few_have_answered() -> None:
    rows = ["aa", "aa", "aa", "aa", "a-"]
    assert set(statistics(first_answers(people(rows)), {})) == {"q0"}


def test_only_the_first_answer_of_a_person_counts() -> None:
    mine = History((answered(1, 0.0, question="q"), answered(2, 1.0, question="q", hours=48)))
    assert statistics(first_answers({"p": mine}), {}, 1)["q"].facility == 0.0


def test_only_answers_to_the_newest_version_count() -> None:
    old, new = answered(1, 0.0, question="q"), replace(answered(2, 1.0, question="q"), version=2)
    found = statistics(first_answers({"p": History((old,)), "o": History((new,))}), {}, 1)["q"]
    assert (found.version, found.people, found.facility) == (2, 1, 1.0)


@pytest.mark.parametrize(
    ("column", "flag"),
    [("b" * 18 + "ca", Flag.HARD), ("a" * 20, Flag.EASY), ("a" * 10 + "b" * 10, Flag.DEAD), ("b" * 10 + "a" * 10, Flag.APART),
     ("b" * 10 + "a" * 10, Flag.RIVAL)],
)  # fmt: skip
def test_odd_questions_are_flagged(column: str, flag: Flag) -> None:
    rows = [letter + ("aaa" if n < 10 else "bbb") for n, letter in enumerate(column)]
    questions = {"q0": choice("q0")}
    assert flag in statistics(first_answers(people(rows)), questions)["q0"].flags
    assert statistics(first_answers(people(rows[:19])), questions)["q0"].flags == ()


def test_a_good_question_has_no_flag() -> None:
    rows = [letter + ("aaa" if n < 10 else "bbb") for n, letter in enumerate("a" * 9 + "c" + "abbbbccccc")]
    assert statistics(first_answers(people(rows)), {"q0": choice("q0")})["q0"].flags == ()


def test_statistics_are_told_as_json() -> None:
    row = statistics(first_answers(people(["a", "b"])), {"q0": choice("q0")}, 1)["q0"].to_json()
    assert (row["question"], row["people"], row["facility"], row["flags"]) == ("q0", 2, 0.5, [])
    assert row["uses"][0] == {"option": "a", "share": 0.5, "rest": None, "right": True}


def test_difficulties_of_simulated_items_are_found_again() -> None:
    chance, true = Random(5), {f"q{n}": n / 4 - 1.5 for n in range(13)}
    past = {}
    for person in range(400):
        x = chance.gauss(0, 1.28)
        scored = [chance.random() < 1 / (1 + np.exp(level - x)) for level in true.values()]
        past[f"p{person}"] = History(tuple(answered(n, float(right), question=f"q{n}") for n, right in enumerate(scored)))
    found = difficulties(first_answers(past), dict.fromkeys(true, Item()))
    off = [found[name].logits - level for name, level in true.items()]
    assert max(map(abs, off)) < 0.45
    assert sum(map(abs, off)) / len(off) < 0.2
    assert all(0.08 < one.error < 0.2 and one.people == 400 for one in found.values())


def test_few_answers_leave_a_difficulty_near_that_of_its_kind() -> None:
    found = difficulties(first_answers({"p": History((answered(1, 0.0, kind=Kind.CLOZE),))}), {})
    prior = item_of_kind(Kind.CLOZE).difficulty
    assert prior < found["q1"].logits < prior + 0.7
    assert 0.9 < found["q1"].error < 1.0


def test_without_answers_there_are_no_difficulties() -> None:
    assert difficulties({}, {}) == {}


def test_a_scale_has_an_item_for_every_question_and_an_average_for_every_skill() -> None:
    found = scale(people(["aab", "aab", "aab"]), [choice(f"q{n}") for n in range(4)])
    assert found.items["q0"].difficulty < found.items["q3"].difficulty == 0.0 < found.items["q2"].difficulty
    assert found.averages["leave"] == pytest.approx(sum(one.difficulty for one in found.items.values()) / 4)
    assert found.items["q0"].guess == pytest.approx(1 / 3)
    assert found.calibration == Calibration()


def test_a_scale_is_calibrated_once_there_are_enough_answers() -> None:
    chance = Random(2)
    rows = ["".join(chance.choice("aab") for _ in range(9)) for _ in range(60)]
    assert scale(people(rows), [choice(f"q{n}") for n in range(9)]).calibration != Calibration()


def test_a_first_answer_that_the_grader_doubts_tells_nothing_and_the_second_does_not_stand_in() -> None:
    doubted = answered(1, 0.4, question="q0", sure=False)
    past = {"p": History((doubted, answered(2, 1.0, question="q0", hours=48), answered(3, 1.0, question="q1")))}
    assert list(first_answers(past)["p"]) == ["q1"]


def test_erased_people_leave_first_answers_of_nobody_in_particular() -> None:
    row = {
        "question": "q0",
        "version": 1,
        "kind": "single_choice",
        "skill": "leave",
        "score": 0.0,
        "correct": False,
        "attempt": 1,
    }
    found = left_answers([row, row | {"attempt": 2}, row | {"score": 1.0, "correct": True}])
    assert [[answer.score for answer in one.answers] for one in found.values()] == [[0.0], [1.0]]
    left = scale({}, [choice("q0")], left=left_answers([row] * 20))
    assert left.items["q0"].difficulty > 1.0


def test_the_usual_seconds_are_a_median_of_people_and_told_of_no_few() -> None:
    past = people(["a", "a", "b", "a", "a"])
    assert usual_seconds(past) == {"q0": 12.0}
    assert usual_seconds(dict(list(past.items())[:4])) == {}


def test_a_retired_question_keeps_its_item_and_has_no_part_in_the_average() -> None:
    old = replace(choice("q1"), state=State.RETIRED, difficulty=2.0)
    found = scale({}, [choice("q0"), old])
    assert found.items["q1"].difficulty == 2.0
    assert found.averages == {"leave": 0.0}
