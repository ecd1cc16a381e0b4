"""What a journal comes to for practising, carried on event by event."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.learning.record import KEPT, Record, Records, quizzes, running
from assistant.people.journal import EventKind, Journals
from assistant.people.snapshots import EVERY, FOLDER
from tests.learning_answers import START, Line

ADA, BOB = "a" * 32, "b" * 32


def told(question: str, session: str = "s1", score: float = 1.0) -> dict[str, Any]:  # Any: JSON
    return {"question": question, "version": 1, "kind": "cloze", "skill": "leave", "session": session,
            "score": score, "correct": score >= 1.0}  # fmt: skip


BEGUN = {"session": "s1", "mode": "practice", "questions": [["q1", 1], ["q2", 1]]}
EVENTS = [
    Line(1, "initialized", BEGUN),
    Line(2, "answered", told("q1", score=0.0)),
    Line(3, "credited", {"skill": "leave", "share": 0.9}),
    Line(4, "answered", told("q2")),
    Line(5, "scored", {"answer": 2, "score": 1.0, "correct": True, "by": "trainer"}),
    Line(6, "terminated", {"session": "s1"}),
    Line(7, "initialized", BEGUN | {"session": "s2"}),
    Line(8, "voided", {"event": 3}),
    Line(9, "scored", {"answer": 99, "score": 1.0, "correct": True}),
    Line(10, "rated", {"course": "safety"}),
]


@pytest.fixture
def journals(tmp_path: Path) -> Journals:
    return Journals(tmp_path / "progress")


def answered(journals: Journals, person: str, *names: str) -> None:
    for name in names:
        journals.of(person).append(EventKind.ANSWERED, told(name), key=name)


@pytest.mark.parametrize("cut", range(len(EVENTS) + 1))
def test_a_record_carried_on_is_the_record_of_all_events(cut: int) -> None:
    assert Record().after(EVENTS[:cut]).after(EVENTS[cut:]) == Record().after(EVENTS)


def test_a_record_holds_answers_quizzes_and_credits_as_they_stand() -> None:
    found = Record().after(EVENTS)
    assert [(one.question, one.score, one.corrected) for one in found.history.answers] == [
        ("q1", 1.0, "trainer"),
        ("q2", 1.0, ""),
    ]
    assert [(one.id, one.score, one.ended) for one in quizzes(EVENTS)] == [("s1", 1.0, True), ("s2", 0.0, False)]
    assert (found.history.credits, found.last) == ((), 10)
    assert found.history.answer(4) is found.history.answers[1]
    assert found.history.answer(3) is None


def test_the_last_quiz_is_the_running_one_until_its_time_is_over() -> None:
    exam = [*EVENTS, Line(11, "initialized", BEGUN | {"session": "s3", "minutes": 5.0})]
    assert (found := running(exam, START)) is not None
    assert found.id == "s3"
    assert running(exam, START + timedelta(minutes=6)) is None


def test_only_what_changes_something_earlier_gives_another_root() -> None:
    first = Record().after(EVENTS[:4])
    assert first.after(EVENTS[5:7]).root is first.root
    assert first.after(EVENTS[4:5]).root is not first.root
    assert first.after(EVENTS[7:8]).root is not first.root


def test_records_know_what_another_process_has_written(journals: Journals) -> None:
    records = Records(journals)
    answered(journals, ADA, "q1")
    first = records.of(ADA)
    answered(Journals(journals.folder), ADA, "q2")
    journals.of(ADA).append(EventKind.RATED, {"course": "safety"})
    second = records.of(ADA)
    assert [one.question for one in second.history.answers] == ["q1", "q2"]
    assert (len(first.history.answers), second.last, second.root is first.root) == (1, 3, True)
    assert records.of(ADA) is second


def test_who_was_erased_begins_anew(journals: Journals) -> None:
    records = Records(journals)
    answered(journals, ADA, "q1", "q2")
    before = records.of(ADA)
    journals.erase(ADA)
    assert records.of(ADA) == Record()
    answered(journals, ADA, "q3")
    after = records.of(ADA)
    assert [one.question for one in after.history.answers] == ["q3"]
    assert after.root is not before.root


def test_a_long_journal_is_begun_with_its_snapshot(journals: Journals) -> None:
    answered(journals, ADA, *(f"q{n}" for n in range(EVERY)))
    found = Records(journals).of(ADA)
    assert (journals.of(ADA).folder / FOLDER / "record.json").is_file()
    answered(journals, ADA, "last")
    again = Records(journals).of(ADA)
    assert again.history.answers[:EVERY] == found.history.answers
    assert again.history.answers[-1].question == "last"


def test_going_through_everybody_keeps_nobody(journals: Journals) -> None:
    records = Records(journals)
    answered(journals, BOB, "q1")
    assert records.once(BOB) == records.once(BOB)
    assert records.once(BOB) is not records.once(BOB)
    kept = records.of(BOB)
    assert records.once(BOB) is kept
    for number in range(KEPT):
        records.of(f"{number:032x}")
    assert records.of(BOB) is not kept
    assert records.of(BOB) == kept


def test_threads_double_nothing(journals: Journals) -> None:
    records = Records(journals)

    def work(number: int) -> int:
        answered(journals, ADA, f"q{number}")
        return len(records.of(ADA).history.answers)

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(work, range(20)))
    assert max(counts) == len({one.question for one in records.of(ADA).history.answers}) == 20
