"""Making questions in the background, into the bank."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.errors import Problem
from assistant.learning.bank import Bank
from assistant.learning.conflicts import DocumentConflict, Statement
from assistant.learning.skills import Name, Place, Skill, SkillsMap
from assistant.making import Made, Making, make
from tests.memory_index import EMBEDDER, MemoryIndex

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLASH = DocumentConflict(
    "How many days?", Statement("a.md", "v1", 1, "5 days", 0, 6, "5 days"), Statement("b.md", "v1", 1, "7 days", 0, 6, "7 days")
)


def clock() -> datetime:
    return NOON


class Library(MemoryIndex):
    """An index that names its documents."""

    def documents(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(document=name, pages=1) for name in self.texts] + [
            SimpleNamespace(document="x.bin", pages=None)
        ]


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    opened = Bank(tmp_path / "questions.db")
    yield opened
    opened.close()


@pytest.fixture
def making(tmp_path: Path) -> Making:
    return Making(tmp_path, clock)


def test_every_document_with_pages_is_read_and_what_passes_is_in_the_bank(bank: Bank) -> None:
    skills = SkillsMap((Skill("leave", Name("Leave", ""), (Place("leave.md"),)),))
    library = Library()
    events = list(make(library, EMBEDDER, bank, skills, clock))  # type: ignore[arg-type]  # an index in memory
    assert [event for event in events if isinstance(event, str)] == list(library.texts)
    made = [event for event in events if isinstance(event, Made)]
    kept = bank.list(within=lambda _: True)
    assert sum(event.kept for event in made) == len(kept)
    assert all(one.skill == "leave" for one in kept if one.evidence.document == "leave.md")
    again = [event for event in make(library, EMBEDDER, bank, skills, clock) if isinstance(event, Made)]  # type: ignore[arg-type]  # as above
    assert sum(event.kept for event in again) == 0


def test_the_state_tells_what_became_of_it(making: Making) -> None:
    def work() -> Iterator[Made | str]:
        yield "a.md"
        yield Made("a.md", 3, {"guessable": 2}, (CLASH,))
        yield "b.md"
        yield Made("b.md", 1, {"guessable": 1, "twin": 1}, (CLASH,))

    making.start(work, 2, "tara").join()
    state = making.state
    assert (state.running, state.done, state.of, state.kept, state.conflicts) == (False, 2, 2, 4, 1)
    assert state.dropped == {"guessable": 3, "twin": 1}
    assert state.finished == NOON
    assert [DocumentConflict.from_json(row) for row in making.conflicts()] == [CLASH]


def test_one_making_at_a_time(making: Making) -> None:
    import threading

    go_on = threading.Event()

    def work() -> Iterator[Made | str]:
        go_on.wait(30)
        yield "a.md"

    thread = making.start(work, 1, "tara")
    with pytest.raises(Problem, match="tara started"):
        making.start(work, 1, "tom")
    go_on.set()
    thread.join()
    making.start(work, 1, "tom").join()


@pytest.mark.parametrize(("error", "told"), [(Problem("no index"), "no index"), (RuntimeError("secret"), "internal error")])
def test_what_stops_it_is_told_and_nothing_secret(making: Making, error: Exception, told: str) -> None:
    def work() -> Iterator[Made | str]:
        yield "a.md"
        raise error

    making.start(work, 1, "tara").join()
    assert told in making.state.problem
    assert "secret" not in making.state.problem
    assert not making.state.running


def test_there_are_no_conflicts_before_the_first_making_or_in_a_damaged_file(making: Making, tmp_path: Path) -> None:
    assert making.conflicts() == []
    (tmp_path / "conflicts.json").write_text("{", encoding="utf-8")
    assert making.conflicts() == []
