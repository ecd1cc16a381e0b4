"""What is told of a trainer's people together: golden numbers, the smallest group, and nothing by a difference."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from assistant.insight.disclosure import EVERYBODY, Share, Side, Withheld
from assistant.insight.items import Flag
from assistant.insight.team import WEEKS, Level, Posed, Team, Week, targets, team
from assistant.learning.answers import History
from assistant.learning.mastery import TARGET, Scale, mastery
from assistant.learning.questions import Evidence, Kind, Option, Question
from assistant.learning.skills import JobRole, Name, Skill, SkillsMap, Target
from tests.learning_answers import START, answered

NOW = START + timedelta(days=10)
FEWEST = 5


def choice(name: str, skill: str = "leave", document: str = "leave.md") -> Question:
    options = (Option("a", "Five"), Option("b", "Six"), Option("c", "Seven"))
    place = Evidence(document, "v1", 1, "x", 0, 1)
    return Question(name, 1, Kind.SINGLE_CHOICE, "How many?", place, options, ("a",), skill=skill)


QUESTIONS = {name: choice(name) for name in ("q0", "q1", "q2", "q3")}


def past(rows: Sequence[str], document: str = "leave.md") -> dict[str, History]:
    """Row n is what person n took in questions q0, q1, ...; "a" is right, "-" was not asked."""
    return {
        f"p{n:02}": History(
            tuple(
                answered(at + 1, float(letter == "a"), question=f"q{at}", reply=letter, document=document, seconds=10.0 + n)
                for at, letter in enumerate(row)
                if letter != "-"
            )
        )
        for n, row in enumerate(rows)
    }


def group(*numbers: range) -> frozenset[str]:
    return frozenset(f"p{n:02}" for each in numbers for n in each)


def told(
    rows: Sequence[str],
    groups: Mapping[str, frozenset[str]] | None = None,
    questions: Mapping[str, Question] = QUESTIONS,
    document: str = "leave.md",
) -> Team:
    given = {EVERYBODY: group(range(len(rows)))} if groups is None else groups
    wanted = {EVERYBODY: {"leave": 0.9}}
    return team(given, past(rows, document), questions, wanted, NOW, FEWEST, lambda name: name == "leave.md", Scale())


def level(found: Team, name: str = EVERYBODY) -> Level:
    return next(one for one in found.levels if one.group == name)


def posed(found: Team, question: str, name: str = EVERYBODY) -> Posed | None:
    return next((one for one in found.posed if (one.group, one.question) == (name, question)), None)


def test_a_level_is_the_mean_of_what_the_people_know() -> None:
    rows = ["aaaa", "aaab", "aabb", "abbb", "bbbb"]
    known = [mastery(one, "leave", Scale(), NOW).share for one in past(rows).values()]
    found = level(told(rows))
    assert (found.people, found.target) == (5, 0.9)
    assert found.share == pytest.approx(sum(known) / 5)
    assert found.share == pytest.approx(0.428, abs=0.001)
    assert found.gap == pytest.approx(0.9 - sum(known) / 5)


def test_nothing_is_told_of_a_skill_that_four_of_a_group_have_answered() -> None:
    found = told(["aa", "ab", "aa", "bb", "--", "--"])
    assert level(found) == Level(EVERYBODY, "leave", 0.9, None, None, Withheld.FEW)
    assert found.posed == ()
    assert found.unsaid == {EVERYBODY: 2}


def test_a_group_of_four_is_told_of_in_nothing() -> None:
    found = told(["aa"] * 4)
    assert [one.withheld for one in found.groups] == [Withheld.FEW]
    assert (found.levels, found.posed, found.weeks) == ((), (), ())


def test_one_person_more_or_less_is_not_given_away_by_a_second_group() -> None:
    found = told(["aa"] * 6, {EVERYBODY: group(range(6)), "sales": group(range(5))})
    assert [(one.name, one.withheld) for one in found.groups] == [(EVERYBODY, None), ("sales", Withheld.DIFFERENCE)]
    rows: list[Level | Posed | Week] = [*found.levels, *found.posed, *found.weeks]
    assert {one.group for one in rows} == {EVERYBODY}


def test_one_person_who_answered_beside_a_group_is_not_given_away_either() -> None:
    rows = ["aa"] * 6 + ["--"] * 4  # five of the ten are outside of sales, but only one of them has answered
    found = told(rows, {EVERYBODY: group(range(10)), "sales": group(range(5))})
    assert level(found).people == 6
    assert level(found, "sales") == Level("sales", "leave", TARGET, None, None, Withheld.DIFFERENCE)
    assert posed(found, "q0") is not None
    assert posed(found, "q0", "sales") is None
    assert {one.withheld for one in found.weeks if one.group == "sales" and one.people is None} == {Withheld.DIFFERENCE}


def test_a_question_is_told_with_facility_and_the_use_of_its_options() -> None:
    found = posed(told(["aaaa", "aaab", "baaa", "baaa", "babb", "aaaa", "cbbb", "aabb", "aaaa", "bbbb"]), "q0")
    assert found is not None
    assert (found.people, found.facility, found.median_s, found.flags) == (10, Share(0.5), 14.5, ())
    assert found.discrimination == pytest.approx(0.4096, abs=0.0001)
    assert [(one.option, one.share, one.right) for one in found.choices] == [
        ("a", Share(0.5), True), ("b", Share(0.4), False), ("c", Share(0.1, Side.AT_MOST), False),
    ]  # fmt: skip
    assert found.choices[0].rest == pytest.approx(0.8)
    assert [one.rest for one in found.choices[1:]] == [None, None]  # four and one people


def test_that_nobody_was_right_is_told_no_more_exactly_than_one() -> None:
    nobody, one = (posed(told(rows), "q0") for rows in (["b"] * 5, ["b"] * 4 + ["a"]))
    assert nobody is not None
    assert one is not None
    assert nobody.facility == one.facility == Share(0.2, Side.AT_MOST)


def test_the_hardest_question_stands_first() -> None:
    found = told(["aba", "aba", "abb", "aab", "baa", "aab"])
    assert [one.question for one in found.posed] == ["q1", "q2", "q0"]
    assert [one.facility for one in found.posed] == [Share(0.5), Share(0.5), Share(5 / 6, Side.AT_LEAST)]


def test_an_odd_question_is_flagged() -> None:
    found = posed(told(["b" + ("aaa" if n < 10 else "bbb") for n in range(20)]), "q0")
    assert found is not None
    assert Flag.HARD in found.flags


def test_answers_on_documents_that_the_viewer_may_not_read_count_for_nothing() -> None:
    found = told(["aa"] * 6, document="secret.md")
    assert level(found).withheld is Withheld.FEW
    assert found.posed == ()
    assert all(one.people == 0 for one in found.weeks)


def test_questions_that_the_viewer_may_not_read_are_not_told() -> None:
    found = told(["aa"] * 6, questions={"q0": QUESTIONS["q0"]})
    assert {one.question for one in found.posed} == {"q0"}


def test_an_answer_counts_for_the_skill_that_its_question_has_now() -> None:
    found = told(["aa"] * 6, questions={name: choice(name, "holidays") for name in QUESTIONS})
    assert {(one.skill, one.people) for one in found.levels} == {("holidays", 6)}


def test_activity_is_counted_by_weeks_from_monday() -> None:
    found = told(["aaaa", "aa", "aa", "aa", "aa", "--"])
    assert len(found.weeks) == WEEKS
    assert [(one.start.isoformat(), one.people, one.answers) for one in found.weeks[-2:]] == [
        ("2026-03-02", 5, 12), ("2026-03-09", 0, 0),
    ]  # fmt: skip


def test_a_week_with_few_people_is_withheld_and_one_without_anybody_is_told() -> None:
    found = told(["aaaa", "aa", "aa", "--", "--", "--"])
    assert [(one.people, one.answers, one.withheld) for one in found.weeks[-2:]] == [
        (None, None, Withheld.FEW), (0, 0, None),
    ]  # fmt: skip


def test_targets_are_those_of_the_roles_that_a_group_holds() -> None:
    skills = SkillsMap(
        (Skill("leave", Name("Leave")), Skill("pay", Name("Pay"))),
        (
            JobRole("seller", Name("Seller"), ("sales",), (Target("leave", 3),)),
            JobRole("clerk", Name("Clerk"), ("hr",), (Target("leave", 4), Target("pay", 1))),
        ),
    )
    assert targets(skills, [EVERYBODY, "sales", "hr"]) == {
        EVERYBODY: {"leave": 0.9, "pay": 0.6}, "sales": {"leave": 0.8}, "hr": {"leave": 0.9, "pay": 0.6},
    }  # fmt: skip
