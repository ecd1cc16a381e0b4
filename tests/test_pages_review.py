"""The page for reviewing questions, handler by handler: trainers decide, nobody else sees it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import gradio as gr
import pytest

from assistant.errors import AccessDenied, Problem
from assistant.learning.answers import Mode
from assistant.learning.conflicts import DocumentConflict, Statement
from assistant.learning.questions import Kind, Question, State
from assistant.making import Made, Making
from assistant.people.journal import EventKind
from assistant.people.person import Person, Role
from assistant.web.review import build
from assistant.web.reviewing import Reviewing, edited
from assistant.web.words import Words
from tests.page_fakes import request
from tests.practise_questions import QUOTE
from tests.test_pages_practise import PractisingAssistant, fill

DRAFT = State.DRAFT.value
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class ReviewingAssistant(PractisingAssistant):
    """An assistant whose making of questions is scripted."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.making = Making(folder, lambda: NOON)
        self.started: list[str] = []

    def make_questions(self, by: Person) -> None:
        self.started.append(by.name)

    def conflict(self, one: str, other: str) -> None:
        """Two documents that disagree."""
        told = [Statement(name, "v1", 1, QUOTE, 0, 9, value) for name, value in ((one, "5 days"), (other, "7 days"))]
        self.making.start(lambda: iter([Made(one, 0, {"clash": 1}, (DocumentConflict("How many?", *told),))]), 1, "tara").join()


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[ReviewingAssistant]:
    made = ReviewingAssistant(tmp_path)
    yield made
    made.close()


@pytest.fixture
def page(assistant: ReviewingAssistant) -> Reviewing:
    return Reviewing(assistant.as_page, Words("en"))


@pytest.fixture
def tara(assistant: ReviewingAssistant) -> Person:
    return assistant.person("tara", Role.TRAINER)


def form(question: Question, **fields: object) -> str:
    return json.dumps({"question": question.id, "version": str(question.version), **fields})


def stored(assistant: ReviewingAssistant, question: Question) -> Question:
    return assistant.bank.get(question.id, within=lambda _: True)


def test_the_most_doubtful_question_stands_first_with_its_proof(
    page: Reviewing, assistant: ReviewingAssistant, tara: Person
) -> None:
    fill(assistant, Kind.CLOZE)
    weak = replace(fill(assistant, Kind.NUMERIC)[0], id="weak", checks={"grounded": True, "round_trip": False})
    assistant.bank.add(weak, "tara", NOON)
    shown = page.arrive(request(tara))
    assert "3 drafts" in shown[1]
    assert re.findall(r'data-question="([\w-]+)"', shown[3])[0] == "weak"
    assert weak.evidence.quote in shown[4]
    assert "the answer was not confirmed" in shown[4]


def test_a_draft_is_approved_and_the_next_one_comes(page: Reviewing, assistant: ReviewingAssistant, tara: Person) -> None:
    one, other = fill(assistant, Kind.CLOZE, Kind.NUMERIC)
    shown = page.approve(form(one), DRAFT, request(tara))
    assert stored(assistant, one).state is State.APPROVED
    assert shown.chosen == other.id
    assert "1 approved" in shown.counts


def test_a_rejection_needs_a_reason(page: Reviewing, assistant: ReviewingAssistant, tara: Person) -> None:
    (one,) = fill(assistant, Kind.CLOZE)
    with pytest.raises(gr.Error):
        page.reject(form(one, reason=" "), DRAFT, request(tara))
    page.reject(form(one, reason="silly"), DRAFT, request(tara))
    assert stored(assistant, one).state is State.RETIRED
    assert [change.reason for _, change in assistant.bank.rejected(within=lambda _: True)] == ["silly"]


def test_an_approved_question_can_be_retired(page: Reviewing, assistant: ReviewingAssistant, tara: Person) -> None:
    (one,) = fill(assistant, Kind.CLOZE)
    page.approve(form(one), DRAFT, request(tara))
    assert 'data-do="retire"' in page.choose("approved", request(tara)).question
    page.retire(form(one, reason="old"), "approved", request(tara))
    assert stored(assistant, one).state is State.RETIRED


def test_an_edit_is_a_new_version_and_a_draft(page: Reviewing, assistant: ReviewingAssistant, tara: Person) -> None:
    (one,) = fill(assistant, Kind.SINGLE_CHOICE)
    page.edit(form(one, stem="Who carries days over?", option_p="No one"), DRAFT, request(tara))
    now = stored(assistant, one)
    assert (now.version, now.question, now.options[0].text) == (2, "Who carries days over?", "No one")
    assert (now.key, now.evidence) == (one.key, one.evidence)


def test_two_trainers_do_not_overwrite_each_other(page: Reviewing, assistant: ReviewingAssistant, tara: Person) -> None:
    (one,) = fill(assistant, Kind.CLOZE)
    page.edit(form(one, accept="31 March\nMarch 31"), DRAFT, request(tara))
    with pytest.raises(gr.Error):
        page.approve(form(one), DRAFT, request(assistant.person("tom", Role.TRAINER)))


def test_an_objection_brings_an_approved_question_back_and_is_settled(
    page: Reviewing, assistant: ReviewingAssistant, tara: Person
) -> None:
    (one,) = fill(assistant, Kind.CLOZE)
    page.approve(form(one), DRAFT, request(tara))
    bob = assistant.person("bob")
    assistant.bank.objections.add(one.id, 1, bob.id, "It is <b>April</b>", NOON, within=lambda _: True)
    shown = page.arrive(request(tara))
    assert "bob objects:" in shown[4]
    assert "&lt;b&gt;April" in shown[4]
    page.settle(json.dumps({"number": "1", "outcome": "dismissed", "reason": "It says March"}), DRAFT, request(tara))
    assert assistant.bank.objections.open(within=lambda _: True) == ()


def unsure(assistant: ReviewingAssistant, question: Question, name: str, reply: str) -> None:
    """Somebody's reply that the grader is not sure of."""
    person = assistant.person(name).id
    quiz = assistant.coach.practice.begin(person, [question], Mode.PRACTICE)
    data = {"session": quiz.id, "question": question.id, "version": 1, "kind": question.kind.value, "skill": "leave",
            "document": "leave.md", "reply": reply, "score": 0.4, "correct": False, "sure": False}  # fmt: skip
    event = assistant.coach.journals.of(person).append(EventKind.ANSWERED, data)
    assistant.bank.objections.doubt(question.id, 1, person, event.sequence, NOON)


def test_a_reply_that_the_grader_is_not_sure_of_waits_here_without_a_name(
    page: Reviewing, assistant: ReviewingAssistant, tara: Person
) -> None:
    (one,) = fill(assistant, Kind.SHORT_ANSWER)
    page.approve(form(one), DRAFT, request(tara))
    for name, reply in (("bobby", "They <b>carry</b> over"), ("evelyn", "they  <b>carry</b> over"), ("kimiko", "They lapse")):
        unsure(assistant, one, name, reply)
    shown = page.arrive(request(tara))
    assert "3 replies to decide" in shown[3]
    assert "They &lt;b&gt;carry&lt;/b&gt; over" in shown[4]
    assert "the grader is not sure of replies" in shown[4]
    assert "40 % is fair" in shown[4]
    assert not any(name in shown[4] for name in ("bobby", "evelyn", "kimiko"))
    assert "open objections" not in shown[3]
    after = page.settle(json.dumps({"number": "1", "outcome": "upheld", "reason": "So it says"}), DRAFT, request(tara))
    assert "1 replies to decide" in after.queue
    assert "They lapse" in after.question
    assert "carry&lt;/b&gt; over" not in after.question


def test_nobody_decides_on_their_own_reply(page: Reviewing, assistant: ReviewingAssistant, tara: Person) -> None:
    (one,) = fill(assistant, Kind.CLOZE)
    assistant.bank.objections.add(one.id, 1, tara.id, "It is April", NOON, within=lambda _: True)
    with pytest.raises(gr.Error):
        page.settle(json.dumps({"number": "1", "outcome": "upheld", "reason": "Me"}), DRAFT, request(tara))
    assert len(assistant.bank.objections.open(within=lambda _: True)) == 1


def test_what_people_get_wrong_makes_a_question_doubtful(page: Reviewing, assistant: ReviewingAssistant, tara: Person) -> None:
    (one,) = fill(assistant, Kind.NUMERIC)
    for number in range(20):
        quiz = assistant.coach.practice.begin(f"{number:032x}", [one], Mode.PRACTICE)
        assistant.coach.practice.reply(f"{number:032x}", quiz.id, one, "7 days", assistant.now)
    assert "nearly nobody or nearly everybody is right" in page.arrive(request(tara))[4]


def test_questions_are_made_and_looked_at_meanwhile(page: Reviewing, assistant: ReviewingAssistant, tara: Person) -> None:
    page.make("", DRAFT, request(tara))
    assert assistant.started == ["tara"]
    assistant.conflict("a.md", "b.md")
    shown = page.look("", DRAFT, request(tara))
    assert "1 places where documents disagree" in shown.making
    assert "5 days" in shown.conflicts
    assert "7 days" in shown.conflicts


def test_what_a_trainer_may_not_read_is_neither_listed_nor_told(
    page: Reviewing, assistant: ReviewingAssistant, tara: Person
) -> None:
    fill(assistant, Kind.CLOZE, document="hr/pay.md")
    assistant.rules = {"**": ("everyone",), "hr/**": ("hr",)}
    assistant.conflict("a.md", "hr/pay.md")
    shown = page.arrive(request(tara))
    assert all("pay" not in str(part) for part in shown)
    assert "7 days" not in str(shown)


def test_an_employee_may_do_nothing_here(page: Reviewing, assistant: ReviewingAssistant) -> None:
    (one,) = fill(assistant, Kind.CLOZE)
    bob = request(assistant.person("bob"))
    for handler in (page.approve, page.reject, page.retire, page.edit, page.settle, page.show):
        with pytest.raises(gr.Error):
            handler(form(one, reason="x"), DRAFT, bob)
    for look in (page.make, page.look):
        with pytest.raises(gr.Error):
            look("", DRAFT, bob)
    with pytest.raises(gr.Error):
        page.arrive(bob)


def test_a_form_of_another_question_changes_nothing(assistant: ReviewingAssistant) -> None:
    one, _ = fill(assistant, Kind.CLOZE, Kind.NUMERIC)
    with pytest.raises(AccessDenied):
        edited(one, {"question": "other"})
    with pytest.raises(Problem, match="one blank"):
        edited(one, {"question": one.id, "stem": "Nothing is left out."})


def test_the_page_is_built_in_both_languages(assistant: ReviewingAssistant) -> None:
    for language in ("en", "zh"):
        words = Words(language)
        assert words("review.door") in str(build(assistant.as_page, words).title)
