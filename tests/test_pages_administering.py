"""The page for admins, handler by handler."""

from collections.abc import Callable, Iterator
from pathlib import Path

import gradio as gr
import pytest

from assistant.people.person import Person, Role
from assistant.web.admin import build
from assistant.web.administering import Administering
from assistant.web.words import Words
from tests.page_fakes import ScriptedAssistant, request


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[ScriptedAssistant]:
    scripted = ScriptedAssistant(tmp_path)
    yield scripted
    scripted.close()


@pytest.fixture
def page(assistant: ScriptedAssistant) -> Administering:
    return Administering(assistant.as_page, Words("en"))


@pytest.fixture
def admin(assistant: ScriptedAssistant) -> Person:
    return assistant.person("Ada", Role.ADMIN)


@pytest.mark.parametrize(
    "handler",
    [
        lambda page, who: page.arrive(who),
        lambda page, who: page.filtered("", "", who),
        lambda page, who: page.plan(who),
        lambda page, who: page.reindex(True, who),
        lambda page, who: page.look("", "", who),
        lambda page, who: page.rollback("", "", who),
        lambda page, who: page.bench("pay", "", who),
    ],
)
def test_every_handler_is_for_admins(
    handler: Callable[[Administering, gr.Request], object], page: Administering, assistant: ScriptedAssistant
) -> None:
    for person in (None, assistant.person("Bob"), assistant.person("Tara", Role.TRAINER)):
        with pytest.raises(gr.Error):
            handler(page, request(person))
    assert assistant.confirmed == []


def test_the_page_opens_with_facts_documents_and_models(page: Administering, admin: Person) -> None:
    bar, facts, documents, _, timer, people = page.arrive(request(admin))
    assert "Ada" in bar
    assert "SmolLM2" in facts
    assert "Licence: Apache-2.0" in facts
    assert "scan.pdf" in documents
    assert "run OCR" in documents
    assert timer.active is False
    assert ("Ada", admin.id) in people["choices"]


def test_a_writer_that_does_not_load_is_shown(page: Administering, assistant: ScriptedAssistant, admin: Person) -> None:
    assistant.writer_problem = "docent-writer-2 cannot be loaded"
    assert "docent-writer-2 cannot be loaded" in page.arrive(request(admin))[1]


def test_counts_carry_no_names(page: Administering, assistant: ScriptedAssistant, admin: Person) -> None:
    bob = assistant.person("Bob")
    conversation = assistant.conversations.start(bob.id)
    assistant.conversations.append(bob.id, conversation, "private question", assistant.answer(bob, "private question"))
    facts = page.arrive(request(admin))[1]
    assert "<span>Questions</span><strong>1</strong>" in facts
    assert "private" not in facts
    assert "Bob" not in facts


def test_without_an_index_the_page_says_what_to_do(page: Administering, assistant: ScriptedAssistant, admin: Person) -> None:
    assistant.texts = {}
    assert "There is no index yet" in page.arrive(request(admin))[2]


def test_the_page_opens_on_a_damaged_index_so_that_it_can_be_rolled_back(
    page: Administering, assistant: ScriptedAssistant, admin: Person
) -> None:
    assistant.damaged = True
    assert "Roll back" in page.arrive(request(admin))[2]


def test_documents_are_filtered(page: Administering, admin: Person) -> None:
    assert "leave.md" not in page.filtered("pay", "", request(admin))
    assert "scan.pdf" in page.filtered("", "no text", request(admin))


def test_a_dry_run_names_files_and_starts_nothing(page: Administering, assistant: ScriptedAssistant, admin: Person) -> None:
    planned, confirm = page.plan(request(admin))
    assert "new.md" in planned
    assert confirm["visible"] is False
    assert assistant.confirmed == []


def test_an_update_shows_its_log(page: Administering, assistant: ScriptedAssistant, admin: Person) -> None:
    *_, state, timer = page.reindex(False, request(admin))
    assert "started by Ada" in state
    assert timer.active is False  # the fake one has ended already
    assert assistant.confirmed == [False]


def test_an_update_that_removes_much_asks_first(page: Administering, assistant: ScriptedAssistant, admin: Person) -> None:
    assistant.removed_share = 0.42
    planned, confirm, *_ = page.reindex(False, request(admin))
    assert "would remove 42 %" in planned
    assert confirm["visible"] is True
    assert assistant.confirmed == []
    page.reindex(True, request(admin))
    assert assistant.confirmed == [True]


def test_looking_again_after_an_update_shows_the_new_documents(page: Administering, admin: Person) -> None:
    _, timer, facts, documents = page.look("", "", request(admin))
    assert timer.active is False
    assert "Documents" in facts
    assert "leave.md" in documents


def test_rolling_back_says_which_generation_is_served(page: Administering, admin: Person) -> None:
    assert "Generation 2 is served again" in page.rollback("", "", request(admin))[0]


def test_the_test_bench_searches_as_somebody_else(page: Administering, assistant: ScriptedAssistant, admin: Person) -> None:
    bob = assistant.person("Bob")
    assert "hr/pay.md" in page.bench("pay", "", request(admin))
    assert "hr/pay.md" not in page.bench("pay", bob.id, request(admin))
    assert page.bench("  ", "", request(admin)) == ""


def test_the_page_is_built_in_both_languages(assistant: ScriptedAssistant) -> None:
    assert build(assistant.as_page, Words("en")).title == "Admin · Docent"
    assert build(assistant.as_page, Words("zh")).title == "管理 · Docent"
