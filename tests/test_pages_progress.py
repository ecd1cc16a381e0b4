"""The page for one's own progress, handler by handler."""

import html
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import gradio as gr
import pytest

from assistant.learning.questions import Kind
from assistant.people.person import Person
from assistant.web.practising import Practising
from assistant.web.progress import build
from assistant.web.progressing import DAYS, Progressing
from assistant.web.words import Words
from tests.page_fakes import request
from tests.test_pages_practise import PractisingAssistant, begin, fill, reply


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[PractisingAssistant]:
    made = PractisingAssistant(tmp_path)
    yield made
    made.close()


@pytest.fixture
def page(assistant: PractisingAssistant) -> Progressing:
    return Progressing(assistant.as_page, Words("en"))


@pytest.fixture
def ada(assistant: PractisingAssistant) -> Person:
    return assistant.person("ada")


def practised(assistant: PractisingAssistant, who: Person) -> None:
    """One question answered rightly."""
    fill(assistant, Kind.NUMERIC)
    practising = Practising(assistant.as_page, Words("en"))
    reply(practising, who, begin(practising, who), text="5 days")


def test_before_anything_was_answered_the_page_says_what_is_not_known(
    page: Progressing, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC)
    _, skills, calendar, quizzes, own = page.arrive(request(ada))
    assert "not known yet" in skills
    assert calendar.count("<li>") == DAYS
    assert "You have taken no quiz yet" in quizzes
    assert "Save as a file" in own


def test_a_skill_is_told_with_the_answers_it_rests_on(page: Progressing, assistant: PractisingAssistant, ada: Person) -> None:
    practised(assistant, ada)
    _, skills, _, quizzes, _ = page.arrive(request(ada))
    assert "Rests on 1" in skills
    assert "How many unused days carry over?" in skills
    assert "More answers are needed." in skills
    assert "1 of 1" in quizzes
    assert "100 %" in quizzes


def test_the_calendar_shows_when_what_was_learned_is_due(
    page: Progressing, assistant: PractisingAssistant, ada: Person
) -> None:
    practised(assistant, ada)
    counted = re.findall(r"<span>(\d+)</span>", page.arrive(request(ada))[2])
    assert sum(map(int, counted)) == 1
    assistant.now += timedelta(days=60)
    assert re.findall(r"<span>(\d+)</span>", page.arrive(request(ada))[2])[0] == "1"  # overdue counts today


def test_nobody_sees_the_progress_of_another(page: Progressing, assistant: PractisingAssistant, ada: Person) -> None:
    practised(assistant, ada)
    bob = assistant.person("bob")
    assert "not known yet" in page.arrive(request(bob))[1]
    content = re.search(r'data-content="(.*?)"', page.export(request(bob)))
    assert content is not None
    assert json.loads(html.unescape(content[1]))["events"] == []


def test_everything_kept_can_be_taken_along(page: Progressing, assistant: PractisingAssistant, ada: Person) -> None:
    practised(assistant, ada)
    saved = page.export(request(ada))
    assert 'data-file="docent-progress.json"' in saved
    assert "answered" in saved


def test_erasing_needs_the_word_typed(page: Progressing, assistant: PractisingAssistant, ada: Person) -> None:
    practised(assistant, ada)
    assert "Nothing was erased" in page.erase(json.dumps({"word": "yes"}), request(ada))[0]
    assert assistant.coach.taken(ada.id) != []
    said, skills, *_ = page.erase(json.dumps({"word": " Erase "}), request(ada))
    assert "was erased" in said
    assert "not known yet" in skills
    assert assistant.coach.taken(ada.id) == []
    assert len(assistant.coach.journals.erased()) == 1


def test_an_objection_of_somebody_erased_has_neither_name_nor_words(assistant: PractisingAssistant, ada: Person) -> None:
    practised(assistant, ada)
    (answer,) = assistant.coach.taken(ada.id)[0].answers
    assistant.coach.object(ada.id, answer.sequence, "I am Ada and I object", lambda _: True)
    assistant.coach.forget(ada.id)
    (left,) = assistant.bank.objections.open(within=lambda _: True)
    assert (left.by, left.text) == ("", "")


def test_nobody_sees_progress_without_signing_in(page: Progressing) -> None:
    with pytest.raises(gr.Error):
        page.arrive(request(None))


def test_the_page_is_built_in_both_languages(assistant: PractisingAssistant) -> None:
    for language in ("en", "zh"):
        words = Words(language)
        assert words("progress.door") in str(build(assistant.as_page, words).title)
