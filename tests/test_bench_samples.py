"""How answers about the samples are judged."""

from dataclasses import replace

from assistant.answering.answers import Answer, Citation, Mode, Seconds
from bench.samples import score

QUESTION = {"answerable": True, "citations": [{"file": "a.pdf", "page": 2, "quote": "Five days a year."}]}
CITATION = Citation(1, "a.pdf", "v", 2, "", "Five days\na year. More text.", 0, 20, 1.0)
ANSWER = Answer("1", "?", "Five days", False, Mode.QUOTED, (), (CITATION,), "none", 1, Seconds(0.1, None, 0.5))
REFUSAL = replace(ANSWER, refused=True, citations=())


def test_a_quote_is_right_whatever_its_line_breaks() -> None:
    judged = score("en", [(QUESTION, ANSWER)])
    assert (judged.page, judged.quote, judged.wrongly_refused) == (1, 1, 0)


def test_another_page_is_not_right() -> None:
    assert score("en", [(QUESTION, replace(ANSWER, citations=(replace(CITATION, page=3),)))]).page == 0


def test_another_sentence_of_the_page_is_not_the_quote() -> None:
    judged = score("en", [(QUESTION, replace(ANSWER, citations=(replace(CITATION, quote="Something else."),)))])
    assert (judged.page, judged.quote) == (1, 0)


def test_refusals_are_right_or_wrong_by_the_question() -> None:
    nothing = {"answerable": False, "citations": []}
    judged = score("en", [(QUESTION, REFUSAL), (nothing, REFUSAL), (nothing, ANSWER)])
    assert (judged.answerable, judged.wrongly_refused, judged.unanswerable, judged.refused) == (1, 1, 2, 1)


def test_the_time_is_that_of_the_answer_in_the_middle() -> None:
    slow = replace(ANSWER, seconds=Seconds(0.1, None, 2.0))
    assert score("en", [(QUESTION, ANSWER), (QUESTION, ANSWER), (QUESTION, slow)]).seconds == 0.5
