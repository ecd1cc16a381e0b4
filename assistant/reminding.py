"""Reminders, wired: each person's digest once a day by mail, or to be shown. Knows no page; the sentences come from outside."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from typing import Any

from assistant.certified import Sentences
from assistant.errors import Problem
from assistant.learning.assignments import Assignments, Status
from assistant.learning.mail import Post, deliver
from assistant.learning.reminders import Digest, Reminder, digest
from assistant.people.accounts import Accounts
from assistant.people.person import Person

LOOK_EVERY_S = 3600.0  # who is to be reminded, from the hour of the day on
WAIT_S = 10.0  # for a mail on its way, when the server ends

logger = logging.getLogger(__name__)
Named = Callable[[Person, Status], str]  # what an assignment is called to a person


@dataclass(frozen=True, slots=True)
class Digests:
    """What became of the digests of a moment."""

    sent: tuple[Digest, ...]  # by mail
    shown: tuple[Digest, ...]  # there is no mail server, no address, or it could not be sent: the pages show them

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The digests as the command prints them."""
        return {"sent": [_row(one) for one in self.sent], "shown": [_row(one) for one in self.shown]}


class Reminding:
    """The digests of everybody."""

    def __init__(
        self,
        accounts: Accounts,
        assignments: Assignments,
        statuses: Callable[[Person], Sequence[Status]],
        named: Named,
        post: Post | None,
        words: Mapping[str, Sentences],
    ) -> None:
        self._accounts = accounts
        self._assignments = assignments
        self._statuses = statuses
        self._named = named
        self._post = post
        self._words = words

    def of(self, person: Person, now: datetime) -> Digest | None:
        """What a person is reminded of at the moment, for the pages: also what they got by mail."""
        return digest(person.id, self._statuses(person), (), now)

    def digests(self, now: datetime) -> Digests:
        """Sends each person what is new since they were last reminded, at the most once a day; what cannot be sent is shown.

        Several processes may do this at once: each digest is sent by one of them.
        """
        sent, shown = list[Digest](), list[Digest]()
        for person in self._accounts.list():
            if person.active:
                try:
                    self._remind(person, now, sent, shown)
                except Problem as problem:  # one damaged journal must not keep the others from being reminded
                    logger.warning("a person was not reminded: %s", problem)
        return Digests(tuple(sent), tuple(shown))

    def _remind(self, person: Person, now: datetime, sent: list[Digest], shown: list[Digest]) -> None:
        found = digest(person.id, self._statuses(person), self._assignments.reminded(person.id), now)
        if found is None:
            return
        if self._post is None or not person.mail:
            shown.append(found)
            return
        given = [one.given for one in found.reminders if one.new]
        if not self._assignments.remember(person.id, given, now.date()):  # first: a kill may lose a mail, and never doubles one
            return
        done, left = deliver([found], self._post, lambda _: person.mail, lambda one: self._wording(person, one))
        if left:
            self._assignments.take_back(person.id, given)
        sent += done
        shown += left

    def _wording(self, person: Person, found: Digest) -> tuple[str, str]:
        """Subject and text of a mail."""
        words = self._words[person.language]
        lines = [self._line(words, person, one) for one in found.reminders]
        text = words("digest.text", name=person.name, lines="\n".join(lines))
        return words("digest.subject", n=len(lines)), text

    def _line(self, words: Sentences, person: Person, one: Reminder) -> str:
        key = f"digest.{one.status.state.value}"
        return words(key, name=self._named(person, one.status), date=f"{one.until:%Y-%m-%d}")


class DailyTimer:
    """A thread that sends digests from an hour of the day on; whoever had one on a day gets no other, so it may look often."""

    def __init__(self, remind: Callable[[datetime], object], hour: int, clock: Callable[[], datetime]) -> None:
        self._remind = remind
        self._hour = hour
        self._clock = clock
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="reminding", daemon=True)

    def start(self) -> None:
        """Begins to look at the clock."""
        self._thread.start()

    def stop(self) -> None:
        """Ends it, after what it is doing."""
        self._stopped.set()
        self._thread.join(WAIT_S)

    def look(self) -> None:
        """Sends what is to be sent at this time of the day."""
        now = self._clock()
        if now.hour < self._hour:
            return
        try:
            self._remind(now)
        except Exception:  # the timer goes on whatever happens, so that one bad hour does not end all reminders
            logger.exception("reminders were not sent; the next try comes in %g s", LOOK_EVERY_S)

    def _run(self) -> None:
        wait_s = 0.0
        while not self._stopped.wait(wait_s):
            self.look()
            wait_s = LOOK_EVERY_S


def _row(one: Digest) -> dict[str, Any]:  # Any: JSON
    return {
        "person": one.person,
        "reminders": [
            found.status.to_json() | {"until": found.until.isoformat(), "days": found.days} for found in one.reminders
        ],
    }
