"""The exchange of the writer while people ask."""

from collections.abc import Generator as Events
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from assistant.answering.generation import Message, Order, Text, Waiting
from assistant.answering.line import Line
from assistant.answering.models import DOCENT_WRITER
from assistant.answering.registry import Entry, Registry
from assistant.answering.writers import SHIPPED_WRITES, Writers, follows_registry, tried, writes
from assistant.errors import EngineFailed
from assistant.settings import AnsweringSettings, Settings, WriterSettings
from tests.engines import Engines, ScriptedGenerator
from tests.fakes import START
from tests.promoted import promoted

ORDER = Order((Message("user", "How many days?"),))


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "registry")


@pytest.fixture
def engines() -> Engines:
    return Engines()


def answered(writers: Writers) -> Events[str, None, None]:
    """The pieces of an answer as they come; the line is held until its end."""
    with writers.lease() as line:
        assert line is not None
        for event in line.write(ORDER, Event()):
            if isinstance(event, Text):
                yield event.piece


def changed(writers: Writers) -> None:
    """Waits until the writer that the registry names is loaded."""
    writers.look()
    writers.settle()


def test_without_a_promotion_the_shipped_writer_writes(registry: Registry, engines: Engines) -> None:
    writers = Writers(registry, engines)
    assert list(answered(writers)) == ["shipped ", "shipped"]
    assert (writers.in_use().entry, writers.in_use().change, writers.in_use().problem) == (None, None, "")


def test_the_promoted_writer_is_opened_at_the_start(registry: Registry, engines: Engines) -> None:
    entry = promoted(registry)
    writers = Writers(registry, engines)
    assert list(answered(writers)) == ["first ", "first"]
    assert writers.in_use().entry == entry and len(engines.started) == 1


def test_new_questions_go_to_the_new_writer_once_it_is_loaded(registry: Registry, engines: Engines) -> None:
    writers = Writers(registry, engines)
    entry, engines.gate = promoted(registry), Event()
    assert list(answered(writers)) == ["shipped ", "shipped"]  # it sets off the loading, and does not wait for it
    assert writers.in_use().changing and writers.in_use().entry is None
    engines.gate.set()
    writers.settle()
    assert list(answered(writers)) == ["first ", "first"]
    in_use = writers.in_use()
    assert in_use.entry == entry and in_use.change is not None and in_use.change.by == "ada" and not in_use.changing


def test_an_answer_is_finished_by_the_writer_that_began_it_which_is_then_closed(registry: Registry, engines: Engines) -> None:
    writers = Writers(registry, engines)
    begun = answered(writers)
    assert next(begun) == "shipped "
    promoted(registry)
    changed(writers)
    assert list(answered(writers)) == ["first ", "first"]
    assert engines.closed() == [False, False]
    assert list(begun) == ["shipped"]
    assert engines.closed() == [True, False]


def test_an_answer_that_nobody_reads_to_its_end_does_not_hold_the_old_writer(registry: Registry, engines: Engines) -> None:
    writers = Writers(registry, engines)
    begun = answered(writers)
    next(begun)
    promoted(registry)
    changed(writers)
    begun.close()
    assert engines.closed() == [True, False]


def test_an_idle_writer_is_closed_as_soon_as_the_new_one_serves(registry: Registry, engines: Engines) -> None:
    writers = Writers(registry, engines)
    promoted(registry)
    changed(writers)
    assert engines.closed() == [True, False]


def test_a_new_writer_that_does_not_load_is_reported_and_the_old_one_stays(registry: Registry, engines: Engines) -> None:
    writers = Writers(registry, engines)
    engines.broken.add("first")
    promoted(registry)
    changed(writers)
    assert list(answered(writers)) == ["shipped ", "shipped"]
    assert "the writer stays what it was" in writers.in_use().problem and "no memory" in writers.in_use().problem
    assert engines.closed() == [False]
    promoted(registry, "second")
    changed(writers)
    assert list(answered(writers)) == ["second ", "second"] and writers.in_use().problem == ""


def test_what_nobody_foresaw_while_loading_leaves_the_old_writer_too(registry: Registry) -> None:
    def start(entry: Entry | None) -> Line:
        if entry is not None:
            raise RuntimeError("secret detail")
        return Line(ScriptedGenerator(["old"]), 1, 0, 60.0)

    writers = Writers(registry, start)
    promoted(registry)
    changed(writers)
    assert list(answered(writers)) == ["old"]
    assert "server's log" in writers.in_use().problem and "secret" not in writers.in_use().problem


def test_at_the_start_a_writer_that_does_not_load_gives_way_to_the_one_before(registry: Registry, engines: Engines) -> None:
    for name in ("first", "second", "third"):
        promoted(registry, name)
    engines.broken |= {"third", "second"}
    writers = Writers(registry, engines)
    assert list(answered(writers)) == ["first ", "first"]
    assert writers.in_use().problem.count("cannot be used") == 2 and writers.in_use().change is None
    engines.broken.add("first")
    assert list(answered(Writers(registry, engines))) == ["shipped ", "shipped"]


def test_a_rollback_brings_the_writer_before_back(registry: Registry, engines: Engines) -> None:
    promoted(registry)
    writers = Writers(registry, engines)
    registry.rollback("writer", "bob", START)
    changed(writers)
    assert list(answered(writers)) == ["shipped ", "shipped"]
    change = writers.in_use().change
    assert change is not None and change.by == "bob"


def test_a_pointer_that_cannot_be_read_leaves_the_writer_that_serves(registry: Registry, engines: Engines) -> None:
    entry = promoted(registry)
    writers = Writers(registry, engines)
    (registry.folder / "writer/CURRENT").write_text("{", encoding="utf-8")
    changed(writers)
    assert writers.in_use().entry == entry and "cannot be read" in writers.in_use().problem


def test_without_a_registry_the_writer_is_never_exchanged(registry: Registry, engines: Engines) -> None:
    writers = Writers(None, engines)
    promoted(registry)
    changed(writers)
    assert list(answered(writers)) == ["shipped ", "shipped"]


def test_where_nothing_is_written_a_promotion_brings_a_writer_and_a_rollback_takes_it_away(
    registry: Registry, engines: Engines
) -> None:
    writers = Writers(registry, lambda entry: None if entry is None else engines(entry))
    with writers.lease() as line:
        assert line is None
    promoted(registry)
    changed(writers)
    assert list(answered(writers)) == ["first ", "first"]
    registry.rollback("writer", "bob", START)
    changed(writers)
    with writers.lease() as line:
        assert line is None
    assert engines.closed() == [True]


def test_closing_closes_the_writer_and_one_that_is_still_being_loaded(registry: Registry, engines: Engines) -> None:
    writers = Writers(registry, engines)
    engines.gate = Event()
    promoted(registry)
    writers.look()
    writers.close()
    engines.gate.set()
    writers.settle()
    assert engines.closed() == [True, True]


def test_a_line_is_given_to_people_in_threads_while_writers_change(registry: Registry, engines: Engines) -> None:
    from concurrent.futures import ThreadPoolExecutor

    writers = Writers(registry, engines)
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(lambda: list(answered(writers))) for _ in range(10)]
        promoted(registry)
        answers += [pool.submit(lambda: list(answered(writers))) for _ in range(10)]
    assert all(len(one.result()) == 2 and one.result()[0].strip() == one.result()[1] for one in answers)
    changed(writers)
    assert engines.closed() == [True, False]


def test_a_model_is_tried_before_it_serves() -> None:
    class Broken(ScriptedGenerator):
        def write(self, order: Order, cancelled: Event) -> Iterator[str]:
            raise EngineFailed("no model")

    sound, broken = ScriptedGenerator(), Broken()
    assert tried(sound) is sound and not sound.closed and sound.orders[0].max_tokens == 1
    with pytest.raises(EngineFailed):
        tried(broken)
    assert broken.closed


def test_a_line_may_carry_another_name_than_its_engine() -> None:
    line = Line(ScriptedGenerator(), 1, 0, 60.0, name="docent-writer-3 1a2b3c4d")
    assert line.name == "docent-writer-3 1a2b3c4d" and Line(ScriptedGenerator(), 1, 0, 60.0).name == "scripted"
    assert not any(isinstance(event, Waiting) for event in line.write(ORDER, Event()))


def test_answers_are_written_by_a_promoted_writer_unless_the_settings_say_otherwise(registry: Registry) -> None:
    entry = promoted(registry)
    ours, larger = Settings(writer=WriterSettings(model=DOCENT_WRITER.name)), Settings(writer=WriterSettings(model="qwen3:8b"))
    assert writes(ours, entry) and writes(ours, None) is (SHIPPED_WRITES and DOCENT_WRITER.shipped)
    assert follows_registry(ours) and not follows_registry(larger) and not writes(larger, None)
    assert writes(replace(larger, answering=AnsweringSettings(mode="generated")), None)
    assert not writes(replace(ours, answering=AnsweringSettings(mode="quoted")), entry)
    assert not follows_registry(Settings(writer=WriterSettings(model=DOCENT_WRITER.name, engine="remote", address="http://x")))
