"""What the measurement of killed writers counts."""

from pathlib import Path

from assistant.people.journal import EventKind, Journals
from bench.journal import PERSON, Killing, answer, clicking, long_journal


def test_what_was_acknowledged_and_is_not_there_counts_as_lost(tmp_path: Path) -> None:
    journal = Journals(tmp_path).of(PERSON)
    for key in ("a:0", "b:0", "a:2"):
        journal.append(EventKind.ANSWERED, answer(0), key)
    killing = Killing(tmp_path, seed=0)
    killing.told = {(1, "a:0"), (3, "a:1")}
    outcome = killing.outcome()
    assert (outcome["acknowledged"], outcome["acknowledged and lost"], outcome["doubled"]) == (2, 1, 0)
    assert (outcome["left out between"], outcome["lines with a flaw"]) == (1, 0)


def test_a_long_journal_is_one_that_can_be_read_and_continued(tmp_path: Path) -> None:
    journal = long_journal(tmp_path, 12)
    assert journal.append(EventKind.ANSWERED, answer(12), "next").sequence == 13
    assert journal.check().good


def test_a_click_is_timed_for_somebody_with_many_answers(tmp_path: Path) -> None:
    told = clicking(tmp_path, 12)
    assert told["answers"] == 12
    assert all(float(told[name]) >= 0 for name in ("reply kept, ms", "where they stand, ms", "after a restart, ms"))
    assert len(Journals(tmp_path).of(PERSON).events()) == 42
