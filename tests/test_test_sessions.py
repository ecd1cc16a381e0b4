"""Tests that let somebody off a skill: which questions, which comes next, how it stands."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.learning.answers import Answered, Mode
from assistant.learning.mastery import Scale
from assistant.learning.questions import Kind, Question, State
from assistant.learning.test_sessions import (
    LARGEST,
    again_from,
    following,
    from_json,
    level,
    pool,
    skill_test,
    stands,
    to_json,
)  # fmt: skip
from assistant.learning.testing_out import Outcome, Test
from tests.bank_questions import evidence, question
from tests.learning_answers import START, answered

TEXT = "".join(f"Rule {number} is {number} days. " for number in range(200))


def on_rules(count: int, kind: Kind = Kind.CLOZE) -> list[Question]:
    return [
        question(f"q{number}", kind, evidence=evidence(f"Rule {number} is {number} days.", text=TEXT))
        for number in range(count)
    ]


def made(count: int = 30, most: int = 25) -> Test | None:
    return skill_test(on_rules(count), "leave", Scale(), share=0.8, certainty=0.9, most=most)


def taken(test: Test, scores: list[float]) -> list[Answered]:
    """Answers with these scores to the questions as they are asked."""
    answers: list[Answered] = []
    for score in scores:
        name = following(test, "s1", answers)
        if name is None:
            break
        answers.append(answered(len(answers) + 1, score, question=name, kind=Kind.CLOZE))
    return answers


@given(some.integers(8, 40), some.floats(0.55, 0.95), some.integers(1, 30))
def test_a_test_comes_back_from_the_journal_as_it_was_begun(count: int, share: float, most: int) -> None:
    test = skill_test(on_rules(count), "leave", Scale(averages={"leave": 0.25}), share=share, certainty=0.6, most=most)
    if test is not None:
        assert from_json(to_json(test)) == test


def test_the_next_question_follows_from_the_journal_alone() -> None:
    test = made()
    assert test is not None
    answers = taken(test, [1.0, 0.0, 1.0, 1.0, 0.0])
    again = from_json(to_json(test))
    assert [following(again, "s1", answers[:count]) for count in range(5)] == [one.question for one in answers]
    assert following(test, "s1", answers) == following(again, "s1", answers)
    assert len({one.question for one in answers}) == len(answers)


def test_who_knows_it_passes_who_does_not_fails_and_in_between_it_ends_undecided_at_the_most() -> None:
    test = made(most=12)
    assert test is not None
    knows, knows_not = (taken(test, [score] * 12) for score in (1.0, 0.0))
    assert stands(test, knows).outcome is Outcome.PASSED
    assert stands(test, knows_not).outcome is Outcome.FAILED
    assert len(knows_not) < len(knows) < 12
    between = taken(test, [1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0])
    assert (stands(test, between).outcome, len(between)) == (Outcome.UNDECIDED, 12)


def test_a_reply_that_the_grader_doubts_decides_nothing_and_is_not_asked_again() -> None:
    test = made()
    assert test is not None
    sure = taken(test, [0.0, 0.0])
    doubted = [replace(sure[0], sure=False), sure[1]]
    assert stands(test, doubted).asked == 1
    assert stands(test, doubted).above > stands(test, sure).above
    assert following(test, "s1", doubted) not in {one.question for one in sure}


def test_free_text_and_what_was_answered_lately_is_not_asked_and_each_sentence_once() -> None:
    found = on_rules(4)
    twin = replace(question("twin", Kind.NUMERIC, evidence=found[0].evidence), state=State.APPROVED)
    text = question("text", Kind.SHORT_ANSWER, evidence=evidence("Rule 9 is 9 days.", text=TEXT))
    lately = answered(1, 1.0, question="q1", hours=0.0)
    names = {one.id for one in pool([*found, twin, text], [lately], START + timedelta(hours=5))}
    assert names == {"twin", "q2", "q3"}
    later = {one.id for one in pool(found, [lately], START + timedelta(hours=24))}
    assert "q1" in later


def test_without_enough_questions_to_show_it_there_is_no_test() -> None:
    assert made(2) is None
    assert skill_test(on_rules(3, Kind.TRUE_FALSE), "leave", Scale(), share=0.8, certainty=0.9, most=25) is None
    assert made(12) is not None
    assert made(30, most=2) is None


def test_a_large_bank_gives_no_larger_test_than_an_event_holds() -> None:
    test = made(LARGEST + 20)
    assert test is not None
    assert len(test.items) == LARGEST


@pytest.mark.parametrize(("share", "shown"), [(0.5, 0), (0.6, 1), (0.79, 2), (0.8, 3), (0.9, 4), (1.0, 4)])
def test_the_level_shown_follows_from_the_share_that_is_tested(share: float, shown: int) -> None:
    assert level(share) == shown


def test_a_skill_is_tested_once_a_day() -> None:
    one = answered(1, 1.0, mode=Mode.TEST_OUT)
    assert again_from([one], "leave", START + timedelta(hours=3)) == START + timedelta(days=1)
    assert again_from([one], "leave", START + timedelta(days=1)) is None
    assert again_from([one], "travel", START) is None
    assert again_from([answered(1, 1.0)], "leave", START) is None
