"""An assistant for tests of the pages: real accounts and conversations, scripted answers and updates."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import gradio as gr

from assistant.answering.answers import Answer, Citation, Mode, Seconds, Sentence
from assistant.answering.conversation import Conversations
from assistant.answering.generation import Text, Waiting
from assistant.errors import AccessDenied
from assistant.people.access import may_read
from assistant.people.person import Person, Role
from assistant.reindexing import Reindexing
from indexer.content import DocumentRecord
from indexer.documents import Chunk, Page
from indexer.errors import IndexDamaged, IndexMissing, Verdict
from indexer.planning import FoundFile, Plan
from indexer.report import Progress
from indexer.searching import Hit
from tests.fakes import FakeAssistant

if TYPE_CHECKING:
    from assistant.assembly import Assistant

PASSWORD = "correct horse battery staple"


class ScriptedAssistant(FakeAssistant):
    """Every question is answered with the first text that the person may read; `script` comes before the answer."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.conversations = Conversations(folder / "conversations")
        self.reindexing = Reindexing(folder / "update.log")
        self.generations = SimpleNamespace(current=lambda: 3)
        self.script: Sequence[object] = (Waiting(2), Text("You have "), Text("30 days."))
        self.stopping = False  # whether the person presses stop before the answer is done
        self.damaged = False
        self.writer_problem = ""  # why the writer is not the one that should serve
        self.versions = dict.fromkeys(self.texts, "v1")
        self.removed_share = 0.0
        self.confirmed: list[bool] = []
        self.as_page = cast("Assistant", self)

    def person(self, name: str, role: Role = Role.EMPLOYEE, groups: Sequence[str] = ()) -> Person:
        """A new account."""
        return self.accounts.add(name, role, groups, PASSWORD).person

    def close(self) -> None:
        """Closes the files."""
        self.accounts.close()
        self.conversations.close()

    def may_read(self, person: Person, document: str) -> bool:
        return may_read(person, document, self.rules)

    def ask(
        self, person: Person, question: str, conversation: str | None = None, cancelled: Event | None = None
    ) -> Iterator[object]:
        yield from self.script
        if question == "break":
            raise RuntimeError("secret detail")
        if cancelled is not None and cancelled.is_set():
            return
        answer = self.answer(person, question)
        if conversation is not None:
            self.conversations.append(person.id, conversation, question, answer)
        yield answer

    def answer(self, person: Person, question: str) -> Answer:
        """What is answered."""
        name = next(name for name in reversed(self.texts) if self.may_read(person, name))
        text = self.texts[name]
        citation = Citation(1, name, "v1", 1, "", text, 0, len(text), 1.0)
        sentence = Sentence(text, (1,), True)
        seconds = Seconds(0.0, None, 0.0)
        return Answer(uuid4().hex, question, text, False, Mode.QUOTED, (sentence,), (citation,), "", 1, seconds)

    def follow_ups(self, person: Person, answer: Answer) -> list[str]:
        return ["And for part-timers?"]

    def index(self) -> Any:  # Any: stands in for the index
        if self.damaged:
            raise IndexDamaged("vectors.faiss does not match its checksum")
        if not self.texts:
            raise IndexMissing("there is no index")
        return SimpleNamespace(documents=self.records, generation=3)

    def records(self) -> list[DocumentRecord]:
        """All documents, one of them refused."""
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        records = [
            DocumentRecord(name, self.versions[name], name, False, 1, 1, 10, 0, moment, Verdict.INDEXED) for name in self.texts
        ]
        refused = replace(records[0], document="scan.pdf", chunks=0, verdict=Verdict.NO_TEXT, detail="no text: run OCR")
        return [*records, refused]

    def page(self, person: Person, document: str, number: int) -> Page:
        if not self.may_read(person, document):
            raise AccessDenied("no such page")
        return Page(number, self.texts[document])

    def search(self, person: Person, question: str, count: int) -> Any:  # Any: hits of the real index
        readable = [name for name in self.texts if self.may_read(person, name)]
        return [
            Hit(Chunk(name, "v1", name, 1, "", 0, 1, self.texts[name]), row, row + 1, 0.5, 0.4, 3.0)
            for row, name in enumerate(readable)
        ]

    def plan(self) -> Plan:
        new = FoundFile("new.md", 1, 1)
        return Plan(self.folder, 3, False, new=(new,), removed=("hr/pay.md",), removed_share=self.removed_share)

    def reindex(self, by: Person, *, confirmed: bool = False) -> None:
        self.confirmed.append(confirmed)
        self.reindexing.start(lambda: iter([Progress("reading", 1, 2, "new.md")]), by.name).join()

    def rollback(self) -> int:
        return 2

    def models(self) -> list[Any]:  # Any: stands in for the catalogue
        return [SimpleNamespace(name="SmolLM2", role="writer", licence="Apache-2.0", problem=self.writer_problem)]


def request(person: Person | None, page: str = "page1", **query: str) -> gr.Request:
    """An event from a person's browser."""
    return gr.Request(username=None if person is None else person.id, session_hash=page, query_params=query)
