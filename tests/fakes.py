"""Stand-ins that fulfil the protocols, for tests of what is built on them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from assistant.answering.answers import Answer, Citation, Mode, Seconds, Sentence
from assistant.errors import AccessDenied, QuestionRefused
from assistant.people.access import may_read
from assistant.people.accounts import Accounts
from assistant.people.passwords import Passwords
from assistant.people.person import Person
from assistant.people.sessions import Sessions
from assistant.settings import AccessSettings, PeopleSettings, ServerSettings, Settings
from indexer.documents import Page
from indexer.errors import FileRefused, IndexDamaged, Verdict
from indexer.selection import Selection
from indexer.settings import DocumentSettings

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FAST = Passwords(memory_kib=8, passes=1)  # as real, but done in a millisecond


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Moves the clock on, as timedelta(**by)."""
        self.now += timedelta(**by)


def fast_accounts(folder: Path) -> Accounts:
    """Accounts whose passwords are hashed in a millisecond."""
    return Accounts(folder, passwords=FAST)


@dataclass(frozen=True)
class FakeRecord:
    """A document of the fake index."""

    document: str
    version: str = "v1"


@dataclass(frozen=True)
class FakeHit:
    """A passage of the fake index."""

    document: str
    text: str

    def to_json(self) -> Mapping[str, Any]:
        return {"document": self.document, "text": self.text}


@dataclass(frozen=True)
class FakeIndex:
    """An index with one chunk for each document."""

    names: Sequence[str]
    generation: int = 1

    def documents(self) -> Sequence[FakeRecord]:
        return [FakeRecord(name) for name in self.names]

    def select(self, readable: Callable[[str], bool]) -> Selection:
        return Selection(self.generation, np.array([readable(name) for name in self.names], dtype=np.bool_))

    def everything(self) -> Selection:
        return Selection(self.generation, np.ones(len(self.names), dtype=np.bool_))


@dataclass
class FakeAssistant:
    """An assistant over a dictionary of texts; it answers every question with the first sentence it may quote."""

    folder: Path
    texts: dict[str, str] = field(default_factory=lambda: {"leave.md": "You have 30 days.", "hr/pay.md": "Pay is secret."})
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"**": ("everyone",), "hr/**": ("hr",)})
    server: ServerSettings = field(default_factory=ServerSettings)

    def __post_init__(self) -> None:
        documents = self.folder / "documents"
        for name, text in self.texts.items():
            (documents / name).parent.mkdir(parents=True, exist_ok=True)
            (documents / name).write_text(text, encoding="utf-8")
        self.settings = Settings(
            documents=DocumentSettings(folder=documents),
            access=AccessSettings(self.rules),
            people=PeopleSettings(folder=self.folder / "people"),
            server=self.server,
        )
        self.accounts = fast_accounts(self.folder / "people")
        self.sessions = Sessions(self.accounts)

    def index(self) -> FakeIndex:
        return FakeIndex(tuple(self.texts))

    def ask(
        self, person: Person, question: str, conversation: str | None = None, cancelled: Event | None = None
    ) -> Iterator[object]:
        if not question.strip():
            raise QuestionRefused("the question is empty: write one")
        if question == "break":
            raise RuntimeError("secret detail")
        if question == "damaged":
            raise IndexDamaged("/srv/index/vectors.faiss is damaged")
        name = next(name for name in self.texts if may_read(person, name, self.rules))
        text = self.texts[name]
        yield text
        yield Answer(
            id="a1",
            question=question,
            answer=text,
            refused=False,
            mode=Mode.QUOTED,
            sentences=(Sentence(text, (1,), True),),
            citations=(Citation(1, name, "v1", 1, "", text, 0, len(text), 1.0),),
            model="",
            generation=1,
            seconds=Seconds(0.0, None, 0.0),
        )

    def search(self, person: Person, question: str, count: int) -> Sequence[FakeHit]:
        return [FakeHit(name, text) for name, text in self.texts.items() if may_read(person, name, self.rules)][:count]

    def page(self, person: Person, document: str, number: int) -> Page:
        self.document_file(person, document)
        return Page(number, self.texts[document])

    def document_file(self, person: Person, document: str) -> Path:
        if document not in self.texts or not may_read(person, document, self.rules):
            raise AccessDenied("there is no such document, or it is not for you")
        return self.settings.documents.folder / document


def not_drawn(file: Path, page: int, quote: str) -> bytes:
    """A page that nobody can draw."""
    raise FileRefused(Verdict.DAMAGED, "no picture", "look at the text")
