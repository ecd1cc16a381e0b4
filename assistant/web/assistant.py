"""What the pages and the API ask of the assistant. Knows nothing of how it is done."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from assistant.people.accounts import Accounts
from assistant.people.person import Person
from assistant.people.sessions import Sessions
from assistant.settings import Settings
from indexer.documents import Page


class Found(Protocol):
    """A passage that a search found."""

    def to_json(self) -> Mapping[str, Any]:  # Any: JSON
        """The shape of a hit, as DESIGN.md fixes it."""


class Record(Protocol):
    """What the index says of one document."""

    @property
    def document(self) -> str:
        """Its path below the folder of documents."""

    @property
    def version(self) -> str:
        """SHA-256 of the file's bytes that were indexed."""


class Generation(Protocol):
    """One generation of the index."""

    @property
    def generation(self) -> int:
        """Its number."""

    def documents(self) -> Sequence[Record]:
        """Everything in it."""


class Assistant(Protocol):
    """The parts of Docent behind its faces; every question is asked for a person."""

    @property
    def settings(self) -> Settings:
        """All settings."""

    @property
    def accounts(self) -> Accounts:
        """Who there is."""

    @property
    def sessions(self) -> Sessions:
        """Who is signed in."""

    def index(self) -> Generation:
        """The current generation."""

    def ask(
        self, person: Person, question: str, conversation: str | None = None, cancelled: Event | None = None
    ) -> Iterator[object]:
        """What happens while a question is answered; the answer comes last."""

    def search(self, person: Person, question: str, count: int) -> Sequence[Found]:
        """The best passages that the person may read."""

    def page(self, person: Person, document: str, number: int) -> Page:
        """The text of a page."""

    def document_file(self, person: Person, document: str) -> Path:
        """The file of a document."""
