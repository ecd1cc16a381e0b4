"""The end of a quiz, as HTML: the result, what it changed, what to read, and each reply."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from markupsafe import escape

from assistant.coaching import Change, Graded
from assistant.curriculum import Finished, Verdict
from assistant.learning.answers import Answered, Mode
from assistant.learning.feedback import Feedback, NextStep
from assistant.learning.grades import Label
from assistant.learning.mastery import Mastery
from assistant.learning.questions import Kind
from assistant.learning.recommendation import ReadNext
from assistant.learning.record import Quiz
from assistant.web.practise_summary_view import Summary, summary_view
from assistant.web.words import Words
from indexer.documents import Page
from tests.bank_questions import evidence, question

EN, ZH = Words("en"), Words("zh")
DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANSWER = Answered(7, DAY, "q1", 1, Kind.SINGLE_CHOICE, "leave", 0.0, False, reply="b")
QUIZ = Quiz("s1", Mode.PRACTICE, DAY, (("q1", 1), ("q2", 1)), (ANSWER, replace(ANSWER, score=1.0, correct=True)), True, DAY)
TOLD = Feedback(Label.INCORRECT, 0.0, True, (), (), (), "30", "", evidence(), (), NextStep.READ_PASSAGE)
UNKNOWN = Mastery("leave", 0.5, 0.1, 0.9, 1.0, 0, (), None, ())
KNOWN = replace(UNKNOWN, share=0.75, lower=0.6, answers=3)
PLAIN = Summary(QUIZ, (), (), Finished(QUIZ, None, None, None, ()), (), (), late=False)


def view(words: Words = EN, **changes: Any) -> str:  # Any: values of several fields
    return summary_view(replace(PLAIN, **changes), words)


def reply(score: float = 0.0, given: str = "b", certain: bool = True, corrected: str = "") -> Graded:
    answer = replace(ANSWER, score=score, correct=score == 1.0, reply=given, corrected=corrected)
    return Graded(QUIZ, question(question="How many <b>?"), answer, replace(TOLD, certain=certain))


def test_the_score_counts_every_question_that_was_asked() -> None:
    assert EN("practise.score", right=1, of=2, percent=50) in view()
    assert EN("practise.done") in view()


@pytest.mark.parametrize("verdict", list(Verdict))
def test_what_a_quiz_decided_is_said_in_words(verdict: Verdict) -> None:
    shown = view(finished=replace(PLAIN.finished, verdict=verdict))
    assert escape(EN(f"practise.verdict_{verdict.value}")) in shown
    assert (EN("practise.verdict_why") in shown) is (verdict is Verdict.WAITING)


def test_that_the_time_ran_out_is_said_only_then() -> None:
    assert EN("practise.late") in view(late=True)
    assert EN("practise.late") not in view()


def test_finished_steps_are_joined_as_the_language_joins_them_and_escaped() -> None:
    assert EN("practise.path_finished", names="Leave &lt;b&gt;, Travel") in view(path=("Leave <b>", "Travel"))
    assert ZH("practise.path_finished", names="休假、出差") in view(ZH, path=("休假", "出差"))


def test_what_changed_is_a_table_and_where_nothing_did_a_sentence() -> None:
    shown = view(changes=(Change("Leave", UNKNOWN, KNOWN),))
    assert EN("practise.unknown") in shown
    assert EN("practise.percent", n=75) in shown
    assert EN("practise.nothing_changed") not in shown
    assert EN("practise.nothing_changed") in view()


def test_sections_to_read_are_offered_with_the_sentence_marked() -> None:
    page = Page(1, "First.\nUp to 5 days.", ())
    shown = view(read=((ReadNext("leave.md", 1, "Leave", 0, len(page.text), 7, 20, 30.0), page),))
    assert "<mark>Up to 5 days.</mark>" in shown
    assert EN("practise.read_next") in shown
    assert EN("practise.read_next") not in view()


def test_a_wrong_reply_is_open_with_the_answer_and_a_right_one_is_folded() -> None:
    wrong, right = view(answers=(reply(),)), view(answers=(reply(1.0),))
    assert '<details class="d-reply" open>' in wrong
    assert f"<strong>{EN('practise.answer')}</strong> 30" in wrong
    assert '<details class="d-reply">' in right
    assert f"<strong>{EN('practise.answer')}</strong>" not in right


def test_a_reply_is_told_in_words_and_escaped() -> None:
    shown = view(answers=(reply(),))
    assert f"{EN('practise.yours')} 18" in shown
    assert "How many &lt;b&gt;?" in shown
    assert EN("practise.nothing_replied") in view(answers=(reply(given=""),))


def test_a_grade_that_is_not_sure_is_said_until_a_person_decided() -> None:
    assert EN("practise.unsure") in view(answers=(reply(certain=False),))
    assert EN("practise.unsure") not in view(answers=(reply(certain=False, corrected="t1"),))


def test_every_reply_can_be_objected_to() -> None:
    shown = view(answers=(reply(), reply(1.0)))
    assert shown.count('data-do="object" data-answer="7"') == 2
