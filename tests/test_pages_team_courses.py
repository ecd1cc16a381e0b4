"""Assigning and editing courses in the page for a team, handler by handler."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest

from assistant.learning.questions import Kind
from assistant.people.person import Person, Role
from assistant.web.team_assigning import Assigning, Managed
from assistant.web.teaming import Shown, Teaming
from assistant.web.words import Words
from tests.page_fakes import request
from tests.test_pages_practise import PractisingAssistant, fill

RULES = {"pass_mark": "80", "attempts": "2", "time_limit_min": "0", "cooldown_h": "0", "validity_months": "12"}
COURSE = {
    "course": "", "version": "0", "en": "Leave <b>", "zh": "休假", "parts": "2", "part_0_kind": "reading",
    "part_0_document": "leave.md", "part_0_heading": "", "part_1_kind": "quiz", "part_1_skills": ["leave"],
    "part_1_questions": "5", **RULES,
}  # fmt: skip


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[PractisingAssistant]:
    made = PractisingAssistant(tmp_path)
    made.rules = {"**": ("everyone",), "hr/**": ("hr",)}
    fill(made, Kind.CLOZE)
    yield made
    made.close()


@pytest.fixture
def page(assistant: PractisingAssistant) -> Assigning:
    return Assigning(assistant.as_page, Words("en"))


@pytest.fixture
def tara(assistant: PractisingAssistant) -> Person:
    return assistant.person("tara", Role.TRAINER, ["sales"])


@pytest.fixture
def bob(assistant: PractisingAssistant) -> Person:
    return assistant.person("bob", groups=["sales"])


def saved(page: Assigning, who: Person, **changes: object) -> Managed:
    return page.save(json.dumps({**COURSE, **changes}), request(who))


def assigned(page: Assigning, who: Person, audience: str, **changes: object) -> Managed:
    given = {"course": "leave-b", "audience": audience, "days": "7", "mandatory": ["yes"], **changes}
    return page.assign(json.dumps(given), request(who))


def test_a_course_is_made_part_by_part(page: Assigning, tara: Person) -> None:
    assert 'data-parts="0"' in page.course("{}", request(tara)).editor
    sent = {**COURSE, "parts": "0", "step": "reading", "at": "0"}
    shown = page.shape(json.dumps(sent), request(tara)).editor
    assert 'data-parts="1"' in shown
    assert 'value="Leave &lt;b&gt;"' in shown
    assert re.search(r'<li tabindex="-1" data-arrive>', shown)
    assert "leave.md" in shown
    told = saved(page, tara)
    assert "“Leave &lt;b&gt;” was saved as version 1." in told.said
    assert "read leave.md → quiz of 5 questions" in told.courses
    assert told.editor == ""


def test_what_a_trainer_may_not_read_is_not_offered(page: Assigning, assistant: PractisingAssistant, tara: Person) -> None:
    shown = page.shape(json.dumps({**COURSE, "step": "up", "at": "1"}), request(tara)).editor
    assert "hr/pay.md" not in shown
    with pytest.raises(gr.Error):
        saved(page, tara, part_0_document="hr/pay.md")
    assert assistant.curriculum.course_list(lambda _: True) == ()


def test_what_is_wrong_is_said_and_what_was_typed_stays(page: Assigning, tara: Person) -> None:
    told = saved(page, tara, en="", zh="", attempts="many")
    assert "Give the course a name in at least one language." in told.editor
    assert "Attempts are a whole number" in told.editor
    assert 'value="many"' in told.editor


def test_an_edit_is_a_new_version_and_the_slower_of_two_is_told(
    page: Assigning, assistant: PractisingAssistant, tara: Person
) -> None:
    saved(page, tara)
    assert 'data-version="1"' in page.course('{"course": "leave-b"}', request(tara)).editor
    assert "version 2" in saved(page, tara, course="leave-b", version="1", attempts="3").said
    slower = saved(page, assistant.person("tom", Role.TRAINER), course="leave-b", version="1", en="Other")
    assert "Somebody else has saved version 2 meanwhile; you began with version 1." in slower.editor
    assert 'value="Other"' in slower.editor
    (course,) = assistant.curriculum.course_list(lambda _: True)
    assert (course.version, course.attempts, course.name.en) == (2, 3, "Leave <b>")


def test_a_course_is_assigned_to_a_group_and_its_people_are_due(
    page: Assigning, assistant: PractisingAssistant, tara: Person, bob: Person
) -> None:
    saved(page, tara)
    told = assigned(page, tara, "group:sales")
    assert "was assigned" in told.said
    assert "Group: sales" in told.assign
    due = Shown(*Teaming(assistant.as_page, Words("en"), lambda: assistant.now).arrive(request(tara))[2:]).due
    assert re.search(r'<th scope="row">bob</th><td>sales</td><td>Leave &lt;b&gt;</td><td>due soon</td>', due)
    assert "2026-03-09" in due


def test_overdue_people_stand_first_and_a_score_is_never_told(
    page: Assigning, assistant: PractisingAssistant, tara: Person, bob: Person
) -> None:
    saved(page, tara)
    assigned(page, tara, f"person:{bob.id}", days="0")
    assigned(page, tara, "group:sales", days="365")
    assistant.now = assistant.now.replace(day=20)
    due = Shown(*Teaming(assistant.as_page, Words("en"), lambda: assistant.now).arrive(request(tara))[2:]).due
    assert "overdue: 1" in due
    assert due.index("overdue</td>") < due.index("open</td>")
    assert "core" not in re.sub(r"<[^>]*>", " ", due)


@pytest.mark.parametrize("days", ["", "-1", "1.5", "soon", "99999"])
def test_days_that_are_none_are_refused(page: Assigning, assistant: PractisingAssistant, tara: Person, days: str) -> None:
    saved(page, tara)
    assert "Nothing was assigned" in assigned(page, tara, "group:sales", days=days).said
    assert assistant.curriculum.assignments(tara) == ()


def test_a_trainer_assigns_to_nobody_else(page: Assigning, assistant: PractisingAssistant, tara: Person) -> None:
    eve = assistant.person("eve", groups=["plant"])
    saved(page, tara)
    for audience in ("group:plant", "group:everyone", f"person:{eve.id}"):
        with pytest.raises(gr.Error):
            assigned(page, tara, audience)
    shown = page.arrive(request(tara)).assign
    assert "plant" not in shown
    assert "eve" not in re.findall(r"<option[^>]*>(.*?)</option>", shown)


def test_an_admin_assigns_to_everyone(page: Assigning, assistant: PractisingAssistant, bob: Person) -> None:
    erin = assistant.person("erin", Role.ADMIN)
    saved(page, erin)
    assert "Group: everyone" in assigned(page, erin, "group:everyone").assign
    assert len(assistant.curriculum.statuses(bob)) == 1


def test_an_assignment_is_taken_back_by_those_who_may(page: Assigning, assistant: PractisingAssistant, tara: Person) -> None:
    saved(page, tara)
    assigned(page, tara, "group:sales")
    (one,) = assistant.curriculum.assignments(tara)
    command = json.dumps({"assignment": one.id})
    with pytest.raises(gr.Error):
        page.withdraw(command, request(assistant.person("otto", Role.TRAINER, ["plant"])))
    assert "was taken back" in page.withdraw(command, request(tara)).said
    assert assistant.curriculum.assignments(tara) == ()


def test_a_course_is_taken_off_the_list(page: Assigning, tara: Person) -> None:
    saved(page, tara)
    told = page.drop('{"course": "leave-b"}', request(tara))
    assert "“Leave &lt;b&gt;” was withdrawn." in told.said
    assert "There is no course yet" in told.assign


def test_an_employee_may_do_nothing_here(page: Assigning, assistant: PractisingAssistant, tara: Person, bob: Person) -> None:
    saved(page, tara)
    with pytest.raises(gr.Error):
        saved(page, bob, en="Other")
    with pytest.raises(gr.Error):
        assigned(page, bob, f"person:{bob.id}")
    for handler in (page.withdraw, page.course, page.shape, page.drop):
        with pytest.raises(gr.Error):
            handler('{"course": "leave-b", "assignment": "x", "step": "quiz", "at": "0"}', request(bob))
    for look in (page.arrive, page.leave):
        with pytest.raises(gr.Error):
            look(request(bob))
    assert len(assistant.curriculum.course_list(lambda _: True)) == 1


def test_the_form_is_closed_without_saving(page: Assigning, assistant: PractisingAssistant, tara: Person) -> None:
    assert page.leave(request(tara)).editor == ""
    assert assistant.curriculum.course_list(lambda _: True) == ()


def test_the_forms_speak_chinese(assistant: PractisingAssistant, tara: Person) -> None:
    page = Assigning(assistant.as_page, Words("zh"))
    told = saved(page, tara)
    assert "休假" in told.courses
    assert "小组" in told.assign
