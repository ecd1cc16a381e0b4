"""What a journal comes to in numbers."""

import json
from pathlib import Path

import pytest

from assistant.errors import JournalDamaged
from assistant.people.journal import EventKind, Journal, Journals
from assistant.people.progress import Progress, progress
from tests.fakes import START, Clock

ADA = "a" * 32


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journals(tmp_path, Clock()).of(ADA)


def answer(journal: Journal, skill: str, correct: bool) -> int:
    return journal.append(EventKind.ANSWERED, {"skill": skill, "correct": correct}).sequence


def test_before_the_first_event_there_is_nothing(journal: Journal) -> None:
    assert progress(journal) == Progress(0, None, {}, {})
    assert progress(journal).to_json() == {"events": 0, "last": None, "kinds": {}, "skills": {}}


def test_right_and_asked_are_counted_by_skill(journal: Journal) -> None:
    for skill, correct in (("leave", True), ("leave", False), ("travel", True), ("年假", True)):
        answer(journal, skill, correct)
    found = progress(journal)
    assert found.skills == {"leave": (1, 2), "travel": (1, 1), "年假": (1, 1)}
    assert (found.events, found.last, found.kinds) == (4, START, {"answered": 4})


def test_what_a_trainer_changed_counts_as_it_is_now(journal: Journal) -> None:
    wrong, right = answer(journal, "leave", False), answer(journal, "leave", True)
    journal.append(EventKind.SCORED, {"answer": wrong, "correct": True})
    journal.append(EventKind.SCORED, {"answer": right, "correct": False})
    journal.append(EventKind.SCORED, {"answer": right, "correct": True})
    assert progress(journal).skills == {"leave": (2, 2)}
    assert progress(journal).kinds == {"answered": 2, "scored": 3}


def test_a_score_of_an_answer_that_is_not_there_changes_nothing(journal: Journal) -> None:
    answer(journal, "leave", True)
    journal.append(EventKind.SCORED, {"answer": 99, "correct": False})
    journal.append(EventKind.SCORED, {"correct": False})
    assert progress(journal).skills == {"leave": (1, 1)}


def test_other_events_are_counted_by_kind_only(journal: Journal) -> None:
    journal.append(EventKind.EXPERIENCED, {"document": "leave.md"})
    journal.append(EventKind.RATED, {"skill": "leave", "correct": True})
    found = progress(journal)
    assert found.skills == {}
    assert found.kinds == {"experienced": 1, "rated": 1}


def test_an_answer_without_a_skill_is_of_none(journal: Journal) -> None:
    journal.append(EventKind.ANSWERED, {})
    assert progress(journal).skills == {"": (0, 1)}


def test_numbers_follow_new_events_and_are_json(journal: Journal) -> None:
    answer(journal, "leave", True)
    assert progress(journal).skills == {"leave": (1, 1)}
    answer(journal, "leave", True)
    found = progress(journal)
    assert found.skills == {"leave": (2, 2)}
    assert json.loads(json.dumps(found.to_json()))["skills"] == {"leave": {"right": 2, "asked": 2}}


def test_of_a_damaged_journal_no_numbers_are_told(journal: Journal, tmp_path: Path) -> None:
    answer(journal, "leave", True)
    answer(journal, "leave", True)
    journal.file.write_bytes(journal.file.read_bytes().replace(b'"correct":true', b'"correct":fals', 1))
    with pytest.raises(JournalDamaged):
        progress(Journals(tmp_path, Clock()).of(ADA))
