"""The page for questions, handler by handler: whose requests reach what."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from assistant.answering.generation import Text
from assistant.people.person import Person
from assistant.web.ask import build
from assistant.web.asking import Asking
from assistant.web.words import Words
from tests.page_fakes import ScriptedAssistant, request


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[ScriptedAssistant]:
    scripted = ScriptedAssistant(tmp_path)
    yield scripted
    scripted.close()


@pytest.fixture
def asking(assistant: ScriptedAssistant) -> Asking:
    return Asking(assistant.as_page, Words("en"))


@pytest.fixture
def ada(assistant: ScriptedAssistant) -> Person:
    return assistant.person("Ada")


@pytest.fixture
def bob(assistant: ScriptedAssistant) -> Person:
    return assistant.person("Bob")


def asked(asking: Asking, person: Person, question: str = "How many days?", conversation: str = "") -> list[tuple[Any, ...]]:
    return list(asking.ask(question, conversation, request(person)))


def started(asking: Asking, person: Person) -> str:
    """A conversation with one turn; its id."""
    return str(asked(asking, person)[-1][4])


def command(**data: object) -> str:
    return json.dumps(data)


def test_an_answer_is_shown_as_it_comes(asking: Asking, ada: Person) -> None:
    live = [update[3] for update in asked(asking, ada)]
    assert "You are number 2 in line" in live[1]
    assert "You have " in live[2]
    assert "You have 30 days." in live[3]
    assert live[-1] == ""


def test_a_finished_answer_is_in_the_log_with_its_evidence_and_what_to_ask_next(asking: Asking, ada: Person) -> None:
    *_, conversation, log, evidence, history = asked(asking, ada)[-1]
    assert "You have 30 days." in log
    assert "And for part-timers?" in log
    assert "<mark>You have 30 days.</mark>" in evidence
    assert f'data-id="{conversation}"' in history


def test_send_makes_room_for_stop_while_an_answer_is_written(asking: Asking, ada: Person) -> None:
    updates = asked(asking, ada)
    assert (updates[0][1]["visible"], updates[0][2]["visible"]) == (False, True)
    assert (updates[-1][1]["visible"], updates[-1][2]["visible"]) == (True, False)


def test_an_empty_question_changes_nothing(asking: Asking, ada: Person, assistant: ScriptedAssistant) -> None:
    assert asked(asking, ada, "  ") == [(gr.skip(),) * 8]
    assert not assistant.conversations.list(ada.id)


def test_nobody_asks_without_a_session(asking: Asking, assistant: ScriptedAssistant) -> None:
    *_, last = asking.ask("How many days?", "", request(None))
    assert "no longer signed in" in last[3] or "may not see" in last[3]
    assert "30 days" not in last[3]


def test_a_failure_shows_an_id_and_gives_the_question_back(asking: Asking, ada: Person) -> None:
    last = asked(asking, ada, "break")[-1]
    assert "Something went wrong" in last[3]
    assert "secret detail" not in last[3]
    assert last[0] == "break"


def test_a_stopped_answer_says_so(asking: Asking, ada: Person) -> None:
    events = asking.ask("How many days?", "", request(ada))
    next(events)
    next(events)
    asking.stop(request(ada))
    *_, last = events
    assert "You stopped this answer" in last[3]
    assert "You have 30 days." in last[3]


def test_nobody_stops_the_answer_of_somebody_else(asking: Asking, ada: Person, bob: Person) -> None:
    events = asking.ask("How many days?", "", request(ada))
    next(events)
    next(events)
    asking.stop(request(bob))
    assert "30 days" in list(events)[-1][5]


def test_an_answer_whose_reader_has_gone_is_cancelled(asking: Asking, ada: Person, assistant: ScriptedAssistant) -> None:
    assistant.script = [Text("a"), Text("b")]
    events = asking.ask("How many days?", "", request(ada))
    next(events)
    next(events)
    events.close()  # type: ignore[attr-defined]  # the handler is a generator
    assert asking._stops.stop(ada.id, "page1") == 0


def test_a_reload_shows_the_conversation_that_the_address_names(asking: Asking, ada: Person) -> None:
    conversation = started(asking, ada)
    bar, history, shown, log, evidence = asking.arrive(request(ada, c=conversation))
    assert "Ada" in bar
    assert shown == conversation
    assert "You have 30 days." in log
    assert "You have 30 days." in evidence
    assert 'aria-current="true"' in history


def test_the_address_of_somebody_elses_conversation_shows_an_empty_page(asking: Asking, ada: Person, bob: Person) -> None:
    conversation = started(asking, ada)
    _, history, shown, log, _ = asking.arrive(request(bob, c=conversation))
    assert shown == ""
    assert "30 days" not in log
    assert conversation not in history


def test_a_citation_is_shown_to_its_owner_only(asking: Asking, assistant: ScriptedAssistant, ada: Person, bob: Person) -> None:
    conversation = started(asking, ada)
    turn = assistant.conversations.get(ada.id, conversation).turns[0].id
    assert "30 days" in asking.cite(command(turn=turn, n="1"), conversation, request(ada))
    with pytest.raises(gr.Error, match="may not see"):
        asking.cite(command(turn=turn, n="1"), conversation, request(bob))


def test_a_citation_is_checked_again_when_it_is_opened(asking: Asking, assistant: ScriptedAssistant, ada: Person) -> None:
    conversation = started(asking, ada)
    turn = assistant.conversations.get(ada.id, conversation).turns[0].id
    assistant.rules = {"**": ("board",)}
    with pytest.raises(gr.Error, match="may not see"):
        asking.cite(command(turn=turn, n="1"), conversation, request(ada))
    assert "30 days" not in asking.arrive(request(ada, c=conversation))[3].split("d-answer")[1]


def test_the_evidence_names_no_further_place_that_may_not_be_read_today(
    asking: Asking, assistant: ScriptedAssistant, ada: Person
) -> None:
    conversation = assistant.conversations.start(ada.id)
    given = assistant.answer(ada, "How many days?")
    twice = replace(given.citations[0], also=("hr/pay.md", "leave.md"))
    assistant.conversations.append(ada.id, conversation, "How many days?", replace(given, citations=(twice,)))
    evidence = asking.cite(command(turn=given.id, n=1), conversation, request(ada))
    assert "hr/pay.md" not in evidence and "document=leave.md" in evidence


def test_the_evidence_for_a_changed_document_is_the_old_quote(
    asking: Asking, assistant: ScriptedAssistant, ada: Person
) -> None:
    conversation = started(asking, ada)
    assistant.versions["leave.md"] = "v2"
    evidence = asking.arrive(request(ada, c=conversation))[4]
    assert "has changed since" in evidence
    assert "You have 30 days." in evidence


def test_a_rating_is_kept_with_its_reason(asking: Asking, assistant: ScriptedAssistant, ada: Person) -> None:
    conversation = started(asking, ada)
    turn = assistant.conversations.get(ada.id, conversation).turns[0].id
    given = command(turn=turn, value="down", reason="incomplete", note="n" * 2000)
    assert "saved" in asking.rate(given, conversation, request(ada))
    kept = assistant.conversations.get(ada.id, conversation).turns[0]
    assert (kept.rating, kept.reason, len(kept.note)) == ("down", "incomplete", 1000)


def test_nobody_rates_the_answer_of_somebody_else(
    asking: Asking, assistant: ScriptedAssistant, ada: Person, bob: Person
) -> None:
    conversation = started(asking, ada)
    turn = assistant.conversations.get(ada.id, conversation).turns[0].id
    with pytest.raises(gr.Error):
        asking.rate(command(turn=turn, value="up"), conversation, request(bob))


def test_the_own_history_is_searched(asking: Asking, ada: Person, bob: Person) -> None:
    started(asking, ada)
    assert "How many days?" in asking.search("30 DAYS", "", request(ada))
    assert "No conversation holds these words" in asking.search("rocket", "", request(ada))
    assert "How many days?" not in asking.search("30 days", "", request(bob))


def test_a_conversation_is_opened_renamed_and_deleted_by_its_owner(asking: Asking, ada: Person, bob: Person) -> None:
    conversation = started(asking, ada)
    assert "You have 30 days." in asking.open(command(id=conversation), "", request(ada))[2]
    assert "My leave" in asking.rename(command(id=conversation, title="My leave"), "", "", request(ada))
    for handler in (asking.open, lambda given, text, who: asking.delete(given, text, "", who)):
        with pytest.raises(gr.Error):
            handler(command(id=conversation), "", request(bob))
    history, shown, log, *_ = asking.delete(command(id=conversation), "", conversation, request(ada))
    assert shown == ""
    assert "My leave" not in history
    assert "30 days" not in log


def test_deleting_another_conversation_leaves_the_open_one(asking: Asking, ada: Person) -> None:
    first, second = started(asking, ada), started(asking, ada)
    assert asking.delete(command(id=first), "", second, request(ada))[1] == second


def test_everything_is_exported_and_deleted_for_one_person_only(
    asking: Asking, assistant: ScriptedAssistant, ada: Person, bob: Person
) -> None:
    started(asking, ada)
    started(asking, bob)
    assert "30 days" in asking.export(request(ada))
    assert "No conversation yet" in asking.delete_all(request(ada))[0]
    assert len(assistant.conversations.list(bob.id)) == 1


def test_the_page_asks_through_one_event_that_the_guard_can_count(assistant: ScriptedAssistant) -> None:
    page = build(assistant.as_page, Words("zh"))
    assert [event.api_name for event in page.fns.values()].count("ask") == 1
    assert not any(isinstance(block, gr.State) for block in page.blocks.values())
