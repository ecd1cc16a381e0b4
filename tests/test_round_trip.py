"""Tests of assistant.learning.round_trip: a question is kept if its passage alone leads back to its answer."""

from collections.abc import Iterator, Sequence
from threading import Event

import pytest

from assistant.answering.generation import Order
from assistant.learning.found import FactKind
from assistant.learning.round_trip import (
    JudgeReader,
    QuotingReader,
    Verdict,
    WrittenQuestion,
    comes_back,
    round_trip,
    written_questions,
)
from tests.company_index import ContainingReader
from tests.engines import ScriptedGenerator
from tests.memory_index import EMBEDDER, passage
from tests.test_reader import Scripted

RIGHT = passage("Employees may carry over up to 5 unused days. They lapse on 31 March.")
WRONG = passage("Trains are booked through the portal.", "travel.md")
ALSO = passage("In Leeds up to 5 unused days are carried over.", "leeds.md")
QUESTION = "How many unused days may employees carry over?"


class OneAnswer:
    """Reads the same from every passage."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, question: str, passage: object) -> tuple[str, float]:
        return self.text, 0.9


class Asking:
    """A writer that asks for each phrase with the next of its questions."""

    name = "asking"

    def __init__(self, questions: Sequence[str]) -> None:
        self.questions = iter(questions)
        self.orders: list[Order] = []

    def write(self, order: Order, cancelled: Event) -> Iterator[str]:
        self.orders.append(order)
        yield from next(self.questions)

    def close(self) -> None:
        pass


def test_a_question_that_its_passage_alone_answers_is_kept() -> None:
    assert round_trip(QUESTION, "up to 5", RIGHT, [WRONG], ContainingReader()) is Verdict.KEPT


def test_a_question_whose_passage_gives_something_else_is_not_kept() -> None:
    assert round_trip(QUESTION, "up to 5", RIGHT, [WRONG], OneAnswer("31 March")) is Verdict.NOT_BACK


def test_a_question_that_another_passage_answers_too_is_not_kept() -> None:
    assert round_trip(QUESTION, "up to 5", RIGHT, [WRONG, ALSO], ContainingReader()) is Verdict.ELSEWHERE


def test_passages_that_do_not_hold_the_answer_are_not_read() -> None:
    reader = ContainingReader()
    round_trip(QUESTION, "up to 5", RIGHT, [WRONG], reader)
    assert reader.asked == ["leave.md"]


@pytest.mark.parametrize(
    ("read", "key", "expected"),
    [
        ("up to 5", "up to 5", True),
        ("The carry-over is up to 5 days.", "up to 5", True),
        ("the head of the People team", "head of People team", True),
        ("15 days", "5", False),
        ("31 March", "up to 5", False),
        ("", "up to 5", False),
        ("anything", "", False),
        ("最多可以结转五天", "五天", True),
    ],
)
def test_an_answer_comes_back_as_itself_or_word_for_word_in_a_sentence(read: str, key: str, expected: bool) -> None:
    assert comes_back(read, key) is expected


def test_the_quoting_reader_reads_the_sentence_that_answers_best() -> None:
    text, score = QuotingReader(EMBEDDER).read(QUESTION, RIGHT)
    assert text == "Employees may carry over up to 5 unused days."
    assert 0 <= score <= 1


def test_the_quoting_reader_finds_nothing_in_an_empty_passage() -> None:
    assert QuotingReader(EMBEDDER).read(QUESTION, passage("")) == ("", 0.0)


def test_the_judge_reads_its_best_span() -> None:
    judge = Scripted(lambda word: 5.0 if word == "March" else -9.0)
    text, margin = JudgeReader(judge).read("When do they lapse?", RIGHT)
    assert text == "March"
    assert margin > 0
    assert JudgeReader(judge).read("When do they lapse?", passage("")) == ("", 0.0)


def test_a_writer_is_asked_for_phrases_that_are_not_taken() -> None:
    writer = Asking(["When do unused days lapse?"])
    made = list(written_questions(RIGHT, writer, 1, taken=("up to 5 unused", "up to 5 unused days")))
    assert made == [WrittenQuestion("When do unused days lapse?", "31 March", FactKind.DATE)]
    assert writer.orders[0].messages[-1].content.endswith("31 March")


@pytest.mark.parametrize("said", ["They lapse.", "Is it on 31 March?", "Why?", ""])
def test_what_is_no_question_or_gives_its_answer_away_is_dropped(said: str) -> None:
    assert list(written_questions(passage("They lapse on 31 March."), ScriptedGenerator([said]), 3)) == []


def test_no_more_is_asked_than_wanted() -> None:
    writer = ScriptedGenerator(["When is that done?"])
    list(written_questions(RIGHT, writer, 1))
    assert len(writer.orders) == 1
