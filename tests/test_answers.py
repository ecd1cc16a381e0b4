"""Tests of assistant.learning.answers: what a journal tells."""

from datetime import timedelta
from typing import Any

from assistant.learning.answers import Credit, Mode, history
from assistant.learning.questions import Kind
from tests.learning_answers import START, Line

ANSWER = {
    "session": "s1", "question": "q1", "version": 2, "kind": "cloze", "skill": "leave", "document": "leave.pdf",
    "reply": "5 days", "score": 0.0, "correct": False, "seconds": 12.5, "mode": "exam", "hinted": False, "certain": True,
    "sure": False, "grader": "code",
}  # fmt: skip


def test_an_answer_is_read_with_everything_it_tells() -> None:
    (one,) = history([Line(4, "answered", ANSWER)]).answers
    assert (one.sequence, one.time, one.question, one.version, one.kind) == (4, START, "q1", 2, Kind.CLOZE)
    assert (one.skill, one.document, one.session, one.reply) == ("leave", "leave.pdf", "s1", "5 days")
    assert (one.score, one.correct, one.seconds, one.mode) == (0.0, False, 12.5, Mode.EXAM)
    assert (one.hinted, one.certain, one.sure, one.corrected) == (False, True, False, "")


def test_what_was_not_told_has_its_usual_value() -> None:
    least = {name: ANSWER[name] for name in ("question", "version", "kind", "skill", "score", "correct")}
    (one,) = history([Line(1, "answered", least)]).answers
    assert (one.mode, one.hinted, one.certain, one.sure, one.seconds) == (Mode.PRACTICE, False, None, True, 0.0)


def test_a_regrade_replaces_the_score_and_settles_doubt() -> None:
    regrade = {"answer": 1, "score": 1.0, "correct": True, "by": "t1", "why": "a synonym"}
    (one,) = history([Line(1, "answered", ANSWER), Line(2, "scored", regrade)]).answers
    assert (one.score, one.correct, one.sure, one.corrected) == (1.0, True, True, "t1")


def test_the_last_of_several_regrades_counts() -> None:
    lines = [Line(1, "answered", ANSWER)]
    lines += [
        Line(2 + n, "scored", {"answer": 1, "score": value, "correct": value > 0.5}) for n, value in enumerate((1.0, 0.25))
    ]
    assert history(lines).answers[0].score == 0.25


def test_a_regrade_of_no_known_answer_changes_nothing() -> None:
    lines = [Line(1, "answered", ANSWER), Line(2, "scored", {"answer": 9, "score": 1.0, "correct": True})]
    assert history(lines).answers == history(lines[:1]).answers


def test_credits_are_read_and_other_events_passed_over() -> None:
    told: dict[str, Any] = {"skill": "leave", "share": 0.8, "by": "t1", "why": "certificate"}
    later = START + timedelta(days=1)
    found = history([Line(1, "initialized", {"session": "s1"}), Line(2, "credited", told, later)])
    assert found.answers == ()
    assert found.credits == (Credit(2, later, "leave", 0.8, "t1", "certificate"),)


def test_a_voided_credit_counts_no_longer() -> None:
    lines = [Line(1, "credited", {"skill": "leave", "share": 0.8}), Line(2, "credited", {"skill": "pay", "share": 1.0})]
    assert history([*lines, Line(3, "voided", {"event": 1})]).credits == history(lines).credits[1:]
    assert history([*lines, Line(3, "voided", {"event": 7})]).credits == history(lines).credits


def test_scores_outside_0_to_1_are_held_inside() -> None:
    lines = [Line(1, "answered", {**ANSWER, "score": 7}), Line(2, "credited", {"skill": "leave", "share": -1})]
    found = history(lines)
    assert (found.answers[0].score, found.credits[0].share) == (1.0, 0.0)
