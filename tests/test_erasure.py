"""One person's progress taken away: nothing of the person stays, and what questions are judged by does."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import Problem
from assistant.people import erasure
from assistant.people.journal import EventKind, Journals
from assistant.people.snapshots import replay
from tests.fakes import Clock
from tests.test_snapshots import COUNT

ADA, BOB = "a" * 32, "b" * 32
PRIVATE = "my very own words"


def answered(journals: Journals, person: str, question: str, **more: Any) -> int:
    data: dict[str, Any] = {
        "question": question,
        "version": 1,
        "kind": "single_choice",
        "skill": "s",
        "score": 1.0,
        "correct": True,
    }
    return (
        journals.of(person).append(EventKind.ANSWERED, data | {"reply": "o1", "session": "s1", "seconds": 3.5} | more).sequence
    )


@pytest.fixture
def journals(tmp_path: Path) -> Journals:
    found = Journals(tmp_path, Clock())
    answered(found, ADA, "q1", score=0.0, correct=False)
    answered(found, ADA, "q2", kind="short_answer", reply=PRIVATE)
    answered(found, ADA, "q1")
    found.of(ADA).append(EventKind.OBJECTED, {"answer": 1, "text": PRIVATE})
    answered(found, BOB, "q1")
    return found


def everything(folder: Path) -> str:
    return "".join(path.read_text(errors="replace") + str(path) for path in folder.rglob("*") if path.is_file())


def test_nothing_of_an_erased_person_stays_and_others_keep_theirs(journals: Journals, tmp_path: Path) -> None:
    replay(journals.of(ADA), COUNT, every=1)
    with journals.of(ADA).file.open("ab") as file:
        file.write(b'{"half a line')
    assert journals.erase(ADA) == 3
    assert ADA not in everything(tmp_path)
    assert PRIVATE not in everything(tmp_path)
    assert (journals.people(), len(journals.of(BOB).events()), journals.of(ADA).events()) == ([BOB], 1, ())


def test_the_answers_stay_without_name_time_and_own_words(journals: Journals) -> None:
    journals.erase(ADA)
    first, second, third = journals.erased()
    assert first == {
        "question": "q1", "version": 1, "kind": "single_choice", "skill": "s", "score": 0.0, "correct": False, "reply": "o1",
        "order": 1, "attempt": 1,
    }  # fmt: skip
    assert "reply" not in second
    assert (third["order"], third["attempt"], third["correct"]) == (3, 2, True)


def test_the_score_that_stays_is_the_one_after_a_regrade(journals: Journals) -> None:
    journals.of(ADA).append(EventKind.SCORED, {"answer": 1, "score": 0.5, "correct": True, "by": "t", "why": PRIVATE})
    journals.erase(ADA)
    assert (journals.erased()[0]["score"], journals.erased()[0]["correct"]) == (0.5, True)


def test_erasing_twice_keeps_the_answers_once(journals: Journals) -> None:
    assert (journals.erase(ADA), journals.erase(ADA), len(journals.erased())) == (3, 0, 3)


def test_the_answers_of_two_people_stay_one_after_the_other(journals: Journals) -> None:
    journals.erase(ADA)
    journals.erase(BOB)
    assert [row["order"] for row in journals.erased()] == [1, 2, 3, 1]
    assert journals.people() == []


def test_a_damaged_journal_can_be_erased(journals: Journals) -> None:
    file = journals.of(ADA).file
    file.write_bytes(file.read_bytes().replace(b'"q2"', b'"q9"'))
    assert journals.erase(ADA) == 2  # the third answer no longer follows the second
    assert journals.people() == [BOB]


def test_an_erasing_killed_before_it_was_decided_is_taken_back_and_done_anew(journals: Journals, tmp_path: Path) -> None:
    (tmp_path / erasure.FILE).write_bytes(b'{"question":"q1"}\n{"question":"half')
    (tmp_path / erasure.MARKER).write_text(json.dumps({"size": 0, "gone": "gone-1"}))
    assert journals.of(ADA).events()
    assert journals.erased() == []
    journals.erase(ADA)
    assert [row["order"] for row in journals.erased()] == [1, 2, 3]
    assert not (tmp_path / erasure.MARKER).exists()


def test_an_erasing_killed_after_it_was_decided_is_finished_by_the_next(journals: Journals, tmp_path: Path) -> None:
    kept = erasure.facts(journals.of(ADA).events())
    (tmp_path / erasure.FILE).write_text("".join(json.dumps(row) + "\n" for row in kept))
    (tmp_path / erasure.MARKER).write_text(json.dumps({"size": 0, "gone": "gone-1"}))
    (tmp_path / ADA).rename(tmp_path / "gone-1")
    journals.erase(BOB)
    assert [row["order"] for row in journals.erased()] == [1, 2, 3, 1]
    assert PRIVATE not in everything(tmp_path)


def test_an_unreadable_file_of_erased_answers_says_what_to_do(journals: Journals, tmp_path: Path) -> None:
    (tmp_path / erasure.FILE).write_text("{")
    with pytest.raises(Problem, match="restore it from a backup"):
        journals.erased()


def test_who_was_erased_can_begin_again(journals: Journals) -> None:
    journals.erase(ADA)
    assert answered(journals, ADA, "q1") == 1
    assert journals.of(ADA).check().good
