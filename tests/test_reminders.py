"""Digests of what is due or runs out, and how they reach people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Self

import pytest

from assistant.errors import Problem
from assistant.learning.assignments import Assignment, Audience, State, Status
from assistant.learning.mail import SmtpPost, deliver
from assistant.learning.reminders import Digest, Given, digest

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GIVEN = Assignment("a1", Audience.PERSON, "ada", "", NOW, 30, "fire")


def open_status(days: float, name: str = "a1", mandatory: bool = True) -> Status:
    return Status(replace(GIVEN, id=name, mandatory=mandatory), State.CURRENT, NOW + timedelta(days=days))


def days_of(days: float, given: tuple[Given, ...] = ()) -> int | None:
    found = digest("ada", [open_status(days)], given, NOW)
    return None if found is None else found.reminders[0].days


@pytest.mark.parametrize(
    ("days", "reminded"),
    [(91, None), (90, 90), (61, 90), (60, 60), (30, 30), (29.5, 30), (7, 7), (0.5, 7), (0, 0), (-3, 0)],
)
def test_reminders_come_90_60_30_and_7_days_before_and_when_it_is_past(days: float, reminded: int | None) -> None:
    assert days_of(days) == reminded


def test_a_reminder_is_given_once_at_each_distance() -> None:
    found = digest("ada", [open_status(30)], (), NOW)
    assert found is not None
    given = [one.given for one in found.reminders]
    assert digest("ada", [open_status(30)], given, NOW) is None
    later = digest("ada", [open_status(30)], given, NOW + timedelta(days=23))
    assert later is not None
    assert later.reminders[0].days == 7


def test_a_new_due_date_is_reminded_of_anew() -> None:
    found = digest("ada", [open_status(30)], (), NOW)
    assert found is not None
    assert days_of(29, tuple(one.given for one in found.reminders)) == 30


def test_a_digest_holds_everything_near_with_what_is_mandatory_first() -> None:
    known: Given = ("old", (NOW + timedelta(days=5)).isoformat(), 7)
    statuses = [open_status(50, "far"), open_status(3, "free", mandatory=False), open_status(5, "old"), open_status(99, "away")]
    found = digest("ada", statuses, [known], NOW)
    assert found is not None
    assert [(one.status.assignment.id, one.new) for one in found.reminders] == [("old", False), ("far", True), ("free", True)]


def test_a_certificate_that_runs_out_is_reminded_of() -> None:
    passed = Status(GIVEN, State.PASSED, NOW, NOW + timedelta(days=60))
    found = digest("ada", [passed], (), NOW)
    assert found is not None
    assert found.reminders[0].days == 60
    assert digest("ada", [replace(passed, valid_until=None)], (), NOW) is None


def test_who_has_no_attempt_left_is_not_reminded() -> None:
    assert digest("ada", [replace(open_status(3), state=State.FAILED)], (), NOW) is None


class Box:
    """Keeps what is sent; refuses one address."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []

    def send(self, to: str, subject: str, body: str) -> None:
        if to == "broken@x":
            raise Problem("the server is gone: look")
        self.sent.append((to, subject, body))


ADDRESSES = {"ada": "ada@x", "eve": "broken@x"}


def wording(one: Digest) -> tuple[str, str]:
    return "Due", f"{len(one.reminders)} for you"


def test_digests_are_sent_and_those_that_cannot_be_are_shown() -> None:
    box, digests = Box(), [Digest(person, ()) for person in ("ada", "bob", "eve")]
    sent, shown = deliver(digests, box, ADDRESSES.get, wording)
    assert box.sent == [("ada@x", "Due", "0 for you")]
    assert [one.person for one in sent] == ["ada"]
    assert [one.person for one in shown] == ["bob", "eve"]


def test_without_a_server_everything_is_shown() -> None:
    assert deliver([Digest("ada", ())], None, ADDRESSES.get, wording) == ((), (Digest("ada", ()),))


class Recorder:
    """A mail server that keeps what is asked of it."""

    def __init__(self, done: list[str]) -> None:
        self.done = done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.done.append("quit")

    def starttls(self) -> None:
        self.done.append("starttls")

    def login(self, user: str, password: str) -> None:
        self.done.append(f"login {user} {len(password)}")

    def send_message(self, msg: EmailMessage) -> None:
        self.done.append(str(msg))


def test_a_mail_goes_out_encrypted_and_signed_in() -> None:
    done: list[str] = []
    post = SmtpPost("mail.x", 587, "docent@x", "docent", "secret", connect=lambda *_: Recorder(done))
    post.send("ada@x", "到期", "Two things.")
    secure, signed, message, end = done
    assert (secure, signed, end) == ("starttls", "login docent 6", "quit")
    assert "To: ada@x" in message
    assert "Two things." in message


def test_without_a_user_nobody_signs_in() -> None:
    done: list[str] = []
    SmtpPost("mail.x", starttls=False, connect=lambda *_: Recorder(done)).send("ada@x", "s", "b")
    assert len(done) == 2


def test_a_server_that_is_not_there_is_a_problem() -> None:
    with pytest.raises(Problem, match="did not take a mail"):
        SmtpPost("127.0.0.1", 9, timeout_s=1).send("ada@x", "s", "b")


def test_a_line_break_in_a_subject_is_no_second_header() -> None:
    with pytest.raises(Problem, match="did not take a mail"):
        SmtpPost("127.0.0.1", 9, timeout_s=1).send("ada@x", "s\nBcc: eve@x", "b")
