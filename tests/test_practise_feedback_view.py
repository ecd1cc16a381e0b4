"""What came of a reply, as HTML: what is told, what is left out, and that every text is escaped."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.coaching import Graded
from assistant.learning.answers import Answered, Mode
from assistant.learning.feedback import Feedback, NextStep, WrongPick
from assistant.learning.grades import Label
from assistant.learning.questions import Kind
from assistant.learning.recommendation import ReadNext
from assistant.learning.record import Quiz
from assistant.web.practise_feedback_view import graded_view, label_of, quote_view, section_view
from assistant.web.words import Words
from indexer.documents import Page
from tests.bank_questions import evidence, question

EN, ZH = Words("en"), Words("zh")
DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANSWER = Answered(7, DAY, "q1", 1, Kind.SINGLE_CHOICE, "leave", 0.0, False, reply="b")
TOLD = Feedback(
    Label.INCORRECT, 0.0, True, (), (), (WrongPick("18 <b>"),), "30", "Because <i>", evidence(), (), NextStep.READ_PASSAGE
)
PAGE = Page(1, "  First.\nUp to <5> days.\nLast.  ", ())
READ = ReadNext("leave.md", 1, "Leave", 0, len(PAGE.text), 9, 24, 20.0)


def graded(kind: Kind = Kind.SINGLE_CHOICE, answer: Answered = ANSWER, read: ReadNext | None = None, **told: Any) -> Graded:
    quiz = Quiz("s1", Mode.PRACTICE, DAY, (("q1", 1),), (answer,), False, DAY)
    return Graded(quiz, question(kind=kind), replace(answer, kind=kind), replace(TOLD, **told), read)


def view(one: Graded, section: Page | None = None, more: bool = True, words: Words = EN) -> str:
    return graded_view(one, section, more, words)


@pytest.mark.parametrize(
    ("score", "label"),
    [(1.0, Label.CORRECT), (0.999, Label.PARTIALLY_CORRECT), (0.01, Label.PARTIALLY_CORRECT), (0.0, Label.INCORRECT)],
)
def test_the_label_is_that_of_the_score_that_counts_today(score: float, label: Label) -> None:
    assert label_of(replace(ANSWER, score=score)) is label


def test_a_changed_score_is_told_and_not_what_the_grader_said() -> None:
    shown = view(graded(answer=replace(ANSWER, score=1.0, corrected="t1")))
    assert EN("practise.correct") in shown
    assert 'class="d-graded d-correct"' in shown
    assert f"<strong>{EN('practise.answer')}</strong>" not in shown


def test_a_wrong_reply_is_told_with_the_answer_and_its_proof_in_words_not_only_a_sign() -> None:
    shown = view(graded())
    assert EN("practise.incorrect") in shown
    assert f"<strong>{EN('practise.answer')}</strong> 30" in shown
    assert f"<blockquote>{evidence().quote}</blockquote>" in shown
    assert 'href="/documents/open?document=leave.md"' in shown


def test_a_right_reply_gets_no_answer_and_no_step() -> None:
    shown = view(graded(answer=replace(ANSWER, score=1.0), label=Label.CORRECT, wrong=(), next_step=NextStep.GO_ON))
    assert EN("practise.answer") not in shown
    assert "d-step" not in shown


def test_an_explanation_that_is_the_quote_is_not_told_twice() -> None:
    quote = evidence().quote
    assert view(graded(explanation=quote.replace(" ", "  "))).count(quote) == 1


def test_the_words_for_a_wrong_pick_are_not_those_of_the_option_false() -> None:
    for words in (EN, ZH):
        assert words("practise.your_wrong").rstrip(":：") != words("practise.false")


def test_texts_are_escaped() -> None:
    shown = view(graded(read=READ), PAGE)
    assert "18 &lt;b&gt;" in shown
    assert "Because &lt;i&gt;" in shown
    assert "Up to &lt;5&gt; days." in shown


def test_what_the_grader_is_not_sure_of_is_said_until_a_person_has_decided() -> None:
    assert EN("practise.unsure") in view(graded(certain=False))
    assert EN("practise.unsure") not in view(graded(certain=False, answer=replace(ANSWER, corrected="t1")))
    assert EN("practise.unsure") not in view(graded())


def test_of_a_typed_reply_ones_own_words_are_told_and_of_none_that_it_was_none() -> None:
    assert f"<strong>{EN('practise.yours')}</strong> 18 days" in view(graded(Kind.NUMERIC, replace(ANSWER, reply="18 days")))
    assert EN("practise.nothing_replied") in view(graded(Kind.NUMERIC, replace(ANSWER, reply="")))
    assert EN("practise.yours") not in view(graded())


def test_part_of_an_answer_is_told_with_what_is_right_what_is_missing_and_what_it_counts() -> None:
    half = replace(ANSWER, score=0.5, reply=["a"])
    shown = view(graded(Kind.MULTIPLE_CHOICE, half, right=("30",), missing=("thirty",), label=Label.PARTIALLY_CORRECT))
    assert EN("practise.rule", percent=50) in shown
    assert EN("practise.rule_multiple_choice") in shown
    assert f"<strong>{EN('practise.right_parts')}</strong> 30" in shown
    assert f"<strong>{EN('practise.missing')}</strong> thirty" in shown


def test_where_a_wrong_option_belongs_is_told_with_its_place() -> None:
    place = evidence("They lapse on 31 March.")
    shown = view(graded(wrong=(WrongPick("18", place), WrongPick("25"))))
    assert EN("practise.belongs", option="18") in shown
    assert EN("practise.belongs", option="25") not in shown
    assert "They lapse on 31 March." in shown


def test_a_question_without_a_source_has_no_quote() -> None:
    assert "blockquote" not in view(graded(evidence=None))


def test_the_button_goes_on_or_ends_the_quiz() -> None:
    assert 'data-do="next" data-quiz="s1"' in view(graded(), more=True)
    assert 'data-do="end" data-quiz="s1"' in view(graded(), more=False)


def test_an_objection_names_the_answer() -> None:
    assert 'data-do="object" data-answer="7"' in view(graded())


def test_the_section_is_shown_only_where_it_may_be() -> None:
    assert "d-section" in view(graded(read=READ), PAGE)
    assert "d-section" not in view(graded(read=READ), None)


def test_the_sentence_is_marked_inside_its_section() -> None:
    shown = section_view(READ, PAGE, EN)
    assert "<mark>Up to &lt;5&gt; days.</mark>" in shown
    assert '<div class="d-excerpt">First.\n<mark>' in shown
    assert "</mark>\nLast.</div>" in shown
    assert EN("practise.section", heading="Leave", minutes=1) in shown


def test_a_section_without_a_heading_is_called_after_its_document() -> None:
    assert EN("practise.section", heading="leave.md", minutes=3) in section_view(
        replace(READ, heading="", seconds=170), PAGE, EN
    )


def test_a_page_is_told_only_of_documents_that_have_pages() -> None:
    paged = replace(evidence(), document="Policies/Leave 2025.PDF", page=3)
    shown = quote_view(paged, EN)
    assert EN("practise.where", document="Policies/Leave 2025.PDF", page=3) in shown
    assert "document=Policies%2FLeave+2025.PDF#page=3" in shown
    assert "leave.md, Vacation" in quote_view(evidence(), EN)
    assert "leave.md ↗" in quote_view(replace(evidence(), heading=""), EN)


@pytest.mark.parametrize("step", [one for one in NextStep if one is not NextStep.GO_ON])
def test_every_step_is_told_in_both_languages(step: NextStep) -> None:
    for words in (EN, ZH):
        assert words(f"practise.step_{step.value}") in view(graded(next_step=step), words=words)
