"""Digests: sent once a day by mail, never twice, else shown; nothing in them that may not be read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest

from assistant.errors import Problem
from assistant.learning.assignments import Audience
from assistant.reminding import DailyTimer
from tests.curricula import MORNING, Company


class Box:
    """A post that keeps what it is given, or fails."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str, str]] = []
        self.broken = False

    def send(self, to: str, subject: str, body: str) -> None:
        if self.broken:
            raise Problem("the server is away")
        self.mails.append((to, subject, body))


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path, post=Box())
    made.ask("q1", "q2")
    made.course(validity_months=12)
    made.curriculum.assign(made.person("boss"), Audience.GROUP, "office", "leave", 30)
    yield made
    made.close()


def box(company: Company) -> Box:
    assert isinstance(company.post, Box)
    return company.post


def test_who_has_an_address_gets_a_mail_and_the_others_see_it_in_their_pages(company: Company) -> None:
    made = company.curriculum.digests(company.clock())
    assert [one.person for one in made.sent] == [company.person("ada").id]
    assert {one.person for one in made.shown} == {company.person("bob").id, company.person("tina").id}
    ((to, subject, body),) = box(company).mails
    assert (to, subject) == ("ada@example.com", "Training: 1 to note")
    assert body.startswith("Hello ada,")
    assert "Leave: due on 2026-04-01" in body


def test_the_mail_is_in_the_persons_language(company: Company) -> None:
    company.accounts.set_mail(company.person("bob").id, "bob@example.com")
    company.curriculum.digests(company.clock())
    (body,) = [body for to, _, body in box(company).mails if to == "bob@example.com"]
    assert "休假制度:2026-04-01 到期" in body


def test_nothing_is_sent_twice_also_by_another_process(company: Company) -> None:
    other, together = Company(company.folder, post=company.post, clock=company.clock), Barrier(2)

    def remind(one: Company) -> None:
        together.wait(10)
        one.curriculum.digests(company.clock())

    with ThreadPoolExecutor(2) as both:
        list(both.map(remind, (company, other)))
    other.close()
    company.curriculum.digests(company.clock())
    assert len(box(company).mails) == 1


def test_the_next_distance_is_a_new_mail(company: Company) -> None:
    days = []
    for day in range(40):
        company.clock.now = MORNING + timedelta(days=day)
        if company.curriculum.digests(company.clock()).sent:
            days.append(day)
    assert days == [0, 23, 30]  # 30 and 7 days before, and on the day


def test_what_cannot_be_sent_is_shown_and_tried_again(company: Company) -> None:
    box(company).broken = True
    made = company.curriculum.digests(company.clock())
    assert (made.sent, len(made.shown)) == ((), 3)
    box(company).broken = False
    assert len(company.curriculum.digests(company.clock()).sent) == 1


def test_two_things_on_one_day_are_one_mail(company: Company) -> None:
    company.curriculum.digests(company.clock())
    company.curriculum.assign(company.person("boss"), Audience.PERSON, company.person("ada").id, "leave", 3)
    company.curriculum.digests(company.clock())
    assert len(box(company).mails) == 1
    company.clock.turn(days=1)
    company.curriculum.digests(company.clock())
    assert box(company).mails[-1][1] == "Training: 2 to note"


def test_pages_show_what_was_mailed_too(company: Company) -> None:
    company.curriculum.digests(company.clock())
    digest = company.curriculum.reminders(company.person("ada"))
    assert digest is not None
    assert [one.status.assignment.course for one in digest.reminders] == ["leave"]


def test_what_was_passed_is_reminded_of_before_it_runs_out(company: Company) -> None:
    company.read("ada")
    company.sit("ada", "a", "a")
    assert company.curriculum.reminders(company.person("ada")) is None
    company.clock.turn(days=300)
    company.curriculum.digests(company.clock())
    assert "Leave: passed, runs out on 2027-03-02" in box(company).mails[-1][2]


def test_a_disabled_account_is_not_reminded(company: Company) -> None:
    company.accounts.disable(company.person("ada").id)
    company.curriculum.digests(company.clock())
    assert box(company).mails == []


def test_a_damaged_journal_keeps_nobody_else_from_being_reminded(company: Company) -> None:
    company.read("bob")
    company.journals.of(company.person("bob").id).file.write_bytes(b"no journal\n")
    made = company.opened()  # nothing of it is in memory there
    made.digests(company.clock())
    made.close()
    assert len(box(company).mails) == 1


def test_digests_are_printed_without_names(company: Company) -> None:
    row = company.curriculum.digests(company.clock()).to_json()
    (sent,) = row["sent"]
    assert sent["person"] == company.person("ada").id
    assert [(one["course"], one["days"]) for one in sent["reminders"]] == [("leave", 30)]


@pytest.mark.parametrize(("hour", "times"), [(9, 1), (10, 0)])
def test_the_timer_waits_for_its_hour(hour: int, times: int) -> None:
    reminded: list[datetime] = []
    DailyTimer(reminded.append, hour, lambda: MORNING).look()
    assert len(reminded) == times


def test_the_timer_runs_beside_and_ends(caplog: pytest.LogCaptureFixture) -> None:
    looked = Event()

    def remind(_: datetime) -> None:
        looked.set()
        raise OSError("the disk is full")  # which ends no timer

    timer = DailyTimer(remind, 0, lambda: MORNING)
    timer.start()
    assert looked.wait(10)
    timer.stop()
    assert "reminders were not sent" in caplog.text
