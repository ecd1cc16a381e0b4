"""What everybody's answers come to, worked out anew when journals have changed."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.insight.measured import REFRESH, Measured, Measuring, Work
from assistant.learning.followed import Following
from assistant.learning.questions import Kind, Question
from assistant.learning.record import Record, Records
from assistant.people.journal import EventKind, Journals
from tests.bank_questions import question
from tests.learning_answers import START

QUESTIONS = [question("easy"), question("hard")]


class Clock:
    """A clock that tests turn."""

    now = START

    def __call__(self) -> datetime:
        return self.now

    def refresh(self) -> None:
        self.now += REFRESH


class Company:
    """Journals, what is measured of them, and what was put off to the background."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.journals = Journals(folder, self.clock)
        self.records = Records(self.journals)
        self.put_off: list[Work] = []
        self.ready: list[Measured] = []
        self.seen: list[str] = []
        self.questions: list[Question] = QUESTIONS

    def measuring(self, few_bytes: int = 100_000) -> Measuring:
        return Measuring(
            self.journals,
            self.records,
            lambda: self.questions,
            retention=0.9,
            clock=self.clock,
            few_bytes=few_bytes,
            background=self.put_off.append,
            ready=self.ready.append,
            seen=self._saw,
        )

    def _saw(self, person: str, record: Record) -> None:
        self.seen.append(person)

    def answer(self, person: int, name: str, score: float, **more: Any) -> None:  # Any: JSON
        data = {"question": name, "version": 1, "kind": Kind.SINGLE_CHOICE, "skill": "leave", "score": score,
                "correct": score == 1.0, "seconds": 20.0, "reply": "a"}  # fmt: skip
        self.journals.of(f"{person:032x}").append(EventKind.ANSWERED, data | more)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = Company(tmp_path / "progress")
    for person in range(6):
        made.answer(person, "easy", 1.0)
        made.answer(person, "hard", 0.0, seconds=50.0 + person)
    return made


def test_items_seconds_and_statistics_come_from_all_journals(company: Company) -> None:
    found = company.measuring().now()
    easy, hard = (found.common.scale.items[name].difficulty for name in ("easy", "hard"))
    assert easy < 0 < hard
    assert found.common.scale.averages["leave"] == pytest.approx((easy + hard) / 2)
    assert found.common.seconds == {"easy": 20.0, "hard": 52.5}
    assert (found.statistics["hard"].people, found.statistics["hard"].facility) == (6, 0.0)
    assert company.seen == company.journals.people()


def test_the_answers_of_the_erased_still_tell_how_hard_a_question_is(company: Company) -> None:
    before = company.measuring().now().common.scale.items["hard"]
    for person in range(6):
        company.journals.erase(f"{person:032x}")
    after = company.measuring().now()
    assert after.common.scale.items["hard"].difficulty == pytest.approx(before.difficulty, abs=0.25)
    assert after.statistics["hard"].people == 6
    assert after.common.seconds == {}  # a time was not kept


def test_nothing_is_worked_out_again_before_the_time_or_without_a_change(company: Company) -> None:
    measuring = company.measuring()
    first = measuring.now()
    company.answer(7, "hard", 1.0)
    assert measuring.now() is first
    company.clock.refresh()
    second = measuring.now()
    assert second.statistics["hard"].people == 7
    company.clock.refresh()
    assert measuring.now() is second


def test_a_changed_question_is_a_change(company: Company) -> None:
    measuring = company.measuring()
    first = measuring.now()
    company.questions = [*QUESTIONS, question("new")]
    company.clock.refresh()
    assert "new" in measuring.now().common.scale.items
    assert "new" not in first.common.scale.items


def test_much_work_is_done_beside_and_nobody_waits_for_it(company: Company) -> None:
    measuring = company.measuring(few_bytes=10)
    assert measuring.now().common.scale.items == {}
    company.clock.refresh()
    measuring.now()
    (work,) = company.put_off  # one at a time
    work()
    assert company.ready == [measuring.now()]
    assert measuring.now().common.scale.items["hard"].difficulty > 0


def test_what_was_known_stays_when_it_cannot_be_worked_out_anew(company: Company) -> None:
    measuring = company.measuring()
    first = measuring.now()
    company.questions = []
    company.journals.folder.joinpath("erased.jsonl").write_text("{", encoding="utf-8")
    file = company.journals.of(f"{3:032x}").file
    file.write_bytes(file.read_bytes().replace(b"hard", b"easy"))
    company.clock.refresh()
    assert measuring.now().statistics["hard"].people == 5  # the damaged journal and file are left out
    company.questions = [None]  # type: ignore[list-item]  # something that nobody foresaw
    company.clock.now += 2 * REFRESH
    assert measuring.now().statistics["hard"].people == 5
    assert first.statistics["hard"].people == 6


def test_where_people_stand_is_ready_with_the_new_figures(company: Company) -> None:
    following, measuring = Following(company.records), company.measuring()
    person, old, new = f"{1:032x}", Measured(), measuring.now()
    record, before = following.of(person, old.common)
    following.prepare(new.common)
    assert following.of(person, new.common)[1] is not before
    assert following.of(person, new.common)[1] is following.of(person, new.common)[1]
    assert following.of(person, old.common) == (record, before)
    company.answer(1, "easy", 1.0)
    assert following.of(person, new.common)[1].tallies["leave"].answers == 2  # again within ten minutes counts for nothing
    company.clock.now += timedelta(hours=1)
    company.answer(1, "easy", 1.0)
    assert following.of(person, new.common)[1].tallies["leave"].answers == 3
