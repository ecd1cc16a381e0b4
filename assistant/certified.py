"""The certificates that people hold: listed, printed, and checked by their code. Knows no page, and issues none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from assistant.errors import AccessDenied, JournalDamaged
from assistant.learning.certificates import Certificate, Seal, pdf
from assistant.learning.outcomes import passes
from assistant.people.journal import Event, EventKind, Journals

LABELS = ("title", "line", "issued", "expires", "signer", "documents", "code")


class Sentences(Protocol):
    """The sentences of one language."""

    def __call__(self, key: str, **values: object) -> str:
        """The sentence with this key, its places filled in."""


class Validity(StrEnum):
    """Whether a certificate counts."""

    VALID = "valid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # the course counts as failed since a trainer's decision


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate that somebody holds."""

    certificate: Certificate
    code: str
    validity: Validity

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The certificate as commands print it."""
        return self.certificate.to_json() | {"code": self.code, "validity": self.validity.value}


class Certified:
    """The certificates of everybody."""

    def __init__(self, journals: Journals, seal: Callable[[], Seal], clock: Callable[[], datetime]) -> None:
        self._journals = journals
        self._seal = seal
        self._clock = clock

    def of(self, person_id: str) -> tuple[Held, ...]:
        """A person's certificates, the last one first."""
        events = self._journals.of(person_id).events()
        return tuple(self._held(event, events) for event in reversed(events) if event.kind is EventKind.EARNED)

    def pdf(self, person_id: str, certificate_id: str, words: Sentences) -> bytes:
        """A certificate of a person as a PDF.

        Raises:
            AccessDenied: they have none with that id, or it was withdrawn.
        """
        found = next((one for one in self.of(person_id) if one.certificate.id == certificate_id), None)
        if found is None or found.validity is Validity.WITHDRAWN:
            raise AccessDenied("there is no such certificate, or it is not yours")
        blanks = {"name": "{name}", "course": "{course}", "score": "{score}"}
        labels = {label: words(f"certificate.{label}", **(blanks if label == "line" else {})) for label in LABELS}
        return pdf(found.certificate, found.code, labels)

    def verify(self, code: str) -> Held | None:
        """The certificate with a code; None where no certificate of anybody here has it, or its words were changed."""
        for person_id in self._journals.people():
            try:
                held = self.of(person_id)
            except JournalDamaged:
                continue
            for one in held:
                if self._seal().check(one.certificate, code):
                    return one
        return None

    def _held(self, event: Event, events: tuple[Event, ...]) -> Held:
        found = Certificate.from_json(event.data)
        stands = any(one.sequence == event.data.get("sequence") for one in passes(events, found.course))
        valid = Validity.VALID if found.valid(self._clock()) else Validity.EXPIRED
        return Held(found, str(event.data["code"]), valid if stands else Validity.WITHDRAWN)
