"""What happens when somebody uses the page for questions. Knows nothing of how the page is laid out."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode
from uuid import uuid4

import gradio as gr
from markupsafe import Markup

from assistant.answering.answers import Answer, Citation, without_forbidden
from assistant.answering.generation import Text, Waiting
from assistant.errors import AccessDenied, Problem
from assistant.people.person import Person
from assistant.web.about_answer import begun_about
from assistant.web.chat_view import follow_view, live_view, log_view, stopped_view, turn_view
from assistant.web.evidence_view import empty_evidence, evidence_view
from assistant.web.header import header
from assistant.web.history_view import Entry, file_view, history_view
from assistant.web.markup import NOTHING, block
from assistant.web.problems import shown, told
from assistant.web.stops import Stops
from assistant.web.who import person_of
from assistant.web.words import Words
from indexer.documents import Page

if TYPE_CHECKING:
    from assistant.assembly import Assistant

logger = logging.getLogger(__name__)

Update: TypeAlias = Any  # Any: what Gradio's update functions return


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of one conversation."""

    conversation: str
    log: str
    evidence: str


class Asking:
    """The handlers of one language's page. Who asks is taken from each request; nothing of anybody is kept here."""

    def __init__(self, assistant: "Assistant", words: Words) -> None:
        self._assistant = assistant
        self._words = words
        self._stops = Stops()

    def arrive(self, request: gr.Request) -> tuple[str, ...]:
        """The page as it opens: who one is, one's conversations, and the one that the address names."""
        with shown(self._words):
            person = person_of(request, self._assistant)
            try:
                view = self._view(person, str(request.query_params.get("c", "")))
            except Problem:  # deleted meanwhile, the address of somebody else's, or there is no index at the moment
                view = self._view(person, "")
            bar = header(person, self._words, "/", self._assistant.settings.server.name)
            return (bar, self._history(person, "", view.conversation), view.conversation, view.log, view.evidence)

    def ask(self, question: str, conversation: str, request: gr.Request) -> Iterator[tuple[Update, ...]]:
        """An answer as it comes, in the order: question, send, stop, live turn, conversation, log, evidence, history."""
        question = question.strip()
        if not question:
            yield (gr.skip(),) * 8
            return
        yield self._under_way(question, "", self._words("ask.searching"))
        try:
            person = person_of(request, self._assistant)
            conversation = conversation or self._assistant.conversations.start(person.id)
            with self._stops.running(person.id, str(request.session_hash)) as cancelled:
                text, finished = "", False
                for event in self._assistant.ask(person, question, conversation, cancelled):
                    text += event.piece if isinstance(event, Text) else ""
                    note = (
                        self._words("ask.place", n=event.place) if isinstance(event, Waiting) else self._words("ask.searching")
                    )
                    finished = finished or isinstance(event, Answer)
                    yield self._under_way(question, text, note)
            yield self._done(person, conversation) if finished else self._broken(question, text, self._words("ask.stopped"), "")
        except Problem as problem:
            yield self._broken(question, "", told(problem, self._words), question)
        except Exception:
            code = uuid4().hex[:8]
            logger.exception("a question failed, id %s", code)
            yield self._broken(question, "", self._words("error.internal", code=code), question)

    def stop(self, request: gr.Request) -> None:
        """Ends the answer that this page is waiting for; what was written so far stays."""
        with shown(self._words):
            self._stops.stop(person_of(request, self._assistant).id, str(request.session_hash))

    def cite(self, command: str, conversation: str, request: gr.Request) -> str:
        """The evidence for one citation of an answer."""
        with shown(self._words):
            person, wanted = person_of(request, self._assistant), json.loads(command)
            return self._block(self._evidence(person, conversation, str(wanted["turn"]), int(wanted["n"])))

    def rate(self, command: str, conversation: str, request: gr.Request) -> str:
        """Keeps a thumb and the reason for it."""
        with shown(self._words):
            person, given = person_of(request, self._assistant), json.loads(command)
            reason, note = str(given.get("reason", "")), str(given.get("note", ""))[:1000]
            self._assistant.conversations.rate(person.id, conversation, str(given["turn"]), str(given["value"]), reason, note)
            return self._block(Markup('<p class="d-hidden" data-announce="">{}</p>').format(self._words("ask.rated")))

    def quiz(self, command: str, conversation: str, request: gr.Request) -> str:
        """Begins a quiz on what an answer cites, and leads to it; where there are no such questions, to what else there is."""
        with shown(self._words):
            person, turn = person_of(request, self._assistant), str(json.loads(command)["turn"])
            begun = begun_about(self._assistant, person, conversation, turn, lambda document: self._may_read(person, document))
            query = "" if begun else "?" + urlencode({"conversation": conversation, "turn": turn})
            return self._block(Markup('<span data-go="{}"></span>').format(f"/{self._words.language}/practise/{query}"))

    def search(self, text: str, conversation: str, request: gr.Request) -> str:
        """The conversations that hold the words."""
        with shown(self._words):
            return self._history(person_of(request, self._assistant), text, conversation)

    def open(self, command: str, text: str, request: gr.Request) -> tuple[str, ...]:
        """An earlier conversation: history, conversation, log, live turn, evidence."""
        with shown(self._words):
            person = person_of(request, self._assistant)
            return self._turn_to(person, str(json.loads(command)["id"]), text)

    def new(self, text: str, request: gr.Request) -> tuple[str, ...]:
        """An empty conversation, in the same order."""
        with shown(self._words):
            return self._turn_to(person_of(request, self._assistant), "", text)

    def rename(self, command: str, text: str, conversation: str, request: gr.Request) -> str:
        """Gives a conversation another title."""
        with shown(self._words):
            person, named = person_of(request, self._assistant), json.loads(command)
            self._assistant.conversations.rename(person.id, str(named["id"]), str(named["title"]))
            return self._history(person, text, conversation)

    def delete(self, command: str, text: str, conversation: str, request: gr.Request) -> tuple[str, ...]:
        """Deletes one conversation; the page turns to an empty one if that was shown."""
        with shown(self._words):
            person, gone = person_of(request, self._assistant), str(json.loads(command)["id"])
            self._assistant.conversations.delete(person.id, gone)
            return self._turn_to(person, "" if gone == conversation else conversation, text)

    def delete_all(self, request: gr.Request) -> tuple[str, ...]:
        """Deletes everything the person has asked."""
        with shown(self._words):
            person = person_of(request, self._assistant)
            self._assistant.conversations.delete_all(person.id)
            return self._turn_to(person, "", "")

    def export(self, request: gr.Request) -> str:
        """Everything the person has asked, as a file for the browser to save."""
        with shown(self._words):
            person = person_of(request, self._assistant)
            kept = self._assistant.conversations.export(person.id, lambda document: self._assistant.may_read(person, document))
            content = json.dumps(kept, ensure_ascii=False, indent=1)
            return self._block(file_view("docent-conversations.json", content))

    def _turn_to(self, person: Person, conversation: str, text: str) -> tuple[str, ...]:
        view = self._view(person, conversation)
        return (self._history(person, text, conversation), view.conversation, view.log, "", view.evidence)

    def _view(self, person: Person, conversation: str) -> Shown:
        if not conversation:
            return Shown("", self._block(log_view([], "", self._words)), self._block(empty_evidence(self._words)))
        turns = self._assistant.conversations.get(person.id, conversation).turns
        views = [
            turn_view(turn.answer, turn.rating, self._words, lambda document: self._may_read(person, document))
            for turn in turns
        ]
        if turns:
            views.append(follow_view(self._assistant.follow_ups(person, turns[-1].answer), self._words))
        log = self._block(log_view(views, conversation, self._words))
        return Shown(conversation, log, self._block(self._first_evidence(person, conversation)))

    def _under_way(self, question: str, text: str, note: str) -> tuple[Update, ...]:
        live = self._block(live_view(question, text, note, self._words))
        return ("", gr.update(visible=False), gr.update(visible=True), live, *(gr.skip(),) * 4)

    def _done(self, person: Person, conversation: str) -> tuple[Update, ...]:
        view = self._view(person, conversation)
        history = self._history(person, "", conversation)
        return (
            gr.skip(),
            gr.update(visible=True),
            gr.update(visible=False),
            "",
            conversation,
            view.log,
            view.evidence,
            history,
        )

    def _broken(self, question: str, text: str, why: str, kept: str) -> tuple[Update, ...]:
        live = self._block(stopped_view(question, text, why, self._words))
        return (kept or gr.skip(), gr.update(visible=True), gr.update(visible=False), live, *(gr.skip(),) * 4)

    def _history(self, person: Person, text: str, current: str) -> str:
        kept = self._assistant.conversations
        found = kept.search(person.id, text) if text.strip() else kept.list(person.id)
        entries = [Entry(one.id, one.title or self._words("ask.untitled"), one.changed) for one in found]
        return self._block(history_view(entries, current, bool(text.strip()), self._words))

    def _first_evidence(self, person: Person, conversation: str) -> Markup:
        turns = self._assistant.conversations.get(person.id, conversation).turns
        for turn in reversed(turns):
            for citation in turn.answer.citations:
                if self._may_read(person, citation.document):
                    return self._evidence(person, conversation, turn.answer.id, citation.n)
            break
        return empty_evidence(self._words)

    def _evidence(self, person: Person, conversation: str, turn: str, number: int) -> Markup:
        turns = self._assistant.conversations.get(person.id, conversation).turns
        answers = [without_forbidden(one.answer, lambda document: self._may_read(person, document)) for one in turns]
        cited = {citation.n: citation for answer in answers if answer.id == turn for citation in answer.citations}
        citation = cited.get(number)
        if citation is None:
            raise AccessDenied("no such citation")
        return evidence_view(turn, citation, list(cited), self._page(person, citation), self._words)

    def _page(self, person: Person, citation: Citation) -> Page | None:
        """The cited page, None where the document holds another text by now."""
        now = {record.document: record.version for record in self._assistant.index().documents()}
        if now.get(citation.document) != citation.version:
            return None
        return self._assistant.page(person, citation.document, citation.page)

    def _may_read(self, person: Person, document: str) -> bool:
        return self._assistant.may_read(person, document)

    def _block(self, content: Markup) -> str:
        return block(content, self._words.language) if content != NOTHING else ""
