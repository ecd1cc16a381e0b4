"""The page for practising, handler by handler: one's own quiz from beginning to end, and nobody else's."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from assistant.coaching import Coach
from assistant.learning.bank import Bank
from assistant.learning.grading import Grader
from assistant.learning.questions import Kind, Question, State
from assistant.learning.skills import SkillsMap
from assistant.people.journal import Journals
from assistant.people.person import Person
from assistant.settings import PracticeSettings
from assistant.web.practise import build
from assistant.web.practising import Practising, reply_of
from assistant.web.words import Words
from indexer.documents import Page
from tests.page_fakes import ScriptedAssistant, request
from tests.practise_questions import QUOTE, RIGHT, on

TEXT = f"Carry-over\n{QUOTE}\n"
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


class PractisingAssistant(ScriptedAssistant):
    """An assistant with a bank, journals, and a clock that tests turn."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.now = MORNING
        self.bank = Bank(folder / "bank/questions.db")
        self.settings = replace(self.settings, practice=PracticeSettings(folder / "bank"))
        self.coach = Coach(
            self.bank, Journals(folder / "progress", lambda: self.now), SkillsMap, Grader(), drafts=True, retention=0.9,
            clock=lambda: self.now,
        )  # fmt: skip

    def page(self, person: Person, document: str, number: int) -> Page:
        return Page(number, TEXT)

    def close(self) -> None:
        super().close()
        self.bank.close()


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[PractisingAssistant]:
    made = PractisingAssistant(tmp_path)
    yield made
    made.close()


@pytest.fixture
def page(assistant: PractisingAssistant) -> Practising:
    return Practising(assistant.as_page, Words("en"))


@pytest.fixture
def ada(assistant: PractisingAssistant) -> Person:
    return assistant.person("ada")


def fill(assistant: PractisingAssistant, *kinds: Kind, document: str = "leave.md") -> list[Question]:
    made = [one for one in on(document, "v1", 1, TEXT) if one.kind in kinds]
    assistant.bank.add_all(made, "trainer", MORNING)
    return made


def begin(page: Practising, who: Person, **wish: object) -> str:
    """Begins a quiz and gives the question's HTML."""
    return page.begin(json.dumps({"minutes": "10", "click": "c1", **wish}), request(who))[0]


def quiz_of(view: str) -> str:
    found = re.search(r'data-quiz="(\w+)"', view)
    assert found is not None
    return found[1]


def reply(page: Practising, who: Person, view: str, **fields: object) -> tuple[str, str]:
    question = re.search(r'data-question="([\w-]+)"', view)
    assert question is not None
    return page.reply(json.dumps({"quiz": quiz_of(view), "question": question[1], **fields}), request(who))


@pytest.mark.parametrize("kind", Kind)
def test_a_question_of_every_kind_is_asked_and_graded(
    page: Practising, assistant: PractisingAssistant, ada: Person, kind: Kind
) -> None:
    (made,) = fill(assistant, kind)
    view = begin(page, ada)
    assert made.question.split("____")[0].split("<")[0] in view
    told, evidence = reply(page, ada, view, **RIGHT[kind])
    assert "✓ Right" in told
    assert QUOTE in evidence


def test_the_key_is_not_in_the_page_before_the_reply(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, Kind.CLOZE, Kind.NUMERIC)
    view = begin(page, ada)
    assert "31 March" not in view
    assert "5 days" not in view
    assert QUOTE not in view


def test_a_wrong_reply_is_told_with_the_answer_and_its_page(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC)
    told, evidence = reply(page, ada, begin(page, ada), text="7 days")
    assert "✗ Not right" in told
    assert "5 days" in told
    assert "The value is another one." in told
    assert "leave.md" in evidence


def test_a_draft_is_marked_and_an_approved_question_is_not(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    (made,) = fill(assistant, Kind.CLOZE)
    assert "not yet checked by a trainer" in begin(page, ada)
    assistant.bank.approve(made.id, "t", "", MORNING, expected=1, within=lambda _: True)
    assert assistant.bank.get(made.id, within=lambda _: True).state is State.APPROVED
    assert "not yet checked by a trainer" not in begin(page, ada, click="c2")


def test_markup_in_a_question_or_reply_is_text(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, Kind.SINGLE_CHOICE)
    view = begin(page, ada)
    assert "Everybody &lt;b&gt;here" in view
    told, _ = reply(page, ada, view, pick="p")
    assert "<b>" not in told


def test_a_reload_comes_back_to_the_same_question(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, Kind.CLOZE, Kind.NUMERIC)
    view = begin(page, ada)
    assert page.arrive(request(ada))[1] == view
    reply(page, ada, view, text="x")
    assert "Question 2 of 2" in page.arrive(request(ada))[1]


def test_the_end_tells_the_score_each_answer_and_what_changed(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC)
    view = begin(page, ada)
    told, _ = reply(page, ada, view, text="5 days")
    assert 'data-do="end"' in told
    summary, _ = page.end(json.dumps({"quiz": quiz_of(view)}), request(ada))
    assert "1 of 1 right, 100 % in all" in summary
    assert QUOTE in summary
    assert "not known yet" in summary
    assert "%" in summary


def test_an_exam_tells_nothing_before_its_end_and_ends_with_its_time(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC, Kind.CLOZE)
    view = begin(page, ada, mode="exam")
    assert "data-ends=" in view
    following, evidence = reply(page, ada, view, text="5 days")
    assert "Question 2 of 2" in following
    assert QUOTE not in following + evidence
    assistant.now += timedelta(minutes=11)
    late, _ = reply(page, ada, following, text="31 March")
    assert "1 of 2 right" in late or "0 of 2 right" in late


def test_the_quiz_of_somebody_else_cannot_be_seen_answered_or_ended(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC)
    view = begin(page, ada)
    bob = assistant.person("bob")
    for handler in (page.next, page.end):
        with pytest.raises(gr.Error):
            handler(json.dumps({"quiz": quiz_of(view)}), request(bob))
    with pytest.raises(gr.Error):
        reply(page, bob, view, text="5 days")


def test_who_has_no_questions_is_told_so(page: Practising, ada: Person) -> None:
    assert "Nothing to practise yet" in page.arrive(request(ada))[1]


def test_topics_and_documents_are_offered_within_what_one_may_read(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC)
    assistant.rules = {"**": ("everyone",), "hr/**": ("hr",)}
    secret = [replace(one, id="secret") for one in on("hr/pay.md", "v1", 1, TEXT, "pay") if one.kind is Kind.CLOZE]
    assistant.bank.add_all(secret, "trainer", MORNING)
    start = page.home(request(ada))[0]
    assert "leave.md" in start
    assert "pay" not in start


def test_an_objection_is_taken_and_thanked_for(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, Kind.NUMERIC)
    told, _ = reply(page, ada, begin(page, ada), text="7 days")
    answer = re.search(r'data-answer="(\d+)"', told)
    assert answer is not None
    assert "A trainer will look at it" in page.object(
        json.dumps({"answer": answer[1], "text": "The page says 7"}), request(ada)
    )
    assert [one.text for one in assistant.bank.objections.open(within=lambda _: True)] == ["The page says 7"]


def test_nobody_practises_without_signing_in(page: Practising) -> None:
    with pytest.raises(gr.Error):
        page.arrive(request(None))


def test_a_wish_that_cannot_be_is_told(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, Kind.NUMERIC)
    with pytest.raises(gr.Error):
        begin(page, ada, minutes="900")


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (Kind.SINGLE_CHOICE, {}, ""),
        (Kind.MULTIPLE_CHOICE, {"picks": ["a", "b"]}, ["a", "b"]),
        (Kind.ORDERING, {"place_b": "1", "place_a": "2"}, ["b", "a"]),
        (Kind.MATCHING, {"pair_l": "r", "pair_m": ""}, {"l": "r"}),
        (Kind.NUMERIC, {"text": "5"}, "5"),
    ],
)
def test_the_fields_of_the_page_make_a_reply(kind: Kind, given: dict[str, Any], expected: object) -> None:
    assert reply_of(kind, given) == expected


def test_the_page_is_built_in_both_languages(assistant: PractisingAssistant) -> None:
    for language in ("en", "zh"):
        words = Words(language)
        assert words("practise.door") in str(build(assistant.as_page, words).title)
