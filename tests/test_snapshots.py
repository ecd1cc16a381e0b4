"""Snapshots: what follows from a journal is the same with and without them."""

import logging
import stat
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import JournalDamaged
from assistant.people.journal import Event, EventKind, Journal, Journals
from assistant.people.journal_chain import Place
from assistant.people.snapshots import Fold, Resumed, replay, resumed
from tests.fakes import Clock

ADA = "a" * 32


def _counted(state: dict[str, Any], event: Event) -> dict[str, Any]:
    state["sum"] += event.data["n"]
    state["seen"] += 1
    return state


COUNT: Fold[dict[str, int]] = Fold("count", 1, lambda: {"seen": 0}, lambda state, event: state | {"seen": event.sequence})


class Counting:
    """A fold that remembers which events it went through."""

    def __init__(self, version: int = 1) -> None:
        self.seen: list[int] = []
        self.fold: Fold[dict[str, Any]] = Fold("sum", version, lambda: {"sum": 0, "seen": 0}, self._step)

    def _step(self, state: dict[str, Any], event: Event) -> dict[str, Any]:
        self.seen.append(event.sequence)
        return _counted(state, event)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    found = Journals(tmp_path, Clock()).of(ADA)
    append(found, 5)
    return found


def append(journal: Journal, count: int) -> None:
    for number in range(count):
        journal.append(EventKind.ANSWERED, {"n": number})


def file_of(journal: Journal) -> Path:
    return journal.folder / "snapshots/sum.json"


def test_only_new_events_are_gone_through(journal: Journal) -> None:
    assert replay(journal, Counting().fold, every=1) == {"sum": 10, "seen": 5}
    append(journal, 2)
    counting = Counting()
    assert replay(journal, counting.fold, every=1) == {"sum": 11, "seen": 7}
    assert counting.seen == [6, 7]


def test_few_new_events_write_no_snapshot(journal: Journal) -> None:
    replay(journal, Counting().fold, every=6)
    assert not file_of(journal).exists()


def test_a_snapshot_is_private(journal: Journal) -> None:
    replay(journal, Counting().fold, every=1)
    assert stat.S_IMODE(file_of(journal).stat().st_mode) == 0o600
    assert stat.S_IMODE(file_of(journal).parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("how", ["empty", "zeros", "cut off", "another sum"])
def test_a_damaged_snapshot_is_thrown_away_and_made_anew(journal: Journal, how: str, caplog: pytest.LogCaptureFixture) -> None:
    replay(journal, Counting().fold, every=1)
    good = file_of(journal).read_bytes()
    spoilt = {"empty": b"", "zeros": b"\0" * 99, "cut off": good[:-1], "another sum": good.replace(b"10", b"11")}
    file_of(journal).write_bytes(spoilt[how])
    with caplog.at_level(logging.WARNING):
        assert replay(journal, Counting().fold, every=1) == {"sum": 10, "seen": 5}
    assert "made anew" in caplog.text
    assert file_of(journal).read_bytes() == good


def test_another_version_of_the_rule_begins_anew(journal: Journal) -> None:
    replay(journal, Counting().fold, every=1)
    counting = Counting(version=2)
    replay(journal, counting.fold)
    assert counting.seen == [1, 2, 3, 4, 5]


def test_a_snapshot_of_another_journal_does_not_count(journal: Journal) -> None:
    replay(journal, Counting().fold, every=1)
    journal.file.unlink()
    append(journal, 3)
    assert replay(journal, Counting().fold, every=1) == {"sum": 3, "seen": 3}


def test_a_broken_line_behind_the_snapshot_is_refused(journal: Journal) -> None:
    replay(journal, Counting().fold, every=1)
    append(journal, 3)
    journal.file.write_bytes(journal.file.read_bytes().replace(b'"sequence":7', b'"sequence":8'))
    with pytest.raises(JournalDamaged, match="line 7"):
        replay(journal, Counting().fold)


def test_a_snapshot_that_cannot_be_written_changes_nothing(journal: Journal, caplog: pytest.LogCaptureFixture) -> None:
    file_of(journal).parent.write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        assert replay(journal, Counting().fold, every=1) == {"sum": 10, "seen": 5}
    assert "cannot be written" in caplog.text


def test_who_knows_what_followed_carries_it_on_with_the_new_events(tmp_path: Path) -> None:
    journal = Journals(tmp_path).of(ADA)
    journal.append(EventKind.RATED, {"n": 1})
    first = resumed(journal, COUNT, None)
    journal.append(EventKind.RATED, {"n": 2})
    second = resumed(journal, COUNT, first)
    assert (first.anew, second.anew, second.state) == (True, False, replay(journal, COUNT))
    journal.file.unlink()
    assert resumed(journal, COUNT, second) == Resumed(Place(), COUNT.initial(), True)
