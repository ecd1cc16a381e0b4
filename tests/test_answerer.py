"""From question to answer."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Event

import pytest

from assistant.answering.answerer import Answerer, Happening
from assistant.answering.answers import Answer, Citation, Mode
from assistant.answering.generation import Order, Text, Waiting
from assistant.answering.standard import StandardAnswer
from assistant.answering.suggestions import suggestions
from assistant.errors import QuestionRefused
from assistant.settings import AnsweringSettings, Settings
from indexer.selection import Selection
from tests.memory_index import EMBEDDER, MemoryIndex, anything
from tests.test_standard import NOW

INDEX = MemoryIndex()
SURE = Settings(answering=AnsweringSettings(refuse_below=0.0, weak_below=0.0))
QUOTING = replace(SURE, answering=replace(SURE.answering, mode="quoted"))
QUESTION = "How many vacation days do full-time employees get a year?"


class Writer:
    """A line with a writer that always writes the same."""

    name = "scripted"

    def __init__(self, *pieces: str) -> None:
        self.pieces = pieces
        self.orders: list[Order] = []
        self.people: list[str] = []

    def write(self, order: Order, cancelled: Event, person: str = "") -> Iterator[Waiting | Text]:
        self.orders.append(order)
        self.people.append(person)
        yield Waiting(1)
        for piece in self.pieces:
            if cancelled.is_set():
                return
            yield Text(piece)


def happenings(
    question: str, settings: Settings = SURE, writer: Writer | None = None, within: Selection | None = None
) -> list[Happening]:
    selection = INDEX.everything() if within is None else within
    return list(Answerer(settings, writer, EMBEDDER).ask(question, [], within=selection, may_read=anything, index=INDEX))


def answered(question: str, settings: Settings = SURE, writer: Writer | None = None) -> Answer:
    last = happenings(question, settings, writer)[-1]
    assert isinstance(last, Answer)
    return last


def test_sentences_are_quoted_one_by_one_where_that_is_asked_for() -> None:
    events = happenings(QUESTION, QUOTING, Writer("never asked"))
    answer = events[-1]
    assert isinstance(answer, Answer) and answer.mode is Mode.QUOTED and answer.model == "" and not answer.refused
    assert answer.answer.startswith("Full-time employees get 30 vacation days a year.")
    assert "".join(event.piece for event in events if isinstance(event, Text)) == answer.answer
    assert [sentence.citations for sentence in answer.sentences] == [(n + 1,) for n in range(len(answer.citations))]


def test_every_quote_is_the_text_of_its_page() -> None:
    for cited in answered(QUESTION).citations:
        assert INDEX.texts[cited.document][cited.start : cited.end] == cited.quote


def test_a_question_that_the_documents_do_not_answer_is_refused_in_the_admins_words() -> None:
    settings = Settings(answering=AnsweringSettings(refuse_below=0.9, refusal_en="Ask Ann.", refusal_zh="请问安。"))
    answer = answered("Which telescope did Galileo use?", settings)
    assert answer.refused and answer.answer == "Ask Ann." and answer.citations == () and 1 <= len(answer.closest) <= 3
    assert answered("伽利略用什么望远镜？", settings).answer == "请问安。"


def test_with_nothing_to_read_everything_is_refused_and_nothing_named() -> None:
    answer = happenings(QUESTION, within=Selection.nothing())[-1]
    assert isinstance(answer, Answer) and answer.refused and answer.closest == ()


def test_nothing_is_quoted_that_may_not_be_read() -> None:
    answer = happenings("What is the salary of the director?", within=INDEX.without("hr/"))[-1]
    assert isinstance(answer, Answer) and "900000" not in str(answer.to_json())


def test_thin_evidence_is_marked() -> None:
    assert answered(QUESTION, Settings(answering=AnsweringSettings(refuse_below=0.0, weak_below=1.0))).weak
    assert not answered(QUESTION).weak


@pytest.mark.parametrize("question", ["", "  \n", "x" * 4001])
def test_an_empty_or_overlong_question_is_refused_at_once(question: str) -> None:
    with pytest.raises(QuestionRefused):
        Answerer(SURE, None, EMBEDDER).ask(question, [], within=INDEX.everything(), may_read=anything, index=INDEX)


def test_a_writer_writes_and_its_sentences_are_proved() -> None:
    writer = Writer("Full-time employees get ", "30 vacation days a year [1].")
    events = happenings(QUESTION, SURE, writer)
    answer = events[-1]
    assert isinstance(answer, Answer) and answer.mode is Mode.GENERATED and answer.model == "scripted"
    assert events[0] == Waiting(1) and answer.answer == "Full-time employees get 30 vacation days a year."
    assert answer.sentences[0].supported and answer.citations[0].document == "leave.md"
    assert QUESTION in writer.orders[0].messages[1].content


def test_a_sentence_without_support_is_marked_or_dropped() -> None:
    writer = Writer("Full-time employees get 30 vacation days a year. The moon is made of cheese.")
    marked = answered(QUESTION, SURE, writer)
    assert [sentence.supported for sentence in marked.sentences] == [True, False]
    drop = replace(SURE, answering=replace(SURE.answering, unsupported="drop"))
    assert "moon" not in answered(QUESTION, drop, writer).answer


def test_where_nothing_written_has_support_the_documents_are_quoted() -> None:
    drop = replace(SURE, answering=replace(SURE.answering, unsupported="drop"))
    assert answered(QUESTION, drop, Writer("The moon is made of cheese.")).mode is Mode.QUOTED


def test_a_writers_refusal_is_a_refusal() -> None:
    answer = answered(QUESTION, SURE, Writer("Not in the passages."))
    assert answer.refused and answer.answer == SURE.answering.refusal_en and answer.model == "scripted"


@pytest.mark.parametrize(
    ("mode", "question", "expected"),
    [
        ("auto", QUESTION, Mode.GENERATED), ("auto", "年假有几天？", Mode.QUOTED),
        ("generated", QUESTION, Mode.GENERATED), ("quoted", QUESTION, Mode.QUOTED),
    ],
)  # fmt: skip
def test_the_writer_is_asked_only_where_it_may_and_knows_the_language(mode: str, question: str, expected: Mode) -> None:
    answering = AnsweringSettings(mode=mode)  # type: ignore[arg-type]  # the cases are the literals
    settings = Settings(answering=answering)
    assert Answerer(settings, Writer(), EMBEDDER).mode(question) is expected
    assert Answerer(settings, None, EMBEDDER).mode(question) is Mode.QUOTED


def test_a_cancelled_question_has_no_answer() -> None:
    cancelled = Event()
    cancelled.set()
    for settings in (SURE, QUOTING):
        asked = Answerer(settings, Writer("x"), EMBEDDER).ask(
            QUESTION, [], within=INDEX.everything(), may_read=anything, index=INDEX, cancelled=cancelled
        )
        assert not [event for event in asked if isinstance(event, Answer)]


def approved(version: str) -> StandardAnswer:
    cited = Citation(1, "leave.md", version, 1, "Vacation", "30 vacation days", 35, 51, 1.0)
    return StandardAnswer("s1", QUESTION, "It is 30 days.", (cited,), "t" * 32, NOW)


@pytest.mark.parametrize(("version", "mode"), [("v1", Mode.STANDARD), ("v0", Mode.QUOTED)])
def test_an_approved_answer_is_given_as_long_as_its_page_is_the_one_approved(version: str, mode: Mode) -> None:
    asked = Answerer(SURE, None, EMBEDDER).ask(
        QUESTION, [], within=INDEX.everything(), may_read=anything, index=INDEX, approved=lambda _: approved(version)
    )
    answer = list(asked)[-1]
    assert isinstance(answer, Answer) and answer.mode is mode


def test_an_approved_answer_is_looked_for_with_the_whole_question() -> None:
    asked: list[str] = []

    def nothing(question: str) -> None:
        asked.append(question)

    history = [("How many vacation days do full-time employees get?", "30")]
    answerer = Answerer(SURE, None, EMBEDDER)
    list(
        answerer.ask(
            "What about part-time employees?",
            history,
            within=INDEX.everything(),
            may_read=anything,
            index=INDEX,
            approved=nothing,
        )
    )
    assert asked == ["How many vacation days do part-time employees get?"]


def test_seconds_are_told_apart() -> None:
    seconds = answered(QUESTION).seconds
    assert seconds.first_token is not None and 0 <= seconds.retrieve <= seconds.first_token <= seconds.total


def test_suggestions_come_from_the_headings_nearby() -> None:
    found = suggestions(answered(QUESTION), INDEX, INDEX.everything())
    assert "What do the documents say about sick leave?" in found and len(found) <= 3
    assert not any("vacation" in question for question in found)


def test_suggestions_keep_to_what_may_be_read_and_to_the_language() -> None:
    assert suggestions(answered(QUESTION), INDEX, Selection.nothing()) == []
    assert suggestions(answered("正式员工每年有多少天年假？"), INDEX, INDEX.everything()) == ["关于“病假”有什么规定？"]


def test_the_line_is_told_who_asks() -> None:
    writer = Writer("Full-time employees get 30 days.")
    list(
        Answerer(SURE, writer, EMBEDDER).ask(
            QUESTION, [], within=INDEX.everything(), may_read=anything, index=INDEX, person="ada"
        )
    )
    assert writer.people == ["ada"]
