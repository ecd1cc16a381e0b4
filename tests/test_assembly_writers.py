"""Docent as a whole while its writer is exchanged: who writes, what answers carry, what admins see and take back."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.answering.answers import Answer, Mode
from assistant.answering.generation import Generator, Text
from assistant.answering.models import DOCENT_WRITER
from assistant.answering.registry import Entry
from assistant.answering.writers import Writers
from assistant.assembly import Assistant, open_writers, registry_of, serving_judge, serving_writer
from assistant.errors import AccessDenied, Problem
from assistant.people.person import Person, Role
from assistant.settings import AnsweringSettings, JudgeSettings, Settings, WriterSettings
from indexer.embedding import HashedEmbedder
from tests.engines import Engines, ScriptedGenerator
from tests.fakes import START
from tests.promoted import candidate, filled, promoted
from tests.test_assembly import BOSS, settings_in, update

QUESTION = "How much is paid for a hotel room?"
ADA = Person("1" * 32, "ada", Role.EMPLOYEE, frozenset())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(settings_in(tmp_path), writer=WriterSettings(model=DOCENT_WRITER.name))


@pytest.fixture
def engines() -> Engines:
    return Engines()


@pytest.fixture
def assistant(settings: Settings, engines: Engines) -> Iterator[Assistant]:
    with Assistant(settings, HashedEmbedder(), Writers(registry_of(settings), engines)) as opened:
        update(opened)
        yield opened


def last(events: Iterator[object]) -> Answer:
    """The answer at the end."""
    *_, answer = events
    assert isinstance(answer, Answer)
    return answer


def changed(assistant: Assistant) -> None:
    """Waits until the writer that the registry names is loaded."""
    assistant.writers.look()
    assistant.writers.settle()


def test_an_answer_carries_the_model_that_wrote_it(assistant: Assistant) -> None:
    answer = last(assistant.answer(ADA, QUESTION, ()))
    assert (answer.mode, answer.model) == (Mode.GENERATED, "shipped")
    promoted(assistant.registry)
    changed(assistant)
    assert last(assistant.answer(ADA, QUESTION, ())).model == "first"


def test_an_answer_that_is_being_written_keeps_its_model_to_the_end(assistant: Assistant, engines: Engines) -> None:
    begun = assistant.answer(ADA, QUESTION, ())
    assert next(event for event in begun if isinstance(event, Text)) == Text("shipped ")
    promoted(assistant.registry)
    changed(assistant)
    assert last(assistant.answer(ADA, QUESTION, ())).model == "first"
    assert engines.closed() == [False, False]
    answer = last(begun)
    assert (answer.model, answer.answer) == ("shipped", "shipped shipped")
    assert engines.closed() == [True, False]


def test_a_new_writer_that_does_not_load_is_shown_and_the_old_one_writes(assistant: Assistant, engines: Engines) -> None:
    engines.broken.add("first")
    promoted(assistant.registry)
    changed(assistant)
    assert last(assistant.answer(ADA, QUESTION, ())).model == "shipped"
    assert "no memory" in assistant.models()[1].problem


def test_models_name_the_promoted_writer_its_version_and_who_put_it_live(assistant: Assistant) -> None:
    assert assistant.models()[1].version == 0 and assistant.models()[1].since is None
    entry = promoted(assistant.registry)
    changed(assistant)
    writer = assistant.models()[1]
    assert (writer.role, writer.name, writer.version, writer.by) == ("writer", entry.label, 1, "ada")
    assert (writer.since, writer.there, writer.problem) == (entry.at, True, "")
    assert writer.to_json()["since"] == entry.at.isoformat()


def test_an_admin_takes_a_writer_back_with_one_call(assistant: Assistant) -> None:
    promoted(assistant.registry)
    changed(assistant)
    before = datetime.now(UTC)
    assert assistant.rollback_model(BOSS) == 0
    assistant.writers.settle()
    assert last(assistant.answer(ADA, QUESTION, ())).model == "shipped"
    writer, change = assistant.models()[1], assistant.registry.history("writer")[0]
    assert (writer.version, writer.by, change.by) == (0, "boss", "boss")
    assert writer.since is not None and writer.since >= before
    with pytest.raises(Problem, match="nothing to go back to"):
        assistant.rollback_model(BOSS)


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.TRAINER])
def test_nobody_but_an_admin_takes_a_writer_back(assistant: Assistant, role: Role) -> None:
    promoted(assistant.registry)
    with pytest.raises(AccessDenied):
        assistant.rollback_model(replace(ADA, role=role))
    assert assistant.registry.current("writer").number == 1


def test_the_writer_of_the_settings_is_the_promoted_one_where_they_leave_it_to_the_registry(settings: Settings) -> None:
    assert serving_writer(settings) == DOCENT_WRITER.name
    registry = registry_of(settings)
    entry = promoted(registry)
    assert serving_writer(settings) == str(registry.place(entry))
    assert serving_writer(replace(settings, writer=WriterSettings(model="qwen3:8b"))) == "qwen3:8b"


def test_the_judge_is_that_of_the_settings_else_the_promoted_one_else_the_shipped_one(settings: Settings) -> None:
    assert serving_judge(settings) == ""
    registry = registry_of(settings)
    entry = registry.promote(candidate(role="judge"), filled("judge"), by="ada", now=START, instead_of=0)
    assert serving_judge(settings) == str(registry.place(entry))
    assert serving_judge(replace(settings, judge=JudgeSettings(adapter="own"))) == "own"


def test_a_promoted_writer_is_opened_with_its_file_and_named_by_version_and_hash(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[WriterSettings] = []

    def open_generator(writer: WriterSettings, folder: Path, environment: Mapping[str, str] | None = None) -> Generator:
        opened.append(writer)
        return ScriptedGenerator()

    monkeypatch.setattr("assistant.answering.engines.open_generator", open_generator)
    entry: Entry = promoted(registry_of(settings))
    writers = open_writers(settings)
    with writers.lease() as line:
        assert line is not None and line.name == entry.label
    assert opened[0].model == str(registry_of(settings).place(entry)) and opened[0].engine == "auto"
    writers.close()


def test_where_sentences_are_to_be_quoted_no_writer_is_opened(settings: Settings) -> None:
    promoted(registry_of(settings))
    quoting = replace(settings, answering=AnsweringSettings(mode="quoted"))
    with open_writers(quoting).lease() as line:
        assert line is None
