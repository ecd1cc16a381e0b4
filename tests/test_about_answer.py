"""What can be practised on an answer of the chat, and the button under it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import gradio as gr
import pytest

from assistant.answering.answers import Citation
from assistant.learning.questions import Evidence, Kind, Question
from assistant.people.person import Person
from assistant.web.about_answer import near
from assistant.web.asking import Asking
from assistant.web.chat_view import turn_view
from assistant.web.practising import Practising
from assistant.web.words import Words
from tests.page_fakes import request
from tests.test_pages_practise import PractisingAssistant, fill


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[PractisingAssistant]:
    made = PractisingAssistant(tmp_path)
    made.texts = {"leave.md": "You have 30 days."}
    yield made
    made.close()


@pytest.fixture
def ada(assistant: PractisingAssistant) -> Person:
    return assistant.person("ada")


def answered(assistant: PractisingAssistant, who: Person) -> tuple[str, str]:
    """An answer that cites the beginning of the page; its conversation and id."""
    conversation = assistant.conversations.start(who.id)
    answer = assistant.answer(who, "How many days do I have?")
    assistant.conversations.append(who.id, conversation, "How many days do I have?", answer)
    return conversation, answer.id


def pressed(assistant: PractisingAssistant, who: Person, conversation: str, turn: str) -> str:
    """Where the button leads to."""
    view = Asking(assistant.as_page, Words("en")).quiz(json.dumps({"turn": turn}), conversation, request(who))
    found = re.search(r'data-go="([^"]+)"', view)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_the_button_begins_one_quiz_on_the_passages_that_the_answer_cites(assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, *Kind)
    conversation, turn = answered(assistant, ada)
    for _ in range(2):
        assert pressed(assistant, ada, conversation, turn) == "/en/practise/"
    (quiz,) = assistant.coach.taken(ada.id)
    assert [name for name, _ in quiz.questions] == ["q-single_choice"]
    assert "Question 1 of 1" in Practising(assistant.as_page, Words("en")).arrive(request(ada))[1]


def test_where_no_question_is_on_these_passages_those_of_the_document_are_offered(
    assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC)
    conversation, turn = answered(assistant, ada)
    address = urlsplit(pressed(assistant, ada, conversation, turn))
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert query == {"conversation": conversation, "turn": turn}
    offered = Practising(assistant.as_page, Words("en")).arrive(request(ada, **query))[1]
    assert "There are no questions yet on the passages" in offered
    assert "Practise leave.md: 1 questions" in offered
    assert assistant.coach.taken(ada.id) == []


def test_nothing_is_told_of_an_answer_of_somebody_else_or_of_what_may_no_longer_be_read(
    assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, *Kind)
    conversation, turn = answered(assistant, ada)
    with pytest.raises(gr.Error):
        pressed(assistant, assistant.person("bob"), conversation, turn)
    assistant.rules = {"**": ("hr",)}
    assert "conversation=" in pressed(assistant, ada, conversation, turn)
    query = {"conversation": conversation, "turn": turn}
    offered = Practising(assistant.as_page, Words("en")).arrive(request(ada, **query))[1]
    assert "leave.md" not in offered


def test_an_exam_is_not_pushed_aside(assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, *Kind)
    page = Practising(assistant.as_page, Words("en"))
    page.begin(json.dumps({"mode": "exam", "minutes": "5"}), request(ada))
    assert pressed(assistant, ada, *answered(assistant, ada)) == "/en/practise/"
    assert [quiz.mode.value for quiz in assistant.coach.taken(ada.id)] == ["exam"]


def test_only_an_answer_that_cites_something_has_the_button(assistant: PractisingAssistant, ada: Person) -> None:
    answer, words = assistant.answer(ada, "How many?"), Words("en")
    assert "Quiz me on this answer" in turn_view(answer, "", words, lambda _: True)
    assert "Quiz me on this answer" not in turn_view(answer, "", words, lambda _: False)


def question(name: str, document: str, page: int, start: int, heading: str = "") -> Question:
    place = Evidence(document, "v1", page, "x" * 10, start, start + 10, heading)
    return Question(name, 1, Kind.NUMERIC, "How many?", evidence=place, accept=("5 days",))


def cited(document: str, page: int, start: int, heading: str = "") -> Citation:
    return Citation(1, document, "v1", page, heading, "x" * 10, start, start + 10, 1.0)


def test_near_are_the_same_section_then_the_same_page_never_another() -> None:
    questions = [
        question("page", "a.pdf", 2, 500), question("section", "a.pdf", 2, 300, "Leave"), question("overlap", "a.pdf", 2, 95),
        question("other", "a.pdf", 3, 100, "Leave"), question("text", "b.md", 1, 500),
    ]  # fmt: skip
    assert near(questions, [cited("a.pdf", 2, 100, "Leave")]) == ("section", "overlap", "page")
    assert near(questions, [cited("b.md", 1, 0)]) == ()


def test_enough_on_the_very_section_leave_the_rest_of_the_page_out() -> None:
    questions = [question(f"q{n}", "a.pdf", 2, 10 * n, "Leave") for n in range(3)] + [question("page", "a.pdf", 2, 900)]
    assert near(questions, [cited("a.pdf", 2, 100, "Leave")]) == ("q0", "q1", "q2")
